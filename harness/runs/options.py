"""Options that several commands have, and what all of them say of their progress."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

from harness.clients.registry import OPTIONS, read_asked
from harness.model.record import Results
from harness.runs.completeness import gaps

_R = TypeVar("_R")


def asking(command: Callable[..., _R]) -> Callable[..., _R]:
    """Add the options that say which clients are meant, which reach a command as one ``asked``."""

    @functools.wraps(command)
    def asked(**given: Any) -> _R:
        return command(asked=read_asked({option.name: given.pop(option.name) for option in OPTIONS}), **given)

    for option in reversed(OPTIONS):
        asked = click.option(option.flag, option.name, multiple=True, metavar=option.metavar, help=option.help)(asked)
    return asked


def progress(line: str) -> None:
    """Tell a person of what takes long, without getting into what a command prints."""
    click.echo(line, err=True)


def say_gaps(readings: Sequence[Results]) -> bool:
    """Say which files are cut or lack records of planned cells, and whether there are any."""
    lines = gaps(readings)
    for line in lines:
        click.echo(f"Error: {line}", err=True)
    return bool(lines)
