"""The flaws that a row of the wide matrix can have, and the side that has them: the proxy's or the origin's.

One rule: a row has one flaw at most, since what ends a run hides the effect of every other condition.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from harness.catalogue.wide.axes import BELOW, Changes, name_value
from harness.model.conditions import (
    Address,
    Certificate,
    ClientCertificate,
    Index,
    Login,
    OriginFault,
    ProxyFault,
    ProxyLogin,
    Root,
    Spelling,
    StoreState,
    Tls,
)
from harness.model.conditions.settings import QUICK
from harness.model.words import Leg

#: The sides by their words.
SIDES = {leg.value: leg for leg in Leg}


@dataclass(frozen=True, kw_only=True)
class Flaw:
    """A flaw by the sides that can have it: its word in an id there, and the fields of a scenario that it changes.

    ``on_a_leg`` says that only a side to which the client speaks TLS can have it; ``vouched`` that the store vouches
    for that leg nevertheless; ``state`` is that of the store; ``of_trust`` is false for one that is about no store at
    all. Some are none by the rule, but end a run of some release nevertheless.
    """

    words: Mapping[str, str]
    changes: Mapping[str, Changes]
    on_a_leg: bool = True
    vouched: bool = True
    state: StoreState | None = None
    of_trust: bool = True


def _show(certificate: Certificate, at: Address | None = None) -> Flaw:
    """Return the flaw of a side that shows this certificate; ``at`` is its address where that matters."""
    return Flaw(
        words={side: f"{side}_{certificate.name}".lower() for side in SIDES},
        changes={side: {f"{side}_certificate": certificate} | ({f"{side}_at": at} if at else {}) for side in SIDES},
    )


def _meet(side: str, field: str, value: Enum, *, on_a_leg: bool = False, word: str = "", **beside: object) -> Flaw:
    """Return the flaw of one side that is one value of a field."""
    return Flaw(
        words={side: word or name_value(value)},
        changes={side: {field: value, **beside}},
        on_a_leg=on_a_leg,
        of_trust=False,
    )


def _speak(tls: Tls) -> Flaw:
    """Return the flaw of a side that speaks no TLS but this."""
    return Flaw(
        words={side: f"{side}_{name_value(tls)}" for side in SIDES},
        changes={side: {f"{side}_tls": tls} for side in SIDES},
        of_trust=False,
    )


def _store_as(state: StoreState) -> Flaw:
    return Flaw(words={"origin": name_value(state)}, changes={"origin": {}}, state=state)


def _hold(root: Root, certificate: Certificate = Certificate.GOOD) -> Flaw:
    """Return the flaw of authorities that stores hold in this style, and of nodes that show this certificate."""
    shown = {f"{side}_certificate": certificate for side in SIDES}
    return Flaw(words={"origin": name_value(root)}, changes={"origin": {"roots": root, **shown}})


_CERTIFICATES = (
    *(Certificate.EXPIRED, Certificate.NOT_YET_VALID, Certificate.WRONG_NAME, Certificate.ADDRESSES_ONLY),
    *(Certificate.COMMON_NAME_ONLY, Certificate.BY_STRANGER, Certificate.FOR_CLIENTS),
    *(Certificate.INTERMEDIATE_MISSING, Certificate.OUTSIDE_CONSTRAINTS, Certificate.OLD_STYLE),
    *(Certificate.INTERMEDIATE_EXPIRED, Certificate.BY_INTERMEDIATE),
    *(Certificate.SELF_SIGNED_CA, Certificate.SELF_SIGNED, Certificate.SELF_SIGNED_UNCONSTRAINED),
)
_WILD = (Certificate.WILDCARD, Certificate.WILDCARD_ABOVE, Certificate.PARTIAL_WILDCARD)
_STATES = (*(StoreState.MISSING, StoreState.EMPTY, StoreState.DER, StoreState.UNREADABLE, StoreState.UNHASHED_FOLDER),)
_DEMANDS = (
    *(ClientCertificate.DEMANDED_AND_MISSING, ClientCertificate.DEMANDED_AND_LOCKED),
    *(ClientCertificate.DEMANDED_WITHOUT_KEY,),
)
_PROXY_LOGINS = (
    *(ProxyLogin.MISSING, ProxyLogin.WRONG, ProxyLogin.WITH_HASH, ProxyLogin.WITH_BRACKET),
    *(ProxyLogin.WITH_UMLAUT, ProxyLogin.WITH_EURO),
)
_PASSING_PROXY_FAULTS = (ProxyFault.UNAVAILABLE_ONCE,)
_PROXY_FAULTS = (
    *(ProxyFault.FORBIDDEN, ProxyFault.UNAVAILABLE, ProxyFault.REDIRECTED, ProxyFault.CLOSED),
    *(ProxyFault.RESET_AFTER_200, ProxyFault.STALLED),
)
#: Where an index may send a client that is no server of the web.
_ELSEWHERE = (
    *(Index.REDIRECTED_TO_LOCAL_FILES, Index.REDIRECTED_TO_A_LOCAL_PAGE),
    *(Index.REDIRECTED_TO_DATA, Index.REDIRECTED_TO_FTP),
)
_PASSING_FAULTS = (
    *(OriginFault.UNAVAILABLE_ONCE, OriginFault.CLOSED_ONCE, OriginFault.FILE_CUT_SHORT_ONCE, OriginFault.REUSED_RESET),
)
_FAULTS = (
    *(OriginFault.FORBIDDEN, OriginFault.UNAVAILABLE, OriginFault.CLOSED, OriginFault.FILES_CUT_SHORT),
    OriginFault.STALLED,
)
_LIST = (
    *map(_show, _CERTIFICATES),
    *(_show(each, BELOW) for each in _WILD),
    _show(Certificate.ADDRESS_AS_NAME, Address(name="127.0.1.1")),
    *map(_store_as, _STATES),
    *map(_hold, (Root.EXPIRED, Root.CROSS_SIGNED_ALONE, Root.CROSS_SIGNED_FIRST, Root.UNCRITICAL)),
    _hold(Root.OLD_STYLE, Certificate.OLD_STYLE),
    _hold(Root.INTERMEDIATE_ALONE, Certificate.BY_INTERMEDIATE),
    *(_meet("origin", "client_certificate", each, on_a_leg=True) for each in _DEMANDS),
    _meet(
        "proxy", "proxy_client_certificate", ClientCertificate.DEMANDED_AND_MISSING, on_a_leg=True, word="proxy_demands"
    ),
    *(_meet("proxy", "proxy_login", each) for each in _PROXY_LOGINS),
    *(
        _meet("origin", "login", each, on_a_leg=True, index=Index.BASIC_AUTH)
        for each in (Login.WRONG_IN_URL, Login.WITH_HASH, Login.WITH_UMLAUT)
    ),
    _meet("origin", "login", Login.OF_A_THIRD_HOST, on_a_leg=True, index=Index.BASIC_AUTH, word="login_missing"),
    _meet("origin", "index", Index.ALTERED_FILES, on_a_leg=True),
    *(_meet("origin", "index", each, on_a_leg=True) for each in _ELSEWHERE),
    *(_meet("proxy", "proxy_fault", each) for each in _PASSING_PROXY_FAULTS),
    *(_meet("proxy", "proxy_fault", each, options=(QUICK,)) for each in _PROXY_FAULTS),
    *(_meet("origin", "origin_fault", each) for each in _PASSING_FAULTS),
    *(_meet("origin", "origin_fault", each, options=(QUICK,)) for each in _FAULTS),
    *map(_speak, (Tls.ONLY_1_3, Tls.ONLY_1_2, Tls.ONLY_1_1, Tls.OLD_CIPHER, Tls.NO_ENCRYPTION, Tls.GARBAGE)),
    *(_meet("proxy", "proxy_spelled", each) for each in (Spelling.NAME_AND_PORT, Spelling.ADDRESS_AND_PORT)),
)
_UNVOUCHED = Flaw(
    words={side: f"without_{side}" for side in SIDES}, changes={side: {} for side in SIDES}, vouched=False
)
#: Every flaw by a word of its own, that of the last side that can have it.
FLAWS: Mapping[str, Flaw] = {"": Flaw(words={}, changes={}), "unvouched": _UNVOUCHED} | {
    list(flaw.words.values())[-1].removeprefix("origin_"): flaw for flaw in _LIST
}
#: Each side with a flaw, by the word of both in an id.
FLAWED = {token: (side, word) for word, flaw in FLAWS.items() for side, token in flaw.words.items()}
