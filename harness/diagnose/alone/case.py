"""A command that has ended, with all that is known of it, from which its causes are found."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from harness.diagnose.alone.asked import Asked
from harness.diagnose.alone.certificates import ParsedCertificate
from harness.diagnose.alone.places import TRUSTSTORE_FILES, Store
from harness.diagnose.alone.seen import Facts, Seen
from harness.diagnose.alone.settings import BUNDLE, EXCEPTION, PROXY, FoundSetting


class Way(NamedTuple):
    """A remedy: in words, as a line to paste or empty, and the id of the scenario that shows that it helps."""

    words: str
    line: str = ""
    shown_by: str = ""


class Cause(NamedTuple):
    """A cause of a failure. ``code`` never changes; ``failed`` and ``why`` are sentences; ``ways`` are remedies.

    ``outcome`` is the lab's word for it: a kind, a leg and a reason, as in a record. ``certain`` is False if it is the
    likeliest of several. ``defect`` is the slug of a known defect, or empty.
    """

    code: str
    failed: str
    why: str
    ways: tuple[Way, ...] = ()
    outcome: tuple[str, str, str] = ("broken", "", "")
    defect: str = ""
    issue: str = ""
    certain: bool = True

    def as_fact(self) -> dict[str, Any]:
        """Return it as it goes into a report."""
        ways = [dict(each._asdict()) for each in self.ways]
        kind, leg, reason = self.outcome
        outcome = {"outcome": kind, "leg": leg, "reason": reason}
        return {**self._asdict(), "ways": ways, "outcome": outcome}


class Case(NamedTuple):
    """All that is known of a command. ``chains`` are the certificates that were fetched, by :func:`name_look`."""

    argv: Sequence[str]
    asked: Asked
    code: int
    seen: Seen
    settings: Sequence[FoundSetting]
    stores: Sequence[Store]
    chains: Mapping[str, Sequence[ParsedCertificate]]
    defects: Sequence[Facts]
    clock_wrong: str

    @property
    def is_pip(self) -> bool:
        """True if the command is pip."""
        return self.asked.tool == "pip"

    @property
    def has_requests(self) -> bool:
        """True if requests was seen in the command."""
        return "requests" in self.seen.libraries

    @property
    def pip_version(self) -> str:
        """The version of the pip that ran, empty if it was another tool or is not known."""
        if not self.is_pip:
            return ""
        module = dict(self.asked.python.get("modules", {})).get("pip", {})
        return str(self.seen.libraries.get("pip") or module.get("version", ""))

    @property
    def tool(self) -> str:
        """The name of the program that ran, with pip's version: ``pip 25.0.1``."""
        return f"pip {self.pip_version}" if self.pip_version else self.asked.tool

    def is_pip_between(self, since: str, before: str = "") -> bool:
        """Return whether the pip that ran is one of these releases; ``before`` is not one of them."""
        version = split_version(self.pip_version)
        return bool(version) and split_version(since) <= version and (not before or version < split_version(before))

    def find_proxy(self, request: Facts | None) -> FoundSetting | None:
        """Return the setting that named the proxy of a request."""
        proxies = [each for each in self.settings if each.sort == PROXY and not each.ignored]
        if request is None or request["proxy"] is None:
            return None if request is not None or not proxies else proxies[0]
        wanted = urlsplit(request["proxy"])
        return next((each for each in proxies if f"{wanted.hostname}:{wanted.port}" in each.value), None)

    def find_bundle(self, request: Facts) -> FoundSetting | None:
        """Return the setting that named the bundle of a request."""
        return next((e for e in self.settings if e.sort == BUNDLE and e.value == request["verify"]), None)

    def find_exceptions(self) -> list[FoundSetting]:
        """Return the settings of NO_PROXY."""
        return [each for each in self.settings if each.sort == EXCEPTION]

    def find_leg(self, request: Facts) -> Facts | None:
        """Return the last leg to fail of those to a request's server or proxy; None if none failed."""
        host = urlsplit(request["server"]).hostname
        return next(
            (
                each
                for each in reversed(self.seen.legs)
                if each["error"] and (each["leg"] == "proxy" or each["server"] in (host, None))
            ),
            None,
        )

    def find_chain(self, leg: Facts) -> Sequence[ParsedCertificate]:
        """Return the certificates that were fetched on a leg, leaf first; empty if none were."""
        return self.chains.get(name_look(leg["leg"], leg["server"]), ())

    def list_read(self, leg: Facts) -> list[Store]:
        """Return the stores that the context which decided a leg had loaded."""
        paths = {os.path.realpath(path) for each in leg["loaded"] for path in each["paths"].values()}
        return [store for store in self.stores if os.path.realpath(store.path) in paths]

    def list_meant(self, leg: Facts, request: Facts) -> list[Store]:
        """Return the stores that the session's context would have read on a leg if it had not been lost."""
        paths = {os.path.realpath(request["verify"])} if isinstance(request["verify"], str) else set()
        if leg["given"] == "truststore":
            paths |= self.list_truststore_paths()
            paths |= {os.path.realpath(s.path) for s in self.stores if s.words == "pip's own bundle"}
        return [store for store in self.stores if os.path.realpath(store.path) in paths]

    def list_truststore_paths(self) -> set[str]:
        """Return the files and folders that truststore reads here: OpenSSL's defaults, or else the system's store."""
        named = {each.name: each.value for each in self.settings if each.name in ("SSL_CERT_FILE", "SSL_CERT_DIR")}
        python = self.asked.python
        default_file = named.get("SSL_CERT_FILE") or str(python.get("openssl_cafile", ""))
        default_folder = named.get("SSL_CERT_DIR") or str(python.get("openssl_capath", ""))
        paths = {os.path.realpath(path) for path in (default_file, default_folder) if path and os.path.exists(path)}
        if not any(store.state == "good" and os.path.realpath(store.path) in paths for store in self.stores):
            paths |= {os.path.realpath(path) for path in TRUSTSTORE_FILES if os.path.isfile(path)}
        return paths

    def find_issue(self, slug: str) -> str:
        """Return the issue of a known defect."""
        return next((str(each["issue"]) for each in self.defects if each["slug"] == slug), "")

    def has_defect(self, slug: str) -> bool:
        """Return whether the release of pip that ran has a known defect; for other tools nothing is known."""
        found = next((each for each in self.defects if each["slug"] == slug), None)
        return found is not None and bool(self.pip_version) and is_in_range(self.pip_version, str(found["pip"]))


