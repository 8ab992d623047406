"""The command ``check-adapter``: somebody's own adapter, by what its managers hold and by what the wire shows."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click
from packaging.requirements import InvalidRequirement, Requirement

from harness.catalogue.find import load_scenarios
from harness.check_adapter.check import ASPECTS, LegAspects, check_legs, find_losses, name_adapter, probe_adapter
from harness.check_adapter.finding import choose_adapter
from harness.check_adapter.mending import METHOD, describe_mending
from harness.check_adapter.told import format_json, make_leg_cases
from harness.clients.variant_clients import make_adapter_client
from harness.lab.workshop import Workshop
from harness.model.errors import UsageError
from harness.provision.specs import check_libraries, check_pythons
from harness.provision.stock import open_stock
from harness.provision.whole_files import check_outputs, write_whole
from harness.runs.confined_pipeline import open_pipeline
from harness.runs.options import print_progress
from harness.runs.scratch import open_scratch_folder


@click.command("check-adapter")
@click.argument("what", metavar="PACKAGE==VERSION|FILE|FOLDER")
@click.argument("adapter", metavar="MODULE:CLASS", default="")
@click.option("--kwargs", default="{}", metavar="JSON", help="What the adapter is made with.")
@click.option("--context", metavar="KEYWORD", help="A keyword by which to give it a truststore context.")
@click.option("--requests", default="latest", metavar="SPEC", help="The requests under it.")
@click.option("--urllib3", default="latest", metavar="SPEC", help="The urllib3 under it.")
@click.option("--python", metavar="X", help="3.10, 3.10.13 or a path; else the newest here.")
@click.option("--json", "told", type=click.Path(path_type=Path), metavar="F", help="Write what was found as JSON.")
@click.option("--junit", type=click.Path(path_type=Path), metavar="F", help="Write JUnit XML, one test case per leg.")
def check_adapter(
    what: str,
    adapter: str,
    kwargs: str,
    context: str | None,
    requests: str,
    urllib3: str,
    python: str | None,
    told: Path | None,
    junit: Path | None,
) -> None:
    """Check which legs keep an HTTPAdapter's context, client certificate, minimum TLS version and pinning.

    The adapter is in a package, in a Python file of yours, or in a folder: there CLASS says which, and is not needed
    if it is the only one. In --kwargs, "{fingerprint}" stands for the
    SHA-256 of the certificate on the origin's leg, and "{certificate}" for a file with a client's certificate
    and key.

    Exit code: 0 if every leg has what a direct connection has, 1 if one lost something.
    """
    check_outputs({name: path for name, path in {"--json": told, "--junit": junit}.items() if path is not None})
    if os.path.isdir(what):
        chosen = choose_adapter(Path(what), adapter.rpartition(":")[2])
        what, adapter = str(chosen.file), f"{chosen.file.stem}:{chosen.name}"
        click.echo(f"{chosen.name} of {chosen.file}")
    file = Path(what) if what.endswith(".py") else None
    called, requirement = name_adapter(adapter, file, kwargs, context), _read_package(what, file)
    versions = {"requests": requests, "urllib3": urllib3}
    for library, spec in versions.items():
        check_libraries(library, [spec])
    check_pythons([python] if python else [])
    with open_stock(print_progress) as stock:
        client = make_adapter_client(called, requirement, versions, python, stock)
    libraries = ", ".join(f"{library} {version}" for library, version in client.libraries)
    click.echo(f"{adapter} of {what} on {libraries}, Python {client.interpreter.minor}\n")
    # SOCKS needs a library beside the adapter's own.
    topologies = {
        each.topology.name: each.topology for each in load_scenarios().values() if not each.topology.speaks_socks
    }
    with open_scratch_folder() as folder:
        for manager, held in probe_adapter(client, Workshop(folder / "probe")).items():
            click.echo(f"{manager} holds {', '.join(f'{name}={value}' for name, value in held.items()) or 'nothing'}")
    with open_pipeline() as pipeline:
        found = check_legs(client, topologies.values(), pipeline, print_progress)
    click.echo("\n" + "\n".join(_format_aspects(found)) + "\n")
    losses = list(find_losses(found))
    for kept, aspect in losses:
        means = found[0].aspects[aspect]
        click.echo(f"LOST  {kept.name}: {aspect}: {kept.aspects[aspect]}, where a direct connection has {means}")
    _tell(adapter, found, losses, told, junit)
    if not losses:
        click.echo("ok    every leg has what a direct connection has")
    sys.exit(1 if losses else 0)


def _tell(
    adapter: str, found: list[LegAspects], losses: list[tuple[LegAspects, str]], told: Path | None, junit: Path | None
) -> None:
    """Print which method loses what was lost, and write the files that are wanted."""
    mending = describe_mending((kept.leg, aspect) for kept, aspect in losses)
    if mending:
        click.echo(f"\n{METHOD} loses it: it makes the manager of a proxied connection, and is to hand it on, as in\n")
        click.echo("\n".join(f"    {line}" for line in mending))
    if told:
        write_whole(told, format_json(adapter, found, losses, mending))
    if junit:
        from harness.report.junit_writer import format_junit  # noqa: PLC0415 - few checks write JUnit

        write_whole(junit, format_junit(make_leg_cases(adapter, found, losses)))


def _read_package(what: str, file: Path | None) -> str:
    if file is not None:
        if not file.is_file():
            raise UsageError(f"{file}: no such file")
        return ""
    try:
        return str(Requirement(what))
    except InvalidRequirement:
        raise UsageError(
            f"{what!r} is neither a package, such as requests-toolbelt==1.0.0, nor a Python file"
        ) from None


def _format_aspects(found: list[LegAspects]) -> list[str]:
    rows = [["", *ASPECTS], *([each.name, *(each.aspects[aspect] for aspect in ASPECTS)] for each in found)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(f"{text:<{width}}" for text, width in zip(row, widths, strict=True)).rstrip() for row in rows]
