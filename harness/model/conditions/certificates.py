"""The certificates that nodes show, each described by what is in it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import Literal

from harness.model.trust import Authority
from harness.model.words import Reason

#: The name in a certificate that is for somebody else.
OTHER_NAME = "elsewhere.lab"


@dataclass(frozen=True)
class Validity:
    """From when until when a certificate is valid: dates as ISO 8601 writes them, midnight in UTC."""

    start: str
    end: str


#: Over, whenever it is looked at.
PAST = Validity("2020-01-01", "2021-01-01")
_FUTURE = Validity("2090-01-01", "2091-01-01")
#: Now, whenever that is.
NOW = Validity(PAST.start, _FUTURE.start)


@dataclass(frozen=True, kw_only=True)
class Intermediate:
    """An authority between a leaf and the one that a store holds.

    ``names`` are those that it may sign for, none for any (RFC 5280, section 4.2.1.10), as in :class:`LeafForm`;
    ``shown`` says whether the node that shows the leaf shows it too.
    """

    names: tuple[str, ...] = ()
    validity: Validity = NOW
    shown: bool = True

    def signs_like(self, other: Intermediate) -> bool:
        """Return whether it is the same authority as another, whether it is shown or not."""
        return replace(self, shown=other.shown) == other


@dataclass(frozen=True, kw_only=True)
class LeafForm:
    """The contents of a node's certificate, and why a client refuses it; ``refused`` is None if it may accept it.

    ``names`` are the subject's alternative names, each filled with the node's address as
    :meth:`~harness.model.conditions.addresses.Address.fill_names` says; one of ``names_as_text`` is a DNS name even if
    it is an IP address. ``signer`` stands in for the authority that signs the leg's good certificate, None if it is
    that one. ``chain`` is what is shown after the leaf, in order; empty for an intermediate that is to be shown.
    """

    words: str
    refused: Reason | None = None
    names: tuple[str, ...] = ("{name}",)
    names_as_text: tuple[str, ...] = ()
    common_name: str = ""
    validity: Validity = NOW
    usage: Literal["SERVER_AUTH", "CLIENT_AUTH"] = "SERVER_AUTH"
    identifies_its_signer: bool = True
    signer: Authority | None = None
    intermediate: Intermediate | None = None
    chain: tuple[Literal["intermediate", "root", "stranger"], ...] = ()
    is_self_signed: bool = False
    ca: bool | None = False


class Certificate(Enum):
    """The certificate that a node shows. All but ``GOOD`` are odd in exactly one way."""

    GOOD = LeafForm(words="good")
    EXPIRED = LeafForm(words="expired", refused=Reason.EXPIRED, validity=PAST)
    NOT_YET_VALID = LeafForm(words="not yet valid", refused=Reason.NOT_YET_VALID, validity=_FUTURE)
    WRONG_NAME = LeafForm(words="wrong name", refused=Reason.WRONG_NAME, names=(OTHER_NAME,))
    ADDRESSES_ONLY = LeafForm(words="for its addresses by number only", refused=Reason.WRONG_NAME, names=("{ip}",))
    #: RFC 9525, section 6.3: in the place of the first label, and of that alone.
    WILDCARD = LeafForm(words="for any name in its domain", names=("*.{domain}",))
    WILDCARD_ABOVE = LeafForm(
        words="for any name one domain above its own", refused=Reason.WRONG_NAME, names=("*.{parent}",)
    )
    PARTIAL_WILDCARD = LeafForm(
        words="for names that begin as its own does",
        refused=Reason.WRONG_NAME,
        names=(),
        names_as_text=("{begin}*.{domain}",),
    )
    ADDRESS_AS_NAME = LeafForm(
        words="for its address by number, written as a name",
        refused=Reason.WRONG_NAME,
        names=(),
        names_as_text=("{ip}",),
    )
    #: Not a name any more: RFC 9525, section 6.3.
    COMMON_NAME_ONLY = LeafForm(
        words="its name in the subject only", refused=Reason.WRONG_NAME, names=(), common_name="{name}"
    )
    BY_STRANGER = LeafForm(words="signed by a stranger", refused=Reason.UNTRUSTED, signer=Authority.STRANGER)
    #: By its extended key usage.
    FOR_CLIENTS = LeafForm(words="for clients only", refused=Reason.WRONG_USE, usage="CLIENT_AUTH")
    INTERMEDIATE_MISSING = LeafForm(
        words="without the intermediate that signed it",
        refused=Reason.UNTRUSTED,
        intermediate=Intermediate(shown=False),
    )
    BY_INTERMEDIATE = LeafForm(words="signed by an intermediate that is shown with it", intermediate=Intermediate())
    OUTSIDE_CONSTRAINTS = LeafForm(
        words="signed by an intermediate that is constrained to other names",
        refused=Reason.RULE_BROKEN,
        intermediate=Intermediate(names=(OTHER_NAME,)),
    )
    INTERMEDIATE_EXPIRED = LeafForm(
        words="signed by an intermediate that has expired",
        refused=Reason.EXPIRED,
        intermediate=Intermediate(validity=PAST),
    )
    #: It may be left out, and need not be: RFC 8446, section 4.4.2.
    CHAIN_WITH_ROOT = LeafForm(words="shown with its root", intermediate=Intermediate(), chain=("intermediate", "root"))
    #: Against RFC 5246, section 7.4.2; since TLS 1.3 a client should cope with both.
    CHAIN_OUT_OF_ORDER = LeafForm(
        words="shown with its root before the intermediate", intermediate=Intermediate(), chain=("root", "intermediate")
    )
    CHAIN_WITH_A_STRANGER = LeafForm(
        words="shown with an authority that has nothing to do with it",
        intermediate=Intermediate(),
        chain=("stranger", "intermediate"),
    )
    #: As old roots sign; Python 3.13's strict mode refuses it.
    OLD_STYLE = LeafForm(words="without an authority key identifier", identifies_its_signer=False)
    #: As ``openssl req -x509`` makes it.
    SELF_SIGNED_CA = LeafForm(
        words="self-signed, an authority by its constraints", refused=Reason.UNTRUSTED, is_self_signed=True, ca=True
    )
    SELF_SIGNED = LeafForm(
        words="self-signed, no authority by its constraints", refused=Reason.UNTRUSTED, is_self_signed=True
    )
    SELF_SIGNED_UNCONSTRAINED = LeafForm(
        words="self-signed, without basic constraints", refused=Reason.UNTRUSTED, is_self_signed=True, ca=None
    )

    @property
    def is_tolerable(self) -> bool:
        """True if a client that verifies may accept it, whose store has an authority's own certificate alone."""
        return self.value.refused is None


@dataclass(frozen=True)
class CertificateFor:
    """A good certificate for just these names, whatever its node is called: names of hosts, wildcards, IP addresses."""

    names: tuple[str, ...]

    @property
    def value(self) -> LeafForm:
        """The form of the certificate, which is good for these names alone."""
        return LeafForm(words=f"for {', '.join(self.names)}", names=self.names)
