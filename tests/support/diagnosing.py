"""Run ``diagnose`` on a pip in a kept world, with passwords in reach, and give back what came of it."""

from __future__ import annotations

import base64
import json
import os
import shlex
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from harness.lab.worlds.world import World
from harness.model.client import Client
from harness.model.conditions import Beside
from harness.provision.beside import fetch_beside, locate_beside
from harness.provision.releases import find_cache_folder
from tests.support.misfortunes import IN_INDEX, IN_NETRC, IN_VARIABLE, OF_PROXY, Misfortune
from tests.support.product import LAB, ROOT


@dataclass(frozen=True)
class Diagnosed:
    """The result of a diagnosis: the run, the report and its file; ``rerun`` runs the pip again after a line of sh."""

    done: subprocess.CompletedProcess[str]
    report: dict[str, Any]
    path: Path
    rerun: Callable[[str], subprocess.CompletedProcess[str]]

    @property
    def code(self) -> str:
        return str(self.report["causes"][0]["code"]) if self.report["causes"] else ""


def environment_of(folder: Path, client: Client, beside: Beside, **variables: str) -> dict[str, str]:
    """A person's environment, with a password in reach in each of the usual places."""
    home = folder / "home"
    home.mkdir(exist_ok=True)
    (home / ".netrc").write_text(f"machine other.test login me password {IN_NETRC}\n")
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "PYTHONPATH": os.pathsep.join(filter(None, (client.tree, locate_beside(beside)))),
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_NO_INPUT": "1",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "UPLOAD_TOKEN": IN_VARIABLE,
        "PIP_TRUST_LAB_CACHE": str(find_cache_folder()),
        "PIP_TRUSTED_HOST": "",
        "PIP_EXTRA_INDEX_URL": "",
        **variables,
    }


def run_diagnose(
    misfortune: Misfortune,
    world: World,
    client: Client,
    folder: Path,
    lab: tuple[str, ...] = (*LAB, "diagnose"),
    options: tuple[str, ...] = (),
) -> Diagnosed:
    """Run a pip in a world under ``diagnose``, and return what came of it."""
    index = world.fake_pypi(**misfortune.index)
    words = [client.interpreter.executable, "-m", "pip", "download", "--retries", "0", "--no-cache-dir"]
    words += ["-d", str(folder / "out"), "-i", index.index_url, *misfortune.options(world)]
    words += ["--find-links", f"https://me:{quote(IN_INDEX, safe='')}@localhost:1/links", "demo"]
    report = folder / "report.json"
    fetch_beside(misfortune.beside, find_cache_folder(), print)
    machine = None if misfortune.system is None else world.system_store(*misfortune.system)
    environment = environment_of(folder, client, misfortune.beside, **misfortune.variables(world))

    def run(*command: str) -> subprocess.CompletedProcess[str]:
        whole = machine.command(*command) if machine else list(command)
        return subprocess.run(whole, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)

    done = run(*lab, "--report", str(report), *options, "--", *words)
    told = json.loads(report.read_text()) if report.exists() else {}
    return Diagnosed(done, told, report, lambda line: run("/bin/sh", "-c", f"{line}\nexec {shlex.join(words)}"))


def list_forms(password: str) -> Iterator[str]:
    """Every way of writing a password that gives it away: as it is, encoded, in base64 alone and after the user."""
    for text in {password, quote(password, safe=""), quote(password)}:
        yield text
        yield text.replace("%", "%%")
        for login in (text, f"me:{text}"):
            yield base64.b64encode(login.encode()).decode().rstrip("=")


#: The right login, as a person puts it into a line.
LOGIN = f"me:{quote(OF_PROXY, safe='')}"
SECRETS = (IN_NETRC, IN_INDEX, IN_VARIABLE, OF_PROXY, "not-that-one")
