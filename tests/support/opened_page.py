"""The report's page in a browser, and the questions that a test asks of it. Needs selenium."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from selenium.webdriver import Chrome
from selenium.webdriver.support.wait import WebDriverWait

from tests.support import browser


class Page:
    """A page that is open in a browser."""

    def __init__(self, chrome: Chrome, path: Path) -> None:
        self.chrome, self.url = chrome, path.as_uri()

    def open(self, fragment: str = "", size: tuple[int, int] = (1280, 900), scheme: str = "light") -> Page:
        self.chrome.get("about:blank")
        browser.use_scheme(self.chrome, scheme)
        browser.use_size(self.chrome, *size)
        self.chrome.get(self.url + fragment)
        return self

    def ask(self, script: str) -> Any:
        return self.chrome.execute_script(f"return {script}")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.chrome.switch_to.active_element.send_keys(key)

    def has_focus(self, name: str) -> bool:
        """Return whether the name of what has the focus begins so; waits up to ten seconds for it."""
        script = "document.activeElement.getAttribute('aria-label')"
        return bool(WebDriverWait(self.chrome, 10).until(lambda _: str(self.ask(script)).startswith(name)))

    def visible(self) -> list[str]:
        script = "[...document.querySelectorAll('a.mark')].filter((link) => link.checkVisibility())"
        return list(self.ask(f"{script}.map((link) => link.dataset.cell)"))

    @property
    def state(self) -> dict[str, list[str]]:
        return parse_qs(self.ask("location.hash.slice(1)"))

    @property
    def opened(self) -> str:
        """The scenario of the cell that is open, empty if none is."""
        return str(
            self.ask("document.getElementById('details').open ? document.getElementById('cell-name').textContent : ''")
        )
