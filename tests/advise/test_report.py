from __future__ import annotations

import msgspec

from harness.advise.advice import STORES, TOPOLOGIES
from harness.advise.report import explain_standing, format_choices, format_known, format_ways, has_worked, name_subject
from harness.catalogue.plan import Planned
from harness.evidence.judge import judge_cell
from harness.model.expectation import Accepts, Rejects
from harness.model.record import Record
from harness.model.words import Leg
from harness.runs.cell_runner import CellRun
from harness.runs.recording import record_run, record_skip
from scenarios.defects.contexts import TRUSTSTORE_CONTEXT_LOST
from scenarios.tunnelled import system_store_vouches_for_the_origin
from tests.support.cells import cell
from tests.support.wire import holding

SCENARIO = system_store_vouches_for_the_origin


def made(version: str, expectation: Accepts | Rejects) -> Record:
    subject = cell(SCENARIO, version, "tunnelled.claim")
    seen = holding(SCENARIO, expectation)
    return record_run(CellRun(cell=subject, judged=judge_cell(subject, seen), observation=seen))


GOOD, BAD = made("25.2", Accepts()), made("25.0", Rejects(Leg.ORIGIN))
SKIPPED = record_skip(Planned(cell=cell(SCENARIO, "24.0"), skip="it lacks a store"))


def test_every_choice_is_told_with_its_words() -> None:
    said = "\n".join(format_choices())
    assert all(word in said for word in (*TOPOLOGIES, *TOPOLOGIES.values(), *STORES))


def test_what_works_is_told_with_the_release_that_did_not() -> None:
    said = "\n".join(explain_standing(GOOD, SCENARIO))
    assert "It works with pip 25.2 on Python 3.10." in said
    assert "not on this release: truststore-context-lost (pypa/pip#13288), since pip 24.2, fixed in pip 25.2" in said


def test_what_does_not_work_is_told_with_its_defect_and_what_the_client_said() -> None:
    told = msgspec.structs.replace(BAD, said=("ERROR: certificate verify failed", "ERROR: No matching distribution"))
    said = list(explain_standing(told, SCENARIO))
    assert said[0].startswith("It does not work with pip 25.0 on Python 3.10: rejects the origin leg (unknown_ca)")
    assert said[1] == "    ERROR: certificate verify failed"
    assert said[2].startswith("  a known defect: truststore-context-lost (pypa/pip#13288)")


def test_what_was_not_run_is_neither() -> None:
    assert next(iter(explain_standing(SKIPPED, SCENARIO))) == (
        "Nothing can be said about pip 24.0 on Python 3.10: it lacks a store."
    )
    assert not has_worked(SKIPPED)
    assert "not run: it lacks a store" in "\n".join(format_ways({"cert": SKIPPED}, ()))


def test_a_way_that_works_comes_with_its_line_and_one_that_does_not_with_the_reason() -> None:
    said = list(format_ways({"ssl-cert-file": GOOD, "shipped": BAD}, [GOOD]))
    assert "      python -m pip install --upgrade 'pip>=25.2'" in said
    assert "      export SSL_CERT_FILE=/path/to/ca.pem" in said
    assert said.index("What does not work:") < len(said) - 1
    assert "rejects the origin leg" in said[-1]


def test_an_upgrade_that_does_not_help_is_not_a_way() -> None:
    said = "\n".join(format_ways({}, [BAD]))
    assert "What works" not in said
    assert f"an upgrade to {name_subject(BAD)}: rejects the origin leg" in said


def test_a_message_is_told_with_its_defects_or_that_there_are_none() -> None:
    assert "truststore-context-lost (pypa/pip#13288): since pip 24.2" in "\n".join(
        format_known([TRUSTSTORE_CONTEXT_LOST], "it failed")
    )
    assert list(format_known([], "it failed")) == ["No known defect shows as 'it failed'."]
