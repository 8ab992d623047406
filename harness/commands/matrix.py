"""``matrix``: the scenarios on the clients asked for, run by pytest."""

from __future__ import annotations

import sys

import click

from harness.runs.child import run_to_end
from harness.runs.matrix_command import EXIT_CODES, list_matrix_words


@click.command("matrix", context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("options", nargs=-1, type=click.UNPROCESSED)
def run_matrix(options: tuple[str, ...]) -> None:
    """Run scenarios on clients, and judge each cell.

    OPTIONS are those of the session matrix of nox, and pytest's own; --help lists them all.

    Exit code: 0 all as expected, 1 something differs, 2 the lab or its use is broken.
    """
    code = run_to_end(list_matrix_words(*options))
    sys.exit(EXIT_CODES.get(code, code))
