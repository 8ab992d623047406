"""The command line ``python -m harness COMMAND``: every command by its name.

One rule: bad use is one clear line and exit code 2, whatever went wrong inside. A command is in the room that answers
its question, and is imported when it is called.
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
    "answers": ("harness.advise.page_command", "print_answers"),
    "bisect": ("harness.bisect.command", "run_bisect"),
    "catalogue": ("harness.commands.catalogue", "print_catalogue"),
    "changes": ("harness.compare.changes_command", "show_changes"),
    "check-adapter": ("harness.check_adapter.command", "check_adapter"),
    "diagnose": ("harness.diagnose.command", "run_diagnose"),
    "doctor": ("harness.commands.doctor", "run_doctor"),
    "gate": ("harness.compare.command", "run_gate"),
    "list": ("harness.commands.look", "list_scenarios"),
    "matrix": ("harness.commands.matrix", "run_matrix"),
    "report": ("harness.commands.report", "show_report"),
    "repro": ("harness.repro.command", "write_repro"),
    "reproduce": ("harness.diagnose.reproducing", "run_reproduce"),
    "run": ("harness.commands.run", "run_cells"),
    "show": ("harness.commands.look", "show_cell"),
    "site": ("harness.history.command", "make_site"),
    "witness": ("harness.commands.run", "show_witness"),
}


class _Commands(click.Group):
    """The group of commands, each imported when it is called; wrong use ends with one line and code 2."""

    def list_commands(self, _context: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, _context: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            raise UsageError(f"unknown command {name!r}: expected one of {', '.join(COMMANDS)}")
        module, attribute = COMMANDS[name]
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except BrokenPipeError:
            raise  # click handles a reader that is gone
        except (UsageError, LabBroken, OSError) as error:
            click.echo(f"Error: {format_error(error)}", err=True)
            raise SystemExit(2) from None
        except KeyboardInterrupt:
            click.echo("Interrupted", err=True)
            raise SystemExit(2) from None


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
def main() -> None:
    """Run real pips through real proxies against a fake package index, and see from the wire who is trusted.

    A scenario is one claim about trust. A client is what is tested: one version of pip, or of an adapter of requests,
    on one Python. A CELL is a scenario on a client; a scenario alone stands for it on the newest pip.

    tunnelled.system_store_vouches_for_the_origin-pip25.0.1-py3.10 is a CELL.

    The origin is the server of the index. A leg is one TLS connection as the client sees it: to the proxy, or to the
    origin. A known defect is one that the lab's catalogue describes.
    """
    end_in_order()
    accept_any_text(sys.stdout, sys.stderr)
