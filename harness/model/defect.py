"""A known defect: who has it, how it shows, why, and what helps."""

from __future__ import annotations

from dataclasses import dataclass

from harness.model.capability import Capability
from harness.model.expectation import Expectation
from harness.model.words import Variant


@dataclass(frozen=True, kw_only=True)
class Among:
    """The variants that have a defect, and the versions (PEP 440) of the libraries under them that do."""

    variants: frozenset[Variant]
    requests: str = ""
    urllib3: str = ""
    truststore: str = ""

    @property
    def libraries(self) -> dict[str, str]:
        """The versions of each library on which it depends; of others any do."""
        named = {"requests": self.requests, "urllib3": self.urllib3, "truststore": self.truststore}
        return {library: versions for library, versions in named.items() if versions}


#: No pip has a defect of the adapter variants alone.
NO_PIP = "<0"


@dataclass(frozen=True, kw_only=True)
class Defect:
    """A known wrong: which clients have it, how it shows instead of the claim, and why.

    ``affects`` are versions of pip (PEP 440), ``among`` the adapter variants that have it too; ``message`` is what
    users see of it, a line for each text if releases differ, empty where they see nothing; ``workaround`` a sentence,
    ``workaround_shown_by`` a scenario's id. ``lacks`` is what such a client cannot do: it is no reason to skip it where
    a scenario exposes the defect.
    """

    slug: str
    issue: str
    shows: Expectation
    because: str
    affects: str = NO_PIP
    needs: frozenset[Capability] = frozenset()
    lacks: frozenset[Capability] = frozenset()
    among: tuple[Among, ...] = ()
    message: str = ""
    workaround: str | None = None
    workaround_shown_by: str | None = None
