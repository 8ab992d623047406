"""Logins, authorities, addresses and certificates as a test names them to a world."""

from __future__ import annotations

from collections.abc import Iterable

from harness.model.conditions import Address, Certificate, CertificateFor
from harness.model.conditions.addresses import LOCAL_IPS, is_ip
from harness.model.errors import UsageError
from harness.model.passwords import Password
from harness.model.trust import Authority

#: The name or IP address that a node is called by, or an address in full.
Place = str | Address
#: The certificate that a node shows: an odd one, or the names that a good one is for.
Shown = Certificate | str | Iterable[str]


def read_login(login: bool | str, usual: Password) -> str:
    """Return a user and password, joined by a colon: True stands for the usual ones, False for none.

    Raises ``UsageError`` for a text without a colon.
    """
    if isinstance(login, str):
        if ":" not in login:
            raise UsageError(f"{login!r} is not a login: it is a user and a password, joined by a colon")
        return login
    return usual.login if login else ""


def read_address(at: Place) -> Address:
    """Return the address of a node that is called by a name or an IP address. Raises ``UsageError``."""
    try:
        return at if isinstance(at, Address) else Address(name=at)
    except (ValueError, TypeError) as error:
        raise UsageError(str(error)) from None


def read_certificate(asked: Shown, at: Address) -> Certificate | CertificateFor:
    """Return the certificate that a node at an address is to show: an odd one, or one for just these names.

    Raises ``UsageError`` for what is no name, and for a wildcard of a domain that the address does not have.
    """
    if isinstance(asked, Certificate):
        try:
            at.fill_names((*asked.value.names, *asked.value.names_as_text))
        except ValueError as error:
            raise UsageError(str(error)) from None
        return asked
    names = (asked,) if isinstance(asked, str) else tuple(asked)
    if not names:
        raise UsageError("a certificate is for no name: expected at least one, such as ['*.corp.test', '127.0.0.2']")
    for name in names:
        _check_name(name)
    return CertificateFor(names)


def _check_name(name: str) -> None:
    """Raise ``UsageError`` for what cannot stand in a certificate: it is a name, a wildcard or any IP address."""
    try:
        if not isinstance(name, str) or not is_ip(name):
            Address(name=name.removeprefix("*."), ip=LOCAL_IPS[0])
    except (ValueError, TypeError, AttributeError):
        raise UsageError(
            f"{name!r} is no name in a certificate: expected one such as 'index.test', '*.corp.test' or '127.0.0.2'"
        ) from None


def check_authorities(authorities: tuple[Authority, ...]) -> frozenset[Authority]:
    """Return authorities as a set. Raises ``UsageError`` for anything else."""
    if strange := [each for each in authorities if not isinstance(each, Authority)]:
        there_are = ", ".join(each.name for each in Authority)
        raise UsageError(f"{strange[0]!r} is not an authority: there are {there_are}")
    return frozenset(authorities)
