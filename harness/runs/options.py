"""Options and messages that several commands have in common."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

from harness.clients.registry import CLIENT_OPTIONS, read_asked_clients
from harness.model.record import Results
from harness.runs.completeness import describe_gaps

_R = TypeVar("_R")


def add_client_options(command: Callable[..., _R]) -> Callable[..., _R]:
    """Add the options that name clients, which reach the command as one argument ``asked``."""

    @functools.wraps(command)
    def asked(**given: Any) -> _R:
        return command(
            asked=read_asked_clients({option.name: given.pop(option.name) for option in CLIENT_OPTIONS}), **given
        )

    for option in reversed(CLIENT_OPTIONS):
        asked = click.option(option.flag, option.name, multiple=True, metavar=option.metavar, help=option.help)(asked)
    return asked


def print_progress(line: str) -> None:
    """Print a line about work that takes long, apart from a command's own output."""
    click.echo(line, err=True)


def print_gaps(readings: Sequence[Results]) -> tuple[str, ...]:
    """Print which files are cut or lack records of planned cells, and return the lines that say so."""
    lines = describe_gaps(readings)
    for line in lines:
        click.echo(f"Error: {line}", err=True)
    return lines
