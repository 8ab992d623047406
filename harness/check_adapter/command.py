"""The command ``check-adapter``: what a user's own adapter keeps behind a proxy, by its managers and by the wire."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path

import click
from packaging.requirements import InvalidRequirement, Requirement

from harness.catalogue.find import load_scenarios
from harness.check_adapter.check import (
    ASPECTS,
    NEVER_REACHED,
    LegAspects,
    check_legs,
    find_losses,
    name_adapter,
    probe_adapter,
)
from harness.check_adapter.finding import choose_found_adapter
from harness.check_adapter.mending import METHOD, NOT_OVER_SOCKS, describe_mending
from harness.check_adapter.report import format_json, make_leg_cases
from harness.clients.variant_clients import make_adapter_client
from harness.lab.workshop import Workshop
from harness.model.client import Client
from harness.model.conditions import Beside
from harness.model.errors import UsageError
from harness.provision.specs import check_libraries, check_pythons
from harness.provision.stock import open_stock
from harness.provision.whole_files import check_outputs, write_whole
from harness.report.junit import JUnitCase
from harness.runs.confined_pipeline import open_pipeline
from harness.runs.options import print_progress
from harness.runs.scratch import open_scratch_folder

_FILE = click.Path(path_type=Path)


@click.command("check-adapter")
@click.argument("what", metavar="PACKAGE==VERSION|FILE|FOLDER")
@click.argument("adapter", metavar="MODULE:CLASS", default="")
@click.option(
    "--kwargs",
    default="{}",
    metavar="JSON",
    help="The keyword arguments that the adapter is made with, as a JSON object.",
)
@click.option(
    "--context",
    metavar="KEYWORD",
    help="The keyword argument by which the adapter takes an ssl_context: it is given one of truststore's.",
)
@click.option(
    "--requests", default="latest", metavar="SPEC", help="The release of requests to run it on (default: latest)."
)
@click.option(
    "--urllib3", default="latest", metavar="SPEC", help="The release of urllib3 to run it on (default: latest)."
)
@click.option(
    "--python", metavar="X", help="The Python to run it on: 3.10, 3.10.13 or a path (default: the newest here)."
)
@click.option("--json", "json_file", type=_FILE, metavar="F", help="Write what was found to F, as JSON.")
@click.option("--junit", "junit_file", type=_FILE, metavar="F", help="Write JUnit XML to F, one test case per leg.")
def check_adapter(
    what: str,
    adapter: str,
    kwargs: str,
    context: str | None,
    requests: str,
    urllib3: str,
    python: str | None,
    json_file: Path | None,
    junit_file: Path | None,
) -> None:
    """Check which settings an adapter keeps behind each proxy.

    An adapter is a subclass of requests.adapters.HTTPAdapter. A leg is one TLS connection as the client sees it: to the
    proxy, or through it to the origin, which is the server of the index. What is compared on each leg with a direct
    connection: the ssl_context, the client certificate, the minimum TLS version, and a pinned certificate.

    The adapter is in a package, in a Python FILE of yours, or in the FOLDER of a project. In a file or folder the
    classes are found by reading; MODULE:CLASS is needed only if there are several, and then CLASS alone is enough.

    In --kwargs, "{fingerprint}" stands for the SHA-256 of the certificate that is shown on the origin's leg, and
    "{certificate}" for a file with a client's certificate and key.

    Exit code: 0 if every leg has what a direct connection has, 1 if one lost something, 2 for bad use or a broken lab.
    """
    check_outputs({name: path for name, path in (("--json", json_file), ("--junit", junit_file)) if path is not None})
    to_read = os.path.isdir(what) or (os.path.isfile(what) and what.endswith(".py") and not adapter)
    what, adapter = _find_adapter(Path(what), adapter) if to_read else (what, adapter)
    file = Path(what) if what.endswith(".py") else None
    called, requirement = name_adapter(adapter, file, kwargs, context), _read_package(what, file)
    client = _make_client(called, requirement, {"requests": requests, "urllib3": urllib3}, python)
    found = _run_check(client, f"{adapter} of {what}")
    losses = list(find_losses(found))
    mending = describe_mending((kept.leg, aspect) for kept, aspect in losses if kept.aspects[aspect] != NEVER_REACHED)
    _print_losses(found, losses, mending)
    if json_file:
        write_whole(json_file, format_json(adapter, found, losses, mending))
    if junit_file:
        _write_junit(junit_file, make_leg_cases(adapter, found, losses))
    sys.exit(1 if losses else 0)


def _write_junit(file: Path, cases: Iterable[JUnitCase]) -> None:
    from harness.report.junit_writer import format_junit  # noqa: PLC0415 - few checks write JUnit

    write_whole(file, format_junit(cases))


def _find_adapter(where: Path, adapter: str) -> tuple[str, str]:
    """Return the file of a file's or a project's adapter, and its module and class, as they would be typed."""
    chosen = choose_found_adapter(where, adapter.rpartition(":")[2])
    click.echo(f"{chosen.name} of {chosen.file}")
    return str(chosen.file), f"{chosen.file.stem}:{chosen.name}"


def _make_client(called: tuple[str, ...], requirement: str, versions: dict[str, str], python: str | None) -> Client:
    for library, spec in versions.items():
        check_libraries(library, [spec])
    check_pythons([python] if python else [])
    with open_stock(print_progress) as stock:
        # requests speaks SOCKS by a library beside it.
        stock.fetch_beside([Beside.PYSOCKS])
        return make_adapter_client(called, requirement, versions, python, stock)


def _run_check(client: Client, name: str) -> list[LegAspects]:
    """Print what an adapter runs on and what its managers hold, and return what each leg kept."""
    libraries = ", ".join(f"{library} {version}" for library, version in client.libraries)
    click.echo(f"{name} on {libraries}, Python {client.interpreter.minor}\n")
    topologies = {each.topology.name: each.topology for each in load_scenarios().values()}
    with open_scratch_folder() as folder:
        for manager, held in probe_adapter(client, Workshop(folder / "probe")).items():
            click.echo(f"{manager} holds {', '.join(f'{name}={value}' for name, value in held.items()) or 'nothing'}")
    with open_pipeline() as pipeline:
        return check_legs(client, topologies.values(), pipeline, print_progress)


def _print_losses(found: list[LegAspects], losses: list[tuple[LegAspects, str]], mending: tuple[str, ...]) -> None:
    """Print the table of legs, what was lost on which, and the lines that would mend it."""
    click.echo("\n" + "\n".join(_format_aspects(found)) + "\n")
    for kept, aspect in losses:
        means = found[0].aspects[aspect]
        click.echo(f"LOST  {kept.name}: {aspect}: {kept.aspects[aspect]}, where a direct connection has {means}")
    if not losses:
        click.echo("ok    every leg has what a direct connection has")
    if mending:
        click.echo(f"\n{METHOD} loses it: it makes the manager for a proxy, and should hand the setting on, as in\n")
        click.echo("\n".join(f"    {line}" for line in mending))
    if any("SOCKS" in kept.topology and kept.aspects[aspect] == NEVER_REACHED for kept, aspect in losses):
        click.echo(f"\n{NOT_OVER_SOCKS}")


def _read_package(what: str, file: Path | None) -> str:
    if file is not None:
        if not file.is_file():
            raise UsageError(f"{file}: no such file")
        return ""
    try:
        return str(Requirement(what))
    except InvalidRequirement:
        raise UsageError(
            f"{what!r} is neither a package, such as requests-toolbelt==1.0.0, nor a Python file, nor a folder"
        ) from None


def _format_aspects(found: list[LegAspects]) -> list[str]:
    rows = [["", *ASPECTS], *([each.name, *(each.aspects[aspect] for aspect in ASPECTS)] for each in found)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(f"{text:<{width}}" for text, width in zip(row, widths, strict=True)).rstrip() for row in rows]
