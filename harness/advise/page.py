"""The page of answers: for each topology and place of a CA, the releases on which it works, and the line to paste.

One rule: each entry of a table is read from a record.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from packaging.version import Version

from harness.advise.advice import has_worked
from harness.advise.choices import STORES, TOPOLOGIES
from harness.advise.lines import LineMaker
from harness.advise.question import Asked, Question, find_asked
from harness.advise.report import describe_authorities
from harness.model.record import Record
from harness.model.scenario import Scenario
from harness.model.versions import read_version
from harness.model.words import Variant, Verdict
from harness.report import phrases
from harness.report.grid import Column

#: The releases that are run: the newest before each change of whom pip trusts behind a proxy, and the newest.
RELEASES = ("20.3.4", "24.0", "24.1.2", "24.2", "25.1.1", "25.2", "25.3", "26.1.2", "26.2.1", "26.3")
#: The libraries under every adapter variant.
LIBRARIES = "2.32.5+urllib3=2.6.3"
#: ``advise`` has two words for SOCKS, by who looks names up; here one stands for both.
PLACES = tuple(name for name in TOPOLOGIES if name != "over-socks-by-name")
#: pip's own settings say nothing to an adapter.
OF_ADAPTERS = tuple(name for name in STORES if name not in ("pip-cert", "pip-conf", "curl-ca-bundle"))
#: The words of a table.
_YES, _NO, _UNSEEN = "yes", "no", "–"


def list_asked(curated: Mapping[str, Scenario]) -> dict[tuple[str, str], Asked]:
    """Return the cell of each topology and store of the page."""
    every = {(place, store): Question(topology=place, store=store) for place in PLACES for store in STORES}
    found = {key: find_asked(curated, question) for key, question in every.items()}
    return {key: asked for key, asked in found.items() if asked is not None}


def format_page(curated: Mapping[str, Scenario], records: Iterable[Record], day: str) -> str:
    """Return the page as Markdown; ``day`` is the date on which the cells were run."""
    records = tuple(each for each in records if not each.client.label or each.client.kind == "variant")
    pips = [each for each in records if each.client.name == "pip" and read_version(each.client.version)]
    adapters = [each for each in records if each.client.kind == "variant"]
    return "\n".join(_format_lines(list_asked(curated), pips, adapters, day)) + "\n"


def list_answers(curated: Mapping[str, Scenario], records: Iterable[Record]) -> dict[str, list[str]]:
    """Return the answers of some records as lines, by topology: for each place of a CA where it works and the line.

    A topology of which nothing was run has none.
    """
    found: dict[str, list[Record]] = {}
    for record in records:
        if record.observed is not None and record.verdict is not Verdict.INVALID:
            found.setdefault(record.scenario, []).append(record)
    answers: dict[str, list[str]] = {}
    for (place, store), (scenario, _) in list_asked(curated).items():
        if ran := found.get(scenario):
            question = Question(topology=place, store=store)
            lines = LineMaker(pip=RELEASES[-1]).make_lines(question, question)
            # One distribution has one way to its store, another has another.
            line = (" or " if store == "system" else " && ").join(lines)
            words = f"{store}: {_describe_worked(ran)}; {line}"
            answers.setdefault(f"{place}: {TOPOLOGIES[place]}", []).append(words)
    return answers


def _describe_worked(records: Iterable[Record]) -> str:
    """Return on which clients a place of a CA works: ``works on 25.2, 26.3, not on 24.2 (pypa/pip#13288)``."""
    columns = {Column.from_client(each.client): each for each in records}
    ordered = [columns[each] for each in sorted(columns, key=lambda column: column.rank)]
    worked = [Column.from_client(each.client).short for each in ordered if has_worked(each)]
    failed = [_describe_failed(each) for each in ordered if not has_worked(each)]
    parts = [f"works on {', '.join(worked)}" if worked else "", f"not on {', '.join(failed)}" if failed else ""]
    return ", ".join(filter(None, parts))


def _describe_failed(record: Record) -> str:
    name = Column.from_client(record.client).short
    return f"{name} ({record.issue})" if record.verdict is Verdict.KNOWN and record.issue else name


def _format_lines(
    asked: Mapping[tuple[str, str], Asked], pips: Sequence[Record], adapters: Sequence[Record], day: str
) -> Iterator[str]:
    yield "# What works behind which proxy?"
    yield ""
    yield f"Made on {day} by `nox -s lab -- answers` from {len(pips) + len(adapters)} cells that were run on Linux."
    yield "A test runs a sample of them again. The page is for a Python whose OpenSSL reads no trust store by itself;"
    yield "[advise](advise.md) answers for others."
    yield ""
    yield "Look for your proxy, then for the place of your company's certificate authority (CA). *yes* means that this"
    yield "release of pip accepted the server with the CA there and nowhere else. A letter leads to the reason below"
    yield "the table. The origin leg is the TLS connection to the index, the proxy leg the one to the proxy itself."
    yield ""
    pythons = sorted({".".join(each.client.python.split(".")[:2]) for each in pips}, key=Version)
    yield f"Each release was run on the newest Python here that runs it ({' and '.join(pythons)})."
    releases = [str(each) for each in sorted({Version(each.client.version) for each in pips})]
    variants = [each.value for each in Variant if any(record.client.name == each.value for record in adapters)]
    by_pip = {(each.scenario, each.client.version): each for each in pips}
    by_variant = {(each.scenario, each.client.name): each for each in adapters}
    for place in PLACES:
        yield from ("", f"## {place}", "", f"{TOPOLOGIES[place][0].upper()}{TOPOLOGIES[place][1:]}.")
        yield f"The file of your CA must hold {describe_authorities(Question(topology=place))}."
        rows = {store: asked[place, store][0] for store in STORES if (place, store) in asked}
        yield from ("", *_format_table(rows, [(each, each) for each in releases], by_pip, "pip"))
        own = {store: name for store, name in rows.items() if store in OF_ADAPTERS}
        if variants:
            yield from ("", f"The adapters of requests {LIBRARIES.replace('+urllib3=', ' and urllib3 ')}:", "")
            yield from _format_table(own, [(each, each) for each in variants], by_variant, "adapter")
    yield from _format_places()


def _format_table(
    rows: Mapping[str, str],
    columns: Sequence[tuple[str, str]],
    found: Mapping[tuple[str, str], Record],
    of: str,
) -> Iterator[str]:
    """Yield a table of stores and clients, and the reasons below it."""
    reasons: dict[str, str] = {}
    yield f"| CA in, {of} | {' | '.join(name for name, _ in columns)} |"
    yield f"|---|{'---|' * len(columns)}"
    for store, scenario in rows.items():
        words = [_describe_cell(found.get((scenario, key)), reasons) for _, key in columns]
        yield f"| [{store}](#{store}) | {' | '.join(words)} |"
    if reasons:
        yield ""
    yield from (f"* **{letter}**: {reason}" for reason, letter in reasons.items())


def _describe_cell(record: Record | None, reasons: dict[str, str]) -> str:
    if record is None or record.observed is None or record.verdict is Verdict.INVALID:
        return _UNSEEN
    if has_worked(record):
        return _YES
    letter = reasons.setdefault(_find_reason(record), chr(ord("a") + len(reasons)))
    return f"{_NO} ({letter})"


def _find_reason(record: Record) -> str:
    if record.verdict is Verdict.KNOWN and record.defect:
        return f"the known defect [{record.defect}](catalogue.md), {record.issue}"
    seen = phrases.describe_recorded(record.observed)
    unread = record.observed is not None and record.observed.cause == "untrusted"
    return (
        f"no known defect: it does not read that place by itself, and {seen}" if unread else f"no known defect: {seen}"
    )


def _format_places() -> Iterator[str]:
    """Yield the lines that put a CA into each place."""
    yield from (
        "",
        "## The lines",
        "",
        "A test ran each as it stands here on Debian, except the one with update-ca-trust, which is for Fedora.",
    )
    asked = Question(topology="direct")
    for store, place in STORES.items():
        yield from ("", f"### {store}", "", f"{place.words[0].upper()}{place.words[1:]}.", "", "```sh")
        yield from LineMaker(pip=RELEASES[-1]).make_lines(Question(topology="direct", store=store), asked)
        yield "```"
