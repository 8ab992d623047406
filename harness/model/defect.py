"""A known defect: who has it, how it shows, why, and what helps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from packaging.version import Version

from harness.model.capability import Capability
from harness.model.client import Client
from harness.model.expectation import Expectation
from harness.model.versions import read_specifiers
from harness.model.words import Variant


@dataclass(frozen=True, kw_only=True)
class Affected:
    """The clients of one kind that have a defect.

    ``versions`` (PEP 440) are the client's, empty for any; a development version counts as what it leads to. ``names``
    are those of its clients, empty for any; ``pins`` pairs of a library under it and the library's versions.
    """

    kind: str
    versions: str = ""
    names: frozenset[str] = frozenset()
    pins: tuple[tuple[str, str], ...] = ()

    @property
    def libraries(self) -> Mapping[str, str]:
        """The affected versions of each library that matters; any version of the others is affected."""
        return dict(self.pins)

    def covers(self, version: str) -> bool:
        """Return whether a version of such a client has the defect."""
        return read_specifiers(self.versions).contains(Version(version).base_version)

    def holds_for(self, client: Client) -> bool:
        """Return whether this client has the defect."""
        under = dict(client.libraries)
        return (
            client.kind == self.kind
            and (not self.names or client.name in self.names)
            and (not self.versions or self.covers(client.version))
            and all(read_specifiers(versions).contains(under[name], prereleases=True) for name, versions in self.pins)
        )


def pips(versions: str) -> Affected:
    """Return the releases of pip that have a defect (PEP 440)."""
    return Affected(kind="pip", versions=versions)


def variants(*affected: Variant, **versions: str) -> Affected:
    """Return the adapter variants that have a defect; ``versions`` are those of each library under which they do."""
    return Affected(kind="variant", names=frozenset(each.value for each in affected), pins=tuple(versions.items()))


@dataclass(frozen=True, kw_only=True)
class Defect:
    """A known wrong: which clients have it, how it shows instead of the claim, and why.

    ``needs`` is what a client must be able to do to have it at all. ``message`` is what users see of it, a line for
    each text if releases differ, empty where they see nothing; ``workaround`` a sentence, ``workaround_shown_by`` a
    scenario's id. ``lacks`` is what such a client cannot do: it is no reason to skip it where a scenario exposes the
    defect.
    """

    slug: str
    issue: str
    shows: Expectation
    because: str
    affected: tuple[Affected, ...]
    needs: frozenset[Capability] = frozenset()
    lacks: frozenset[Capability] = frozenset()
    message: str = ""
    workaround: str | None = None
    workaround_shown_by: str | None = None

    def affects(self, client: Client) -> bool:
        """Return whether a client has the defect."""
        return self.needs <= client.has and any(each.holds_for(client) for each in self.affected)

    def versions_of(self, kind: str) -> str | None:
        """Return the versions of a kind of client that have the defect (PEP 440); None if none has it."""
        return next((each.versions for each in self.affected if each.kind == kind), None)

    def affects_version(self, kind: str, version: str) -> bool:
        """Return whether a version of a kind of client has the defect, if it can do what the defect needs."""
        return any(each.kind == kind and each.covers(version) for each in self.affected)
