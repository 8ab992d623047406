"""Forwarded: the proxy fetches an http:// index on the client's behalf; there is no TLS to verify.

client ----> proxy ----> origin
"""

from harness.model import STRANGER, Accepts, Action, Cache, Channel, Leg, Rejects, Scenario, Trust
from scenarios.topologies import FORWARDED, TUNNELLED

plain_index_needs_no_store = Scenario(
    claim="An http:// index is fetched through the proxy with every store empty.",
    topology=FORWARDED,
    expect=Accepts(),
    because="There is no certificate to verify.",
)

same_stores_refuse_the_index_over_tls = plain_index_needs_no_store.but(
    claim="With every store empty, an https:// index is refused behind the same proxy.",
    topology=TUNNELLED,
    expect=Rejects(Leg.ORIGIN),
    because="An empty store vouches for nobody.",
)

strangers_bundle_does_no_harm = plain_index_needs_no_store.but(
    claim="A stranger's bundle does no harm to an http:// index.",
    trust=Trust(cert_flag={STRANGER}),
    because="There is no certificate to verify with it.",
)

strangers_bundle_refuses_the_index_over_tls = strangers_bundle_does_no_harm.but(
    claim="With a stranger's bundle, an https:// index is refused behind the same proxy.",
    topology=TUNNELLED,
    expect=Rejects(Leg.ORIGIN),
    because="The bundle does not hold the authority that signed the origin's certificate.",
)

plain_index_is_asked_through_the_proxy_of_the_flag = plain_index_needs_no_store.but(
    claim="An http:// index is fetched through the proxy of --proxy, which is no less for it than for others.",
    proxy_set_by=Channel.FLAG,
    because="The option names one proxy for all schemes.",
)

proxy_of_the_flag_refuses_the_index_over_tls = plain_index_is_asked_through_the_proxy_of_the_flag.but(
    claim="With every store empty, an https:// index is refused behind the proxy of --proxy.",
    topology=TUNNELLED,
    expect=Rejects(Leg.ORIGIN),
    because="An empty store vouches for nobody.",
)

plain_index_is_installed_from = plain_index_needs_no_store.but(
    claim="An http:// index is installed from through the proxy with every store empty.",
    action=Action.INSTALL,
    because="There is no certificate to verify, whatever the file is fetched for.",
)

installing_over_tls_is_refused = plain_index_is_installed_from.but(
    claim="With every store empty, nothing is installed from an https:// index behind the same proxy.",
    topology=TUNNELLED,
    expect=Rejects(Leg.ORIGIN),
    because="An empty store vouches for nobody.",
)

plain_index_is_fetched_with_the_cache_on = plain_index_needs_no_store.but(
    claim="An http:// index is fetched through the proxy with the client's cache on too.",
    cache=Cache.ON,
    because="There is no certificate to verify, whether or not the client keeps what it fetches.",
)

the_cache_refuses_the_index_over_tls = plain_index_is_fetched_with_the_cache_on.but(
    claim="With the client's cache on and every store empty, an https:// index is refused.",
    topology=TUNNELLED,
    expect=Rejects(Leg.ORIGIN),
    because="An empty store vouches for nobody.",
)
