"""The abilities that a scenario needs of a client, from its trust, its topology and its conditions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from harness.model.capability import Capability
from harness.model.expectation import Accepts
from harness.model.words import Leg

if TYPE_CHECKING:
    from harness.model.scenario import Scenario


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
