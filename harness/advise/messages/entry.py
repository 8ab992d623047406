"""An entry for a message: the words by which it is known, what it says, and its causes.

One rule: what several causes share has several, the most common first; what says nothing has none.
"""

from __future__ import annotations

from dataclasses import dataclass

from harness.model.words import Leg, Phase


@dataclass(frozen=True, kw_only=True)
class MessageCause:
    """A cause of a message, or with a ``defect`` the known defect of that slug, which says the rest itself.

    ``helps`` is what to do, ``ask`` the words by which advise answers more of it, empty if they would say no more.
    ``leg`` and ``phase`` are those of the connection that it ends, None for any.
    """

    because: str = ""
    helps: str = ""
    ask: str = ""
    defect: str = ""
    leg: Leg | None = None
    phase: Phase | None = None


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A message, or several that say the same; ``words`` are in lower case, with a space for each hyphen.

    ``causes`` is empty for one that says nothing: ``says`` then says where to look instead. ``broad`` is one that
    stands beside another which says more.
    """

    words: tuple[str, ...]
    says: str
    causes: tuple[MessageCause, ...] = ()
    broad: bool = False


def known_defect(slug: str, leg: Leg | None = None, phase: Phase | None = None) -> MessageCause:
    """Return a known defect as a cause."""
    return MessageCause(defect=slug, leg=leg, phase=phase)
