"""``witness FILE``: the story of a command that was run elsewhere, from the report that ``diagnose`` wrote of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args
from urllib.parse import urlsplit

import msgspec

from harness.evidence import statements
from harness.evidence.story import StoryStep, build_story
from harness.evidence.testimony import read_testimony
from harness.model.errors import UsageError
from harness.model.foreign import read_json

#: The events that the lab's own witness writes; a report has further ones.
_KNOWN = {each.__struct_config__.tag for each in get_args(statements.ANY)}


def read_reported_story(path: Path) -> tuple[list[str], tuple[StoryStep, ...]]:
    """Return the first lines on a report (tool, exit code, cause) and the steps of its story. Raises ``UsageError``."""
    try:
        report = read_json(path.read_bytes())
        events = [each for each in report["testimony"] if each["event"] in _KNOWN]
        return list(_summarize_report(report)), _build_steps(events)
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from None
    except (msgspec.DecodeError, UnicodeDecodeError, KeyError, TypeError, AttributeError):
        raise UsageError(f"{path} is no report of diagnose, and no cell") from None


def _summarize_report(report: dict[str, Any]) -> list[str]:
    versions = report.get("versions", {})
    tool = f"{report['tool']} {versions.get(report['tool'], '')}".strip()
    lines = [f"{tool} on Python {report['python'].get('version', '?')}, exit code {report['exit']}"]
    if report.get("unwatched"):
        lines.append(f"It could not be watched: {report['unwatched']}.")
    for cause in report["causes"][:1]:
        lines += [str(cause["failed"]), str(cause["why"])]
    return lines


def _build_steps(events: list[dict[str, Any]]) -> tuple[StoryStep, ...]:
    proxies = [each["proxy"] for each in events if each["event"] == "manager" and each["proxy"]]
    # The one over TLS has a leg of its own.
    proxy = next((each for each in proxies if urlsplit(each).scheme == "https"), proxies[0] if proxies else None)
    testimony = read_testimony(b"\n".join(map(msgspec.json.encode, events)), proxy_url=proxy)
    if testimony.damage:
        raise UsageError(f"the testimony in the report makes no sense: {testimony.damage}")
    return build_story(testimony)
