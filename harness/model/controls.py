"""Word the claim and the reason of a control, by the authorities that it goes without."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from harness.model.trust import Authority


def make_control_claim(
    claim: str, refused: Authority, without: AbstractSet[Authority], instead: Authority | None = None
) -> str:
    """Return the claim of a control; ``refused`` signs the leg that is refused."""
    missing = [authority for authority in Authority if authority in without]
    owners = " and ".join(f"{authority.signs}'s" for authority in missing)
    noun = "authority" if len(missing) == 1 else "authorities"
    condition = f"Without {owners} {noun}" if instead is None else f"With another authority in place of {owners}"
    return f"{condition}, {refused.signs} is refused; otherwise, {_lower_first_letter(claim)}"


def make_control_reason(refused: Authority) -> str:
    """Return the reason of a control; ``refused`` signs the leg that is refused."""
    return f"No store holds the authority that signed {refused.signs}'s certificate."


def _lower_first_letter(sentence: str) -> str:
    """Return a sentence as it reads after a comma: a name in capitals, such as a variable's, keeps them."""
    first, space, rest = sentence.partition(" ")
    name = len(first) > 1 and first[:2].isupper()
    return sentence if name else first[:1].lower() + first[1:] + space + rest
