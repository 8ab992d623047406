"""The command line: list | show | catalogue | run | witness | check-adapter | bisect | advise | report | changes | …

One rule: bad use is one clear line and exit code 2, whatever went wrong inside. What a command does is in
:mod:`harness.commands`.
"""

from __future__ import annotations

import sys
from typing import Any

import click

from harness.advise.command import run_advise
from harness.bisect.command import run_bisect
from harness.check_adapter.command import check_adapter
from harness.commands.catalogue import catalogue
from harness.commands.doctor import doctor
from harness.commands.look import list_, show
from harness.commands.report import report
from harness.commands.run import run, witness
from harness.compare.command import run_gate, show_changes
from harness.model.errors import LabBroken, UsageError
from harness.runs.ending import end_in_order
from harness.runs.legible import accept_any_text
from harness.runs.trouble import in_one_line


class _Group(click.Group):
    """A group whose commands end a wrong use with one line and code 2."""

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except BrokenPipeError:
            raise  # click knows what to do where nobody reads
        except (UsageError, LabBroken, OSError) as error:
            click.echo(f"Error: {in_one_line(error)}", err=True)
            raise SystemExit(2) from None
        except KeyboardInterrupt:
            click.echo("Interrupted", err=True)
            raise SystemExit(2) from None


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Look at the lab's scenarios, run one cell, bisect, read results, and see what this machine can do.

    A CELL is a scenario with a client, as in
    tunnelled.system_store_vouches_for_the_origin-pip25.0.1-py3.10; a scenario alone stands for it on the newest pip.
    """
    end_in_order()
    accept_any_text(sys.stdout, sys.stderr)


for command in (
    *(list_, show, catalogue, run, witness, check_adapter, run_bisect, run_advise),
    *(report, show_changes, run_gate, doctor),
):
    main.add_command(command)
