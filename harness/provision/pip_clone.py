"""A clone of pip on this machine, to bisect in: its commits and the pip of each.

One rule: nothing is ever written into the user's clone. git works in a bare repository of ours that borrows its
objects, so that no checkout, ref or bisect of the user's is touched.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from harness.model.errors import UsageError
from harness.model.foreign import clean_line
from harness.provision.git import Git
from harness.provision.git_url import GitUrl
from harness.provision.pip_git import keep_from_clone
from harness.provision.sources import Source
from harness.provision.trees import PipTrees

_PULL = re.compile(r"Merge pull request #(\d+)|.*\(#(\d+)\)$")
#: The number of characters of an id that are shown, as many as git gives in pip's repository.
SHORT = 9


@dataclass(frozen=True, kw_only=True)
class Commit:
    """The facts about a commit. ``date`` is its author's, ``pull`` the number of its pull request, or empty."""

    id: str
    date: str
    subject: str
    pull: str = ""


class PipClone:
    """The commits of the clone at ``path``. ``home`` is an empty folder of ours, which may be removed afterwards."""

    def __init__(self, path: Path, home: Path, trees: PipTrees) -> None:
        self.path, self._trees = path.expanduser().resolve(), trees
        inside = self.path / ".git"
        self._theirs = Git(inside if inside.exists() else self.path, home, str(path))
        if self._theirs("rev-parse", "--is-shallow-repository").strip() == "true":
            raise UsageError(f"{path} is a shallow clone, without the history to bisect: git fetch --unshallow gets it")
        common = Path(self._theirs("rev-parse", "--git-common-dir").strip())
        self.git = Git(home / "private.git", home, str(path))
        self.git("init", "--quiet", "--bare", str(self.git.git_dir))
        borrowed = self.git.git_dir / "objects" / "info" / "alternates"
        borrowed.write_text(f"{(self._theirs.git_dir / common / 'objects').resolve()}\n", encoding="utf-8")

    def find_commit(self, rev: str) -> str:
        """Return the id of the commit that a revision names in the user's clone. Raises `UsageError`."""
        try:
            return self._theirs("rev-parse", "--verify", "--end-of-options", f"{rev}^{{commit}}").strip()
        except UsageError:
            raise UsageError(f"{self.path} has no commit {rev!r}") from None

    def find_parent(self, commit: str) -> str:
        """Return the id of a commit's first parent."""
        return self.git("rev-parse", "--verify", f"{commit}^1").strip()

    def read_commit(self, commit: str) -> Commit:
        """Return the facts about a commit."""
        date, subject = self.git("show", "--no-patch", "--format=%as%n%s", commit).split("\n")[:2]
        pull = _PULL.match(subject)
        number = next(filter(None, pull.groups()), "") if pull else ""
        return Commit(id=commit, date=date, subject=clean_line(subject), pull=number)

    def keep_source(self, commit: str) -> Source:
        """Keep the tree of the pip of a commit and return its source. Raises `UsageError`."""
        place = self.path.as_uri()
        return keep_from_clone(self.git, GitUrl(place=place, shown=place, ref=commit), self._trees)
