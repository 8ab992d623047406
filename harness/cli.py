"""The command line: list | show | run | witness | report | doctor.

One rule: bad use is one clear line and exit code 2, whatever went wrong inside.
"""

from __future__ import annotations

import contextlib
import signal
import sys
import textwrap
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import FrameType
from typing import Any

import click

from harness import results
from harness.catalogue import all_scenarios
from harness.clients import pip_release
from harness.doctor import examine
from harness.errors import LabBroken, UsageError
from harness.namespaces import machine
from harness.pipeline import WITNESS, Pipeline, Run
from harness.plan import Planned
from harness.recording import record, replay, skipped
from harness.report import html, markdown
from harness.report.describe import describe
from harness.report.failures import cell_lines, text
from harness.report.story import WIDTH, Mark, Step, story
from harness.report.story import lines as step_lines
from harness.report.table import Matrix
from harness.request import request
from harness.scratch import scratch_folder
from harness.selection import select
from harness.transcript import lines
from harness.workshop import Workshop

PIP = click.option("--pip", "pips", multiple=True, metavar="SPEC", help="A release, range, wheel, tree or git URL.")
PYTHON = click.option("--python", "pythons", multiple=True, metavar="X", help="3.10, 3.10.13 or a path.")
#: What ``git bisect run`` takes for "cannot be tested".
UNTESTABLE = 125


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
    """Look at the lab's scenarios, run one cell, read results, and see what this machine can do.

    A CELL is a scenario with a client, as in
    tunnelled.system_store_vouches_for_the_origin-pip25.0.1-py3.10; a scenario alone stands for it on the newest pip.
    """
    signal.signal(signal.SIGTERM, _interrupt)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


@main.command("list")
@PIP
@PYTHON
@click.option("--cells", is_flag=True, help="List the cells that a matrix would run, with the reasons of skips.")
@click.argument("words", nargs=-1)
def list_(words: tuple[str, ...], pips: tuple[str, ...], pythons: tuple[str, ...], *, cells: bool) -> None:
    """List scenarios, or those whose id holds every one of WORDS."""
    found = {name: each for name, each in all_scenarios().items() if all(word in name for word in words)}
    if not found:
        raise UsageError(f"no scenario holds {' and '.join(words)}; there are {len(all_scenarios())}")
    if not (cells or pips or pythons):
        for name, scenario in found.items():
            click.echo(f"{name}\n    {scenario.claim}")
        return
    for planned in select(found, pips, pythons, machine(), _progress):
        click.echo(planned.cell.id + (f"  skipped: {planned.skip}" if planned.skip else ""))


@main.command()
@click.argument("cell")
@PIP
@PYTHON
def show(cell: str, pips: tuple[str, ...], pythons: tuple[str, ...]) -> None:
    """Show what a CELL claims and why, what its world holds and how it is run."""
    for planned in request(all_scenarios(), cell, pips, pythons, machine(), _progress):
        click.echo("\n".join(describe(planned.cell.scenario_id, planned.cell.scenario)))
        click.echo(f"client:   {planned.cell.client.id}")
        click.echo(f"skipped:  {planned.skip}" if planned.skip else f"run:      {replay(planned.cell)}")


@main.command()
@click.argument("cell")
@PIP
@PYTHON
@click.option("--keep", is_flag=True, help="Leave the lab up and print how to run the client by hand.")
def run(cell: str, pips: tuple[str, ...], pythons: tuple[str, ...], *, keep: bool) -> None:
    """Run a CELL and print its transcript, the client's output and the verdict.

    Exit code: 0 as expected (also a known defect), 1 not, 125 skipped or the lab broke, as ``git bisect run`` wants it.
    """
    _each(request(all_scenarios(), cell, pips, pythons, machine(), _progress), _keep if keep else _run)


@main.command()
@click.argument("cell")
@PIP
@PYTHON
def witness(cell: str, pips: tuple[str, ...], pythons: tuple[str, ...]) -> None:
    """Run a CELL and tell how the session's ssl_context travels from PipSession to each leg's handshake, or is lost.

    Exit code: as that of run.
    """
    _each(request(all_scenarios(), cell, pips, pythons, machine(), _progress), _witness, WITNESS)


