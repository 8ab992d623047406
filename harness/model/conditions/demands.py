"""Where an index demands its user and password, and what it answers to a client that has not given them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Literal

from harness.model.conditions.actions import Action


@dataclass(frozen=True, kw_only=True)
class Gate:
    """The requests for which a user and password are demanded, and the status of the answer without them.

    Only 401 comes with a challenge (RFC 9110, section 15.5.2), which tells a client that a login is what it lacks.
    """

    words: str
    of: Literal["none", "all", "pages", "files"] = "all"
    status: int = 401

    @property
    def asks(self) -> bool:
        """True if a user and password are demanded for anything."""
        return self.of != "none"

    @property
    def challenges(self) -> bool:
        """True if a client without them is told that they are demanded."""
        return self.status == 401

    def is_for(self, *, is_file: bool) -> bool:
        """Return whether a request for a file, or for anything else, has to pass it."""
        return self.of in ("all", "files" if is_file else "pages")

    def is_met_by(self, action: Action) -> bool:
        """Return whether a client with this task has to pass it."""
        return (action.asks_for_pages and self.is_for(is_file=False)) or (
            action.asks_for_files and self.is_for(is_file=True)
        )


def _guard(of: Literal["all", "pages", "files"], status: int = 401) -> Gate:
    what = "for everything" if of == "all" else f"for {of}"
    return Gate(words=f"a login {what}, or else {status}", of=of, status=status)


class Demand(Enum):
    """The pages for which an index demands a login, and its answer without one. It goes with any ``Index``."""

    AS_THE_INDEX_SAYS = Gate(words="as the index says", of="none")
    LOGIN = _guard("all")
    LOGIN_FOR_PAGES = _guard("pages")
    LOGIN_FOR_FILES = _guard("files")
    #: As indexes do that tell nobody what they have.
    LOGIN_OR_FORBIDDEN = _guard("all", 403)
    LOGIN_FOR_PAGES_OR_FORBIDDEN = _guard("pages", 403)
    LOGIN_FOR_FILES_OR_FORBIDDEN = _guard("files", 403)
    LOGIN_OR_NOT_FOUND = _guard("all", 404)
    LOGIN_FOR_PAGES_OR_NOT_FOUND = _guard("pages", 404)
    LOGIN_FOR_FILES_OR_NOT_FOUND = _guard("files", 404)
