"""What a person reads: first what failed, why and what to paste; then the evidence."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from typing import Any

from harness.diagnose.alone.case import Case, Cause
from harness.diagnose.alone.looking import Looked
from harness.diagnose.alone.seen import LOST, Facts

WIDTH = 100


def format_answer(case: Case, causes: Sequence[Cause], looked: Sequence[Looked]) -> Iterator[str]:
    """Yield the lines of the answer and of the evidence for it."""
    yield from _format_first(case, causes)
    yield ""
    yield "The evidence"
    for heading, lines in (
        ("connections", _describe_legs(case)),
        ("requests", _describe_requests(case)),
        ("what the servers showed", _describe_looks(looked)),
        ("where the authorities are", _describe_stores(case, looked)),
        ("settings", _describe_settings(case)),
    ):
        shown = list(lines)
        if shown:
            yield f"  {heading}:"
            yield from shown


def _wrap(text: str, indent: str = "", further: str = "") -> list[str]:
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=indent,
        subsequent_indent=further or indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _format_first(case: Case, causes: Sequence[Cause]) -> Iterator[str]:
    if case.asked.unwatched:
        yield from _format_unwatched(case)
    if not causes:
        if not case.code:
            yield (
                "It worked." if case.asked.unwatched else "It worked, and every connection was decided as it should be."
            )
        elif not case.asked.unwatched:
            yield f"It failed with exit code {case.code}, and nothing that was seen says why."
        return
    first = causes[0]
    worked = first.outcome[0] == "accepts"
    yield from _wrap(first.failed if worked else f"What failed: {first.failed}", "", "    ")
    yield from _wrap("{}: {}".format("Why" if first.certain else "Why, most likely", first.why), "", "    ")
    if first.defect:
        yield from _wrap(f"This is a known defect: {first.defect} ({first.issue}).", "", "    ")
    if first.ways:
        yield "What helps{}:".format(", the least harmful first" if len(first.ways) > 1 else "")
    for number, way in enumerate(first.ways, 1):
        proof = f" (shown in the lab: {way.shown_by})" if way.shown_by else ""
        yield from _wrap(f"{number}. {way.words}{proof}", "  ", "     ")
        if way.line:
            yield f"       {way.line}"
    others = [each for each in causes[1:] if each.certain and each.outcome[0] != "accepts"][:2]
    for other in others:
        yield from _wrap(f"Also: {other.failed} {other.why}", "", "    ")


def _format_unwatched(case: Case) -> Iterator[str]:
    yield from _wrap(
        f"{case.asked.tool} could not be watched from inside: {case.asked.unwatched}. What it did is not known. Its "
        "settings and what the servers show are below; to know more, watch the wire, as the lab's nodes do: who hangs "
        "up after whose certificate, and with which alert."
    )


def _describe_legs(case: Case) -> Iterator[str]:
    alike: dict[Any, list[Facts]] = {}
    for leg in case.seen.legs:
        key = (leg["leg"], leg["server"], leg["whose"], leg["error"], str(leg["loaded"]))
        alike.setdefault(key, []).append(leg)
    for legs in list(alike.values())[-8:]:
        leg, times = legs[0], f" ({len(legs)} times)" if len(legs) > 1 else ""
        ending = leg["error"] or ("verified" if leg["verifies"] else "accepted without verification")
        yield from _wrap(
            "the {} leg, {}{}: {}".format(leg["leg"], leg["server"] or leg["peer"], times, ending), "    ", "      "
        )
        whose = {"sessions": "the session's own", LOST: "NOT the session's", "none": "no session was given one"}[
            leg["whose"]
        ]
        yield from _wrap(
            "decided by a {} context made by {}: {}".format(leg["context"], leg["made_by"], whose), "      ", "        "
        )
        if leg["lost_at"]:
            yield from _wrap("lost: {}".format(leg["lost_at"]), "      ", "        ")
        for text in _describe_loaded(leg):
            yield from _wrap(text, "      ", "        ")


def _describe_loaded(leg: Facts) -> Iterator[str]:
    yield "it trusts {} authorit{}".format(leg["authorities"] or "no", "y" if leg["authorities"] == 1 else "ies")
    for each in {str(each): each for each in leg["loaded"]}.values():
        where = " and ".join(each["paths"].values())
        if each["how"] == "defaults":
            where = "OpenSSL's defaults" + (f" ({where})" if where else ", of which no file is there")
        yield "  {} from {}".format(each["count"] or "none", where or "memory")


def _describe_requests(case: Case) -> Iterator[str]:
    last = {(each["server"], each["proxy"]): each for each in case.seen.requests}
    for each in list(last.values())[-6:]:
        by = " by way of {}".format(each["proxy"]) if each["proxy"] else " directly"
        ending = each["errors"][-1] if each["errors"] else "answered {}".format(each["status"])
        verify = ""
        if isinstance(each["verify"], str):
            verify = ", with the bundle {}".format(each["verify"])
        elif each["verify"] is False:
            verify = ", WITHOUT verification"
        yield from _wrap("{}{}{}: {}".format(each["server"], by, verify, ending), "    ", "      ")


def _describe_looks(looked: Sequence[Looked]) -> Iterator[str]:
    for each in looked:
        if each.look.problem:
            yield from _wrap(f"the {each.leg} leg, {each.server}: not seen ({each.look.problem})", "    ", "      ")
            continue
        yield from _wrap(f"the {each.leg} leg, {each.server} ({each.look.how}):", "    ", "      ")
        for number, certificate in enumerate(each.chain):
            names = " for {}".format(", ".join(certificate.names[:4])) if number == 0 else ""
            valid = f"valid {certificate.starts[:10]} to {certificate.ends[:10]}"
            yield from _wrap(f"{number + 1}. {certificate.subject}{names}, {valid}", "      ", "         ")
            yield from _wrap(f"signed by {certificate.issuer}", "         ", "           ")


def _describe_stores(case: Case, looked: Sequence[Looked]) -> Iterator[str]:
    wanted = {each.issuer_der for seen in looked for each in seen.chain}
    for store in case.stores:
        held = [each.subject for each in store.authorities if each.subject_der in wanted]
        named = any(each.value == store.path for each in case.settings)
        if held or (named and store.state != "good"):
            what = "holds {}".format(" and ".join(dict.fromkeys(held))) if held else f"is {store.state}"
            read = (
                " and was read" if any(store in case.list_read(leg) for leg in case.seen.legs) else " and was not read"
            )
            if not case.seen.legs:
                read = ""
            yield from _wrap(f"{store.path} ({store.words}) {what}{read}", "    ", "      ")


def _describe_settings(case: Case) -> Iterator[str]:
    for each in case.settings:
        state = f" - ignored: {each.ignored}" if each.ignored else ""
        yield from _wrap(f"{each.name} = {each.value}, from {each.where}{state}", "    ", "      ")
