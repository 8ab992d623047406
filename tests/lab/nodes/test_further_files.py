from __future__ import annotations

import pytest
from werkzeug.test import Client
from werkzeug.wrappers import Response

from harness.lab.nodes.further_files import add_files, lead_away

INDEX = Response("the index")


@pytest.fixture
def client() -> Client:
    return Client(add_files(INDEX, "/git/built.git", {"/git/built.git/HEAD": b"ref", "/git/built.git/page/": b"page"}))


def test_files_are_added_below_a_path(client: Client) -> None:
    assert client.get("/git/built.git/HEAD").data == b"ref"
    assert client.get("/simple/").text == client.get("/git/built.gitter").text == "the index"


def test_what_is_not_there_is_not_asked_of_the_index(client: Client) -> None:
    assert client.get("/git/built.git/info/refs").status_code == 404


def test_a_path_that_ends_with_a_slash_is_a_page(client: Client) -> None:
    assert client.get("/git/built.git/page/").mimetype == "text/html"
    assert client.get("/git/built.git/HEAD").mimetype == "text/plain"


@pytest.mark.parametrize("url", ["file:///tmp/demo.html", "data:text/plain,here", "ftp://localhost:1/demo"])
def test_clients_are_sent_to_just_that_url_from_some_paths_alone(url: str) -> None:
    client = Client(lead_away(INDEX, url, lambda path: path.endswith(".whl")))
    sent = client.get("/files/demo.whl")
    assert (sent.status_code, sent.headers["Location"]) == (302, url)
    assert client.get("/files/demo.whl.metadata").text == "the index"
