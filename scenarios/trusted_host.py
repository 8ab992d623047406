"""--trusted-host with and without a port, and what else such a host is sent."""

from harness.model import (
    PUBLIC,
    TRUSTED_HOST,
    TRUSTED_HOST_AND_PORT,
    Accepts,
    Cache,
    ClientCertificate,
    Crosses,
    Index,
    Leg,
    Reason,
    Rejects,
    Scenario,
    Trust,
    Unverified,
)
from scenarios.defects.contexts import (
    IP_ADDRESS_ENDS_IN_A_TRACEBACK,
    IP_ADDRESS_ENDS_IN_A_TRACEBACK_AFTER_UNVERIFIED_PAGES,
)
from scenarios.defects.early import (
    CLIENT_CERTIFICATE_LOST_ON_A_TRUSTED_HOST,
    CLIENT_CERTIFICATE_LOST_ON_A_TRUSTED_HOST_AND_PORT,
    TRUSTED_HOST_WITHOUT_A_PORT_IGNORED,
)
from scenarios.topologies import DIRECT

with_its_port_is_not_verified = Scenario(
    claim="With --trusted-host and a port, the origin on that port is not verified.",
    topology=DIRECT,
    options=(TRUSTED_HOST_AND_PORT,),
    expect=Unverified(Leg.ORIGIN),
    because="The option tells the client not to verify that host on that port.",
)

with_its_port_is_not_verified_with_the_cache_on = with_its_port_is_not_verified.but(
    claim="With --trusted-host and the cache on, the origin is not verified.",
    cache=Cache.ON,
    because="The cache is kept by another adapter, for which the option counts as well.",
)

files_on_another_host_are_verified_beside_it = Scenario(
    claim="With --trusted-host of the index, files on another host are fetched if a store vouches for that host.",
    topology=DIRECT,
    trust=Trust(cert_flag={PUBLIC}),
    index=Index.FILES_ON_SECOND_HOST,
    options=(TRUSTED_HOST,),
    expect=Accepts(),
    because="The host that has the files is verified like any other.",
    exposes=(IP_ADDRESS_ENDS_IN_A_TRACEBACK,),
)

covers_no_files_on_another_host = files_on_another_host_are_verified_beside_it.control(
    without=PUBLIC,
    expect=Crosses(Leg.ORIGIN, Reason.UNTRUSTED),
    claim="With --trusted-host of the index, its pages are not verified, and files on another host are refused.",
    because="The option names one host, and no store vouches for the one that has the files.",
    exposes=(TRUSTED_HOST_WITHOUT_A_PORT_IGNORED, IP_ADDRESS_ENDS_IN_A_TRACEBACK_AFTER_UNVERIFIED_PAGES),
)

with_its_port_is_shown_the_client_certificate = Scenario(
    claim="An origin that is trusted by host and port is shown the client certificate that it demands.",
    topology=DIRECT,
    trust=Trust(cert_flag={PUBLIC}),
    options=(TRUSTED_HOST_AND_PORT,),
    client_certificate=ClientCertificate.DEMANDED_AND_SHOWN,
    expect=Accepts(),
    because="What a client shows has nothing to do with what it verifies.",
    exposes=(CLIENT_CERTIFICATE_LOST_ON_A_TRUSTED_HOST_AND_PORT,),
)

with_its_port_is_not_enough_where_a_client_certificate_is_demanded = with_its_port_is_shown_the_client_certificate.but(
    claim="An origin that is trusted by host and port refuses a client that has no certificate to show.",
    client_certificate=ClientCertificate.DEMANDED_AND_MISSING,
    expect=Rejects(Leg.ORIGIN, Reason.CLIENT_CERTIFICATE_MISSING),
    because="The origin demands one.",
    exposes=(),
)

is_shown_the_client_certificate = with_its_port_is_shown_the_client_certificate.but(
    claim="An origin that is trusted by its host is shown the client certificate that it demands.",
    options=(TRUSTED_HOST,),
    exposes=(CLIENT_CERTIFICATE_LOST_ON_A_TRUSTED_HOST,),
)

is_not_enough_where_a_client_certificate_is_demanded = is_shown_the_client_certificate.but(
    claim="An origin that is trusted by its host refuses a client that has no certificate to show.",
    client_certificate=ClientCertificate.DEMANDED_AND_MISSING,
    expect=Rejects(Leg.ORIGIN, Reason.CLIENT_CERTIFICATE_MISSING),
    because="The origin demands one.",
    exposes=(),
)
