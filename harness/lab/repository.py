"""Make the git repository that clients are asked to build: ``built`` with its backend in the tree.

One rule: it is served as plain files, as ``git update-server-info`` lists them, so that no git runs at the origin.
https://git-scm.com/book/en/v2/Git-Internals-Transfer-Protocols
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from harness.lab.git import run_git
from harness.lab.packages import read_project_module

#: Where it is on the origin.
REPOSITORY = "/git/built.git"
_SETTINGS = """\
[build-system]
requires = []
build-backend = "lab_backend"
backend-path = ["."]
"""
#: What the backend makes a wheel's metadata of.
_METADATA = "Metadata-Version: 2.1\nName: built\nVersion: 1.0\n"


@dataclass(frozen=True)
class Repository:
    """The files of a bare repository by their paths on the origin, and the names of its objects by file name."""

    files: Mapping[str, bytes]
    objects: Mapping[str, str]

    def find_blob(self, file: str) -> str:
        """Return the path on the origin whose answer is the content of a file."""
        name = self.objects[file]
        return f"{REPOSITORY}/objects/{name[:2]}/{name[2:]}"


def build_repository(folder: Path) -> Repository:
    """Return a repository with one commit, made in an empty folder by this machine's git."""
    content = {
        "built.py": read_project_module("built"),
        "lab_backend.py": read_project_module("lab_backend"),
        "pyproject.toml": _SETTINGS.encode(),
        "PKG-INFO": _METADATA.encode(),
    }
    for name, written in content.items():
        (folder / name).write_bytes(written)
    run_git(folder, "init", "--quiet", "--initial-branch=main", "--template=")
    run_git(folder, "add", ".")
    run_git(folder, "commit", "--quiet", "--message", "built 1.0")
    run_git(folder, "update-server-info")
    objects = {name: run_git(folder, "rev-parse", f":{name}").strip() for name in content}
    bare = folder / ".git"
    served = (path for path in bare.rglob("*") if path.is_file() and path.name != "index")
    files = {f"{REPOSITORY}/{path.relative_to(bare).as_posix()}": path.read_bytes() for path in served}
    return Repository(files, objects)
