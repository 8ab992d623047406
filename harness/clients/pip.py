"""Which pips, on which Pythons: what was asked for → clients, with what each can do and whether it can run at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from packaging.version import Version

from harness.model.capability import Capability
from harness.model.cell import Client, Interpreter
from harness.model.errors import UsageError
from harness.model.foreign import harmless_line
from harness.model.pip_facts import supports
from harness.provision.pythons import choose_interpreters
from harness.provision.releases import Releases
from harness.provision.sources import Source

#: pip reads the system store by default from here on, where Python has what truststore needs.
#: https://pip.pypa.io/en/stable/news/#v24-2
_TRUSTSTORE_BY_DEFAULT, _TRUSTSTORE_PYTHON = (24, 2), (3, 10)
#: 8.0.0 and 8.0.1 had OpenSSL's defaults in the place of their bundle; from here on no release has until 24.2.
#: https://github.com/pypa/pip/issues/3415 https://github.com/pypa/pip/pull/3416
_OPENSSL_DEFAULTS_DROPPED = (8, 0, 2)
#: Since when a pip can do what. Of 9.0 it is requests 2.11, of 20.3 urllib3 1.26, which they vendor; both measured. The
#: rest is in its news: https://pip.pypa.io/en/stable/news/
_SINCE = {
    (0,): (Capability.INSTALL, Capability.PIP_SETTINGS, Capability.HASHES),
    (9, 0): (Capability.NETRC, Capability.ALL_PROXY),
    (19, 0): (Capability.BUILD,),
    (20, 3): (Capability.TLS_TO_PROXIES,),
    # Before, it looked into the first URL alone: https://github.com/pypa/pip/issues/8090
    (21, 1): (Capability.LOGINS_OF_REDIRECTS,),
    (23, 1): (Capability.KEYRING_PROVIDER,),
    (24, 2): (Capability.LEGACY_CERTS,),
    (26, 0): (Capability.INPROCESS_BUILDS,),
    (26, 2): (Capability.NO_PROXY_ENV,),
}
#: Before this the option needs a truststore that is installed beside pip. https://pip.pypa.io/en/stable/news/#v23-3
_TRUSTSTORE_VENDORED = (23, 3)
#: ``ssl.create_default_context`` sets ``VERIFY_X509_STRICT`` from here on. https://docs.python.org/3/whatsnew/3.13.html
_STRICT_PYTHON = (3, 13)
#: What ``urllib.parse.urlsplit`` makes of ``localhost:80`` and ``127.0.0.1:80``, measured on one patch release of each.
_SCHEMES_BEFORE_PORTS, _SCHEMES_OF_LETTERS = (3, 9), (3, 11)


def clients(
    sources: Iterable[Source],
    pythons: Sequence[str],
    interpreters: Sequence[Interpreter],
    releases: Releases,
    progress: Callable[[str], None],
) -> tuple[Client, ...]:
    """A client for each source on each Python asked for, or else on the newest that runs it; trees made ready."""
    wanted = {
        each: choose_interpreters(each.version, interpreters, pythons) or tuple(interpreters[:1]) for each in sources
    }
    ready = {
        source: tuple(each for each in pair if supports(source.version, each.minor)) for source, pair in wanted.items()
    }
    trees = releases.fetch_all(ready, progress)
    found = tuple(_clients(wanted, trees))
    for same in (name for name, times in Counter(client.id for client in found).items() if times > 1):
        given = " and ".join(client.spec for client in found if client.id == same)
        raise UsageError(f"{given} would both be called {same}: name one folder or file otherwise")
    return found


def _clients(wanted: dict[Source, tuple[Interpreter, ...]], trees: dict[Source, Path]) -> Iterator[Client]:
    for source, interpreters in wanted.items():
        for interpreter in interpreters:
            runs = supports(source.version, interpreter.minor)
            yield Client(
                name="pip",
                version=str(source.version),
                source=source.kind,
                tree=str(trees[source]),
                interpreter=interpreter,
                label=source.label,
                spec=str(source.version) if source.kind == "release" else harmless_line(source.location),
                has=frozenset(_capabilities(source.version, interpreter)),
                unfit="" if runs else f"pip {source.version} does not run on Python {interpreter.minor}",
            )


def _capabilities(version: Version, interpreter: Interpreter) -> Iterator[Capability]:
    for since, capabilities in _SINCE.items():
        if version.release >= since:
            yield from capabilities
    if version.release < _OPENSSL_DEFAULTS_DROPPED:
        yield Capability.OPENSSL_DEFAULTS
    yield from capabilities_of(interpreter)
    if _release(interpreter) >= _TRUSTSTORE_PYTHON:
        if version.release >= _TRUSTSTORE_VENDORED:
            yield Capability.FEATURE_TRUSTSTORE
        if version.release >= _TRUSTSTORE_BY_DEFAULT:
            yield from (Capability.SYSTEM_STORE, Capability.OPENSSL_DEFAULTS, Capability.SESSION_CONTEXT)


def capabilities_of(interpreter: Interpreter) -> Iterator[Capability]:
    """What a Python brings along, whatever runs on it."""
    python = _release(interpreter)
    if python >= _SCHEMES_BEFORE_PORTS:
        yield Capability.SCHEMES_BEFORE_PORTS
        if python < _SCHEMES_OF_LETTERS:
            yield Capability.SCHEMES_OF_DIGITS
    if python >= _STRICT_PYTHON:
        yield Capability.STRICT_PYTHON


def _release(interpreter: Interpreter) -> tuple[int, ...]:
    return tuple(int(part) for part in interpreter.minor.split("."))
