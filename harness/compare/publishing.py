"""Publish a comparison: files for people and machines, and what GitHub shows of a step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from harness.compare.changes import describe_improvements, describe_trouble, describe_turn, format_title
from harness.compare.changes_markdown import format_changes_markdown
from harness.compare.comparison import Change, ChangeKind, compare_records, count_kinds
from harness.compare.junit import format_changes_junit
from harness.model.errors import UsageError
from harness.model.record import Record
from harness.model.recorded_run import RecordedRun
from harness.provision.whole_files import explain_error, write_whole
from harness.report import html
from harness.report.tally import format_count

#: The most annotations of a kind that GitHub shows of a step.
#: https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
MOST_ANNOTATIONS = 10

_LEVELS = {
    ChangeKind.BROKEN: "error",
    ChangeKind.NEWLY_FAILING: "error",
    ChangeKind.REASON_CHANGED: "warning",
    ChangeKind.CONTEXT_CHANGED: "warning",
}


def write_changes(records: Sequence[Record], files: Mapping[str, Path], runs: Sequence[RecordedRun] = ()) -> None:
    """Write the changes as ``junit``, ``markdown`` and ``html``, each into its file. Raises ``UsageError``.

    ``runs`` are those that left the records.
    """
    changes = compare_records(records)
    made = {
        "junit": lambda: format_changes_junit(changes, runs),
        "markdown": lambda: format_changes_markdown(changes),
        "html": lambda: html.format_html(records, lists=_list_by_kind(changes), runs=runs),
    }
    for name, path in files.items():
        write_whole(path, made[name]())


def _list_by_kind(changes: Sequence[Change]) -> dict[str, list[str]]:
    """Return every changed cell by its kind, and the known defects that are gone: the start of an HTML page."""
    found: dict[str, list[str]] = {}
    for change in changes:
        if change.kind is not change.kind.UNCHANGED:
            found.setdefault(change.kind.value.capitalize(), []).append(
                f"{format_title(change)}: {describe_turn(change)}"
            )
    return {**found, "Known defects that are gone": list(describe_improvements(changes))}


def tell_github(changes: Sequence[Change], environment: Mapping[str, str]) -> tuple[str, ...]:
    """Write the step's summary and outputs where GitHub's variables say; return the annotations, to be printed."""
    if summary := environment.get("GITHUB_STEP_SUMMARY"):
        _append_text(Path(summary), format_changes_markdown(changes))
    if outputs := environment.get("GITHUB_OUTPUT"):
        numbers = {kind.value.replace(" ", "-"): number for kind, number in count_kinds(changes).items()}
        _append_text(Path(outputs), "".join(f"{name}={number}\n" for name, number in numbers.items()))
    return format_annotations(changes)


def _append_text(path: Path, text: str) -> None:
    try:
        with path.open("a", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise UsageError(explain_error(path, error)) from None


def format_annotations(changes: Sequence[Change]) -> tuple[str, ...]:
    """Return workflow commands, one line each: what prevents a conclusion, changed cells, then improvements.

    There are at most ten; the last then says how many more there would be.
    """
    lines = [_format_annotation("error", "pip trust lab", line) for line in describe_trouble(changes)]
    lines += [_annotate_change(change) for change in changes if change.kind in _LEVELS]
    lines += [_format_annotation("notice", "pip trust lab: improved", line) for line in describe_improvements(changes)]
    if len(lines) <= MOST_ANNOTATIONS:
        return tuple(lines)
    more = f"{format_count(len(lines) - MOST_ANNOTATIONS + 1, 'more annotation')}: see the summary"
    return (*lines[: MOST_ANNOTATIONS - 1], _format_annotation("warning", "pip trust lab", more))


def _annotate_change(change: Change) -> str:
    title = f"{change.kind.value}: {format_title(change)}"
    message = f"{describe_turn(change)}\n{change.records[-1].claim}\n{change.records[-1].replay}"
    return _format_annotation(_LEVELS[change.kind], title, message)


def _format_annotation(level: str, title: str, message: str) -> str:
    return f"::{level} title={_escape_annotation(title, '%:,')}::{_escape_annotation(message, '%')}"


def _escape_annotation(text: str, also: Iterable[str]) -> str:
    """Return a text without what would end a command or a property of it: each such character as ``%`` and its code."""
    return "".join(f"%{ord(each):02X}" if each in {*also, "\r", "\n"} else each for each in text)
