"""--trusted-host in the ways in which a name, a port or a scheme can match or nearly match, and which origin is secure.

What such a host is sent, and with which ports at localhost, is in :mod:`scenarios.trusted_host`.
"""

from harness.model import Accepts, Breaks, Leg, Option, Reason, Rejects, Scenario, Unverified
from scenarios.addresses import INDEX, INDEX_AT_ITS_PORT, INDEX_BY_NUMBER, INDEX_IN_CAPITALS, INDEX_WITH_A_DOT, IPV6
from scenarios.defects.early import TRUSTED_HOST_WITHOUT_A_PORT_IGNORED
from scenarios.defects.names import (
    IPV6_LINK_NOT_PARSED,
    URL_WITH_A_PORT_AS_TRUSTED_HOST_ENDS_IN_A_TRACEBACK,
    USUAL_PORT_OF_A_TRUSTED_HOST_NOT_FOUND,
)
from scenarios.topologies import DIRECT, FORWARDED

name_is_trusted = Scenario(
    claim="With --trusted-host and the origin's name, the origin is not verified, whatever its port.",
    topology=DIRECT,
    origin_at=INDEX,
    options=(Option("--trusted-host {origin_host}"),),
    expect=Unverified(Leg.ORIGIN),
    because="The option tells the client not to verify that host.",
    exposes=(TRUSTED_HOST_WITHOUT_A_PORT_IGNORED,),
)

name_at_the_usual_port_is_trusted = name_is_trusted.but(
    claim="With --trusted-host and the origin's name, an origin at the usual port is not verified.",
    origin_at=INDEX_AT_ITS_PORT,
    exposes=(),
)

name_and_usual_port_are_trusted = name_at_the_usual_port_is_trusted.but(
    claim="With --trusted-host, the origin's name and the usual port, an origin at that port is not verified.",
    options=(Option("--trusted-host {origin}"),),
    exposes=(USUAL_PORT_OF_A_TRUSTED_HOST_NOT_FOUND,),
)

capitals_are_trusted = name_is_trusted.but(
    claim="With --trusted-host and the origin's name in capitals, the origin is not verified.",
    options=(Option("--trusted-host INDEX.TEST"),),
    because="Names are compared without regard to case.",
    exposes=(TRUSTED_HOST_WITHOUT_A_PORT_IGNORED,),
)

capitals_of_the_url_are_trusted = name_is_trusted.but(
    claim="With --trusted-host and the origin's name, an origin whose URL has it in capitals is not verified.",
    origin_at=INDEX_IN_CAPITALS,
    options=(Option("--trusted-host index.test"),),
    because="Names are compared without regard to case.",
    exposes=(TRUSTED_HOST_WITHOUT_A_PORT_IGNORED,),
)

dot_at_the_end_is_trusted = name_is_trusted.but(
    claim="With --trusted-host and a name that ends in a dot, an origin whose URL has it so is not verified.",
    origin_at=INDEX_WITH_A_DOT,
    exposes=(TRUSTED_HOST_WITHOUT_A_PORT_IGNORED,),
)

address_is_trusted = name_is_trusted.but(
    claim="With --trusted-host and the origin's address, an origin that is called by it is not verified.",
    origin_at=INDEX_BY_NUMBER,
    exposes=(TRUSTED_HOST_WITHOUT_A_PORT_IGNORED,),
)

ipv6_address_in_brackets_is_trusted = name_is_trusted.but(
    claim="With --trusted-host and an IPv6 address in brackets, an origin called by it is not verified.",
    origin_at=IPV6,
    exposes=(TRUSTED_HOST_WITHOUT_A_PORT_IGNORED,),
)

ipv6_address_is_trusted = ipv6_address_in_brackets_is_trusted.but(
    claim="With --trusted-host and an IPv6 address, an origin called by it is not verified.",
    options=(Option("--trusted-host ::1"),),
    exposes=(TRUSTED_HOST_WITHOUT_A_PORT_IGNORED,),
)

