"""Links to what a record names: issues, and the sources of scenarios in a repository.

One rule: a link is made of what is well formed alone; anything else stays text.
"""

from __future__ import annotations

import re

_ISSUE = re.compile(r"([A-Za-z0-9](?:[A-Za-z0-9-]{0,38})/[A-Za-z0-9._-]{1,100})#([1-9][0-9]{0,9})", re.ASCII)
_CVE = re.compile(r"CVE-[0-9]{4}-[0-9]{4,19}", re.ASCII)
_MODULE = re.compile(r"([a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*)\.[a-z][a-z0-9_]*", re.ASCII)


def find_issue_url(issue: str | None) -> str | None:
    """Return the address of an issue (``pypa/pip#13288``) or of a CVE; None for anything else."""
    if found := _ISSUE.fullmatch(issue or ""):
        return f"https://github.com/{found[1]}/issues/{found[2]}"
    if found := _CVE.fullmatch(issue or ""):
        return f"https://nvd.nist.gov/vuln/detail/{found[0]}"
    return None


def find_source_file(scenario: str) -> str | None:
    """Return the file in the lab's repository that holds a scenario; None for what is no scenario's id."""
    found = _MODULE.fullmatch(scenario)
    return f"scenarios/{found[1].replace('.', '/')}.py" if found else None
