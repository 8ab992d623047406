"""Write the comparison of two runs to files: JSON for programs, and JUnit, Markdown and a page as of two clients."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec

from harness.compare.changes import describe_improvements, describe_turn, format_title
from harness.compare.changes_markdown import format_changes_markdown
from harness.compare.comparison import Change, ChangeKind, count_kinds
from harness.compare.junit import format_changes_junit
from harness.compare.runs import RunsCompared, choose_runs_exit_code, is_worse
from harness.compare.runs_report import describe_pairings, describe_rebuilt, format_runs_counts, list_alone, list_worse
from harness.model.record import Record, Results
from harness.provision.whole_files import write_whole
from harness.report import html, markdown


def write_runs(
    compared: RunsCompared, old: Sequence[Results], new: Sequence[Results], files: Mapping[str, Path]
) -> None:
    """Write the comparison of two runs as ``json``, ``junit``, ``markdown`` and ``html``. Raises ``UsageError``."""
    made: dict[str, Callable[[], str | bytes]] = {
        "json": lambda: format_runs_json(compared, old, new),
        "junit": lambda: format_changes_junit(
            list(map(_mark_failing, (*compared.in_common, *list_worse(compared)))),
            [run for each in new for run in each.runs],
        ),
        "markdown": lambda: format_runs_markdown(compared),
        "html": lambda: html.format_html(
            [record for each in new for record in each.records],
            lists=list_changes(compared),
            runs=[run for each in new for run in each.runs],
        ),
    }
    for name, path in files.items():
        write_whole(path, made[name]())


def _mark_failing(change: Change) -> Change:
    """Return a change that is for the worse as the kind that a reader of JUnit sees as a failure."""
    return replace(change, kind=ChangeKind.NEWLY_FAILING) if is_worse(change) and change.baseline else change


def format_runs_markdown(compared: RunsCompared) -> str:
    """Return as Markdown, within GitHub's limit, the pairs, what one run has alone, and every cell that changed."""
    lines = [*describe_pairings(compared), *describe_rebuilt(compared), format_runs_counts(compared)]
    lines += [line.strip() for block in list_alone(compared) for line in block]
    head = markdown.fit_blocks(
        [f"* {markdown.escape_markdown(line)}\n" for line in lines], markdown.BUDGET // 4, "lines of the sums"
    )
    return head + "\n" + format_changes_markdown(compared.in_common, markdown.BUDGET - len(head.encode()) - 1)


def list_changes(compared: RunsCompared) -> dict[str, list[str]]:
    """Return every cell that changed by its kind, who was paired, and the known defects that are gone."""
    found: dict[str, list[str]] = {}
    for change in (*compared.in_common, *list_worse(compared)):
        if change.kind is not ChangeKind.UNCHANGED:
            line = f"{format_title(change)}: {describe_turn(change)}"
            found.setdefault(change.kind.value.capitalize(), []).append(line)
    return {
        **found,
        "Known defects that are gone": list(describe_improvements(compared.in_common)),
        "Clients": [*describe_pairings(compared), *describe_rebuilt(compared)],
    }


def format_runs_json(compared: RunsCompared, old: Sequence[Results], new: Sequence[Results]) -> bytes:
    """Return one object: the files, who was paired, the sums, and every cell that is not unchanged."""
    found = {
        "schema": 1,
        "old": [str(each.path) for each in old],
        "new": [str(each.path) for each in new],
        "exit": choose_runs_exit_code(compared),
        "paired": [
            {"old": before.full, "new": after.full}
            for each in compared.pairings
            for before, after in each.pairs.items()
        ],
        "unpaired": {
            "old": [column.full for each in compared.pairings for column in each.old],
            "new": [column.full for each in compared.pairings for column in each.new],
        },
        "counts": {kind.value: number for kind, number in count_kinds(compared.changes).items()},
        "changes": [_describe_change(each) for each in compared.changes if each.kind is not ChangeKind.UNCHANGED],
    }
    return msgspec.json.format(msgspec.json.encode(found), indent=1) + b"\n"


def _describe_change(change: Change) -> dict[str, Any]:
    return {
        "kind": change.kind.value,
        "worse": is_worse(change),
        "scenario": change.scenario,
        "client": change.client,
        "old": _select_fields(change.baseline),
        "new": _select_fields(change.candidate),
        "repeats": [_select_fields(record) for record in change.repeats],
        "turn": describe_turn(change),
    }


def _select_fields(record: Record | None) -> dict[str, Any] | None:
    if record is None:
        return None
    written = msgspec.to_builtins(record)
    fields = ("cell", "verdict", "expected", "observed", "defect", "issue", "why", "side", "replay")
    return {name: written[name] for name in fields}
