from __future__ import annotations

import re
from typing import Any

import pytest

from harness.history.pages import describe_answer, make_pages
from harness.history.run import Run
from harness.model.cell import Side
from tests.history.past import history, ran
from tests.report.test_hostile_records import DOES_HARM, HARM, hostile
from tests.report.test_html import Tags
from tests.support.recorded import BROKEN, FAILED, HELD, KNOWN, SKIPPED, make

RUNS = (
    ran(0, make("a.a", **HELD), make("a.b", **KNOWN), make("b.c", **SKIPPED)),
    ran(1, make("a.a", **FAILED), make("a.b", **KNOWN), make("b.c", **SKIPPED)),
    ran(2, make("a.a", **HELD), make("a.b", **HELD), make("b.c", **SKIPPED)),
)


def text(page: str) -> str:
    """Return the text of a page in one line."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.partition("<body>")[2]))


def index(*runs: Run) -> str:
    return make_pages(history(*runs))["index.html"]


def test_there_is_a_page_per_run_and_every_link_leads_to_one() -> None:
    pages = make_pages(history(*RUNS))
    assert set(pages) == {"index.html", "runs/0.html", "runs/1.html", "runs/2.html"}
    tags = Tags(pages["index.html"])
    links = {str(attributes["href"]) for attributes, _ in tags.named("a")}
    ids = {f"#{attributes['id']}" for _, attributes in tags.tags if "id" in attributes}
    assert {link for link in links if not link.startswith("https://github.com/")} <= {*pages, *ids}


def test_the_index_has_the_newest_answer_its_matrix_and_what_changed() -> None:
    told = text(index(*RUNS[:2]))
    assert "1 cell fails. 3 cells: 0 pass, 1 known, 1 fail, 0 invalid, 1 skipped" in told
    assert "Compared with day-0.jsonl of 2026-01-05 04:17 UTC." in told
    assert "newly failing: tunnelled, accepts → rejects the origin leg (unknown_ca) (1 cell) a.a 25.2 py3.10" in told
    assert "a 1 FAIL 1 known b 1 skipped" in told


def test_the_index_has_ranges_flaky_cells_and_runs_the_newest_first() -> None:
    told = text(index(*RUNS))
    assert "context-lost : not in 25.2 pypa/pip#13288 2026-01-07 04:17: no longer shows in 25.2" in told
    assert "a.a 25.2 py3.10: it changed and changed back 2026-01-05 04:17 day-0.jsonl : ok" in told
    assert told.index("Flaky cells a.a") < told.index("Known defects over time")
    assert told.index("2026-01-07 04:17 day-2.jsonl 2 0") < told.index("2026-01-06 04:17 day-1.jsonl 0 1 1")


def test_one_run_alone_is_a_site() -> None:
    assert "There is no earlier run that has a cell in common" in text(index(RUNS[0]))
    assert "None: no cell had two different outcomes" in text(index(RUNS[0]))


def test_a_page_of_a_run_says_what_changed_since_the_one_before() -> None:
    page = make_pages(history(*RUNS[:2]))["runs/1.html"]
    assert "Compared with day-0.jsonl of 2026-01-05 04:17" in page
    assert "a.a 25.2 py3.10: accepts → rejects the origin leg (unknown_ca)" in page


@pytest.mark.parametrize(
    ("fields", "answer"),
    [
        ([HELD, KNOWN, SKIPPED], "Nothing is wrong: every cell is as expected."),
        ([FAILED, FAILED, BROKEN], "2 cells fail: 1 cause; the lab broke in 1 cell."),
    ],
)
def test_the_answer_is_one_sentence(fields: list[dict[str, Any]], answer: str) -> None:
    assert describe_answer([make(f"a.cell_{number}", **each) for number, each in enumerate(fields)]) == answer


def test_an_index_that_is_not_complete_says_so() -> None:
    run = RUNS[0]
    cut = type(run)(
        name=run.name, page=run.page, when=run.when, results=type(run.results)(
            path=run.results.path, records=run.results.records, planned=("a.lost-pip25.2-py3.10",), cut=True
        )
    )  # fmt: skip
    assert "1 planned cell has no record: a.lost-pip25.2-py3.10" in text(index(cut))
    assert "day-0.jsonl is cut" in text(index(cut))
    assert "The run is not complete." in text(index(cut))
    assert "Nothing is wrong" not in text(index(cut))


def test_the_same_history_makes_the_same_bytes() -> None:
    assert make_pages(history(*RUNS)) == make_pages(history(*RUNS))


@pytest.mark.parametrize("harm", DOES_HARM.values(), ids=DOES_HARM)
def test_no_text_of_a_record_or_name_becomes_markup(harm: re.Pattern[str]) -> None:
    name = "</title><script>alert(1)</script>.jsonl"
    runs = [
        ran(0, hostile(Side.BASELINE, **HELD), name=name),
        ran(1, hostile(Side.BASELINE, **FAILED), name=name),
        ran(2, hostile(Side.BASELINE, **KNOWN), hostile(Side.BASELINE, **FAILED), name=name, commit="<b>"),
    ]
    page = make_pages(history(*runs, left_out=(name,)))["index.html"]
    assert "teamcity" in page
    assert not harm.search(page)
    assert {tag for tag, _ in Tags(page).tags} <= {tag for tag, _ in Tags(index(*RUNS)).tags} | {"code", "h3"}
    assert "alert(1)" in page
    assert HARM.splitlines()[-1] not in page
    assert all(str(attributes["href"]).startswith(("#", "runs/")) for attributes, _ in Tags(page).named("a"))


def test_the_index_loads_nothing_and_has_no_script() -> None:
    page = index(*RUNS)
    assert "default-src 'none'; style-src 'unsafe-inline';" in page
    loading = {"src", "srcset", "action", "data", "poster", "onload"}
    assert not [attributes for _, attributes in Tags(page).tags if loading & {*attributes}]
    assert "<script" not in page
    assert "url(" not in page
