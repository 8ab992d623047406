"""The index as an HTTP server: what RFC 9110 and PEP 691 say of negotiation, validators, ranges and methods."""

from __future__ import annotations

from functools import cache

import pytest
from werkzeug.datastructures import Headers
from werkzeug.test import Client

from harness.lab import packages
from harness.lab.nodes.index import FakeIndex, make_index_application
from harness.model.conditions import Index

HTML = "application/vnd.pypi.simple.v1+html"
JSON = "application/vnd.pypi.simple.v1+json"
PIP = f"{JSON}, {HTML}; q=0.1, text/html; q=0.01"
WHEEL = "/files/demo-1.0-py3-none-any.whl"


@cache
def files() -> dict[str, bytes]:
    return packages.build_files()


@cache
def index() -> FakeIndex:
    return FakeIndex(files())


def client(mode: Index = Index.PLAIN) -> Client:
    return Client(make_index_application(index(), mode))


@pytest.mark.parametrize(
    ("accept", "given"),
    [
        (None, "text/html; charset=utf-8"),
        ("", "text/html; charset=utf-8"),
        ("*/*", "text/html; charset=utf-8"),
        ("text/*", "text/html; charset=utf-8"),
        (PIP, JSON),
        (HTML, HTML),
        (f"{JSON};q=0.1, {HTML};q=0.2", HTML),
        (f"{JSON};q=0, */*;q=0.1", "text/html; charset=utf-8"),
        ("application/*", HTML),
    ],
)
def test_the_client_gets_the_page_that_it_likes_best(accept: str | None, given: str) -> None:
    answer = client().get("/simple/demo/", headers={} if accept is None else {"Accept": accept})
    assert (answer.status_code, answer.headers["Content-Type"], answer.headers["Vary"]) == (200, given, "Accept")


@pytest.mark.parametrize("accept", ["application/vnd.pypi.simple.v2+json", "image/png", "text/html;q=0"])
def test_a_client_that_likes_no_page_is_told_so(accept: str) -> None:
    answer = client().get("/simple/demo/", headers={"Accept": accept})
    assert (answer.status_code, answer.headers["Vary"]) == (406, "Accept")


def test_a_file_is_given_whatever_the_client_likes() -> None:
    assert client().get(WHEEL, headers={"Accept": "text/html"}).data == files()["demo-1.0-py3-none-any.whl"]


@pytest.mark.parametrize(
    ("asked", "canonical"),
    [
        ("/simple", "/simple/"),
        ("/simple/demo", "/simple/demo/"),
        ("/simple/Demo/", "/simple/demo/"),
        ("/simple/lab_backend", "/simple/lab-backend/"),
        ("/simple/Lab.-_Backend/", "/simple/lab-backend/"),
    ],
)
def test_a_name_is_normalised_by_a_redirect(asked: str, canonical: str) -> None:
    answer = client().get(asked)
    assert (answer.status_code, answer.headers["Location"]) == (301, canonical)
    assert client().get(canonical).status_code == 200


@pytest.mark.parametrize("mode", [Index.PLAIN, Index.REDIRECTED])
@pytest.mark.parametrize(
    "path", ["/", "/simple/other/", "/files/other.whl", "/files/", "/simple/demo/x", "/simple/a%0a"]
)
def test_what_is_not_there_is_not_found(path: str, mode: Index) -> None:
    assert client(mode).get(path).status_code == 404


@pytest.mark.parametrize("path", ["/simple/", "/simple/demo/", WHEEL])
def test_only_get_and_head_are_answered(path: str) -> None:
    head, got = client().head(path), client().get(path)
    assert (head.status_code, head.data) == (200, b"")
    assert without_date(head.headers) == without_date(got.headers)
    assert int(head.headers["Content-Length"]) == len(got.data)
    refused = client().post(path)
    assert (refused.status_code, refused.headers["Allow"]) == (405, "GET, HEAD")


def without_date(headers: Headers) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name != "Date"}


@pytest.mark.parametrize("path", ["/simple/", "/simple/demo/", WHEEL, WHEEL + ".metadata"])
def test_what_a_client_still_has_is_not_sent_again(path: str) -> None:
    first = client().get(path)
    assert first.headers["Cache-Control"] == "max-age=600"
    again = client().get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers.get("Vary") == first.headers.get("Vary")
    assert client().get(path, headers={"If-None-Match": '"other"'}).data == first.data


def test_each_kind_of_page_has_a_validator_of_its_own() -> None:
    kinds = ("text/html", HTML, JSON)
    assert len({client().get("/simple/demo/", headers={"Accept": kind}).headers["ETag"] for kind in kinds}) == 3


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        ("bytes=0-0", slice(0, 1)),
        ("bytes=10-19", slice(10, 20)),
        ("bytes=100-", slice(100, None)),
        ("bytes=-100", slice(-100, None)),
        ("bytes=5-99999999", slice(5, None)),
        ("bytes=-99999999", slice(0, None)),
    ],
)
def test_a_range_of_a_file_is_given(asked: str, part: slice) -> None:
    whole = files()["demo-1.0-py3-none-any.whl"]
    start, stop, _ = part.indices(len(whole))
    answer = client().get(WHEEL, headers={"Range": asked})
    assert (answer.status_code, answer.data) == (206, whole[part])
    assert answer.headers["Content-Range"] == f"bytes {start}-{stop - 1}/{len(whole)}"
    assert answer.headers["Content-Length"] == str(len(whole[part]))
    assert answer.headers["Accept-Ranges"] == "bytes"


def test_a_range_beyond_the_end_cannot_be_given() -> None:
    answer = client().get(WHEEL, headers={"Range": "bytes=99999999-"})
    size = len(files()["demo-1.0-py3-none-any.whl"])
    assert (answer.status_code, answer.headers["Content-Range"]) == (416, f"bytes */{size}")


@pytest.mark.parametrize("asked", ["bytes=0-1,5-6", "lines=0-1", "bytes=9-3", "nonsense"])
def test_a_range_that_means_nothing_here_is_passed_over(asked: str) -> None:
    answer = client().get(WHEEL, headers={"Range": asked})
    assert (answer.status_code, answer.data) == (200, files()["demo-1.0-py3-none-any.whl"])


def test_a_range_is_given_only_of_the_version_that_the_client_knows() -> None:
    etag = client().get(WHEEL).headers["ETag"]
    statuses = {}
    for known in (etag, '"other"', f"W/{etag}", "Thu, 01 Jan 2026 00:00:00 GMT"):
        statuses[known] = client().get(WHEEL, headers={"Range": "bytes=0-9", "If-Range": known}).status_code
    assert statuses == {**dict.fromkeys(statuses, 200), etag: 206}


def test_a_range_of_what_a_client_still_has_is_not_sent_again() -> None:
    etag = client().get(WHEEL).headers["ETag"]
    assert client().get(WHEEL, headers={"Range": "bytes=0-9", "If-None-Match": etag}).status_code == 304


def test_no_range_is_given_of_a_page_or_to_head() -> None:
    assert client().get("/simple/demo/", headers={"Range": "bytes=0-9"}).status_code == 200
    assert client().head(WHEEL, headers={"Range": "bytes=0-9"}).status_code == 200
