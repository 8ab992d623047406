"""Find why a certificate was refused: whose context decided, who is missing, and where that authority lies instead.

One rule: what is said of a store was read from it, and what is said of a server was shown by it.
"""

from __future__ import annotations

import os
from datetime import datetime, timezone
from typing import Iterator, List, Optional, Sequence, Tuple

from harness.diagnose.alone.case import Case, Cause, Way
from harness.diagnose.alone.certificates import Certificate
from harness.diagnose.alone.places import UNHASHED, Store
from harness.diagnose.alone.seen import LOST, Facts
from harness.diagnose.alone.settings import BUNDLE
from harness.diagnose.alone.ways import choose_bundle, format_line, format_unset, format_variable, name_bundle, upgrade_pip

#: OpenSSL's codes for why a certificate is refused, X509_V_ERR_… in its x509_vfy.h
_UNTRUSTED = (2, 18, 19, 20, 21, 27)
_NOT_YET, _EXPIRED, _SELF_SIGNED, _NO_ISSUER, _WRONG_USE = 9, 10, 18, 2, 26
_WRONG_NAME = (62, 63, 64)
_LEG_WAY = {
    "origin": "tunnelled.cert_flag_vouches_for_the_origin",
    "proxy": "tunnelled_over_tls.cert_flag_vouches_for_both_legs",
}
Holder = Tuple[Store, Certificate]


def find_trust_causes(case: Case, request: Facts, leg: Facts) -> Iterator[Cause]:
    """Yield the causes for which a certificate on a leg was refused, the surest first."""
    code = leg["verify_code"]
    if leg["check"] == "match_hostname" or code in _WRONG_NAME:
        yield _explain_name(case, leg)
    elif code in (_EXPIRED, _NOT_YET):
        yield _explain_dates(case, leg, code)
    elif code in _UNTRUSTED:
        yield from _explain_untrusted(case, request, leg)
    elif code:
        yield _explain_rule(case, leg)


def _name_leg(leg: Facts) -> str:
    who = "the proxy" if leg["leg"] == "proxy" else "whoever answers for"
    return "{} {}".format(who, leg["server"] or leg["peer"])


def _start(case: Case, leg: Facts) -> str:
    return "{} refused the certificate of {}".format(case.tool, _name_leg(leg))


def _explain_name(case: Case, leg: Facts) -> Cause:
    chain = case.find_chain(leg)
    names = ", ".join(chain[0].names) or "none at all" if chain else "others"
    failed = _start(case, leg) + ": it is for another name."
    why = "{} was asked for, and the certificate is for {}.".format(leg["server"], names)
    ways = (
        Way("Ask for the server by a name in its certificate{}.".format(": " + names if chain else "")),
        Way("Or have those who run it get a certificate for {}.".format(leg["server"])),
    )
    return Cause("wrong-name", failed, why, ways, ("rejects", leg["leg"], "wrong_name"))


def _explain_dates(case: Case, leg: Facts, code: int) -> Cause:
    reason = "expired" if code == _EXPIRED else "not_yet_valid"
    words = reason.replace("_", " ")
    failed = "{}: one on its way is {}.".format(_start(case, leg), words)
    outcome = ("rejects", leg["leg"], reason)
    if case.clock_wrong:
        why = "This machine's clock is wrong: {}.".format(case.clock_wrong)
        return Cause("clock-wrong", failed, why, (Way("Set the clock, and try again."),), outcome)
    now = datetime.now(timezone.utc)
    chain = case.find_chain(leg)
    for number, each in enumerate(chain):
        if each.find_fault(now):
            what = "server's own certificate" if number == 0 else "intermediate {}".format(each.subject)
            why = "The {} is valid from {} to {} (UTC).".format(what, each.starts, each.ends)
            ways = (Way("Those who run the server must renew it; nothing on this machine helps."),)
            return Cause("leaf-" + words.replace(" ", "-"), failed, why, ways, outcome)
    for store, authority in _find_holders(case, case.list_read(leg) or case.stores, chain):
        if authority.find_fault(now):
            why = "The authority {} in {} is valid from {} to {} (UTC).".format(
                authority.subject, store.path, authority.starts, authority.ends
            )
            ways = (
                Way("Put the authority's new certificate into {} in its place.".format(store.path), "", _LEG_WAY["origin"]),
            )
            return Cause("authority-" + words.replace(" ", "-"), failed, why, ways, outcome)
    why = "OpenSSL says so; which certificate it is was not seen."
    return Cause("something-" + words.replace(" ", "-"), failed, why, (), outcome, certain=False)


