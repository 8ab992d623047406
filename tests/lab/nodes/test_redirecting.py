from __future__ import annotations

import pytest
from werkzeug.test import Client
from werkzeug.wrappers import Response

from harness.lab.nodes.redirecting import make_redirecting_application

PLACE = "https://127.0.0.1:4711"


@pytest.mark.parametrize("path", ["/simple/demo/", "/files/demo-1.0-py3-none-any.whl", "/nothing"])
def test_whatever_is_asked_for_is_somewhere_else(path: str) -> None:
    answer = Client(make_redirecting_application(PLACE)).get(path, base_url="https://localhost")
    assert (answer.status_code, answer.headers["Location"]) == (302, PLACE + path)


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_cookie_is_given_along_which_over_tls_is_for_tls_alone(scheme: str) -> None:
    answer = Client(make_redirecting_application(PLACE)).get("/simple/", base_url=f"{scheme}://localhost")
    assert answer.headers["Set-Cookie"].startswith("session=")
    assert ("Secure" in answer.headers["Set-Cookie"]) is (scheme == "https")
    assert "Domain" not in answer.headers["Set-Cookie"]


def test_a_login_is_in_the_url_of_the_other_place_and_no_cookie_is_given() -> None:
    answer = Client(make_redirecting_application("https://localhost:4711", "user:secret")).get(
        "/simple/demo/", base_url="https://localhost"
    )
    assert answer.headers["Location"] == "https://user:secret@localhost:4711/simple/demo/"
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(("path", "code"), [("/simple/demo/", 200), ("/files/demo-1.0-py3-none-any.whl", 302)])
def test_where_pages_are_given_only_files_are_elsewhere(path: str, code: int) -> None:
    answer = Client(make_redirecting_application(PLACE, "third.lab:", Response("A page.\n"))).get(
        path, base_url="https://localhost"
    )
    assert answer.status_code == code
    assert answer.headers.get("Location") == ("https://third.lab:@127.0.0.1:4711" + path if code == 302 else None)
