"""Each known defect's range of releases over time: the releases that showed it, run by run.

One rule: pure, and by what was seen alone. A client does not have a defect if, of the scenarios in which that has
ever shown, the claims hold; one that ran none of them, or failed in another way, says nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from harness.compare.comparison import has_held
from harness.history.run import Run
from harness.model.record import Record
from harness.model.words import Verdict
from harness.report.grid import Column, find_columns


@dataclass(frozen=True)
class Standing:
    """The number of cells in which a defect showed, of those in which a client ran."""

    shown: int
    cells: int


@dataclass(frozen=True, kw_only=True)
class RangeRow:
    """Consecutive runs that showed the same: a standing per client, None for one that ran no cell of the defect."""

    runs: tuple[Run, ...]
    standings: tuple[Standing | None, ...]


@dataclass(frozen=True, kw_only=True)
class DefectHistory:
    """One defect over all runs: clients in version order, rows with the newest first, and what is new in words."""

    defect: str
    issue: str
    clients: tuple[str, ...]
    rows: tuple[RangeRow, ...]
    known: tuple[Standing | None, ...]
    news: tuple[str, ...]


def find_histories(runs: Sequence[Run]) -> tuple[DefectHistory, ...]:
    """Return every defect that showed in any run, by name; the oldest run comes first."""
    scenarios: dict[str, set[str]] = defaultdict(set)
    issues: dict[str, str] = {}
    for record in _list_records(runs):
        if record.verdict is Verdict.KNOWN and record.defect:
            scenarios[record.defect].add(record.scenario)
            issues[record.defect] = record.issue or ""
    return tuple(_find_history(defect, issues[defect], scenarios[defect], runs) for defect in sorted(scenarios))


def _list_records(runs: Iterable[Run]) -> Iterator[Record]:
    return (record for run in runs for record in run.results.records)


def _find_history(defect: str, issue: str, scenarios: set[str], runs: Sequence[Run]) -> DefectHistory:
    seen = [
        (run, found)
        for run in runs
        if (found := _count_standings(defect, (each for each in run.results.records if each.scenario in scenarios)))
    ]
    present = {client for _, found in seen for client in found}
    columns = find_columns(each for each in _list_records(runs) if Column.from_client(each.client).short in present)
    clients = tuple(dict.fromkeys(column.short for column in columns))
    last: dict[str, Standing] = {client: standing for _, found in seen for client, standing in found.items()}
    return DefectHistory(
        defect=defect,
        issue=issue,
        clients=clients,
        rows=tuple(reversed(_merge_rows([(run, tuple(map(found.get, clients))) for run, found in seen]))),
        known=tuple(map(last.get, clients)),
        news=tuple(reversed(list(_list_news(clients, seen)))),
    )


def _count_standings(defect: str, records: Iterable[Record]) -> Mapping[str, Standing]:
    found: dict[str, dict[tuple[str, str], bool]] = defaultdict(dict)
    for record in records:
        shows = record.verdict is Verdict.KNOWN and record.defect == defect
        # What fails in another way may hide the defect, and says nothing of it.
        if shows or has_held(record):
            column = Column.from_client(record.client)
            found[column.short][record.scenario, column.minor] = shows
    return {client: Standing(sum(cells.values()), len(cells)) for client, cells in found.items()}


def _merge_rows(rows: Iterable[tuple[Run, tuple[Standing | None, ...]]]) -> list[RangeRow]:
    merged: list[RangeRow] = []
    for run, standings in rows:
        if merged and merged[-1].standings == standings:
            merged[-1] = RangeRow(runs=(*merged[-1].runs, run), standings=standings)
        else:
            merged.append(RangeRow(runs=(run,), standings=standings))
    return merged


def _list_news(clients: Sequence[str], seen: Sequence[tuple[Run, Mapping[str, Standing]]]) -> Iterator[str]:
    """Yield in words what each run but the first showed and no run before it had shown, the oldest first."""
    known: dict[str, bool] = {}
    for number, (run, found) in enumerate(seen):
        fresh = {client: standing.shown > 0 for client, standing in found.items()}
        for client in clients if number else ():
            if client in fresh and (line := _describe_news(client, fresh[client], clients, {**fresh, **known}, known)):
                yield f"{run.date}: {line}"
        known |= fresh


def _describe_news(
    client: str, shows: bool, clients: Sequence[str], all_known: Mapping[str, bool], before: Mapping[str, bool]
) -> str:
    if client in before:
        if before[client] is shows:
            return ""
        return f"shows in {client}, where it did not" if shows else f"no longer shows in {client}"
    place = clients.index(client)
    if any(each in before for each in clients[place:]):
        return ""
    lower = [each for each in clients[:place] if each in all_known]
    if shows:
        return f"{client} is new and still has it" if lower and all_known[lower[-1]] else f"{client} is new and has it"
    return f"healed in {client}; {lower[-1]} still showed it" if lower and all_known[lower[-1]] else ""


def describe_range(clients: Sequence[str], standings: Sequence[Standing | None]) -> str:
    """Return ``shows in 24.2 to 25.1.1; not in 24.1.2, 25.2`` of clients in order; neighbours that ran make a range."""
    ran = [(client, standing.shown > 0) for client, standing in zip(clients, standings, strict=True) if standing]
    shown, absent = (_join_ranges([(name, shows is wanted) for name, shows in ran]) for wanted in (True, False))
    return "; ".join(([f"shows in {shown}"] if shown else []) + ([f"not in {absent}"] if absent else []))


def _join_ranges(flags: Sequence[tuple[str, bool]]) -> str:
    ranges: list[list[str]] = []
    inside = False
    for name, wanted in flags:
        if wanted and inside:
            ranges[-1].append(name)
        elif wanted:
            ranges.append([name])
        inside = wanted
    return ", ".join(each[0] if len(each) == 1 else f"{each[0]} to {each[-1]}" for each in ranges)
