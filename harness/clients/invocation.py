"""A cell and a raised lab → the command, its environment and pip's configuration file.

One rule: pure, and the environment is written from nothing. What is not put here does not reach a cell.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlsplit

from harness.clients.command import command, proxies
from harness.model.cell import Cell
from harness.model.passwords import secrets
from harness.model.scenario import Scenario

#: How each channel of :class:`harness.model.trust.Trust` that names a file is put to pip.
_VARIABLES = {
    "ssl_cert_file": "SSL_CERT_FILE",
    "ssl_cert_dir": "SSL_CERT_DIR",
    "pip_cert": "PIP_CERT",
    "requests_ca_bundle": "REQUESTS_CA_BUNDLE",
    "curl_ca_bundle": "CURL_CA_BUNDLE",
}
#: The SHA-256 of no certificate.
WRONG_FINGERPRINT = "00" * 32


@dataclass(frozen=True, kw_only=True)
class World:
    """What a raised lab has for a client: URLs, and files by their paths.

    ``stores`` maps a channel's name in :class:`~harness.model.trust.Trust` to a path; ``mounts`` are pairs (what,
    over what) for a namespace of the cell's own, and None where there is none to be had; ``witness`` the folder
    that makes the client testify of its contexts, and None where it is not asked to; ``variant_client`` the script
    of a variant; ``fingerprint`` the SHA-256 of the certificate on the origin leg; ``keyring`` the text of that
    command; ``sdist`` a local one to build.
    """

    folder: str
    index_url: str
    artefact_url: str
    tree: str
    proxy_url: str | None = None
    client_certificate: str = ""
    stores: Mapping[str, str] = field(default_factory=dict)
    mounts: tuple[tuple[str, str], ...] | None = None
    witness: str | None = None
    variant_client: str = ""
    fingerprint: str = ""
    keyring: str = ""
    sdist: str = ""

    def fill(self, word: str) -> str:
        """Return a word with what only a raised world knows in the place of its placeholders."""
        for name, value in self._known.items():
            word = word.replace(f"{{{name}}}", value)
        return word

    @cached_property
    def _known(self) -> dict[str, str]:
        """A value for each of the ``PLACEHOLDERS``, and for the words of an action."""
        origin, proxy = urlsplit(self.index_url), urlsplit(self.proxy_url or "")
        return {
            "index_url": self.index_url,
            "artefact_url": self.artefact_url,
            "origin": origin.netloc.rpartition("@")[2],
            "origin_host": origin.hostname or "",
            "origin_port": str(origin.port or ""),
            "proxy_url": self.proxy_url or "",
            "proxy": proxy.netloc.rpartition("@")[2],
            "certificate": self.client_certificate,
            "fingerprint": self.fingerprint,
            "wrong_fingerprint": WRONG_FINGERPRINT,
            "folder": self.folder,
            "sdist": self.sdist,
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


def invoke(cell: Cell, world: World) -> Invocation:
    """Return what is run for a cell."""
    configuration = _configuration(cell.scenario, world)
    path = f"{world.folder}/pip.conf"
    written = {
        path: configuration,
        f"{world.folder}/home/.netrc": cell.scenario.login.value.netrc,
        f"{world.folder}/bin/keyring": world.keyring if cell.scenario.login.value.in_keyring else "",
        f"{_startup_folder(world)}/sitecustomize.py": cell.scenario.startup.value.text,
    }
    return Invocation(
        argv=command(cell, world),
        environment=_environment(cell.scenario, world) | ({"PIP_CONFIG_FILE": path} if configuration else {}),
        folder=world.folder,
        files={name: text for name, text in written.items() if text},
        mounts=world.mounts,
        testimony=None if world.witness is None else _testimony(world),
        secrets=secrets(),
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
    for channel, url in proxies(scenario, world).items():
        told |= dict.fromkeys(channel.value.variables, url)
    for variable in scenario.variables:
        told |= {name: world.fill(value) for name, value in variable.values.items()}
    return told


def _configuration(scenario: Scenario, world: World) -> str:
    lines = []
    if "pip_conf" in world.stores:
        lines.append(f"cert = {world.stores['pip_conf']}")
    for channel, url in proxies(scenario, world).items():
        if channel.value.setting:
            lines.append(f"{channel.value.setting} = {url}")
    lines += [world.fill(setting.text) for setting in scenario.settings]
    return "\n".join(["[global]", *lines, ""]) if lines else ""