def _explain_rule(case: Case, leg: Facts) -> Cause:
    said = leg["error"].partition("certificate verify failed: ")[2].rpartition(" (_ssl")[0] or leg["error"]
    failed = "{}: it breaks a rule.".format(_start(case, leg))
    why = "OpenSSL says: {}.".format(said)
    if leg["verify_code"] == _WRONG_USE:
        return Cause("wrong-use", failed, why, (), ("rejects", leg["leg"], "wrong_use"))
    slug = "strict-context-refuses-old-style" if case.is_pip_between("24.2") else ""
    version = str(case.asked.python.get("version", ""))
    strict = version.startswith("3.") and int(version.split(".")[1]) >= 13
    if strict:
        why += " Python 3.13 is strict about how authorities sign, and older ones are not."
    ways = (Way("Run it on Python 3.12, or have the authority sign anew."),) if strict else ()
    defect = slug if strict else ""
    return Cause(
        "rule-broken", failed, why, ways, ("rejects", leg["leg"], "rule_broken"), defect, case.find_issue(defect)
    )


def _explain_untrusted(case: Case, request: Facts, leg: Facts) -> Iterator[Cause]:
    chain, read = case.find_chain(leg), case.list_read(leg)
    holders = _find_holders(case, case.stores, chain)
    for found in (
        _explain_unhashed(case, leg, request),
        _explain_lost_context(case, leg, request, holders, known=bool(chain)),
        _explain_intermediate(case, leg, chain, read),
        _explain_self_signed(case, leg, chain),
        _explain_unread(case, leg, request, holders, read),
        _explain_other_key(case, leg, chain, read),
    ):
        if found is not None:
            yield found
    yield _explain_unknown(case, leg, chain)


def find_top(chain: Sequence[Certificate]) -> Optional[Certificate]:
    """Return the last certificate of the path that a server shows, from its own one upwards; None for none."""
    if not chain:
        return None
    top, seen = chain[0], {chain[0]}
    while not top.is_self_issued:
        above = next((each for each in chain if each.may_have_signed(top) and each not in seen), None)
        if above is None:
            break
        seen.add(above)
        top = above
    return top


def _find_holders(case: Case, stores: Sequence[Store], chain: Sequence[Certificate]) -> List[Holder]:
    """Return the stores that hold the authority at the top of a chain, each with that authority."""
    top = find_top(chain)
    if top is None:
        return []
    found = []
    for store in stores:
        for each in store.authorities:
            same = top.is_self_issued and each.subject_der == top.subject_der and each.key == top.key
            if (same or (not top.is_self_issued and each.may_have_signed(top))) and each.is_self_issued:
                found.append((store, each))
                break
    return found


def _name_missing(chain: Sequence[Certificate]) -> str:
    top = find_top(chain)
    return (top.subject if top.is_self_issued else top.issuer) if top else "somebody who was not seen"


def _explain_unhashed(case: Case, leg: Facts, request: Facts) -> Optional[Cause]:
    """The bundle is a folder in which OpenSSL finds nobody."""
    for store in case.stores:
        named = request["verify"] == store.path or any(
            each.value == store.path for each in case.settings if each.sort in (BUNDLE, "OpenSSL's store")
        )
        if named and store.state == UNHASHED and os.path.isdir(store.path):
            failed = _start(case, leg) + ": nobody in the folder that is named was found."
            why = "{} has {} certificates, but not under the names by which OpenSSL looks for them.".format(
                store.path, len(store.authorities)
            )
            ways = (Way("Make those names.", format_line(["openssl", "rehash", store.path]), "bundle_states.bundle_is_a_hashed_folder"),)
            return Cause("folder-not-hashed", failed, why, ways, ("rejects", leg["leg"], "untrusted"))
    return None


