"""The page as a reader meets it: filters, links, keyboard, screen reader, sizes, and no error of its script."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from harness.model.record import Record, read_records
from harness.model.words import Verdict
from harness.report.html import format_html
from tests.support.recorded import BROKEN, FAILED, FIXED, HELD, KNOWN, SKIPPED, make
from tests.support.vast import make_vast_run

selenium = pytest.importorskip("selenium", reason="needs selenium, of the group test in pyproject.toml")
from selenium.webdriver import Chrome, Keys  # noqa: E402
from selenium.webdriver.common.by import By  # noqa: E402

from tests.support import browser  # noqa: E402
from tests.support.opened_page import Page  # noqa: E402

FOUND = browser.find_browser()
pytestmark = [
    pytest.mark.client,
    pytest.mark.skipif(FOUND is None, reason=browser.HOW_TO_GET_IT),
    pytest.mark.xdist_group("browser"),
]
HARM = "</script><script>window.harmed = 1</script><img src=x onerror='window.harmed = 1'>"


def records() -> list[Record]:
    """Two themes, one with nothing to tell, and every verdict; a rectangle of scenarios and clients."""
    versions = ("9.0.3", "24.2", "26.3")
    vouches, adds = (HELD, KNOWN, FAILED), (SKIPPED, FIXED, BROKEN)
    made = [make("tunnelled.store_vouches", each, **how) for each, how in zip(versions, vouches, strict=True)]
    made += [make("tunnelled.cert_adds", each, **how) for each, how in zip(versions, adds, strict=True)]
    made += [make("direct.nobody_vouches", each, claim=f"It holds. {HARM}") for each in versions]
    # More than are all shown at once.
    return [*made, *(make(f"direct.other_{number}", each) for number in range(20) for each in versions)]


def sparse() -> list[Record]:
    """A run as the default one: each scenario on few clients."""
    return [make(f"theme.scenario_{number}", f"{number}.0", **KNOWN) for number in range(5, 25)]


@pytest.fixture(scope="module")
def chrome(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    assert FOUND is not None
    with browser.open_browser(FOUND, tmp_path_factory.mktemp("browser")) as opened:
        yield opened


@pytest.fixture
def page(chrome: Chrome, tmp_path: Path) -> Iterator[Page]:
    path = tmp_path / "page.html"
    path.write_text(format_html(records()), encoding="utf-8")
    browser.read_log(chrome)
    yield Page(chrome, path)
    assert browser.read_log(chrome) == []


def test_a_theme_with_nothing_to_tell_is_one_line_until_it_is_opened(page: Page) -> None:
    page.open()
    assert len(page.visible()) == 6
    assert page.ask("byId('rows-direct').offsetHeight") == 0
    page.chrome.find_element(By.XPATH, "//section[@aria-label='direct']//button").click()
    assert len(page.visible()) == 6 + 63


def test_words_choose_cells_stand_in_the_address_and_are_counted(page: Page) -> None:
    page.open().chrome.find_element(By.ID, "words").send_keys("nobody 24.2")
    assert page.visible() == ["direct.nobody_vouches-pip24.2-py3.10"]
    assert page.state == {"q": ["nobody 24.2"]}
    assert page.ask("document.getElementById('count').textContent") == "1 of 69 cells"


def test_a_link_with_filters_and_a_cell_shows_both(page: Page) -> None:
    cell = "tunnelled.store_vouches-pip26.3-py3.10"
    page.open(f"#verdict=FAIL&theme=tunnelled&client=26.3+py3.10&q=vouches&cell={cell}")
    assert page.opened == "tunnelled.store_vouches"
    assert page.visible() == [cell]
    page.press(Keys.ESCAPE)
    assert page.opened == ""
    assert page.has_focus("store vouches, 26.3 py3.10")
    assert page.state == {"verdict": ["FAIL"], "theme": ["tunnelled"], "client": ["26.3 py3.10"], "q": ["vouches"]}


def test_a_verdict_that_is_none_chooses_nothing(page: Page) -> None:
    page.open("#verdict=constructor%2CtoString%2CFAIL%2Cnone")
    assert page.ask("state.verdict") == ["FAIL"]


def test_a_link_of_an_earlier_page_opens_its_cell(page: Page) -> None:
    page.open("#direct.nobody_vouches-pip24.2-py3.10")
    assert page.opened == "direct.nobody_vouches"


def test_the_way_back_closes_a_cell(page: Page) -> None:
    page.open().chrome.find_element(By.CSS_SELECTOR, "a.mark.FAIL").click()
    assert page.opened == "tunnelled.cert_adds"
    page.chrome.back()
    assert page.opened == ""


def test_a_verdict_is_chosen_by_its_button_and_columns_without_cells_are_hidden(page: Page) -> None:
    page.open().chrome.find_element(By.CSS_SELECTOR, "#verdicts .INVALID").click()
    assert page.visible() == ["tunnelled.cert_adds-pip26.3-py3.10"]
    headings = "[...document.querySelectorAll('[data-column]')].filter((each) => each.checkVisibility())"
    assert page.ask(f"{headings}.map((each) => each.textContent)") == ["26.3 py3.10"]
    page.chrome.find_element(By.ID, "clear").click()
    assert len(page.visible()) == 6


def test_the_whole_grid_is_reached_by_keys(page: Page) -> None:
    page.open()
    page.ask("document.querySelector('[aria-label=tunnelled] a[tabindex=\"0\"]').focus()")
    page.press(Keys.ARROW_RIGHT)
    assert page.has_focus("cert adds, 24.2 py3.10: neither as claimed nor as a known defect says")
    page.press(Keys.ARROW_DOWN)
    assert page.has_focus("store vouches, 24.2 py3.10: a known defect shows")
    page.press(Keys.HOME)
    assert page.has_focus("store vouches, 26.3")
    page.press(Keys.END)
    assert page.has_focus("store vouches, 9.0.3")
    page.press(Keys.ENTER)
    assert page.opened == "tunnelled.store_vouches"
    page.press(Keys.ESCAPE)
    assert page.has_focus("store vouches, 9.0.3")


def test_a_cell_has_its_evidence_its_way_and_its_issue(page: Page) -> None:
    page.open("#cell=tunnelled.store_vouches-pip24.2-py3.10")
    said = page.chrome.find_element(By.ID, "details").text
    for words in ("The system store alone verifies the origin.", "rejects the origin leg", "nox -s lab -- run"):
        assert words in said
    assert "refused" in page.ask("document.querySelector('#way svg').getAttribute('aria-label')")
    assert page.ask("document.querySelector('#links a').href") == "https://github.com/pypa/pip/issues/13288"


def test_what_a_record_says_is_never_run(page: Page) -> None:
    page.open("#cell=direct.nobody_vouches-pip24.2-py3.10")
    assert HARM in page.chrome.find_element(By.ID, "evidence").text
    assert page.ask("window.harmed === undefined")
    assert page.ask("document.images.length") == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("fragment", ["", "#cell=tunnelled.store_vouches-pip24.2-py3.10"], ids=["matrix", "cell"])
def test_axe_finds_no_fault(page: Page, scheme: str, fragment: str) -> None:
    axe = pytest.importorskip("axe_core_python.selenium")
    page.open(fragment, scheme=scheme)
    # What a closed theme hides cannot be measured, and axe gives the rule up that meets it.
    page.ask("drawnThemes.forEach((theme) => open(theme, true))")
    ran = axe.Axe().run(page.chrome)
    found = ran["violations"]
    assert "color-contrast" in [each["id"] for each in ran["passes"]]
    assert [each for each in ran["incomplete"] if not each["nodes"]] == []
    assert [(each["id"], [node["html"] for node in each["nodes"]][:3]) for each in found] == []


@pytest.mark.parametrize("make_records", [records, sparse], ids=["table", "strips"])
@pytest.mark.parametrize("fragment", ["", "#cell=tunnelled.store_vouches-pip24.2-py3.10"], ids=["matrix", "cell"])
def test_a_narrow_screen_scrolls_down_alone_and_targets_are_large_enough(
    page: Page, make_records: Any, fragment: str
) -> None:
    Path(page.url.removeprefix("file://")).write_text(format_html(make_records()), encoding="utf-8")
    page.open(fragment, size=(375, 800))
    assert page.ask("document.documentElement.scrollWidth") == 375
    small = """[...document.querySelectorAll("a, button, input, select, summary")]
        .filter((each) => each.checkVisibility() && !each.matches(".skip"))
        .map((each) => [each.outerHTML, each.getBoundingClientRect()])
        .filter(([, box]) => box.height < 24 || box.width < 24).map(([text]) => text)"""
    assert page.ask(small) == []


def test_a_long_word_at_the_top_makes_no_screen_wider(page: Page) -> None:
    word = "x" * 300
    text = format_html(records(), title=word, lists={word: [word]}, gaps=[word])
    Path(page.url.removeprefix("file://")).write_text(text, encoding="utf-8")
    assert page.open(size=(375, 800)).ask("document.documentElement.scrollWidth") == 375


def test_ten_thousand_cells_are_shown_and_filtered(chrome: Chrome, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(format_html(make_vast_run(10_000)), encoding="utf-8")
    page = Page(chrome, path).open("#client=9.1+py3.10")
    assert page.ask("document.querySelectorAll('a.mark').length") == 10_000
    assert page.ask("document.getElementById('count').textContent").endswith(" of 10,000 cells")
    assert page.ask("shown.every((cell) => data.clients[cell.client].full === '9.1 py3.10')")
    assert browser.read_log(chrome) == []


def test_pictures_are_taken(page: Page, tmp_path: Path) -> None:
    """Into the folder that LAB_PICTURES names, else into one that is thrown away; LAB_RESULTS names further runs."""
    folder = Path(os.environ.get("LAB_PICTURES") or tmp_path)
    folder.mkdir(parents=True, exist_ok=True)
    files = map(Path, filter(None, os.environ.get("LAB_RESULTS", "").split(os.pathsep)))
    runs = {"table": records(), "strips": sparse(), **{file.stem: list(read_records(file)) for file in files}}
    for name, made in runs.items():
        Path(page.url.removeprefix("file://")).write_text(format_html(made), encoding="utf-8")
        telling = next(each.cell for each in made if each.verdict not in {Verdict.PASS, Verdict.SKIP})
        for scheme, width in (("light", 1280), ("dark", 1280), ("light", 375)):
            for shown, fragment in (("matrix", ""), ("cell", f"#{urlencode({'cell': telling})}")):
                page.open(fragment, size=(width, 900), scheme=scheme)
                target = folder / f"{name}-{shown}-{scheme}-{width}.png"
                assert page.chrome.save_screenshot(str(target))
                assert target.stat().st_size > 5_000
