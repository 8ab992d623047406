"""Say what a run showed in one headline and one sentence: what is wrong, or that nothing is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from harness.model.record import Record
from harness.model.words import Verdict
from harness.report.causes import SharedCause, find_gone_defects, find_shared_causes
from harness.report.tally import format_count

INCOMPLETE = "The run is not complete"


@dataclass(frozen=True)
class RunAnswer:
    """A headline, a sentence on it, and its tone: ``good``, ``bad``, or ``broken`` if nobody can tell."""

    headline: str
    detail: str
    tone: str


def find_answer(records: Sequence[Record], *, complete: bool = True) -> RunAnswer:
    """Return the answer that records give, the worst first; they have each cell once.

    If they are not ``complete``, it is not known whether nothing is wrong, and the answer says so.
    """
    counts = Counter(record.verdict for record in records)
    causes, gone = find_shared_causes(records), find_gone_defects(records)
    detail = _describe_counts(counts, sum(len(each.records) for each in gone))
    detail = detail if complete else f"{detail} {INCOMPLETE}."
    wrong = count_causes(causes)
    if wrong:
        return RunAnswer(
            _begin_sentence("; ".join(wrong.values())), detail, "bad" if Verdict.FAIL in wrong else "broken"
        )
    if gone:
        verb = "shows" if len(gone) == 1 else "show"
        return RunAnswer(f"{format_count(len(gone), 'known defect')} no longer {verb}", detail, "bad")
    if not complete:
        return RunAnswer(INCOMPLETE, detail.removesuffix(f" {INCOMPLETE}."), "broken")
    if not records:
        return RunAnswer("Nothing was run", "There are no records.", "good")
    if counts[Verdict.SKIP] == len(records):
        return RunAnswer("Nothing was run: every cell is skipped", detail, "broken")
    return RunAnswer("Nothing is wrong: every cell is as expected", detail, "good")


def count_causes(causes: Sequence[SharedCause]) -> dict[Verdict, str]:
    """Return what is wrong in words, by verdict, the worst first: ``41 cells fail: 2 causes``."""
    found = {}
    for verdict in (Verdict.FAIL, Verdict.INVALID):
        here = [cause for cause in causes if cause.verdict is verdict]
        cells = sum(len(cause.records) for cause in here)
        words = f"{format_count(cells, 'cell')} {'fails' if cells == 1 else 'fail'}"
        words = words if verdict is Verdict.FAIL else f"the lab broke in {format_count(cells, 'cell')}"
        if here:
            found[verdict] = f"{words}: {format_count(len(here), 'cause')}" if cells > 1 else words
    return found


def _begin_sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


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
