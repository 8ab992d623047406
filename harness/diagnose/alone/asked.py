"""Inspect a command before it runs: its Python, whether that can be watched, and the libraries that it has."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Mapping
from typing import Any, NamedTuple

_PYTHON = re.compile(r"(?:python|pypy)\d*(?:\.\d+)*t?(?:\.exe)?", re.IGNORECASE)
#: Options of Python that take the next word, and those that end its options.
_WITH_WORD, _ENDING = ("-W", "-X", "--check-hash-based-pycs"), ("-c", "-m")
#: The code by which the command's Python is asked for facts; it imports nothing that could use the network.
_PROBE = """
import importlib.util, json, os, re, ssl, sys, sysconfig
try:
    from urllib.request import getproxies
except Exception:
    getproxies = dict
found = {}
for name in ("pip", "certifi", "requests", "urllib3", "truststore", "socks"):
    try:
        spec = importlib.util.find_spec(name)
    except Exception:
        spec = None
    if spec is not None and spec.origin:
        try:
            with open(spec.origin, encoding="utf-8") as file:
                said = re.search(r"^__version__\\s*(?::\\s*str\\s*)?=\\s*[\\"']([^\\"']+)", file.read(), re.M)
        except Exception:
            said = None
        found[name] = {"version": said.group(1) if said else "", "at": os.path.dirname(spec.origin)}
paths = ssl.get_default_verify_paths()
print(json.dumps({
    "version": ".".join(map(str, sys.version_info[:3])),
    "implementation": sys.implementation.name,
    "platform": sys.platform,
    "executable": sys.executable,
    "prefix": sys.prefix,
    "openssl": ssl.OPENSSL_VERSION,
    "openssl_cafile": paths.openssl_cafile,
    "openssl_capath": paths.openssl_capath,
    "modules": found,
    "system_proxies": {name: str(value) for name, value in getproxies().items()},
}))
"""
#: Seconds for that answer, and the oldest Python on which the witness runs.
_PATIENCE, _OLDEST = 20.0, (3, 6)


class Asked(NamedTuple):
    """A command: its program's path, its Python if it is one, the arguments of the program, and what is known.

    ``unwatched`` says why it cannot be watched from inside, empty if it can; ``python`` is what the probe printed.
    """

    program: str
    interpreter: tuple[str, ...]
    words: tuple[str, ...]
    python: dict[str, Any]
    unwatched: str

    @property
    def tool(self) -> str:
        """The name of what is run: ``pip``, ``uv``, ``curl`` or a script's."""
        if self.words[:1] == ("-m",) and len(self.words) > 1:
            return self.words[1]
        if self.interpreter and self.words[:1] in (("-c",), ("-",), ()):
            return "the program"
        name = os.path.basename(self.words[0] if self.interpreter and self.words else self.program).lower()
        name = re.sub(r"\.(?:exe|pyz?|cmd|bat)$", "", name)
        return "pip" if re.fullmatch(r"pip\d*(?:\.\d+)*", name) else name

    @property
    def options(self) -> tuple[str, ...]:
        """The words after the name of the tool."""
        return self.words[2:] if self.words[:1] == ("-m",) else self.words[1:] if self.interpreter else self.words


def ask_about(argv: list[str], environment: Mapping[str, str]) -> Asked:
    """Return what is known of a command before it runs. Raises ``FileNotFoundError`` if there is no such program."""
    program = shutil.which(argv[0], path=environment.get("PATH"))
    if program is None:
        raise FileNotFoundError(argv[0])
    interpreter, words = _find_python(program, argv[1:])
    if not interpreter:
        return Asked(program, (), tuple(words), {}, _explain_other(program))
    python = _probe_python(interpreter, environment)
    return Asked(program, interpreter, tuple(words), python, _explain_unwatched(interpreter, python))


