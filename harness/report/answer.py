"""The answer that a run gives, in one headline and one sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from harness.model.record import Record
from harness.model.words import Verdict
from harness.report.causes import find_causes, find_gone_defects
from harness.report.tally import format_count


@dataclass(frozen=True)
class Answer:
    """A headline, a sentence on it, and its tone: ``good``, ``bad`` or ``broken``."""

    headline: str
    detail: str
    tone: str


def find_answer(records: Sequence[Record]) -> Answer:
    """Return what the records say, worst first. Each cell is among them once."""
    counts = Counter(record.verdict for record in records)
    causes, gone = find_causes(records), find_gone_defects(records)
    failing = sum(len(cause.records) for cause in causes if cause.verdict is Verdict.FAIL)
    number = sum(cause.verdict is Verdict.FAIL for cause in causes)
    detail = _describe_counts(counts, sum(len(each.records) for each in gone))
    if failing:
        verb = "fails" if failing == 1 else "fail"
        of = f", of {format_count(number, 'cause')}" if failing > 1 else ""
        return Answer(f"{format_count(failing, 'cell')} {verb}{of}", detail, "bad")
    if counts[Verdict.INVALID]:
        return Answer(f"The lab broke in {format_count(counts[Verdict.INVALID], 'cell')}", detail, "broken")
    if gone:
        one = len(gone) == 1
        return Answer(
            f"{format_count(len(gone), 'known defect')} no longer {'shows' if one else 'show'}", detail, "bad"
        )
    if not records:
        return Answer("Nothing was run", "There are no records.", "good")
    return Answer("Nothing is wrong: every cell is as expected", detail, "good")


def _describe_counts(counts: Counter[Verdict], gone: int) -> str:
    numbers = {
        "as claimed": counts[Verdict.PASS],
        "with a known defect": counts[Verdict.KNOWN],
        "failed": counts[Verdict.FAIL] - gone,
        "without a known defect that should show": gone,
        "broken by the lab": counts[Verdict.INVALID],
        "skipped": counts[Verdict.SKIP],
    }
    parts = [f"{number:,} {words}" for words, number in numbers.items() if number]
    return f"{counts.total():,} {'cell' if counts.total() == 1 else 'cells'}: {', '.join(parts) or 'none'}."
