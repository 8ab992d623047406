from __future__ import annotations

import re

import msgspec
import pytest

from harness.advise.choices import STORES, TOPOLOGIES
from harness.advise.page import OF_ADAPTERS, PLACES, RELEASES, format_page, list_answers, list_asked
from harness.catalogue.find import load_scenarios
from harness.model.record import Record
from harness.model.words import Variant
from tests.advise.test_report import BAD, GOOD
from tests.support.product import ROOT

CURATED = load_scenarios()
ASKED = list_asked(CURATED)
PAGE = (ROOT / "docs" / "answers.md").read_text()


def answered(like: Record, scenario: str, **client: str) -> Record:
    return msgspec.structs.replace(like, scenario=scenario, client=msgspec.structs.replace(like.client, **client))


def sections(page: str) -> dict[str, str]:
    """The text below each heading of a topology."""
    parts = re.split(r"^## (.+)$", page, flags=re.MULTILINE)[1:]
    return {name: text for name, text in zip(parts[::2], parts[1::2], strict=True) if name in PLACES}


def test_every_place_has_a_table_with_every_store() -> None:
    for page in (PAGE, format_page(CURATED, [], "2026-01-01")):
        assert list(sections(page)) == list(PLACES)
        for text in sections(page).values():
            assert [store for store in STORES if f"| [{store}](#{store}) |" not in text] == []


def test_a_cell_says_what_its_record_does_and_a_missing_one_nothing() -> None:
    name = ASKED["tunnelled", "system"][0]
    records = [answered(BAD, name, version="25.1.1"), answered(GOOD, name, version="25.2")]
    text = sections(format_page(CURATED, records, "2026-01-01"))["tunnelled"]
    assert "| CA in, pip | 25.1.1 | 25.2 |" in text
    assert "| [system](#system) | no (a) | yes |" in text
    assert "| [cert](#cert) | – | – |" in text
    assert "* **a**: the known defect [truststore-context-lost](catalogue.md), pypa/pip#13288" in text


def test_a_report_has_the_answers_of_what_was_run_alone() -> None:
    system, cert = ASKED["tunnelled", "system"][0], ASKED["tunnelled", "cert"][0]
    records = [answered(BAD, system, version="25.1.1"), answered(GOOD, system, version="25.10")]
    records += [answered(GOOD, system, version="25.2"), answered(GOOD, cert, version="25.2")]
    answers = list_answers(CURATED, records)
    assert list(answers) == [f"tunnelled: {TOPOLOGIES['tunnelled']}"]
    told, flag = answers[f"tunnelled: {TOPOLOGIES['tunnelled']}"]
    assert told.startswith("system: works on 25.2, 25.10, not on 25.1.1 (pypa/pip#13288); sudo cp /path/to/ca.pem ")
    assert " or sudo cp " in told
    assert flag == "cert: works on 25.2; python -m pip install --cert /path/to/ca.pem PACKAGE"


def test_adapters_have_a_table_of_their_own() -> None:
    name = ASKED["tunnelled", "system"][0]
    records = [answered(GOOD, name, kind="variant", name="both_legs", version="2.32.5")]
    assert "| CA in, adapter | both_legs |" in format_page(CURATED, records, "2026-01-01")


def test_the_page_has_every_release_and_no_gap() -> None:
    for text in sections(PAGE).values():
        assert f"| CA in, pip | {' | '.join(RELEASES)} |" in text
        assert f"| CA in, adapter | {' | '.join(each.value for each in Variant)} |" in text
        assert "–" not in text
        assert text.count("](#") == len(STORES) + len(OF_ADAPTERS)


def test_the_page_is_dated() -> None:
    assert re.search(r"^Made on 20\d\d-\d\d-\d\d by `nox -s lab -- answers` from \d+ cells", PAGE, re.MULTILINE)


@pytest.mark.parametrize("store", STORES)
def test_every_place_has_its_lines(store: str) -> None:
    assert re.search(rf"^### {store}$.*?^```sh$\n.+?^```$", PAGE, re.MULTILINE | re.DOTALL)
