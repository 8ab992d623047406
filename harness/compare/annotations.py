"""The changes of a comparison as annotations, in the words of GitHub's workflow commands.

One rule: never more than ten, which is all that a step may show of a kind; the last then says how many more there are.
https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from harness.compare.changes import improvement_lines, title, trouble_lines, turn
from harness.compare.comparison import Change, Kind
from harness.report.tally import format_count

LIMIT = 10

_LEVELS = {
    Kind.BROKEN: "error",
    Kind.NEWLY_FAILING: "error",
    Kind.REASON_CHANGED: "warning",
    Kind.CONTEXT_CHANGED: "warning",
}


def commands(changes: Sequence[Change]) -> tuple[str, ...]:
    """One line each: what stands in the way of a conclusion, then changed cells, then what improved."""
    told = [_command("error", "pip trust lab", line) for line in trouble_lines(changes)]
    told += [_command(_LEVELS[change.kind], _title(change), _message(change)) for change in changes if _loud(change)]
    told += [_command("notice", "pip trust lab: improved", line) for line in improvement_lines(changes)]
    if len(told) <= LIMIT:
        return tuple(told)
    more = f"{format_count(len(told) - LIMIT + 1, 'more annotation')}: see the summary"
    return (*told[: LIMIT - 1], _command("warning", "pip trust lab", more))


def _loud(change: Change) -> bool:
    return change.kind in _LEVELS


def _title(change: Change) -> str:
    return f"{change.kind.value}: {title(change)}"


def _message(change: Change) -> str:
    return f"{turn(change)}\n{change.records[-1].claim}\n{change.records[-1].replay}"


def _command(level: str, title: str, message: str) -> str:
    return f"::{level} title={_escaped(title, '%:,')}::{_escaped(message, '%')}"


def _escaped(text: str, also: Iterable[str]) -> str:
    """Text without what would end a command or one of its properties, each such character as ``%`` and its number."""
    return "".join(f"%{ord(each):02X}" if each in {*also, "\r", "\n"} else each for each in text)
