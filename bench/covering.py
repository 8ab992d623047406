"""Add to the rows of the wide matrix what a new value needs, so that every two conditions that can meet do so.

    nox -s covering

The rows that are there stay as they are: covertable (https://github.com/walkframe/covertable) gets them as presets.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import covertable

from harness.catalogue.wide.clashes import CLASHES, Clash
from harness.catalogue.wide.meeting import KINDS, list_factors
from harness.catalogue.wide.rows import join_id, name_kind, read_rows

_ROWS = Path(__file__).parents[1] / "harness" / "catalogue" / "wide" / "rows.txt"


def find_missing_rows(kind: str, rows: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    """Yield the ids of rows of a kind that are needed besides those that are there."""
    factors = list_factors(kind)
    presets = [
        {axis: words.get(axis, factors[axis][0]) for axis in factors}
        for words in rows.values()
        if name_kind(words) == kind
    ]
    constraints = [
        {"operator": "fn", "requires": list(clash.axes), "evaluate": _be_allowed(clash)}
        for clash in CLASHES
        if set(clash.axes) <= set(factors)
    ]
    made = covertable.make(factors, presets=presets, constraints=constraints)
    yield from (row_id for row_id in map(join_id, made) if row_id not in rows)


def _be_allowed(clash: Clash) -> Callable[[Mapping[str, str]], bool]:
    return lambda row: not clash.holds(*(row[axis] for axis in clash.axes))


def main() -> None:
    """Write the rows that are missing."""
    rows = read_rows()
    new = [row_id for kind in KINDS for row_id in find_missing_rows(kind, rows)]
    with _ROWS.open("a", encoding="utf-8") as file:
        file.writelines(f"{row_id}\n" for row_id in new)
    sys.stdout.write(f"{len(new)} rows added to {len(rows)}\n")


if __name__ == "__main__":
    main()
