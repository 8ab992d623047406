r"""Make text that others wrote harmless: nothing in it moves a cursor, commands a CI system or hides what it says.

One rule: this is done once, where a text comes in: from a client, the wire, a witness, git, pip or a results file. From
there it may go anywhere. An unreadable character is written as ``\x1b`` or ``\u202e``; a command of a CI system gets a
space in its middle, so that none obeys it, wherever a report breaks its lines:

* ``::error::`` and ``##[error]`` of GitHub Actions: https://github.com/actions/runner, ActionCommand.cs
* ``##vso[…]`` and ``##[…]`` of Azure Pipelines: https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands
* ``##teamcity[…]``: https://www.jetbrains.com/help/teamcity/service-messages.html

GitLab's ``section_start`` needs a carriage return and an escape. Rich's, Markdown's, HTML's and XML's own marks are
left as they are: what they mean depends on where a text goes, so each report escapes those of its own.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import msgspec

_COMMANDS = (
    "error|warning|notice|debug|group|endgroup|echo|add-mask|add-path|add-matcher|remove-matcher|set-env|set-output"
    "|save-state|stop-commands|internal-[a-z-]+"
)
#: ``::word``, unless the word may be a part of an IPv6 address; inside of a word (``std::string``) what is a command.
_NAMED_BY_COLONS = re.compile(
    rf":(?=:(?:{_COMMANDS})(?![\w-]))|(?<!\w):(?=:(?![0-9a-f]{{1,4}}(?![\w-]))[^\W\d][\w-]*)", re.IGNORECASE
)
#: ``##word[``, with or without the word.
_NAMED_BY_HASHES = re.compile(r"#(?=#[\w.-]*\[)")
_ENDS_OF_LINES = re.compile(r"\r\n?")
_WHITE = re.compile(r"\r\n|[\t\n\r]")
#: Categories of characters that are not for reading: controls, formats, halves of a pair, ends of lines and paragraphs.
_UNREADABLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
#: Formats without which some languages cannot be written: the joiners.
_READABLE = frozenset({"\u200c", "\u200d"})
#: Neither is a character, and XML 1.0 cannot hold them: https://www.w3.org/TR/xml/#charsets
_NO_CHARACTERS = frozenset({"\ufffe", "\uffff"})


def clean_line(text: str) -> str:
    """Return a text as one harmless line; each tab and line break becomes a space."""
    return _clean_text(_WHITE.sub(" ", text))


def clean_text(text: str) -> str:
    """Return a text with each line harmless; tabs stay, and line breaks become newlines."""
    lines = _ENDS_OF_LINES.sub("\n", text).split("\n")
    return "\n".join("\t".join(map(_clean_text, line.split("\t"))) for line in lines)


def read_json(line: bytes) -> Any:
    """Return the value of a line of JSON, every string in it one harmless line. Raises ``msgspec.DecodeError``."""
    try:
        return clean_value(msgspec.json.decode(line))
    except RecursionError:
        raise msgspec.DecodeError("JSON is nested too deep") from None


def clean_value(value: Any) -> Any:
    """Return a value read from JSON with every string in it, names of members too, made one harmless line."""
    if isinstance(value, str):
        return clean_line(value)
    if isinstance(value, list):
        return [clean_value(each) for each in value]
    if isinstance(value, dict):
        return {clean_line(name): clean_value(each) for name, each in value.items()}
    return value


def _clean_text(text: str) -> str:
    # Printable ASCII without commands is by far the most frequent, and every string of every record comes by here.
    if not (text.isascii() and text.isprintable()):
        text = "".join(map(_escape_character, text))
    if "::" in text:
        text = _NAMED_BY_COLONS.sub(": ", text)
    return _NAMED_BY_HASHES.sub("# ", text) if "##" in text else text


def _escape_character(character: str) -> str:
    unreadable = unicodedata.category(character) in _UNREADABLE and character not in _READABLE
    if not unreadable and character not in _NO_CHARACTERS:
        return character
    number = ord(character)
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"
