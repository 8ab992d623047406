"""The index: its pages and files as other tools read them, its modes, and a real pip that gets along with it."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urldefrag, urlsplit

import pytest
from packaging.utils import parse_sdist_filename, parse_wheel_filename
from werkzeug.serving import make_server
from werkzeug.test import Client

from harness.lab import packages
from harness.lab.nodes.guarded_index import make_guarded_application
from harness.lab.nodes.index import FakeIndex, make_index_application
from harness.model.conditions import Index
from harness.model.passwords import OF_INDEX

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

HTML = "application/vnd.pypi.simple.v1+html"
JSON = "application/vnd.pypi.simple.v1+json"
WHEEL = "/files/demo-1.0-py3-none-any.whl"


@cache
def files() -> dict[str, bytes]:
    return packages.build_files()


@cache
def index() -> FakeIndex:
    return FakeIndex(files())


def client(mode: Index = Index.PLAIN, files_host: str | None = None) -> Client:
    return Client(make_index_application(index(), mode, files_host))


def as_json(path: str) -> Any:
    return json.loads(client().get(path, headers={"Accept": JSON}).text)


class Links(HTMLParser):
    """The attributes of every link of a page, by the text of the link."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: dict[str, dict[str, str | None]] = {}
        self._attributes: dict[str, str | None] | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._attributes = dict(attrs) if tag == "a" else None

    def handle_data(self, data: str) -> None:
        if self._attributes is not None:
            self.found[data], self._attributes = self._attributes, None


def test_the_list_of_projects_links_to_the_page_of_each() -> None:
    links = Links(client().get("/simple/").text).found
    assert {name: link["href"] for name, link in links.items()} == {
        "demo": "demo/",
        "built": "built/",
        "lab-backend": "lab-backend/",
    }
    assert as_json("/simple/")["projects"]


@pytest.mark.parametrize("project", ["demo", "built", "lab-backend"])
def test_both_kinds_of_page_say_the_same_and_it_is_true(project: str) -> None:
    links = Links(client().get(f"/simple/{project}/").text).found
    page = as_json(f"/simple/{project}/")
    assert {file["filename"] for file in page["files"]} == set(links)
    assert (page["meta"], page["name"], page["versions"]) == ({"api-version": "1.1"}, project, ["1.0"])
    for file in page["files"]:
        link, content = links[file["filename"]], client().get(file["url"]).data
        assert content == files()[file["filename"]]
        digest = hashlib.sha256(content).hexdigest()
        assert (file["hashes"], file["size"]) == ({"sha256": digest}, len(content))
        assert urldefrag(link["href"] or "") == (file["url"], f"sha256={digest}")
        assert file["requires-python"] == link["data-requires-python"] == ">=3.6"
        assert file["upload-time"] == "2026-01-01T00:00:00Z"


@pytest.mark.parametrize("project", ["demo", "lab-backend"])
def test_the_metadata_of_a_wheel_lies_next_to_it(project: str) -> None:
    links = Links(client().get(f"/simple/{project}/").text).found
    (wheel, *_) = as_json(f"/simple/{project}/")["files"]
    metadata = client().get(wheel["url"] + ".metadata").data
    digest = hashlib.sha256(metadata).hexdigest()
    assert metadata.startswith(b"Metadata-Version: ")
    assert f"\nName: {project}\n".encode() in metadata
    assert wheel["core-metadata"] == {"sha256": digest}
    link = links[wheel["filename"]]
    assert link["data-core-metadata"] == link["data-dist-info-metadata"] == f"sha256={digest}"


def test_pages_may_give_an_old_hash_of_files_and_the_usual_one_of_metadata() -> None:
    old = client(Index.ALTERED_FILES_WITH_MD5)
    links = Links(old.get("/simple/demo/").text).found
    for file in json.loads(old.get("/simple/demo/", headers={"Accept": JSON}).text)["files"]:
        digest = hashlib.md5(files()[file["filename"]]).hexdigest()
        assert file["hashes"] == {"md5": digest}
        assert urldefrag(links[file["filename"]]["href"] or "")[1] == f"md5={digest}"
        assert {*file.get("core-metadata", {"sha256": ""})} == {"sha256"}


def test_metadata_may_be_altered_against_the_page_and_nothing_else_is() -> None:
    altered = client(Index.ALTERED_METADATA)
    (wheel, *_) = as_json("/simple/demo/")["files"]
    served = altered.get(WHEEL + ".metadata").data
    assert hashlib.sha256(served).hexdigest() != wheel["core-metadata"]["sha256"]
    assert served.endswith(client().get(WHEEL + ".metadata").data)
    assert altered.get(WHEEL).data == client().get(WHEEL).data
    assert altered.get("/simple/demo/").data == client().get("/simple/demo/").data


def test_an_index_without_files_may_list_projects() -> None:
    listed = Client(make_index_application(FakeIndex({}, projects=["demo"]), Index.PLAIN)).get("/simple/demo/")
    assert (listed.status_code, Links(listed.text).found) == (200, {})
    assert Client(make_index_application(FakeIndex({}), Index.PLAIN)).get("/simple/demo/").status_code == 404


