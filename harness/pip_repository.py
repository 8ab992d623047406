"""A pip from a git repository.

One rule: what git fetches is thrown away once the commit's ``pip`` is kept.
"""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from harness.errors import UsageError
from harness.git import Git
from harness.pip_sources import Source, label, package_version
from harness.pip_trees import PipTrees, unpack

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
        git = Git(folder / "fetched.git", folder, url)
        commit = _fetch(git, url, ref)
        tree = trees.add_contents(commit, lambda place: export(git, commit, place))
    return _source(url, commit, tree)


def from_clone(git: Git, commit: str, url: str, trees: PipTrees) -> Source:
    """The pip of a commit that is here, named as one of the repository at ``url``. Raises `UsageError`."""
    return _source(url, commit, trees.add_contents(commit, lambda place: export(git, commit, place)))


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


def export(git: Git, commit: str, folder: Path) -> None:
    """The ``pip`` of a commit, put into a folder of ours."""
    with tempfile.TemporaryDirectory(dir=git.home) as scratch:
        archive = Path(scratch) / "pip.zip"
        git("archive", "--format=zip", f"--output={archive}", commit, "src/pip")
        unpack(archive, Path(scratch))
        (Path(scratch) / "src" / "pip").rename(folder / "pip")


def _fetch(git: Git, url: str, ref: str) -> str:
    """The id of the commit that a ref of a repository names, once it is here."""
    git("init", "--quiet", "--bare", str(git.git_dir))
    fetch = ("fetch", "--quiet", "--no-tags")
    try:
        git(*fetch, "--depth", "1", "--", url, ref)
        return git("rev-parse", "--verify", "FETCH_HEAD^{commit}").strip()
    except UsageError:
        if not _NEEDS_HISTORY.fullmatch(ref):
            raise
    git(*fetch, "--", url, "+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*")
    return git("rev-parse", "--verify", "--end-of-options", f"{ref}^{{commit}}").strip()
