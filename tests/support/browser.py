"""A headless browser on pages of the lab's own; it reaches nothing but files."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from selenium.webdriver import Chrome, ChromeOptions, ChromeService

HOW_TO_GET_IT = "needs chromium and its driver: apt-get install chromium chromium-driver, or your system's packages"
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_QUIET = (
    "--headless=new",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--force-device-scale-factor=1",
    "--force-prefers-reduced-motion",
    # Whatever a page asked for by a name would lead nowhere.
    "--host-resolver-rules=MAP * ~NOTFOUND",
)


def find_browser() -> tuple[str, str] | None:
    """The browser and its driver on this machine, None if one of them is missing."""
    browser = next(filter(None, map(shutil.which, _BROWSERS)), None)
    driver = shutil.which("chromedriver")
    return (browser, driver) if browser and driver else None


@contextmanager
def open_browser(found: tuple[str, str], folder: Path, *options: str) -> Iterator[Chrome]:
    """A browser with a profile of its own in an empty folder; it ends with the block."""
    browser, driver = found
    wanted = ChromeOptions()
    wanted.binary_location = browser
    wanted.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    root = ("--no-sandbox",) if os.geteuid() == 0 else ()
    for option in (*_QUIET, *root, f"--user-data-dir={folder / 'profile'}", *options):
        wanted.add_argument(option)
    chrome = Chrome(options=wanted, service=ChromeService(driver))
    try:
        yield chrome
    finally:
        chrome.quit()


def use_scheme(chrome: Chrome, scheme: str) -> None:
    """Let pages be seen by somebody who prefers ``light`` or ``dark``."""
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    chrome.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})


def use_size(chrome: Chrome, width: int, height: int) -> None:
    """Let pages have exactly this viewport, in CSS pixels."""
    size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
    chrome.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)


def read_log(chrome: Chrome) -> list[str]:
    """Return the browser's log of a page since the last call: errors of its script, and what it refused."""
    untyped: Any = chrome
    return [str(entry["message"]) for entry in untyped.get_log("browser")]
