"""Options that several commands have, and what all of them say of their progress."""

from __future__ import annotations

import click

PIP = click.option("--pip", "pips", multiple=True, metavar="SPEC", help="A release, range, wheel, tree or git URL.")
PYTHON = click.option("--python", "pythons", multiple=True, metavar="X", help="3.10, 3.10.13 or a path.")


def progress(line: str) -> None:
    """Tell a person of what takes long, without getting into what a command prints."""
    click.echo(line, err=True)
