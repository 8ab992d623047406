from __future__ import annotations

from dataclasses import replace

import msgspec

from harness.advise.advice import Advice, TriedWay, has_worked
from harness.advise.choices import CAS, LOGINS, STORES, TOPOLOGIES
from harness.advise.choosing import format_choices
from harness.advise.lines import LineMaker
from harness.advise.question import Question
from harness.advise.report import (
    describe_ca_file,
    describe_join,
    explain_host,
    explain_standing,
    format_ways,
    name_subject,
)
from harness.catalogue.plan import Planned
from harness.evidence.judge import judge_cell
from harness.model.capability import Capability
from harness.model.expectation import Accepts, Rejects
from harness.model.record import Record
from harness.model.words import Leg
from harness.runs.cell_runner import CellRun
from harness.runs.recording import record_run, record_skip
from scenarios.tunnelled import system_store_vouches_for_the_origin
from tests.support.cells import cell
from tests.support.wire import holding

SCENARIO = system_store_vouches_for_the_origin
ASKED = Question(topology="tunnelled")
MAKER = LineMaker(pip="25.0")


def made(version: str, expectation: Accepts | Rejects) -> Record:
    subject = cell(SCENARIO, version, "tunnelled.claim")
    seen = holding(SCENARIO, expectation)
    return record_run(CellRun(cell=subject, judged=judge_cell(subject, seen), observation=seen))


GOOD, BAD = made("25.2", Accepts()), made("25.0", Rejects(Leg.ORIGIN))
SKIPPED = record_skip(Planned(cell=cell(SCENARIO, "24.0"), skip="it lacks a store"))


def advice(mine: Record, *ways: TriedWay, has: frozenset[Capability] | None = None, asked: Question = ASKED) -> Advice:
    able = cell(SCENARIO, "25.0").client.has if has is None else has
    return Advice(question=asked, scenario=SCENARIO, mine=mine, has=able, ways=ways)


def way(store: str, record: Record, **seen: Record) -> TriedWay:
    return TriedWay(
        question=replace(ASKED, store=store),
        record=record,
        hosts=seen,
        before=dict.fromkeys(seen, GOOD) if seen else {},
    )


def said(told: Advice) -> str:
    return "\n".join(explain_standing(told))


def test_every_choice_is_told_with_its_words() -> None:
    told = "\n".join(format_choices())
    assert all(word in told for word in (*TOPOLOGIES, *TOPOLOGIES.values(), *STORES, *CAS, *LOGINS))


def test_what_works_is_told_with_the_release_that_did_not() -> None:
    told = said(advice(GOOD))
    assert "It works with pip 25.2 on Python 3.10." in told
    assert "not on this release: truststore-context-lost (pypa/pip#13288), since pip 24.2, fixed in pip 25.2" in told


def test_what_does_not_work_is_told_with_its_defect_and_what_the_client_said() -> None:
    spoken = msgspec.structs.replace(BAD, said=("ERROR: certificate verify failed", "ERROR: No matching distribution"))
    told = list(explain_standing(advice(spoken)))
    assert told[0].startswith("It does not work with pip 25.0 on Python 3.10: rejects the origin leg (unknown_ca)")
    assert told[1] == "    ERROR: certificate verify failed"
    assert told[2].startswith("  a known defect: truststore-context-lost (pypa/pip#13288)")


def test_a_client_that_has_no_context_to_lose_has_not_lost_it() -> None:
    told = said(advice(msgspec.structs.replace(BAD, verdict=SKIPPED.verdict), has=frozenset()))
    assert "lacks: reading the system store without being asked" in told
    assert (
        "a known defect, not on this Python: truststore-context-lost (pypa/pip#13288) needs: reading the system" in told
    )


def test_what_was_not_run_is_neither() -> None:
    assert said(advice(SKIPPED)) == "Nothing can be said about pip 24.0 on Python 3.10: it lacks a store."
    assert not has_worked(SKIPPED)
    told = "\n".join(format_ways(advice(BAD, way("cert", SKIPPED)), MAKER))
    assert "not run: it lacks a store" in told


