"""Run git on one repository.

One rule: its environment and configuration are made from nothing, so that nothing of the user's changes what it does;
it never asks anybody for anything; and its errors are one line without a secret.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
from pathlib import Path
from urllib.parse import quote, urlsplit

from harness.model.errors import UsageError
from harness.model.url_secrets import MASK
from harness.provision.git_url import TRANSPORTS, GitUrl
from harness.provision.pythons import make_environment

_PATIENCE = 1800.0
#: Seconds after which a server that says nothing is given up.
_SILENCE = 60
_USER, _PASSWORD = "LAB_GIT_USER", "LAB_GIT_PASSWORD"
#: A command line is for every user of a machine to see; the environment of a process is not.
#: https://git-scm.com/docs/gitcredentials#_custom_helpers
_HELPER = f'!f() {{ test "$1" = get && printf \'username=%s\\npassword=%s\\n\' "${_USER}" "${_PASSWORD}"; }}; f'
#: Nobody is there to be asked: not by git, not by ssh, and without a terminal neither by what they start.
_ASKING_NOBODY = {
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ASKPASS": "",
    "SSH_ASKPASS": "",
    "SSH_ASKPASS_REQUIRE": "never",
    "GIT_SSH_COMMAND": f"ssh -oBatchMode=yes -oConnectTimeout={_SILENCE} -oServerAliveInterval={_SILENCE // 4}",
}


class Git:
    """Runs git on the repository in ``git_dir``.

    ``name`` is what errors call the repository, ``home`` a folder of ours for git's HOME. The login in ``url`` is given
    to the server of that URL alone.
    """

    def __init__(self, git_dir: Path, home: Path, name: str, url: GitUrl | None = None) -> None:
        executable = shutil.which("git")
        if executable is None:
            raise UsageError(f"{name} needs git, which is not on the PATH")
        self.executable, self.git_dir, self.home, self.name, self._url = executable, git_dir, home, name, url

    def __call__(self, *arguments: str) -> str:
        """Return what a command prints. Raises `UsageError` if it fails."""
        answer = self.try_command(*arguments)
        if answer.returncode:
            raise UsageError(self.describe_error(answer, *arguments))
        return answer.stdout

    def try_command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end, whatever its exit code. Raises `UsageError` if it does not end."""
        command = [self.executable, f"--git-dir={self.git_dir}", *self._options(), *arguments]
        # A session of its own has no terminal, and can be ended as a whole: git leaves fetching to others.
        with subprocess.Popen(
            command,
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
            start_new_session=True,
        ) as process:
            try:
                said, complained = process.communicate(timeout=_PATIENCE)
            except BaseException as error:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                if not isinstance(error, subprocess.TimeoutExpired):
                    raise
                what = f"git {arguments[0]} of {self.name}"
                raise UsageError(f"{what} gave no answer within {_PATIENCE:.0f} s") from None
        return subprocess.CompletedProcess(command, process.returncode, said, self._without_secrets(complained))

    def describe_error(self, answer: subprocess.CompletedProcess[str], *arguments: str) -> str:
        """Return what a failed command says of its failure, in one line."""
        said = [line for line in answer.stderr.splitlines() if line.strip()] or ["nothing"]
        return f"git {arguments[0]} of {self.name} failed ({' '.join(arguments[-1:])}): {said[0]}"

    def _options(self) -> tuple[str, ...]:
        slow = (f"http.lowSpeedTime={_SILENCE}", "http.lowSpeedLimit=1")
        asks = self._url is not None and self._url.login is not None
        helper = [f"{_name_section(self._url.place)}.helper={_HELPER}"] if self._url and asks else []
        return tuple(word for each in (*slow, *helper) for word in ("-c", each))

    def _environment(self) -> dict[str, str]:
        own = make_environment([Path(self.executable).parent, *map(Path, os.defpath.split(os.pathsep))])
        configuration = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        login = None if self._url is None else self._url.login
        who = {} if login is None else {_USER: login.user, _PASSWORD: login.password}
        allowed = {"GIT_ALLOW_PROTOCOL": ":".join(TRANSPORTS)}
        return {**own, **configuration, **allowed, **_ASKING_NOBODY, **who, "HOME": str(self.home), "LC_ALL": "C"}

    def _without_secrets(self, said: str) -> str:
        login = None if self._url is None else self._url.login
        secret = "" if login is None else login.password or login.user
        for written in filter(None, (secret, quote(secret, safe=""))):
            said = said.replace(written, MASK)
        return said


def _name_section(place: str) -> str:
    """Return the section of git's configuration about the credentials for a server."""
    parts = urlsplit(place)
    return f"credential.{parts.scheme}://{parts.netloc}"
