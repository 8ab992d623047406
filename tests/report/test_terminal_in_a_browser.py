"""The report on a terminal as a picture, at the widths that people have; rich draws it as a page for a browser."""

from __future__ import annotations

import io
import os
from collections.abc import Sequence
from pathlib import Path

import pytest
from rich.console import Console

from harness.model.record import Record, read_records
from harness.report.terminal import Report, print_report
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
WIDTHS = (80, 120)
#: The lines of a screen that is read without scrolling.
SCREEN = 50


def record_page(records: Sequence[Record], width: int) -> str:
    """Return as a page what a terminal of this many columns shows first."""
    console = Console(
        width=width, height=SCREEN, record=True, force_terminal=True, file=io.StringIO(), color_system="truecolor"
    )
    print_report(console, Report(records))
    lines = console.export_html(inline_styles=True).splitlines()
    return "\n".join(lines[:SCREEN])


def is_wider_than_shown(chrome: Chrome) -> bool:
    return bool(chrome.execute_script("return document.documentElement.scrollWidth > innerWidth"))


def test_pictures_of_the_terminal_are_taken(tmp_path: Path) -> None:
    """Into the folder that LAB_PICTURES names, else into one that is thrown away; LAB_RESULTS names further runs."""
    assert FOUND is not None
    folder = Path(os.environ.get("LAB_PICTURES") or tmp_path)
    folder.mkdir(parents=True, exist_ok=True)
    files = map(Path, filter(None, os.environ.get("LAB_RESULTS", "").split(os.pathsep)))
    small = [
        make("tunnelled.vouches", "24.2", **KNOWN),
        make("tunnelled.vouches", "26.3", **FAILED),
        make("direct.a", **HELD),
    ]
    runs = {"terminal": small, **{f"terminal-{file.stem}": list(read_records(file)) for file in files}}
    page = tmp_path / "terminal.html"
    with browser.open_browser(FOUND, tmp_path / "profile") as chrome:
        for name, made in runs.items():
            for width in WIDTHS:
                page.write_text(record_page(made, width), encoding="utf-8")
                # A column is less than ten pixels wide.
                browser.use_size(chrome, width * 10 + 30, 19 * SCREEN)
                chrome.get(page.as_uri())
                # An id that is longer than a line stays whole, so that it can be copied.
                assert name != "terminal" or not is_wider_than_shown(chrome)
                target = folder / f"{name}-{width}.png"
                assert chrome.save_screenshot(str(target))
                assert target.stat().st_size > 3_000
