"""``run --keep``: keep a lab up until Ctrl-C, so that a user can reach it by hand."""

from __future__ import annotations

import contextlib
import signal

import click

from harness.lab.host import inspect_machine
from harness.lab.workshop import Workshop
from harness.model.cell import Cell
from harness.model.transcript import format_transcript
from harness.runs.pipeline import Pipeline
from harness.runs.process import prepare_client
from harness.runs.scratch import open_scratch_folder


def keep_lab_up(cell: Cell) -> None:
    """Raise a cell's lab on the machine's own loopback, print how to run its client, and take it down on Ctrl-C."""
    with (
        open_scratch_folder() as folder,
        Pipeline(Workshop(folder / "main"), inspect_machine()).raise_cell(cell) as ready,
    ):
        lab, invocation = ready
        click.echo("The lab is up. The client, as the cell would run it:\n")
        click.echo(invocation.format_line(prepare_client(invocation)) + "\n")
        click.echo(f"index: {lab.index_url}\nproxy: {lab.proxy_url}\nCtrl-C takes it down and prints the transcript.")
        with contextlib.suppress(KeyboardInterrupt):
            signal.pause()
        click.echo("\n".join(format_transcript(lab.transcript.events)))
