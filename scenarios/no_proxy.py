"""The spellings of NO_PROXY: which of them keep a host from the environment's proxy, and which do not.

The proxy is dead: whoever asks it asks nobody, and whoever does not gets the file. There is no standard, only what
curl, Python and requests do: https://about.gitlab.com/blog/we-need-to-talk-no-proxy/
"""

from harness.model import PUBLIC, Accepts, Breaks, Channel, Index, Scenario, Trust, Variable
from scenarios.addresses import INDEX, INDEX_BY_NUMBER, INDEX_IN_CAPITALS, IPV6, OTHER
from scenarios.defects.contexts import IP_ADDRESS_ENDS_IN_A_TRACEBACK
from scenarios.defects.names import (
    END_OF_A_NAME_IN_NO_PROXY_COUNTS,
    IPV6_IN_BRACKETS_IN_NO_PROXY_FOUND,
    IPV6_IN_NO_PROXY_NOT_FOUND,
    IPV6_LINK_NOT_PARSED,
)
from scenarios.topologies import DIRECT

name_of_the_host_counts = Scenario(
    claim="NO_PROXY with the origin's name keeps it from the proxy.",
    topology=DIRECT,
    origin_at=INDEX,
    trust=Trust(cert_flag={PUBLIC}),
    dead_proxy_set_by=Channel.ENVIRONMENT,
    variables=(Variable("NO_PROXY={origin_host}"),),
    expect=Accepts(),
    because="That is what the variable is for.",
)

name_of_the_host_does_not_vouch = name_of_the_host_counts.control(without=PUBLIC)

name_and_port_count = name_of_the_host_counts.but(
    claim="NO_PROXY with the origin's name and port keeps it from the proxy.",
    variables=(Variable("NO_PROXY={origin}"),),
)

domain_counts = name_of_the_host_counts.but(
    claim="NO_PROXY with the domain of the origin keeps it from the proxy.",
    variables=(Variable("NO_PROXY=test"),),
    because="A domain stands for all names in it.",
)

domain_with_a_dot_counts = domain_counts.but(
    claim="NO_PROXY with the domain of the origin and a dot before it keeps it from the proxy.",
    variables=(Variable("NO_PROXY=.test"),),
)

dot_and_name_count = domain_counts.but(
    claim="NO_PROXY with the origin's name and a dot before it keeps the origin itself from the proxy.",
    variables=(Variable("NO_PROXY=.{origin_host}"),),
    because="The dot is taken away before names are compared.",
)

capitals_count = name_of_the_host_counts.but(
    claim="NO_PROXY with the origin's name in capitals keeps it from the proxy.",
    variables=(Variable("NO_PROXY=INDEX.TEST"),),
    because="Names are compared without regard to case.",
)

capitals_of_the_url_count = name_of_the_host_counts.but(
    claim="NO_PROXY with the origin's name keeps it from the proxy where the URL has it in capitals.",
    origin_at=INDEX_IN_CAPITALS,
    variables=(Variable("NO_PROXY=index.test"),),
    because="Names are compared without regard to case.",
)

capitals_of_the_url_do_not_vouch = capitals_of_the_url_count.control(without=PUBLIC)

list_with_a_space_counts = name_of_the_host_counts.but(
    claim="NO_PROXY with the origin's name behind a comma and a space keeps it from the proxy.",
    variables=(Variable("NO_PROXY='other.test, {origin_host}'"),),
    because="Spaces around a name mean nothing.",
)

list_of_domains_with_ports_counts = list_with_a_space_counts.but(
    claim="NO_PROXY with a domain and the origin's port, behind a comma, a space and a dot, keeps it from the proxy.",
    variables=(Variable("NO_PROXY='other.test, .test:{origin_port}'"),),
    because="A port goes with a domain as with a name, and spaces and the dot mean nothing.",
)

star_counts = name_of_the_host_counts.but(
    claim="NO_PROXY with a star alone keeps every host from the proxy.",
    variables=(Variable("NO_PROXY=*"),),
    because="A star alone stands for all names.",
)

