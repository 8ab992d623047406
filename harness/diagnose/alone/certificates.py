"""Read certificates: subject, issuer, dates, names and key identifiers, from DER or from files of PEM.

The standard library has no public reader of certificates that were not verified; this one reads what a person needs to
know and no more (X.690 for DER, RFC 5280 for what is in it). It checks no signature.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterator
from datetime import datetime, timezone
from typing import Any, NamedTuple

_PEM = re.compile(rb"-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----(.+?)-----END", re.DOTALL)
#: The attributes of a name that are shown: https://www.rfc-editor.org/rfc/rfc4519
_ATTRIBUTES = {
    b"\x55\x04\x03": "CN",
    b"\x55\x04\x06": "C",
    b"\x55\x04\x07": "L",
    b"\x55\x04\x08": "ST",
    b"\x55\x04\x0a": "O",
    b"\x55\x04\x0b": "OU",
}
_SUBJECT_KEY, _AUTHORITY_KEY, _ALTERNATIVE_NAMES = b"\x55\x1d\x0e", b"\x55\x1d\x23", b"\x55\x1d\x11"
_UTC_TIME, _BMP_STRING = 0x17, 0x1E


class ParsedCertificate(NamedTuple):
    """The fields of a certificate that are shown or compared; times are UTC, ``2026-01-31 23:59:59``.

    Two with the same ``subject_der`` and ``key`` are the same authority. ``key`` is the SHA-256 of the public key.
    """

    subject: str
    issuer: str
    starts: str
    ends: str
    names: tuple[str, ...]
    subject_der: bytes
    issuer_der: bytes
    key: str
    key_id: str
    issuer_key_id: str

    @property
    def is_self_issued(self) -> bool:
        """True if its issuer has its own name, as that of a root."""
        return self.subject_der == self.issuer_der

    def may_have_signed(self, other: ParsedCertificate) -> bool:
        """Return whether its name and key identifier are those of the issuer of another certificate."""
        same_key = not (self.key_id and other.issuer_key_id) or self.key_id == other.issuer_key_id
        return self.subject_der == other.issuer_der and same_key

    def find_fault(self, now: datetime) -> str:
        """Return ``expired`` or ``not yet valid``, empty if it is valid now."""
        if now < _read_stamp(self.starts):
            return "not yet valid"
        return "expired" if now > _read_stamp(self.ends) else ""

    def as_fact(self) -> dict[str, Any]:
        """Return it as it goes into a report."""
        return {
            "subject": self.subject,
            "issuer": self.issuer,
            "starts": self.starts,
            "ends": self.ends,
            "names": list(self.names),
            "key_sha256": self.key[:16],
        }


def _read_stamp(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=timezone.utc)


def list_pem(data: bytes) -> Iterator[bytes]:
    """Yield the DER of each certificate in a file of PEM; what cannot be decoded is passed over."""
    for found in _PEM.finditer(data):
        try:
            yield base64.b64decode(b"".join(found.group(1).split()), validate=True)
        except binascii.Error:
            continue


def read_certificates(data: bytes) -> list[ParsedCertificate]:
    """Return the certificates in a file of PEM that can be read."""
    found = []
    for der in list_pem(data):
        try:
            found.append(read_certificate(der))
        except (ValueError, IndexError):
            continue
    return found


def read_certificate(der: bytes) -> ParsedCertificate:
    """Return the fields of a certificate. Raises ``ValueError`` or ``IndexError`` if the bytes are no certificate."""
    fields = list(_list_values(_open(_open(der)[0][1])[0][1]))
    if fields[0][0] == 0xA0:  # the version, which the first ones do not have
        del fields[0]
    _serial, _algorithm, issuer, validity, subject, key = fields[:6]
    starts, ends = (_read_time(*each) for each in _list_values(validity[1]))
    extensions = dict(_list_extensions(fields[6:]))
    return ParsedCertificate(
        subject=_format_name(subject[1]),
        issuer=_format_name(issuer[1]),
        starts=starts,
        ends=ends,
        names=tuple(_list_names(extensions.get(_ALTERNATIVE_NAMES, b""))),
        subject_der=_normalise_name(subject[1]),
        issuer_der=_normalise_name(issuer[1]),
        key=hashlib.sha256(key[1]).hexdigest(),
        key_id=_open(extensions[_SUBJECT_KEY])[0][1].hex() if _SUBJECT_KEY in extensions else "",
        issuer_key_id=_find_issuer_key(extensions.get(_AUTHORITY_KEY, b"")),
    )


def _open(data: bytes) -> list[tuple[int, bytes]]:
    """Return the DER values in a row as a list."""
    return list(_list_values(data))


def _list_values(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield tag and content of each DER value in a row."""
    at = 0
    while at < len(data):
        tag, length = data[at], data[at + 1]
        at += 2
        if length & 0x80:
            size = length & 0x7F
            if not 0 < size <= 4:
                raise ValueError("this is no DER")
            length = int.from_bytes(data[at : at + size], "big")
            at += size
        if at + length > len(data):
            raise ValueError("this DER is cut short")
        yield tag, data[at : at + length]
        at += length


def _list_extensions(rest: list[tuple[int, bytes]]) -> Iterator[tuple[bytes, bytes]]:
    for tag, content in rest:
        if tag == 0xA3:
            for _, extension in _list_values(_open(content)[0][1]):
                parts = _open(extension)
                yield parts[0][1], parts[-1][1]


def _list_attributes(name: bytes) -> Iterator[tuple[bytes, int, bytes]]:
    for _, part in _list_values(name):
        for _, pair in _list_values(part):
            (_, kind), (tag, value) = _open(pair)[:2]
            yield kind, tag, value


def _decode_text(tag: int, value: bytes) -> str:
    return value.decode("utf-16-be" if tag == _BMP_STRING else "utf-8", "replace")


def _format_name(name: bytes) -> str:
    parts = [(_ATTRIBUTES.get(kind), _decode_text(tag, value)) for kind, tag, value in _list_attributes(name)]
    return ", ".join(f"{kind}={text}" for kind, text in reversed(parts) if kind) or "(a name without parts)"


def _normalise_name(name: bytes) -> bytes:
    """Return a name in a form that is the same however its strings are encoded, as RFC 5280, 7.1 compares them."""
    parts = ((kind, _decode_text(tag, value)) for kind, tag, value in _list_attributes(name))
    return repr([(kind.hex(), " ".join(text.lower().split())) for kind, text in parts]).encode()


def _read_time(tag: int, value: bytes) -> str:
    text = value.decode("ascii")
    if tag == _UTC_TIME:
        text = ("20" if int(text[:2]) < 50 else "19") + text
    return datetime.strptime(text[:14], "%Y%m%d%H%M%S").strftime("%Y-%m-%d %H:%M:%S").rjust(19, "0")


def _list_names(extension: bytes) -> Iterator[str]:
    for tag, value in _list_values(_open(extension)[0][1]) if extension else ():
        if tag == 0x82:
            yield value.decode("ascii", "replace")
        elif tag == 0x87:
            yield ".".join(map(str, value)) if len(value) == 4 else _format_ipv6(value)


def _format_ipv6(value: bytes) -> str:
    return ":".join("{:x}".format(int.from_bytes(value[at : at + 2], "big")) for at in range(0, len(value), 2))


def _find_issuer_key(extension: bytes) -> str:
    for tag, value in _list_values(_open(extension)[0][1]) if extension else ():
        if tag == 0x80:
            return value.hex()
    return ""