def _each(cells: Sequence[Planned], do: Callable[[Pipeline, Planned], int], witness: str | None = None) -> None:
    """Do something with each cell that is not skipped, and exit with the worst of the codes."""
    codes = []
    for planned in cells:
        if planned.skip:
            click.echo("\n".join(cell_lines(skipped(planned))))
            codes.append(UNTESTABLE)
            continue
        with _pipeline(witness) as pipeline:
            codes.append(do(pipeline, planned))
    sys.exit(max(codes))


def _run(pipeline: Pipeline, planned: Planned) -> int:
    done = pipeline.run(planned.cell)
    click.echo(_told(done))
    return _code(done)


def _code(done: Run) -> int:
    return {"PASS": 0, "KNOWN": 0, "FAIL": 1}.get(done.judged.verdict.value, UNTESTABLE)


def _witness(pipeline: Pipeline, planned: Planned) -> int:
    done = pipeline.run(planned.cell)
    click.echo(f"{planned.cell.id}\n{planned.cell.scenario.claim}\n")
    for step in story(done.testimony) if done.testimony is not None else ():
        click.echo(_coloured(step))
    click.echo("\n" + textwrap.fill(f"{done.judged.verdict.value}: {done.judged.why}", WIDTH))
    return _code(done)


def _coloured(step: Step) -> str:
    """A step in colour, which ``click.echo`` takes out again where there is no terminal."""
    text = "\n".join(step_lines(step))
    colours = {Mark.ARRIVES: "green", Mark.LOST: "red"}
    return click.style(text, fg=colours[step.mark]) if step.mark in colours else text


def _told(done: Run) -> str:
    parts = []
    if done.observation is not None:
        parts += ["on the wire:", *(f"  {line}" for line in lines(done.observation.events))]
        parts += ["the client said:", *(f"  {line}" for line in done.observation.exit.output.splitlines())]
    return "\n".join([*parts, f"{done.judged.verdict.value}", *(f"  {line}" for line in cell_lines(record(done)))])


def _keep(pipeline: Pipeline, planned: Planned) -> int:
    with pipeline.ready(planned.cell) as (lab, invocation):
        click.echo("The lab is up. The client, as the cell would run it:\n")
        click.echo(invocation.line(pip_release.prepare(invocation)) + "\n")
        click.echo(f"index: {lab.index_url}\nproxy: {lab.proxy_url}\nCtrl-C takes it down and prints the transcript.")
        with contextlib.suppress(KeyboardInterrupt):
            signal.pause()
        click.echo("\n".join(lines(lab.transcript.events)))
    return 0


@main.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--html", "page", type=click.Path(path_type=Path), metavar="F", help="Write one self-contained page.")
@click.option("--markdown", "summary", type=click.Path(path_type=Path), metavar="F", help="Write Markdown.")
def report(files: tuple[Path, ...], page: Path | None, summary: Path | None) -> None:
    """Show the records in FILES (JSON lines of ``--results``) as a table, and write them as a page or Markdown."""
    from rich.console import Console  # noqa: PLC0415 - a quarter of a second that no other command needs

    records = [record for file in files for record in results.read(file)]
    if not records:
        raise UsageError(f"no records in {', '.join(map(str, files))}")
    for path, made in ((page, html.page), (summary, markdown.page)):
        if path is not None:
            try:
                path.write_text(made(records), encoding="utf-8")
            except OSError as error:
                raise UsageError(f"{path}: {error.strerror}") from None
    click.echo(text(records), nl=False)
    Console(highlight=False, width=None if sys.stdout.isatty() else 100).print(Matrix(records))


@main.command()
def doctor() -> None:
    """Say what this machine can do: namespaces, Pythons, OpenSSL's defaults, tools, the package index."""
    well = True
    for finding in examine():
        well = well and not finding.fatal
        click.echo(finding)
    sys.exit(0 if well else 2)


@contextlib.contextmanager
def _pipeline(witness: str | None = None) -> Iterator[Pipeline]:
    with scratch_folder() as folder:
        yield Pipeline(Workshop(folder / "main"), machine(), witness)


def _progress(line: str) -> None:
    click.echo(line, err=True)
