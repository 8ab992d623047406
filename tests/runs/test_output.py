from __future__ import annotations

from itertools import pairwise
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.runs.output import BEGINNING, END, ClientOutput


def heard(*chunks: bytes, **secrets: str) -> ClientOutput:
    output = ClientOutput(secrets)
    for chunk in chunks:
        output.add_chunk(chunk)
    return output


def test_what_fits_is_kept_whole() -> None:
    assert heard(b"one\r\n", b"two\rthree \xff\n").text == "one\ntwo\nthree \N{REPLACEMENT CHARACTER}\n"
    assert heard().text == ""
    assert heard(b"x" * (BEGINNING + END)).text == "x" * (BEGINNING + END)


def test_of_what_does_not_fit_the_beginning_and_the_end_are_kept_and_the_rest_is_counted() -> None:
    size = 8 * END
    text = heard(b"first", *[b"." * 4096] * (size // 4096), b"last").text
    assert text.startswith("first...")
    assert text.endswith("...last")
    beginning, between, end = text.split("\n")
    assert between == f"[{size + 9 - len(beginning) - len(end)} bytes are left out here]"
    assert len(beginning) == BEGINNING
    assert END <= len(end) <= 2 * END


@pytest.mark.parametrize(
    "printed",
    ["p@ss word/é", "p%40ss%20word%2F%C3%A9", "p%40ss%20word%2f%c3%a9", "http://user:p%40ss%20word%2F%C3%A9@host"],
)
def test_a_secret_is_found_as_it_is_and_as_it_stands_in_a_url(printed: str) -> None:
    assert heard(printed.encode(), password="p@ss word/é", other="other").printed == ("password",)


def test_what_was_not_printed_is_not_found() -> None:
    assert heard(b"p@ss", b" word", password="p@ssword", empty="").printed == ()


def test_a_secret_is_found_where_its_output_is_not_kept() -> None:
    noise = b"." * END
    assert heard(noise, b"secret", *[noise] * 4, password="secret").printed == ("password",)


@given(st.text(min_size=1), st.binary(), st.binary(), st.lists(st.integers(0, 400)), st.booleans())
def test_a_secret_is_found_however_the_output_is_cut(
    secret: str, before: bytes, after: bytes, cuts: list[int], in_a_url: bool
) -> None:
    form = quote(secret, safe="") if in_a_url else secret
    whole = before + form.encode() + after
    places = [0, *sorted(min(cut, len(whole)) for cut in cuts), len(whole)]
    chunks = [whole[start:stop] for start, stop in pairwise(places)]
    assert heard(*chunks, password=secret).printed == ("password",)
