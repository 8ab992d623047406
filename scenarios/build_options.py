"""Build options: do those on the command line reach the pip that prepares a build?"""

from harness.model import (
    CORPORATE,
    EMPTY_PROXY,
    INPROCESS_BUILDS,
    KEYRING,
    KEYRING_VARIABLE,
    LEGACY_CERTS,
    LEGACY_CERTS_VARIABLE,
    NO_PROXY_ENV,
    PUBLIC,
    TRUSTED_HOST_AND_PORT,
    Accepts,
    Action,
    Channel,
    Index,
    Leg,
    Login,
    Option,
    Phase,
    Rejects,
    Scenario,
    Trust,
    Unverified,
)
from scenarios.defects.builds import (
    KEYRING_PROVIDER_LOST_IN_THE_BUILD,
    LEGACY_CERTS_LOST_IN_THE_BUILD,
    LEGACY_CERTS_LOST_IN_THE_BUILD_BEHIND_A_PROXY,
)
from scenarios.defects.options import EMPTY_PROXY_OPTION_IGNORED
from scenarios.topologies import DIRECT, TUNNELLED

ssl_cert_file_reaches_a_local_build = Scenario(
    claim="SSL_CERT_FILE verifies the origin for the build of a local sdist.",
    topology=DIRECT,
    trust=Trust(ssl_cert_file={PUBLIC}),
    action=Action.BUILD_LOCAL,
    expect=Accepts(),
    because="The pip that fetches the build backend inherits the environment.",
)

nobody_vouches_for_a_local_build = ssl_cert_file_reaches_a_local_build.control(
    without=PUBLIC, because="Nothing is asked of the index before the build."
)

legacy_certs_reach_a_local_build = ssl_cert_file_reaches_a_local_build.but(
    claim="With legacy-certs, SSL_CERT_FILE verifies nothing for the build of a local sdist.",
    options=(LEGACY_CERTS,),
    expect=Rejects(Leg.ORIGIN, phase=Phase.BUILD),
    because="An option given to pip is also meant for the pip that it starts for a build.",
    exposes=(LEGACY_CERTS_LOST_IN_THE_BUILD,),
)

legacy_certs_variable_reaches_a_local_build = legacy_certs_reach_a_local_build.but(
    claim="With PIP_USE_DEPRECATED=legacy-certs, SSL_CERT_FILE verifies nothing for the build of a local sdist.",
    options=(),
    variables=(LEGACY_CERTS_VARIABLE,),
    because="The pip that fetches the build backend inherits the environment.",
    exposes=(),
)

legacy_certs_count_for_a_build_in_process = legacy_certs_reach_a_local_build.but(
    claim="With legacy-certs, SSL_CERT_FILE verifies nothing for a build that pip prepares itself.",
    options=(LEGACY_CERTS, INPROCESS_BUILDS),
    because="No second pip is started: the build backend is fetched like everything else.",
    exposes=(),
)

ssl_cert_file_reaches_a_build_in_process = legacy_certs_count_for_a_build_in_process.but(
    claim="SSL_CERT_FILE verifies the origin for a build that pip prepares itself.",
    options=(INPROCESS_BUILDS,),
    expect=Accepts(),
)

legacy_certs_read_the_shipped_store_for_a_build = Scenario(
    claim="With legacy-certs, the client's own bundle verifies the origin for an isolated build through a tunnel.",
    topology=TUNNELLED,
    trust=Trust(shipped={PUBLIC}),
    options=(LEGACY_CERTS,),
    action=Action.BUILD,
    expect=Accepts(),
    because="The option leaves the client's own bundle as the only store that counts.",
    exposes=(LEGACY_CERTS_LOST_IN_THE_BUILD_BEHIND_A_PROXY,),
)

legacy_certs_do_not_read_the_system_store_for_a_build = legacy_certs_read_the_shipped_store_for_a_build.but(
    claim="With legacy-certs, an origin that only the system store vouches for is refused before anything is built.",
    trust=Trust(system={PUBLIC}),
    expect=Rejects(Leg.ORIGIN),
    because="The option turns the system store off.",
    exposes=(),
)

