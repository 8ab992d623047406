"""pip's options for trust: --trusted-host, --use-feature=truststore and --use-deprecated=legacy-certs."""

from harness.model import (
    CORPORATE,
    EMPTY_CURL_CA_BUNDLE,
    EMPTY_REQUESTS_CA_BUNDLE,
    LEGACY_CERTS,
    PUBLIC,
    STRANGER,
    TRUSTED_HOST,
    USE_TRUSTSTORE,
    USE_TRUSTSTORE_VARIABLE,
    Accepts,
    Action,
    Certificate,
    Leg,
    Option,
    Rejects,
    Scenario,
    Trust,
    Unverified,
)
from scenarios.defects.builds import TRUSTSTORE_FEATURE_LOST_IN_THE_BUILD
from scenarios.defects.contexts import TRUSTSTORE_CONTEXT_LOST
from scenarios.defects.early import TRUSTED_HOST_WITHOUT_A_PORT_IGNORED
from scenarios.defects.options import (
    EMPTY_VARIABLE_TURNS_VERIFYING_OFF,
    HTTP_INDEX_LEAVES_THE_PROXY_UNVERIFIED,
    TRUSTED_HOST_LEAVES_THE_PROXY_UNVERIFIED,
    TRUSTSTORE_FEATURE_BREAKS_ON_A_NEWER_PYTHON,
    TRUSTSTORE_FEATURE_IGNORED,
    TRUSTSTORE_FEATURE_LOST_BEHIND_A_PROXY,
    TRUSTSTORE_FEATURE_MISSES_OPENSSL_DEFAULTS_BEHIND_A_PROXY,
)
from scenarios.topologies import DIRECT, FORWARDED_OVER_TLS, TUNNELLED, TUNNELLED_OVER_TLS

trusted_host_is_not_verified = Scenario(
    claim="With --trusted-host, the origin is not verified: that is what the option is for.",
    topology=DIRECT,
    options=(TRUSTED_HOST,),
    expect=Unverified(Leg.ORIGIN),
    because="The option tells the client not to verify that host.",
    exposes=(TRUSTED_HOST_WITHOUT_A_PORT_IGNORED,),
)

trusted_host_is_not_verified_through_a_tunnel = trusted_host_is_not_verified.but(
    claim="With --trusted-host, the origin is not verified through a tunnel either.",
    topology=TUNNELLED,
)

trusted_host_says_nothing_about_the_proxy = Scenario(
    claim="--trusted-host of the origin says nothing about the proxy: a stranger's proxy is refused.",
    topology=TUNNELLED_OVER_TLS,
    trust=Trust(cert_flag={CORPORATE, PUBLIC}),
    proxy_certificate=Certificate.BY_STRANGER,
    options=(TRUSTED_HOST,),
    expect=Rejects(Leg.PROXY),
    because="The option names the origin's host.",
    exposes=(TRUSTED_HOST_LEAVES_THE_PROXY_UNVERIFIED,),
)

http_index_says_nothing_about_the_proxy = Scenario(
    claim="An http:// index says nothing about the proxy: a stranger's proxy is refused.",
    topology=FORWARDED_OVER_TLS,
    trust=Trust(cert_flag={CORPORATE}),
    proxy_certificate=Certificate.BY_STRANGER,
    expect=Rejects(Leg.PROXY),
    because="A user who names an https:// proxy wants that one and no other.",
    exposes=(HTTP_INDEX_LEAVES_THE_PROXY_UNVERIFIED,),
)

http_index_through_a_verified_proxy = http_index_says_nothing_about_the_proxy.but(
    claim="An http:// index is fetched through an https:// proxy that the bundle vouches for.",
    proxy_certificate=Certificate.GOOD,
    expect=Accepts(),
    because="Its authority is in the bundle.",
    exposes=(),
)

truststore_feature_reads_the_system_store = Scenario(
    claim="With --use-feature=truststore, the system store verifies the origin.",
    topology=DIRECT,
    trust=Trust(system={PUBLIC}),
    options=(USE_TRUSTSTORE,),
    expect=Accepts(),
    because="The option asks for what later became the default: reading the system store.",
    exposes=(TRUSTSTORE_FEATURE_IGNORED, TRUSTSTORE_FEATURE_BREAKS_ON_A_NEWER_PYTHON),
)

truststore_feature_still_verifies = truststore_feature_reads_the_system_store.control(without=PUBLIC, instead=STRANGER)

truststore_feature_reads_the_system_store_through_a_tunnel = truststore_feature_reads_the_system_store.but(
    claim="With --use-feature=truststore, the system store verifies the origin through a tunnel.",
    topology=TUNNELLED,
    exposes=(TRUSTSTORE_FEATURE_LOST_BEHIND_A_PROXY,),
)

truststore_feature_still_verifies_through_a_tunnel = truststore_feature_reads_the_system_store_through_a_tunnel.control(
    without=PUBLIC, instead=STRANGER
)

