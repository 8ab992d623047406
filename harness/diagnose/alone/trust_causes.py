"""Find out why a certificate was refused: by its name, its dates, a rule, or an authority that is not trusted.

One rule: what is said of a store was read from it, and what is said of a server was shown by it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timezone

from harness.diagnose.alone.case import Case, Cause, Way
from harness.diagnose.alone.chains import (
    LEG_WAY,
    find_holders,
    start_sentence,
)
from harness.diagnose.alone.seen import Facts
from harness.diagnose.alone.untrusted_causes import explain_untrusted

#: OpenSSL's codes for why a certificate is refused, X509_V_ERR_… in its x509_vfy.h
_UNTRUSTED = (2, 18, 19, 20, 21, 27)
_NOT_YET, _EXPIRED, _SELF_SIGNED, _NO_ISSUER, _WRONG_USE = 9, 10, 18, 2, 26
_WRONG_NAME = (62, 63, 64)


def find_trust_causes(case: Case, request: Facts, leg: Facts) -> Iterator[Cause]:
    """Yield the causes for which a certificate on a leg was refused, the surest first."""
    code = leg["verify_code"] or _guess_code(case, leg)
    if leg["check"] == "match_hostname" or code in _WRONG_NAME:
        yield _explain_name(case, leg)
    elif code in (_EXPIRED, _NOT_YET):
        yield _explain_dates(case, leg, code)
    elif code in _UNTRUSTED:
        yield from explain_untrusted(case, request, leg)
    elif code:
        yield _explain_rule(case, leg)


def _guess_code(case: Case, leg: Facts) -> int:
    """Return OpenSSL's code if Python 3.6 does not give it: by the chain's dates, or else for a missing issuer."""
    if "CERTIFICATE_VERIFY_FAILED" not in leg["error"]:
        return 0
    faults = {each.find_fault(datetime.now(timezone.utc)) for each in case.find_chain(leg)}
    return _EXPIRED if "expired" in faults else _NOT_YET if "not yet valid" in faults else _UNTRUSTED[-2]


def _explain_name(case: Case, leg: Facts) -> Cause:
    chain = case.find_chain(leg)
    names = ", ".join(chain[0].names) or "none at all" if chain else "other names"
    failed = start_sentence(case, leg) + ": it is for another name."
    why = "The server was called {}, and the certificate is for {}.".format(leg["server"], names)
    ways = (
        Way("Ask for the server by a name in its certificate{}.".format(": " + names if chain else "")),
        Way("Or have those who run it get a certificate for {}.".format(leg["server"])),
    )
    return Cause("wrong-name", failed, why, ways, ("rejects", leg["leg"], "wrong_name"))


def _explain_dates(case: Case, leg: Facts, code: int) -> Cause:
    reason = "expired" if code == _EXPIRED else "not_yet_valid"
    words = reason.replace("_", " ")
    verb = "has expired" if code == _EXPIRED else "is not yet valid"
    failed = f"{start_sentence(case, leg)}: a certificate in its chain {verb}."
    outcome = ("rejects", leg["leg"], reason)
    if case.clock_wrong:
        why = f"This machine's clock is wrong: {case.clock_wrong}."
        return Cause("clock-wrong", failed, why, (Way("Set the clock, and try again."),), outcome)
    now = datetime.now(timezone.utc)
    chain = case.find_chain(leg)
    for number, each in enumerate(chain):
        if each.find_fault(now):
            what = "server's own certificate" if number == 0 else f"intermediate {each.subject}"
            why = f"The {what} is valid from {each.starts} to {each.ends} (UTC)."
            ways = (Way("Those who run the server must renew it; nothing on this machine helps."),)
            return Cause("leaf-" + words.replace(" ", "-"), failed, why, ways, outcome)
    for store, authority in find_holders(case.list_read(leg) or case.stores, chain):
        if authority.find_fault(now):
            valid = f"valid from {authority.starts} to {authority.ends} (UTC)"
            why = f"The authority {authority.subject} in {store.path} is {valid}."
            ways = (
                Way(
                    f"Put the authority's new certificate into {store.path} in its place.",
                    "",
                    LEG_WAY["origin"],
                ),
            )
            return Cause("authority-" + words.replace(" ", "-"), failed, why, ways, outcome)
    why = "OpenSSL says so; it was not seen which certificate that is."
    return Cause("something-" + words.replace(" ", "-"), failed, why, (), outcome, certain=False)


def _explain_rule(case: Case, leg: Facts) -> Cause:
    said = leg["error"].partition("certificate verify failed: ")[2].rpartition(" (_ssl")[0] or leg["error"]
    failed = f"{start_sentence(case, leg)}: it breaks a rule."
    why = f"OpenSSL says: {said}."
    if leg["verify_code"] == _WRONG_USE:
        must = Way("Those who run the server must get it a certificate for servers.")
        return Cause("wrong-use", failed, why, (must,), ("rejects", leg["leg"], "wrong_use"))
    slug = "strict-context-refuses-old-style" if case.is_pip_between("24.2") else ""
    version = str(case.asked.python.get("version", ""))
    strict = version.startswith("3.") and int(version.split(".")[1]) >= 13
    if strict:
        why += " Python 3.13 and newer check certificates more strictly (VERIFY_X509_STRICT)."
    ways = (Way("Run it on Python 3.12, or have the authority's certificates issued again."),) if strict else ()
    defect = slug if strict else ""
    return Cause(
        "rule-broken", failed, why, ways, ("rejects", leg["leg"], "rule_broken"), defect, case.find_issue(defect)
    )
