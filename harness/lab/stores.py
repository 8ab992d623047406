"""Write trust stores to disk: bundles, hashed folders, a pip tree with its own bundle, and a host's system store.

One rule: nothing outside the given folder is written. The store that a cell takes for the machine's own is laid out
here and mounted over the machine's in a namespace of the cell's; see :meth:`Stores.lay_out_host`.
"""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from harness.lab.git import GIT_CONFIGURATION
from harness.lab.host import GLOBAL_CONFIGURATION, find_top_folder, lacks_folder, list_etc_mounts, write_etc
from harness.lab.store_files import hash_subject, write_store_file
from harness.model.client import Interpreter
from harness.model.conditions import Host, Root, StorePlace, StoreState
from harness.model.errors import LabBroken
from harness.model.trust import Authority

if TYPE_CHECKING:
    from harness.lab.authorities import Pki

#: Where every truststore looks on Linux when OpenSSL's defaults are empty, in the order in which the lab prefers them.
SYSTEM_STORES = tuple(place.value for place in (StorePlace.DEBIAN, StorePlace.SUSE, StorePlace.RED_HAT))
#: The name of a store in a client's home.
_IN_HOME = "ca.pem"
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

    def write_bundle(self, authorities: Iterable[Authority], state: StoreState = StoreState.PEM) -> Path:
        """Return the path of a file, or a folder, of these authorities in a state; an empty file for none."""
        form = state.value
        if form.folder:
            return self.write_hashed_folder(authorities, state)
        path = self._folder / f"{_join_names(authorities)}{_word_state(state)}.pem"
        if not path.exists() and form.is_there:
            write_store_file(path, self._list_certificates(authorities), state)
        return path

    def write_hashed_folder(self, authorities: Iterable[Authority], state: StoreState = StoreState.PEM) -> Path:
        """Return a folder of these authorities as ``openssl rehash`` makes it, for ``SSL_CERT_DIR``."""
        path = self._folder / f"{_join_names(authorities)}{_word_state(state)}.d"
        if not path.exists() and state.value.is_there:
            path.mkdir()
            same: Counter[str] = Counter()
            for number, pem in enumerate(self._list_certificates(authorities) if state.value.has_certificates else ()):
                name = f"{hash_subject(pem):08x}" if state.value.hashed else f"ca{number}.pem"
                write_store_file(path / (f"{name}.{same[name]}" if state.value.hashed else name), [pem], state)
                same[name] += 1
        return path

    def write_named(self, store: str, authorities: Iterable[Authority], state: StoreState, home: Path) -> str:
        """Return the path of a store as a client is given it: with ``~`` if it lies in its ``home``."""
        write = self.write_hashed_folder if store == "ssl_cert_dir" else self.write_bundle
        path = write(authorities, state)
        if not state.value.told_by_home:
            return str(path)
        (shutil.copytree if path.is_dir() else shutil.copy)(path, home / _IN_HOME)
        return f"~/{_IN_HOME}"

    def _list_certificates(self, authorities: Iterable[Authority]) -> list[bytes]:
        """Return what the store holds of each authority, each certificate once in PEM for each time that it does."""
        return [pem for each in _sort_authorities(authorities) for pem in self._pki.list_anchors(each, self._roots)]

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
        self,
        host: Host,
        system: Iterable[Authority],
        interpreter: Interpreter,
        place: StorePlace | None = None,
        state: StoreState = StoreState.PEM,
        configured: Sequence[str] = (),
    ) -> tuple[tuple[str, str], ...]:
        """Return the mounts (what, over what) of a host whose system store holds just these authorities.

        For none it holds a bystander: some clients do not even dial with an empty store. ``STANDALONE``: the store lies
        where only truststore looks, and OpenSSL's defaults are empty. ``DISTRO``: it also lies in the file that is the
        interpreter's compiled-in default. Neither has global configuration files of pip or installed packages. With a
        ``place`` the store lies there, else wherever it can. Over each of the files ``configured``, which are empty,
        another can be mounted. Raises ``LabBroken`` if the store cannot lie there, or not in this ``state``.
        """
        if state.value.folder or state.value.told_by_home:
            raise LabBroken(f"a system store is a file, which cannot be {state.value.words}")
        added = [find_top_folder(place.value)] if place and lacks_folder(find_top_folder(place.value)) else []
        masked = (*_find_masked_folders(interpreter), *added)
        files = _choose_store_files(host, place, masked, interpreter)
        name = f"{host.value.words} {interpreter.version} {_join_names(system)}{_word_state(state)}"
        numbers = "".join(f" {GLOBAL_CONFIGURATION.index(each)}" for each in configured)
        folder = self._folder / f"{name}{f' {place.name}' if place else ''}{numbers}"
        if not folder.exists():
            pems = self._list_certificates(system) or [self._pki.get_bystander()]
            self._write_host(folder, masked, files, pems, state)
            if added or configured:
                write_etc(folder, added, configured)
        mounts = list(list_etc_mounts(folder)) if added or configured else []
        mounts += [(f"{folder}/{number}", target) for number, target in enumerate(masked)]
        mounts += [(f"{folder}/nothing", path) for path in interpreter.site_packages if os.path.isdir(path)]
        configuration = (*GLOBAL_CONFIGURATION, GIT_CONFIGURATION)
        mounts += [(f"{folder}/empty", path) for path in configuration if os.path.isfile(path)]
        return tuple(mounts)

    def _write_host(
        self, folder: Path, masked: Sequence[str], files: Iterable[str], pems: Sequence[bytes], state: StoreState
    ) -> None:
        (folder / "nothing").mkdir(parents=True)
        (folder / "empty").touch()
        for number, target in enumerate(masked):
            (folder / f"{number}").mkdir()
            for file in (file for file in files if state.value.is_there and _lies_inside(file, (target,))):
                path = folder / f"{number}" / os.path.relpath(file, target)
                path.parent.mkdir(parents=True, exist_ok=True)
                write_store_file(path, pems, state)


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


def _resolve_folder(file: str) -> str:
    return os.path.join(os.path.realpath(os.path.dirname(file)), os.path.basename(file))


def _word_state(state: StoreState) -> str:
    return "" if state is StoreState.PEM else f" {state.name}"


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
