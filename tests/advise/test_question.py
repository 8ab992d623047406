from __future__ import annotations

from dataclasses import fields, replace

import pytest

from harness.advise.choices import CAS, LOGINS, OPENING, STORES, TOPOLOGIES
from harness.advise.question import (
    USUAL,
    Question,
    check_question,
    find_asked,
    find_beside,
    find_other_host,
    list_ways,
)
from harness.catalogue.find import find_scenario, load_scenarios
from harness.catalogue.rule import find_trusted
from harness.model.errors import UsageError
from harness.model.expectation import Accepts
from harness.model.trust import Authority, Trust
from harness.model.words import Leg

CURATED = load_scenarios()


@pytest.mark.parametrize("topology", TOPOLOGIES)
@pytest.mark.parametrize("store", STORES)
def test_every_store_can_be_asked_behind_every_topology(topology: str, store: str) -> None:
    question = Question(topology=topology, store=store)
    name, scenario = find_asked(CURATED, question) or pytest.fail("nothing")
    assert find_scenario(CURATED, name) == scenario
    assert isinstance(scenario.expect, Accepts)
    held = {each.name: getattr(scenario.trust, each.name) for each in fields(Trust)}
    assert {key: value for key, value in held.items() if value} == {STORES[store].name: frozenset(question.list_held())}


@pytest.mark.parametrize(
    ("topology", "held"),
    [
        ("direct", (Authority.PUBLIC,)),
        ("tunnelled", (Authority.PUBLIC,)),
        ("tunnelled-over-tls", (Authority.PUBLIC, Authority.CORPORATE)),
        ("intercepted", (Authority.INSPECTION,)),
        ("intercepted-over-tls", (Authority.INSPECTION, Authority.CORPORATE)),
        ("over-socks", (Authority.PUBLIC,)),
    ],
)
def test_what_a_file_must_hold_is_computed_for_the_topology(topology: str, held: tuple[Authority, ...]) -> None:
    assert Question(topology=topology).list_held() == held


def test_a_curated_scenario_answers_before_one_that_is_made() -> None:
    name, _ = find_asked(CURATED, Question(topology="intercepted")) or pytest.fail("nothing")
    assert name == "intercepted.system_store_vouches_for_the_inspection"


@pytest.mark.parametrize("ca", CAS)
@pytest.mark.parametrize("store", ["system", "cert", "ssl-cert-file"])
def test_every_form_of_a_ca_can_be_asked_where_a_file_can_have_it(ca: str, store: str) -> None:
    assert find_asked(CURATED, Question(topology="intercepted-over-tls", store=store, ca=ca))


@pytest.mark.parametrize("login", LOGINS)
@pytest.mark.parametrize("topology", [each for each in TOPOLOGIES if each != "direct"])
def test_every_login_can_be_asked_behind_every_proxy(login: str, topology: str) -> None:
    name, scenario = find_asked(CURATED, Question(topology=topology, login=login)) or pytest.fail("nothing")
    assert scenario.proxy_login.value.opens is (login not in ("missing", "wrong")), name


@pytest.mark.parametrize(
    ("question", "why"),
    [
        (Question(topology="direct", login="missing"), "has no proxy"),
        (Question(topology="tunnelled", login="missing", ca="intermediate"), "two faults"),
        (Question(topology="tunnelled", store="shipped", ca="missing"), "bundle inside pip"),
    ],
)
def test_a_question_that_contradicts_itself_is_refused(question: Question, why: str) -> None:
    with pytest.raises(UsageError, match=why):
        check_question(question)


@pytest.mark.parametrize("topology", TOPOLOGIES)
@pytest.mark.parametrize("store", [each for each in STORES if each != "system"])
def test_another_host_is_looked_at_while_each_store_is_set(topology: str, store: str) -> None:
    question = Question(topology=topology, store=store)
    _, scenario = find_beside(CURATED, question, "system") or pytest.fail("nothing")
    signer = scenario.find_signer(Leg.ORIGIN)
    assert signer in scenario.trust.system
    assert signer not in (getattr(scenario.trust, STORES[store].name) or ())
    _, alone = find_other_host(CURATED, question, "system") or pytest.fail("nothing")
    assert alone.topology == scenario.topology
    assert signer in find_trusted(alone)


def test_every_way_has_a_cell_and_none_is_the_question_itself() -> None:
    for store in STORES:
        question = Question(topology="intercepted-over-tls", store=store)
        ways = list_ways(question)
        assert question not in ways
        assert len(set(ways)) == len(ways)
        assert all(find_asked(CURATED, each) for each in ways)


def test_whoever_has_an_intermediate_is_offered_its_root_first() -> None:
    question = Question(topology="intercepted", store="pip-conf", ca="intermediate")
    first, *others = list_ways(question)
    assert first == replace(question, ca="root")
    assert all(each.ca == "root" or each.option == "legacy_certs" for each in others)


def test_whoever_lacks_a_login_is_offered_one_alone() -> None:
    assert [each.login for each in list_ways(Question(topology="tunnelled", login="missing"))] == ["in-url", "encoded"]
    assert {"in-url", "encoded"} < set(OPENING)


def test_no_other_host_is_vouched_for_by_anything_but_its_store() -> None:
    for store in USUAL:
        _, scenario = find_beside(CURATED, Question(topology="tunnelled", store="cert"), store) or pytest.fail(
            "nothing"
        )
        assert getattr(scenario.trust, store)
        assert scenario.trust.cert_flag == frozenset({Authority.STRANGER})
