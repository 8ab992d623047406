"""One rule: the file stands alone, and its data stays data."""

from __future__ import annotations

import json
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

from harness.model.cell import Side
from harness.model.record import Record
from harness.model.recorded_run import RecordedRun
from harness.model.words import Verdict
from harness.report.html import format_html
from tests.support.recorded import FAILED, FIXED, KNOWN, SKIPPED, make, pair
from tests.support.vast import make_vast_run

Make = Callable[..., Record]

HOSTILE = "</script><script>alert(1)</script><!-- \u2028 & ' \" <b>"


class Tags(HTMLParser):
    """A page as a browser reads it: its tags with their attributes, and the text of each."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.texts.append("")

    def handle_data(self, data: str) -> None:
        if self.texts:
            self.texts[-1] += data

    def named(self, tag: str) -> list[tuple[dict[str, str | None], str]]:
        found = zip(self.tags, self.texts, strict=True)
        return [(attributes, text) for (name, attributes), text in found if name == tag]


def data(text: str) -> dict[str, Any]:
    (told,) = [text for attributes, text in Tags(text).named("script") if attributes.get("id") == "data"]
    parsed: dict[str, Any] = json.loads(told)
    return parsed


def evidence(found: dict[str, Any], cell: int) -> dict[str, list[str]]:
    """The lines of a cell's evidence, by its name."""
    parts = [found["parts"][place] for place in found["cells"][cell][6:]]
    return {name: [found["texts"][line] for line in lines] for name, _, *lines in parts}


def test_the_data_has_every_cell_once_with_its_verdict(record: Make) -> None:
    found = data(
        format_html([record(), record("direct.a", verdict=Verdict.FAIL), record("direct.a", "24.0"), record()])
    )
    assert sorted(cell[2] for cell in found["cells"]) == ["FAIL", "PASS", "PASS"]


def test_the_data_has_the_whole_evidence_of_a_cell(record: Make) -> None:
    failed = record(verdict=Verdict.FAIL, expected_transcript=("done",), transcript=("no",), witness=("LOST  it",))
    told = evidence(data(format_html([failed])), 0)
    assert told["expected"] == ["accepts"]
    assert told["seen"] == ["rejects the origin leg (unknown_ca); exit 1; through connect-proxy"]
    assert told["transcript"] == ["--- expected", "+++ seen", "@@ -1 +1 @@", "-done", "+no"]
    assert told["witness saw"] == ["LOST  it"]
    assert told["replay"] == [failed.replay]


def test_what_cells_share_is_there_once(record: Make) -> None:
    found = data(format_html([record("a.one", because="It is so."), record("a.two", because="It is so.")]))
    assert found["texts"].count("It is so.") == 1
    assert len(found["ways"]) == 1


def test_clients_are_the_newest_first_with_pip_before_others(record: Make) -> None:
    made = [record(version="9.0.3"), record(version="25.2"), record(version="2.32", name="both_legs")]
    assert [each["mark"] for each in data(format_html(made))["clients"]] == ["25.2", "9.0.3", "both_legs 2.32"]


def test_failures_come_first_then_news_then_the_matrix(record: Make) -> None:
    text = format_html([record("a.one", **FAILED), record("a.two", **FIXED), record("a.three", **KNOWN)])
    headings = ["What fails", "News: known defects", ">Matrix<", "Known defects that showed"]
    places = [text.index(heading) for heading in headings]
    assert places == sorted(places)
    assert "1 cell fails" in text


def test_a_run_is_told_by_its_clients_time_machine_commit_and_command(record: Make) -> None:
    run = RecordedRun(
        command="nox -s matrix -- -k 'a <b>'",
        started="2026-01-02T03:04:05Z",
        system="Debian",
        machine="x86_64",
        python="3.13.1",
        commit="0123456789abcdef0123+",
    )
    text = format_html([record()], runs=[run])
    for said in ("2026-01-02 03:04:05 UTC", "Debian, x86_64, Python 3.13.1", "commit 0123456789ab with changes"):
        assert said in text
    assert "<code>nox -s matrix -- -k &#39;a &lt;b&gt;&#39;</code>" in text


def test_a_comparison_names_its_two_sides() -> None:
    text = format_html(pair({}, {}))
    for side, client in zip(Side, ("26.3 py3.10", "26.4 py3.10"), strict=True):
        assert f"<dt>{side.value}</dt><dd>{client}</dd>" in text


def test_only_a_well_formed_issue_is_a_link() -> None:
    known, odd = make("a.one", **KNOWN), make("a.two", **{**KNOWN, "defect": "odd", "issue": "javascript:alert(1)#1"})
    text = format_html([known, odd, make("a.three", **SKIPPED)])
    links = [str(attributes["href"]) for attributes, _ in Tags(text).named("a") if "href" in attributes]
    assert "https://github.com/pypa/pip/issues/13288" in links
    assert not [link for link in links if not link.startswith(("#", "https://github.com/pypa/"))]
    assert {url for links in data(text)["links"] for _, url in links} == {
        "https://github.com/pypa/pip/issues/13288",
        None,
    }


def test_no_text_of_a_record_becomes_markup(record: Make) -> None:
    fields = dict.fromkeys(["claim", "why", "replay", "topology"], HOSTILE)
    hostile = record("direct." + HOSTILE, verdict=Verdict.SKIP, transcript=(HOSTILE,), **fields)
    text = format_html([hostile], title=HOSTILE)
    harmless = format_html([record("direct.a", verdict=Verdict.SKIP, why="-")])
    tags, allowed = ([tag for tag, _ in Tags(made).tags] for made in (text, harmless))
    assert tags == allowed
    assert evidence(data(text), 0)["claim"] == [HOSTILE]


def test_the_file_loads_nothing(record: Make) -> None:
    text = format_html([record()])
    loading = {"src", "srcset", "action", "data", "poster"}
    assert not [attributes for _, attributes in Tags(text).tags if loading & set(attributes)]
    assert not Tags(text).named("link")
    for word in ("url(", "@import", "fetch(", "innerHTML"):
        assert word not in text
    assert "default-src 'none'" in text


def test_ten_thousand_cells_are_ten_megabytes_at_most() -> None:
    assert len(format_html(make_vast_run(10_000)).encode()) <= 10_000_000


def test_a_page_without_records_is_a_page() -> None:
    text = format_html([])
    assert data(text)["cells"] == []
    assert "Nothing was run" in text
