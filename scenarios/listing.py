"""Listing: asking an index which versions of a project there are (pip index versions). No file is fetched."""

from harness.model import CORPORATE, PUBLIC, Accepts, Action, Scenario, Trust
from scenarios.defects.contexts import PROXY_LEG_CONTEXT_LOST, TRUSTSTORE_CONTEXT_LOST
from scenarios.topologies import DIRECT, TUNNELLED, TUNNELLED_OVER_TLS

system_store_vouches_for_the_versions = Scenario(
    claim="The system store verifies the origin that is asked for versions.",
    topology=DIRECT,
    trust=Trust(system={PUBLIC}),
    action=Action.INDEX_VERSIONS,
    expect=Accepts(),
    because="A page is verified like a file.",
)

nobody_vouches_for_the_versions = system_store_vouches_for_the_versions.control(without=PUBLIC)

system_store_vouches_for_the_versions_through_a_tunnel = system_store_vouches_for_the_versions.but(
    claim="The system store verifies the origin that is asked for versions through a tunnel.",
    topology=TUNNELLED,
    exposes=(TRUSTSTORE_CONTEXT_LOST,),
)

nobody_vouches_for_the_versions_through_a_tunnel = system_store_vouches_for_the_versions_through_a_tunnel.control(
    without=PUBLIC
)

system_store_vouches_for_both_legs_to_the_versions = system_store_vouches_for_the_versions.but(
    claim="The system store verifies the proxy, and the origin that is asked for versions.",
    topology=TUNNELLED_OVER_TLS,
    trust=Trust(system={CORPORATE, PUBLIC}),
    exposes=(PROXY_LEG_CONTEXT_LOST,),
)

nobody_vouches_for_the_proxy_to_the_versions = system_store_vouches_for_both_legs_to_the_versions.control(
    without=CORPORATE
)

cert_flag_vouches_for_the_versions_through_a_tunnel = system_store_vouches_for_the_versions_through_a_tunnel.but(
    claim="--cert verifies the origin that is asked for versions through a tunnel.",
    trust=Trust(cert_flag={PUBLIC}),
    exposes=(),
)

cert_flag_does_not_vouch_for_the_versions = cert_flag_vouches_for_the_versions_through_a_tunnel.control(without=PUBLIC)
