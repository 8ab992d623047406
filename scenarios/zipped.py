"""pip run from one zip file, as the official pip.pyz is: its own bundle has to be read out of the zip.

https://github.com/psf/requests/issues/4369 https://pip.pypa.io/en/stable/installation/#standalone-zip-application
"""

from harness.model import PUBLIC, Accepts, Action, Packaging, Scenario, Trust
from scenarios.defects.builds import ZIPPED_PIP_CANNOT_BUILD
from scenarios.topologies import DIRECT

shipped_store_vouches_for_the_origin = Scenario(
    claim="A client in a zip file verifies the origin by the bundle in that file.",
    topology=DIRECT,
    trust=Trust(shipped={PUBLIC}),
    packaging=Packaging.ZIP,
    expect=Accepts(),
    because="OpenSSL cannot read a file inside a zip file, so the client takes its bundle out first.",
)

nobody_vouches_for_the_origin = shipped_store_vouches_for_the_origin.control(without=PUBLIC)

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
