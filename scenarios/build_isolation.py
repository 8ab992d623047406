"""Build isolation: a second pip fetches the build backend. Do trust and proxy reach it?"""

from harness.model import (
    CLIENT_CERTIFICATE_VARIABLE,
    CORPORATE,
    INSPECTION,
    PUBLIC,
    Accepts,
    Action,
    Channel,
    ClientCertificate,
    Leg,
    Reason,
    Rejects,
    Scenario,
    Trust,
)
from scenarios.defects.builds import (
    CERT_LOST_IN_THE_BUILD,
    CERT_LOST_IN_THE_BUILD_ON_THE_PROXY_LEG,
    CLIENT_CERTIFICATE_LOST_IN_THE_BUILD,
    PROXY_LOST_IN_THE_BUILD,
    SSL_CERT_FILE_LOST_IN_THE_BUILD,
)
from scenarios.defects.contexts import PROXY_LEG_CONTEXT_LOST, TRUSTSTORE_CONTEXT_LOST
from scenarios.topologies import DIRECT, INTERCEPTED, INTERCEPTED_OVER_TLS, TUNNELLED, TUNNELLED_OVER_TLS

system_store_reaches_the_build = Scenario(
    claim="The system store verifies the origin for the build's pip too.",
    topology=DIRECT,
    trust=Trust(system={PUBLIC}),
    action=Action.BUILD,
    expect=Accepts(),
    because="The second pip makes a truststore context of its own.",
)

nobody_vouches_for_the_build = system_store_reaches_the_build.control(
    without=PUBLIC, claim="An origin that no store vouches for is refused before anything is built."
)

system_store_reaches_the_build_through_a_tunnel = system_store_reaches_the_build.but(
    claim="The system store verifies the origin for the build's pip through a tunnel.",
    topology=TUNNELLED,
    exposes=(TRUSTSTORE_CONTEXT_LOST,),
)

nobody_vouches_for_the_build_through_a_tunnel = system_store_reaches_the_build_through_a_tunnel.control(without=PUBLIC)

system_store_reaches_the_build_through_a_tunnel_over_tls = system_store_reaches_the_build.but(
    claim="The system store verifies the proxy and the origin for the build's pip.",
    topology=TUNNELLED_OVER_TLS,
    trust=Trust(system={CORPORATE, PUBLIC}),
    exposes=(PROXY_LEG_CONTEXT_LOST,),
)

nobody_vouches_for_the_proxy_of_the_build = system_store_reaches_the_build_through_a_tunnel_over_tls.control(
    without=CORPORATE
)

system_store_reaches_the_build_through_an_interception = system_store_reaches_the_build_through_a_tunnel.but(
    claim="The system store verifies what an intercepting proxy re-signs for the build's pip.",
    topology=INTERCEPTED,
    trust=Trust(system={INSPECTION}),
)

nobody_vouches_for_the_inspection_of_the_build = system_store_reaches_the_build_through_an_interception.control(
    without=INSPECTION,
    instead=PUBLIC,
    claim="An inspection that no store vouches for is refused before anything is built.",
)

system_store_reaches_the_build_through_an_interception_over_tls = system_store_reaches_the_build.but(
    claim="The system store verifies the proxy and what is re-signed behind it for the build's pip.",
    topology=INTERCEPTED_OVER_TLS,
    trust=Trust(system={CORPORATE, INSPECTION}),
    exposes=(PROXY_LEG_CONTEXT_LOST,),
)

nobody_vouches_for_the_proxy_before_the_inspection = (
    system_store_reaches_the_build_through_an_interception_over_tls.control(without=CORPORATE)
)

ssl_cert_file_reaches_the_build_through_a_tunnel = system_store_reaches_the_build_through_a_tunnel.but(
    claim="SSL_CERT_FILE verifies the origin for the build's pip through a tunnel.",
    trust=Trust(ssl_cert_file={PUBLIC}),
    because="The second pip inherits the environment.",
    exposes=(SSL_CERT_FILE_LOST_IN_THE_BUILD,),
)

cert_flag_reaches_the_build = system_store_reaches_the_build.but(
    claim="--cert reaches the build's pip.",
    trust=Trust(cert_flag={PUBLIC}),
    because="pip passes the flag on.",
    exposes=(CERT_LOST_IN_THE_BUILD,),
)

cert_flag_reaches_the_build_through_a_tunnel = cert_flag_reaches_the_build.but(
    claim="--cert reaches the build's pip through a tunnel.",
    topology=TUNNELLED,
)

cert_flag_reaches_the_build_through_a_tunnel_over_tls = cert_flag_reaches_the_build.but(
    claim="--cert reaches the build's pip through an https:// proxy.",
    topology=TUNNELLED_OVER_TLS,
    trust=Trust(cert_flag={CORPORATE, PUBLIC}),
    exposes=(CERT_LOST_IN_THE_BUILD_ON_THE_PROXY_LEG,),
)

pip_cert_reaches_the_build_through_a_tunnel = cert_flag_reaches_the_build_through_a_tunnel.but(
    claim="PIP_CERT reaches the build's pip through a tunnel.",
    trust=Trust(pip_cert={PUBLIC}),
    because="The second pip inherits the environment.",
    exposes=(),
)

pip_cert_reaches_the_build_through_a_tunnel_over_tls = cert_flag_reaches_the_build_through_a_tunnel_over_tls.but(
    claim="PIP_CERT reaches the build's pip through an https:// proxy.",
    trust=Trust(pip_cert={CORPORATE, PUBLIC}),
    because="The second pip inherits the environment.",
    exposes=(),
)

proxy_flag_reaches_the_build = pip_cert_reaches_the_build_through_a_tunnel.but(
    claim="--proxy reaches the build's pip.",
    proxy_set_by=Channel.FLAG,
    because="pip passes the flag on.",
    exposes=(PROXY_LOST_IN_THE_BUILD,),
)

proxy_flag_does_not_vouch_for_the_build = proxy_flag_reaches_the_build.control(without=PUBLIC)

configured_proxy_reaches_the_build = pip_cert_reaches_the_build_through_a_tunnel.but(
    claim="A proxy set in the configuration file reaches the build's pip.",
    proxy_set_by=Channel.CONFIG,
    because="The second pip reads the same file.",
)

configured_proxy_does_not_vouch_for_the_build = configured_proxy_reaches_the_build.control(without=PUBLIC)

client_certificate_reaches_the_build = system_store_reaches_the_build.but(
    claim="--client-cert reaches the build's pip.",
    trust=Trust(pip_cert={PUBLIC}),
    client_certificate=ClientCertificate.DEMANDED_AND_SHOWN,
    because="pip passes the flag on.",
    exposes=(CLIENT_CERTIFICATE_LOST_IN_THE_BUILD,),
)

client_certificate_variable_reaches_the_build = client_certificate_reaches_the_build.but(
    claim="PIP_CLIENT_CERT reaches the build's pip.",
    variables=(CLIENT_CERTIFICATE_VARIABLE,),
    because="The second pip inherits the environment.",
    exposes=(),
)

client_certificate_variable_does_not_vouch_for_the_origin = client_certificate_variable_reaches_the_build.control(
    without=PUBLIC
)

demanded_client_certificate_is_missing_for_a_build = client_certificate_reaches_the_build.but(
    claim="An origin that demands a client certificate refuses a client without one before anything is built.",
    client_certificate=ClientCertificate.DEMANDED_AND_MISSING,
    expect=Rejects(Leg.ORIGIN, Reason.CLIENT_CERTIFICATE_MISSING),
    because="The origin ends the handshake.",
    exposes=(),
)
