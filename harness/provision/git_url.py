"""Read the URL of a git repository and the ref in it.

One rule: git alone gets the secrets of a URL, by its environment; everything else that is printed or written of the
repository has a placeholder in their place. A URL that makes git run a command or read a descriptor, or that git or ssh
would take for an option, is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from urllib.parse import SplitResult, unquote, urlsplit

from harness.model.errors import UsageError
from harness.model.url_secrets import MASK, mask_login

#: The ways by which git may fetch. ``ext::`` runs a command, ``fd::`` reads a descriptor: https://git-scm.com/docs/git-remote-ext
TRANSPORTS = ("file", "git", "http", "https", "ssh")

_URL = re.compile(r"git\+.*|[a-z+]+://.*\.git(@[^@]*)?([?#].*)?", re.DOTALL)
#: Text that neither a name of a commit, branch or tag has nor ``main~1``: https://git-scm.com/docs/git-check-ref-format
_NO_REF = re.compile(r"^[-+/]|[\s:?*\[\\]|\.\.|@\{")


@dataclass(frozen=True, kw_only=True)
class GitLogin:
    """The user and password that git sends to the server."""

    user: str
    password: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class GitUrl:
    """A ref of the repository at ``place``, a URL without a login; ``shown`` has placeholders for secrets."""

    place: str
    shown: str
    ref: str
    login: GitLogin | None = field(default=None, compare=False, repr=False)

    def __str__(self) -> str:
        return f"git+{self.shown}@{self.ref}"

    def with_ref(self, ref: str) -> GitUrl:
        """Return the same repository at another ref."""
        return replace(self, ref=ref)


def is_git_url(spec: str) -> bool:
    """Return whether a specification is the URL of a git repository: ``git+…``, or one that ends with ``.git``."""
    return _URL.fullmatch(spec) is not None


def read_git_url(spec: str) -> GitUrl:
    """Return what ``git+https://host/path@ref`` names, without a ref the HEAD. Raises `UsageError`."""
    wrong = UsageError(f"{spec!r} is not a git URL: expected one such as git+https://host/path@ref")
    if not spec.isprintable():
        raise wrong
    try:
        parts = urlsplit(spec.removeprefix("git+"))
        _ = parts.port
    except ValueError:
        raise wrong from None
    path, at, ref = parts.path.rpartition("@")
    if not at:
        path, ref = parts.path, "HEAD"
    if parts.scheme and parts.scheme not in TRANSPORTS:
        raise UsageError(f"{spec!r} is fetched by {parts.scheme}: expected one of {', '.join(TRANSPORTS)}")
    if not re.match(r"(git\+)?\w+://", spec) or not path or not ref:
        raise wrong
    _check_url(parts, spec, ref)
    where, login = _split_login(parts._replace(path=path, query="", fragment=""))
    shown = f"{login}@{parts.netloc.rpartition('@')[2]}" if login else where.netloc
    return GitUrl(place=where.geturl(), shown=where._replace(netloc=shown).geturl(), ref=ref, login=_read_login(parts))


def _check_url(parts: SplitResult, spec: str, ref: str) -> None:
    if parts.scheme != "file" and not parts.hostname:
        raise UsageError(f"{spec!r} does not name a host")
    if (parts.hostname or "").startswith("-") or (parts.username or "").startswith("-"):
        raise UsageError(f"{spec!r} has an option where a host belongs")
    if _NO_REF.search(ref):
        raise UsageError(f"{spec!r} does not name a commit, branch or tag: {ref!r} cannot be one")
    if parts.scheme == "ssh" and parts.password:
        raise UsageError(f"{spec!r} has a password, which ssh does not accept: use a key without a passphrase")


def _split_login(parts: SplitResult) -> tuple[SplitResult, str]:
    """Return a URL without its login, and the login as anybody may see it. To ssh a user is part of the place."""
    login, at, host = parts.netloc.rpartition("@")
    if not at:
        return parts, ""
    if parts.scheme == "ssh":
        user = login.partition(":")[0]
        return parts._replace(netloc=f"{user}@{host}" if user else host), ""
    return parts._replace(netloc=host), mask_login(parts.scheme, login)


def _read_login(parts: SplitResult) -> GitLogin | None:
    if parts.scheme not in ("http", "https") or not (parts.username or parts.password):
        return None
    return GitLogin(user=unquote(parts.username or ""), password=unquote(parts.password or ""))


def lacks_secret(url: GitUrl) -> bool:
    """Return whether a URL has a placeholder where git needs a secret."""
    return url.login is not None and MASK in (url.login.user, url.login.password)
