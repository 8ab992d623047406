"""The message of a defect is what pip prints, on the first and on the last release that has it.

One rule: every text is looked for once. Defects that show as the same one differ in where, not in what pip says.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from packaging.version import Version

from harness.catalogue.find import load_scenarios
from harness.catalogue.plan import plan_cell
from harness.lab.host import inspect_machine
from harness.lab.workshop import Workshop
from harness.model.capability import Capability
from harness.model.cell import Cell
from harness.model.client import Client, Interpreter
from harness.model.defect import Defect
from harness.model.words import Verdict
from harness.provision.pythons import choose_interpreters
from harness.provision.releases import Releases, find_cache_folder
from harness.provision.sources import name_release
from harness.runs.pipeline import Pipeline
from tests.support.cells import RELEASES
from tests.support.stocks import clients

#: What only an older Python does.
_PYTHONS = {Capability.SCHEMES_OF_DIGITS: "3.10"}
#: Each text with the first defect that shows as it, and a scenario that exposes that.
TOLD = {
    defect.message: (defect, name)
    for name, each in reversed(tuple(load_scenarios().items()))
    for defect in each.exposes
    if defect.message and defect.versions_of("pip") is not None
}


def ends() -> Iterator[object]:
    for defect, name in TOLD.values():
        having = [version for version in RELEASES if defect.affects_version("pip", version)]
        for version in dict.fromkeys((having[0], having[-1])):
            yield pytest.param(defect, name, version, id=f"{defect.slug}-{version}")


def client(defect: Defect, version: str, interpreters: tuple[Interpreter, ...]) -> Client:
    """A release on the newest Python on which it has a defect, as far as that is known."""
    wanted = [minor for need, minor in _PYTHONS.items() if need in defect.needs]
    if wanted and not any(each.minor in wanted for each in interpreters):
        pytest.skip(f"no Python {wanted[0]} is here")
    minors = wanted or [each.minor for each in choose_interpreters(Version(version), interpreters)]
    if not minors:
        pytest.skip(f"no Python here runs pip {version}")
    return clients([name_release(Version(version))], minors, interpreters, Releases(find_cache_folder()), print)[0]


@pytest.mark.parametrize(("defect", "name", "version"), tuple(ends()))
def test_users_see_what_a_defect_says_they_do(
    defect: Defect, name: str, version: str, interpreters: tuple[Interpreter, ...], workshop: Workshop
) -> None:
    subject = client(defect, version, interpreters)
    cell = Cell(scenario_id=name, scenario=load_scenarios()[name], client=subject)
    if why := plan_cell(cell, inspect_machine()).skip:
        pytest.skip(why)
    if not defect.affects(subject):
        pytest.skip(f"{subject.id} does not have it")
    run = Pipeline(workshop, inspect_machine()).run_cell(cell)
    assert (run.judged.verdict, run.judged.defect) == (Verdict.KNOWN, defect)
    assert run.observation is not None
    assert any(text in run.observation.exit.output for text in defect.message.splitlines())
