"""Tunnelled: a plain proxy passes the client's TLS session through.

    client ----> proxy ----tunnel----> origin
           =======origin leg=========>
"""

from harness.model import Accepts, Authority, Leg, Rejects, Scenario, Trust
from scenarios.defects import TRUSTSTORE_CONTEXT_LOST
from scenarios.topologies import TUNNELLED

PUBLIC, STRANGER = Authority.PUBLIC, Authority.STRANGER

system_store_vouches_for_the_origin = Scenario(
    claim="The system store alone verifies the origin.",
    topology=TUNNELLED,
    trust=Trust(system={PUBLIC}),
    expect=Accepts(),
    because="Direct and proxied connections are given the same truststore context.",
    exposes=(TRUSTSTORE_CONTEXT_LOST,),
)
