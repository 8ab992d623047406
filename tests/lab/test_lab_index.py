"""The lab of a scenario by its index and its logins."""

from __future__ import annotations

import base64
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

import pytest
import urllib3

from harness.lab.lab import raise_lab
from harness.lab.workshop import Workshop
from harness.model.conditions import Action, Demand, Index, Login, ProxyLogin, TypedLogin, TypedProxyLogin
from harness.model.conditions.indexes import THIRD_HOST
from harness.model.passwords import OF_INDEX, OF_OTHER_INDEX, OF_PROXY, OF_REDIRECT, split_login
from harness.model.topology import Topology
from scenarios import topologies
from tests.support.raised import ALL, get, named, on, sent


def test_files_may_lie_on_a_second_host(workshop: Workshop) -> None:
    context = workshop.pki.make_trusting_context()
    with raise_lab(on(topologies.TUNNELLED, index=Index.FILES_ON_SECOND_HOST), workshop) as lab:
        front, origin, files = lab.nodes
        assert (front.name, origin.name, files.name) == ("connect-proxy", "origin", "files")
        _, page = get(lab, f"{lab.index_url}demo/", context)
        assert f'"https://127.0.0.1:{files.port}{lab.artefact_path}' in page.decode()
        assert lab.artefact_url == f"https://{files.address}{lab.artefact_path}"
        assert get(lab, lab.artefact_url, context)[0] == 200
        assert get(lab, f"https://{origin.address}{lab.artefact_path}", context)[0] == 404


def test_the_password_is_in_the_urls_where_the_index_asks_for_it(workshop: Workshop) -> None:
    with raise_lab(on(topologies.DIRECT, index=Index.BASIC_AUTH), workshop) as lab:
        login = f"https://{OF_INDEX.user}:{OF_INDEX.word}@{lab.nodes[-1].address}"
        assert (lab.index_url, lab.artefact_url) == (f"{login}/simple/", f"{login}{lab.artefact_path}")


@pytest.mark.parametrize(
    ("index", "open_to_all"),
    [
        (Index.PLAIN, ()),
        (Index.REDIRECTED, ()),
        (Index.FILES_ON_SECOND_HOST, ("files",)),
        (Index.REDIRECTED_TO_ANOTHER_HOST, ("elsewhere",)),
        (Index.EMPTY_BESIDE_ANOTHER, ("further",)),
    ],
)
def test_an_index_of_any_sort_demands_its_login_and_no_other_host_does(
    index: Index, open_to_all: tuple[str, ...], workshop: Workshop
) -> None:
    context = workshop.pki.make_trusting_context()
    asking = on(topologies.DIRECT, index=index, demand=Demand.LOGIN_OR_NOT_FOUND)
    with raise_lab(asking, workshop) as lab:
        assert lab.index_url.startswith(f"https://{OF_INDEX.login}@")
        bare = {node.name: f"https://{node.address}" for node in lab.nodes}
        paths = {name: lab.artefact_path if name in open_to_all else "/simple/demo/" for name in bare}
        seen = {name: get(lab, f"{url}{paths[name]}", context)[0] for name, url in bare.items()}
    assert seen == {name: 200 if name in open_to_all else 404 for name in bare}


def test_what_a_login_is_typed_as_is_in_the_url_and_what_it_means_is_demanded(workshop: Workshop) -> None:
    typed = TypedProxyLogin(r"DOMAIN\me%23:a{password}")
    token = TypedLogin("{password}")
    asking = on(topologies.TUNNELLED, proxy_login=typed, login=token, demand=Demand.LOGIN)
    with raise_lab(asking, workshop) as lab:
        assert split_login(lab.proxy_url or "")[1] == rf"DOMAIN\me%23:a{OF_PROXY.word}@"
        assert split_login(lab.index_url)[1] == f"{OF_INDEX.word}@"
    assert typed.value.asked is not None
    assert (typed.value.asked.user, typed.value.asked.word) == ("DOMAIN\\me#", f"a{OF_PROXY.word}")


