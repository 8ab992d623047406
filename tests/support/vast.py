"""A run as large as the lab's largest, every cell with evidence of its own beside what cells share."""

from __future__ import annotations

from harness.model.record import Record
from harness.model.words import Verdict
from tests.support.recorded import DEFECT, FAILED, HELD, KNOWN, make

_HOW = (HELD, HELD, HELD, KNOWN)


def make_vast_run(number: int, clients: int = 20) -> list[Record]:
    """So many cells: a scenario for every so many clients, a quarter of them with a known defect, one failed."""
    return [_make_cell(place, clients) for place in range(number)]


def _make_cell(place: int, clients: int) -> Record:
    scenario, client = divmod(place, clients)
    name = f"theme_{scenario % 40}.the_store_that_is_named_by_variable_{scenario}_vouches_for_the_origin_behind_a_proxy"
    how = FAILED if place == 7 else _HOW[(scenario + client) % len(_HOW)]
    explained = how.get("verdict") is not Verdict.PASS
    return make(
        name,
        f"{5 + client}.{scenario % 3}",
        claim=f"The store number {scenario} verifies the origin, and whoever answers in its place is refused.",
        because="A client that reads the system store trusts whom the operating system trusts.",
        why=DEFECT["defect"] * 5 if explained else None,
        said=tuple(f"ERROR: {line}: https://localhost:{30000 + place}/simple/demo/: " + "x" * 200 for line in range(3))
        if explained
        else (),
        witness=tuple(f"LOST  step {line} of the story of a context that is lost on its way" for line in range(10))
        if explained
        else (),
        transcript=("connect-proxy: CONNECT origin", "origin: hello localhost", "origin: refused unknown_ca"),
        expected_transcript=("connect-proxy: CONNECT origin", "origin: hello localhost", "origin: delivered"),
        seconds=place / 1000,
        **how,
    )
