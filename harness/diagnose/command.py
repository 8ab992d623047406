"""The command ``diagnose``: run a person's own command, and say why it failed."""

from __future__ import annotations

import os
import sys

import click

from harness.catalogue.find import load_scenarios
from harness.diagnose.alone.main import Options, diagnose_command
from harness.diagnose.table import make_table
from harness.model.errors import UsageError


@click.command("diagnose", context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False})
@click.option("--report", default="", metavar="FILE", help="Write what was seen as JSON, safe to paste into an issue.")
@click.option("--mask-hosts", is_flag=True, help="Call hosts host-1, host-2, … and authorities name-1, …")
@click.option("--no-look", is_flag=True, help="Do not fetch the servers' certificates after the command has ended.")
@click.option(
    "--prove", is_flag=True, help="Then run the scenarios of the remedies in the lab, with the same pip and Python."
)
@click.option(
    "--in", "folder", default="", metavar="FOLDER", help="Run COMMAND in this folder; nox passes the one you are in."
)
@click.argument("words", nargs=-1, metavar="-- COMMAND...", type=click.UNPROCESSED)
def run_diagnose(
    words: tuple[str, ...], report: str, folder: str, *, mask_hosts: bool, no_look: bool, prove: bool
) -> None:
    """Run COMMAND with a witness inside, and say what failed, why, and which line to paste.

    COMMAND is your own, as in: diagnose -- python -m pip install scipy. Nothing else about it is changed. The
    explanation goes to standard error. It works for pip and for programs that use requests or urllib3; for others it
    shows the settings and the servers' certificates.

    After a command that failed, the certificates of the servers that it refused are fetched: through the same proxy a
    TLS hello is sent and the answer is read. Nothing is verified, and no page or file is asked for.

    Exit code: the command's own (128 plus the number of the signal that ended it), or 2 if diagnose is used wrongly,
    breaks, or cannot start the command.
    """
    if not words:
        raise UsageError("there is no command: expected one after --, as in diagnose -- python -m pip install scipy")
    if folder:
        if not os.path.isdir(folder):
            raise UsageError(f"--in {folder} is no folder: expected the one that COMMAND is to run in")
        os.chdir(folder)
    table = make_table(load_scenarios().values())
    options = Options(report, mask_hosts, not no_look)
    if not prove:
        sys.exit(diagnose_command(words, options, table))
    from harness.diagnose.proving import prove_ways  # noqa: PLC0415 - runs cells, which most do not ask for

    sys.exit(diagnose_command(words, options, table, prove=prove_ways))
