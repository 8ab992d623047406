"""An entry for a message: the words by which it is known, what it says, and its causes.

One rule: a message that several causes share lists them all, the most common first.
"""

from __future__ import annotations

from dataclasses import dataclass

from harness.model.words import Leg, Phase


@dataclass(frozen=True, kw_only=True)
class MessageCause:
    """A cause of a message, in words; or with ``defect`` a known defect, by its slug, which has words of its own.

    ``helps`` is what to do, ``ask`` the options with which advise tells more, empty if it would not. ``leg`` and
    ``phase`` are those of the connection that fails, None for any.
    """

    because: str = ""
    helps: str = ""
    ask: str = ""
    defect: str = ""
    leg: Leg | None = None
    phase: Phase | None = None


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A message, or several with one meaning; ``words`` are in lower case, with a space for each hyphen.

    ``says`` is its meaning. ``causes`` is empty if it says nothing about the cause. ``broad`` marks one that is left
    out if the text has another entry too, as that says more.
    """

    words: tuple[str, ...]
    says: str
    causes: tuple[MessageCause, ...] = ()
    broad: bool = False


def known_defect(slug: str, leg: Leg | None = None, phase: Phase | None = None) -> MessageCause:
    """Return a known defect as a cause."""
    return MessageCause(defect=slug, leg=leg, phase=phase)
