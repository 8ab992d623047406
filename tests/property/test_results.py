"""Whatever a record holds, it survives the file, and no report breaks its promise over it."""

from __future__ import annotations

import json
import re
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import get_args

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from harness.model.cell import Side
from harness.model.expectation import OutcomeKind
from harness.model.foreign import clean_value
from harness.model.record import Expected, Observed, Record, RecordedClient, decode_record, encode_record, read_records
from harness.model.words import Leg, Phase, Verdict, Whose
from harness.report import failures, html, markdown
from harness.report.causes import find_gone_defects, find_shared_causes
from harness.report.evidence import select_evidence
from harness.report.grid import Column, arrange_grid, select_latest
from harness.report.table import fold_name
from harness.report.terminal import Report, print_report

HOSTILE = ["\x1b[2J", "::error::x", "##[error]", "</script>", "<!--", "```", "|", "\n", "\u2028", "[red]", "_"]
WORDS = st.sampled_from(HOSTILE) | st.text(max_size=20)
NAMES = st.lists(st.sampled_from(["a", "origin", "intermediates"]), min_size=1, max_size=9).map("_".join)
VERSIONS = st.sampled_from(["9.0.3", "25.2", "25.10", "26.0b1", "2031.10.12.post14", "main"])
LEGS = st.none() | st.sampled_from(Leg)
PHASES = st.none() | st.sampled_from(Phase)
LINES = st.lists(WORDS, max_size=4).map(tuple)

CLIENTS = st.builds(
    RecordedClient,
    name=st.sampled_from(["pip", "both_legs"]),
    version=VERSIONS,
    source=st.sampled_from(["release", "tree"]),
    label=st.sampled_from(["", "fix", "a-branch-that-mends-everything-at-once"]),
    python=st.sampled_from(["3.7.17", "3.10.13", "3.13.1"]),
    openssl=WORDS,
)
EXPECTED = st.builds(
    Expected,
    outcome=st.sampled_from(get_args(OutcomeKind)),
    leg=LEGS,
    reason=st.none() | WORDS,
    phase=PHASES,
)
OBSERVED = st.builds(
    Observed,
    outcome=st.sampled_from(get_args(OutcomeKind)),
    leg=LEGS,
    reason=st.none() | WORDS,
    phase=PHASES,
    exit=st.none() | st.integers(-64, 255),
    through=LINES,
    context=st.none() | st.sampled_from(Whose),
)


def with_its_id(record: Record) -> Record:
    return msgspec.structs.replace(record, cell=f"{record.scenario}-{Column.from_client(record.client).full}")


RECORD = st.builds(
    Record,
    cell=st.just(""),
    scenario=st.builds("{}.{}".format, st.sampled_from(["direct", "tunnelled_over_tls"]), NAMES),
    claim=WORDS,
    topology=WORDS,
    client=CLIENTS,
    expected=EXPECTED,
    observed=st.none() | OBSERVED,
    verdict=st.sampled_from(Verdict),
    defect=st.none() | WORDS,
    issue=st.none() | WORDS,
    why=st.none() | WORDS,
    seconds=st.floats(0, 1e6),
    replay=WORDS,
    transcript=LINES,
    expected_transcript=LINES,
    side=st.none() | st.sampled_from(Side),
).map(with_its_id)
#: As every report gets them: they were in a file, or on their way from a worker.
READ = RECORD.map(lambda record: with_its_id(decode_record(encode_record(record))))
RECORDS = st.lists(READ, max_size=8)
# Lists of records are slow to make up; the first page of a run compiles its template, so no deadline fits all.
LISTS = settings(deadline=None, max_examples=25)


def reading(content: bytes) -> tuple[Record, ...]:
    with TemporaryDirectory() as folder:
        results = Path(folder) / "results.jsonl"
        results.write_bytes(content)
        return read_records(results)


@given(RECORD)
def test_a_record_comes_back_as_it_went_but_for_what_does_harm(record: Record) -> None:
    line = encode_record(record)
    assert line.count(b"\n") == 1
    assert json.loads(encode_record(decode_record(line))) == clean_value(json.loads(line))
    assert decode_record(encode_record(decode_record(line))) == decode_record(line)


