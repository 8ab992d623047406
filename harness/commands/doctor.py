"""``doctor``: examine what this machine can do and what it lacks, with the consequences."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import click

from harness.lab import loopback
from harness.lab.host import inspect_machine
from harness.model.client import Interpreter
from harness.model.errors import UsageError
from harness.provision.index_answers import KEPT_FOR
from harness.provision.places import prepare_cache
from harness.provision.pythons import find_interpreters
from harness.provision.releases import Releases


@dataclass(frozen=True)
class Finding:
    """A line of the examination and what follows from it; a ``fatal`` one keeps every cell from running."""

    what: str
    found: str
    follows: str = ""
    fatal: bool = False

    def __str__(self) -> str:
        return f"{self.what:<24} {self.found}" + (f"\n{'':<24} {self.follows}" if self.follows else "")


def examine_machine() -> Iterator[Finding]:
    """Yield everything worth knowing before a first run, the cheapest first."""
    facts = inspect_machine()
    yield Finding(
        "private namespaces",
        facts.no_namespaces or "yes",
        "scenarios that need a system store are skipped" if facts.no_namespaces else "",
    )
    why_not = loopback.explain_no_loopback()
    yield Finding(
        "loopback alone",
        f"no: {why_not}" if why_not else "yes",
        "a client under test can reach what listens on this machine, and the network" if why_not else "",
    )
    if facts.no_namespaces and facts.global_configuration:
        yield Finding(
            "pip's configuration", facts.global_configuration, "scenarios with a file of their own are skipped"
        )
    for folder, why in facts.no_store_in:
        yield Finding(f"a store in {folder}", why, "scenarios with a system store there are skipped")
    for tool in ("unshare", "git"):
        yield Finding(tool, shutil.which(tool) or "not found")
    cache = prepare_cache()
    yield Finding("cache", f"{cache} ({_count_megabytes(cache):.0f} MB)")
    yield from _describe_interpreters(find_interpreters(cache))
    yield _describe_releases(Releases(cache))


def _describe_interpreters(found: tuple[Interpreter, ...]) -> Iterator[Finding]:
    if not found:
        yield Finding("Python", "none that runs and has ssl", fatal=True)
    for interpreter in found:
        defaults = [path for path in (interpreter.openssl_cafile, interpreter.openssl_capath) if os.path.exists(path)]
        yield Finding(
            f"Python {interpreter.version}",
            f"{interpreter.openssl}; OpenSSL's defaults: {', '.join(defaults) or 'empty'}",
        )


def _describe_releases(releases: Releases) -> Finding:
    try:
        # A kept answer does not show that the index can be reached.
        releases.list_all_now()
        known, older = releases.list_usual(), len(releases.list_all()) - len(releases.list_usual())
    except UsageError as error:
        return Finding("package index", str(error), fatal=True)
    answer = "; ".join(releases.warnings) or "answers"
    found = f"{answer}: {len(known)} releases of pip, {known[0]} to {known[-1]}"
    found += f", and {older} older ones, from {releases.list_all()[0]} on" * bool(older)
    kept = f"; kept for {KEPT_FOR / 60:.0f} minutes in {releases.answers}" * (not releases.warnings)
    return Finding("package index", found + kept)


def _count_megabytes(folder: os.PathLike[str]) -> float:
    files = (os.path.join(root, name) for root, _, names in os.walk(folder) for name in names)
    return sum(os.path.getsize(file) for file in files if os.path.isfile(file)) / 1e6


@click.command("doctor")
def run_doctor() -> None:
    """Say what this machine can do, and what follows for the lab.

    It looks for private namespaces, in which a client sees another system store, and at the Pythons, OpenSSL's
    default stores, tools, the cache and the package index.

    Exit code: 0 if cells can be run, 2 if none can: without a Python or the package index.
    """
    well = True
    for finding in examine_machine():
        well = well and not finding.fatal
        click.echo(finding)
    sys.exit(0 if well else 2)
