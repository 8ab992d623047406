"""Options that several commands have, and what all of them say of their progress."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import fields
from typing import Any, TypeVar

import click

from harness.clients.variant import Choice
from harness.model.record import Reading
from harness.provision.libraries import LIBRARIES
from harness.runs.completeness import gaps

_R = TypeVar("_R")

PIP = click.option("--pip", "pips", multiple=True, metavar="SPEC", help="A release, range, wheel, tree or git URL.")
PYTHON = click.option("--python", "pythons", multiple=True, metavar="X", help="3.10, 3.10.13 or a path.")
_VARIANT = (
    click.option("--variant", "variants", multiple=True, metavar="V", help="An adapter variant, or all."),
    *(
        click.option(f"--{library}", multiple=True, metavar="SPEC", help=f"The {library} under the variants.")
        for library in LIBRARIES
    ),
    click.option("--vendored", multiple=True, metavar="SPEC", help="Run the variants upon what this pip vendors."),
)


def variants(command: Callable[..., _R]) -> Callable[..., _R]:
    """The options that choose variants, which reach a command as one ``choice``."""

    @functools.wraps(command)
    def chosen(**given: Any) -> _R:
        of_variants = {field.name: tuple(given.pop(field.name)) for field in fields(Choice)}
        return command(choice=Choice(**of_variants), **given)

    for option in reversed(_VARIANT):
        chosen = option(chosen)
    return chosen


def progress(line: str) -> None:
    """Tell a person of what takes long, without getting into what a command prints."""
    click.echo(line, err=True)


def say_gaps(readings: Sequence[Reading]) -> bool:
    """Say which files are cut or lack records of planned cells, and whether there are any."""
    lines = gaps(readings)
    for line in lines:
        click.echo(f"Error: {line}", err=True)
    return bool(lines)
