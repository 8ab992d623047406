"""Advice in words: what is so, since when, and what to paste.

One rule: whatever is said to work or not to work is said of a record.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from harness.advise.advice import STORES, TOPOLOGIES, of_pip, span
from harness.evidence.judge import describe_expectation
from harness.model.affected import affects
from harness.model.defect import Defect
from harness.model.record import Record
from harness.model.scenario import Scenario
from harness.model.words import Verdict
from harness.report import phrases

_LONGEST = max(map(len, (*TOPOLOGIES, *STORES)))


def choices() -> Iterator[str]:
    """What to tell of oneself, for somebody who has told nothing."""
    yield "How does your machine reach the package index? --topology"
    yield from (f"  {name:{_LONGEST}}  {words}" for name, words in TOPOLOGIES.items())
    yield "Not sure: `echo $HTTPS_PROXY` shows the proxy and whether its address begins with http:// or https://; if a"
    yield "browser shows your company as the issuer of a public site's certificate, the proxy inspects TLS."
    yield ""
    yield "Where is your company's certificate authority (CA) on your machine? --store"
    yield from (f"  {name:{_LONGEST}}  {store.words}" for name, store in STORES.items())
    yield ""
    yield "Which pip and which Python: `python -m pip --version`. --pip and --python; else the newest here."
    yield "The text of an error instead, or besides: --error. Results that are there already: --results."


def works(record: Record) -> bool:
    """Whether a record is of a client that got its file over verified legs."""
    return record.observed is not None and record.observed.outcome == "accepts"


def subject(record: Record) -> str:
    """``pip 25.0.1 on Python 3.13``."""
    client = record.client
    minor = ".".join(client.python.split(".")[:2])
    return f"pip {client.version}{'+' + client.label if client.label else ''} on Python {minor}"


def standing(record: Record, scenario: Scenario) -> Iterator[str]:
    """Whether it works there, why not, and since and until which release."""
    if record.observed is None or record.verdict is Verdict.INVALID:
        yield f"It cannot be said of {subject(record)}: {record.why}."
    elif works(record):
        yield f"It works with {subject(record)}."
    else:
        yield f"It does not work with {subject(record)}: {phrases.describe_recorded(record.observed)}."
        yield from (f"    {line}" for line in record.said if "certificate" in line.lower())
    for defect in of_pip(scenario):
        here = "this is" if affects(defect, record.client.version) else "not on this release"
        yield f"  {here}: {defect.slug} ({defect.issue}), {span(defect)}"
        yield f"    {defect.because}"


def ways(tried: Mapping[str, Record], upgrades: Sequence[Record]) -> Iterator[str]:
    """What works with the line to paste, then what does not; each was run."""
    good = [name for name, record in tried.items() if works(record)]
    newer = [record for record in upgrades if works(record)]
    if good or newer:
        yield "What works instead, each of it run:"
    for record in newer:
        yield f"  an upgrade: {subject(record)} (itself by one of the lines below, or on another network)"
        yield f"      python -m pip install --upgrade 'pip>={record.client.version}'"
    for name in good:
        yield f"  {STORES[name].words}"
        yield f"      {STORES[name].line}"
    bad = [(STORES[name].words, record) for name, record in tried.items() if not works(record)]
    bad += [(f"an upgrade: {subject(record)}", record) for record in upgrades if not works(record)]
    if bad:
        yield "What does not:"
    yield from (f"  {words}: {_why(record)}" for words, record in bad)


def _why(record: Record) -> str:
    return phrases.describe_recorded(record.observed) if record.observed else f"not run: {record.why}"


def known(found: Sequence[Defect], text: str) -> Iterator[str]:
    """The defects that a message is of."""
    if not found:
        yield f"No known defect shows as {text!r}."
        return
    yield f"Known defects that show as {text!r}, with the releases of pip that have them:"
    for defect in found:
        yield f"  {defect.slug} ({defect.issue}): {span(defect)}"
        yield f"      {describe_expectation(defect.shows)}. {defect.because}"
