"""Write text to streams that lack some of its characters, such as a log in ASCII or Latin-1.

One rule: writing must never end a run. A character that a stream lacks is replaced by one that looks alike, or by its
escape.
"""

from __future__ import annotations

import codecs
import io
from typing import Any

_NAME = "pip-trust-lab-legible"
#: The characters beyond ASCII in the lab's own texts.
_ALIKE = {"\u00d7": "x", "\u2013": "-", "\u2014": "-", "\u2026": "...", "\u2192": "->", "\u2265": ">=", "\u2018": "'"}
_ALIKE |= {"\u2019": "'", "\u201c": '"', "\u201d": '"', "\u00a0": " ", "\u2308": "ceil(", "\u2309": ")"}


def accept_any_text(*streams: Any) -> None:
    """Let Python's own text streams accept any text; other streams are left alone."""
    codecs.register_error(_NAME, _replace)
    for stream in streams:
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=_NAME)


def _replace(error: UnicodeError) -> tuple[str | bytes, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    text = error.object[error.start : error.end]
    return "".join(_ALIKE.get(sign) or _escape_sign(sign) for sign in text), error.end


def _escape_sign(sign: str) -> str:
    return sign.encode("ascii", errors="backslashreplace").decode("ascii")
