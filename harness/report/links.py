"""Find the addresses of what a record names: issues, and the sources of scenarios in a repository.

One rule: a link is made of what is well formed alone; anything else stays text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from harness.model.recorded_run import RecordedRun

_ISSUE = re.compile(r"([A-Za-z0-9](?:[A-Za-z0-9-]{0,38})/[A-Za-z0-9._-]{1,100})#([1-9][0-9]{0,9})", re.ASCII)
_REPOSITORY = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})/[A-Za-z0-9._-]{1,100}", re.ASCII)
_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?", re.ASCII)
_CVE = re.compile(r"CVE-[0-9]{4}-[0-9]{4,19}", re.ASCII)
_MODULE = re.compile(r"([a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*)\.[a-z][a-z0-9_]*", re.ASCII)


def find_issue_url(issue: str | None) -> str | None:
    """Return the address of an issue (``pypa/pip#13288``) or of a CVE; None for anything else."""
    if found := _ISSUE.fullmatch(issue or ""):
        return f"https://github.com/{found[1]}/issues/{found[2]}"
    if found := _CVE.fullmatch(issue or ""):
        return f"https://nvd.nist.gov/vuln/detail/{found[0]}"
    return None


def find_sources(runs: Iterable[RecordedRun]) -> str | None:
    """Return the address below which the lab's files lie, as they were at the last run; None where it is unknown."""
    for run in reversed(tuple(runs)):
        commit = run.commit.removesuffix("+")
        if _REPOSITORY.fullmatch(run.repository) and _COMMIT.fullmatch(commit):
            return f"https://github.com/{run.repository}/blob/{commit}"
    return None


def find_source_file(scenario: str) -> str | None:
    """Return the file in the lab's repository that holds a scenario; None for a text that is no scenario's id."""
    found = _MODULE.fullmatch(scenario)
    return f"scenarios/{found[1].replace('.', '/')}.py" if found else None
