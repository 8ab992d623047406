from __future__ import annotations

import unicodedata

import pytest

from harness.model.foreign import clean_line, clean_text, clean_value

COMMANDS = {
    "::error::no": ": :error::no",
    "  ::warning file=a.py,line=1::no": "  : :warning file=a.py,line=1::no",
    "::stop-commands::beef": ": :stop-commands::beef",
    "seen ::Add-Mask::x": "seen : :Add-Mask::x",
    "a_word_::group::x": "a_word_: :group::x",
    "(::anything::x)": "(: :anything::x)",
    ":::error::x": ":: :error::x",
    "seen ##[error]no": "seen # #[error]no",
    "###[section]no": "## #[section]no",
    "x##vso[task.setvariable variable=A]b": "x# #vso[task.setvariable variable=A]b",
    "##teamcity[buildStatus text='no']": "# #teamcity[buildStatus text='no']",
}


@pytest.mark.parametrize(("text", "harmless"), COMMANDS.items(), ids=ascii)
def test_a_command_of_a_ci_system_is_parted_wherever_it_stands(text: str, harmless: str) -> None:
    assert clean_line(text) == harmless


@pytest.mark.parametrize(
    ("text", "harmless"),
    [
        ("\x1b[2J\x1b]0;title\x07", r"\x1b[2J\x1b]0;title\x07"),
        ("\x9b31m\x85", r"\x9b31m\x85"),
        ("abc\b\b\bxyz\x7f", r"abc\x08\x08\x08xyz\x7f"),
        ("a\u202egpj.exe\u2066\u200b", r"a\u202egpj.exe\u2066\u200b"),
        ("\u2028\u2029", r"\u2028\u2029"),
        ("\udcff\ufffe\uffff", r"\udcff\ufffe\uffff"),
        ("\U000e0041", r"\U000e0041"),
        ("section_start:1:a\r\x1b[0K", r"section_start:1:a \x1b[0K"),
    ],
    ids=ascii,
)
def test_what_is_not_for_reading_is_written_out(text: str, harmless: str) -> None:
    assert clean_line(text) == harmless


@pytest.mark.parametrize(
    "text",
    [
        *("fe80::1", "::1", "[::1]:443", "::ffff:127.0.0.1", "2001:db8::dead:beef", "fe80::abcd%eth0", "::"),
        *("Müller, 東京, שלום, مرحبا, नमस्ते", "می\u200cخواهم", "std::string", "tests/test_a.py::test_b", "C:\\x41"),
        *("[red]bold[/red]", "# heading", "## heading", "#[derive]", "<b>&amp;</b>", "`x`", "%0A", "a: b::c"),
    ],
)
def test_ordinary_text_is_left_as_it_is(text: str) -> None:
    assert clean_line(text) == text


def test_a_line_is_one_line_and_a_text_keeps_its_lines() -> None:
    text = "one\ttwo\r\nthree\rfour\n::error::\x0bfive"
    assert clean_line(text) == r"one two three four : :error::\x0bfive"
    assert clean_text(text) == "one\ttwo\nthree\nfour\n: :error::\\x0bfive"


def test_every_string_of_a_value_is_made_harmless_and_nothing_else() -> None:
    value = {"a\x1b": ["##[error]", 1, None, True, 0.5, {"b": "\r\n"}]}
    assert clean_value(value) == {r"a\x1b": ["# #[error]", 1, None, True, 0.5, {"b": " "}]}


def test_letters_of_every_script_stay() -> None:
    letters = "".join(chr(number) for number in range(0x110000) if unicodedata.category(chr(number))[0] in "LMN")
    assert clean_line(letters) == letters
