"""``run`` and ``witness``: run one cell, and show it from the wire or from inside the client."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from harness.catalogue.find import load_scenarios
from harness.catalogue.plan import Planned
from harness.clients.registry import AskedClients
from harness.evidence.story import WIDTH, StepMark, StoryStep, build_story, format_step
from harness.lab.host import inspect_machine
from harness.model.transcript import format_transcript
from harness.provision.stock import open_stock
from harness.report.failures import format_cell
from harness.runs.cell_runner import CellRun
from harness.runs.confined_pipeline import open_pipeline
from harness.runs.options import add_client_options, print_progress
from harness.runs.recording import record_run, record_skip
from harness.runs.request import plan_request

#: What ``git bisect run`` takes for "cannot be tested".
UNTESTABLE = 125


@click.command("run")
@click.argument("cell")
@add_client_options
@click.option("--keep", is_flag=True, help="Leave the proxy and the index up, and print how to run the client by hand.")
def run_cells(cell: str, asked: AskedClients, *, keep: bool) -> None:
    """Run a CELL and print its transcript, output and verdict.

    The transcript is what the proxy and the index saw, in order; the output is the client's.
    A scenario without a client runs on the newest pip, or on the clients that the options name.

    Exit code: 0 as expected (also a known defect), 1 not, 125 skipped or the lab broke, as git bisect run wants.
    """
    _do_each(_plan_cells(cell, asked), _keep_up if keep else _run_and_print)


@click.command("witness")
@click.argument("cell")
@add_client_options
def show_witness(cell: str, asked: AskedClients) -> None:
    """Run a CELL and show where its ssl_context goes or is lost.

    The story follows the ssl_context of pip's session, which holds the authorities to trust, step by step to the TLS
    handshake of each leg.
    A scenario without a client runs on the newest pip, or on the clients that the options name.

    CELL may also be a file, a report of diagnose: its story is shown, and nothing is run. Exit code: as that of run.
    """
    if Path(cell).is_file():
        _show_reported_story(Path(cell))
        return
    _do_each(_plan_cells(cell, asked), _run_and_show_story)


def _plan_cells(cell: str, asked: AskedClients) -> tuple[Planned, ...]:
    with open_stock(print_progress) as stock:
        return plan_request(load_scenarios(), cell, asked, inspect_machine(), stock)


def _do_each(cells: Sequence[Planned], do: Callable[[Planned], int]) -> None:
    """Call a function with each cell that is not skipped, and exit with the worst of its codes."""
    codes = []
    for planned in cells:
        if planned.skip:
            click.echo("\n".join(format_cell(record_skip(planned))))
            codes.append(UNTESTABLE)
            continue
        codes.append(do(planned))
    sys.exit(max(codes))


def _run_and_print(planned: Planned) -> int:
    done = _run_planned(planned)
    click.echo(_format_run(done))
    return _choose_code(done)


def _choose_code(done: CellRun) -> int:
    return {"PASS": 0, "KNOWN": 0, "FAIL": 1}.get(done.judged.verdict.value, UNTESTABLE)


def _run_planned(planned: Planned) -> CellRun:
    with open_pipeline() as pipeline:
        return pipeline.run_cell(planned.cell)


def _run_and_show_story(planned: Planned) -> int:
    done = _run_planned(planned)
    click.echo(f"{planned.cell.id}\n{planned.cell.scenario.claim}\n")
    testimony = done.observation.testimony if done.observation else None
    for step in build_story(testimony) if testimony is not None else ():
        click.echo(_colour_step(step))
    click.echo("\n" + textwrap.fill(f"{done.judged.verdict.value}: {done.judged.why}", WIDTH))
    return _choose_code(done)


def _show_reported_story(path: Path) -> None:
    from harness.commands.reported_story import read_reported_story  # noqa: PLC0415 - for a report alone

    first, steps = read_reported_story(path)
    click.echo("\n".join(textwrap.fill(line, WIDTH) for line in first) + "\n")
    for step in steps:
        click.echo(_colour_step(step))


def _colour_step(step: StoryStep) -> str:
    """Return a step in colour, which ``click.echo`` removes where there is no terminal."""
    text = "\n".join(format_step(step))
    colours = {StepMark.ARRIVES: "green", StepMark.LOST: "red"}
    return click.style(text, fg=colours[step.mark]) if step.mark in colours else text


def _format_run(done: CellRun) -> str:
    parts = []
    if done.observation is not None:
        parts += ["on the wire:", *(f"  {line}" for line in format_transcript(done.observation.events))]
        parts += ["the client said:", *(f"  {line}" for line in done.observation.exit.output.splitlines())]
    return "\n".join([*parts, f"{done.judged.verdict.value}", *(f"  {line}" for line in format_cell(record_run(done)))])


def _keep_up(planned: Planned) -> int:
    from harness.commands.keep import keep_lab_up  # noqa: PLC0415 - the nodes listen in this process

    keep_lab_up(planned.cell)
    return 0
