"""The command of the bench; see :mod:`bench.mutants`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from _pytest.mark.expression import Expression

from bench.mutants import kept, table
from bench.mutants.listed import MUTANTS
from bench.mutants.mutant import RELEASE, Mutant
from bench.mutants.trial import Bench, plan_baseline
from fixtures.keywords import make_filter
from harness.model.errors import LabBroken, UsageError
from harness.provision.stock import open_stock
from harness.runs.confined_pipeline import open_pipeline
from harness.runs.ending import end_in_order
from harness.runs.options import print_progress
from harness.runs.scratch import open_scratch_folder
from harness.runs.trouble import format_error


def main() -> int:
    """Try mutants and print what came of each. Exit code: 0 whatever lives, 2 if the lab or its use is broken."""
    end_in_order()
    given = _read_options()
    try:
        mutants = _select_mutants(given.k)
        if given.list:
            table.print_mutants(mutants)
        else:
            _try_mutants(mutants, given)
    except (UsageError, LabBroken, OSError) as error:
        print(f"Error: {format_error(error)}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print(f"\nInterrupted: what was found so far is in {given.results}", file=sys.stderr)
        return 2
    return 0


def _read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="nox -s mutants --", description=f"Try slips in pip {RELEASE}: does a comparison notice each?"
    )
    parser.add_argument(
        "-k", metavar="WORDS", default="", help="try only those with these words in name, theme or file"
    )
    parser.add_argument("--list", action="store_true", help="list them, and run nothing")
    parser.add_argument("--near", action="store_true", help="run only the scenarios that should notice")
    parser.add_argument("--again", action="store_true", help="also try those whose result is in FILE already")
    parser.add_argument(
        "--results",
        metavar="FILE",
        type=Path,
        default=Path("mutants.jsonl"),
        help="where results are kept (default: mutants.jsonl)",
    )
    return parser.parse_args()


def _select_mutants(words: str) -> tuple[Mutant, ...]:
    """Return the mutants that an expression of words selects. Raises ``UsageError`` if there are none."""
    try:
        expression = Expression.compile(words) if words else None
    except SyntaxError as error:
        raise UsageError(f"-k {words!r} is not an expression: {error.msg}") from None
    found = tuple(each for each in MUTANTS if expression is None or expression.evaluate(_has_word(each)))
    if not found:
        raise UsageError(f"-k {words!r} selects no mutant: --list names all {len(MUTANTS)}")
    return found


def _has_word(mutant: Mutant) -> Callable[..., bool]:
    def has(word: str, /, **_keywords: Any) -> bool:
        return word.lower() in f"{mutant.name} {mutant.theme.value} {mutant.file}".lower()

    return has


def _try_mutants(mutants: tuple[Mutant, ...], given: argparse.Namespace) -> None:
    trials = kept.read_trials(given.results)
    left = [each for each in mutants if given.again or not _was_tried(each, trials.get(each.name), near=given.near)]
    with open_stock(print_progress) as stock, open_pipeline() as runner, open_scratch_folder() as folder:
        bench = Bench(plan_baseline(stock), runner, folder, make_filter, print_progress)
        bench.check_mutants(mutants)
        for number, mutant in enumerate(left, 1):
            print_progress(f"{number} of {len(left)}: {mutant.name}: {mutant.breaks}")
            trials[mutant.name] = bench.try_mutant(mutant, near=given.near)
            kept.add_trial(given.results, trials[mutant.name])
    table.print_trials(mutants, trials)


def _was_tried(mutant: Mutant, trial: kept.Trial | None, *, near: bool) -> bool:
    """Return whether a file says what came of a mutant as it is now, and on enough cells."""
    same = trial is not None and trial.digest == mutant.digest
    return trial is not None and same and (near or trial.everywhere or trial.fate is kept.Fate.KILLED)


if __name__ == "__main__":
    sys.exit(main())
