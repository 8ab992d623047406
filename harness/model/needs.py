"""The abilities that a scenario needs of a client, from its trust, its topology and its conditions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from harness.model.capability import Capability
from harness.model.expectation import Accepts, Rejects
from harness.model.words import Leg, Phase, Reason

if TYPE_CHECKING:
    from harness.model.scenario import Scenario

#: The reasons for which a client says the same on the wire.
_ALIKE_ON_THE_WIRE = (Reason.WRONG_NAME, Reason.NOT_YET_VALID)


def find_needs(scenario: Scenario) -> Iterator[Capability]:
    """Yield the abilities that a client must have for the claim of a scenario to say anything about it."""
    own = _find_needs_of_conditions(scenario)
    yield from own
    if scenario.action.is_by_git:
        return
    asks = Capability.FEATURE_TRUSTSTORE in own
    if scenario.trust.system and not asks:
        yield Capability.SYSTEM_STORE
    if (scenario.trust.ssl_cert_file or scenario.trust.ssl_cert_dir) and not asks:
        yield Capability.OPENSSL_DEFAULTS
    if isinstance(scenario.expect, Accepts) and scenario.expect.context is not None:
        yield Capability.SESSION_CONTEXT
    if Leg.PROXY in scenario.topology.legs:
        yield Capability.TLS_TO_PROXIES
    if scenario.topology.speaks_socks:
        speaks = scenario.beside.value.speaks_socks
        yield Capability.SOCKS if speaks else Capability.NO_SOCKS_OF_ITS_OWN
    yield from _find_needs_of_builds(scenario)
    if scenario.trust.pip_cert is not None or scenario.config_places:
        yield Capability.PIP_SETTINGS


def _find_needs_of_conditions(scenario: Scenario) -> frozenset[Capability]:
    """Return the abilities that the conditions themselves need."""
    ways = [way.value.needs for way in (scenario.proxy_set_by, scenario.dead_proxy_set_by) if way is not None]
    single = (
        scenario.bundle_state,
        scenario.startup,
        scenario.packaging,
        scenario.action,
        scenario.index,
        scenario.login,
    )
    others = (*(each.value for each in single), *scenario.literals)
    return frozenset[Capability]().union(*ways, *(each.needs for each in others))


def _find_needs_of_builds(scenario: Scenario) -> Iterator[Capability]:
    """Yield what the judge of a build needs: the form of its errors, a witness of what the wire has one word for."""
    if scenario.action.builds and scenario.index.value.asks:
        yield Capability.BUILD_ERRORS
    refused = scenario.expect
    if isinstance(refused, Rejects) and refused.phase is Phase.BUILD and refused.reason in _ALIKE_ON_THE_WIRE:
        yield Capability.WITNESSED_BUILDS
