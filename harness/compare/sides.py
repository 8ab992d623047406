"""Plan a comparison: the cells of two pips, or of two adapter variants, side by side.

One rule: a scenario runs on both sides or is skipped on one with its reason; both sides run on the same Pythons.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from harness.catalogue.plan import Planned
from harness.clients.kind import FoundClient
from harness.clients.pip import PIP_KIND, find_pips
from harness.clients.registry import KINDS
from harness.model.cell import Cell, Machine, Side
from harness.model.client import Interpreter
from harness.model.errors import UsageError
from harness.model.pip_facts import supports_python
from harness.model.scenario import Scenario
from harness.provision.releases import Releases
from harness.provision.sources import Source, make_label
from harness.provision.stock import Stock
from harness.runs.selection import plan_ready


@dataclass(frozen=True, kw_only=True)
class Sides:
    """The specifications of the clients to compare; without a candidate it is the baseline with the overlays.

    One that begins with a kind, as in ``variant@both_legs+urllib3=./clone``, is of that kind; any other is a pip.
    """

    baseline: str = "latest"
    candidate: str = ""
    overlays: tuple[str, ...] = ()

    @property
    def specs(self) -> dict[Side, str]:
        """The specification of each side."""
        candidate = " with ".join((self.candidate or self.baseline, *self.overlays))
        return {Side.BASELINE: self.baseline, Side.CANDIDATE: candidate}


def check_sides(sides: Sides) -> None:
    """Raise ``UsageError`` for sides that can be no clients, or not be compared; no index is asked."""
    kinds = {side: _read_kind(spec)[0] for side, spec in sides.specs.items()}
    if len(set(kinds.values())) > 1:
        named = " and ".join(f"the {side.value} a {kind}" for side, kind in kinds.items())
        raise UsageError(f"two clients of one kind are compared: {named}")
    if sides.overlays and PIP_KIND not in kinds.values():
        raise UsageError("--candidate-overlay is laid over what a pip vendors; a variant names its libraries itself")
    for spec in sides.specs.values():
        kind, rest = _read_kind(spec)
        KINDS[kind].check_spec(rest)


def _read_kind(spec: str) -> tuple[str, str]:
    """Return the kind of client that a specification names, and the rest of it."""
    kind, at, rest = spec.partition("@")
    return (kind, rest) if at and kind in KINDS else (PIP_KIND, spec)


def select_sides(
    scenarios: Mapping[str, Scenario],
    sides: Sides,
    pythons: Sequence[str],
    machine: Machine,
    stock: Stock,
    wanted: Callable[[Cell], bool] = lambda _cell: True,
) -> tuple[Planned, ...]:
    """Return every scenario on both sides. Raises ``UsageError`` for sides that cannot be compared."""
    check_sides(sides)
    clients = {side: _read_kind(spec) for side, spec in sides.specs.items()}
    of_pips = clients[Side.BASELINE][0] == PIP_KIND
    found = _find_pips(clients, pythons, stock) if of_pips else _find_others(clients, pythons, stock)
    # A side's clients follow each other in the order of the Pythons: pairs come from halving them.
    half = len(found) // 2
    pairs = zip(found[:half], found[half:], strict=True)
    standing = [each for pair in pairs for each in zip(Side, pair, strict=True)]
    cells = [
        (Cell(scenario_id=name, scenario=scenario, client=each.client, side=side), each)
        for name, scenario in scenarios.items()
        for side, each in standing
    ]
    return plan_ready(cells, machine, stock, wanted)


_Named = Mapping[Side, tuple[str, str]]


def _find_pips(clients: _Named, pythons: Sequence[str], stock: Stock) -> tuple[FoundClient[Any], ...]:
    sources = _make_distinct({side: _resolve_one(stock.releases, side, spec) for side, (_, spec) in clients.items()})
    return find_pips(sources.values(), pythons or [_choose_python(sources, stock.interpreters)], stock)


def _find_others(clients: _Named, pythons: Sequence[str], stock: Stock) -> tuple[FoundClient[Any], ...]:
    """Return the clients of another kind: those of the baseline, then as many of the candidate."""
    found: list[FoundClient[Any]] = []
    for side, (kind, spec) in clients.items():
        of_side = KINDS[kind].find_clients([KINDS[kind].narrow_spec(spec)], pythons, stock)
        named = dict.fromkeys(each.client.short for each in of_side)
        if len(named) != 1:
            raise UsageError(f"the {side.value} {spec!r} is {len(named)} clients, {', '.join(named)}: expected one")
        found += of_side
    if len({each.client.id for each in found}) < len(found):
        raise UsageError(f"baseline and candidate are both {found[0].client.short}: there is nothing to compare")
    return tuple(found)


def _resolve_one(releases: Releases, side: Side, spec: str) -> Source:
    sources = releases.resolve_spec(spec)
    if len(sources) != 1:
        raise UsageError(
            f"the {side.value} {spec!r} is {len(sources)} pips, {sources[0]} to {sources[-1]}: expected one"
        )
    return sources[0]


def _make_distinct(sources: dict[Side, Source]) -> dict[Side, Source]:
    """Return the sources with labels that differ, even if both are folders of one name with pips of one version."""
    baseline, candidate = sources.values()
    if baseline == candidate:
        raise UsageError(f"baseline and candidate are both {baseline}: there is nothing to compare")
    if (baseline.version, baseline.label) != (candidate.version, candidate.label):
        return sources
    return {side: replace(source, label=make_label(f"{source.label}-{side.value}")) for side, source in sources.items()}


def _choose_python(sources: Mapping[Side, Source], interpreters: Sequence[Interpreter]) -> str:
    """Return the newest Python that runs both."""
    for interpreter in interpreters:
        if all(supports_python(source.version, interpreter.minor) for source in sources.values()):
            return interpreter.version
    pips = " and ".join(map(str, sources.values()))
    raise UsageError(f"no Python here runs both {pips}: there are {', '.join(one.version for one in interpreters)}")
