"""Make the command of a cell, with its environment and pip's configuration file.

One rule: the environment is written from nothing. A variable that is not set here does not reach a cell.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from harness.clients.equipment import Equipment
from harness.clients.telling import name_proxies
from harness.model.cell import Cell
from harness.model.conditions import ConfigPlace
from harness.model.passwords import list_secrets
from harness.model.scenario import Scenario

#: The variable for each channel of :class:`harness.model.trust.Trust` that has one.
_VARIABLES = {
    "ssl_cert_file": "SSL_CERT_FILE",
    "ssl_cert_dir": "SSL_CERT_DIR",
    "pip_cert": "PIP_CERT",
    "requests_ca_bundle": "REQUESTS_CA_BUNDLE",
    "curl_ca_bundle": "CURL_CA_BUNDLE",
    "git_ssl_cainfo": "GIT_SSL_CAINFO",
}

#: The folder of modules that the client's Python imports besides its own.
_STARTUP = "startup"
#: Seconds for a client that may hang. One that keeps to ``--timeout 1`` takes a few.
_HANGING = 15.0


@dataclass(frozen=True, kw_only=True)
class Invocation:
    """A command as it will be run: in ``folder``, with exactly ``environment``; ``files`` are written first.

    ``links`` lead to files of the machine, and are made first too.

    ``testimony`` is the file that a witness writes to, None where there is no witness; ``secrets`` are the texts that
    the client must not print, by their names. ``patience`` are the seconds after which it is
    stopped, None for as many as any client has.
    """

    argv: tuple[str, ...]
    environment: Mapping[str, str]
    folder: str
    files: Mapping[str, str]
    mounts: tuple[tuple[str, str], ...] | None
    testimony: str | None = None
    secrets: Mapping[str, str] = field(default_factory=dict)
    patience: float | None = None
    links: Mapping[str, str] = field(default_factory=dict)

    def format_line(self, argv: tuple[str, ...]) -> str:
        """Return the line for a shell that runs ``argv`` in this folder and environment."""
        environment = (shlex.quote(f"{name}={value}") for name, value in self.environment.items())
        return f"cd {shlex.quote(self.folder)} && env -i {' '.join(environment)} {shlex.join(argv)}"


def make_invocation(cell: Cell, equipment: Equipment, words: Iterable[str]) -> Invocation:
    """Return the invocation of a cell; ``words`` are the arguments for Python that its kind of client makes."""
    configured = _format_configuration(cell.scenario, equipment)
    python, files, links = _lay_out_python(cell, equipment, configured)
    written = {
        **files,
        **{equipment.fill_placeholders(place.value.file): text for place, text in configured.items()},
        f"{equipment.folder}/home/.netrc": equipment.fill_placeholders(cell.scenario.login.value.netrc),
        f"{equipment.folder}/bin/keyring": cell.scenario.login.value.keyring,
        f"{equipment.folder}/bin/git": f'#!/bin/sh\nexec {shlex.quote(equipment.git)} "$@"\n' if equipment.git else "",
        f"{_locate_startup(equipment)}/sitecustomize.py": _write_startup(cell, equipment),
    }
    return Invocation(
        argv=(python, *words),
        environment=_make_environment(cell, equipment, configured),
        folder=equipment.folder,
        files={name: text for name, text in written.items() if text} | _fill_files(cell.scenario, equipment),
        mounts=equipment.mounts,
        testimony=None if equipment.witness is None else _locate_testimony(equipment),
        secrets=list_secrets(cell.scenario.secrets),
        patience=_HANGING if cell.scenario.may_hang else None,
        links=links,
    )


def _fill_files(scenario: Scenario, equipment: Equipment) -> dict[str, str]:
    """Return the text of each file of the scenario's own by its path."""
    return {f"{equipment.folder}/{file.name}": equipment.fill_placeholders(file.text) for file in scenario.files}


def _lay_out_python(
    cell: Cell, equipment: Equipment, configured: Collection[ConfigPlace]
) -> tuple[str, dict[str, str], dict[str, str]]:
    """Return the client's Python, and the files and links that make it one of a virtual environment, if it is.

    https://docs.python.org/3/library/venv.html#how-venvs-work
    """
    python = cell.client.interpreter.executable
    places = [each.value for each in configured if each.value.in_environment]
    if not places:
        return python, {}, {}
    folder = os.path.dirname(equipment.fill_placeholders(places[0].file))
    home = os.path.dirname(os.path.realpath(python))
    return f"{folder}/bin/python", {f"{folder}/pyvenv.cfg": f"home = {home}\n"}, {f"{folder}/bin/python": python}


