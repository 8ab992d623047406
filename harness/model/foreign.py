r"""Text that others wrote, made harmless: nothing in it moves a cursor, speaks to a CI system or hides what it says.

One rule: pure, and done once, where a text comes in: from a client, the wire, a witness, git, pip or a results file.
What is said later may go anywhere. A character that is not for reading is written as ``\x1b`` or ``\u202e``; a command
of a CI system is parted by a space, so that none reads it as one, wherever a report breaks its lines:

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


def harmless_line(text: str) -> str:
    """Return a text as one harmless line; a tab or the end of a line in it becomes a space."""
    return _harmless(_WHITE.sub(" ", text))


def harmless_text(text: str) -> str:
    """Return a text of several lines in which each is harmless; tabs and ends of lines stay, the latter as newlines."""
    lines = _ENDS_OF_LINES.sub("\n", text).split("\n")
    return "\n".join("\t".join(map(_harmless, line.split("\t"))) for line in lines)


def read_json(line: bytes) -> Any:
    """Return what a line of JSON says, every string in it one harmless line. Raises ``msgspec.DecodeError``."""
    try:
        return harmless_value(msgspec.json.decode(line))
    except RecursionError:
        raise msgspec.DecodeError("JSON is nested too deep") from None


def harmless_value(value: Any) -> Any:
    """Return what was read from JSON with every string in it, names of members too, made one harmless line."""
    if isinstance(value, str):
        return harmless_line(value)
    if isinstance(value, list):
        return [harmless_value(each) for each in value]
    if isinstance(value, dict):
        return {harmless_line(name): harmless_value(each) for name, each in value.items()}
    return value


def _harmless(text: str) -> str:
    # ASCII that can be printed is by far the most frequent.
    if not (text.isascii() and text.isprintable()):
        text = "".join(map(_written, text))
    return _NAMED_BY_HASHES.sub("# ", _NAMED_BY_COLONS.sub(": ", text))


def _written(character: str) -> str:
    unreadable = unicodedata.category(character) in _UNREADABLE and character not in _READABLE
    if not unreadable and character not in _NO_CHARACTERS:
        return character
    number = ord(character)
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"
