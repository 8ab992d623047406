"""Keep a pip from a git repository. What git fetches is thrown away once the commit's ``pip`` is kept."""

from __future__ import annotations

import hashlib
import re
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from harness.model.errors import UsageError
from harness.model.url_secrets import MASK
from harness.provision.archives import unpack_archive
from harness.provision.git import Git
from harness.provision.git_url import GitUrl, lacks_secret, read_git_url
from harness.provision.sources import Source, make_label, read_package_version
from harness.provision.trees import PipTrees

#: A whole commit id, by SHA-1 or by SHA-256.
_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
# A server hands out branches, tags and whole commit ids by name; a shortened id means something only next to the rest.
_NEEDS_HISTORY = re.compile(r"[0-9a-f]{4,64}|.*[~^].*")


def keep_from_git(spec: str, trees: PipTrees) -> Source:
    """Keep the pip of a repository at ``@ref``, else at its HEAD, and return its source. Raises `UsageError`."""
    return keep_from_repository(read_git_url(spec), trees)


def keep_from_repository(url: GitUrl, trees: PipTrees) -> Source:
    """Keep the pip of a repository at a ref and return its source. Raises `UsageError`."""
    kept = locate_tree(url, trees)
    if _COMMIT.fullmatch(url.ref) and trees.is_kept(kept):
        return _make_source(url, kept)
    try:
        return _keep_fetched(url, trees)
    except UsageError as error:
        raise trees.explain_failure(kept, error) from None


def _keep_fetched(url: GitUrl, trees: PipTrees) -> Source:
    if lacks_secret(url):
        raise UsageError(f"{url} is not in the cache: write the secret in place of {MASK}, so that it can be fetched")
    with trees.working_folder(f"git-{_hash_text(str(url))}") as folder:
        git = Git(folder / "fetched.git", folder, url.shown, url)
        commit = _fetch_commit(git, url)
        return keep_from_clone(git, url.with_ref(commit), trees)


def keep_from_clone(git: Git, url: GitUrl, trees: PipTrees) -> Source:
    """Keep the pip of a commit that is on this machine, as one of the repository at ``url``. Raises `UsageError`."""
    tree = trees.add_contents(_name_tree(url), lambda place: export_pip(git, url.ref, place))
    return _make_source(url, tree)


def locate_tree(url: GitUrl, trees: PipTrees) -> Path:
    """Return where the tree of a commit, named by its whole id, is kept once it has been."""
    return trees.locate_export(_name_tree(url))


def _name_tree(url: GitUrl) -> str:
    # One repository must not be able to say what a commit of another one is.
    return f"{url.ref}-{_hash_text(url.place)}"


def _hash_text(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _make_source(url: GitUrl, tree: Path) -> Source:
    name = Path(urlsplit(url.place).path).stem
    return Source(
        version=read_package_version(tree / "pip", str(url)),
        kind="git",
        location=str(url),
        label=make_label(f"{name}-{url.ref[:9]}"),
        repository=url,
    )


def export_pip(git: Git, commit: str, folder: Path) -> None:
    """Put the ``pip`` of a commit into a folder of ours."""
    with tempfile.TemporaryDirectory(dir=git.home) as scratch:
        archive = Path(scratch) / "pip.zip"
        git("archive", "--format=zip", f"--output={archive}", commit, "src/pip")
        unpack_archive(archive, Path(scratch))
        package = Path(scratch) / "src" / "pip"
        if not package.is_dir():
            raise UsageError(f"src/pip of {commit} in {git.name} is not a folder")
        package.rename(folder / "pip")


def _fetch_commit(git: Git, url: GitUrl) -> str:
    """Fetch the commit that a ref of a repository names, and return its id."""
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
        raise UsageError(f"{git.name} has another commit by the name {ref}: {commit}")
    return commit