def _locate_testimony(equipment: Equipment) -> str:
    return f"{equipment.folder}/testimony.jsonl"


def _locate_startup(equipment: Equipment) -> str:
    return f"{equipment.folder}/{_STARTUP}"


def _write_startup(cell: Cell, equipment: Equipment) -> str:
    """Return the text of the scenario's ``sitecustomize``; a zip file is on no path yet when Python runs it."""
    text = cell.scenario.startup.value.text
    if not (text and cell.runs_zipped):
        return text
    return f"import sys\n\nsys.path.append({equipment.tree!r})\n{text}sys.path.remove({equipment.tree!r})\n"


def _join_python_path(cell: Cell, equipment: Equipment) -> str:
    """Return Python's path. A witness is a ``sitecustomize`` too: it comes first, and runs the one that it hides."""
    has_modules = any(file.name.startswith(f"{_STARTUP}/") for file in cell.scenario.files)
    startup = _locate_startup(equipment) if has_modules or cell.scenario.startup.value.text else None
    # A zip file that is run is on the path of that Python alone.
    tree = None if cell.runs_zipped else equipment.tree
    return os.pathsep.join(filter(None, (equipment.witness, startup, tree, equipment.beside)))


def _make_environment(cell: Cell, equipment: Equipment, configured: Collection[ConfigPlace]) -> dict[str, str]:
    scenario = cell.scenario
    environment = {
        # pip runs ``rustc`` for its User-Agent if it finds one, and keyring's or git's back ends likewise.
        "PATH": f"{equipment.folder}/bin",
        "HOME": f"{equipment.folder}/home",
        "TMPDIR": f"{equipment.folder}/scratch",
        "LANG": "C.UTF-8",
        # Python imports sitecustomize from there as it starts, and a build's pip inherits it.
        "PYTHONPATH": _join_python_path(cell, equipment),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONNOUSERSITE": "1",
        "PIP_CONFIG_FILE": "/dev/null",
        **({} if scenario.action.value.checks_itself else {"PIP_DISABLE_PIP_VERSION_CHECK": "1"}),
        "PIP_NO_INPUT": "1",
        # Without a retry pip 26 says nothing of why a proxy leg failed. The second pip of a build reads it here too.
        "PIP_RETRIES": "1",
    }
    name, _, value = scenario.cache.value.variable.partition("=")
    environment[name] = equipment.fill_placeholders(value)
    if equipment.mounts is None:
        # Without a namespace, OpenSSL's compiled-in defaults are emptied by naming nothing.
        environment |= {"SSL_CERT_FILE": f"{equipment.folder}/nothing", "SSL_CERT_DIR": f"{equipment.folder}/nothing"}
    if configured:
        del environment["PIP_CONFIG_FILE"]
    for place in configured:
        environment |= {name: equipment.fill_placeholders(value) for name, value in place.value.variables}
    if equipment.witness is not None:
        environment["PIP_TRUST_LAB_WITNESS"] = _locate_testimony(equipment)
    environment |= {_VARIABLES[store]: path for store, path in equipment.stores.items() if store in _VARIABLES}
    return environment | _set_variables(scenario, equipment)


def _set_variables(scenario: Scenario, equipment: Equipment) -> dict[str, str]:
    variables: dict[str, str] = {}
    for channel, url in name_proxies(scenario, equipment).items():
        variables |= dict.fromkeys(channel.value.variables, url)
    for variable in scenario.variables:
        variables |= {name: equipment.fill_placeholders(value) for name, value in variable.values.items()}
    return variables


def _format_configuration(scenario: Scenario, equipment: Equipment) -> dict[ConfigPlace, str]:
    """Return the text of the configuration file at each place that has one."""
    own = [f"cert = {equipment.stores['pip_conf']}"] if "pip_conf" in equipment.stores else []
    named = [(channel.value.setting, url) for channel, url in name_proxies(scenario, equipment).items()]
    own += [f"{setting} = {url}" for setting, url in named if setting]
    lines = {scenario.settings_in: own}
    for setting in scenario.settings:
        place = setting.place or scenario.settings_in
        lines.setdefault(place, []).append(equipment.fill_placeholders(setting.text))
    return {place: "\n".join(["[global]", *said, ""]) for place, said in lines.items() if said}
