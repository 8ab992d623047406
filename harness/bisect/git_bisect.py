"""Drive ``git bisect`` step by step.

Which commit to try next, and which is the first new one, is git's decision; what a commit is, the caller's.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal

from harness.model.errors import UsageError
from harness.provision.git import Git

#: The words of ``git bisect`` for a commit; ``skip`` is for one that cannot be tested.
Term = Literal["old", "new", "skip"]

_FIRST = re.compile(r"^# first new commit: \[([0-9a-f]{40})\]", re.MULTILINE)
#: How ``git bisect`` ends where only skipped commits are left, and what its log says then.
_ONLY_SKIPPED, _NOTHING_ELSE = 2, "\n# only skipped commits left to test\n"


def find_first_new(
    git: Git, old: str, new: str, tried: Callable[[str], Term], *, first_parent: bool = True
) -> tuple[str, ...]:
    """Return the first new commit after ``old`` up to ``new``; several where skipped ones leave it open.

    ``git`` is a bare repository of ours. With ``first_parent`` a merge is one step, whatever it brought. Raises
    `UsageError` if git cannot bisect between the two.
    """
    if _is_before(git, new, old):
        raise UsageError(f"{old[:9]} comes after {new[:9]}: --old must be the one before")
    git("update-ref", "--no-deref", "HEAD", new)
    options = ["--first-parent"] if first_parent else []
    _run_git_bisect(git, "start", "--no-checkout", *options, "--term-old=old", "--term-new=new", new, old)
    while not (found := _read_found(git, options)):
        commit = git("rev-parse", "--verify", "BISECT_HEAD").strip()
        _run_git_bisect(git, tried(commit), commit)
    return found


def _is_before(git: Git, one: str, other: str) -> bool:
    return git.try_command("merge-base", "--is-ancestor", one, other).returncode == 0


def _run_git_bisect(git: Git, *arguments: str) -> None:
    answer = git.try_command("bisect", *arguments)
    if answer.returncode not in {0, _ONLY_SKIPPED}:
        said = [line for line in (answer.stderr + answer.stdout).splitlines() if line.strip()] or ["nothing"]
        raise UsageError(f"git bisect {arguments[0]} of {git.name} failed: {said[0]}")


def _read_found(git: Git, options: list[str]) -> tuple[str, ...]:
    log = git("bisect", "log")
    if _NOTHING_ELSE in log:
        # The log's own list of these has the commits of merged branches in it, also with --first-parent.
        left = git("rev-list", *options, "refs/bisect/new", "--not", "--glob=refs/bisect/old-*")
        return tuple(left.split())
    return tuple(_FIRST.findall(log))
