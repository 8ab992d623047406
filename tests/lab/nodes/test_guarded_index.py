"""An index that asks for a user and password, and a second one beside it, as clients of any kind see them."""

from __future__ import annotations

import base64
from dataclasses import replace
from functools import cache

import pytest
from werkzeug.test import Client

from harness.lab import packages
from harness.lab.nodes.guarded_index import demand_login, make_guarded_application
from harness.lab.nodes.index import FakeIndex
from harness.model.conditions import Demand, Index
from harness.model.passwords import OF_INDEX, OF_OTHER_INDEX, Password

WHEEL = "/files/demo-1.0-py3-none-any.whl"
PATHS = ["/simple/", "/simple/demo/", WHEEL, "/nothing", "/simple/Demo"]


@cache
def index() -> FakeIndex:
    return FakeIndex(packages.build_files())


def client(mode: Index = Index.PLAIN, asked: Password = OF_INDEX) -> Client:
    return Client(make_guarded_application(index(), mode, asked=asked))


def shown(login: str, encoding: str = "utf-8") -> dict[str, str]:
    return {"Authorization": f"Basic {base64.b64encode(login.encode(encoding)).decode()}"}


@pytest.mark.parametrize("path", PATHS)
def test_a_password_is_asked_for_everywhere(path: str) -> None:
    guarded = client(Index.BASIC_AUTH)
    for given in (None, (OF_INDEX.user, "other"), ("other", OF_INDEX.word)):
        answer = guarded.get(path, auth=given)
        assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, 'Basic realm="lab"')
    assert guarded.get(path, auth=(OF_INDEX.user, OF_INDEX.word)).data == client().get(path).data


@pytest.mark.parametrize("demand", [each for each in Demand if each.value.asks])
@pytest.mark.parametrize("path", [*PATHS, f"/moved{WHEEL}", "/moved/simple/demo/"])
def test_a_gate_is_for_its_own_part_and_answers_its_own_status(demand: Demand, path: str) -> None:
    gate = demand.value
    plain = make_guarded_application(index(), Index.PLAIN)
    guarded = Client(demand_login(plain, OF_INDEX, gate))
    closed = gate.of == "all" or (gate.of == "files") == ("/files/" in path)
    answer, free = guarded.get(path), Client(plain).get(path)
    assert answer.status_code == (gate.status if closed else free.status_code)
    assert ("WWW-Authenticate" in answer.headers) == (closed and gate.status == 401)
    assert guarded.get(path, auth=(OF_INDEX.user, OF_INDEX.word)).data == free.data


def test_a_gate_is_not_for_what_is_beyond_it() -> None:
    guarded = Client(demand_login(make_guarded_application(index(), Index.PLAIN), OF_INDEX, beyond="/simple/demo"))
    assert [guarded.get(path).status_code for path in ("/simple/demo/", "/simple/", WHEEL)] == [200, 401, 401]


@pytest.mark.parametrize("header", ["Basic", "Basic %%%", "Bearer secret", "Digest username=user"])
def test_a_malformed_password_is_none(header: str) -> None:
    assert client(Index.BASIC_AUTH).get(WHEEL, headers={"Authorization": header}).status_code == 401


@pytest.mark.parametrize(("encoding", "status"), [("utf-8", 200), ("latin-1", 401)])
def test_an_odd_password_is_read_as_utf8(encoding: str, status: int) -> None:
    odd = replace(OF_INDEX, word="p:ä/ss")
    assert client(Index.BASIC_AUTH, odd).get(WHEEL, headers=shown(odd.login, encoding)).status_code == status


@pytest.mark.parametrize("path", PATHS)
def test_a_second_index_has_all_that_the_first_has_not_and_another_login(path: str) -> None:
    both = client(Index.TWO_WITH_LOGINS)
    first, second = shown(OF_INDEX.login), shown(OF_OTHER_INDEX.login)
    assert [both.get(path, headers=each).status_code for each in (second, {})] == [401, 401]
    assert [both.get(f"/other{path}", headers=each).status_code for each in (first, {})] == [401, 401]
    plain = client().get(path)
    assert both.get(f"/other{path}", headers=second).status_code == plain.status_code
    own = {"/simple/": 200, "/simple/Demo": 301}
    assert both.get(path, headers=first).status_code == own.get(path, 404)


@pytest.mark.parametrize(("mode", "status"), [(Index.EMPTY_BESIDE_ANOTHER, 404), (Index.LISTED_BESIDE_ANOTHER, 200)])
def test_an_index_beside_one_with_files_lists_a_project_or_does_not_know_it(mode: Index, status: int) -> None:
    page = client(mode).get("/simple/demo/")
    assert page.status_code == status
    assert WHEEL not in page.text
    assert client(mode).get(WHEEL).status_code == 404


def test_what_a_second_index_has_is_below_its_path() -> None:
    page = client(Index.TWO_WITH_LOGINS).get("/other/simple/demo/", headers=shown(OF_OTHER_INDEX.login)).text
    assert f'"/other{WHEEL}' in page
    assert index().find_artefact("demo", Index.TWO_WITH_LOGINS) == f"/other{WHEEL}"
    moved = client(Index.TWO_WITH_LOGINS).get("/other/simple/Demo", headers=shown(OF_OTHER_INDEX.login))
    assert moved.headers["Location"] == "/other/simple/demo/"
