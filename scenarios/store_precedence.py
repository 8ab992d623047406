"""Store precedence: two stores at once, one that vouches for the origin and one that does not. Which one counts?"""

from harness.model import CORPORATE, PUBLIC, STRANGER, Accepts, Leg, Rejects, Scenario, Trust
from scenarios.defects.contexts import (
    CERT_ADDS_INSTEAD_OF_REPLACING,
    CERT_ADDS_ON_THE_PROXY_LEG,
    CERT_ADDS_THROUGH_A_PROXY,
)
from scenarios.defects.variants import INJECTED_CONTEXT_ADDS_THE_SYSTEM_STORE
from scenarios.topologies import DIRECT, TUNNELLED, TUNNELLED_OVER_TLS

cert_flag_replaces_the_shipped_store = Scenario(
    claim="--cert overrides the default bundle, as its documentation says.",
    topology=DIRECT,
    trust=Trust(shipped={PUBLIC}, cert_flag={STRANGER}),
    expect=Rejects(Leg.ORIGIN),
    because="A user who names a bundle wants no other store to count.",
    exposes=(CERT_ADDS_INSTEAD_OF_REPLACING,),
)

cert_flag_vouches_beside_the_shipped_store = cert_flag_replaces_the_shipped_store.but(
    claim="--cert verifies the origin where the default bundle does not.",
    trust=Trust(shipped={STRANGER}, cert_flag={PUBLIC}),
    expect=Accepts(),
    because="The bundle that --cert names counts, whether alone or with others.",
    exposes=(),
)

cert_flag_replaces_the_system_store = cert_flag_replaces_the_shipped_store.but(
    claim="--cert overrides the system store.",
    trust=Trust(system={PUBLIC}, cert_flag={STRANGER}),
    exposes=(CERT_ADDS_INSTEAD_OF_REPLACING, INJECTED_CONTEXT_ADDS_THE_SYSTEM_STORE),
)

cert_flag_replaces_the_shipped_store_through_a_tunnel = cert_flag_replaces_the_shipped_store.but(
    claim="--cert overrides the default bundle through a tunnel too.",
    topology=TUNNELLED,
    exposes=(CERT_ADDS_THROUGH_A_PROXY,),
)

cert_flag_vouches_beside_the_shipped_store_through_a_tunnel = cert_flag_vouches_beside_the_shipped_store.but(
    claim="--cert verifies the origin through a tunnel where the default bundle does not.",
    topology=TUNNELLED,
)

cert_flag_wins_over_pip_cert = Scenario(
    claim="--cert wins over PIP_CERT.",
    topology=DIRECT,
    trust=Trust(cert_flag={PUBLIC}, pip_cert={STRANGER}),
    expect=Accepts(),
    because="The command line wins over the environment.",
)

pip_cert_does_not_add_to_the_flag = cert_flag_wins_over_pip_cert.but(
    claim="PIP_CERT does not add to --cert.",
    trust=Trust(cert_flag={STRANGER}, pip_cert={PUBLIC}),
    expect=Rejects(Leg.ORIGIN),
    because="The variable stands for --cert only where the option is not given.",
)

pip_cert_wins_over_the_configuration = Scenario(
    claim="PIP_CERT wins over the configuration file.",
    topology=DIRECT,
    trust=Trust(pip_cert={PUBLIC}, pip_conf={STRANGER}),
    expect=Accepts(),
    because="The environment wins over configuration files.",
)

configuration_does_not_add_to_pip_cert = pip_cert_wins_over_the_configuration.but(
    claim="The configuration file does not add to PIP_CERT.",
    trust=Trust(pip_cert={STRANGER}, pip_conf={PUBLIC}),
    expect=Rejects(Leg.ORIGIN),
    because="The setting stands for the variable only where that is not set.",
)

requests_ca_bundle_wins_over_the_flag = Scenario(
    claim="REQUESTS_CA_BUNDLE wins over --cert.",
    topology=DIRECT,
    trust=Trust(cert_flag={STRANGER}, requests_ca_bundle={PUBLIC}),
    expect=Accepts(),
    because="In clients built on requests, its variable wins over what the client names itself.",
)

cert_flag_does_not_add_to_requests_ca_bundle = requests_ca_bundle_wins_over_the_flag.but(
    claim="--cert does not add to REQUESTS_CA_BUNDLE.",
    trust=Trust(cert_flag={PUBLIC}, requests_ca_bundle={STRANGER}),
    expect=Rejects(Leg.ORIGIN),
    because="In clients built on requests, its variable replaces what the client names itself.",
    by_design="pypa/pip#10147",
)

