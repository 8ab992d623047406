"""Read from pip's output which release, which Python and which leg it is about, and whether it was in a build.

One rule: pure, for any text of any length. Only recognised facts are passed on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from harness.model.versions import read_version
from harness.model.words import Leg, Phase

_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")
_PIPS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\bpip (\d[\d.]*\d) from\b",
        r"\busing pip version:? (\d[\d.]*\d)",
        r"\bnew release of pip(?: is)? available: (\d[\d.]*\d) ?->",
        r"\bpip version: pip (\d[\d.]*\d)",
        r"\bUser-Agent:? pip/(\d[\d.]*\d)",
    )
)
_PYTHONS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (r"\(python (3\.\d+)\)", r"[/\\](?:lib[/\\])?python(3\.\d+)[/\\]", r"[/\\]Python3(\d\d?)[/\\]")
)
_BUILDS = re.compile(
    r"installing (?:build|backend) dependencies|pip subprocess to install (?:build|backend) dependencies|pip-build-env",
    re.IGNORECASE,
)
_PROXY_LEG = re.compile(
    r"(?:cannot|unable to) connect to proxy\.?['\",\s]*,?\s*SSL|ProxyError\([^\n]{0,80}SSL", re.IGNORECASE
)
_ORIGIN_LEG = re.compile(r"Caused by SSLError", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class LogFacts:
    """The facts that a text shows, empty or None if it does not: ``pip`` as 24.0, ``python`` as 3.10."""

    pip: str = ""
    python: str = ""
    phase: Phase | None = None
    leg: Leg | None = None


def simplify_text(text: str) -> str:
    """Return a text in lower case, with a space for each hyphen, underscore and run of white space, without colours."""
    return " ".join(_ESCAPES.sub("", text).lower().replace("-", " ").replace("_", " ").split())


def read_log(text: str) -> LogFacts:
    """Return the facts that a text shows of the run that printed it."""
    plain = _ESCAPES.sub("", text)
    pip = _find_first(_PIPS, plain)
    python = _find_first(_PYTHONS, plain)
    leg = Leg.PROXY if _PROXY_LEG.search(plain) else Leg.ORIGIN if _ORIGIN_LEG.search(plain) else None
    return LogFacts(
        pip=pip if read_version(pip) else "",
        python=python if "." in python or not python else f"3.{python}",
        phase=Phase.BUILD if _BUILDS.search(plain) else Phase.MAIN if "\n" in plain.strip() else None,
        leg=leg,
    )


def _find_first(patterns: tuple[re.Pattern[str], ...], text: str) -> str:
    return next((found[1] for pattern in patterns if (found := pattern.search(text))), "")