def ask_again(asked: Asked, python: str, is_pip: bool, environment: Mapping[str, str]) -> Asked:
    """Return what is known of a shell or a script that turned out to run a Python; ``is_pip`` if that ran pip."""
    words = ("-m", "pip") if is_pip else asked.words
    return Asked(asked.program, (python,), words, _probe_python((python,), environment) if python else {}, "")


def _find_python(program: str, words: list[str]) -> tuple[tuple[str, ...], list[str]]:
    """Return the Python that a command runs with its options, and the other words; no Python if it runs none."""
    if _PYTHON.fullmatch(os.path.basename(program)):
        options = _count_options(words)
        return (program, *words[:options]), words[options:]
    shebang = _read_shebang(program)
    if shebang:
        return (shebang[0], *shebang[1 : 1 + _count_options(shebang[1:])]), [program, *words]
    return (), words


def _count_options(words: list[str]) -> int:
    """Return how many of the words after Python are its own options."""
    at = 0
    while at < len(words) and words[at].startswith("-") and words[at] != "-" and words[at] not in _ENDING:
        at += 2 if words[at] in _WITH_WORD else 1
    return at


def _read_shebang(program: str) -> list[str]:
    """Return the Python and its options in the first lines of a script, as pip and others write them."""
    try:
        with open(program, "rb") as file:
            head = file.read(4096)
    except OSError:
        return []
    # On Windows the line lies in the middle of an .exe.
    if os.name == "nt" and head[:2] == b"MZ":
        return _read_launcher(program)
    if head[:2] != b"#!":
        return []
    lines = head[2:].decode("utf-8", "replace").splitlines()
    first = _split_words(lines[0]) if lines else []
    # A path that is long or has blanks: https://bitbucket.org/pypa/distlib, scripts.py
    longer = re.match(r"'''exec' (\"[^\"]+\"|\S+)", lines[1]) if len(lines) > 1 else None
    if first and os.path.basename(first[0]) == "sh" and longer:
        return _split_words(longer.group(1))
    if first and os.path.basename(first[0]) == "env":
        named = [word for word in first[1:] if not word.startswith("-") and "=" not in word]
        found = shutil.which(named[0]) if named else None
        first = [found, *first[first.index(named[0]) + 1 :]] if found else []
    return first if first and _PYTHON.fullmatch(os.path.basename(first[0])) else []


def _read_launcher(program: str) -> list[str]:
    with open(program, "rb") as file:
        found = re.findall(rb"#!\"?([^\r\n\"]+python[^\r\n\"]*\.exe)", file.read())
    return [found[-1].decode("utf-8", "replace")] if found else []


def _split_words(line: str) -> list[str]:
    try:
        return shlex.split(line)
    except ValueError:
        return line.split()


def _probe_python(interpreter: tuple[str, ...], environment: Mapping[str, str]) -> dict[str, Any]:
    try:
        done = subprocess.run(
            [*interpreter, "-c", _PROBE],
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=_PATIENCE,
            check=True,
        )
        found: dict[str, Any] = json.loads(done.stdout.decode("utf-8", "replace").strip().splitlines()[-1])
    except (OSError, subprocess.SubprocessError, ValueError, IndexError):
        return {}
    return found


def _explain_unwatched(interpreter: tuple[str, ...], python: dict[str, Any]) -> str:
    flags = "".join(word[1:] for word in interpreter[1:] if re.fullmatch(r"-[A-Za-z]+", word))
    for flag, why in (("I", "isolated"), ("E", "told to ignore the environment"), ("S", "told not to load site")):
        if flag in flags:
            return f"its Python is {why} (-{flag}), so that no witness can be put on its path"
    if not python:
        return f"its Python ({interpreter[0]}) did not answer, or is older than 3.4"
    version = tuple(int(part) for part in re.findall(r"\d+", python["version"])[:2])
    if version < _OLDEST:
        return "its Python is {}, and the witness needs 3.6".format(python["version"])
    return ""


def _explain_other(program: str) -> str:
    return f"{os.path.basename(program)} is not a Python program"
