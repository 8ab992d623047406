"""The command ``repro``: one cell as one file, for a bug report."""

from __future__ import annotations

from pathlib import Path

import click

from harness.catalogue.find import load_scenarios
from harness.catalogue.plan import Planned
from harness.clients.registry import AskedClients
from harness.lab.host import inspect_machine
from harness.model.errors import UsageError
from harness.model.record import Record, read_records
from harness.provision.stock import open_stock
from harness.provision.whole_files import check_outputs, write_whole
from harness.repro.script import write_script
from harness.repro.unsupported import list_unsupported
from harness.runs.confined_pipeline import open_pipeline
from harness.runs.options import add_client_options, print_progress
from harness.runs.recording import make_replay_command, record_run
from harness.runs.request import plan_request


@click.command("repro")
@click.argument("cell")
@add_client_options
@click.option(
    "-o",
    "file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write the script to FILE; without it the script is printed.",
)
@click.option("--replace", is_flag=True, help="Replace the FILE of -o if it is there.")
@click.option(
    "--results",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Take the outcome of the cell from these results, and do not run it.",
)
def write_repro(cell: str, asked: AskedClients, file: Path | None, results: Path | None, *, replace: bool) -> None:
    """Write a CELL as one script that needs no lab, for a bug report.

    The script is one file of plain Python with its dependencies in its head (PEP 723), for uv run, pipx run or a
    virtual environment. It makes its certificate authorities, starts an index and a proxy on loopback, runs that
    client, and says whether the outcome is the one that the lab saw, for which the CELL is run now. Its exit code
    is 0 if so, 1 if not, 125 if it could not be set up, as git bisect run wants.

    If a script does not support a condition of the CELL, that is named, and nothing is written.

    Exit code: 0, or 2 for bad use and for a CELL that has no script.
    """
    _check_file(file, results, replace=replace)
    planned = _plan_cell(cell, asked)
    if unsupported := list_unsupported(planned.cell):
        replay = make_replay_command(planned.cell)
        raise UsageError(f"a script does not support this yet: {'; '.join(unsupported)}. Use {replay}")
    if planned.skip:
        raise UsageError(f"{planned.cell.id} cannot be run: {planned.skip}")
    record = _find_record(results, planned.cell.id) if results else _run_planned(planned)
    script = write_script(planned.cell, record)
    if file is None:
        click.echo(script, nl=False)
    else:
        write_whole(file, script)


def _check_file(file: Path | None, results: Path | None, *, replace: bool) -> None:
    if file is None:
        if replace:
            raise UsageError("--replace needs -o FILE: there is nothing else to replace")
        return
    if file.exists() and not replace:
        raise UsageError(f"{file} is there already: expected another file, or --replace")
    check_outputs({"-o": file}, [results] if results else [])


def _plan_cell(cell: str, asked: AskedClients) -> Planned:
    with open_stock(print_progress) as stock:
        planned, *further = plan_request(load_scenarios(), cell, asked, inspect_machine(), stock)
    if further:
        raise UsageError(f"{cell} is {len(further) + 1} cells here: expected one, such as {planned.cell.id}")
    return planned


def _find_record(results: Path, cell: str) -> Record:
    for record in read_records(results):
        if record.cell == cell:
            return record
    raise UsageError(f"{results} has no record of {cell}")


def _run_planned(planned: Planned) -> Record:
    with open_pipeline() as pipeline:
        return record_run(pipeline.run_cell(planned.cell))
