"""The known defects about names and addresses of hosts. Ranges as in :mod:`scenarios.defects`."""

from harness.model import Accepts, Breaks, Capability, Defect, Leg, Reason, Rejects, Unverified, Variant, pips, variants
from scenarios.defects.contexts import TRUSTSTORE

IP_ADDRESS_IN_A_TUNNEL_ENDS_IN_A_TRACEBACK = Defect(
    slug="ip-address-in-a-tunnel-ends-in-a-traceback",
    issue="pypa/pip#12906",
    affected=(pips(">=25.2,<26.1"),),
    shows=Breaks("no_hello"),
    because="urllib3 1.26 gives a context no server_hostname for an IP address, and truststore's demands one. From "
    "25.2 on that context decides in a tunnel again.",
    needs=TRUSTSTORE,
    message="ValueError: check_hostname requires server_hostname",
    workaround="Use --use-deprecated=legacy-certs.",
    workaround_shown_by="host_names.origin_by_ipv6_is_verified_through_a_tunnel_with_legacy_certs",
)

IPV6_ORIGIN_REFUSED_IN_A_TUNNEL = Defect(
    slug="ipv6-origin-refused-in-a-tunnel",
    issue="urllib3/urllib3#2240",
    affected=(pips(">=9.0.2,<21.3"),),
    shows=Rejects(Leg.ORIGIN, Reason.WRONG_NAME),
    because="urllib3 before 1.26.6 compares a tunnel's host with the certificate as it is in the URL, in brackets.",
    message="hostname '[::1]' doesn't match",
    workaround="Call the origin by a name.",
    workaround_shown_by="host_names.origin_has_a_name_through_a_tunnel",
)

IPV6_PROXY_REFUSED = Defect(
    slug="ipv6-proxy-refused",
    issue="urllib3/urllib3#2240",
    affected=(pips(">=21.1,<21.3"),),
    shows=Rejects(Leg.PROXY, Reason.WRONG_NAME),
    because="urllib3 1.26.4 is the first to check a proxy's name, and up to 1.26.5 it compares it with its brackets.",
    workaround="Call the proxy by a name.",
    workaround_shown_by="host_names.proxy_has_a_name",
)

PROXY_BY_NUMBER_ENDS_IN_A_TRACEBACK = Defect(
    slug="proxy-by-number-ends-in-a-traceback",
    issue="urllib3/urllib3#2400",
    affected=(pips(">=21.1,<21.3"),),
    shows=Breaks("no_hello"),
    because="urllib3 1.26.4 is the first to have the context check a proxy's name, and up to 1.26.6 it gives it no "
    "server_hostname for an IP address.",
    message="ValueError: check_hostname requires server_hostname",
    workaround="Call the proxy by a name.",
    workaround_shown_by="host_names.proxy_has_a_name",
)

IPV6_LINK_NOT_PARSED = Defect(
    slug="ipv6-link-not-parsed",
    issue="pypa/pip#6285",
    affected=(pips("<19.1"),),
    shows=Breaks("http_200"),
    because="pip quotes the brackets in the address of a link that it found on a page.",
    message="LocationParseError: Failed to parse: %5b::1%5d",
    workaround="Call the origin by a name.",
    workaround_shown_by="host_names.origin_has_a_name",
)

IPV6_IN_NO_PROXY_NOT_FOUND = Defect(
    slug="ipv6-in-no-proxy-not-found",
    issue="psf/requests#6313",
    affected=(pips("<18.0"),),
    shows=Breaks("nothing_asked"),
    because="The brackets around the host in the URL are not taken away before it is compared.",
    message="Cannot connect to proxy",
    workaround="Call the origin by a name.",
    workaround_shown_by="no_proxy.name_of_the_host_counts",
)

IPV6_IN_BRACKETS_IN_NO_PROXY_FOUND = Defect(
    slug="ipv6-in-brackets-in-no-proxy-found",
    issue="psf/requests#6313",
    affected=(pips("<18.0"),),
    shows=Breaks("http_200"),
    because="The brackets around the host in the URL are not taken away before it is compared. The page is fetched "
    "past the proxy; the link to the file on it is not understood.",
)

