"""The states that a trust store's file can be in, each described by its bytes, its place and who can read it.

One rule: a state says nothing of who is in the store, which :class:`harness.model.trust.Trust` does; a store without
certificates holds nobody whatever was put into it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from harness.model.capability import Capability

#: The label of a certificate in PEM, RFC 7468.
LABEL = b"CERTIFICATE-----"


@dataclass(frozen=True, kw_only=True)
class FileForm:
    """The form of a store's file.

    ``is_there`` is whether anything lies where its name leads, ``has_certificates`` whether any is in it; ``before``
    stands at its beginning, ``line_end`` at the end of each line, ``label`` in the place of a certificate's; ``mode``
    are its permissions where they are unusual. ``folder`` makes it a folder with a file per certificate, and ``hashed``
    gives these the names by which OpenSSL looks for them. ``told_by_home`` means that it lies in the client's home and
    is named by ``~``.

    ``is_readable`` is whether OpenSSL finds certificates in it; ``ends`` is the word of the outcome of a client that
    has to read it, empty for one that goes on; ``needs`` is what a client must be able to do.
    """

    words: str
    is_there: bool = True
    has_certificates: bool = True
    is_der: bool = False
    before: bytes = b""
    line_end: bytes = b"\n"
    label: bytes = LABEL
    mode: int | None = None
    folder: bool = False
    hashed: bool = True
    told_by_home: bool = False
    is_readable: bool = True
    ends: str = ""
    needs: frozenset[Capability] = frozenset()


class StoreState(Enum):
    """The state of a trust store: of a bundle that is named, of one of OpenSSL's defaults, or of the system's."""

    PEM = FileForm(words="a PEM file")
    MISSING = FileForm(
        words="not there", is_there=False, has_certificates=False, is_readable=False, ends="nothing_asked"
    )
    EMPTY = FileForm(words="an empty file", has_certificates=False, is_readable=False, ends="no_hello")
    DER = FileForm(words="DER instead of PEM", is_der=True, is_readable=False, ends="no_hello")
    UNREADABLE = FileForm(words="a file that the client may not read", mode=0, is_readable=False, ends="no_hello")
    #: As editors of Windows write it.
    BYTE_ORDER_MARK = FileForm(words="a PEM file after a byte order mark", before=b"\xef\xbb\xbf")
    CRLF = FileForm(words="a PEM file with CRLF lines", line_end=b"\r\n")
    LATIN_1 = FileForm(words="a PEM file with comments in Latin-1", before="# Z\xfcrich\n".encode("latin-1"))
    #: As ``openssl x509 -trustout`` writes it.
    TRUSTED_FORM = FileForm(words="a PEM file of trusted certificates", label=b"TRUSTED " + LABEL)
    #: The shell has not expanded it, as in a configuration file.
    BY_HOME = FileForm(
        words="a PEM file in the home, named by ~", told_by_home=True, needs=frozenset({Capability.PIP_SETTINGS})
    )
    #: As ``openssl rehash`` makes it.
    HASHED_FOLDER = FileForm(words="a hashed folder", folder=True)
    UNHASHED_FOLDER = FileForm(words="a folder that is not hashed", folder=True, hashed=False, is_readable=False)
