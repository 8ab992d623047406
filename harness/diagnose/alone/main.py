"""Run a command, find out why it failed, print that, and write the report: ``diagnose`` from arguments to exit code."""

from __future__ import annotations

import argparse
import json
import os
import pkgutil
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, TextIO

from harness.diagnose.alone.asked import Asked, ask_about, ask_again
from harness.diagnose.alone.case import Case, Cause
from harness.diagnose.alone.child import run_watched
from harness.diagnose.alone.looking import Looked, join_chains, list_routes, look_at_all
from harness.diagnose.alone.masks import Mask
from harness.diagnose.alone.places import Store, list_stores
from harness.diagnose.alone.report import list_authority_names, list_host_names, make_report, write_report
from harness.diagnose.alone.seen import Facts, Seen, read_seen
from harness.diagnose.alone.settings import BUNDLE, OPENSSL, FoundSetting, find_settings, judge_settings
from harness.diagnose.alone.verdict import check_clock, find_causes
from harness.diagnose.alone.words import format_answer

#: The exit code if ``diagnose`` is used wrongly or breaks, or the command cannot be started.
BAD_USE = 2
DESCRIPTION = (
    "Run COMMAND with a witness on its Python's path and nothing else changed, and say what failed, why, and which "
    "line to paste; then show the evidence."
)
EPILOG = (
    "Exit code: the command's own (128 plus the number of the signal that ended it), or 2 if diagnose is used wrongly, "
    "breaks, or cannot start the command. After a command that failed, the certificates of the servers that it refused "
    "are fetched: through the same proxy a TLS hello is sent and the answer is read. Nothing is verified, and no page "
    "or file is asked for. The explanation goes to standard error, so that the command's output stays its own."
)


class Options(NamedTuple):
    """The options of ``diagnose``: the report's path or empty; whether to mask hosts; whether to look at servers."""

    report: str = ""
    mask_hosts: bool = False
    look: bool = True


