"""A pip from a git repository.

One rule: git runs with an environment and a configuration from nothing, and what it fetches is thrown away once the
commit's ``pip`` is kept.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

from harness.errors import UsageError
from harness.interpreters import environment
from harness.pip_sources import Source, label, package_version
from harness.pip_trees import PipTrees, unpack

_PATIENCE = 1800.0
_URL = re.compile(r"git\+.*|[a-z+]+://.*\.git(@[^@]*)?")
_COMMIT = re.compile(r"[0-9a-f]{40}")
# A server hands out branches, tags and whole commit ids by name; a shortened id means something only next to the rest.
_NEEDS_HISTORY = re.compile(r"[0-9a-f]{4,40}|.*[~^].*")


def is_git(spec: str) -> bool:
    """Whether a specification is the URL of a git repository: ``git+…``, or one that ends with ``.git``."""
    return _URL.fullmatch(spec) is not None


def from_git(spec: str, trees: PipTrees) -> Source:
    """The pip of a repository at ``@ref``, else at its HEAD; its tree is kept right away. Raises `UsageError`."""
    url, ref = _parts(spec)
    if _COMMIT.fullmatch(ref) and trees.exported(ref).is_dir():
        return _source(url, ref, trees.exported(ref))
    with trees.making(label(f"git-{url}-{ref}")) as folder:
        repository = _Repository(url, folder)
        commit = repository.fetch(ref)
        tree = trees.add_contents(commit, lambda place: repository.export(commit, place))
    return _source(url, commit, tree)


def _source(url: str, commit: str, tree: Path) -> Source:
    location = f"git+{url}@{commit}"
    name = Path(urlsplit(url).path).stem
    return Source(
        version=package_version(tree / "pip", location),
        kind="git",
        location=location,
        label=label(f"{name}-{commit[:9]}"),
    )


def _parts(spec: str) -> tuple[str, str]:
    """The URL and the ref of ``git+https://…@ref``. An ``@`` before the path belongs to the user."""
    parts = urlsplit(spec.removeprefix("git+"))
    path, at, ref = parts.path.rpartition("@")
    if not at:
        path, ref = parts.path, "HEAD"
    if not parts.scheme or not path or not ref:
        raise UsageError(f"{spec!r} is no git URL: expected git+https://host/path@ref or the like")
    return parts._replace(path=path, query="", fragment="").geturl(), ref


class _Repository:
    """The little of a repository that is needed, in a folder of our own."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url = url
        self.home = folder
        self.git_dir = folder / "fetched.git"
        executable = shutil.which("git")
        if executable is None:
            raise UsageError(f"{url} needs git, and there is none on the PATH")
        self.executable = executable
        self._git("init", "--quiet", "--bare", str(self.git_dir))

    def fetch(self, ref: str) -> str:
        """The id of the commit that a ref names, once it is here."""
        fetch = ("fetch", "--quiet", "--no-tags")
        try:
            self._git(*fetch, "--depth", "1", "--", self.url, ref)
            return self._git("rev-parse", "--verify", "FETCH_HEAD^{commit}").strip()
        except UsageError:
            if not _NEEDS_HISTORY.fullmatch(ref):
                raise
        self._git(*fetch, "--", self.url, "+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*")
        return self._git("rev-parse", "--verify", "--end-of-options", f"{ref}^{{commit}}").strip()

    def export(self, commit: str, folder: Path) -> None:
        """The ``pip`` of a commit, put into a folder."""
        archive = self.home / f"{commit}.zip"
        self._git("archive", "--format=zip", f"--output={archive}", commit, "src/pip")
        unpack(archive, self.home / commit)
        (self.home / commit / "src" / "pip").rename(folder / "pip")

    def _git(self, *arguments: str) -> str:
        command = [self.executable, f"--git-dir={self.git_dir}", *arguments]
        try:
            answer = subprocess.run(
                command,
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=_PATIENCE,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise UsageError(f"git {arguments[0]} of {self.url} gave no answer within {_PATIENCE:.0f} s") from None
        if answer.returncode:
            said = [line for line in answer.stderr.splitlines() if line.strip()] or ["nothing"]
            raise UsageError(f"git {arguments[0]} of {self.url} failed ({' '.join(arguments[-1:])}): {said[0]}")
        return answer.stdout

    def _environment(self) -> dict[str, str]:
        own = environment([Path(self.executable).parent, *map(Path, os.defpath.split(os.pathsep))])
        configuration = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "GIT_TERMINAL_PROMPT": "0"}
        return {**own, **configuration, "HOME": str(self.home), "LC_ALL": "C"}