def _explain_lost_context(
    case: Case, leg: Facts, request: Facts, holders: Sequence[Holder], known: bool
) -> Optional[Cause]:
    """Another context than the session's decided, and the session's would have known the authority."""
    if leg["whose"] != LOST:
        return None
    meant = {store.path for store in case.list_meant(leg, request)}
    would = [store for store, _ in holders if store.path in meant]
    if known and not would:
        return None
    shipped = bool(would) and all(store.words == "pip's own bundle" for store in would)
    slug = _name_loss(case, leg["leg"], shipped)
    bundle = choose_bundle([(store.words, store.path, len(store.authorities)) for store in would])
    where = " and ".join(dict.fromkeys(store.path for store in would)) or "its stores"
    failed = _start(case, leg) + ": the setting that would have trusted it was lost on the way."
    why = (
        "pip's session has a context that trusts {where}, but {lost}. The context that decided, made by {by}, "
        "trusts {count}."
    ).format(where=where, lost=leg["lost_at"], by=leg["made_by"], count=_describe_count(leg))
    if not case.is_pip:
        why = why.replace("pip's session", "The session")
    both = ", for the proxy and for what is behind it" if leg["leg"] == "proxy" else ""
    shown_by = _LEG_WAY[leg["leg"]]
    fixed = "26.2" if leg["leg"] == "proxy" else "25.2"
    ways = [
        *name_bundle(case, bundle or "/path/to/bundle.pem", shown_by, both),
        *upgrade_pip(case, fixed, bundle, _LEG_SCENARIOS[leg["leg"]]),
    ]
    if leg["leg"] == "origin" and bundle:
        ways.append(
            Way("Or set SSL_CERT_FILE; it hides the system's store from all else that reads it.",
                format_variable("SSL_CERT_FILE", bundle), "tunnelled.ssl_cert_file_vouches_for_the_origin")
        )
    outcome = ("rejects", leg["leg"], "untrusted")
    return Cause(slug, failed, why, tuple(ways), outcome, slug, case.find_issue(slug), certain=known)


_LEG_SCENARIOS = {
    "origin": "tunnelled.system_store_vouches_for_the_origin",
    "proxy": "tunnelled_over_tls.system_store_vouches_for_both_legs",
}


def _name_loss(case: Case, leg: str, shipped: bool) -> str:
    if leg == "origin":
        return "certifi-lost-with-the-context" if shipped else "truststore-context-lost"
    if shipped and case.has_defect("proxy-leg-misses-certifi"):
        return "proxy-leg-misses-certifi"
    return "proxy-leg-context-lost"


def _describe_count(leg: Facts) -> str:
    count = leg["authorities"]
    files = [path for each in leg["loaded"] if each["count"] for path in each["paths"].values()]
    folders = [each["paths"]["folder"] for each in leg["loaded"] if "folder" in each["paths"]]
    words = "no authority at all" if not count else "{} authorit{}".format(count, "y" if count == 1 else "ies")
    if files:
        return "{} ({})".format(words, ", ".join(dict.fromkeys(files)))
    return words + (", but for those in {}".format(folders[0]) if folders else "")


def _explain_intermediate(
    case: Case, leg: Facts, chain: Sequence[Certificate], read: Sequence[Store]
) -> Optional[Cause]:
    """A store that was read holds an authority on the way, but not the root above it."""
    for store in read:
        for each in store.authorities:
            on_way = any(each.may_have_signed(shown) for shown in chain) or any(each.key == s.key for s in chain[1:])
            if on_way and not each.is_self_issued and not store.find_issuer(each):
                failed = _start(case, leg) + ": its root is missing from the bundle."
                why = (
                    "{} holds {}, which is an intermediate. {} signed it, and OpenSSL wants that root too."
                ).format(store.path, each.subject, each.issuer)
                ways = (
                    Way("Add the root {} to {}.".format(each.issuer, store.path), "", "anchors.intermediate_beside_the_root_is_found"),
                )
                return Cause("intermediate-only", failed, why, ways, ("rejects", leg["leg"], "untrusted"))
    return None


def _explain_self_signed(case: Case, leg: Facts, chain: Sequence[Certificate]) -> Optional[Cause]:
    if leg["verify_code"] != _SELF_SIGNED or (chain and not chain[0].is_self_issued):
        return None
    failed = _start(case, leg) + ": it has signed itself."
    subject = chain[0].subject if chain else "It"
    why = "{} is its own authority, and lies in no store that was read.".format(subject)
    ways = (Way("Get its certificate on a way that you trust, and name it as a bundle.", "", "anchors.self_signed_authority_is_its_own_anchor"),)
    return Cause("self-signed", failed, why, ways, ("rejects", leg["leg"], "untrusted"))


