"""Trust stores as files on disk: bundles, hashed folders, a pip tree with its own bundle, and what a host shows.

One rule: nothing outside the given folder is written. What a cell must believe to be the machine's own store is laid
out here and mounted over the machine's in a namespace of the cell's; see :meth:`Stores.host`.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.x509 import Name, NameAttribute, RelativeDistinguishedName

from harness.lab import etc
from harness.model.cell import Interpreter
from harness.model.conditions import Host, Root, StorePlace
from harness.model.errors import LabBroken
from harness.model.trust import Authority

if TYPE_CHECKING:
    from harness.lab.authorities import Pki

#: Where every truststore looks on Linux when OpenSSL's defaults are empty, in the order in which the lab prefers them.
SYSTEM_STORES = tuple(place.value for place in (StorePlace.DEBIAN, StorePlace.SUSE, StorePlace.RED_HAT))
#: Every folder in which truststore, or an OpenSSL of a distribution, may find certificates.
_STORE_FOLDERS = ("/etc/ssl", "/etc/pki", "/usr/lib/ssl", "/usr/local/ssl")
#: pip reads these whatever ``PIP_CONFIG_FILE`` names, unless it names the null device.
GLOBAL_CONFIGURATION = ("/etc/pip.conf", "/etc/xdg/pip/pip.conf")


class Stores:
    """Writes stores into ``folder``, each once: the same authorities give the same path. They hold ``roots`` alone."""

    def __init__(self, folder: Path, pki: Pki, roots: Root = Root.GOOD) -> None:
        self._folder, self._pki, self._roots = folder, pki, roots

    def of(self, roots: Root) -> Stores:
        """Stores of the same authorities with certificates in another style."""
        if roots is self._roots:
            return self
        folder = self._folder / f"roots {roots.value.words}"
        folder.mkdir(exist_ok=True)
        return Stores(folder, self._pki, roots)

    def bundle(self, authorities: Iterable[Authority]) -> Path:
        """A PEM file of these authorities; an empty file for none."""
        path = self._folder / f"{_label(authorities)}.pem"
        if not path.exists():
            path.write_bytes(b"".join(self._pki.pem(each, self._roots) for each in _ordered(authorities)))
        return path

    def hashed_folder(self, authorities: Iterable[Authority]) -> Path:
        """A folder as ``openssl rehash`` makes it, for ``SSL_CERT_DIR``."""
        path = self._folder / f"{_label(authorities)}.d"
        if not path.exists():
            path.mkdir()
            for authority in _ordered(authorities):
                pem = self._pki.pem(authority, self._roots)
                (path / f"{subject_hash(pem):08x}.0").write_bytes(pem)
        return path

    def shipped(self, tree: Path, bundles: Sequence[str], authorities: Iterable[Authority]) -> Path:
        """A private copy of a client's tree whose own bundle (the first of these paths in it) holds authorities too.

        Files are linked, not copied, where the file system allows. Without authorities the tree itself is returned.
        """
        if not authorities:
            return tree
        bundle = next((each for each in bundles if (tree / each).exists()), "")
        if not bundle:
            raise LabBroken(f"this client ships no bundle: there is no {' or '.join(bundles)} in {tree}")
        path = self._folder / f"{tree.name}+{_label(authorities)}"
        if not path.exists():
            shutil.copytree(tree, path, copy_function=_link, symlinks=True)
            content = (path / bundle).read_bytes() + b"\n" + self.bundle(authorities).read_bytes()
            (path / bundle).unlink()
            (path / bundle).write_bytes(content)
        return path

    def host(
        self, host: Host, system: Iterable[Authority], interpreter: Interpreter, place: StorePlace | None = None
    ) -> tuple[tuple[str, str], ...]:
        """Pairs (what is mounted, over what) that give a host whose system store holds just these authorities.

        ``STANDALONE``: the store lies where only truststore looks, and OpenSSL's defaults are empty. ``DISTRO``: it
        also lies in the file that is the interpreter's compiled-in default. Neither has global configuration files of
        pip or installed packages. With a ``place`` the store lies there, and without wherever it can. Raises
        ``LabBroken`` if it cannot.
        """
        added = [etc.top(place.value)] if place and etc.lacks(etc.top(place.value)) else []
        masked = (*_masked(interpreter), *added)
        files = _places(host, place, masked, interpreter)
        name = f"{host.value.words} {interpreter.version} {_label(system)}"
        folder = self._folder / (f"{name} {place.name}" if place else name)
        if not folder.exists():
            self._furnish(folder, masked, files, self.bundle(system).read_bytes())
            if added:
                etc.lay_out(folder, added)
        mounts = list(etc.mounts(folder)) if added else []
        mounts += [(f"{folder}/{number}", target) for number, target in enumerate(masked)]
        mounts += [(f"{folder}/nothing", path) for path in interpreter.site_packages if os.path.isdir(path)]
        mounts += [(f"{folder}/empty", path) for path in GLOBAL_CONFIGURATION if os.path.isfile(path)]
        return tuple(mounts)

    def _furnish(self, folder: Path, masked: Sequence[str], files: Iterable[str], store: bytes) -> None:
        (folder / "nothing").mkdir(parents=True)
        (folder / "empty").touch()
        for number, target in enumerate(masked):
            (folder / f"{number}").mkdir()
            # A machine without certificates has no such file; an empty one is an error to OpenSSL.
            for file in (file for file in files if store and _inside(file, (target,))):
                path = folder / f"{number}" / os.path.relpath(file, target)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(store)


def _masked(interpreter: Interpreter) -> tuple[str, ...]:
    """The folders that hide every certificate of this machine from truststore and an interpreter's OpenSSL."""
    folders = (*_STORE_FOLDERS, os.path.dirname(interpreter.openssl_cafile))
    return tuple(_outermost(filter(os.path.isdir, folders)))


