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
from scenarios.defects.faults import TOO_MANY_REQUESTS_OF_A_PROXY_NOT_RETRIED
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

closes_at_once_over_tls = closes.but(
    claim="A client gets nothing through an https:// proxy that closes each connection before a handshake.",
    topology=TUNNELLED_OVER_TLS,
    trust=Trust(cert_flag={CORPORATE, PUBLIC}),
    proxy_fault=ProxyFault.CLOSED_AT_ONCE,
)

stalls_at_once_over_tls = stalls_over_tls.but(
    claim="A client that has a timeout ends behind an https:// proxy that never says a word of a handshake.",
    proxy_fault=ProxyFault.STALLED_AT_ONCE,
)

cuts_its_head_short = closes.but(
    claim="A client gets nothing through a proxy that closes in the middle of its answer to CONNECT.",
    proxy_fault=ProxyFault.HEAD_CUT_SHORT,
)

redirects_a_forwarded_request = forbids_a_forwarded_request.but(
    claim="A client gets nothing by a redirect to where a proxy redirects it again.",
    proxy_fault=ProxyFault.REDIRECTED,
    expect=Breaks("proxy_http_302"),
    because="What a proxy answers in the place of an http:// origin is the answer: here that of a captive portal.",
)

chunks_a_forwarded_answer_badly = forbids_a_forwarded_request.but(
    claim="A client gets nothing through a proxy that answers for an http:// origin in a chunk without a length.",
    proxy_fault=ProxyFault.BADLY_CHUNKED,
    expect=Breaks("proxy_closed"),
    because="Nobody can tell where it ends.",
)

asks_a_forwarded_request_to_wait_once = closes_a_forwarded_request_once.but(
    claim="A client that may try again gets past a proxy that asks its first request to wait for a second.",
    proxy_fault=ProxyFault.TOO_MANY_REQUESTS_ONCE,
    exposes=(TOO_MANY_REQUESTS_OF_A_PROXY_NOT_RETRIED,),
)

asks_a_tunnel_to_wait_for_an_hour = unavailable.but(
    claim="A client that may try again does not wait for an hour for a tunnel because a proxy asks it to.",
    proxy_fault=ProxyFault.RETRY_IN_AN_HOUR,
)

ends_a_connection_as_it_is_used_again = closes_a_forwarded_request_once.but(
    claim="A client that may try again gets past a proxy that ends a connection at the second request on it.",
    proxy_fault=ProxyFault.REUSED_CLOSED,
    because="The same request over a new connection is passed on.",
)
