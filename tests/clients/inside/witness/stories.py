"""``nox -s lab -- witness`` as ``docs/witness.md`` has it: what varies from run to run and machine to machine is named.

To write the page anew: ``python -m tests.clients.inside.witness.stories``.
"""

from __future__ import annotations

import re

from tests.support.product import PYTHON, ROOT, lab

PAGE = ROOT / "docs" / "witness.md"
FOUNDING = "tunnelled.system_store_vouches_for_the_origin"
VERSIONS = ("25.0.1", "25.2", "26.3")

#: A story on the page.
_BLOCK = re.compile(r"```text\n(.*?)\n```", re.DOTALL)
#: What varies: the Python, ports, the line of OpenSSL's error in CPython's source, and where this system's store is.
_VARIES = (
    (re.compile(r"-py3\.\d+\b"), "-py3.X"),
    (re.compile(r"localhost:\d+"), "localhost:PORT"),
    (re.compile(r" ?\(_ssl\.c:\d+\)"), ""),
    (re.compile(r"/etc/\S+\.(crt|pem)"), "/etc/ssl/certs/ca-certificates.crt"),
)


def story(version: str) -> str:
    """The founding cell on a release, told."""
    done = lab("witness", FOUNDING, "--pip", version, "--python", PYTHON)
    assert done.returncode == 0, done.stdout + done.stderr
    text = done.stdout
    for pattern, name in _VARIES:
        text = pattern.sub(name, text)
    return text.rstrip()


def told(page: str) -> dict[str, str]:
    """The stories on a page, by release."""
    return dict(zip(VERSIONS, _BLOCK.findall(page), strict=True))


def rewritten(page: str) -> str:
    """A page with its stories told anew."""
    anew = iter(VERSIONS)
    return _BLOCK.sub(lambda _: f"```text\n{story(next(anew))}\n```", page)


if __name__ == "__main__":
    PAGE.write_text(rewritten(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
