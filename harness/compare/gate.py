"""The request that a CI job makes of the lab, by variables of its environment.

One rule: a job says what it wants in ``LAB_…`` variables alone, so that the same command stands in every forge's file.
A relative path counts from the job's workspace, because the lab itself runs in its own folder.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from harness.compare.shards import Shard
from harness.model.errors import UsageError

#: Each variable with its meaning; the command's help is made of it.
VARIABLES = {
    "LAB_BASELINE": "the pip to compare with; the newest release if it is empty",
    "LAB_CANDIDATE": "the pip to be compared: a folder of the workspace, a release, a wheel or a git URL",
    "LAB_OVERLAYS": "NAME=PATH, one per line: a library in place of the copy that the candidate vendors",
    "LAB_PYTHONS": "the Pythons to run both on, one per line; the newest that runs both if it is empty",
    "LAB_SELECT": "which cells, in the words of -k; all if it is empty",
    "LAB_SHARD": "I/N: run only one part of the cells, and leave the conclusion to a merging job",
    "LAB_TIMINGS": "a results file of an earlier run, to balance the parts by its seconds",
    "LAB_MERGE": "a folder with the results of all parts: compare nothing, but conclude from them",
    "LAB_REPORT": "the folder for what is written; pip-trust-lab in the workspace if it is empty",
    "LAB_RESUME": "1: go on with the records of a gate that was interrupted; without it a gate begins anew",
    "LAB_WORKSPACE": "the folder in the job's workspace from which paths count, if it is not the workspace itself",
}

#: The folder for what is written where none is named. It is the user's own, so that it hides from git what is in it.
_REPORT = "pip-trust-lab"
_RELEASES = re.compile(r"[\d<>=!~].*|latest|git\+.*|.*://.*")
_PART = re.compile(r"results-(\d+)-of-(\d+)\.jsonl")


@dataclass(frozen=True, kw_only=True)
class Gate:
    """The job's request. ``merge`` is the folder with the results of all parts, None if the job is to compare.

    ``hidden`` is true if the folder for what is written is to hide from git what is in it.
    """

    options: tuple[str, ...]
    report: Path
    shard: Shard | None = None
    merge: Path | None = None
    resume: bool = False
    hidden: bool = False

    @property
    def begun(self) -> Path:
        """The file for the records until the gate has ended."""
        return self.results.with_name(f"unfinished-{self.results.name}")

    @property
    def results(self) -> Path:
        """The file for the records; a part has its number in the name."""
        part = f"-{self.shard.number}-of-{self.shard.of}" if self.shard else ""
        return self.report / f"results{part}.jsonl"


def read_gate(environment: Mapping[str, str], here: Path) -> Gate:
    """Return the request that the variables of an environment make. Raises ``UsageError``."""
    said = {name: environment.get(name, "").strip() for name in VARIABLES}
    workspace = Path(environment.get("GITHUB_WORKSPACE") or environment.get("CI_PROJECT_DIR") or here)
    base = (workspace / said["LAB_WORKSPACE"]).absolute()
    report, hidden = (workspace / (said["LAB_REPORT"] or _REPORT)).absolute(), not said["LAB_REPORT"]
    if said["LAB_RESUME"] not in {"", "0", "1"}:
        raise UsageError(f"LAB_RESUME is {said['LAB_RESUME']!r}: expected 1, or nothing")
    if said["LAB_MERGE"]:
        return Gate(options=(), report=report, merge=workspace / said["LAB_MERGE"], hidden=hidden)
    if not (said["LAB_CANDIDATE"] or said["LAB_OVERLAYS"]):
        raise UsageError("nothing to compare: LAB_CANDIDATE and LAB_OVERLAYS are both empty")
    options = [
        *_repeat_option("--baseline", [_resolve_spec(said["LAB_BASELINE"], base)]),
        *_repeat_option("--candidate", [_resolve_spec(said["LAB_CANDIDATE"], base)]),
        *_repeat_option(
            "--candidate-overlay", (_resolve_overlay(line, base) for line in said["LAB_OVERLAYS"].splitlines())
        ),
        *_repeat_option("--python", said["LAB_PYTHONS"].splitlines()),
        *_repeat_option("-k", [said["LAB_SELECT"]]),
        *_repeat_option("--shard", [said["LAB_SHARD"]]),
        *_repeat_option("--timings", [_resolve_spec(said["LAB_TIMINGS"], base)]),
    ]
    shard = Shard.from_text(said["LAB_SHARD"]) if said["LAB_SHARD"] else None
    return Gate(options=tuple(options), report=report, shard=shard, resume=said["LAB_RESUME"] == "1", hidden=hidden)


@contextmanager
def open_report_folder(wanted: Gate) -> Iterator[None]:
    """Make the folder for what is written; one that stays empty is removed again. Raises ``UsageError``."""
    there = wanted.report.exists()
    hides = wanted.report / ".gitignore"
    try:
        wanted.report.mkdir(parents=True, exist_ok=True)
        if wanted.hidden and not there:
            hides.write_text("*\n", encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{wanted.report}: {error.strerror}") from None
    try:
        yield
    finally:
        if not there and set(wanted.report.iterdir()) <= {hides}:
            shutil.rmtree(wanted.report, ignore_errors=True)


def _repeat_option(name: str, values: Iterable[str]) -> list[str]:
    return [word for value in values if value.strip() for word in (name, value.strip())]


def _resolve_spec(spec: str, base: Path) -> str:
    """Return a path made absolute; any other specification as it is."""
    return spec if not spec or _RELEASES.fullmatch(spec) else str(base / spec)


def _resolve_overlay(given: str, base: Path) -> str:
    name, equals, path = given.partition("=")
    return f"{name}{equals}{base / path}" if path else given


def find_parts(folder: Path) -> tuple[Path, ...]:
    """Return the results of all parts below a folder. Raises ``UsageError`` if one is missing."""
    found = {file: _PART.fullmatch(file.name) for file in sorted(folder.rglob("*.jsonl"))}
    numbers = {file: Shard(int(match[1]), int(match[2])) for file, match in found.items() if match}
    totals = {shard.of for shard in numbers.values()}
    if not totals:
        raise UsageError(f"no results of parts in {folder}: expected files such as results-1-of-4.jsonl")
    if len(totals) > 1:
        raise UsageError(f"the results in {folder} are of different numbers of parts: {', '.join(map(str, numbers))}")
    wanted = set(range(1, totals.pop() + 1))
    if missing := wanted - {shard.number for shard in numbers.values()}:
        names = ", ".join(f"{number}/{len(wanted)}" for number in sorted(missing))
        raise UsageError(f"the results of {names} are not in {folder}: those jobs did not end, or they broke")
    return tuple(numbers)
