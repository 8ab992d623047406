"""URLs without what is secret in them.

One rule: pure, and rather too much is taken out than too little. What is taken out leaves ``****`` behind, which tells
a reader where to put it in again. What names a user stays; a name that is alone, or is as long as a token, may be one.
"""

from __future__ import annotations

import re

#: What stands where a secret was.
PLACEHOLDER = "****"

_URL = re.compile(r"[a-z][a-z0-9+.-]*://[^\s\"<>`]*", re.IGNORECASE)
_PARTS = re.compile(r"([^:]*://)(?:([^/?#]*)@|([^/?#@:\[]*:(?!\d*(?:[/?#]|$)).*)@)?([^?#]*)([^#]*)(.*)", re.DOTALL)
_VALUE = re.compile(r"(?<=[?&;])([^=&;]*=)?[^&;')]+")
#: Fragments that pip and indexes give a meaning; none is secret. https://pip.pypa.io/en/stable/topics/vcs-support/
_KNOWN_FRAGMENT = re.compile(r"#(?:(?:egg|subdirectory|md5|sha\d+)=[^'&]*&?)+")
#: By these the name of a user is never asked together with a password.
_BY_KEY = ("ssh",)
#: What stands beside a token that is the name of the user.
#: https://docs.github.com/authentication/keeping-your-account-and-data-secure
_NO_PASSWORDS = ("", "x-oauth-basic", PLACEHOLDER)
#: The longest name that is not taken for a token.
_LONGEST_NAME = 20


def without_secrets(text: str) -> str:
    """Return a text in which no URL has a password, a token, a value in its query or a fragment of its own."""
    return _URL.sub(lambda url: _shown(url[0]), text) if "://" in text else text


def shown_login(scheme: str, login: str) -> str:
    """Return the ``user:password`` of a URL as anybody may see it: ``user:****``, ``****`` or ``git``."""
    name, colon, password = login.partition(":")
    if scheme.removeprefix("git+").lower() in _BY_KEY:
        return name + (f":{PLACEHOLDER}" if password else "")
    if not colon:
        return PLACEHOLDER
    alone = name and password in _NO_PASSWORDS and (password != PLACEHOLDER or name == PLACEHOLDER)
    return f"{PLACEHOLDER if alone or len(name) > _LONGEST_NAME else name}:{PLACEHOLDER}"


def _shown(url: str) -> str:
    parts = _PARTS.fullmatch(url)
    assert parts is not None
    scheme, login, odd_login, place, query, fragment = parts.groups(default="")
    if login or odd_login:
        scheme += f"{shown_login(scheme.removesuffix('://'), login or odd_login)}@"
    query = _VALUE.sub(rf"\1{PLACEHOLDER}", query)
    if len(fragment) > 1 and not _KNOWN_FRAGMENT.fullmatch(fragment.rstrip("').,:;")):
        fragment = f"#{PLACEHOLDER}" + fragment[len(fragment.rstrip("').,:;")) :]
    return scheme + place + query + fragment
