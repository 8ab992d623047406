from __future__ import annotations

import re
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from harness.model.foreign import clean_line, clean_text

#: As the runner of GitHub Actions and the agent of Azure Pipelines look for them, and a bit more widely.
READ_AS_COMMANDS = re.compile(r"^\s*::(?![0-9a-f]{1,4}\b)[a-z][\w-]*|##[\w.-]*\[", re.IGNORECASE | re.MULTILINE)
PIECES = st.sampled_from(
    [
        *(
            ":",
            "::",
            "#",
            "##",
            "[",
            "]",
            "error",
            "add-mask",
            "vso",
            "teamcity",
            "beef",
            "1",
            "ä",
            "東",
            "_",
            "-",
            ".",
        ),
        *(" ", "\n", "\r", "\t", "\x1b", "\x85", "\u2028", "\u202e", "\udc80"),
    ]
)
TEXTS = st.lists(PIECES).map("".join) | st.text(st.characters())


@given(TEXTS)
def test_what_is_harmless_stays_as_it_is(text: str) -> None:
    for harmless in (clean_line, clean_text):
        assert harmless(harmless(text)) == harmless(text)


@given(TEXTS)
def test_no_control_is_left_but_the_ends_of_lines_and_tabs(text: str) -> None:
    left = {each for each in clean_text(text) if unicodedata.category(each) in {"Cc", "Cs", "Zl", "Zp"}}
    assert left <= {"\n", "\t"}
    assert clean_line(text).isprintable() or not {"\n", "\r", "\t", "\x1b"} & set(clean_line(text))
    clean_line(text).encode()


@given(TEXTS, st.integers(min_value=0, max_value=40))
def test_no_command_is_left_even_where_a_line_is_broken(text: str, broken_at: int) -> None:
    for harmless in (clean_line(text), clean_text(text)):
        assert not READ_AS_COMMANDS.search(harmless)
        known = re.compile(r"^\s*::(error|add-mask)(?![\w-])", re.IGNORECASE)
        assert not known.search(harmless[broken_at:])


@given(st.text(st.characters(categories=["L", "N"])), st.ip_addresses(v=6))
def test_letters_numbers_and_addresses_stay(text: str, address: object) -> None:
    whole = f"{text} {address} [{address}]:443 {text}"
    assert clean_line(whole) == whole
