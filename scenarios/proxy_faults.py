"""Proxies that misbehave: they answer by themselves, close, reset or stall, before and after they open a tunnel."""

from harness.model import (
    CORPORATE,
    PUBLIC,
    QUICK,
    Accepts,
    Breaks,
    ProxyFault,
    Scenario,
    Trust,
)
from scenarios.topologies import FORWARDED, TUNNELLED, TUNNELLED_OVER_TLS

unavailable_once = Scenario(
    claim="A client that may try again gets past a proxy that answers 503 the first time.",
    topology=TUNNELLED,
    trust=Trust(cert_flag={PUBLIC}),
    proxy_fault=ProxyFault.UNAVAILABLE_ONCE,
    expect=Accepts(),
    because="The second CONNECT is answered as it should be.",
)

unavailable_once_does_not_vouch = unavailable_once.control(without=PUBLIC)

unavailable = unavailable_once.but(
    claim="A client gets nothing through a proxy that answers each CONNECT with 503.",
    proxy_fault=ProxyFault.UNAVAILABLE,
    expect=Breaks("proxy_http_503"),
    because="Nobody but the proxy has answered.",
)

forbids = unavailable.but(
    claim="A client gets nothing through a proxy that answers each CONNECT with 403.",
    proxy_fault=ProxyFault.FORBIDDEN,
    expect=Breaks("proxy_http_403"),
)

bad_request = unavailable.but(
    claim="A client gets nothing through a proxy that answers each CONNECT with 400.",
    proxy_fault=ProxyFault.BAD_REQUEST,
    expect=Breaks("proxy_http_400"),
)

redirects = unavailable.but(
    claim="A client does not follow a proxy that redirects CONNECT.",
    proxy_fault=ProxyFault.REDIRECTED,
    expect=Breaks("proxy_http_302"),
    because="Only 2xx opens a tunnel; what any other answer says does not come from the origin (RFC 9110, 9.3.6).",
)

closes = unavailable.but(
    claim="A client gets nothing through a proxy that closes before it answers.",
    proxy_fault=ProxyFault.CLOSED,
    expect=Breaks("proxy_closed"),
)

resets = unavailable.but(
    claim="A client gets nothing through a proxy that resets the connection before it answers.",
    proxy_fault=ProxyFault.RESET,
    expect=Breaks("proxy_reset"),
)

closes_after_200 = closes.but(
    claim="A client gets nothing through a proxy that opens a tunnel and closes it.",
    proxy_fault=ProxyFault.CLOSED_AFTER_200,
)

resets_in_the_middle = resets.but(
    claim="A client gets nothing through a tunnel that is reset in the middle of a handshake.",
    proxy_fault=ProxyFault.RESET_IN_THE_MIDDLE,
)

stalls = unavailable.but(
    claim="A client that has a timeout ends behind a proxy that never answers.",
    proxy_fault=ProxyFault.STALLED,
    options=(QUICK,),
    expect=Breaks("proxy_stalled"),
    because="Its timeout is one second without a byte.",
)

stalls_after_200 = stalls.but(
    claim="A client that has a timeout ends behind a proxy that opens a tunnel and says nothing in it.",
    proxy_fault=ProxyFault.STALLED_AFTER_200,
)

unavailable_over_tls = unavailable.but(
    claim="A client gets nothing through an https:// proxy that answers each CONNECT with 503.",
    topology=TUNNELLED_OVER_TLS,
    trust=Trust(cert_flag={CORPORATE, PUBLIC}),
)

resets_over_tls = resets.but(
    claim="A client gets nothing through an https:// proxy that resets the connection before it answers.",
    topology=TUNNELLED_OVER_TLS,
    trust=Trust(cert_flag={CORPORATE, PUBLIC}),
)

stalls_over_tls = stalls.but(
    claim="A client that has a timeout ends behind an https:// proxy that never answers.",
    topology=TUNNELLED_OVER_TLS,
    trust=Trust(cert_flag={CORPORATE, PUBLIC}),
)

stalls_after_200_over_tls = stalls_after_200.but(
    claim="A client that has a timeout ends behind an https:// proxy that opens a tunnel and says nothing in it.",
    topology=TUNNELLED_OVER_TLS,
    trust=Trust(cert_flag={CORPORATE, PUBLIC}),
)

forbids_a_forwarded_request = forbids.but(
    claim="A client gets nothing through a proxy that answers 403 in the place of an http:// origin.",
    topology=FORWARDED,
    trust=Trust(),
)

closes_a_forwarded_request_once = unavailable_once.but(
    claim="A client that may try again gets past a proxy that closes before it passes its first request on.",
    topology=FORWARDED,
    trust=Trust(),
    proxy_fault=ProxyFault.CLOSED_ONCE,
    because="The second request is passed on as it should be.",
)
