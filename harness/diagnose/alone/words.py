"""Format the answer for a person: what failed, why and what to paste, then the evidence.

One rule: a text is cleaned of secrets before it is broken into lines, which could tear one apart.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from harness.diagnose.alone.case import Case, Cause
from harness.diagnose.alone.looking import Looked
from harness.diagnose.alone.seen import LOST, Facts

WIDTH = 100


class Line(NamedTuple):
    """A text that may be wrapped: ``indent`` blanks before its first line, ``further`` more before the others.

    A line to ``paste`` is not wrapped.
    """

    text: str
    indent: int = 0
    further: int = 2
    paste: bool = False

    def break_text(self, clean: Callable[[str], str]) -> list[str]:
        """Return its lines, after ``clean`` has removed the secrets."""
        text = clean(self.text)
        if self.paste or not text:
            return [" " * self.indent + text]
        return textwrap.wrap(
            text,
            WIDTH,
            initial_indent=" " * self.indent,
            subsequent_indent=" " * (self.indent + self.further),
            break_long_words=False,
            break_on_hyphens=False,
        )


def format_answer(
    case: Case, causes: Sequence[Cause], looked: Sequence[Looked], clean: Callable[[str], str]
) -> Iterator[str]:
    """Yield the lines of the answer and of the evidence for it."""
    for line in (*_say_first(case, causes), Line(""), *_say_evidence(case, looked)):
        yield from line.break_text(clean)


def _say_first(case: Case, causes: Sequence[Cause]) -> Iterator[Line]:
    if case.asked.unwatched:
        yield Line(
            f"{case.asked.tool} could not be watched from inside: {case.asked.unwatched}. What it did is not known; "
            "its settings and what the servers show are below. To know more, capture the traffic: it shows which side "
            "hangs up after which certificate, and with which alert."
        )
    if causes:
        yield from _say_cause(causes[0])
        for other in [each for each in causes[1:] if each.certain and each.outcome[0] != "accepts"][:2]:
            yield Line(f"Also: {other.failed} {other.why}", 0, 4)
    elif case.code:
        yield Line(f"It failed with exit code {case.code}, and nothing that was seen says why.")
    elif case.asked.unwatched:
        yield Line("It worked.")
    else:
        yield Line("It worked, and nothing that was seen is wrong.")


def _say_cause(cause: Cause) -> Iterator[Line]:
    worked = cause.outcome[0] == "accepts"
    yield Line(cause.failed if worked else f"What failed: {cause.failed}", 0, 4)
    yield Line("{}: {}".format("Why" if cause.certain else "Why, most likely", cause.why), 0, 4)
    if cause.defect:
        yield Line(f"This is a known defect: {cause.defect} ({cause.issue}).", 0, 4)
    if cause.ways:
        yield Line("What helps{}:".format(", the least harmful first" if len(cause.ways) > 1 else ""))
    for number, way in enumerate(cause.ways, 1):
        proof = f" (shown in the lab: {way.shown_by})" if way.shown_by else ""
        yield Line(f"{number}. {way.words}{proof}", 2, 3)
        if way.line:
            yield Line(way.line, 7, paste=True)


def _say_evidence(case: Case, looked: Sequence[Looked]) -> Iterator[Line]:
    yield Line("The evidence")
    for heading, lines in (
        ("connections", _say_legs(case)),
        ("requests", _say_requests(case)),
        ("what the servers showed", _say_looks(looked)),
        ("where the authorities are", _say_stores(case, looked)),
        ("settings", _say_settings(case)),
    ):
        shown = list(lines)
        if shown:
            yield Line(f"{heading}:", 2)
            yield from shown


def _say_legs(case: Case) -> Iterator[Line]:
    alike: dict[tuple[Any, ...], list[Facts]] = {}
    for leg in case.seen.legs:
        key = (leg["leg"], leg["server"], leg["whose"], leg["error"], str(leg["loaded"]))
        alike.setdefault(key, []).append(leg)
    for legs in list(alike.values())[-8:]:
        leg, times = legs[0], f" ({len(legs)} times)" if len(legs) > 1 else ""
        ending = leg["error"] or ("verified" if leg["verifies"] else "accepted without verification")
        yield Line("the {} leg, {}{}: {}".format(leg["leg"], leg["server"] or leg["peer"], times, ending), 4)
        whose = {"sessions": "the session's own", LOST: "NOT the session's", "none": "no session was given one"}
        made = "decided by a {} context made by {}".format(leg["context"], leg["made_by"])
        yield Line("{}: {}".format(made, whose[leg["whose"]]), 6)
        if leg["lost_at"]:
            yield Line("lost: {}".format(leg["lost_at"]), 6)
        yield from _say_loaded(leg)


def _say_loaded(leg: Facts) -> Iterator[Line]:
    yield Line(
        "it trusts {} authorit{}".format(leg["authorities"] or "no", "y" if leg["authorities"] == 1 else "ies"), 6
    )
    for each in {str(each): each for each in leg["loaded"]}.values():
        where = " and ".join(each["paths"].values())
        if each["how"] == "defaults":
            where = "OpenSSL's defaults" + (f" ({where})" if where else ", of which no file is there")
        yield Line("{} from {}".format(each["count"] or "none", where or "memory"), 8)


def _say_requests(case: Case) -> Iterator[Line]:
    last = {(each["server"], each["proxy"]): each for each in case.seen.requests}
    for each in list(last.values())[-6:]:
        by = " by way of {}".format(each["proxy"]) if each["proxy"] else " directly"
        ending = each["errors"][-1] if each["errors"] else "answered {}".format(each["status"])
        verify = ""
        if isinstance(each["verify"], str):
            verify = ", with the bundle {}".format(each["verify"])
        elif each["verify"] is False:
            verify = ", WITHOUT verification"
        yield Line("{}{}{}: {}".format(each["server"], by, verify, ending), 4)


def _say_looks(looked: Sequence[Looked]) -> Iterator[Line]:
    for each in looked:
        if each.look.problem:
            yield Line(f"the {each.leg} leg, {each.server}: not seen ({each.look.problem})", 4)
            continue
        yield Line(f"the {each.leg} leg, {each.server} ({each.look.how}):", 4)
        for number, certificate in enumerate(each.chain, 1):
            names = " for {}".format(", ".join(certificate.names[:4])) if number == 1 else ""
            valid = f"valid {certificate.starts[:10]} to {certificate.ends[:10]}"
            yield Line(f"{number}. {certificate.subject}{names}, {valid}, signed by {certificate.issuer}", 6, 3)


def _say_stores(case: Case, looked: Sequence[Looked]) -> Iterator[Line]:
    wanted = {each.issuer_der for seen in looked for each in seen.chain}
    read = [store for leg in case.seen.legs for store in case.list_read(leg)]
    for store in case.stores:
        held = [each.subject for each in store.authorities if each.subject_der in wanted]
        named = any(each.value == store.path for each in case.settings)
        if held or (named and store.state != "good"):
            what = "holds {}".format(" and ".join(dict.fromkeys(held))) if held else f"is {store.state}"
            whether = (" and was read" if store in read else " and was not read") if case.seen.legs else ""
            yield Line(f"{store.path} ({store.words}) {what}{whether}", 4)


def _say_settings(case: Case) -> Iterator[Line]:
    for each in case.settings:
        state = f" - ignored: {each.ignored}" if each.ignored else ""
        yield Line(f"{each.name} = {each.value}, from {each.where}{state}", 4)
