"""Find out whether a certificate was refused because the session's context, which would have trusted it, was lost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from harness.diagnose.alone.case import Case, Cause, Way
from harness.diagnose.alone.chains import (
    LEG_SCENARIOS,
    LEG_WAY,
    Holder,
    start_sentence,
)
from harness.diagnose.alone.seen import LOST, Facts
from harness.diagnose.alone.ways import (
    choose_bundle,
    format_variable,
    name_bundle,
    upgrade_pip,
)


def explain_lost_context(
    case: Case, leg: Facts, request: Facts, holders: Sequence[Holder], known: bool
) -> Cause | None:
    """Return the cause if another context than the session's decided, and the session's would have accepted."""
    if leg["whose"] != LOST:
        return None
    meant = {store.path for store in case.list_meant(leg, request)}
    would = [store for store, _ in holders if store.path in meant]
    if known and not would:
        return None
    shipped = bool(would) and all(store.words == "pip's own bundle" for store in would)
    slug = _name_loss(case, leg["leg"], shipped)
    bundle = choose_bundle([(store.words, store.path, len(store.authorities)) for store in would])
    where = " and ".join(dict.fromkeys(store.path for store in would)) or "one of its stores"
    failed = start_sentence(case, leg) + ": the setting that would have trusted it was lost on the way."
    why = (
        f"The authority is in {where}, which {case.tool} was set to read; that setting was lost on the way to the "
        f"proxy ({leg['lost_at']}). Instead the certificate was checked against {_describe_count(leg)}."
    )
    ways = tuple(_list_ways(case, leg["leg"], bundle))
    outcome = ("rejects", leg["leg"], "untrusted")
    issue, expected = case.find_issue(slug), not case.defects or case.has_defect(slug)
    if not expected:
        # It is news: a release that should be well, or a program whose adapter is like pip's.
        whose = f"{case.tool} should not have" if case.is_pip else "pip once had"
        why += f" It is as in {slug} ({issue}), which {whose}."
    return Cause(slug, failed, why, ways, outcome, slug if expected else "", issue if expected else "", certain=known)


def _list_ways(case: Case, leg: str, bundle: str) -> Iterator[Way]:
    """Yield what helps where a context is lost on a leg."""
    both = ", for the proxy and for what is behind it" if leg == "proxy" else ""
    yield from name_bundle(case, bundle or "/path/to/bundle.pem", LEG_WAY[leg], both)
    yield from upgrade_pip(case, "26.2" if leg == "proxy" else "25.2", bundle, LEG_SCENARIOS[leg])
    if leg == "origin" and bundle:
        yield Way(
            "Or set SSL_CERT_FILE; it hides the system's store from every program that reads it.",
            format_variable("SSL_CERT_FILE", bundle),
            "tunnelled.ssl_cert_file_vouches_for_the_origin",
        )


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
    return words + (f", but for those in {folders[0]}" if folders else "")
