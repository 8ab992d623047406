"""Advice in words: what works, since when, and what to paste.

One rule: whatever is said to work or not to work is said of a record.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from harness.advise.advice import STORES, TOPOLOGIES, describe_span, list_pip_defects
from harness.evidence.wording import describe_expectation
from harness.model.defect import Defect
from harness.model.record import Record
from harness.model.scenario import Scenario
from harness.model.words import Verdict
from harness.report import phrases

_LONGEST = max(map(len, (*TOPOLOGIES, *STORES)))


def format_choices() -> Iterator[str]:
    """Yield the questions that a person must answer, with the possible answers."""
    yield "How does your machine reach the package index? --topology"
    yield from (f"  {name:{_LONGEST}}  {words}" for name, words in TOPOLOGIES.items())
    yield "Not sure: `echo $HTTPS_PROXY` shows the proxy and whether its address begins with http:// or https://; if a"
    yield "browser shows your company as the issuer of a public site's certificate, the proxy inspects TLS."
    yield ""
    yield "Where is your company's certificate authority (CA) on your machine? --store"
    yield from (f"  {name:{_LONGEST}}  {store.words}" for name, store in STORES.items())
    yield ""
    yield "Which pip and which Python? --pip and --python; `python -m pip --version` shows yours. Else the newest here."
    yield "To look up the text of an error: --error. To answer from earlier results: --results."


def has_worked(record: Record) -> bool:
    """Return whether the client in a record got its file over verified legs."""
    return record.observed is not None and record.observed.outcome == "accepts"


def name_subject(record: Record) -> str:
    """Return ``pip 25.0.1 on Python 3.13``."""
    client = record.client
    minor = ".".join(client.python.split(".")[:2])
    return f"pip {client.version}{'+' + client.label if client.label else ''} on Python {minor}"


def explain_standing(record: Record, scenario: Scenario) -> Iterator[str]:
    """Yield whether it works there, why not, and since and until which release."""
    if record.observed is None or record.verdict is Verdict.INVALID:
        yield f"Nothing can be said about {name_subject(record)}: {record.why}."
    elif has_worked(record):
        yield f"It works with {name_subject(record)}."
    else:
        yield f"It does not work with {name_subject(record)}: {phrases.describe_recorded(record.observed)}."
        yield from (f"    {line}" for line in record.said if "certificate" in line.lower())
    for defect in list_pip_defects(scenario):
        affected = defect.affects_version("pip", record.client.version)
        here = "a known defect" if affected else "a known defect, not on this release"
        yield f"  {here}: {defect.slug} ({defect.issue}), {describe_span(defect)}"
        yield f"    {defect.because}"


def format_ways(tried: Mapping[str, Record], upgrades: Sequence[Record]) -> Iterator[str]:
    """Yield the ways that work, with the lines to paste, then those that do not; each was run."""
    good = [name for name, record in tried.items() if has_worked(record)]
    newer = [record for record in upgrades if has_worked(record)]
    if good or newer:
        yield "What works instead (each was run):"
    for record in newer:
        yield f"  an upgrade to {name_subject(record)} (by one of the lines below, or on another network)"
        yield f"      python -m pip install --upgrade 'pip>={record.client.version}'"
    for name in good:
        yield f"  {STORES[name].words}"
        yield f"      {STORES[name].line}"
    bad = [(STORES[name].words, record) for name, record in tried.items() if not has_worked(record)]
    bad += [(f"an upgrade to {name_subject(record)}", record) for record in upgrades if not has_worked(record)]
    if bad:
        yield "What does not work:"
    yield from (f"  {words}: {_describe_result(record)}" for words, record in bad)


def _describe_result(record: Record) -> str:
    return phrases.describe_recorded(record.observed) if record.observed else f"not run: {record.why}"


def format_known(found: Sequence[Defect], text: str) -> Iterator[str]:
    """Yield the defects that show as a message."""
    if not found:
        yield f"No known defect shows as {text!r}."
        return
    yield f"Known defects that show as {text!r}, with the releases of pip that have them:"
    for defect in found:
        yield f"  {defect.slug} ({defect.issue}): {describe_span(defect)}"
        yield f"      {describe_expectation(defect.shows)}. {defect.because}"
