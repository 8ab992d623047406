"""Forwarded: the proxy fetches an http:// index on the client's behalf; there is no TLS to verify.

client ----> proxy ----> origin
"""

from harness.model import STRANGER, Accepts, Action, Cache, Leg, Rejects, Scenario, Trust
from scenarios.topologies import FORWARDED, TUNNELLED

plain_index_needs_no_store = Scenario(
    claim="An http:// index is fetched through the proxy with every store empty.",
    topology=FORWARDED,
    expect=Accepts(),
    because="There is no certificate on the way.",
)

same_stores_refuse_the_index_over_tls = plain_index_needs_no_store.but(
    claim="The same stores refuse the index as soon as it is an https:// one.",
    topology=TUNNELLED,
    expect=Rejects(Leg.ORIGIN),
    because="An empty store trusts nobody.",
)

strangers_bundle_does_no_harm = plain_index_needs_no_store.but(
    claim="A bundle that vouches for nobody here does not disturb an http:// index.",
    trust=Trust(cert_flag={STRANGER}),
    because="There is no certificate to look up in it.",
)

strangers_bundle_refuses_the_index_over_tls = strangers_bundle_does_no_harm.but(
    claim="The same bundle refuses the index as soon as it is an https:// one.",
    topology=TUNNELLED,
    expect=Rejects(Leg.ORIGIN),
    because="The bundle does not hold the authority that signed the origin.",
)

plain_index_is_installed_from = plain_index_needs_no_store.but(
    claim="Installing goes through the proxy as downloading does.",
    action=Action.INSTALL,
    because="Both use one session.",
)

installing_over_tls_is_refused = plain_index_is_installed_from.but(
    claim="With every store empty, installing is refused as soon as the index is an https:// one.",
    topology=TUNNELLED,
    expect=Rejects(Leg.ORIGIN),
    because="An empty store trusts nobody.",
)

plain_index_is_fetched_with_the_cache_on = plain_index_needs_no_store.but(
    claim="An http:// index is fetched through the proxy with pip's cache on too.",
    cache=Cache.ON,
    because="The adapter for plain hosts is another one, and needs no context either.",
)

the_cache_refuses_the_index_over_tls = plain_index_is_fetched_with_the_cache_on.but(
    claim="With pip's cache on and every store empty, an https:// index is refused.",
    topology=TUNNELLED,
    expect=Rejects(Leg.ORIGIN),
    because="An empty store trusts nobody.",
)