END_OF_A_NAME_IN_NO_PROXY_COUNTS = Defect(
    slug="end-of-a-name-in-no-proxy-counts",
    issue="psf/requests#4795",
    affected=(pips("<26.2"), variants(*frozenset(Variant), requests="<2.34")),
    shows=Accepts(),
    because="requests looks whether the host ends with the name in the variable, but not for a dot before it.",
    workaround="Put a dot before each domain.",
    workaround_shown_by="no_proxy.dot_and_end_of_a_name_do_not_count",
)

DOT_AT_THE_END_OF_A_NAME_COUNTS = Defect(
    slug="dot-at-the-end-of-a-name-counts",
    issue="urllib3/urllib3#1254",
    affected=(pips("<18.0"),),
    shows=Rejects(Leg.ORIGIN, Reason.WRONG_NAME),
    because="The name in the URL is compared with its dot, and names in certificates have none.",
    message="hostname 'index.test.' doesn't match 'index.test'",
    workaround="Leave the dot out.",
    workaround_shown_by="host_names.origin_has_a_name",
)

STAR_WITHIN_A_LABEL_COUNTS = Defect(
    slug="star-within-a-label-counts",
    issue="urllib3/urllib3#2439",
    affected=(pips(">=21.2,<24.2"),),
    shows=Unverified(Leg.ORIGIN),
    because="For Python 3.10 urllib3 1.26.6 compares names by code of its own, which takes a star beside letters; "
    "Python's own code and OpenSSL, which truststore's context asks, do not.",
    needs=frozenset({Capability.NO_MATCH_HOSTNAME}),
)

STAR_WITHIN_A_LABEL_COUNTS_BEHIND_A_PROXY = Defect(
    slug="star-within-a-label-counts-behind-a-proxy",
    issue="pypa/pip#13288",
    affected=(pips(">=21.2,<25.2"),),
    shows=Unverified(Leg.ORIGIN),
    because="Behind a proxy pip 24.2 to 25.1.1 lose the truststore context: names are compared by the code of urllib3 "
    "1.26, which takes a star beside letters.",
    needs=frozenset({Capability.NO_MATCH_HOSTNAME}),
)

STAR_WITHIN_A_LABEL_OF_A_PROXY_COUNTS = Defect(
    slug="star-within-a-label-of-a-proxy-counts",
    issue="urllib3/urllib3#2439",
    affected=(pips(">=21.3,<26.1"),),
    shows=Unverified(Leg.PROXY),
    because="urllib3 1.26.7, in pip 21.3, compares the names of a proxy by code of its own, which takes a star beside "
    "letters; urllib3 2, in pip 26.1, leaves it to OpenSSL.",
)

USUAL_PORT_OF_A_TRUSTED_HOST_NOT_FOUND = Defect(
    slug="usual-port-of-a-trusted-host-not-found",
    issue="pypa/pip#6909",
    affected=(pips(">=8.0"),),
    shows=Rejects(Leg.ORIGIN),
    because="pip compares the option's port with the one in the URL, which leaves the usual port out.",
    message="unable to get local issuer certificate",
    workaround="Name the host without the port.",
    workaround_shown_by="trusted_names.name_at_the_usual_port_is_trusted",
)

URL_WITH_A_PORT_AS_TRUSTED_HOST_ENDS_IN_A_TRACEBACK = Defect(
    slug="url-with-a-port-as-trusted-host-ends-in-a-traceback",
    issue="pypa/pip#8972",
    affected=(pips(">=19.3"),),
    shows=Breaks("nothing_asked"),
    because="pip takes any value with two colons for an IPv6 address, and puts it into brackets.",
    message="ValueError: Invalid IPv6 URL",
)

DOT_AT_THE_END_OF_A_NAME_COUNTS_IN_A_TUNNEL = Defect(
    slug="dot-at-the-end-of-a-name-counts-in-a-tunnel",
    issue="urllib3/urllib3#2244",
    affected=(pips("<26.1"),),
    shows=Rejects(Leg.ORIGIN, Reason.WRONG_NAME),
    because="urllib3 1.26 takes the dot away from the name that it connects to, which in a tunnel is the proxy's: the "
    "origin's name is compared with the certificate with its dot.",
)
