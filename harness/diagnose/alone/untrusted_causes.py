"""Find the authority that is missing if a certificate was refused as untrusted, and the stores that hold it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from harness.diagnose.alone.case import Case, Cause, Way
from harness.diagnose.alone.certificates import ParsedCertificate
from harness.diagnose.alone.chains import (
    LEG_SCENARIOS,
    LEG_WAY,
    Holder,
    find_holders,
    find_top,
    name_missing,
    note_inspection,
    start_sentence,
)
from harness.diagnose.alone.lost_causes import explain_lost_context
from harness.diagnose.alone.places import UNHASHED, Store
from harness.diagnose.alone.seen import Facts
from harness.diagnose.alone.settings import BUNDLE, FoundSetting
from harness.diagnose.alone.ways import (
    choose_bundle,
    format_line,
    format_unset,
    name_bundle,
    upgrade_pip,
)

_SELF_SIGNED = 18


def explain_untrusted(case: Case, request: Facts, leg: Facts) -> Iterator[Cause]:
    """Yield the one cause for which a certificate was refused as untrusted."""
    chain, read = case.find_chain(leg), case.list_read(leg)
    holders = find_holders(case.stores, chain)
    yield (
        _explain_unhashed(case, leg, request)
        or explain_lost_context(case, leg, request, holders, known=bool(chain))
        or _explain_intermediate(case, leg, chain, read)
        or _explain_self_signed(case, leg, chain)
        or _explain_unread(case, leg, request, holders, read)
        or _explain_other_key(case, leg, chain, read)
        or _explain_unknown(case, leg, chain)
    )


def _explain_unhashed(case: Case, leg: Facts, request: Facts) -> Cause | None:
    """Return the cause if the bundle is a folder in which OpenSSL finds no certificate."""
    for store in case.stores:
        named = request["verify"] == store.path or any(
            each.value == store.path for each in case.settings if each.sort in (BUNDLE, "OpenSSL's store")
        )
        if named and store.state == UNHASHED and os.path.isdir(store.path):
            failed = start_sentence(case, leg) + ": OpenSSL found no authority in the folder that is named."
            count = len(store.authorities)
            why = "{} has {} certificate{}, but not under the names by which OpenSSL looks for them.".format(
                store.path, count, "" if count == 1 else "s"
            )
            ways = (
                Way(
                    "Make those names.",
                    format_line(["openssl", "rehash", store.path]),
                    "bundle_states.bundle_is_a_hashed_folder",
                ),
            )
            return Cause("folder-not-hashed", failed, why, ways, ("rejects", leg["leg"], "untrusted"))
    return None


def _explain_intermediate(
    case: Case, leg: Facts, chain: Sequence[ParsedCertificate], read: Sequence[Store]
) -> Cause | None:
    """Return the cause if a store that was read holds an intermediate of the chain, but not the root above it."""
    for store in read:
        for each in store.authorities:
            on_way = any(each.may_have_signed(shown) for shown in chain) or any(each.key == s.key for s in chain[1:])
            if on_way and not each.is_self_issued and not store.find_issuer(each):
                failed = start_sentence(case, leg) + ": its root is missing from the bundle."
                why = (
                    f"{store.path} holds {each.subject}, which is an intermediate. {each.issuer} signed it, and "
                    "OpenSSL wants that root too."
                )
                ways = (
                    Way(
                        f"Add the root {each.issuer} to {store.path}.",
                        "",
                        "anchors.intermediate_beside_the_root_is_found",
                    ),
                )
                return Cause("intermediate-only", failed, why, ways, ("rejects", leg["leg"], "untrusted"))
    return None


def _explain_self_signed(case: Case, leg: Facts, chain: Sequence[ParsedCertificate]) -> Cause | None:
    if leg["verify_code"] != _SELF_SIGNED or (chain and not chain[0].is_self_issued):
        return None
    failed = start_sentence(case, leg) + ": it is self-signed."
    subject = chain[0].subject if chain else "It"
    why = f"{subject} is its own authority, and is in no store that was read."
    ways = (
        Way(
            "Get its certificate in a way that you trust, and name it as a bundle.",
            "",
            "anchors.self_signed_authority_is_its_own_anchor",
        ),
    )
    return Cause("self-signed", failed, why, ways, ("rejects", leg["leg"], "untrusted"))


def _explain_unread(
    case: Case, leg: Facts, request: Facts, holders: Sequence[Holder], read: Sequence[Store]
) -> Cause | None:
    """Return the cause if the authority is in a store of this machine that this client did not read."""
    elsewhere = [(store, each) for store, each in holders if store not in read]
    if not elsewhere or len(elsewhere) < len(holders):
        return None
    store, authority = elsewhere[0]
    failed = f"{start_sentence(case, leg)}: {authority.subject} is not in any store that it read."
    outcome = ("rejects", leg["leg"], "untrusted")
    lost = _find_lost_variable(case, [each.path for each, _ in elsewhere])
    if lost is not None:
        slug = "bundle-variable-lost-" + ("with-proxy-flag" if leg["leg"] == "origin" else "on-the-proxy-leg")
        why = f"It is in {lost.value}, which {lost.where} names, but {lost.ignored}."
        ways = tuple(name_bundle(case, lost.value, LEG_WAY[leg["leg"]]))
        return Cause(slug, failed, why, ways, outcome, slug, case.find_issue(slug))
    why = f"It is in {store.path} ({store.words}). {_explain_why_unread(case, leg, request, store)}"
    why += note_inspection(leg["server"], case.find_chain(leg), case.stores)
    bundle = choose_bundle([(each.words, each.path, len(each.authorities)) for each, _ in elsewhere]) or store.path
    return Cause("authority-in-unread-store", failed, why, tuple(_list_ways(case, leg["leg"], store, bundle)), outcome)


def _find_lost_variable(case: Case, paths: Sequence[str]) -> FoundSetting | None:
    """Return the variable of requests that names one of these bundles and that pip did not read, for its proxy."""
    variables = (each for each in case.settings if each.name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"))
    return next((each for each in variables if "11091" in each.ignored and each.value in paths), None)


def _list_ways(case: Case, leg: str, store: Store, bundle: str) -> Iterator[Way]:
    """Yield what helps where an authority lies in a store that is not read."""
    if store.words.startswith("what is to be added"):
        tool = "update-ca-trust" if "pki" in store.path else "update-ca-certificates"
        yield Way("Have it added to the system's store.", f"sudo {tool}")
        return
    of_system = store.words == "the system's store"
    for each in case.settings:
        hides = each.name in ("SSL_CERT_FILE", "SSL_CERT_DIR") and each.where.startswith("the variable")
        if hides and of_system and case.is_pip_between("24.2"):
            yield Way(f"Unset {each.name}, which hides the system's store.", format_unset(each.name))
            break
    yield from name_bundle(case, bundle, LEG_WAY[leg])
    if of_system and not case.is_pip_between("24.2"):
        yield from upgrade_pip(case, "25.2" if leg == "origin" else "26.2", bundle, LEG_SCENARIOS[leg])


def _explain_why_unread(case: Case, leg: Facts, request: Facts, store: Store) -> str:
    named = isinstance(request["verify"], str)
    hiding = [s.name for s in case.settings if s.name in ("SSL_CERT_FILE", "SSL_CERT_DIR")]
    if store.words == "the system's store" and case.is_pip:
        if not case.is_pip_between("24.2"):
            return f"{case.tool} does not read the system's store; pip does from 24.2 on."
        if "legacy-certs" in [s.value for s in case.settings if s.name == "use-deprecated"]:
            return "--use-deprecated=legacy-certs keeps pip from the system's store."
        if hiding:
            return "{} hides the system's store.".format(" and ".join(hiding))
        if leg["given"] != "truststore":
            return "pip reads it on Python 3.10 and newer only."
    if named:
        return "{} was named, and replaced other stores.".format(request["verify"])
    return f"No setting has {case.tool} read that store."


def _explain_other_key(
    case: Case, leg: Facts, chain: Sequence[ParsedCertificate], read: Sequence[Store]
) -> Cause | None:
    top = find_top(chain)
    wanted = (top.subject_der if top.is_self_issued else top.issuer_der) if top else b""
    for store in read:
        if any(each.subject_der == wanted for each in store.authorities):
            failed = f"{start_sentence(case, leg)}: the authority of that name in {store.path} has another key."
            why = f"{name_missing(chain)} was issued again with a new key, or somebody else uses its name."
            ways = (Way("Get the authority's present certificate from those who run it."),)
            return Cause("authority-has-another-key", failed, why, ways, ("rejects", leg["leg"], "untrusted"))
    return None


def _explain_unknown(case: Case, leg: Facts, chain: Sequence[ParsedCertificate]) -> Cause:
    missing = name_missing(chain)
    failed = f"{start_sentence(case, leg)}: no store of this machine vouches for it."
    top = find_top(chain)
    why = f"Its chain leads to {missing}, which is in no store that was found on this machine."
    if top is not None and len(chain) == 1 and not top.is_self_issued:
        why += " The server shows its own certificate alone: it may leave an intermediate out."
    why += note_inspection(leg["server"], chain, case.stores)
    if not chain:
        why = "OpenSSL says: {}. What the server shows was not seen.".format(leg["error"])
    bundle = "/path/to/company-ca.pem"
    ways = (
        Way("Ask your administrators for that authority's certificate in PEM; do not copy it from this connection."),
        *name_bundle(case, bundle, LEG_WAY[leg["leg"]], ", and every other authority that you need"),
    )
    outcome = ("rejects", leg["leg"], "untrusted")
    certain = len(chain) > 1 or (top is not None and top.is_self_issued)
    return Cause("authority-unknown", failed, why, ways, outcome, certain=certain)
