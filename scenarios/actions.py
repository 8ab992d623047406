"""Actions: installing, and fetching a URL instead of a name. Both use the session that downloading uses."""

from harness.model import CORPORATE, PUBLIC, Accepts, Action, Cache, Channel, Scenario, Trust
from scenarios.defects.contexts import PROXY_LEG_CONTEXT_LOST, TRUSTSTORE_CONTEXT_LOST
from scenarios.defects.variants import PRELOADED_CONTEXT_WINS
from scenarios.topologies import DIRECT, TUNNELLED, TUNNELLED_OVER_TLS

system_store_vouches_for_an_install = Scenario(
    claim="The system store verifies the origin for an install.",
    topology=DIRECT,
    trust=Trust(system={PUBLIC}),
    action=Action.INSTALL,
    expect=Accepts(),
    because="Installing uses the session that downloading uses.",
)

nobody_vouches_for_an_install = system_store_vouches_for_an_install.control(
    without=PUBLIC, claim="Nothing is installed from an origin that no store vouches for."
)

system_store_vouches_for_an_install_through_a_tunnel = system_store_vouches_for_an_install.but(
    claim="The system store verifies the origin for an install through a tunnel.",
    topology=TUNNELLED,
    exposes=(TRUSTSTORE_CONTEXT_LOST,),
)

nobody_vouches_for_an_install_through_a_tunnel = system_store_vouches_for_an_install_through_a_tunnel.control(
    without=PUBLIC
)

system_store_vouches_for_an_install_through_a_tunnel_over_tls = system_store_vouches_for_an_install.but(
    claim="The system store verifies the proxy and the origin for an install.",
    topology=TUNNELLED_OVER_TLS,
    trust=Trust(system={CORPORATE, PUBLIC}),
    cache=Cache.ON,
    exposes=(PROXY_LEG_CONTEXT_LOST,),
)

nobody_vouches_for_the_proxy_of_an_install = system_store_vouches_for_an_install_through_a_tunnel_over_tls.control(
    without=CORPORATE
)

system_store_vouches_for_a_url = system_store_vouches_for_an_install.but(
    claim="The system store verifies the origin of a file that is named by its URL.",
    action=Action.DOWNLOAD_URL,
    because="A URL is fetched by the session that the index is.",
    exposes=(PRELOADED_CONTEXT_WINS,),
)

nobody_vouches_for_a_url = system_store_vouches_for_a_url.control(
    without=PUBLIC, claim="A file that is named by its URL is refused where no store vouches for its origin."
)

system_store_vouches_for_a_url_through_a_tunnel = system_store_vouches_for_a_url.but(
    claim="The system store verifies the origin of a file that is named by its URL through a tunnel.",
    topology=TUNNELLED,
    exposes=(TRUSTSTORE_CONTEXT_LOST, PRELOADED_CONTEXT_WINS),
)

nobody_vouches_for_a_url_through_a_tunnel = system_store_vouches_for_a_url_through_a_tunnel.control(without=PUBLIC)

system_store_vouches_behind_a_proxy_set_by_flag = system_store_vouches_for_a_url_through_a_tunnel.but(
    claim="The system store verifies the origin through a proxy that is set by --proxy.",
    action=Action.DOWNLOAD,
    proxy_set_by=Channel.FLAG,
    because="The channel of the proxy's address says nothing about trust.",
)

nobody_vouches_behind_a_proxy_set_by_flag = system_store_vouches_behind_a_proxy_set_by_flag.control(without=PUBLIC)

system_store_vouches_behind_a_configured_proxy = system_store_vouches_behind_a_proxy_set_by_flag.but(
    claim="The system store verifies the origin through a proxy that is set in the configuration file.",
    proxy_set_by=Channel.CONFIG,
)

nobody_vouches_behind_a_configured_proxy = system_store_vouches_behind_a_configured_proxy.control(without=PUBLIC)
