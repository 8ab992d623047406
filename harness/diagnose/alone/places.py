"""Find the trust stores of this machine, those that a client reads and those that it does not."""

from __future__ import annotations

import os
import platform
import re
import ssl
import subprocess
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from harness.diagnose.alone.certificates import ParsedCertificate, read_certificate, read_certificates

#: Where truststore looks on Linux, in its order: https://github.com/sethmlarson/truststore, _openssl.py
TRUSTSTORE_FILES = (
    "/etc/ssl/cert.pem",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/pki/tls/cert.pem",
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/ssl/ca-bundle.pem",
)
#: Further files, and the folders to which administrators add before they update the store itself.
_FURTHER = ("/etc/pki/tls/certs/ca-bundle.crt", "/etc/pki/tls/cacert.pem", "/usr/local/etc/openssl/cert.pem")
_FOLDERS = ("/etc/ssl/certs", "/usr/local/share/ca-certificates", "/etc/pki/ca-trust/source/anchors")
_KEYCHAINS = (
    "/Library/Keychains/System.keychain",
    "/System/Library/Keychains/SystemRootCertificates.keychain",
)
_HASHED = re.compile(r"[0-9a-f]{8}\.\d+")
#: What is read of one file at most, in bytes, and how many files of one folder.
_LARGEST, _MOST_FILES = 8 << 20, 2000


class Store(NamedTuple):
    """A trust store: its description, its path, its state (one of those below), and the authorities in it."""

    words: str
    path: str
    state: str
    authorities: tuple[ParsedCertificate, ...]

    def find_issuer(self, certificate: ParsedCertificate) -> list[ParsedCertificate]:
        """Return the authorities in it that may have signed a certificate."""
        return [each for each in self.authorities if each.may_have_signed(certificate)]


#: The states of a file or folder. Each but the first is why nobody in it counts.
GOOD, MISSING, UNREADABLE, EMPTY, DER, UNHASHED = "good", "missing", "unreadable", "empty", "DER", "not hashed"


def read_store(words: str, path: str) -> Store:
    """Return a file or folder of certificates as a store, whatever its state is."""
    if not os.path.exists(path):
        return Store(words, path, MISSING, ())
    try:
        return _read_folder(words, path) if os.path.isdir(path) else _read_file(words, path)
    except OSError:
        return Store(words, path, UNREADABLE, ())


def _read_file(words: str, path: str) -> Store:
    with open(path, "rb") as file:
        data = file.read(_LARGEST)
    found = tuple(read_certificates(data))
    if found:
        return Store(words, path, GOOD, found)
    try:
        return Store(words, path, DER, (read_certificate(data),))
    except (ValueError, IndexError):
        return Store(words, path, EMPTY, ())


def _read_folder(words: str, path: str) -> Store:
    names = sorted(os.listdir(path))[:_MOST_FILES]
    hashed = [name for name in names if _HASHED.fullmatch(name)]
    found: dict[tuple[bytes, str], ParsedCertificate] = {}
    for name in hashed or names:
        inner = os.path.join(path, name)
        if os.path.isfile(inner):
            for each in read_store("", inner).authorities:
                found[each.subject_der, each.key] = each
    state = GOOD if hashed else UNHASHED if found else EMPTY
    return Store(words, path, state, tuple(found.values()))


def list_stores(python: Mapping[str, Any], named: Mapping[str, str]) -> Iterator[Store]:
    """Yield the stores of this machine, those that settings name first; ``named`` are the words for each path."""
    seen = set()
    places = [*((words, path) for path, words in named.items()), *_list_own(python), *_list_system()]
    for words, path in places:
        real = os.path.realpath(path)
        if real in seen or not path:
            continue
        seen.add(real)
        store = read_store(words, path)
        if store.state != MISSING or path in named:
            yield store
    yield from _list_without_files()


def _list_own(python: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, module in dict(python.get("modules", {})).items():
        if name == "pip":
            for inner in ("certifi", "requests"):
                yield "pip's own bundle", os.path.join(module["at"], "_vendor", inner, "cacert.pem")
        if name == "certifi":
            yield "certifi's bundle", os.path.join(module["at"], "cacert.pem")
    for key in ("openssl_cafile", "openssl_capath"):
        if python.get(key):
            yield "the default of this Python's OpenSSL", str(python[key])


def _list_system() -> Iterator[tuple[str, str]]:
    for path in (*TRUSTSTORE_FILES, *_FURTHER):
        yield "the system's store", path
    for path in _FOLDERS:
        yield ("the system's store" if path == _FOLDERS[0] else "what is to be added to the system's store"), path


def _list_without_files() -> Iterator[Store]:
    """Yield the stores of Windows and macOS. Neither was tried: the lab has run on Linux alone."""
    if os.name == "nt":
        for name in ("ROOT", "CA"):
            listed = getattr(ssl, "enum_certificates")(name)  # noqa: B009 - Windows alone has it
            found = [certificate for der, *_ in listed for certificate in _read_der(der)]
            yield Store("the system's store", f"Windows {name}", GOOD, tuple(found))
    for path in _KEYCHAINS if platform.system() == "Darwin" else ():
        said = subprocess.run(
            ["/usr/bin/security", "find-certificate", "-a", "-p", path],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            check=False,
        )
        yield Store("the system's store", path, GOOD, tuple(read_certificates(said.stdout)))


def _read_der(der: bytes) -> list[ParsedCertificate]:
    try:
        return [read_certificate(der)]
    except (ValueError, IndexError):
        return []
