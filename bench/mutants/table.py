"""The mutants and what came of them, as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bench.mutants.kept import Fate, Kill, Trial
from bench.mutants.mutant import Mutant

_WIDE = 320


def print_mutants(mutants: Iterable[Mutant]) -> None:
    """Print each mutant with what it breaks and how it must show."""
    table = _make_table("mutant", "theme", "file", "breaks", "must show as")
    for each in mutants:
        must = " or ".join(map(str, each.signs)) if not each.equivalent else f"nothing: {each.equivalent}"
        table.add_row(*map(Text, (each.name, each.theme.value, each.file, each.breaks, must)))
    _print(table)


def print_trials(mutants: Sequence[Mutant], trials: Mapping[str, Trial]) -> None:
    """Print what came of each mutant, and how many live."""
    table = _make_table("mutant", "theme", "fate", "by", "expected", "seen")
    for each in mutants:
        if each.name in trials:
            table.add_row(*map(Text, _list_columns(each, trials[each.name])))
    _print(table)
    print(count_living([trials[each.name] for each in mutants if each.name in trials]))


def _list_columns(mutant: Mutant, trial: Trial) -> tuple[str, ...]:
    kill = next(iter((*trial.kills, *trial.mistaken)), Kill(cell="", kind="", turn=""))
    fate = trial.fate.value if trial.everywhere or trial.kills else f"{trial.fate.value}, near"
    must = " or ".join(map(str, mutant.signs))
    return mutant.name, mutant.theme.value, fate, kill.cell, must, kill.turn or mutant.equivalent


def count_living(trials: Sequence[Trial]) -> str:
    """Return ``2 of 40 live``, with how many of them were noticed for another reason and how many none can notice."""
    fates = [trial.fate for trial in trials]
    more = [
        f"{fates.count(fate)} {words}"
        for fate, words in (
            (Fate.MISTAKEN, "of them noticed for another reason"),
            (Fate.EQUIVALENT, "more cannot be noticed"),
        )
        if fate in fates
    ]
    return f"{sum(trial.lives for trial in trials)} of {len(trials)} live" + (f" ({', '.join(more)})" if more else "")


def _make_table(*names: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="")
    for name in names:
        table.add_column(name, overflow="fold")
    return table


def _print(table: Table) -> None:
    console = Console(highlight=False)
    # In a file lines may be as long as they need.
    Console(highlight=False, width=console.width if console.is_terminal else _WIDE).print(table)
