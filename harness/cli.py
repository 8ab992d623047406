"""The command line: list | show | catalogue | run | witness | check-adapter | bisect | advise | report | changes | …

One rule: bad use is one clear line and exit code 2, whatever went wrong inside. What a command does is in
:mod:`harness.commands`.
"""

from __future__ import annotations

import signal
from types import FrameType
from typing import Any

import click

from harness.commands.advise import advise
from harness.commands.bisect import bisect
from harness.commands.catalogue import catalogue
from harness.commands.check_adapter import check_adapter
from harness.commands.doctor import doctor
from harness.commands.gate import changes, gate
from harness.commands.look import list_, show
from harness.commands.report import report
from harness.commands.run import run, witness
from harness.errors import LabBroken, UsageError


class _Group(click.Group):
    """A group whose commands end a wrong use with one line and code 2."""

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except (UsageError, LabBroken) as error:
            click.echo(f"Error: {error}", err=True)
            raise SystemExit(2) from None


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Look at the lab's scenarios, run one cell, bisect, read results, and see what this machine can do.

    A CELL is a scenario with a client, as in
    tunnelled.system_store_vouches_for_the_origin-pip25.0.1-py3.10; a scenario alone stands for it on the newest pip.
    """
    signal.signal(signal.SIGTERM, _interrupt)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


for command in (
    *(list_, show, catalogue, run, witness, check_adapter, bisect, advise),
    *(report, changes, gate, doctor),
):
    main.add_command(command)
