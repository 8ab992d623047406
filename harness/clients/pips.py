"""Which pips, on which Pythons: what was asked for → clients, with what each can do and whether it can run at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from packaging.version import Version

from harness.cell import Client, Interpreter
from harness.errors import UsageError
from harness.interpreters import choose, supports
from harness.model import Capability
from harness.pip_sources import Source
from harness.releases import Releases

#: pip reads the system store by default from here on, where Python has what truststore needs.
#: https://pip.pypa.io/en/stable/news/#v24-2
_TRUSTSTORE_BY_DEFAULT, _TRUSTSTORE_PYTHON = (24, 2), (3, 10)
#: These two releases had OpenSSL's defaults in the place of their bundle.
#: https://github.com/pypa/pip/issues/3415 https://github.com/pypa/pip/pull/3416
_OPENSSL_DEFAULTS_DROPPED = (8, 0, 2)
#: https://pip.pypa.io/en/stable/news/#v9-0-0 and requests 2.11, which it vendors; both measured.
_NETRC_AND_ALL_PROXY = (9, 0)
#: https://pip.pypa.io/en/stable/news/#v19-0
_PEP_517 = (19, 0)
#: urllib3 1.26 is the first that speaks it. https://pip.pypa.io/en/stable/news/#v20-3
_TLS_TO_PROXIES = (20, 3)
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
    wanted = {each: choose(each.version, interpreters, pythons) or tuple(interpreters[:1]) for each in sources}
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
                spec=str(source.version) if source.kind == "release" else source.location,
                has=frozenset(_capabilities(source.version, interpreter)),
                unfit="" if runs else f"pip {source.version} does not run on Python {interpreter.minor}",
            )


def _capabilities(version: Version, interpreter: Interpreter) -> Iterator[Capability]:
    yield Capability.INSTALL
    yield Capability.PIP_SETTINGS
    if version.release >= _PEP_517:
        yield Capability.BUILD
    if version.release >= _NETRC_AND_ALL_PROXY:
        yield from (Capability.NETRC, Capability.ALL_PROXY)
    if version.release >= _TLS_TO_PROXIES:
        yield Capability.TLS_TO_PROXIES
    if version.release < _OPENSSL_DEFAULTS_DROPPED:
        yield Capability.OPENSSL_DEFAULTS
    if version.release >= (24, 2):
        yield Capability.LEGACY_CERTS
    if version.release >= (26, 2):
        yield Capability.NO_PROXY_ENV
    python = tuple(int(part) for part in interpreter.minor.split("."))
    if python >= _SCHEMES_BEFORE_PORTS:
        yield Capability.SCHEMES_BEFORE_PORTS
        if python < _SCHEMES_OF_LETTERS:
            yield Capability.SCHEMES_OF_DIGITS
    if python >= _STRICT_PYTHON:
        yield Capability.STRICT_PYTHON
    if version.release >= _TRUSTSTORE_VENDORED and python >= _TRUSTSTORE_PYTHON:
        yield Capability.FEATURE_TRUSTSTORE
    if version.release >= _TRUSTSTORE_BY_DEFAULT and python >= _TRUSTSTORE_PYTHON:
        yield Capability.SYSTEM_STORE
        yield Capability.OPENSSL_DEFAULTS
        yield Capability.SESSION_CONTEXT