def _places(host: Host, place: StorePlace | None, masked: Sequence[str], interpreter: Interpreter) -> list[str]:
    """The files in which a host keeps its system store. Raises ``LabBroken`` if one cannot be put there."""
    default = _real(interpreter.openssl_cafile)
    wanted = (place.value,) if place else SYSTEM_STORES
    places = [each for each in wanted if each != default and _inside(each, masked)]
    files = places[:1] + ([default] if host.value.are_the_system_store else [])
    if not places or not all(_inside(file, masked) for file in files):
        raise LabBroken(f"a {host.value.words} host needs {files or list(wanted)}, but there is only {list(masked)}")
    return files


def subject_hash(pem: bytes) -> int:
    """OpenSSL's hash of a certificate's subject, which names files in a hashed folder.

    The SHA-1 of the subject's canonical form, first four bytes, little-endian (``X509_NAME_hash_ex``): attributes as
    UTF-8, lower case, inner spaces folded, without the outer SEQUENCE.
    """
    subject = x509.load_pem_x509_certificate(pem).subject
    canonical = b"".join(
        _content(Name([RelativeDistinguishedName([_canonical(each) for each in rdn])]).public_bytes())
        for rdn in subject.rdns
    )
    return int.from_bytes(hashlib.sha1(canonical, usedforsecurity=False).digest()[:4], "little")


def _canonical(attribute: NameAttribute[str | bytes]) -> NameAttribute[str | bytes]:
    text = " ".join(str(attribute.value).lower().split())
    return NameAttribute(attribute.oid, text, _type=x509.name._ASN1Type.UTF8String)


def _content(der: bytes) -> bytes:
    # A name of one short attribute is below 128 bytes, where DER's length is a single byte.
    return der[2:]


def _real(file: str) -> str:
    return os.path.join(os.path.realpath(os.path.dirname(file)), os.path.basename(file))


def _ordered(authorities: Iterable[Authority]) -> list[Authority]:
    return sorted(authorities, key=lambda authority: authority.value)


def _label(authorities: Iterable[Authority]) -> str:
    return "+".join(authority.value for authority in _ordered(authorities)) or "nobody"


def _inside(path: str, folders: Iterable[str]) -> bool:
    return any(path.startswith(f"{folder}/") for folder in folders)


def _outermost(folders: Iterable[str]) -> Iterator[str]:
    """The real paths of these folders, without any that lies in another."""
    real = sorted({os.path.realpath(folder) for folder in folders})
    return (folder for folder in real if not _inside(folder, real))


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
