"""Injected truststore: pip's own stands in for every context that ssl makes, as the package pip-system-certs has it."""

from harness.model import PUBLIC, STRANGER, TRUSTED_HOST, Accepts, Leg, Scenario, Startup, Trust, Unverified
from scenarios.defects.options import (
    INJECTED_TRUSTSTORE_BREAKS_TRUSTED_HOST,
    TRUSTSTORE_FEATURE_BREAKS_ON_A_NEWER_PYTHON,
)
from scenarios.topologies import DIRECT, TUNNELLED

system_store_vouches_for_the_origin = Scenario(
    claim="With truststore injected into ssl the system store verifies the origin.",
    topology=DIRECT,
    trust=Trust(system={PUBLIC}),
    startup=Startup.TRUSTSTORE_INJECTED,
    expect=Accepts(),
    because="Whoever makes a context gets one of truststore's.",
    exposes=(TRUSTSTORE_FEATURE_BREAKS_ON_A_NEWER_PYTHON,),
)

nobody_vouches_for_the_origin = system_store_vouches_for_the_origin.control(without=PUBLIC, instead=STRANGER)

system_store_vouches_for_the_origin_through_a_tunnel = system_store_vouches_for_the_origin.but(
    claim="With truststore injected into ssl the system store verifies the origin through a tunnel.",
    topology=TUNNELLED,
    because="A context that is lost on the way is replaced by one of truststore's.",
)

nobody_vouches_for_the_origin_through_a_tunnel = system_store_vouches_for_the_origin_through_a_tunnel.control(
    without=PUBLIC, instead=STRANGER
)

trusted_host_is_not_verified = system_store_vouches_for_the_origin.but(
    claim="With truststore injected into ssl --trusted-host takes the origin as it is.",
    trust=Trust(),
    options=(TRUSTED_HOST,),
    expect=Unverified(Leg.ORIGIN),
    because="pip gives the host to an adapter that verifies nothing.",
    exposes=(INJECTED_TRUSTSTORE_BREAKS_TRUSTED_HOST, TRUSTSTORE_FEATURE_BREAKS_ON_A_NEWER_PYTHON),
)

trusted_host_is_not_verified_through_a_tunnel = trusted_host_is_not_verified.but(
    claim="With truststore injected into ssl --trusted-host takes the origin as it is through a tunnel too.",
    topology=TUNNELLED,
)
