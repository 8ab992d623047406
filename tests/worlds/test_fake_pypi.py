from __future__ import annotations

import base64
import io
import tarfile
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
import urllib3

from harness.lab.worlds.nodes import FakePyPI
from harness.lab.worlds.world import World
from harness.model.conditions import Index
from harness.model.errors import UsageError
from harness.model.passwords import OF_INDEX, OF_SESSION
from harness.model.trust import PUBLIC
from tests.worlds.fetching import TrustStore, follow, get


def test_a_package_of_the_tests_own_is_served(fake_pypi: FakePyPI, trust_store: TrustStore) -> None:
    fake_pypi.add("Own.Thing", "2.0", requires=["demo>=1.0"], sdist=True)
    page = get(f"{fake_pypi.index_url}own-thing/", trust_store(PUBLIC)).data.decode()
    assert "own_thing-2.0-py2.py3-none-any.whl" in page
    assert "own_thing-2.0.tar.gz" in page
    assert not fake_pypi.has_delivered("own-thing")


@pytest.mark.parametrize(
    ("index", "elsewhere"),
    [
        (Index.FILES_ON_SECOND_HOST, "files"),
        (Index.REDIRECTED_TO_ANOTHER_HOST, "elsewhere"),
        (Index.REDIRECTED_TO_PLAIN_HTTP, "elsewhere"),
        (Index.REDIRECTED_IN_DISGUISE, "elsewhere"),
        (Index.REDIRECTED, None),
    ],
)
def test_an_index_delivers_from_a_second_host(trust_world: World, index: Index, elsewhere: str | None) -> None:
    pypi = trust_world.fake_pypi(index=index)
    assert follow(pypi.file_url, trust_world.trust_store(PUBLIC)).data[:2] == b"PK"
    assert pypi.delivered
    assert (pypi.elsewhere and pypi.elsewhere.name) == elsewhere


def test_a_password_that_goes_elsewhere_is_told_there(trust_world: World) -> None:
    pypi = trust_world.fake_pypi(index=Index.REDIRECTED_WITH_A_LOGIN)
    assert pypi.elsewhere
    given = urllib3.make_headers(basic_auth=pypi.elsewhere.login)["authorization"]
    url = pypi.file_url.replace(str(pypi.port), str(pypi.elsewhere.port))
    (cookie,) = OF_SESSION.values
    assert get(url, trust_world.trust_store(PUBLIC), Authorization=given, Cookie=cookie).status == 200
    assert pypi.elsewhere.credentials == ["Authorization of the redirect", "Cookie of the index"]
    assert (pypi.credentials, pypi.delivered) == ([], True)


def test_wheels_are_altered_against_the_hashes_on_the_page(trust_world: World) -> None:
    wheels = [
        get(trust_world.fake_pypi(index=index).file_url, trust_world.trust_store(PUBLIC)).data
        for index in (Index.PLAIN, Index.ALTERED_FILES)
    ]
    assert wheels[0] != wheels[1]


def test_an_sdist_builds_with_the_backend_of_the_index(fake_pypi: FakePyPI, trust_store: TrustStore) -> None:
    fake_pypi.add("Own.Thing", wheel=False, sdist=True)
    assert get(f"{fake_pypi.index_url}lab-backend/", trust_store(PUBLIC)).status == 200
    sdist = get(fake_pypi.url + "/files/own_thing-1.0.tar.gz", trust_store(PUBLIC)).data
    with tarfile.open(fileobj=io.BytesIO(sdist)) as opened:
        project = opened.extractfile("own_thing-1.0/pyproject.toml")
        assert project
        assert b'requires = ["lab-backend"]' in project.read().replace(b"'", b'"')


def test_an_index_answers_with_a_fault_as_often_as_it_is_told_to(fake_pypi: FakePyPI, trust_store: TrustStore) -> None:
    fake_pypi.answer_with(503, times=2)
    assert [get(fake_pypi.file_url, trust_store(PUBLIC)).status for _ in range(3)] == [503, 503, 200]


def test_an_index_breaks_off(fake_pypi: FakePyPI, trust_store: TrustStore) -> None:
    fake_pypi.answer_with("half", times=1)
    with pytest.raises(urllib3.exceptions.ProtocolError, match="IncompleteRead"):
        get(fake_pypi.file_url, trust_store(PUBLIC))
    assert not fake_pypi.delivered
    fake_pypi.answer_with("nothing")
    with pytest.raises(urllib3.exceptions.ProtocolError, match="Remote end closed connection without response"):
        get(fake_pypi.file_url, trust_store(PUBLIC))
    assert fake_pypi.answered == []


def test_a_redirecting_index_commits_faults_too(trust_world: World) -> None:
    pypi = trust_world.fake_pypi(index=Index.REDIRECTED_TO_ANOTHER_HOST)
    pypi.answer_with(418, times=1)
    assert get(pypi.file_url, trust_world.trust_store(PUBLIC)).status == 418


@pytest.mark.parametrize(
    ("fault", "why"), [(42, "42 is not a status that ends a request"), ("no", "'no' is not an an")]
)
def test_what_is_no_fault_is_refused(fake_pypi: FakePyPI, fault: Any, why: str) -> None:
    with pytest.raises(UsageError, match=why):
        fake_pypi.answer_with(fault)


def test_a_project_that_is_not_there_is_refused_with_those_that_are(fake_pypi: FakePyPI) -> None:
    with pytest.raises(UsageError, match=r"no project 'other' among .*'demo'"):
        fake_pypi.has_delivered("other")


def test_an_index_answers_with_a_status_once_it_is_told_to(fake_pypi: FakePyPI, trust_store: TrustStore) -> None:
    fake_pypi.answer_with(503)
    assert get(fake_pypi.file_url, trust_store(PUBLIC)).status == 503
    assert not fake_pypi.delivered


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"requires": ["demo>>1"]}, "'demo>>1' is not a requirement"),
        ({"version": "one"}, "'one' is not a version of own"),
        ({"wheel": False}, "neither a wheel nor an sdist"),
    ],
)
def test_a_package_that_makes_no_sense_is_refused(fake_pypi: FakePyPI, wrong: dict[str, object], why: str) -> None:
    with pytest.raises(UsageError, match=why):
        fake_pypi.add("own", **wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("index", [Index.PLAIN, Index.BASIC_AUTH, Index.FILES_ON_SECOND_HOST])
@pytest.mark.parametrize("login", ["me:s3cret", "m@e:p%2F:w/r#d[\u00fc\u20ac", "me:"])
def test_an_index_asks_for_a_login_of_the_tests_own(trust_world: World, index: Index, login: str) -> None:
    pypi, bundle = trust_world.fake_pypi(index=index, login=login), trust_world.trust_store(PUBLIC)
    assert unquote(urlsplit(pypi.index_url).netloc.rpartition("@")[0]) == login
    bare = pypi.index_url.replace(urlsplit(pypi.index_url).netloc, f"localhost:{pypi.port}")
    for given, status in ((login, 200), (OF_INDEX.login, 401), ("me:other", 401)):
        shown = f"Basic {base64.b64encode(given.encode()).decode()}"
        assert get(bare, bundle, Authorization=shown).status == status
    assert pypi.credentials == ["Authorization of the index", "Authorization of somebody else"]


def test_an_index_asks_for_the_worlds_own_login(trust_world: World) -> None:
    assert trust_world.fake_pypi(login=True).login == trust_world.fake_pypi(index=Index.BASIC_AUTH).login
    assert trust_world.fake_pypi().login == ""