def _explain_unread(
    case: Case, leg: Facts, request: Facts, holders: Sequence[Holder], read: Sequence[Store]
) -> Optional[Cause]:
    """The authority lies on this machine, where this client does not look."""
    elsewhere = [(store, each) for store, each in holders if store not in read]
    if not elsewhere or len(elsewhere) < len(holders):
        return None
    store, authority = elsewhere[0]
    lost = next(
        (s for s in case.settings if s.name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE") and "11091" in s.ignored
         and any(s.value == holder.path for holder, _ in elsewhere)), None)
    bundle = choose_bundle([(s.words, s.path, len(s.authorities)) for s, _ in elsewhere]) or store.path
    failed = "{}: {} is not in any store that it read.".format(_start(case, leg), authority.subject)
    outcome = ("rejects", leg["leg"], "untrusted")
    shown_by = _LEG_WAY[leg["leg"]]
    if lost is not None:
        slug = "bundle-variable-lost-" + ("with-proxy-flag" if leg["leg"] == "origin" else "on-the-proxy-leg")
        why = "It is in {}, which {} names, but {}.".format(lost.value, lost.where, lost.ignored)
        return Cause(slug, failed, why, tuple(name_bundle(case, lost.value, shown_by)), outcome, slug, case.find_issue(slug))
    why = "It is in {} ({}). {}".format(store.path, store.words, _explain_why_unread(case, leg, request, store))
    ways: List[Way] = []
    if store.words.startswith("what is to be added"):
        tool = "update-ca-trust" if "pki" in store.path else "update-ca-certificates"
        ways.append(Way("Have it added to the system's store.", "sudo {}".format(tool)))
        bundle = ""
    hiding = next((s for s in case.settings if s.name in ("SSL_CERT_FILE", "SSL_CERT_DIR") and s.where.startswith("the variable")), None)
    if hiding is not None and store.words == "the system's store" and case.is_pip_between("24.2"):
        ways.append(Way("Take {} away, which hides the system's store.".format(hiding.name), format_unset(hiding.name), ""))
    if bundle:
        ways += name_bundle(case, bundle, shown_by)
    if store.words == "the system's store" and not case.is_pip_between("24.2"):
        ways += upgrade_pip(case, "25.2" if leg["leg"] == "origin" else "26.2", bundle, _LEG_SCENARIOS[leg["leg"]])
    return Cause("authority-in-unread-store", failed, why, tuple(ways), outcome)


def _explain_why_unread(case: Case, leg: Facts, request: Facts, store: Store) -> str:
    named = isinstance(request["verify"], str)
    hiding = [s.name for s in case.settings if s.name in ("SSL_CERT_FILE", "SSL_CERT_DIR")]
    if store.words == "the system's store" and case.is_pip:
        if not case.is_pip_between("24.2"):
            return "{} does not read the system's store; pip does from 24.2 on.".format(case.tool)
        if "legacy-certs" in [s.value for s in case.settings if s.name == "use-deprecated"]:
            return "--use-deprecated=legacy-certs keeps pip from the system's store."
        if hiding:
            return "{} hides the system's store.".format(" and ".join(hiding))
        if leg["given"] != "truststore":
            return "pip reads it on Python 3.10 and newer alone."
    if named:
        return "{} was named, and counted alone.".format(request["verify"])
    return "Nothing told {} to read that.".format(case.tool)


def _explain_other_key(
    case: Case, leg: Facts, chain: Sequence[Certificate], read: Sequence[Store]
) -> Optional[Cause]:
    top = find_top(chain)
    wanted = (top.subject_der if top.is_self_issued else top.issuer_der) if top else b""
    for store in read:
        if any(each.subject_der == wanted for each in store.authorities):
            failed = "{}: the authority of that name in {} has another key.".format(_start(case, leg), store.path)
            why = "{} was made anew, or somebody else uses its name.".format(_name_missing(chain))
            ways = (Way("Get the authority's present certificate from those who run it."),)
            return Cause("authority-has-another-key", failed, why, ways, ("rejects", leg["leg"], "untrusted"))
    return None


def _explain_unknown(case: Case, leg: Facts, chain: Sequence[Certificate]) -> Cause:
    missing = _name_missing(chain)
    failed = "{}: nobody on this machine vouches for it.".format(_start(case, leg))
    top = find_top(chain)
    why = "It leads to {}, which lies in no store of this machine that was found.".format(missing)
    if top is not None and len(chain) == 1 and not top.is_self_issued:
        why += " The server shows its own certificate alone: it may leave out an intermediate."
    if not chain:
        why = "OpenSSL says: {}. What the server shows was not seen.".format(leg["error"])
    bundle = "/path/to/company-ca.pem"
    ways = (
        Way("Ask your administrators for that authority's certificate in PEM; do not take it from the connection itself."),
        *name_bundle(case, bundle, _LEG_WAY[leg["leg"]], ", and every other authority that you need"),
    )
    outcome = ("rejects", leg["leg"], "untrusted")
    return Cause("authority-unknown", failed, why, ways, outcome, certain=bool(chain))
