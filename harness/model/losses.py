"""The places where a session's context can be lost on its way to a leg, and the known defects that lost it there.

The words are in ``Observed.lost_at`` of a record, so they are a promise as its fields are.
"""

from __future__ import annotations

from dataclasses import dataclass

LOST_BEHIND_A_PROXY = "proxy_manager_for hands on no ssl_context"
LOST_ON_THE_WAY_TO_A_PROXY = "proxy_manager_for hands on no proxy_ssl_context"


@dataclass(frozen=True)
class KnownLoss:
    """A loss of context that releases of pip had: its issue, and the first and the last release."""

    issue: str
    first: str
    last: str

    def __str__(self) -> str:
        """Return ``pypa/pip#13288 in 24.2 to 25.1.1``."""
        return f"{self.issue} in {self.first} to {self.last}"


#: The known losses by the place where the context was lost.
KNOWN_LOSSES = {
    LOST_BEHIND_A_PROXY: KnownLoss("pypa/pip#13288", "24.2", "25.1.1"),
    LOST_ON_THE_WAY_TO_A_PROXY: KnownLoss("pypa/pip#13465", "24.2", "26.1.2"),
}