@LISTS
@given(RECORDS, READ, st.data())
def test_a_torn_last_line_loses_no_earlier_record(records: list[Record], torn: Record, data: st.DataObject) -> None:
    line = encode_record(torn)
    cut = data.draw(st.integers(0, len(line) - 2))
    assert reading(b"".join(map(encode_record, records)) + line[:cut]) == tuple(records)


@LISTS
@given(RECORDS, st.randoms(use_true_random=False))
def test_the_order_in_which_cells_end_does_not_matter(records: list[Record], random: object) -> None:
    once = list(select_latest(records))
    shuffled = sorted(once, key=lambda _: random.random())  # type: ignore[attr-defined]
    assert arrange_grid(shuffled) == arrange_grid(once)


@LISTS
@given(RECORDS)
def test_every_cell_is_in_the_grid_once(records: list[Record]) -> None:
    shown = [record for row in arrange_grid(records).rows for record in row.records if record]
    assert sorted(record.cell for record in shown) == sorted({record.cell for record in records})


def terminal(records: list[Record], width: int = 100, *, everything: bool = False) -> str:
    log = StringIO()
    print_report(Console(file=log, width=width), Report(records, everything=everything))
    return log.getvalue()


@LISTS
@given(RECORDS, st.integers(40, 160))
def test_no_line_but_a_single_word_is_over_the_width(records: list[Record], width: int) -> None:
    told = terminal(records, width=width)
    wide = [line for line in told.split("\n") if cell_len(line) > width and len(line.split()) > 2]
    # An id stays whole, so that it can be copied, and a made one may have blanks.
    assert not [line for line in wide if line.strip() not in {record.cell for record in records}]


@LISTS
@given(RECORDS)
def test_the_terminal_cuts_no_version_short(records: list[Record]) -> None:
    words = {word.partition("+")[0] for word in terminal(records, everything=True).split()}
    assert {record.client.version for record in records} <= words


@given(NAMES, st.integers(8, 60))
def test_folding_keeps_every_letter_and_the_width(name: str, width: int) -> None:
    lines = fold_name(name, width)
    assert "".join(line.strip() for line in lines) == name
    assert max(map(len, lines)) <= width


@LISTS
@given(RECORDS)
def test_every_failure_is_named_and_one_of_each_cause_replayed(records: list[Record]) -> None:
    bad = [record for record in select_latest(records) if record.verdict in {Verdict.FAIL, Verdict.INVALID}]
    told = failures.format_failures(records)
    causes = find_shared_causes(records)
    assert all(f"  replay:    {cause.records[0].replay}" in told for cause in causes)
    assert all(record.cell in told for cause in causes for record in cause.records)
    gone = find_gone_defects(records)
    assert sum(len(cause.records) for cause in causes) + sum(len(each.records) for each in gone) == len(bad)
    assert bool(told) == bool(bad)


@LISTS
@given(RECORDS, st.integers(0, 6000))
def test_markdown_is_never_over_its_budget(records: list[Record], budget: int) -> None:
    assert len(markdown.format_markdown(records, budget).encode()) <= budget


@LISTS
@given(RECORDS)
def test_the_data_in_the_page_is_the_records(records: list[Record]) -> None:
    text = html.format_html(records)
    # A script element ends at the first "</script", whatever its type: HTML, section 13.2.5.17.
    (told,) = re.findall(r'<script id="data"[^>]*>(.*?)</script', text, re.DOTALL | re.IGNORECASE)
    page = json.loads(told)
    texts = page["texts"]
    embedded: dict[str, list[object]] = {}
    for scenario, _, verdict, rest, _, _, *parts in page["cells"]:
        cell = page["scenarios"][scenario]["id"] + texts[rest] if rest >= 0 else texts[-1 - rest]
        lines = [(page["parts"][part][0], *(texts[line] for line in page["parts"][part][2:])) for part in parts]
        embedded.setdefault(cell, []).append((verdict, *lines))
    wanted: dict[str, list[object]] = {}
    for record in select_latest(records):
        lines = [(each.name, *each.lines) for each in select_evidence(record)]
        wanted.setdefault(record.cell, []).append((record.verdict.value, *lines))
    assert embedded == wanted
