"""--trusted-host with and without a port, and what else is told to a host that is trusted."""

from harness.model import (
    PUBLIC,
    TRUSTED_HOST,
    TRUSTED_HOST_AND_PORT,
    Accepts,
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
    claim="--trusted-host with a port takes the origin on that port as it is.",
    topology=DIRECT,
    options=(TRUSTED_HOST_AND_PORT,),
    expect=Unverified(Leg.ORIGIN),
    because="pip gives the host and port to an adapter that verifies nothing.",
)

files_on_another_host_are_verified_beside_it = Scenario(
    claim="Files on another host than the trusted one come where a store vouches for that host.",
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
    claim="--trusted-host of the index's host takes its pages as they are, and refuses files on another host.",
    because="Each host is trusted by its own name, and nobody vouches for the one that has the files.",
    exposes=(TRUSTED_HOST_WITHOUT_A_PORT_IGNORED, IP_ADDRESS_ENDS_IN_A_TRACEBACK_AFTER_UNVERIFIED_PAGES),
)

with_its_port_is_shown_the_client_certificate = Scenario(
    claim="An origin that is trusted by host and port is shown the client certificate that it demands.",
    topology=DIRECT,
    trust=Trust(cert_flag={PUBLIC}),
    options=(TRUSTED_HOST_AND_PORT,),
    client_certificate=ClientCertificate.DEMANDED_AND_SHOWN,
    expect=Accepts(),
    because="What the client proves itself with has nothing to do with what it asks of the origin.",
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
