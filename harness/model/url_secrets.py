"""Take the secrets out of URLs.

One rule: rather too much is taken out than too little. Each secret leaves ``****`` behind, so that a reader knows where
to put it in again. The name of a user stays; a name that stands alone, or is as long as a token, may be a token.
"""

from __future__ import annotations

import re

#: What stands where a secret was.
MASK = "****"

_URL = re.compile(r"[a-z][a-z0-9+.-]*://[^\s\"<>`]*", re.IGNORECASE)
_PARTS = re.compile(r"([^:]*://)(?:([^/?#]*)@|([^/?#@:\[]*:(?!\d*(?:[/?#]|$)).*)@)?([^?#]*)([^#]*)(.*)", re.DOTALL)
_VALUE = re.compile(r"(?<=[?&;])([^=&;]*=)?[^&;')]+")
#: Fragments that pip and indexes give a meaning; none is secret. https://pip.pypa.io/en/stable/topics/vcs-support/
_KNOWN_FRAGMENT = re.compile(r"#(?:(?:egg|subdirectory|md5|sha\d+)=[^'&]*&?)+")
#: By these the name of a user is never asked together with a password.
_BY_KEY = ("ssh",)
#: What stands beside a token that is the name of the user.
#: https://docs.github.com/authentication/keeping-your-account-and-data-secure
_NO_PASSWORDS = ("", "x-oauth-basic", MASK)
#: The longest name that is not taken for a token.
_LONGEST_NAME = 20


def remove_secrets(text: str) -> str:
    """Return a text with passwords, tokens, values in queries and unknown fragments taken out of its URLs."""
    return _URL.sub(lambda url: _mask_url(url[0]), text) if "://" in text else text


def mask_login(scheme: str, login: str) -> str:
    """Return the ``user:password`` of a URL without its secret: ``user:****``, ``****`` or ``git``."""
    name, colon, password = login.partition(":")
    if scheme.removeprefix("git+").lower() in _BY_KEY:
        return name + (f":{MASK}" if password else "")
    if not colon:
        return MASK
    alone = name and password in _NO_PASSWORDS and (password != MASK or name == MASK)
    return f"{MASK if alone or len(name) > _LONGEST_NAME else name}:{MASK}"


def _mask_url(url: str) -> str:
    parts = _PARTS.fullmatch(url)
    assert parts is not None
    scheme, login, odd_login, place, query, fragment = parts.groups(default="")
    if login or odd_login:
        scheme += f"{mask_login(scheme.removesuffix('://'), login or odd_login)}@"
    query = _VALUE.sub(rf"\1{MASK}", query)
    if len(fragment) > 1 and not _KNOWN_FRAGMENT.fullmatch(fragment.rstrip("').,:;")):
        fragment = f"#{MASK}" + fragment[len(fragment.rstrip("').,:;")) :]
    return scheme + place + query + fragment
