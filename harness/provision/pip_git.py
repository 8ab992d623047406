"""A pip from a git repository.

One rule: what git fetches is thrown away once the commit's ``pip`` is kept.
"""

from __future__ import annotations

import hashlib
import re
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from harness.model.errors import UsageError
from harness.model.url_secrets import PLACEHOLDER
from harness.provision.archives import unpack
from harness.provision.git import Git
from harness.provision.git_url import GitUrl, lacks_secret, read_git_url
from harness.provision.sources import Source, label, package_version
from harness.provision.trees import PipTrees

#: A whole commit id, by SHA-1 or by SHA-256.
_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
# A server hands out branches, tags and whole commit ids by name; a shortened id means something only next to the rest.
_NEEDS_HISTORY = re.compile(r"[0-9a-f]{4,64}|.*[~^].*")


def from_git(spec: str, trees: PipTrees) -> Source:
    """The pip of a repository at ``@ref``, else at its HEAD; its tree is kept right away. Raises `UsageError`."""
    return from_repository(read_git_url(spec), trees)


def from_repository(url: GitUrl, trees: PipTrees) -> Source:
    """The pip of a repository at a ref; its tree is kept right away. Raises `UsageError`."""
    kept = tree_of(url, trees)
    if _COMMIT.fullmatch(url.ref) and trees.is_kept(kept):
        return _source(url, kept)
    try:
        return _fetched(url, trees)
    except UsageError as error:
        raise trees.not_anew(kept, error) from None


def _fetched(url: GitUrl, trees: PipTrees) -> Source:
    if lacks_secret(url):
        raise UsageError(f"{url} is not kept here: put in what {PLACEHOLDER} stands for, so that it can be fetched")
    with trees.making(f"git-{_digest(str(url))}") as folder:
        git = Git(folder / "fetched.git", folder, url.shown, url)
        commit = _fetch(git, url)
        return from_clone(git, url.at(commit), trees)


def from_clone(git: Git, url: GitUrl, trees: PipTrees) -> Source:
    """The pip of a commit that is here, named as one of the repository at ``url``. Raises `UsageError`."""
    tree = trees.add_contents(_kept_as(url), lambda place: export(git, url.ref, place))
    return _source(url, tree)


def tree_of(url: GitUrl, trees: PipTrees) -> Path:
    """Where the tree of a commit, named by its whole id, is kept once it has been."""
    return trees.exported(_kept_as(url))


def _kept_as(url: GitUrl) -> str:
    # One repository must not be able to say what a commit of another one is.
    return f"{url.ref}-{_digest(url.place)}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _source(url: GitUrl, tree: Path) -> Source:
    name = Path(urlsplit(url.place).path).stem
    return Source(
        version=package_version(tree / "pip", str(url)),
        kind="git",
        location=str(url),
        label=label(f"{name}-{url.ref[:9]}"),
        repository=url,
    )


def export(git: Git, commit: str, folder: Path) -> None:
    """The ``pip`` of a commit, put into a folder of ours."""
    with tempfile.TemporaryDirectory(dir=git.home) as scratch:
        archive = Path(scratch) / "pip.zip"
        git("archive", "--format=zip", f"--output={archive}", commit, "src/pip")
        unpack(archive, Path(scratch))
        package = Path(scratch) / "src" / "pip"
        if not package.is_dir():
            raise UsageError(f"src/pip of {commit} in {git.name} is no folder")
        package.rename(folder / "pip")


def _fetch(git: Git, url: GitUrl) -> str:
    """The id of the commit that a ref of a repository names, once it is here."""
    git("init", "--quiet", "--bare", str(git.git_dir))
    fetch, ref = ("fetch", "--quiet", "--no-tags"), url.ref
    try:
        git(*fetch, "--depth", "1", "--", url.place, ref)
        commit = git("rev-parse", "--verify", "FETCH_HEAD^{commit}").strip()
    except UsageError:
        if not _NEEDS_HISTORY.fullmatch(ref):
            raise
        git(*fetch, "--", url.place, "+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*")
        commit = git("rev-parse", "--verify", "--end-of-options", f"{ref}^{{commit}}").strip()
    if _COMMIT.fullmatch(ref) and commit != ref:
        raise UsageError(f"{git.name} has something else than the commit {ref} by that name: {commit}")
    return commit
