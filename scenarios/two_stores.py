"""Two stores: a bundle that is named beside each store that is read by itself. Does it replace it, as pip says?

Those of --cert beside the system store and the client's own are in :mod:`scenarios.store_precedence`.
"""

from harness.model import CORPORATE, PUBLIC, STRANGER, Accepts, Channel, Leg, Rejects, Scenario, Trust
from scenarios.defects.contexts import CERT_ADDS_INSTEAD_OF_REPLACING, CERT_ADDS_THROUGH_A_PROXY
from scenarios.defects.two_stores import OPTION_WINS_OVER_THE_VARIABLE_WITH_PROXY_FLAG
from scenarios.topologies import DIRECT, TUNNELLED, TUNNELLED_OVER_TLS

cert_flag_replaces_ssl_cert_file = Scenario(
    claim="--cert overrides SSL_CERT_FILE.",
    topology=DIRECT,
    trust=Trust(ssl_cert_file={PUBLIC}, cert_flag={STRANGER}),
    expect=Rejects(Leg.ORIGIN),
    because="A user who names a bundle wants no other store to count.",
    exposes=(CERT_ADDS_INSTEAD_OF_REPLACING,),
)

cert_flag_replaces_ssl_cert_dir = cert_flag_replaces_ssl_cert_file.but(
    claim="--cert overrides SSL_CERT_DIR.",
    trust=Trust(ssl_cert_dir={PUBLIC}, cert_flag={STRANGER}),
)

requests_ca_bundle_replaces_ssl_cert_file = cert_flag_replaces_ssl_cert_file.but(
    claim="REQUESTS_CA_BUNDLE overrides SSL_CERT_FILE.",
    trust=Trust(ssl_cert_file={PUBLIC}, requests_ca_bundle={STRANGER}),
)

requests_ca_bundle_replaces_ssl_cert_dir = requests_ca_bundle_replaces_ssl_cert_file.but(
    claim="REQUESTS_CA_BUNDLE overrides SSL_CERT_DIR.",
    trust=Trust(ssl_cert_dir={PUBLIC}, requests_ca_bundle={STRANGER}),
)

requests_ca_bundle_replaces_the_system_store = requests_ca_bundle_replaces_ssl_cert_file.but(
    claim="REQUESTS_CA_BUNDLE overrides the system store.",
    trust=Trust(system={PUBLIC}, requests_ca_bundle={STRANGER}),
)

requests_ca_bundle_replaces_the_shipped_store = requests_ca_bundle_replaces_ssl_cert_file.but(
    claim="REQUESTS_CA_BUNDLE overrides the default bundle.",
    trust=Trust(shipped={PUBLIC}, requests_ca_bundle={STRANGER}),
)

requests_ca_bundle_vouches_beside_the_shipped_store = requests_ca_bundle_replaces_the_shipped_store.but(
    claim="REQUESTS_CA_BUNDLE verifies the origin where the default bundle does not.",
    trust=Trust(shipped={STRANGER}, requests_ca_bundle={PUBLIC}),
    expect=Accepts(),
    because="The bundle that is named counts, whether alone or with others.",
    exposes=(),
)

cert_flag_replaces_ssl_cert_file_through_a_tunnel = cert_flag_replaces_ssl_cert_file.but(
    claim="--cert overrides SSL_CERT_FILE through a tunnel too.",
    topology=TUNNELLED,
    exposes=(CERT_ADDS_THROUGH_A_PROXY,),
)

cert_flag_replaces_ssl_cert_dir_through_a_tunnel = cert_flag_replaces_ssl_cert_file_through_a_tunnel.but(
    claim="--cert overrides SSL_CERT_DIR through a tunnel too.",
    trust=Trust(ssl_cert_dir={PUBLIC}, cert_flag={STRANGER}),
)

requests_ca_bundle_replaces_ssl_cert_file_through_a_tunnel = cert_flag_replaces_ssl_cert_file_through_a_tunnel.but(
    claim="REQUESTS_CA_BUNDLE overrides SSL_CERT_FILE through a tunnel too.",
    trust=Trust(ssl_cert_file={PUBLIC}, requests_ca_bundle={STRANGER}),
)

requests_ca_bundle_replaces_ssl_cert_dir_through_a_tunnel = cert_flag_replaces_ssl_cert_file_through_a_tunnel.but(
    claim="REQUESTS_CA_BUNDLE overrides SSL_CERT_DIR through a tunnel too.",
    trust=Trust(ssl_cert_dir={PUBLIC}, requests_ca_bundle={STRANGER}),
)

requests_ca_bundle_replaces_the_system_store_through_a_tunnel = cert_flag_replaces_ssl_cert_file_through_a_tunnel.but(
    claim="REQUESTS_CA_BUNDLE overrides the system store through a tunnel too.",
    trust=Trust(system={PUBLIC}, requests_ca_bundle={STRANGER}),
)

requests_ca_bundle_replaces_the_shipped_store_through_a_tunnel = cert_flag_replaces_ssl_cert_file_through_a_tunnel.but(
    claim="REQUESTS_CA_BUNDLE overrides the default bundle through a tunnel too.",
    trust=Trust(shipped={PUBLIC}, requests_ca_bundle={STRANGER}),
)

cert_flag_for_the_proxy_replaces_ssl_cert_file = cert_flag_replaces_ssl_cert_file_through_a_tunnel.but(
    claim="--cert with the proxy's authority alone overrides SSL_CERT_FILE on the leg to the origin.",
    topology=TUNNELLED_OVER_TLS,
    trust=Trust(ssl_cert_file={PUBLIC}, cert_flag={CORPORATE}),
)

cert_flag_for_the_proxy_replaces_ssl_cert_dir = cert_flag_for_the_proxy_replaces_ssl_cert_file.but(
    claim="--cert with the proxy's authority alone overrides SSL_CERT_DIR on the leg to the origin.",
    trust=Trust(ssl_cert_dir={PUBLIC}, cert_flag={CORPORATE}),
)

requests_ca_bundle_wins_over_the_flag_with_proxy_flag = Scenario(
    claim="With --proxy too, --cert does not count beside REQUESTS_CA_BUNDLE.",
    topology=TUNNELLED,
    trust=Trust(cert_flag={PUBLIC}, requests_ca_bundle={STRANGER}),
    proxy_set_by=Channel.FLAG,
    expect=Rejects(Leg.ORIGIN),
    because="How a client learns of a proxy has nothing to do with whom it trusts.",
    exposes=(OPTION_WINS_OVER_THE_VARIABLE_WITH_PROXY_FLAG,),
)

requests_ca_bundle_wins_over_the_flag_with_a_proxy_setting = requests_ca_bundle_wins_over_the_flag_with_proxy_flag.but(
    claim="With a proxy in the configuration file too, --cert does not count beside REQUESTS_CA_BUNDLE.",
    proxy_set_by=Channel.CONFIG,
)
