"""The certificates that a store holds for an authority: its own in some style, or others beside it or in its place."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from harness.model.conditions.certificates import NOW, PAST, Certificate, Intermediate, Validity
from harness.model.trust import Authority
from harness.model.words import Reason


@dataclass(frozen=True, kw_only=True)
class Anchor:
    """A certificate that lies in a store for an authority: a self-signed one of its own, unless it says otherwise.

    With ``signer`` it is of the authority's name and key and signed by that other authority; with ``intermediate`` that
    of an intermediate which the authority has signed; with ``leaf`` the very certificate that a node shows.
    """

    validity: Validity = NOW
    critical_constraints: bool = True
    key_identifiers: bool = True
    signer: Authority | None = None
    intermediate: Intermediate | None = None
    leaf: Certificate | None = None

    @property
    def is_root(self) -> bool:
        """True if a path of certificates can end in it."""
        return self.signer is None and self.intermediate is None and self.leaf is None


@dataclass(frozen=True, kw_only=True)
class _RootForm:
    """The certificates that a store holds for each of its authorities, in order."""

    words: str
    held: tuple[Anchor, ...] = (Anchor(),)


_GOOD, _EXPIRED, _INTERMEDIATE = Anchor(), Anchor(validity=PAST), Anchor(intermediate=Intermediate())
_CROSS_SIGNED = Anchor(signer=Authority.STRANGER)


class Root(Enum):
    """The certificates that every store holds for an authority. Python 3.13 is strict about styles."""

    GOOD = _RootForm(words="good")
    #: Against RFC 5280, section 4.2.1.9.
    UNCRITICAL = _RootForm(
        words="with basic constraints that are not critical", held=(Anchor(critical_constraints=False),)
    )
    #: So that no certificate below can name it, as in ``OLD_STYLE`` ones.
    OLD_STYLE = _RootForm(
        words="without a key identifier too", held=(Anchor(critical_constraints=False, key_identifiers=False),)
    )
    EXPIRED = _RootForm(words="expired", held=(_EXPIRED,))
    EXPIRED_FIRST = _RootForm(words="expired, and a good one after it", held=(_EXPIRED, _GOOD))
    EXPIRED_LAST = _RootForm(words="good, and an expired one after it", held=(_GOOD, _EXPIRED))
    TWICE = _RootForm(words="good, twice", held=(_GOOD, _GOOD))
    INTERMEDIATE_ALONE = _RootForm(words="an intermediate in its place", held=(_INTERMEDIATE,))
    WITH_INTERMEDIATE = _RootForm(words="good, and an intermediate beside it", held=(_GOOD, _INTERMEDIATE))
    CROSS_SIGNED_ALONE = _RootForm(words="signed by a stranger instead of itself", held=(_CROSS_SIGNED,))
    CROSS_SIGNED_FIRST = _RootForm(words="good, after one that a stranger signed", held=(_CROSS_SIGNED, _GOOD))
    CROSS_SIGNED_LAST = _RootForm(words="good, before one that a stranger signed", held=(_GOOD, _CROSS_SIGNED))
    LEAF_CA = _RootForm(words="the node's own certificate", held=(Anchor(leaf=Certificate.SELF_SIGNED_CA),))
    LEAF = _RootForm(words="the node's own certificate, no authority", held=(Anchor(leaf=Certificate.SELF_SIGNED),))
    LEAF_UNCONSTRAINED = _RootForm(
        words="the node's own certificate, unconstrained",
        held=(Anchor(leaf=Certificate.SELF_SIGNED_UNCONSTRAINED),),
    )

    def completes(self, certificate: Certificate) -> bool:
        """Return whether a store holds the certificate that a node needs for its own and does not show."""
        form = certificate.value
        if form.is_self_signed:
            return any(each.leaf is certificate for each in self.value.held)
        below = form.intermediate
        return below is not None and any(
            each.intermediate is not None and each.intermediate.signs_like(below) for each in self.value.held
        )

    def find_flaw(self, certificate: Certificate) -> Reason | None:
        """Return why a certificate of such an authority is refused; None if it is not."""
        completed = self.completes(certificate)
        if certificate.value.is_self_signed and completed:
            return None
        if certificate.value.refused is Reason.UNTRUSTED and not completed:
            return Reason.UNTRUSTED
        roots = [each for each in self.value.held if each.is_root]
        if not any(each.validity == NOW for each in roots):
            return Reason.EXPIRED if roots else Reason.UNTRUSTED
        return None if certificate.value.refused is Reason.UNTRUSTED else certificate.value.refused
