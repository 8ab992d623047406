"""A cell and a raised lab → the command, its environment and pip's configuration file.

One rule: pure, and the environment is written from nothing. What is not put here does not reach a cell.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from harness.clients.telling import name_proxies
from harness.clients.world import World
from harness.model.cell import Cell
from harness.model.passwords import list_secrets
from harness.model.scenario import Scenario

#: How each channel of :class:`harness.model.trust.Trust` that names a file is put to pip.
_VARIABLES = {
    "ssl_cert_file": "SSL_CERT_FILE",
    "ssl_cert_dir": "SSL_CERT_DIR",
    "pip_cert": "PIP_CERT",
    "requests_ca_bundle": "REQUESTS_CA_BUNDLE",
    "curl_ca_bundle": "CURL_CA_BUNDLE",
}


@dataclass(frozen=True, kw_only=True)
class Invocation:
    """A command as it will be run: in ``folder``, with exactly ``environment``; ``files`` are written first.

    ``testimony`` is where a witness is heard, None where there is no witness; ``secrets`` are what the client
    must not print, by their names.
    """

    argv: tuple[str, ...]
    environment: Mapping[str, str]
    folder: str
    files: Mapping[str, str]
    mounts: tuple[tuple[str, str], ...] | None
    testimony: str | None = None
    secrets: Mapping[str, str] = field(default_factory=dict)

    def line(self, argv: tuple[str, ...]) -> str:
        """``argv`` in this folder and environment, as a line for a shell."""
        environment = (shlex.quote(f"{name}={value}") for name, value in self.environment.items())
        return f"cd {shlex.quote(self.folder)} && env -i {' '.join(environment)} {shlex.join(argv)}"


def invoke(cell: Cell, world: World, words: Iterable[str]) -> Invocation:
    """Return what is run for a cell; ``words`` are those that its kind of client puts after the Python's."""
    configuration = _configuration(cell.scenario, world)
    path = f"{world.folder}/pip.conf"
    written = {
        path: configuration,
        f"{world.folder}/home/.netrc": cell.scenario.login.value.netrc,
        f"{world.folder}/bin/keyring": world.keyring if cell.scenario.login.value.in_keyring else "",
        f"{_startup_folder(world)}/sitecustomize.py": cell.scenario.startup.value.text,
    }
    return Invocation(
        argv=(cell.client.interpreter.executable, *words),
        environment=_environment(cell.scenario, world) | ({"PIP_CONFIG_FILE": path} if configuration else {}),
        folder=world.folder,
        files={name: text for name, text in written.items() if text},
        mounts=world.mounts,
        testimony=None if world.witness is None else _testimony(world),
        secrets=list_secrets(),
    )


def _testimony(world: World) -> str:
    return f"{world.folder}/testimony.jsonl"


def _startup_folder(world: World) -> str:
    return f"{world.folder}/startup"


def _path(scenario: Scenario, world: World) -> str:
    """Where Python imports from. A witness is a ``sitecustomize`` too: it is first, and runs the one that it hides."""
    startup = _startup_folder(world) if scenario.startup.value.text else None
    return os.pathsep.join(filter(None, (world.witness, startup, world.tree)))


def _environment(scenario: Scenario, world: World) -> dict[str, str]:
    environment = {
        # pip runs ``rustc`` for its User-Agent if it finds one, and keyring's or git's back ends likewise.
        "PATH": f"{world.folder}/bin",
        "HOME": f"{world.folder}/home",
        "TMPDIR": f"{world.folder}/scratch",
        "LANG": "C.UTF-8",
        # Python imports sitecustomize from there as it starts, and a build's pip inherits it.
        "PYTHONPATH": _path(scenario, world),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONNOUSERSITE": "1",
        "PIP_CONFIG_FILE": "/dev/null",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_NO_INPUT": "1",
        # Without a retry pip 26 says nothing of why a proxy leg failed. The second pip of a build reads it here too.
        "PIP_RETRIES": "1",
    }
    name, _, value = scenario.cache.value.variable.partition("=")
    environment[name] = world.fill(value)
    if world.mounts is None:
        # Without a namespace, OpenSSL's compiled-in defaults are emptied by naming nothing.
        environment |= {"SSL_CERT_FILE": f"{world.folder}/nothing", "SSL_CERT_DIR": f"{world.folder}/nothing"}
    if world.witness is not None:
        environment["PIP_TRUST_LAB_WITNESS"] = _testimony(world)
    environment |= {_VARIABLES[store]: path for store, path in world.stores.items() if store in _VARIABLES}
    return environment | _told_by_variables(scenario, world)


def _told_by_variables(scenario: Scenario, world: World) -> dict[str, str]:
    told: dict[str, str] = {}
    for channel, url in name_proxies(scenario, world).items():
        told |= dict.fromkeys(channel.value.variables, url)
    for variable in scenario.variables:
        told |= {name: world.fill(value) for name, value in variable.values.items()}
    return told


def _configuration(scenario: Scenario, world: World) -> str:
    lines = []
    if "pip_conf" in world.stores:
        lines.append(f"cert = {world.stores['pip_conf']}")
    for channel, url in name_proxies(scenario, world).items():
        if channel.value.setting:
            lines.append(f"{channel.value.setting} = {url}")
    lines += [world.fill(setting.text) for setting in scenario.settings]
    return "\n".join(["[global]", *lines, ""]) if lines else ""