another_host_does_not_count = name_of_the_host_counts.but(
    claim="NO_PROXY with other names, domains and ports keeps no origin from the proxy.",
    variables=(Variable("NO_PROXY=other.test,.corp.test,index.test.example,{origin_host}:1"),),
    expect=Breaks("nothing_asked"),
    because="None of them is the origin, or holds it.",
)

host_of_a_redirect_does_not_count = another_host_does_not_count.but(
    claim="NO_PROXY with the name of an index does not keep the host to which it redirects from the proxy.",
    elsewhere_at=OTHER,
    index=Index.REDIRECTED_TO_ANOTHER_HOST,
    variables=(Variable("NO_PROXY={origin_host}"),),
    expect=Breaks("http_302"),
    because="Which way leads to a host is decided for each by itself.",
)

address_of_a_name_does_not_count = another_host_does_not_count.but(
    claim="NO_PROXY with an address does not keep an origin that is called by its name from the proxy.",
    variables=(Variable("NO_PROXY=127.0.1.1,127.0.0.0/16"),),
    because="Behind a proxy a client may be unable to look names up.",
)

end_of_a_name_does_not_count = another_host_does_not_count.but(
    claim="NO_PROXY with what the origin's name merely ends with does not keep it from the proxy.",
    variables=(Variable("NO_PROXY=dex.test"),),
    because="It is neither the name nor a domain that holds it.",
    exposes=(END_OF_A_NAME_IN_NO_PROXY_COUNTS,),
)

dot_and_end_of_a_name_do_not_count = end_of_a_name_does_not_count.but(
    claim="NO_PROXY with a dot and the end of the origin's name does not keep it from the proxy.",
    variables=(Variable("NO_PROXY=.dex.test"),),
    exposes=(),
)

star_before_a_domain_does_not_count = another_host_does_not_count.but(
    claim="NO_PROXY with a star before a domain keeps no origin from the proxy.",
    variables=(Variable("NO_PROXY=*.test"),),
    because="A star counts only alone.",
)

address_counts = name_of_the_host_counts.but(
    claim="NO_PROXY with the origin's address keeps an origin that is called by it from the proxy.",
    origin_at=INDEX_BY_NUMBER,
    exposes=(IP_ADDRESS_ENDS_IN_A_TRACEBACK,),
)

network_counts = address_counts.but(
    claim="NO_PROXY with a network keeps an origin that is called by an address in it from the proxy.",
    variables=(Variable("NO_PROXY=127.0.0.0/16"),),
    because="An IPv4 network stands for all addresses in it.",
)

network_of_one_address_counts = network_counts.but(
    claim="NO_PROXY with a network of one address keeps the origin at that address from the proxy.",
    variables=(Variable("NO_PROXY=127.0.1.1/32"),),
    because="A network may hold one address alone.",
)

another_network_does_not_count = network_counts.but(
    claim="NO_PROXY with another network keeps no origin from the proxy.",
    variables=(Variable("NO_PROXY=127.0.0.0/24"),),
    expect=Breaks("nothing_asked"),
    because="The origin's address is not in it.",
    exposes=(),
)

ipv6_address_counts = address_counts.but(
    claim="NO_PROXY with the origin's IPv6 address keeps an origin that is called by it from the proxy.",
    origin_at=IPV6,
    variables=(Variable("NO_PROXY=::1"),),
    exposes=(IP_ADDRESS_ENDS_IN_A_TRACEBACK, IPV6_LINK_NOT_PARSED, IPV6_IN_NO_PROXY_NOT_FOUND),
)

ipv6_address_in_brackets_does_not_count = ipv6_address_counts.but(
    claim="NO_PROXY with an IPv6 address in brackets keeps no origin from the proxy.",
    variables=(Variable("NO_PROXY=[::1]"),),
    expect=Breaks("nothing_asked"),
    by_design="psf/requests#6313",
    because="The host is compared without its brackets.",
    exposes=(IPV6_IN_BRACKETS_IN_NO_PROXY_FOUND,),
)

ipv6_network_does_not_count = ipv6_address_in_brackets_does_not_count.but(
    claim="NO_PROXY with an IPv6 network keeps no origin from the proxy.",
    variables=(Variable("NO_PROXY=::/64"),),
    because="Only an IPv4 network stands for the addresses in it.",
    exposes=(),
)
