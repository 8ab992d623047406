"""The command line: list | show | catalogue | run | witness | check-adapter | bisect | advise | report | changes | …

One rule: bad use is one clear line and exit code 2, whatever went wrong inside. What a command does is in the room
that answers its question, and is imported when that command is called.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

import click

from harness.model.errors import LabBroken, UsageError
from harness.runs.ending import end_in_order
from harness.runs.legible import accept_any_text
from harness.runs.trouble import format_error

#: The module of each command, and the command's name there.
COMMANDS = {
    "advise": ("harness.advise.command", "run_advise"),
    "bisect": ("harness.bisect.command", "run_bisect"),
    "catalogue": ("harness.commands.catalogue", "catalogue"),
    "changes": ("harness.compare.command", "show_changes"),
    "check-adapter": ("harness.check_adapter.command", "check_adapter"),
    "doctor": ("harness.commands.doctor", "doctor"),
    "gate": ("harness.compare.command", "run_gate"),
    "list": ("harness.commands.look", "list_"),
    "matrix": ("harness.commands.matrix", "matrix"),
    "report": ("harness.commands.report", "report"),
    "run": ("harness.commands.run", "run"),
    "show": ("harness.commands.look", "show"),
    "witness": ("harness.commands.run", "witness"),
}


class _Commands(click.Group):
    """The commands, each imported when it is called; one that is used wrongly ends with one line and code 2."""

    def list_commands(self, _context: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, _context: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            raise UsageError(f"there is no command {name!r}: there are {', '.join(COMMANDS)}")
        module, attribute = COMMANDS[name]
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except BrokenPipeError:
            raise  # click knows what to do where nobody reads
        except (UsageError, LabBroken, OSError) as error:
            click.echo(f"Error: {format_error(error)}", err=True)
            raise SystemExit(2) from None
        except KeyboardInterrupt:
            click.echo("Interrupted", err=True)
            raise SystemExit(2) from None


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Look at the lab's scenarios, run one cell, bisect, read results, and see what this machine can do.

    A CELL is a scenario with a client, as in
    tunnelled.system_store_vouches_for_the_origin-pip25.0.1-py3.10; a scenario alone stands for it on the newest pip.
    """
    end_in_order()
    accept_any_text(sys.stdout, sys.stderr)
