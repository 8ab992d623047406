from __future__ import annotations

import io

import pytest

from harness.runs.legible import accept_any_text


@pytest.mark.parametrize(
    ("encoding", "written"),
    [
        ("ascii", b"a -> b x 2 ... \\xe4 \\u4e2d \\udcff"),
        ("latin-1", b"a -> b \xd7 2 ... \xe4 \\u4e2d \\udcff"),
        ("utf-8", "a → b × 2 … ä 中 \\udcff".encode()),
    ],
)
def test_what_a_stream_cannot_say_is_said_otherwise(encoding: str, written: bytes) -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding=encoding)
    accept_any_text(stream, None, io.StringIO())
    stream.write("a → b × 2 … ä 中 \udcff")
    stream.flush()
    assert raw.getvalue() == written
