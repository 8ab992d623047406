"""The index of a site as a reader meets it: sizes, schemes, faults that axe finds, and pictures."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.history.pages import make_pages
from tests.history.past import history, ran
from tests.support.recorded import FAILED, HELD, KNOWN, make

selenium = pytest.importorskip("selenium", reason="needs selenium, of the group test in pyproject.toml")
from selenium.webdriver import Chrome  # noqa: E402

from tests.support import browser  # noqa: E402

FOUND = browser.find_browser()
pytestmark = [
    pytest.mark.client,
    pytest.mark.skipif(FOUND is None, reason=browser.HOW_TO_GET_IT),
    pytest.mark.xdist_group("browser"),
]
RELEASES = ("24.2", "25.1.1", "25.2", "26.1", "26.2", "26.3")


@pytest.fixture(scope="module")
def chrome(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    assert FOUND is not None
    with browser.open_browser(FOUND, tmp_path_factory.mktemp("browser")) as opened:
        yield opened


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A site with something to tell in each of its parts."""
    stood = {release: KNOWN if number < 4 else HELD for number, release in enumerate(RELEASES)}
    runs = [
        ran(7 * week, *(make(version=each, **stood[each]) for each in RELEASES[: week + 2]), make("a.b", "9.0", **how))
        for week, how in enumerate((HELD, FAILED, HELD, HELD, FAILED))
    ]
    pages = make_pages(history(*runs, left_out=("bad.jsonl: 1: not a record",)))
    path = tmp_path_factory.mktemp("site") / "index.html"
    path.write_text(pages["index.html"], encoding="utf-8")
    return path.as_uri()


def opened(chrome: Chrome, url: str, width: int = 1280, scheme: str = "light") -> Chrome:
    browser.use_scheme(chrome, scheme)
    browser.use_size(chrome, width, 900)
    chrome.get(url)
    return chrome


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_fault(chrome: Chrome, url: str, scheme: str) -> None:
    axe = pytest.importorskip("axe_core_python.selenium")
    found = axe.Axe().run(opened(chrome, url, scheme=scheme))["violations"]
    assert [(each["id"], [node["html"] for node in each["nodes"]][:3]) for each in found] == []


def test_a_narrow_screen_scrolls_down_alone_and_targets_are_large_enough(chrome: Chrome, url: str) -> None:
    opened(chrome, url, width=375)
    assert chrome.execute_script("return document.documentElement.scrollWidth") == 375
    small = """return [...document.querySelectorAll("a, summary")].filter((each) => each.checkVisibility())
        .map((each) => [each.outerHTML, each.getBoundingClientRect()])
        .filter(([, box]) => box.height < 24 || box.width < 24).map(([text]) => text)"""
    assert chrome.execute_script(small) == []


def test_the_browser_refuses_nothing_of_the_page(chrome: Chrome, url: str) -> None:
    browser.read_log(chrome)
    opened(chrome, url)
    assert browser.read_log(chrome) == []


def test_pictures_are_taken(chrome: Chrome, url: str, tmp_path: Path) -> None:
    """Into the folder that the variable LAB_PICTURES names, else into one that is thrown away."""
    folder = Path(os.environ.get("LAB_PICTURES") or tmp_path)
    folder.mkdir(parents=True, exist_ok=True)
    for scheme, width in (("light", 1280), ("dark", 1280), ("light", 375)):
        target = folder / f"site-{scheme}-{width}.png"
        assert opened(chrome, url, width, scheme).save_screenshot(str(target))
        assert target.stat().st_size > 5_000
