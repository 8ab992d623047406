"""Write trust stores to disk: bundles, hashed folders, a pip tree with its own bundle, and a host's system store.

One rule: nothing outside the given folder is written. The store that a cell takes for the machine's own is laid out
here and mounted over the machine's in a namespace of the cell's; see :meth:`Stores.lay_out_host`.
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

from harness.lab.host import GLOBAL_CONFIGURATION, find_top_folder, lacks_folder, list_etc_mounts, write_etc
from harness.model.client import Interpreter
from harness.model.conditions import Host, Root, StorePlace
from harness.model.errors import LabBroken
from harness.model.trust import Authority

if TYPE_CHECKING:
    from harness.lab.authorities import Pki

#: Where every truststore looks on Linux when OpenSSL's defaults are empty, in the order in which the lab prefers them.
SYSTEM_STORES = tuple(place.value for place in (StorePlace.DEBIAN, StorePlace.SUSE, StorePlace.RED_HAT))
#: Every folder in which truststore, or an OpenSSL of a distribution, may find certificates.
_STORE_FOLDERS = ("/etc/ssl", "/etc/pki", "/usr/lib/ssl", "/usr/local/ssl")


class Stores:
    """Writes stores into ``folder``, each once: the same authorities give the same path. They hold ``roots`` alone."""

    def __init__(self, folder: Path, pki: Pki, roots: Root = Root.GOOD) -> None:
        self._folder, self._pki, self._roots = folder, pki, roots

    def with_roots(self, roots: Root) -> Stores:
        """Return stores of the same authorities with certificates in another style."""
        if roots is self._roots:
            return self
        folder = self._folder / f"roots {roots.value.words}"
        folder.mkdir(exist_ok=True)
        return Stores(folder, self._pki, roots)

    def write_bundle(self, authorities: Iterable[Authority]) -> Path:
        """Return a PEM file of these authorities; an empty file for none."""
        path = self._folder / f"{_join_names(authorities)}.pem"
        if not path.exists():
            path.write_bytes(b"".join(self._pki.get_pem(each, self._roots) for each in _sort_authorities(authorities)))
        return path

    def write_hashed_folder(self, authorities: Iterable[Authority]) -> Path:
        """Return a folder of these authorities as ``openssl rehash`` makes it, for ``SSL_CERT_DIR``."""
        path = self._folder / f"{_join_names(authorities)}.d"
        if not path.exists():
            path.mkdir()
            for authority in _sort_authorities(authorities):
                pem = self._pki.get_pem(authority, self._roots)
                (path / f"{hash_subject(pem):08x}.0").write_bytes(pem)
        return path

    def copy_tree(self, tree: Path, bundles: Sequence[str], authorities: Iterable[Authority]) -> Path:
        """Return a copy of a client's tree with authorities added to its own bundle, the first of these paths in it.

        Files are linked, not copied, where the file system allows. Without authorities the tree itself is returned.
        """
        if not authorities:
            return tree
        bundle = next((each for each in bundles if (tree / each).exists()), "")
        if not bundle:
            raise LabBroken(f"this client ships no bundle: expected {' or '.join(bundles)} in {tree}")
        path = self._folder / f"{tree.name}+{_join_names(authorities)}"
        if not path.exists():
            shutil.copytree(tree, path, copy_function=_link_or_copy, symlinks=True)
            content = (path / bundle).read_bytes() + b"\n" + self.write_bundle(authorities).read_bytes()
            (path / bundle).unlink()
            (path / bundle).write_bytes(content)
        return path

    def lay_out_host(
        self, host: Host, system: Iterable[Authority], interpreter: Interpreter, place: StorePlace | None = None
    ) -> tuple[tuple[str, str], ...]:
        """Return the mounts (what, over what) of a host whose system store holds just these authorities.

        ``STANDALONE``: the store lies where only truststore looks, and OpenSSL's defaults are empty. ``DISTRO``: it
        also lies in the file that is the interpreter's compiled-in default. Neither has global configuration files of
        pip or installed packages. With a ``place`` the store lies there, else wherever it can. Raises ``LabBroken``
        if it cannot.
        """
        added = [find_top_folder(place.value)] if place and lacks_folder(find_top_folder(place.value)) else []
        masked = (*_find_masked_folders(interpreter), *added)
        files = _choose_store_files(host, place, masked, interpreter)
        name = f"{host.value.words} {interpreter.version} {_join_names(system)}"
        folder = self._folder / (f"{name} {place.name}" if place else name)
        if not folder.exists():
            self._write_host(folder, masked, files, self.write_bundle(system).read_bytes())
            if added:
                write_etc(folder, added)
        mounts = list(list_etc_mounts(folder)) if added else []
        mounts += [(f"{folder}/{number}", target) for number, target in enumerate(masked)]
        mounts += [(f"{folder}/nothing", path) for path in interpreter.site_packages if os.path.isdir(path)]
        mounts += [(f"{folder}/empty", path) for path in GLOBAL_CONFIGURATION if os.path.isfile(path)]
        return tuple(mounts)

    def _write_host(self, folder: Path, masked: Sequence[str], files: Iterable[str], store: bytes) -> None:
        (folder / "nothing").mkdir(parents=True)
        (folder / "empty").touch()
        for number, target in enumerate(masked):
            (folder / f"{number}").mkdir()
            # A machine without certificates has no such file; an empty one is an error to OpenSSL.
            for file in (file for file in files if store and _lies_inside(file, (target,))):
                path = folder / f"{number}" / os.path.relpath(file, target)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(store)


def _find_masked_folders(interpreter: Interpreter) -> tuple[str, ...]:
    """Return the folders to hide, in which truststore and an interpreter's OpenSSL find this machine's certificates."""
    folders = (*_STORE_FOLDERS, os.path.dirname(interpreter.openssl_cafile))
    return tuple(_keep_outermost(filter(os.path.isdir, folders)))


def _choose_store_files(
    host: Host, place: StorePlace | None, masked: Sequence[str], interpreter: Interpreter
) -> list[str]:
    """Return the files in which a host keeps its system store. Raises ``LabBroken`` if one cannot be put there."""
    default = _resolve_folder(interpreter.openssl_cafile)
    wanted = (place.value,) if place else SYSTEM_STORES
    places = [each for each in wanted if each != default and _lies_inside(each, masked)]
    files = places[:1] + ([default] if host.value.are_the_system_store else [])
    if not places or not all(_lies_inside(file, masked) for file in files):
        raise LabBroken(f"a {host.value.words} host needs {files or list(wanted)}, but has only {list(masked)}")
    return files


def hash_subject(pem: bytes) -> int:
    """Return OpenSSL's hash of a certificate's subject, which names files in a hashed folder.

    It is the SHA-1 of the subject's canonical form, first four bytes, little-endian (``X509_NAME_hash_ex``): attributes
    as UTF-8, lower case, inner spaces folded, without the outer SEQUENCE.
    """
    subject = x509.load_pem_x509_certificate(pem).subject
    canonical = b"".join(
        _strip_header(Name([RelativeDistinguishedName([_normalise_attribute(each) for each in rdn])]).public_bytes())
        for rdn in subject.rdns
    )
    return int.from_bytes(hashlib.sha1(canonical, usedforsecurity=False).digest()[:4], "little")


def _normalise_attribute(attribute: NameAttribute[str | bytes]) -> NameAttribute[str | bytes]:
    text = " ".join(str(attribute.value).lower().split())
    return NameAttribute(attribute.oid, text, _type=x509.name._ASN1Type.UTF8String)


def _strip_header(der: bytes) -> bytes:
    # A name of one short attribute is below 128 bytes, where DER's length is a single byte.
    return der[2:]


def _resolve_folder(file: str) -> str:
    return os.path.join(os.path.realpath(os.path.dirname(file)), os.path.basename(file))


def _sort_authorities(authorities: Iterable[Authority]) -> list[Authority]:
    return sorted(authorities, key=lambda authority: authority.value)


def _join_names(authorities: Iterable[Authority]) -> str:
    return "+".join(authority.value for authority in _sort_authorities(authorities)) or "nobody"


def _lies_inside(path: str, folders: Iterable[str]) -> bool:
    return any(path.startswith(f"{folder}/") for folder in folders)


def _keep_outermost(folders: Iterable[str]) -> Iterator[str]:
    """Return the real paths of these folders, without any that lies in another."""
    real = sorted({os.path.realpath(folder) for folder in folders})
    return (folder for folder in real if not _lies_inside(folder, real))


def _link_or_copy(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
