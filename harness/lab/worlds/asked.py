"""Logins and authorities as a test names them to a world."""

from __future__ import annotations

from harness.model.errors import UsageError
from harness.model.passwords import Password
from harness.model.trust import Authority


def read_login(login: bool | str, usual: Password) -> str:
    """Return a user and password, joined by a colon: True stands for the usual ones, False for none.

    Raises ``UsageError`` for a text without a colon.
    """
    if isinstance(login, str):
        if ":" not in login:
            raise UsageError(f"{login!r} is not a login: it is a user and a password, joined by a colon")
        return login
    return usual.login if login else ""


def check_authorities(authorities: tuple[Authority, ...]) -> frozenset[Authority]:
    """Return authorities as a set. Raises ``UsageError`` for anything else."""
    if strange := [each for each in authorities if not isinstance(each, Authority)]:
        there_are = ", ".join(each.name for each in Authority)
        raise UsageError(f"{strange[0]!r} is not an authority: there are {there_are}")
    return frozenset(authorities)