truststore_feature_reads_ssl_cert_file_through_a_tunnel = (
    truststore_feature_reads_the_system_store_through_a_tunnel.but(
        claim="With --use-feature=truststore, SSL_CERT_FILE verifies the origin through a tunnel.",
        trust=Trust(ssl_cert_file={PUBLIC}),
        because="The variable names a file of authorities for every client that reads OpenSSL's defaults.",
        exposes=(TRUSTSTORE_FEATURE_MISSES_OPENSSL_DEFAULTS_BEHIND_A_PROXY,),
    )
)

truststore_feature_reaches_the_build = truststore_feature_reads_the_system_store.but(
    claim="--use-feature=truststore reaches an isolated build.",
    action=Action.BUILD,
    because="An option given to pip is also meant for the pip that it starts for a build.",
    exposes=(
        TRUSTSTORE_FEATURE_BREAKS_ON_A_NEWER_PYTHON,
        TRUSTSTORE_FEATURE_IGNORED,
        TRUSTSTORE_FEATURE_LOST_IN_THE_BUILD,
    ),
)

truststore_feature_still_verifies_for_a_build = truststore_feature_reaches_the_build.control(
    without=PUBLIC, instead=STRANGER
)

truststore_variable_reaches_the_build = truststore_feature_reaches_the_build.but(
    claim="PIP_USE_FEATURE=truststore reaches an isolated build.",
    options=(),
    variables=(USE_TRUSTSTORE_VARIABLE,),
    because="The pip that fetches the build backend inherits the environment.",
    exposes=(TRUSTSTORE_FEATURE_IGNORED, TRUSTSTORE_FEATURE_BREAKS_ON_A_NEWER_PYTHON),
)

truststore_variable_still_verifies_for_a_build = truststore_variable_reaches_the_build.control(
    without=PUBLIC, instead=STRANGER
)

legacy_certs_read_the_shipped_store = Scenario(
    claim="With legacy-certs, the client's own bundle alone verifies the origin through a tunnel.",
    topology=TUNNELLED,
    trust=Trust(shipped={PUBLIC}),
    options=(LEGACY_CERTS,),
    expect=Accepts(),
    because="The option leaves the client's own bundle as the only store that counts.",
)

legacy_certs_do_not_read_the_system_store = legacy_certs_read_the_shipped_store.but(
    claim="With legacy-certs, the system store verifies nothing.",
    trust=Trust(system={PUBLIC}),
    expect=Rejects(Leg.ORIGIN),
    because="The option turns the system store off.",
)

legacy_certs_let_the_flag_replace_the_shipped_store = Scenario(
    claim="With legacy-certs, --cert overrides the default bundle.",
    topology=DIRECT,
    trust=Trust(shipped={PUBLIC}, cert_flag={STRANGER}),
    options=(LEGACY_CERTS,),
    expect=Rejects(Leg.ORIGIN),
    because="A user who names a bundle wants no other store to count.",
)

legacy_certs_let_the_flag_replace_the_shipped_store_through_a_tunnel = (
    legacy_certs_let_the_flag_replace_the_shipped_store.but(
        claim="With legacy-certs, --cert overrides the default bundle through a tunnel too.",
        topology=TUNNELLED,
    )
)

legacy_certs_let_the_flag_replace_the_shipped_store_on_the_proxy_leg = (
    legacy_certs_let_the_flag_replace_the_shipped_store.but(
        claim="With legacy-certs, --cert overrides the default bundle on the leg to a proxy too.",
        topology=TUNNELLED_OVER_TLS,
        trust=Trust(shipped={CORPORATE}, cert_flag={PUBLIC}),
        expect=Rejects(Leg.PROXY),
    )
)

empty_curl_ca_bundle_is_none = Scenario(
    claim="An empty CURL_CA_BUNDLE names no bundle, and an origin that no store vouches for is refused.",
    topology=DIRECT,
    variables=(EMPTY_CURL_CA_BUNDLE,),
    expect=Rejects(Leg.ORIGIN),
    because="An empty variable is as good as none.",
    exposes=(EMPTY_VARIABLE_TURNS_VERIFYING_OFF,),
)

empty_requests_ca_bundle_is_none = empty_curl_ca_bundle_is_none.but(
    claim="An empty REQUESTS_CA_BUNDLE names no bundle, and an origin that no store vouches for is refused.",
    variables=(EMPTY_REQUESTS_CA_BUNDLE,),
    exposes=(),
)

empty_curl_ca_bundle_leaves_the_flag = empty_curl_ca_bundle_is_none.but(
    claim="With an empty CURL_CA_BUNDLE, --cert still decides.",
    trust=Trust(cert_flag={STRANGER}),
)

extra_index_is_verified_too = Scenario(
    claim="The system store verifies an index that --extra-index-url names as well.",
    topology=TUNNELLED,
    trust=Trust(system={PUBLIC}),
    options=(Option("--extra-index-url {index_url}"),),
    expect=Accepts(),
    because="Every index is asked in one session.",
    exposes=(TRUSTSTORE_CONTEXT_LOST,),
)

nobody_vouches_for_an_extra_index = extra_index_is_verified_too.control(without=PUBLIC)
