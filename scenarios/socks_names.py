"""SOCKS: names, addresses of version 6, logins, and an origin without TLS. See :mod:`scenarios.socks` for the rest."""

from harness.model import CORPORATE, PUBLIC, Accepts, Address, Beside, Breaks, ProxyLogin, Scenario, Trust
from scenarios.addresses import IPV6, PROXY
from scenarios.defects.names import IPV6_LINK_NOT_PARSED
from scenarios.defects.socks import PROXY_CONTEXT_GIVEN_TO_SOCKS_WITH_A_BUNDLE, SOCKS5_NAMES_LEFT_TO_THE_PROXY
from scenarios.topologies import OVER_SOCKS, OVER_SOCKS_BY_NAME, PLAIN_OVER_SOCKS

_INDEX = Address(name="index.test", ip="::1")

client_finds_an_ipv6_address = Scenario(
    claim="A client reaches a SOCKS proxy at an address of version 6, and hands it one that it has looked up.",
    topology=OVER_SOCKS,
    beside=Beside.PYSOCKS,
    proxy_at=IPV6,
    origin_at=_INDEX,
    trust=Trust(cert_flag={PUBLIC}),
    expect=Accepts(),
    because="SOCKS has a type of address for each version (RFC 1928, section 5).",
    exposes=(PROXY_CONTEXT_GIVEN_TO_SOCKS_WITH_A_BUNDLE, SOCKS5_NAMES_LEFT_TO_THE_PROXY),
)

ipv6_address_vouches_for_nobody = client_finds_an_ipv6_address.control(
    without=PUBLIC, instead=CORPORATE, exposes=(PROXY_CONTEXT_GIVEN_TO_SOCKS_WITH_A_BUNDLE,)
)

proxy_finds_an_ipv6_address = client_finds_an_ipv6_address.but(
    claim="A name is left to a SOCKS proxy, which may lead to an address of version 6.",
    topology=OVER_SOCKS_BY_NAME,
    proxy_at=PROXY,
    because="With socks5h the client looks up no name but the proxy's own.",
    exposes=(PROXY_CONTEXT_GIVEN_TO_SOCKS_WITH_A_BUNDLE,),
)

name_left_to_the_proxy_vouches_for_nobody = proxy_finds_an_ipv6_address.control(
    without=PUBLIC, instead=CORPORATE, exposes=(PROXY_CONTEXT_GIVEN_TO_SOCKS_WITH_A_BUNDLE,)
)

origin_is_called_by_an_ipv6_address = proxy_finds_an_ipv6_address.but(
    claim="An origin that is called by an address of version 6 is verified over SOCKS.",
    origin_at=IPV6,
    because="The certificate is for that address, and nobody has to look it up.",
    exposes=(PROXY_CONTEXT_GIVEN_TO_SOCKS_WITH_A_BUNDLE, IPV6_LINK_NOT_PARSED),
)

call_by_an_ipv6_address_vouches_for_nobody = origin_is_called_by_an_ipv6_address.control(
    without=PUBLIC, instead=CORPORATE, exposes=(PROXY_CONTEXT_GIVEN_TO_SOCKS_WITH_A_BUNDLE,)
)

odd_login_opens_the_proxy = Scenario(
    claim="A user and password of odd characters open a SOCKS proxy.",
    topology=OVER_SOCKS_BY_NAME,
    beside=Beside.PYSOCKS,
    proxy_login=ProxyLogin.ODD,
    trust=Trust(cert_flag={PUBLIC}),
    expect=Accepts(),
    because="The percent signs of a URL are decoded, and SOCKS says how long each of the two is (RFC 1929).",
    exposes=(PROXY_CONTEXT_GIVEN_TO_SOCKS_WITH_A_BUNDLE,),
)

odd_login_vouches_for_nobody = odd_login_opens_the_proxy.control(
    without=PUBLIC, instead=CORPORATE, exposes=(PROXY_CONTEXT_GIVEN_TO_SOCKS_WITH_A_BUNDLE,)
)

euro_sign_opens_the_proxy = odd_login_opens_the_proxy.but(
    claim="A password with a euro sign opens a SOCKS proxy.",
    proxy_login=ProxyLogin.WITH_EURO,
    because="What is percent-encoded in a URL is UTF-8, and SOCKS takes any bytes (RFC 1929).",
)

euro_sign_vouches_for_nobody = euro_sign_opens_the_proxy.control(
    without=PUBLIC, instead=CORPORATE, exposes=(PROXY_CONTEXT_GIVEN_TO_SOCKS_WITH_A_BUNDLE,)
)

plain_origin_is_asked_over_socks = Scenario(
    claim="An http:// origin is asked over SOCKS.",
    topology=PLAIN_OVER_SOCKS,
    beside=Beside.PYSOCKS,
    expect=Accepts(),
    because="A SOCKS proxy passes anything on, and there is no leg to verify.",
)

plain_origin_without_pysocks = plain_origin_is_asked_over_socks.but(
    claim="Without PySocks beside it, a client that needs it asks no http:// origin past a SOCKS proxy either.",
    beside=Beside.NOTHING,
    expect=Breaks("nothing_asked"),
    because="It must not go past a proxy that it cannot use.",
)
