"""The distributions of this checkout, and environments of other people's in which they are installed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from tests.support.product import PATIENCE, ROOT, environment, ran

#: What is set around a suite and leads every client astray that heeds it.
TRAPS = {
    "SSL_CERT_FILE": "/etc/ssl/certs/ca-certificates.crt",
    "SSL_CERT_DIR": "/etc/ssl/certs",
    "REQUESTS_CA_BUNDLE": "/etc/ssl/certs/ca-certificates.crt",
    "CURL_CA_BUNDLE": "/no/such.pem",
    "HTTPS_PROXY": "http://127.0.0.1:9",
    "https_proxy": "http://127.0.0.1:9",
    "ALL_PROXY": "http://127.0.0.1:9",
    "NETRC": "/no/such.netrc",
    "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
    "PIP_PROXY": "http://127.0.0.1:9",
    "PIP_CERT": "/no/such.pem",
    "PIP_NO_INDEX": "1",
    "PIP_CONFIG_FILE": "/no/such.conf",
}


@dataclass(frozen=True)
class Installed:
    """An environment with a Python of its own."""

    folder: Path

    @property
    def python(self) -> str:
        """Its interpreter."""
        return str(self.folder / "bin" / "python")

    def run(
        self, *arguments: str, cwd: Path, env: Mapping[str, str] | None = None, before: Sequence[str] = ()
    ) -> subprocess.CompletedProcess[str]:
        """Run its Python in a folder that is not the checkout, in the user's environment and these variables."""
        return subprocess.run(
            [*before, self.python, *arguments],
            cwd=cwd,
            env=environment(env),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )

    def pytest(self, *arguments: str, cwd: Path, env: Mapping[str, str] | None = None) -> tuple[int, str]:
        """Run its pytest; return the exit code and all that it said."""
        done = self.run("-m", "pytest", "-p", "no:cacheprovider", "--color=no", *arguments, cwd=cwd, env=env)
        return done.returncode, done.stdout + done.stderr


def build_distributions(folder: Path) -> Path:
    """Build the wheel and the sdist of this checkout into a folder, once for all workers; return it."""
    with FileLock(f"{folder}.lock"):
        if not folder.exists():
            command = (sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), "--sdist", "--wheel")
            done = ran((*command, str(ROOT)), environment())
            assert done.returncode == 0, done.stdout + done.stderr
    return folder


def install(folder: Path, executable: str, *what: str) -> Installed:
    """Make an environment with these distributions, once for all workers; return it."""
    with FileLock(f"{folder}.lock"):
        if not folder.exists():
            made = ran((executable, "-m", "venv", "--without-pip", str(folder)), environment())
            assert made.returncode == 0, made.stderr
            python = str(folder / "bin" / "python")
            command = (sys.executable, "-m", "pip", "--python", python, "install", "--quiet", *what)
            done = ran(command, environment())
            assert done.returncode == 0, done.stdout + done.stderr
    return Installed(folder)
