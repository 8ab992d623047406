"""The sentences of a control, which is a scenario without an authority in its stores, and with the opposite outcome.

One rule: pure. A control whose sentences say more than these is given its own.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from harness.model.trust import Authority


def claim_of_control(
    claim: str, refused: Authority, without: AbstractSet[Authority], instead: Authority | None = None
) -> str:
    """Return what the control of a claim claims: ``refused`` signs the leg that is refused."""
    missing = [authority for authority in Authority if authority in without]
    owners = " and ".join(f"{authority.signs}'s" for authority in missing)
    noun = "authority" if len(missing) == 1 else "authorities"
    condition = f"Without {owners} {noun}" if instead is None else f"With another authority in place of {owners}"
    return f"{condition}, {refused.signs} is refused; otherwise, {_in_the_middle(claim)}"


def reason_for_control(refused: Authority) -> str:
    """Return why a control is refused: ``refused`` signs the leg that is refused."""
    return f"No store holds the authority that signed {refused.signs}'s certificate."


def _in_the_middle(sentence: str) -> str:
    """A sentence as it reads after a comma: a name in capitals, as of a variable, keeps them."""
    first, space, rest = sentence.partition(" ")
    name = len(first) > 1 and first[:2].isupper()
    return sentence if name else first[:1].lower() + first[1:] + space + rest
