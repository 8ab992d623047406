"""Hosts with names and addresses of their own: the certificates by which a client knows them."""

from harness.model import (
    CORPORATE,
    LEGACY_CERTS,
    PUBLIC,
    Accepts,
    Certificate,
    Leg,
    Reason,
    Rejects,
    Scenario,
    Spelling,
    Trust,
)
from scenarios.addresses import (
    DEEP,
    INDEX,
    INDEX_BY_NUMBER,
    INDEX_IN_CAPITALS,
    INDEX_WITH_A_DOT,
    IPV6,
    PROXY,
    PROXY_AT_ITS_PORT,
    PROXY_BY_NUMBER,
)
from scenarios.defects.contexts import IP_ADDRESS_ENDS_IN_A_TRACEBACK, PROXY_NAME_UNCHECKED
from scenarios.defects.names import (
    DOT_AT_THE_END_OF_A_NAME_COUNTS,
    DOT_AT_THE_END_OF_A_NAME_COUNTS_IN_A_TUNNEL,
    IP_ADDRESS_IN_A_TUNNEL_ENDS_IN_A_TRACEBACK,
    IPV6_LINK_NOT_PARSED,
    IPV6_ORIGIN_REFUSED_IN_A_TUNNEL,
    IPV6_PROXY_REFUSED,
    PROXY_BY_NUMBER_ENDS_IN_A_TRACEBACK,
    STAR_WITHIN_A_LABEL_COUNTS,
    STAR_WITHIN_A_LABEL_COUNTS_BEHIND_A_PROXY,
    STAR_WITHIN_A_LABEL_OF_A_PROXY_COUNTS,
)
from scenarios.defects.variants import BUNDLE_LOST_ON_THE_PROXY_LEG, IP_ADDRESS_OF_A_PROXY_ENDS_IN_A_TRACEBACK
from scenarios.topologies import DIRECT, TUNNELLED, TUNNELLED_OVER_TLS

origin_has_a_name = Scenario(
    claim="An origin with a name of its own is verified by it.",
    topology=DIRECT,
    origin_at=INDEX,
    trust=Trust(cert_flag={PUBLIC}),
    expect=Accepts(),
    because="Its certificate is for that name.",
)

origin_with_a_name_needs_an_authority = origin_has_a_name.control(without=PUBLIC)

origin_has_a_name_through_a_tunnel = origin_has_a_name.but(
    claim="An origin with a name of its own is verified by it through a tunnel.",
    topology=TUNNELLED,
)

origin_with_a_name_needs_an_authority_through_a_tunnel = origin_has_a_name_through_a_tunnel.control(without=PUBLIC)

proxy_has_a_name = origin_has_a_name.but(
    claim="A proxy with a name of its own is verified by it.",
    topology=TUNNELLED_OVER_TLS,
    proxy_at=PROXY,
    trust=Trust(cert_flag={PUBLIC, CORPORATE}),
    because="The certificate of each node is for the name or address in its URL.",
    exposes=(BUNDLE_LOST_ON_THE_PROXY_LEG,),
)

proxy_with_a_name_needs_an_authority = proxy_has_a_name.control(without=CORPORATE)

proxy_at_its_usual_port_is_verified = proxy_has_a_name.but(
    claim="An https:// proxy that is named without a port is found at 443 and verified by its name.",
    proxy_at=PROXY_AT_ITS_PORT,
    proxy_spelled=Spelling.WITHOUT_PORT,
    because="The usual port of a scheme may be left out of a URL (RFC 9110, section 4.2.2).",
)

proxy_at_its_usual_port_needs_an_authority = proxy_at_its_usual_port_is_verified.control(without=CORPORATE)

wildcard_covers_one_label = origin_has_a_name.but(
    claim="A wildcard certificate for a domain is good for a name in it.",
    origin_at=DEEP,
    origin_certificate=Certificate.WILDCARD,
    because="A star stands for the first label of a name.",
)

wildcard_covers_no_second_label = wildcard_covers_one_label.but(
    claim="A wildcard certificate for a domain is not good for a name in a domain below it.",
    origin_certificate=Certificate.WILDCARD_ABOVE,
    expect=Rejects(Leg.ORIGIN, Reason.WRONG_NAME),
    because="A star stands for one label.",
)

star_within_a_label_covers_nothing = wildcard_covers_one_label.but(
    claim="A certificate with a star behind a letter is good for no name.",
    origin_certificate=Certificate.PARTIAL_WILDCARD,
    expect=Rejects(Leg.ORIGIN, Reason.WRONG_NAME),
    because="RFC 9525, section 6.3: a star is a whole label.",
    exposes=(STAR_WITHIN_A_LABEL_COUNTS,),
)

star_within_a_label_covers_nothing_in_a_tunnel = star_within_a_label_covers_nothing.but(
    claim="Through a tunnel, a certificate with a star behind a letter is good for no name.",
    topology=TUNNELLED,
    exposes=(STAR_WITHIN_A_LABEL_COUNTS_BEHIND_A_PROXY,),
)

star_within_a_label_of_a_proxy_covers_nothing = Scenario(
    claim="A certificate with a star behind a letter is good for no proxy.",
    topology=TUNNELLED_OVER_TLS,
    proxy_at=PROXY,
    trust=Trust(cert_flag={PUBLIC, CORPORATE}),
    proxy_certificate=Certificate.PARTIAL_WILDCARD,
    expect=Rejects(Leg.PROXY, Reason.WRONG_NAME),
    because="RFC 9525, section 6.3: a star is a whole label.",
    exposes=(PROXY_NAME_UNCHECKED, STAR_WITHIN_A_LABEL_OF_A_PROXY_COUNTS),
)

