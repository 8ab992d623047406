"""The TLS that a node speaks: its versions and its ciphers, or none at all."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Literal

from harness.model.conditions.faults import Ending
from harness.model.words import Reason

#: The word of an outcome for a node that answers a hello in no TLS.
NO_TLS = "no_tls"

_Version = Literal["TLSv1", "TLSv1_1", "TLSv1_2", "TLSv1_3"]


@dataclass(frozen=True, kw_only=True)
class _TlsForm:
    """The TLS of a node. ``version`` is its only one; ``ciphers`` as OpenSSL lists them; both empty for its defaults.

    ``answer`` is what it says in place of TLS, or ``ends`` how it ends what a client begins. ``refused`` is why the two
    sides do not agree, None if they do.
    """

    words: str
    version: _Version | None = None
    ciphers: str = ""
    answer: bytes = b""
    ends: Ending | None = None
    refused: Reason | None = None

    @property
    def ending(self) -> str:
        """The word of an outcome for a client that got no TLS; empty if the node speaks some."""
        return NO_TLS if self.answer else self.ends.value if self.ends else ""

    @property
    def may_hang(self) -> bool:
        """True if a client may wait for its answer without end."""
        return self.ends is Ending.STALLED


class Tls(Enum):
    """The TLS that a node speaks."""

    USUAL = _TlsForm(words="usual")
    ONLY_1_3 = _TlsForm(words="1.3 only", version="TLSv1_3")
    ONLY_1_2 = _TlsForm(words="1.2 only", version="TLSv1_2")
    #: Not to be used: RFC 8996. Its hashes need OpenSSL's lowest level of security.
    ONLY_1_1 = _TlsForm(
        words="1.1 only", version="TLSv1_1", ciphers="ALL:@SECLEVEL=0", refused=Reason.NO_COMMON_VERSION
    )
    #: CBC with SHA-1, which Python has not offered by itself since 3.10: https://bugs.python.org/issue43998
    OLD_CIPHER = _TlsForm(
        words="1.2 with one old cipher",
        version="TLSv1_2",
        ciphers="ECDHE-ECDSA-AES128-SHA",
        refused=Reason.NO_COMMON_CIPHER,
    )
    NO_ENCRYPTION = _TlsForm(
        words="1.2 with a cipher that does not encrypt",
        version="TLSv1_2",
        ciphers="ECDHE-ECDSA-NULL-SHA:@SECLEVEL=0",
        refused=Reason.NO_COMMON_CIPHER,
    )
    #: As firewalls do that look for a name in it.
    CLOSED_AT_HELLO = _TlsForm(words="none, but closes after a hello", ends=Ending.CLOSED)
    RESET_AT_HELLO = _TlsForm(words="none, but resets after a hello", ends=Ending.RESET)
    STALLED_AT_HELLO = _TlsForm(words="none, but says nothing after a hello", ends=Ending.STALLED)
    GARBAGE = _TlsForm(words="none, but garbage", answer=b"\x00lab" * 64)
    PLAIN_HTTP = _TlsForm(
        words="none, but plain HTTP",
        answer=b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
    )