another_port_is_not_trusted = name_is_trusted.but(
    claim="With --trusted-host, the origin's name and another port, the origin is verified.",
    options=(Option("--trusted-host {origin_host}:1"),),
    exposes=(),
    expect=Rejects(Leg.ORIGIN, Reason.UNTRUSTED),
    because="What is at another port is another origin.",
)

usual_port_is_not_trusted_elsewhere = another_port_is_not_trusted.but(
    claim="With --trusted-host, the origin's name and the usual port, an origin at another port is verified.",
    options=(Option("--trusted-host {origin_host}:443"),),
)

domain_is_not_trusted = another_port_is_not_trusted.but(
    claim="With --trusted-host and the domain of the origin, the origin is verified.",
    options=(Option("--trusted-host test"),),
    because="A host is named in full.",
)

beginning_of_a_name_is_not_trusted = domain_is_not_trusted.but(
    claim="With --trusted-host and a name with which the origin's merely begins, the origin is verified.",
    options=(Option("--trusted-host index.te"),),
)

star_before_a_domain_is_not_trusted = domain_is_not_trusted.but(
    claim="With --trusted-host and a star before the domain of the origin, the origin is verified.",
    options=(Option("--trusted-host '*.test'"),),
)

address_of_a_name_is_not_trusted = domain_is_not_trusted.but(
    claim="With --trusted-host and an address, an origin there that is called by its name is verified.",
    options=(Option("--trusted-host 127.0.1.1"),),
    because="The URL's name counts, not where it leads.",
)

name_with_a_dot_is_not_trusted = domain_is_not_trusted.but(
    claim="With --trusted-host and the origin's name with a dot at its end, the origin is verified.",
    options=(Option("--trusted-host index.test."),),
    because="Names are compared as they are written.",
)

scheme_and_name_are_not_trusted = another_port_is_not_trusted.but(
    claim="With --trusted-host and a URL of the origin without a port, the origin is verified.",
    options=(Option("--trusted-host https://{origin_host}"),),
    by_design="pypa/pip#8972",
    because="The option takes a host, not a URL.",
)

scheme_name_and_port_are_not_trusted = scheme_and_name_are_not_trusted.but(
    claim="With --trusted-host and a URL of the origin with its port, the origin is verified.",
    options=(Option("--trusted-host https://{origin}"),),
    exposes=(URL_WITH_A_PORT_AS_TRUSTED_HOST_ENDS_IN_A_TRACEBACK,),
)

plain_index_by_name_is_not_asked = Scenario(
    claim="An index over http:// that is not this machine's own is not asked.",
    topology=FORWARDED,
    origin_at=INDEX,
    expect=Breaks("nothing_asked"),
    because="Anybody on the way could replace its pages.",
)

plain_index_by_name_is_asked_if_trusted = plain_index_by_name_is_not_asked.but(
    claim="An index over http:// is asked with --trusted-host and its name.",
    options=(Option("--trusted-host {origin_host}"),),
    expect=Accepts(),
    because="The option tells the client not to verify that host.",
)

plain_index_by_another_name_is_not_asked = plain_index_by_name_is_not_asked.but(
    claim="An index over http:// is not asked with --trusted-host and another name.",
    options=(Option("--trusted-host other.test"),),
)

plain_index_by_the_end_of_its_name_is_not_asked = plain_index_by_name_is_not_asked.but(
    claim="An index over http:// is not asked with --trusted-host and a name with which its own merely ends.",
    options=(Option("--trusted-host dex.test"),),
)

plain_index_at_another_port_is_not_asked = plain_index_by_name_is_not_asked.but(
    claim="An index over http:// is not asked with --trusted-host, its name and another port.",
    options=(Option("--trusted-host {origin_host}:1"),),
)

plain_index_on_this_machine_is_asked = plain_index_by_name_is_not_asked.but(
    claim="An index over http:// that is called by an address of this machine is asked.",
    origin_at=INDEX_BY_NUMBER,
    expect=Accepts(),
    because="Nobody is on the way to it.",
)

plain_index_on_this_machine_by_ipv6_is_asked = plain_index_on_this_machine_is_asked.but(
    claim="An index over http:// that is called by this machine's IPv6 address is asked.",
    origin_at=IPV6,
    exposes=(IPV6_LINK_NOT_PARSED,),
)