def test_an_sdist_promises_no_metadata() -> None:
    (sdist,) = as_json("/simple/built/")["files"]
    assert "core-metadata" not in sdist
    assert client().get(sdist["url"] + ".metadata").status_code == 404


def test_the_names_of_files_are_well_formed() -> None:
    for project in ("demo", "built", "lab-backend"):
        for name in Links(client().get(f"/simple/{project}/").text).found:
            parsed = parse_wheel_filename(name)[:2] if name.endswith(".whl") else parse_sdist_filename(name)
            assert (parsed[0], str(parsed[1])) == (project, "1.0")


@pytest.mark.parametrize("path", ["/simple/demo/", WHEEL, WHEEL + ".metadata"])
def test_redirected_means_that_pages_and_files_have_moved(path: str) -> None:
    answer = client(Index.REDIRECTED).get(path)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/moved" + path)
    assert client(Index.REDIRECTED).get("/moved" + path).data == client().get(path).data
    assert client().get("/moved" + path).status_code == 404


def test_redirected_leaves_the_list_of_projects_where_it_was() -> None:
    assert client(Index.REDIRECTED).get("/simple/").data == client().get("/simple/").data


@pytest.mark.parametrize("accept", ["text/html", HTML, JSON])
def test_a_second_host_has_all_files_and_no_page(accept: str) -> None:
    both = client(Index.FILES_ON_SECOND_HOST, "https://127.0.0.1:4711")
    page = both.get("/simple/demo/", headers={"Accept": accept}, base_url="https://127.0.0.1:99")
    urls = [file["url"] for file in json.loads(page.text)["files"]] if accept == JSON else hrefs(page.text)
    assert {url.removesuffix(urlsplit(url).path) for url in urls} == {"https://127.0.0.1:4711"}
    for url in urls:
        path = urlsplit(url).path
        assert both.get(path, base_url="https://127.0.0.1:4711").data == files()[path.rpartition("/")[2]]
        assert both.get(path, base_url="https://127.0.0.1:99").status_code == 404
    assert both.get("/simple/demo/", base_url="https://127.0.0.1:4711").status_code == 404


def hrefs(page: str) -> list[str]:
    return [urldefrag(link["href"] or "")[0] for link in Links(page).found.values()]


@pytest.mark.parametrize("mode", [Index.PLAIN, Index.FILES_ON_SECOND_HOST])
def test_a_second_host_is_named_where_and_only_where_there_is_one(mode: Index) -> None:
    files_host = "https://127.0.0.1:4711" if mode is Index.PLAIN else None
    with pytest.raises(ValueError, match="files_host is"):
        make_index_application(index(), mode, files_host)


@pytest.mark.parametrize("mode", [Index.PLAIN, Index.REDIRECTED])
def test_the_artefact_is_where_the_index_says(mode: Index) -> None:
    for project, file in (("demo", "demo-1.0-py3-none-any.whl"), ("Built", "built-1.0.tar.gz")):
        answer = client(mode).get(index().find_artefact(project, mode))
        assert (answer.status_code, answer.data) == (200, files()[file])
    with pytest.raises(KeyError, match="no project 'other' among"):
        index().find_artefact("other", mode)


@pytest.mark.client
@pytest.mark.parametrize("mode", [Index.PLAIN, Index.REDIRECTED, Index.BASIC_AUTH])
def test_pip_downloads_a_wheel(mode: Index, tmp_path: Path) -> None:
    with serving(make_guarded_application(index(), mode)) as origin:
        pip(origin, tmp_path, "download", "--dest", "got", "demo")
    (got,) = (tmp_path / "got").iterdir()
    assert got.read_bytes() == files()[got.name]


@pytest.mark.client
def test_pip_builds_with_a_backend_from_the_index(tmp_path: Path) -> None:
    with serving(make_index_application(index(), Index.PLAIN)) as origin:
        pip(origin, tmp_path, "wheel", "--wheel-dir", "got", "built")
    assert [file.name for file in (tmp_path / "got").iterdir()] == ["built-1.0-py3-none-any.whl"]


def pip(origin: str, folder: Path, *arguments: str) -> None:
    """Run pip in a folder with an environment written from nothing; what it says is shown if it fails."""
    environment = {"PATH": os.defpath, "HOME": str(folder), "PIP_CONFIG_FILE": os.devnull}
    options = [
        "--no-cache-dir",
        "--disable-pip-version-check",
        "--retries=0",
        "--no-input",
        f"--index-url={origin}/simple/",
    ]
    command = [sys.executable, "-m", "pip", *arguments, *options]
    done = subprocess.run(
        command, check=False, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert done.returncode == 0, done.stdout


@contextmanager
def serving(app: WSGIApplication) -> Iterator[str]:
    """Scheme, user, password, host and port of a server of the application."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://{OF_INDEX.user}:{OF_INDEX.word}@127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