requests_ca_bundle_wins_over_curl_ca_bundle = Scenario(
    claim="REQUESTS_CA_BUNDLE wins over CURL_CA_BUNDLE.",
    topology=DIRECT,
    trust=Trust(requests_ca_bundle={PUBLIC}, curl_ca_bundle={STRANGER}),
    expect=Accepts(),
    because="CURL_CA_BUNDLE counts only where REQUESTS_CA_BUNDLE is not set.",
)

curl_ca_bundle_does_not_add_to_requests_ca_bundle = requests_ca_bundle_wins_over_curl_ca_bundle.but(
    claim="CURL_CA_BUNDLE does not add to REQUESTS_CA_BUNDLE.",
    trust=Trust(requests_ca_bundle={STRANGER}, curl_ca_bundle={PUBLIC}),
    expect=Rejects(Leg.ORIGIN),
    because="CURL_CA_BUNDLE counts only where REQUESTS_CA_BUNDLE is not set.",
)

cert_flag_replaces_the_shipped_store_on_the_proxy_leg = cert_flag_replaces_the_shipped_store.but(
    claim="--cert overrides the default bundle on the leg to a proxy too.",
    topology=TUNNELLED_OVER_TLS,
    trust=Trust(shipped={CORPORATE}, cert_flag={PUBLIC}),
    expect=Rejects(Leg.PROXY),
    exposes=(CERT_ADDS_ON_THE_PROXY_LEG,),
)

cert_flag_replaces_ssl_cert_file_on_the_proxy_leg = cert_flag_replaces_the_shipped_store_on_the_proxy_leg.but(
    claim="--cert overrides SSL_CERT_FILE on the leg to a proxy too.",
    trust=Trust(ssl_cert_file={CORPORATE}, cert_flag={PUBLIC}),
)

cert_flag_for_the_proxy_replaces_the_shipped_store = cert_flag_replaces_the_shipped_store.but(
    claim="--cert with the proxy's authority alone overrides the default bundle on the leg to the origin.",
    topology=TUNNELLED_OVER_TLS,
    trust=Trust(shipped={PUBLIC}, cert_flag={CORPORATE}),
    exposes=(CERT_ADDS_THROUGH_A_PROXY,),
)

cert_flag_for_the_proxy_replaces_the_system_store = cert_flag_for_the_proxy_replaces_the_shipped_store.but(
    claim="--cert with the proxy's authority alone overrides the system store on the leg to the origin.",
    trust=Trust(system={PUBLIC}, cert_flag={CORPORATE}),
    exposes=(CERT_ADDS_THROUGH_A_PROXY,),
)

cert_flag_replaces_the_system_store_through_a_tunnel = cert_flag_replaces_the_system_store.but(
    claim="--cert overrides the system store through a tunnel too.",
    topology=TUNNELLED,
    exposes=(CERT_ADDS_THROUGH_A_PROXY, INJECTED_CONTEXT_ADDS_THE_SYSTEM_STORE),
)

cert_flag_vouches_beside_the_system_store_through_a_tunnel = cert_flag_vouches_beside_the_shipped_store.but(
    claim="--cert verifies the origin through a tunnel where the system store does not.",
    topology=TUNNELLED,
    trust=Trust(system={STRANGER}, cert_flag={PUBLIC}),
)

cert_flag_replaces_the_system_store_on_the_proxy_leg = cert_flag_replaces_the_shipped_store_on_the_proxy_leg.but(
    claim="--cert overrides the system store on the leg to a proxy too.",
    trust=Trust(system={CORPORATE}, cert_flag={PUBLIC}),
)

requests_ca_bundle_wins_over_the_configuration = Scenario(
    claim="REQUESTS_CA_BUNDLE wins over the configuration file.",
    topology=DIRECT,
    trust=Trust(pip_conf={STRANGER}, requests_ca_bundle={PUBLIC}),
    expect=Accepts(),
    because="In clients built on requests, its variable wins over what the client names itself.",
)

configuration_does_not_add_to_requests_ca_bundle = requests_ca_bundle_wins_over_the_configuration.but(
    claim="The configuration file does not add to REQUESTS_CA_BUNDLE.",
    trust=Trust(pip_conf={PUBLIC}, requests_ca_bundle={STRANGER}),
    expect=Rejects(Leg.ORIGIN),
    because="In clients built on requests, its variable replaces what the client names itself.",
    by_design="pypa/pip#10147",
)
