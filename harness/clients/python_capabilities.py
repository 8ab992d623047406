"""The abilities that a client has, or lacks, for the Python that runs it."""

from __future__ import annotations

from collections.abc import Iterator

from harness.model.capability import Capability
from harness.model.client import Interpreter

#: truststore needs this. https://truststore.readthedocs.io/en/latest/
_TRUSTSTORE_PYTHON = (3, 10)
#: ``ssl.create_default_context`` sets ``VERIFY_X509_STRICT`` from here on. https://docs.python.org/3/whatsnew/3.13.html
_STRICT_PYTHON = (3, 13)
#: From here on Python reads what OpenSSL 3 calls an unexpected end as it did before: https://bugs.python.org/issue43794
_ENDS_ACCEPTED = (3, 8)
#: urllib3 1.26.6 has a copy for Python 3.10, which warns of its own. https://github.com/urllib3/urllib3/issues/2439
_NO_MATCH_HOSTNAME = (3, 10)
#: What ``urllib.parse.urlsplit`` makes of ``localhost:80`` and ``127.0.0.1:80``, measured on one patch release of each.
_SCHEMES_BEFORE_PORTS, _SCHEMES_OF_LETTERS = (3, 9), (3, 11)


def find_python_capabilities(interpreter: Interpreter) -> Iterator[Capability]:
    """Yield the abilities that any client has on this Python."""
    python = _read_python_release(interpreter)
    if python < _TRUSTSTORE_PYTHON:
        yield Capability.NO_TRUSTSTORE
    if python < _ENDS_ACCEPTED:
        yield Capability.ENDS_ARE_ERRORS
    if python >= _SCHEMES_BEFORE_PORTS:
        yield Capability.SCHEMES_BEFORE_PORTS
        if python < _SCHEMES_OF_LETTERS:
            yield Capability.SCHEMES_OF_DIGITS
    if python >= _NO_MATCH_HOSTNAME:
        yield Capability.NO_MATCH_HOSTNAME
    if python >= _STRICT_PYTHON:
        yield Capability.STRICT_PYTHON


def _read_python_release(interpreter: Interpreter) -> tuple[int, ...]:
    return tuple(int(part) for part in interpreter.minor.split("."))
