"""pip run from one zip file, as the official pip.pyz is: its own bundle has to be read out of the zip.

https://github.com/psf/requests/issues/4369 https://pip.pypa.io/en/stable/installation/#standalone-zip-application
"""

from harness.model import CORPORATE, PUBLIC, Accepts, Action, Packaging, Scenario, Trust
from scenarios.defects.builds import ZIPPED_PIP_CANNOT_BUILD
from scenarios.defects.contexts import CERTIFI_LOST_WITH_THE_CONTEXT, PROXY_LEG_CONTEXT_LOST
from scenarios.topologies import DIRECT, TUNNELLED, TUNNELLED_OVER_TLS

shipped_store_vouches_for_the_origin = Scenario(
    claim="A client in a zip file verifies the origin by the bundle in that file.",
    topology=DIRECT,
    trust=Trust(shipped={PUBLIC}),
    packaging=Packaging.ZIP,
    expect=Accepts(),
    because="OpenSSL cannot read a file inside a zip file, so the client takes its bundle out first.",
)

nobody_vouches_for_the_origin = shipped_store_vouches_for_the_origin.control(without=PUBLIC)

shipped_store_vouches_for_the_origin_through_a_tunnel = shipped_store_vouches_for_the_origin.but(
    claim="A client in a zip file verifies the origin through a tunnel by the bundle in that file.",
    topology=TUNNELLED,
    exposes=(CERTIFI_LOST_WITH_THE_CONTEXT,),
)

nobody_vouches_for_the_origin_through_a_tunnel = shipped_store_vouches_for_the_origin_through_a_tunnel.control(
    without=PUBLIC
)

system_store_vouches_for_both_legs = shipped_store_vouches_for_the_origin.but(
    claim="A client in a zip file verifies the proxy and the origin by the system store.",
    topology=TUNNELLED_OVER_TLS,
    trust=Trust(system={CORPORATE, PUBLIC}),
    because="Where the client's code lies has nothing to do with whom it trusts.",
    exposes=(PROXY_LEG_CONTEXT_LOST,),
)

nobody_vouches_for_the_proxy = system_store_vouches_for_both_legs.control(without=CORPORATE)

shipped_store_vouches_for_a_build = shipped_store_vouches_for_the_origin.but(
    claim="The build of a client in a zip file verifies the origin by the bundle in that file.",
    action=Action.BUILD_LOCAL,
    because="The client that prepares the build is the same zip file.",
    exposes=(ZIPPED_PIP_CANNOT_BUILD,),
)

nobody_vouches_for_a_build = shipped_store_vouches_for_a_build.control(
    without=PUBLIC, exposes=(ZIPPED_PIP_CANNOT_BUILD,)
)

unpacked_client_builds = shipped_store_vouches_for_a_build.but(
    claim="The build of a client in a folder verifies the origin by the bundle in that folder.",
    packaging=Packaging.FOLDER,
    because="The client that prepares the build has the same bundle.",
    exposes=(),
)

nobody_vouches_for_an_unpacked_clients_build = unpacked_client_builds.control(without=PUBLIC)
