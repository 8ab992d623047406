from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

import msgspec
import pytest
from packaging.version import Version

from harness.advise.advice import Advice, find_advice, has_worked, list_causes
from harness.advise.question import Asked, Question
from harness.catalogue.find import load_scenarios
from harness.clients.pip import find_pip_capabilities
from harness.model.capability import Capability
from harness.model.client import Interpreter
from harness.model.errors import UsageError
from harness.model.record import Record
from harness.model.scenario import Scenario
from harness.model.words import Verdict
from tests.advise.test_report import BAD, GOOD

CURATED = load_scenarios()
ASKED = Question(topology="tunnelled")
RELEASES = ("24.0", "24.1", "24.2", "25.0", "25.1.1", "25.2", "25.3", "26.3")


class Told:
    """Answers by a rule: which scenario works on which release."""

    def __init__(self, mine: str, works: Callable[[str, Scenario, Version], bool], python: str = "3.12.1") -> None:
        self.mine, self.works, self.asked = Version(mine), works, list[tuple[str, str]]()
        self.python = Interpreter(executable="", version=python, openssl="", openssl_cafile="", openssl_capath="")

    @property
    def has(self) -> frozenset[Capability]:
        return self.find_capabilities(self.mine)

    def find_records(self, asked: Iterable[Asked], version: str | None = None) -> dict[str, Record]:
        release = Version(version) if version else self.mine
        self.asked += [(name, str(release)) for name, _ in asked]
        return {name: self._record(name, scenario, release) for name, scenario in dict(asked).items()}

    def _record(self, name: str, scenario: Scenario, release: Version) -> Record:
        like = GOOD if self.works(name, scenario, release) else BAD
        client = msgspec.structs.replace(like.client, version=str(release))
        return msgspec.structs.replace(like, scenario=name, client=client)

    def list_newer(self) -> tuple[Version, ...]:
        return tuple(each for each in map(Version, RELEASES) if each > self.mine)

    def find_capabilities(self, version: Version) -> frozenset[Capability]:
        return find_pip_capabilities(version, self.python)


def advise(answers: Told, question: Question = ASKED) -> Advice:
    return find_advice(question, answers, CURATED, upgrade=True)


@pytest.mark.parametrize(("mine", "before"), [("25.0", "25.1.1"), ("25.1.1", "25.1.1"), ("24.0", "25.1.1")])
def test_an_upgrade_is_the_oldest_release_that_works_and_the_one_before_it_was_run(mine: str, before: str) -> None:
    found = advise(Told(mine, lambda *of: of[2] >= Version("25.2")))
    assert found.upgrade
    assert found.before
    assert (found.upgrade.client.version, found.before.client.version) == ("25.2", before)


def test_a_release_that_works_earlier_than_any_range_says_is_found() -> None:
    found = advise(Told("24.0", lambda *of: of[2] >= Version("25.0")))
    assert found.upgrade
    assert found.upgrade.client.version == "25.0"
    assert found.before
    assert not has_worked(found.before)


def test_no_release_that_fails_is_an_upgrade() -> None:
    found = advise(Told("25.0", lambda *_: False))
    assert found.upgrade is None
    assert [each.client.version for each in found.tried] == ["26.3"]


def test_what_no_release_can_heal_is_not_looked_for_in_newer_ones() -> None:
    answers = Told("25.0", lambda *_: False)
    advise(answers, Question(topology="tunnelled", login="missing"))
    assert {version for _, version in answers.asked} == {"25.0"}


def test_ways_that_this_pip_does_not_know_are_not_tried() -> None:
    assert all(way.question.option != "legacy_certs" for way in advise(Told("24.0", lambda *_: False)).ways)
    assert any(way.question.option == "use_truststore" for way in advise(Told("24.0", lambda *_: False)).ways)
    old = Told("25.0", lambda *_: False, "3.9.18")
    assert all(way.question.option != "use_truststore" for way in advise(old).ways)


def test_other_hosts_are_looked_at_for_what_works_alone() -> None:
    def works(_name: str, scenario: Scenario, _version: Version) -> bool:
        return not scenario.trust.system or not scenario.trust.cert_flag

    failing = advise(Told("26.3", lambda name, *_: "cert_flag" in name or "beside" in name))
    assert all(not way.hosts for way in failing.ways if way not in failing.good)
    mine = advise(Told("26.3", works), Question(topology="tunnelled", store="cert"))
    (way,) = mine.ways
    assert way.refused == ("system",)
    assert way.takes_away("system")
    assert not way.takes_away("shipped")


def test_whoever_is_well_is_not_sent_to_another_release() -> None:
    answers = Told("24.0", lambda *_: True)
    found = advise(answers)
    assert found.upgrade is None
    assert {version for _, version in answers.asked} == {"24.0"}


def test_a_cause_is_the_defect_that_showed_and_no_other() -> None:
    found = advise(Told("25.0", lambda *_: False))
    assert [each.slug for each in list_causes(found)] == ["truststore-context-lost"]
    unknown = msgspec.structs.replace(found.mine, verdict=Verdict.FAIL, defect=None)
    assert list_causes(replace(found, mine=unknown)) == ()


class Silent(Told):
    """Answers that have no record at all."""

    def find_records(self, asked: Iterable[Asked], version: str | None = None) -> dict[str, Record]:  # noqa: ARG002
        return {}


def test_a_question_that_no_record_answers_is_named() -> None:
    with pytest.raises(UsageError, match=r"no record of tunnelled\.system_store"):
        advise(Silent("25.0", lambda *_: False))