legacy_certs_variable_reads_the_shipped_store_for_a_build = legacy_certs_read_the_shipped_store_for_a_build.but(
    claim="With PIP_USE_DEPRECATED=legacy-certs, the client's own bundle alone verifies the origin through a tunnel.",
    options=(),
    variables=(LEGACY_CERTS_VARIABLE,),
    exposes=(),
)

legacy_certs_variable_turns_the_system_store_off_for_a_build = (
    legacy_certs_variable_reads_the_shipped_store_for_a_build.but(
        claim="With PIP_USE_DEPRECATED=legacy-certs, the system store verifies nothing, and nothing is built.",
        trust=Trust(system={PUBLIC}),
        expect=Rejects(Leg.ORIGIN),
        because="The variable stands for the option, which turns the system store off.",
    )
)

trusted_host_reaches_a_local_build = Scenario(
    claim="With --trusted-host, the origin is not verified for an isolated build either.",
    topology=DIRECT,
    options=(TRUSTED_HOST_AND_PORT,),
    action=Action.BUILD_LOCAL,
    expect=Unverified(Leg.ORIGIN),
    because="An option given to pip is also meant for the pip that it starts for a build.",
)

port_of_a_trusted_host_reaches_a_local_build = trusted_host_reaches_a_local_build.but(
    claim="With --trusted-host for another port, the origin is refused for an isolated build too.",
    options=(Option("--trusted-host {origin_host}:1"),),
    expect=Rejects(Leg.ORIGIN, phase=Phase.BUILD),
    because="The pip that is started for a build trusts no more than what the user has named.",
)

extra_index_reaches_a_local_build = Scenario(
    claim="--extra-index-url reaches an isolated build.",
    topology=DIRECT,
    trust=Trust(pip_cert={CORPORATE, PUBLIC}),
    index=Index.EMPTY_BESIDE_ANOTHER,
    options=(Option("--extra-index-url {other_index_url}"),),
    action=Action.BUILD_LOCAL,
    expect=Accepts(),
    because="An option given to pip is also meant for the pip that it starts for a build.",
)

extra_index_does_not_vouch_for_a_local_build = extra_index_reaches_a_local_build.control(without=CORPORATE)

no_proxy_env_reaches_the_build = Scenario(
    claim="--no-proxy-env turns the environment's proxy off for an isolated build too.",
    topology=DIRECT,
    trust=Trust(cert_flag={PUBLIC}),
    dead_proxy_set_by=Channel.ENVIRONMENT,
    options=(NO_PROXY_ENV,),
    action=Action.BUILD,
    expect=Accepts(),
    because="An option given to pip is also meant for the pip that it starts for a build.",
)

no_proxy_env_does_not_vouch_for_the_build = no_proxy_env_reaches_the_build.control(without=PUBLIC)

empty_flag_reaches_the_build = no_proxy_env_reaches_the_build.but(
    claim="An empty --proxy turns the environment's proxy off for an isolated build too.",
    options=(EMPTY_PROXY,),
    exposes=(EMPTY_PROXY_OPTION_IGNORED,),
)

empty_flag_does_not_vouch_for_the_build = empty_flag_reaches_the_build.control(
    without=PUBLIC, exposes=(EMPTY_PROXY_OPTION_IGNORED,)
)

keyring_provider_reaches_the_build = Scenario(
    claim="--keyring-provider reaches an isolated build.",
    topology=DIRECT,
    trust=Trust(pip_cert={PUBLIC}),
    index=Index.BASIC_AUTH,
    login=Login.IN_KEYRING,
    options=(KEYRING,),
    action=Action.BUILD,
    expect=Accepts(),
    because="An option given to pip is also meant for the pip that it starts for a build.",
    exposes=(KEYRING_PROVIDER_LOST_IN_THE_BUILD,),
)

keyring_does_not_vouch_for_the_build = keyring_provider_reaches_the_build.control(without=PUBLIC)

keyring_variable_reaches_the_build = keyring_provider_reaches_the_build.but(
    claim="PIP_KEYRING_PROVIDER reaches an isolated build.",
    options=(),
    variables=(KEYRING_VARIABLE,),
    because="The pip that fetches the build backend inherits the environment.",
    exposes=(),
)

keyring_variable_does_not_vouch_for_the_build = keyring_variable_reaches_the_build.control(without=PUBLIC)