@pytest.mark.parametrize("login", ProxyLogin)
def test_a_proxy_lets_in_whoever_gives_the_true_login_and_the_client_has_the_written_one(
    login: ProxyLogin, workshop: Workshop
) -> None:
    gate = login.value
    with raise_lab(on(topologies.FORWARDED, proxy_login=login), workshop) as lab:
        bare, written = split_login(lab.proxy_url or "")
        assert written == (f"{gate.given.written}@" if gate.given else "")
        for given in dict.fromkeys(f"{each.user}:{each.word}" for each in gate.secrets):
            shown = {"Proxy-Authorization": f"Basic {base64.b64encode(given.encode()).decode()}"}
            with urllib3.ProxyManager(bare, proxy_headers=shown) as pool:
                status = pool.request("GET", lab.artefact_url, headers={"Connection": "close"}).status
            assert status == (200 if gate.asked and given == gate.asked.login else 407)


def test_a_second_index_is_named_with_its_own_login(workshop: Workshop) -> None:
    with raise_lab(on(topologies.DIRECT, index=Index.TWO_WITH_LOGINS), workshop) as lab:
        address = lab.nodes[-1].address
        assert lab.index_url == f"https://{OF_INDEX.login}@{address}/simple/"
        assert lab.other_index_url == f"https://{OF_OTHER_INDEX.login}@{address}/other/simple/"


@pytest.mark.parametrize("topology", ALL, ids=named)
def test_a_proxy_that_asks_for_a_password_has_it_in_its_url(topology: Topology, workshop: Workshop) -> None:
    with raise_lab(on(topology, proxy_login=ProxyLogin.IN_URL), workshop) as lab:
        assert (lab.proxy_url is None) == (not topology.proxies)
        assert lab.proxy_url is None or f"://{OF_PROXY.login}@{lab.nodes[0].address}" in lab.proxy_url


@pytest.mark.parametrize("login", Login)
def test_the_password_for_the_index_is_where_it_is_said_to_be(login: Login, workshop: Workshop) -> None:
    with raise_lab(on(topologies.DIRECT, login=login), workshop) as lab:
        place = login.value
        if place.in_url is None or place.only_if_asked:
            assert "@" not in lab.index_url
        else:
            assert (
                split_login(lab.index_url)[1] == f"{place.in_url.user if place.user_alone else place.in_url.written}@"
            )


@pytest.mark.parametrize(
    ("index", "there"),
    [(Index.REDIRECTED_TO_ANOTHER_HOST, "https://127.0.0.1"), (Index.REDIRECTED_TO_PLAIN_HTTP, "http://localhost")],
)
def test_an_index_may_send_to_another_place(index: Index, there: str, workshop: Workshop) -> None:
    with raise_lab(on(topologies.DIRECT, index=index), workshop) as lab:
        origin, elsewhere = lab.nodes
        assert (origin.name, elsewhere.name) == ("origin", "elsewhere")
        assert get(lab, lab.artefact_url, workshop.pki.make_trusting_context())[0] == 302
        moved = f"{there}:{elsewhere.port}{lab.artefact_path}"
        assert get(lab, moved, workshop.pki.make_trusting_context())[0] == 200


def test_an_index_may_send_with_a_login_to_a_place_that_asks_for_it(workshop: Workshop) -> None:
    client = workshop.pki.make_trusting_context()
    with raise_lab(on(topologies.DIRECT, index=Index.REDIRECTED_WITH_A_LOGIN), workshop) as lab:
        origin, elsewhere = lab.nodes
        assert (origin.name, elsewhere.name) == ("origin", "elsewhere")
        there = f"localhost:{elsewhere.port}{lab.artefact_path}"
        assert sent(lab, lab.artefact_url, client) == f"https://{OF_REDIRECT.login}@{there}"
        assert get(lab, f"https://{there}", client)[0] == 401


