"""Remove every secret from what is reported, and on request the names of hosts and authorities.

One rule: first the secrets are collected, then each text is cleaned; at the end the whole report is searched again.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import quote, unquote

MASK = "****"
#: What stands in a line to paste for a login that a person is to put there.
PLACEHOLDER = "USER:PASSWORD"
#: The text before the last @ of a URL. It rather masks too much: a path with an @ is masked too.
_LOGIN = re.compile(r"([a-z][a-z0-9+.-]*:/{1,2})([^\s\"'<>]*)@", re.IGNORECASE)
_BARE_LOGIN = re.compile(r"^([^\s/@:]+:[^\s@]+)@[\w.\[-]+(?::\d+)?/?$")
_QUERY = re.compile(r"(?<=[?&])([^=&#\s'\")]*=)[^&#\s'\")]+")
_NETRC = re.compile(r"\b(?:password|account)\s+(\S+)")
_SECRET_NAME = re.compile(r"passw|token|secret|api_?-?key|credential|private_?-?key|\bauth", re.IGNORECASE)
#: The fewest characters of a secret that is masked anywhere: a shorter one would tear words apart. In a URL all are.
_SHORTEST = 4
#: Hosts that identify nobody.
_PUBLIC = {"pypi.org", "files.pythonhosted.org", "localhost", "127.0.0.1", "::1"}


class Mask:
    """Removes secrets from texts: those in the environment, in the words of the command and in the files given."""

    def __init__(self, environment: Mapping[str, str], words: Iterable[str], texts: Iterable[str]) -> None:
        secrets: set[str] = set()
        for name, value in environment.items():
            secrets.update(_find_in_url(value))
            if _SECRET_NAME.search(name):
                secrets.add(value)
        secrets.update(_find_in_words(list(words)))
        for text in texts:
            secrets.update(_NETRC.findall(text))
            for line in text.splitlines():
                secrets.update(_find_in_url(line))
                name, equals, value = line.partition("=")
                if equals and _SECRET_NAME.search(name):
                    secrets.add(value.strip())
        forms = {form for secret in secrets for form in _list_forms(secret) if len(form) >= _SHORTEST}
        self._forms = sorted(forms, key=lambda form: (-len(form), form))
        self._names: dict[str, str] = {}

    def add_names(self, hosts: Iterable[str], authorities: Iterable[str]) -> None:
        """Replace from now on these hosts by ``host-1`` and so on, and these names in certificates by ``name-1``."""
        for kind, names in (("host", hosts), ("name", authorities)):
            new = [name for name in dict.fromkeys(names) if name and name not in _PUBLIC and name not in self._names]
            for number, name in enumerate(new, 1):
                self._names[name] = f"{kind}-{number}"

    def clean_text(self, text: str) -> str:
        """Return a text without any secret."""
        text = _LOGIN.sub(lambda found: f"{found.group(1)}{_mask_login(found.group(2))}@", text)
        bare = None if "://" in text else _BARE_LOGIN.match(text)
        if bare:
            text = text.replace(bare.group(1), _mask_login(bare.group(1)))
        if "://" in text:
            text = _QUERY.sub(lambda found: found.group(1) + MASK, text)
        for form in self._forms:
            text = text.replace(form, MASK)
        text = "".join(each if each.isprintable() or each in "\n\t" else ascii(each)[1:-1] for each in text)
        for name in sorted(self._names, key=len, reverse=True):
            text = re.sub(rf"(?<![\w-]){re.escape(name)}(?![\w-])", self._names[name], text, flags=re.IGNORECASE)
        return text

    def clean_value(self, value: Any) -> Any:
        """Return a value of JSON with every text in it cleaned."""
        if isinstance(value, str):
            return self.clean_text(value)
        if isinstance(value, (list, tuple)):
            return [self.clean_value(each) for each in value]
        if isinstance(value, dict):
            return {str(name): self.clean_value(each) for name, each in value.items()}
        return value

    def find_leaks(self, written: str) -> list[str]:
        """Return the secrets that stand in a text that is about to be written, as they are or as JSON has them."""
        return [form for form in self._forms if any(each in written for each in list_json_forms(form))]


def list_json_forms(form: str) -> tuple[str, ...]:
    """Return how a text stands in JSON, with and without escapes for letters beyond ASCII."""
    return form, json.dumps(form)[1:-1], json.dumps(form, ensure_ascii=False)[1:-1]


def _mask_login(login: str) -> str:
    """Return ``user:****`` of a user and password; what stands alone, or is long, may be a token."""
    name, colon, _ = login.partition(":")
    if login == PLACEHOLDER:
        return login
    if not colon or len(name) > 20:
        return MASK
    return f"{name}:{MASK}"


def _find_in_url(text: str) -> Iterator[str]:
    # A whole value may have blanks and quotes in its password.
    scheme, separator, rest = text.partition("://")
    if separator and "@" in rest and len(scheme) < 12:
        yield from _split_login(rest.rpartition("@")[0])
    for found in _LOGIN.finditer(text):
        yield from _split_login(found.group(2))
    bare = None if "://" in text else _BARE_LOGIN.match(text)
    if bare:
        yield from _split_login(bare.group(1))
    for found in re.finditer(r"[?&][^=&#\s]*=([^&#\s'\")]+)", text):
        yield found.group(1)


def _split_login(login: str) -> Iterator[str]:
    name, colon, word = login.partition(":")
    yield word if colon else name
    if len(name) > 20:
        yield name
    if colon:
        # As the header has it, raw and decoded.
        for each in {login, f"{unquote(name)}:{unquote(word)}"}:
            for encoding in ("utf-8", "latin-1"):
                try:
                    yield base64.b64encode(each.encode(encoding)).decode()
                except UnicodeEncodeError:
                    continue


def _find_in_words(words: list[str]) -> Iterator[str]:
    for at, word in enumerate(words):
        yield from _find_in_url(word)
        name, equals, value = word.partition("=")
        if _SECRET_NAME.search(name):
            if equals:
                yield value
            elif name.startswith("-") and at + 1 < len(words):
                yield words[at + 1]


def _list_forms(secret: str) -> Iterator[str]:
    """Yield every spelling of a secret that reveals it."""
    plain = unquote(secret)
    for each in {secret, plain}:
        yield each
        yield quote(each, safe="")
        yield quote(each)
        yield each.replace("%", "%%")
        for encoding in ("utf-8", "latin-1"):
            try:
                yield base64.b64encode(each.encode(encoding)).decode().rstrip("=")
            except UnicodeEncodeError:
                continue
    # What takes a URL apart at such a character may print a part.
    for part in re.split(r"[@:/#?\[\]]", plain):
        if len(part) >= 6:
            yield part