def run_command_line(arguments: Sequence[str] | None = None) -> int:
    """Run the command line of the zip file and return its exit code."""
    parser = argparse.ArgumentParser(
        prog="diagnose",
        description=DESCRIPTION,
        epilog=EPILOG,
        usage="%(prog)s [--report FILE] [--mask-hosts] [--no-look] -- COMMAND ...",
    )
    parser.add_argument("--report", metavar="FILE", default="", help="write what was seen as JSON, safe to paste")
    parser.add_argument(
        "--mask-hosts", action="store_true", help="call hosts host-1, host-2, … and authorities name-1, …"
    )
    parser.add_argument(
        "--no-look", action="store_true", help="do not fetch the servers' certificates after the command has ended"
    )
    parser.add_argument("command", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    command = given.command[1:] if given.command[:1] == ["--"] else given.command
    if not command:
        parser.error("there is no command: expected one after --, as in -- python -m pip install scipy")
    options = Options(given.report, given.mask_hosts, not given.no_look)
    return diagnose_command(command, options, _read_defects())


def _read_defects() -> list[Facts]:
    """Return the known defects, which the zip file carries; none where this does not run from one."""
    try:
        data = pkgutil.get_data(__package__ or "", "defects.json")
    except OSError:
        data = None
    found: list[Facts] = json.loads(data.decode()) if data else []
    return found


def _prove_nothing(_case: Case, _causes: Sequence[Cause]) -> None:
    """Run nothing: it is enough that the catalogue says what helps."""


def diagnose_command(
    command: Sequence[str],
    options: Options,
    defects: Sequence[Facts],
    out: TextIO = sys.stderr,
    prove: Callable[[Case, Sequence[Cause]], None] = _prove_nothing,
) -> int:
    """Run a command, print to ``out`` why it failed, write the report, and return the exit code.

    ``prove`` is called after that with the case and its causes. Errors are printed to ``out`` and end in code 2.
    """
    environment = dict(os.environ)
    try:
        _check_report(options.report)
        asked = ask_about(list(command), environment)
        ended = run_watched(list(command), environment, not asked.unwatched or not asked.interpreter)
    except FileNotFoundError as error:
        print(f"Error: there is no {error.filename or error}: expected a command that can be run", file=out)
        return BAD_USE
    except OSError as error:
        print(f"Error: {error}", file=out)
        return BAD_USE
    seen = read_seen(ended.testimony)
    if not asked.interpreter and seen.events:
        # A script that runs a Python which could be watched.
        asked = ask_again(asked, seen.libraries.get("run by", ""), "pip" in seen.libraries, environment)
    code = 128 + ended.signal if ended.signal else ended.code
    try:
        case, looked = _build_case(command, asked, code, seen, environment, options, defects, out)
        causes = find_causes(case)
        _print_answer(case, causes, looked, environment, options, out)
        prove(case, causes)
    except KeyboardInterrupt:
        print("Interrupted", file=out)
        return BAD_USE
    except Exception as error:  # whatever breaks here, a person must hear how the command ended
        print(f"Error: diagnose broke ({type(error).__name__}: {error}); the command ended with {code}", file=out)
        return BAD_USE
    return code


def _check_report(path: str) -> None:
    folder = os.path.dirname(os.path.abspath(path))
    if path and (os.path.isdir(path) or not os.path.isdir(folder)):
        raise OSError(f"no report can be written to {path}: expected the name of a file in a folder that exists")


def _build_case(
    command: Sequence[str],
    asked: Asked,
    code: int,
    seen: Seen,
    environment: Mapping[str, str],
    options: Options,
    defects: Sequence[Facts],
    out: TextIO,
) -> tuple[Case, list[Looked]]:
    settings = judge_settings(find_settings(asked, environment), seen.requests, asked.tool == "pip")
    worth = bool(code) and options.look
    routes = list_routes(seen, settings, asked) if worth else []
    if routes:
        print("", file=out)
    looked = look_at_all(routes, lambda text: print(f"diagnose: {text}", file=out))
    stores = _find_stores(asked, seen.libraries, settings)
    dates = [each["date"] for each in seen.requests if each["date"]]
    clock = check_clock(dates, asked.python)
    return Case(command, asked, code, seen, settings, stores, join_chains(looked), defects, clock), looked


def _find_stores(asked: Asked, libraries: Mapping[str, str], settings: Sequence[FoundSetting]) -> list[Store]:
    named = {each.value: each.where for each in settings if each.sort in (BUNDLE, OPENSSL)}
    python: dict[str, Any] = dict(asked.python)
    if "pip at" in libraries:
        python["modules"] = {**python.get("modules", {}), "pip": {"version": "", "at": libraries["pip at"]}}
    return list(list_stores(python, named))


def _print_answer(
    case: Case,
    causes: Sequence[Cause],
    looked: Sequence[Looked],
    environment: Mapping[str, str],
    options: Options,
    out: TextIO,
) -> None:
    mask = Mask(environment, case.argv, _read_secret_files(case))
    if options.mask_hosts:
        mask.add_names(list_host_names(case), list_authority_names(case))
    print("", file=out)
    for line in format_answer(case, causes, looked, mask.clean_text):
        print(line, file=out)
    if options.report:
        write_report(options.report, make_report(case, causes, looked, mask), mask)
        print(
            "\nThe report is in {}. It has no password, token or key{}.".format(
                options.report, "" if options.mask_hosts else ", but names of hosts"
            ),
            file=out,
        )
    else:
        print("\nFor a report that is safe to paste into an issue, add --report FILE.", file=out)


def _read_secret_files(case: Case) -> list[str]:
    """Return the texts of the files that may hold secrets: netrc, and pip's files that settings come from."""
    paths = {each.where for each in case.settings if each.name == "netrc"}
    paths |= {each.where.partition("] in ")[2] for each in case.settings if "] in " in each.where}
    texts = []
    for path in paths:
        try:
            with open(path, encoding="utf-8", errors="replace") as file:
                texts.append(file.read())
        except OSError:
            continue
    return texts
