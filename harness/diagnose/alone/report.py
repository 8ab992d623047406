"""The report: what was seen as JSON, without any secret, for an issue and for those who read it there.

One rule: fields are added and never renamed; ``schema`` grows only if one changes its meaning.
"""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

from harness.diagnose.alone.case import Case, Cause
from harness.diagnose.alone.chains import find_holders
from harness.diagnose.alone.looking import Looked
from harness.diagnose.alone.masks import MASK, Mask, list_json_forms
from harness.diagnose.alone.places import Store

SCHEMA = 1
#: The most events of the witness that a report has; of more the first and the last are kept.
_MOST_EVENTS = 400
#: The version of this tool's reports, so that a reader knows what wrote one.
_WRITER = "pip-trust-lab diagnose"


def make_report(case: Case, causes: Sequence[Cause], looked: Sequence[Looked], mask: Mask) -> dict[str, Any]:
    """Return the report of a case, without secrets."""
    python = case.asked.python
    shown = {
        "version",
        "implementation",
        "platform",
        "executable",
        "prefix",
        "openssl",
        "openssl_cafile",
        "openssl_capath",
    }
    report = {
        "schema": SCHEMA,
        "written_by": _WRITER,
        "command": list(case.argv),
        "tool": case.asked.tool,
        "exit": case.code,
        "unwatched": case.asked.unwatched,
        "versions": _list_versions(case),
        "python": {name: value for name, value in python.items() if name in shown},
        "machine": {"system": platform.system(), "release": platform.release(), "machine": platform.machine()},
        "causes": [each.as_fact() for each in causes],
        "settings": [each.as_fact() for each in case.settings],
        "requests": case.seen.requests[-_MOST_EVENTS:],
        "dials": case.seen.dials[-_MOST_EVENTS:],
        "tunnels": case.seen.tunnels[-_MOST_EVENTS:],
        "legs": case.seen.legs[-_MOST_EVENTS:],
        "looks": [_describe_look(each, case) for each in looked],
        "stores": [_describe_store(each, case, looked) for each in case.stores],
        "testimony": _cut_events(case.seen.events),
        "damaged": case.seen.damaged,
    }
    cleaned: dict[str, Any] = mask.clean_value(report)
    return cleaned


def _list_versions(case: Case) -> dict[str, str]:
    found = {name: module["version"] for name, module in case.asked.python.get("modules", {}).items()}
    return {
        **found,
        **{name.replace("pip._vendor.", "vendored "): v for name, v in case.seen.libraries.items() if " " not in name},
    }


def _cut_events(events: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    if len(events) <= _MOST_EVENTS:
        return list(events)
    # What was introduced is needed to understand what comes after it.
    first = [
        e for e in events if e["event"] in ("process", "context", "manager", "adapter", "session", "loaded", "proxy")
    ]
    rest = [e for e in events if e["event"] in ("handshake", "check", "request")]
    kept = {id(each) for each in [*first[:_MOST_EVENTS], *rest[-_MOST_EVENTS:]]}
    return [each for each in events if id(each) in kept]


def _describe_look(looked: Looked, case: Case) -> dict[str, Any]:
    """Return a look as it goes into a report, with the stores that hold the authority to which its chain leads."""
    holders = find_holders(case.stores, looked.chain)
    return {**looked.as_fact(), "held_by": [{"words": store.words, "path": store.path} for store, _ in holders]}


def _describe_store(store: Store, case: Case, looked: Sequence[Looked]) -> dict[str, Any]:
    """Return a store as it goes into a report: of its authorities only those that have to do with what was shown."""
    wanted = {each.issuer_der for seen in looked for each in seen.chain} | {
        each.subject_der for seen in looked for each in seen.chain[1:]
    }
    return {
        "words": store.words,
        "path": store.path,
        "state": store.state,
        "count": len(store.authorities),
        "holds": [each.as_fact() for each in store.authorities if each.subject_der in wanted],
        "read": any(store in case.list_read(leg) for leg in case.seen.legs),
    }


def list_host_names(case: Case) -> Iterator[str]:
    """Yield the names and addresses of every host that a report may have."""
    for each in case.seen.requests:
        for url in (each["server"], each["proxy"]):
            yield urlsplit(url or "").hostname or ""
    for dial in case.seen.dials:
        yield dial["host"]
    for leg in case.seen.legs:
        yield leg["server"] or ""
        yield (leg["peer"] or "").rpartition(":")[0]
    for setting in case.settings:
        if setting.sort in ("proxy", "index"):
            url = setting.value if "://" in setting.value else "http://" + setting.value
            try:
                yield urlsplit(url).hostname or ""
            except ValueError:
                continue
        elif setting.sort == "no proxy" or setting.name in ("trusted-host", "netrc"):
            for part in setting.value.replace("logins of", "").replace(",", " ").split():
                yield part.lstrip("*.").partition(":")[0]
    for chain in case.chains.values():
        for certificate in chain[:1]:
            for name in certificate.names:
                yield name.lstrip("*.")
    yield platform.node()


def list_authority_names(case: Case) -> Iterator[str]:
    """Yield the names in the certificates that were shown, whole and by their parts."""
    for chain in case.chains.values():
        for certificate in chain:
            for name in (certificate.subject, certificate.issuer):
                yield from (part.partition("=")[2] for part in name.split(", ") if len(part.partition("=")[2]) > 2)


def write_report(path: str, report: dict[str, Any], mask: Mask) -> None:
    """Write a report to a file that was not there, or that this replaces whole. Raises ``OSError``."""
    text = json.dumps(report, indent=1, ensure_ascii=False) + "\n"
    for leak in mask.find_leaks(text):
        for form in list_json_forms(leak):
            text = text.replace(form, MASK)
    beside = f"{path}.{os.getpid()}.part"
    with open(beside, "w", encoding="utf-8") as file:
        file.write(text)
    os.replace(beside, path)
