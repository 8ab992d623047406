"""``doctor``: what this machine can do."""

from __future__ import annotations

import sys

import click

from harness.commands.inspect import examine


@click.command()
def doctor() -> None:
    """Say what this machine can do: namespaces, Pythons, OpenSSL's defaults, tools, the package index."""
    well = True
    for finding in examine():
        well = well and not finding.fatal
        click.echo(finding)
    sys.exit(0 if well else 2)
