"""Where the lab is published is one setting in pyproject.toml; whatever tells users what to write agrees with it."""

from __future__ import annotations

import re

from tests.support.product import ROOT

_SETTING = re.search(
    r'^\[tool\.pip-trust-lab\]\nrepository = "(.+)"\ntag = "(.+)"$', (ROOT / "pyproject.toml").read_text(), re.MULTILINE
)
_NAMED = re.compile(r"([\w-]+/pip-trust-lab)(?:/[\w./-]+)?@([\w.]+)")
PAGES = [ROOT / "README.md", ROOT / "action.yml", *(ROOT / "docs").rglob("*.md"), *(ROOT / "docs").rglob("*.yml")]


def test_every_page_names_the_repository_and_the_tag_of_the_setting() -> None:
    assert _SETTING
    repository, tag = _SETTING.groups()
    said = [
        (page, *each)
        for page in PAGES
        for each in re.findall(r"([\w-]+/pip-trust-lab)(?:/[\w./-]+)?@([\w.]+)", page.read_text())
    ]
    assert said
    assert [each for each in said if each[1:] != (repository, tag)] == []
    branches = re.findall(r"--branch (\S+)", (ROOT / "docs" / "examples" / "gitlab-ci.yml").read_text())
    assert set(branches) == {tag}
