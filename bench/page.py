"""Measure how long a browser takes to show a page of 10,000 cells."""

from __future__ import annotations

import statistics
from pathlib import Path

from harness.report.html import format_html
from tests.support.browser import HOW_TO_GET_IT, find_browser, open_browser
from tests.support.vast import make_vast_run

_CELLS, _TIMES = 10_000, 5
_SHOWN = "return performance.getEntriesByType('navigation')[0].loadEventEnd"


def measure_page(folder: Path) -> None:
    """Print the seconds from opening the page to the end of its script and drawing, and its size."""
    found = find_browser()
    if found is None:
        print(f"page: not measured: {HOW_TO_GET_IT}")
        return
    path = folder / "page.html"
    path.write_text(format_html(make_vast_run(_CELLS)), encoding="utf-8")
    seconds = []
    with open_browser(found, folder) as chrome:
        for _ in range(_TIMES):
            chrome.get(path.as_uri())
            seconds.append(float(chrome.execute_script(_SHOWN)) / 1000)
    low, middle, high = min(seconds), statistics.median(seconds), max(seconds)
    size = path.stat().st_size / 1e6
    print(f"page: {_CELLS:,} cells, {size:.1f} MB, shown in {middle:.2f} s (of {_TIMES}, {low:.2f} to {high:.2f})")