address_written_as_a_name_is_none = origin_has_a_name.but(
    claim="A certificate that has an address as a DNS name is not good for that address.",
    origin_at=INDEX_BY_NUMBER,
    origin_certificate=Certificate.ADDRESS_AS_NAME,
    expect=Rejects(Leg.ORIGIN, Reason.WRONG_NAME),
    because="An address has a kind of entry of its own (RFC 9525, section 3).",
    exposes=(IP_ADDRESS_ENDS_IN_A_TRACEBACK,),
)

origin_by_address_is_verified = address_written_as_a_name_is_none.but(
    claim="A certificate for an IP address is good for an origin that is called by it.",
    origin_certificate=Certificate.GOOD,
    expect=Accepts(),
    because="Its certificate is for that address.",
    exposes=(IP_ADDRESS_ENDS_IN_A_TRACEBACK,),
)

origin_by_ipv6_is_verified = origin_by_address_is_verified.but(
    claim="An origin that is called by an IPv6 address is verified by it.",
    origin_at=IPV6,
    exposes=(IP_ADDRESS_ENDS_IN_A_TRACEBACK, IPV6_LINK_NOT_PARSED),
)

origin_by_ipv6_needs_an_authority = origin_by_ipv6_is_verified.control(
    without=PUBLIC, exposes=(IP_ADDRESS_ENDS_IN_A_TRACEBACK,)
)

origin_by_ipv6_is_verified_through_a_tunnel = origin_by_ipv6_is_verified.but(
    claim="An origin that is called by an IPv6 address is verified through a tunnel.",
    topology=TUNNELLED,
    exposes=(IP_ADDRESS_IN_A_TUNNEL_ENDS_IN_A_TRACEBACK, IPV6_LINK_NOT_PARSED, IPV6_ORIGIN_REFUSED_IN_A_TUNNEL),
)

origin_by_ipv6_needs_an_authority_through_a_tunnel = origin_by_ipv6_is_verified_through_a_tunnel.control(
    without=PUBLIC, exposes=(IP_ADDRESS_IN_A_TUNNEL_ENDS_IN_A_TRACEBACK,)
)

origin_by_ipv6_is_verified_through_a_tunnel_with_legacy_certs = origin_by_ipv6_is_verified_through_a_tunnel.but(
    claim="With legacy-certs, an origin that is called by an IPv6 address is verified through a tunnel.",
    options=(LEGACY_CERTS,),
    exposes=(),
)

origin_by_ipv6_needs_an_authority_through_a_tunnel_with_legacy_certs = (
    origin_by_ipv6_is_verified_through_a_tunnel_with_legacy_certs.control(without=PUBLIC)
)

proxy_by_ipv6_is_verified = Scenario(
    claim="A proxy that is called by an IPv6 address is verified by it.",
    topology=TUNNELLED_OVER_TLS,
    proxy_at=IPV6,
    trust=Trust(cert_flag={PUBLIC, CORPORATE}),
    expect=Accepts(),
    because="The certificate of each node is for the name or address in its URL.",
    exposes=(IPV6_PROXY_REFUSED, IP_ADDRESS_OF_A_PROXY_ENDS_IN_A_TRACEBACK, BUNDLE_LOST_ON_THE_PROXY_LEG),
)

proxy_by_ipv6_needs_an_authority = proxy_by_ipv6_is_verified.control(without=CORPORATE)

proxy_by_number_is_verified = Scenario(
    claim="A proxy that is called by an IPv4 address is verified by it.",
    topology=TUNNELLED_OVER_TLS,
    proxy_at=PROXY_BY_NUMBER,
    trust=Trust(cert_flag={PUBLIC, CORPORATE}),
    expect=Accepts(),
    because="The certificate of each node is for the name or address in its URL.",
    exposes=(
        *(PROXY_BY_NUMBER_ENDS_IN_A_TRACEBACK, IP_ADDRESS_OF_A_PROXY_ENDS_IN_A_TRACEBACK),
        BUNDLE_LOST_ON_THE_PROXY_LEG,
    ),
)

proxy_by_number_needs_an_authority = proxy_by_number_is_verified.control(
    without=CORPORATE, exposes=(PROXY_BY_NUMBER_ENDS_IN_A_TRACEBACK,)
)

capitals_are_the_same_name = origin_has_a_name.but(
    claim="A name in capitals is the same name.",
    origin_at=INDEX_IN_CAPITALS,
    because="Names are compared without regard to case (RFC 9525, section 6.3).",
)

capitals_need_an_authority = capitals_are_the_same_name.control(without=PUBLIC)

dot_at_the_end_is_the_same_name = origin_has_a_name.but(
    claim="A name with a dot at its end is the same name.",
    origin_at=INDEX_WITH_A_DOT,
    because="The dot stands for the root of all names, which certificates leave out.",
    exposes=(DOT_AT_THE_END_OF_A_NAME_COUNTS,),
)

dot_at_the_end_needs_an_authority = dot_at_the_end_is_the_same_name.control(without=PUBLIC)

dot_at_the_end_is_the_same_name_in_a_tunnel = dot_at_the_end_is_the_same_name.but(
    claim="Through a tunnel, a name with a dot at its end is the same name.",
    topology=TUNNELLED,
    exposes=(DOT_AT_THE_END_OF_A_NAME_COUNTS_IN_A_TUNNEL,),
)

dot_at_the_end_in_a_tunnel_needs_an_authority = dot_at_the_end_is_the_same_name_in_a_tunnel.control(without=PUBLIC)