def test_a_way_that_works_comes_with_its_line_and_one_that_does_not_with_the_reason() -> None:
    told = list(format_ways(advice(BAD, way("ssl-cert-file", GOOD), way("shipped", BAD)), MAKER))
    assert "      export SSL_CERT_FILE=/path/to/ca.pem" in told
    assert told.index("What does not work:") < len(told) - 1
    assert "rejects the origin leg" in told[-1]


def test_an_upgrade_names_the_very_release_that_was_run_and_the_one_before_it() -> None:
    told = replace(advice(BAD, way("cert", GOOD)), upgrade=GOOD, before=BAD)
    lines = list(format_ways(told, MAKER))
    assert "  an upgrade to pip 25.2 on Python 3.10, the oldest that works: 25.0 does not" in lines
    assert "      python -m pip install --cert /path/to/ca.pem --upgrade pip==25.2" in lines


def test_an_upgrade_that_does_not_help_is_not_a_way() -> None:
    told = "\n".join(format_ways(replace(advice(BAD), tried=(BAD,)), MAKER))
    assert "What works" not in told
    assert f"an upgrade to {name_subject(BAD)}: rejects the origin leg" in told


def test_what_naming_a_bundle_takes_away_is_told_and_how_to_keep_it() -> None:
    told = advice(BAD, way("cert", GOOD, shipped=BAD, system=GOOD))
    assert "      side effect: hosts for which only the bundle inside pip vouches are refused while it is set" in list(
        format_ways(told, MAKER)
    )
    assert any("pip._vendor.certifi" in line for line in describe_join(told, MAKER))
    kept = advice(BAD, way("cert", GOOD, shipped=GOOD, system=GOOD))
    assert "refused" not in "\n".join(format_ways(kept, MAKER)).partition("What does not")[0]
    assert list(describe_join(kept, MAKER)) == []


def test_a_host_that_was_refused_before_is_not_taken_away() -> None:
    there = way("cert", GOOD, shipped=BAD)
    told = "\n".join(format_ways(advice(BAD, replace(there, before={"shipped": BAD})), MAKER))
    assert "hosts for which only the bundle inside pip vouches are refused with it, as without it" in told
    assert "side effect" not in told


def test_a_file_holds_the_authorities_of_the_topology_and_no_other() -> None:
    tunnel = "\n".join(describe_ca_file(ASKED, MAKER))
    both = "\n".join(describe_ca_file(Question(topology="intercepted-over-tls"), MAKER))
    assert "index's own certificate" in tunnel
    assert "inspects" not in tunnel
    assert "the proxy itself" not in tunnel
    assert "what inspects TLS" in both
    assert "the proxy itself" in both
    assert "cat index-ca.pem proxy-ca.pem > /path/to/ca.pem" in both


def test_the_python_of_a_distribution_is_spoken_of_where_it_differs() -> None:
    told = replace(advice(BAD), on_distro=GOOD)
    assert "it works: --host distro" in "\n".join(explain_host(told, here=None))
    assert "of this machine is one of those" in "\n".join(explain_host(told, here=True))
    assert "it does not work too" in "\n".join(explain_host(replace(told, on_distro=BAD), here=True))


def test_whoever_is_let_in_and_then_refused_is_told_the_login_first() -> None:
    asked = Question(topology="tunnelled", login="missing")
    assert BAD.observed
    stopped = msgspec.structs.replace(
        BAD, observed=msgspec.structs.replace(BAD.observed, outcome="broken", reason="http_407", leg=None)
    )
    there = TriedWay(question=replace(asked, login="in-url"), record=BAD, hosts={}, before={})
    told = list(format_ways(advice(stopped, there, asked=asked), MAKER))
    assert told[0] == "What gets you past the proxy (each was run):"
    assert "      export HTTPS_PROXY='http://USER:PASSWORD@PROXY:PORT'" in told
