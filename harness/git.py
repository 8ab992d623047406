"""git, run on one repository.

One rule: it runs with an environment and a configuration from nothing, so that nothing of the user's decides what comes
of it, and what it refuses is one line.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from harness.errors import UsageError
from harness.interpreters import environment

_PATIENCE = 1800.0


class Git:
    """git on the repository in ``git_dir``. ``name`` is what errors call it, ``home`` a folder of ours for its HOME."""

    def __init__(self, git_dir: Path, home: Path, name: str) -> None:
        executable = shutil.which("git")
        if executable is None:
            raise UsageError(f"{name} needs git, and there is none on the PATH")
        self.executable, self.git_dir, self.home, self.name = executable, git_dir, home, name

    def __call__(self, *arguments: str) -> str:
        """What a command prints. Raises `UsageError` if it fails."""
        answer = self.attempt(*arguments)
        if answer.returncode:
            raise UsageError(self.failed(answer, *arguments))
        return answer.stdout

    def attempt(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """A command run to its end, whatever its exit code. Raises `UsageError` if it does not end."""
        try:
            return subprocess.run(
                [self.executable, f"--git-dir={self.git_dir}", *arguments],
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                errors="replace",
                timeout=_PATIENCE,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise UsageError(f"git {arguments[0]} of {self.name} gave no answer within {_PATIENCE:.0f} s") from None

    def failed(self, answer: subprocess.CompletedProcess[str], *arguments: str) -> str:
        """What a command that failed says of it, in one line."""
        said = [line for line in answer.stderr.splitlines() if line.strip()] or ["nothing"]
        return f"git {arguments[0]} of {self.name} failed ({' '.join(arguments[-1:])}): {said[0]}"

    def _environment(self) -> dict[str, str]:
        own = environment([Path(self.executable).parent, *map(Path, os.defpath.split(os.pathsep))])
        configuration = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "GIT_TERMINAL_PROMPT": "0"}
        return {**own, **configuration, "HOME": str(self.home), "LC_ALL": "C"}