def test_an_index_may_send_for_files_to_a_url_that_names_a_third_host_for_a_user(workshop: Workshop) -> None:
    client = workshop.pki.make_trusting_context()
    with raise_lab(on(topologies.DIRECT, index=Index.REDIRECTED_IN_DISGUISE), workshop) as lab:
        elsewhere = lab.nodes[1]
        assert get(lab, f"{lab.index_url}demo/", client)[0] == 200
        there = f"localhost:{elsewhere.port}{lab.artefact_path}"
        assert sent(lab, lab.artefact_url, client) == f"https://{THIRD_HOST}:@{there}"
        assert get(lab, f"https://{there}", client)[0] == 200


def test_an_index_may_send_for_files_to_the_same_ones_on_the_clients_own_disk(workshop: Workshop) -> None:
    client = workshop.pki.make_trusting_context()
    with raise_lab(on(topologies.DIRECT, index=Index.REDIRECTED_TO_LOCAL_FILES), workshop) as lab:
        assert [each.name for each in lab.nodes] == ["origin"]
        assert get(lab, f"{lab.index_url}demo/", client)[0] == 200
        there = Path(url2pathname(urlsplit(sent(lab, lab.artefact_url, client)).path))
    assert there.read_bytes() == workshop.files[there.name]
    assert there.with_name(f"{there.name}.metadata").is_file()


@pytest.mark.parametrize("action", Action)
def test_what_an_action_must_fetch_is_there(action: Action, workshop: Workshop) -> None:
    with raise_lab(on(topologies.DIRECT, action=action), workshop) as lab:
        assert get(lab, lab.artefact_url, workshop.pki.make_trusting_context())[0] == 200
        assert ("lab_backend" in lab.artefact_path) is (action.value.fetches == "lab-backend")


def test_a_repository_is_there_for_git_alone_and_behind_the_login_of_the_index(workshop: Workshop) -> None:
    client = workshop.pki.make_trusting_context()
    asked = on(topologies.DIRECT, action=Action.GIT, index=Index.BASIC_AUTH)
    with raise_lab(asked, workshop) as lab:
        head = f"{lab.repository_url}/HEAD"
        assert get(lab, head, client) == (401, b"Who are you?\n")
    with raise_lab(asked.but(index=Index.PLAIN), workshop) as lab:
        assert get(lab, f"{lab.repository_url}/HEAD", client) == (200, b"ref: refs/heads/main\n")
    with raise_lab(asked.but(index=Index.PLAIN, action=Action.DOWNLOAD), workshop) as lab:
        assert get(lab, f"{lab.repository_url}/HEAD", client)[0] == 404


def test_there_is_a_newer_client_for_the_one_that_looks_for_it(workshop: Workshop) -> None:
    client = workshop.pki.make_trusting_context()
    with raise_lab(on(topologies.DIRECT, action=Action.SELF_CHECK), workshop) as lab:
        status, page = get(lab, f"{lab.index_url}pip/", client)
        assert (status, b"pip-9999" in page) == (200, True)
        assert lab.artefact_path == "/simple/pip/"
    with raise_lab(on(topologies.DIRECT), workshop) as lab:
        assert get(lab, f"{lab.index_url}pip/", client)[0] == 404


def test_a_page_may_be_redirected_to_one_on_the_clients_own_disk_that_leads_to_the_file(workshop: Workshop) -> None:
    client = workshop.pki.make_trusting_context()
    with raise_lab(on(topologies.DIRECT, index=Index.REDIRECTED_TO_A_LOCAL_PAGE), workshop) as lab:
        page = Path(url2pathname(urlsplit(sent(lab, f"{lab.index_url}demo/", client)).path))
        assert get(lab, lab.artefact_url, client)[0] == 200
    named = page.read_text().partition('href="')[2].partition('"')[0]
    assert (page.parent / named).read_bytes() == workshop.files[Path(named).name]
