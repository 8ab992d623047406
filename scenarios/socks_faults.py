"""SOCKS proxies that refuse, close, reset or stall, before and after they lead a client to its target."""

from harness.model import PUBLIC, QUICK, Beside, Breaks, ProxyFault, Scenario, Trust
from scenarios.defects.socks import PROXY_CONTEXT_GIVEN_TO_SOCKS_WITH_A_BUNDLE
from scenarios.topologies import OVER_SOCKS_BY_NAME, PLAIN_OVER_SOCKS

allows_nothing = Scenario(
    claim="A client gets nothing through a SOCKS proxy whose rules do not allow it.",
    topology=OVER_SOCKS_BY_NAME,
    beside=Beside.PYSOCKS,
    trust=Trust(cert_flag={PUBLIC}),
    proxy_fault=ProxyFault.NOT_ALLOWED,
    expect=Breaks("socks_not_allowed_by_ruleset"),
    because="Only the reply that a proxy succeeded leads to the target (RFC 1928, section 6).",
    exposes=(PROXY_CONTEXT_GIVEN_TO_SOCKS_WITH_A_BUNDLE,),
)

is_refused = allows_nothing.but(
    claim="A client gets nothing through a SOCKS proxy whose connection is refused.",
    proxy_fault=ProxyFault.CONNECTION_REFUSED,
    expect=Breaks("socks_connection_refused"),
)

closes_at_once = allows_nothing.but(
    claim="A client gets nothing through a SOCKS proxy that closes each connection before a word.",
    proxy_fault=ProxyFault.CLOSED_AT_ONCE,
    expect=Breaks("proxy_closed"),
    because="It has led nowhere.",
)

cuts_its_reply_short = closes_at_once.but(
    claim="A client gets nothing through a SOCKS proxy that closes in the middle of its reply.",
    proxy_fault=ProxyFault.HEAD_CUT_SHORT,
)

resets_after_its_reply = closes_at_once.but(
    claim="A client gets nothing through a SOCKS proxy that says that it succeeded and resets the connection.",
    proxy_fault=ProxyFault.RESET_AFTER_200,
    expect=Breaks("proxy_reset"),
)

stalls_at_once = closes_at_once.but(
    claim="A client that has a timeout ends behind a SOCKS proxy that never says a word.",
    proxy_fault=ProxyFault.STALLED_AT_ONCE,
    options=(QUICK,),
    expect=Breaks("proxy_stalled"),
    because="Its timeout is one second without a byte.",
)

allows_no_plain_origin = allows_nothing.but(
    claim="A client gets nothing from an http:// origin through a SOCKS proxy whose rules do not allow it.",
    topology=PLAIN_OVER_SOCKS,
    trust=Trust(),
    exposes=(),
)
