"""What a comparison leaves behind: files for people and machines, and what GitHub shows of a step.

One rule: the words come from :mod:`harness.report`; here is only where they go.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from harness.compare import changes_markdown, junit
from harness.compare.annotations import commands
from harness.compare.changes import improvement_lines, title, turn
from harness.compare.comparison import Change, compare, counts
from harness.model.errors import UsageError
from harness.model.record import Record
from harness.provision.whole_files import cannot, write_whole
from harness.report import html


def write(records: Sequence[Record], files: Mapping[str, Path]) -> None:
    """The changes as ``junit``, ``markdown`` and ``html``, each into its file. Raises ``UsageError``."""
    changes = compare(records)
    made = {
        "junit": lambda: junit.page(changes),
        "markdown": lambda: changes_markdown.page(changes),
        "html": lambda: html.format_html(records, lists=_lists(changes)),
    }
    for name, path in files.items():
        write_whole(path, made[name]())


def _lists(changes: Sequence[Change]) -> dict[str, list[str]]:
    """What an HTML page says first: every changed cell by its kind."""
    found: dict[str, list[str]] = {}
    for change in changes:
        if change.kind is not change.kind.UNCHANGED:
            found.setdefault(change.kind.value.capitalize(), []).append(f"{title(change)}: {turn(change)}")
    return {**found, "Known defects that are gone": list(improvement_lines(changes))}


def _append(path: Path, text: str) -> None:
    try:
        with path.open("a", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise UsageError(cannot(path, error)) from None


def tell_github(changes: Sequence[Change], environment: Mapping[str, str]) -> tuple[str, ...]:
    """Write the step's summary and outputs where GitHub's variables say; return the annotations, to be printed."""
    if summary := environment.get("GITHUB_STEP_SUMMARY"):
        _append(Path(summary), changes_markdown.page(changes))
    if outputs := environment.get("GITHUB_OUTPUT"):
        numbers = {kind.value.replace(" ", "-"): number for kind, number in counts(changes).items()}
        _append(Path(outputs), "".join(f"{name}={number}\n" for name, number in numbers.items()))
    return commands(changes)
