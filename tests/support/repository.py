"""A repository with a pip in it, made by the real git; or one made of releases, to stand in for pip's own."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

from packaging.version import Version

from harness.provision.libraries import LIBRARIES, VariantTrees
from harness.provision.pythons import find_interpreters
from harness.provision.releases import Releases, find_cache_folder
from harness.provision.sources import name_release

SOMEBODY = {
    f"GIT_{who}_{what}": value
    for who in ("AUTHOR", "COMMITTER")
    for what, value in {"NAME": "Somebody", "EMAIL": "somebody@example.test", "DATE": "2026-01-01T00:00:00Z"}.items()
}


class Repository:
    """A repository with a pip in it, made by the real git."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.url = f"git+{folder.as_uri()}"
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *arguments: str) -> str:
        environment = {"PATH": os.environ["PATH"], "GIT_CONFIG_NOSYSTEM": "1", "HOME": str(self.folder), **SOMEBODY}
        command = ["git", "-C", str(self.folder), *arguments]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.strip()

    def commit(self, version: str, path: str = "src/pip/__init__.py") -> str:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f'__version__ = "{version}"\n')
        self.git("add", ".")
        self.git("commit", "--quiet", "-m", version)
        return self.git("rev-parse", "HEAD")

    def release(self, version: str, message: str) -> str:
        """A commit with the pip of a release, tagged as pip tags it."""
        package = Releases(find_cache_folder()).make_tree(name_release(Version(version))) / "pip"
        shutil.rmtree(self.folder / "src", ignore_errors=True)
        shutil.copytree(package, self.folder / "src" / "pip", ignore=shutil.ignore_patterns("__pycache__"))
        self.git("add", "--all", "--force", ".")
        self.git("commit", "--quiet", "-m", message)
        self.git("tag", version)
        return self.git("rev-parse", "HEAD")


def of_releases(folder: Path, versions: Iterable[str]) -> tuple[Repository, dict[str, str]]:
    """A repository that has these releases one after another, with the commit of each."""
    folder.mkdir(parents=True)
    repository = Repository(folder)
    return repository, {version: repository.release(version, f"Release {version} (#13343)") for version in versions}


def of_requests(folder: Path, versions: Iterable[str]) -> tuple[Repository, dict[str, str]]:
    """A repository that has these releases of requests one after another, with the commit of each."""
    folder.mkdir(parents=True)
    repository = Repository(folder)
    cache = find_cache_folder()
    trees, interpreters = VariantTrees(cache), find_interpreters(cache)
    newest = {library: str(trees.list_releases(library)[-1]) for library in LIBRARIES}
    commits = {}
    for version in versions:
        tree, why = trees.install_libraries(newest | {"requests": version}, interpreters[0], print)
        assert why == ""
        shutil.rmtree(folder / "src", ignore_errors=True)
        shutil.copytree(tree / "requests", folder / "src" / "requests", ignore=shutil.ignore_patterns("__pycache__"))
        repository.git("add", "--all", "--force", ".")
        repository.git("commit", "--quiet", "-m", f"Release {version}")
        repository.git("tag", f"v{version}")
        commits[version] = repository.git("rev-parse", "HEAD")
    return repository, commits
