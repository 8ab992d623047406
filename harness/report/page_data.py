"""Collect the cells of a page as data for its script; what many cells share is in a list, and named by its place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from typing import Any, Generic, TypeVar

import msgspec

from harness.model.record import Record
from harness.model.words import Verdict
from harness.report.evidence import describe_libraries, select_evidence
from harness.report.grid import Column
from harness.report.links import find_issue_url, find_source_file
from harness.report.phrases import MARKS
from harness.report.way import describe_way

#: Each verdict in a word, for a reader who does not know the lab.
NAMES = {
    Verdict.FAIL: "fail",
    Verdict.INVALID: "lab broken",
    Verdict.KNOWN: "known",
    Verdict.PASS: "ok",
    Verdict.SKIP: "skipped",
}
_MEANINGS = {
    Verdict.FAIL: "neither as claimed nor as a known defect says",
    Verdict.INVALID: "the lab broke, so nothing is known",
    Verdict.KNOWN: "a known defect shows",
    Verdict.PASS: "as claimed",
    Verdict.SKIP: "not run, for the reason given",
}
#: The evidence in which a filter looks for words besides claim and names.
_SEARCHED = ("defect", "lost at", "expected", "seen", "why")
_SLUG = re.compile(r"[a-z0-9-]+", re.ASCII)
_Value = TypeVar("_Value")


class _Shared(Generic[_Value]):
    """A list that holds each value once, so that its place can stand for it."""

    def __init__(self) -> None:
        self.values: list[_Value] = []
        self._places: dict[Hashable, int] = {}

    def place(self, key: Hashable, value: _Value) -> int:
        found = self._places.setdefault(key, len(self.values))
        if found == len(self.values):
            self.values.append(value)
        return found


def collect_page_data(records: Iterable[Record], sources: str | None = None) -> dict[str, Any]:
    """Return the data that the script of the page reads.

    ``records`` have each cell once; ``sources`` is the address below which the lab's files lie.
    """
    records = tuple(records)
    clients = _order_clients(records)
    pythons = Counter(column.short for column in clients)
    collector = _Collector({column: place for place, column in enumerate(clients)}, sources)
    cells = [collector.collect_cell(record) for record in records]
    about = {Column.from_client(record.client): _describe_client(record) for record in records}
    return {
        "marks": {verdict.value: MARKS[verdict] for verdict in NAMES},
        "names": {verdict.value: name for verdict, name in NAMES.items()},
        "meanings": {verdict.value: meaning for verdict, meaning in _MEANINGS.items()},
        "searched": _SEARCHED,
        "clients": [
            {"full": each.full, "mark": each.full if pythons[each.short] > 1 else each.short, "about": about[each]}
            for each in clients
        ],
        "scenarios": collector.scenarios.values,
        "texts": collector.texts.values,
        "parts": collector.parts.values,
        "ways": collector.ways.values,
        "links": collector.links.values,
        "cells": cells,
    }


def _order_clients(records: Iterable[Record]) -> list[Column]:
    """Return the clients, pip first, of each name the newest first."""
    columns = sorted({Column.from_client(each.client) for each in records}, key=lambda each: each.rank, reverse=True)
    return sorted(columns, key=lambda each: (each.name != "pip", each.name))


def _describe_client(record: Record) -> str:
    side = f" ({record.side.value})" if record.side else ""
    return f"{record.client.name} {record.client.version}{side} from {record.client.source}, on " + describe_libraries(
        record.client
    )


class _Collector:
    def __init__(self, clients: dict[Column, int], sources: str | None) -> None:
        self.clients, self.sources = clients, sources
        self.texts: _Shared[str] = _Shared()
        self.scenarios: _Shared[dict[str, str]] = _Shared()
        self.parts: _Shared[list[Any]] = _Shared()
        self.ways: _Shared[dict[str, Any]] = _Shared()
        self.links: _Shared[list[tuple[str, str | None]]] = _Shared()

    def collect_cell(self, record: Record) -> list[Any]:
        """Return a cell as places: scenario, client, verdict, the rest of its id, way, links, and its evidence."""
        way, links = describe_way(record), list_links(record, self.sources)
        return [
            self._place_scenario(record),
            self.clients[Column.from_client(record.client)],
            record.verdict.value,
            self._place_id(record),
            self.ways.place(msgspec.json.encode(way), way),
            self.links.place(tuple(links), links),
            *(self._place_part(each.name, each.kind.value, each.lines) for each in select_evidence(record)),
        ]

    def _place_scenario(self, record: Record) -> int:
        theme, _, name = record.scenario.rpartition(".")
        scenario = {"id": record.scenario, "theme": theme, "name": name.replace("_", " "), "claim": record.claim}
        return self.scenarios.place(record.scenario, scenario)

    def _place_id(self, record: Record) -> int:
        """Return the place of what follows the scenario in a cell's id; below zero, the place of a whole id."""
        if record.cell.startswith(record.scenario):
            return self._place_text(record.cell[len(record.scenario) :])
        return -1 - self._place_text(record.cell)

    def _place_text(self, text: str) -> int:
        return self.texts.place(text, text)

    def _place_part(self, name: str, kind: str, lines: Sequence[str]) -> int:
        part = [name, kind, *map(self._place_text, lines)]
        return self.parts.place(tuple(part), part)


def list_links(record: Record, sources: str | None = None) -> list[tuple[str, str | None]]:
    """Return the names of what a cell links to, each with its address; None where that is not known."""
    links: list[tuple[str, str | None]] = []
    if record.issue:
        links.append((record.issue, find_issue_url(record.issue)))
    if source := find_source_file(record.scenario):
        links.append((source, f"{sources}/{source}" if sources else None))
    if record.defect and _SLUG.fullmatch(record.defect):
        page = f"docs/catalogue.md#{record.defect}"
        links.append((page, f"{sources}/{page}" if sources else None))
    return links
