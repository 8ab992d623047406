"""Trees of pip 26.3 to be tested: as it was released, and with the founding defect put back by one line."""

from __future__ import annotations

from pathlib import Path

from harness.provision.releases import Releases, find_cache_folder

#: By which ``proxy_manager_for`` hands the ``ssl_context`` on.
LINE = 'proxy_kwargs.setdefault("ssl_context", self._ssl_context)'


def write_tree(tree: Path, *, broken: bool) -> Path:
    """A folder that holds ``pip/``, and whether its ``proxy_manager_for`` has lost that line."""
    releases = Releases(find_cache_folder())
    package = releases.make_tree(releases.resolve_spec("26.3")[0]) / "pip"
    for file in package.rglob("*"):
        if file.is_file() and "__pycache__" not in file.parts:
            copied = tree / "pip" / file.relative_to(package)
            copied.parent.mkdir(parents=True, exist_ok=True)
            copied.write_bytes(file.read_bytes())
    session = tree / "pip" / "_internal" / "network" / "session.py"
    before = session.read_text()
    assert before.count(LINE) == 1
    session.write_text(before.replace(LINE, "pass") if broken else before)
    return tree


def name_versions(releases: Releases, spec: str) -> list[str]:
    """The versions of the pips that a specification names."""
    return [str(source.version) for source in releases.resolve_spec(spec)]
