"""Which clients have a defect.

One rule: pure, and by what a defect says of itself.
"""

from __future__ import annotations

from packaging.specifiers import SpecifierSet
from packaging.version import Version

from harness.model.cell import Client
from harness.model.defect import Defect


def affects(defect: Defect, version: str) -> bool:
    """Whether a version has a defect; development versions count as what they lead to."""
    return SpecifierSet(defect.affects).contains(Version(version).base_version)


def has(client: Client, defect: Defect) -> bool:
    """Whether a client has a defect."""
    if not defect.needs <= client.has:
        return False
    if client.is_pip:
        return affects(defect, client.version)
    libraries = dict(client.libraries)
    return any(
        client.variant in among.variants
        and all(
            SpecifierSet(versions).contains(libraries[name], prereleases=True)
            for name, versions in among.libraries.items()
        )
        for among in defect.among
    )