def name_look(leg: str, server: str | None) -> str:
    """Return the key of a leg and its server: ``origin pypi.org``."""
    return "{} {}".format(leg, server or "")


def split_version(version: str) -> tuple[int, ...]:
    """Return the numbers of a release, without zeros at its end, so that 25.0 and 25.0.0 are the same."""
    numbers = [int(part) for part in re.findall(r"\d+", re.split(r"[a-z+]", version)[0])]
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)


def _is_same(numbers: tuple[int, ...], bound: str) -> bool:
    """Return whether a version is the one of a bound, or of a bound that ends in ``.*`` begins like it."""
    if not bound.endswith(".*"):
        return numbers == split_version(bound)
    begins = tuple(int(part) for part in bound[:-2].split("."))
    return (numbers + (0,) * len(begins))[: len(begins)] == begins


def is_in_range(version: str, specifiers: str) -> bool:
    """Return whether a version is in a range of the simple kind that defects have: ``>=24.2,<25.2``."""
    numbers = split_version(version)
    for part in filter(None, specifiers.replace(" ", "").split(",")):
        operator, bound = re.fullmatch(r"(>=|<=|==|!=|<|>)(.+)", part).groups()  # type: ignore[union-attr]
        other = split_version(bound)
        fits = {
            ">=": numbers >= other,
            "<": numbers < other,
            "<=": numbers <= other,
            ">": numbers > other,
            "==": _is_same(numbers, bound),
            "!=": not _is_same(numbers, bound),
        }
        if not fits[operator]:
            return False
    return True


def join_errors(request: Facts) -> str:
    """Return every error of a request in one text."""
    return " | ".join(request["errors"])
