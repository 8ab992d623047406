"""Known defects in the words of a person who has one: since when, until when, and by which message.

One rule: pure. Ranges are those of the catalogue, where both ends of each were measured.
"""

from __future__ import annotations

from collections.abc import Iterable

from packaging.version import InvalidVersion

from harness.advise.log import simplify_text
from harness.model.defect import Defect
from harness.model.expectation import Rejects
from harness.model.scenario import Scenario
from harness.model.versions import read_specifiers
from harness.model.words import Reason

#: The messages with which clients refuse a certificate, by reason: OpenSSL's, and those of older Pythons.
_MESSAGES = {
    Reason.UNTRUSTED: (
        "certificate verify failed: unable to get local issuer certificate",
        "certificate verify failed: self-signed certificate in certificate chain",
        "certificate verify failed: self signed certificate in certificate chain",
    ),
    Reason.EXPIRED: ("certificate verify failed: certificate has expired",),
    Reason.WRONG_NAME: ("certificate verify failed: Hostname mismatch, certificate is not valid for", "doesn't match"),
    Reason.NOT_YET_VALID: ("certificate verify failed: certificate is not yet valid",),
    Reason.WRONG_USE: ("certificate verify failed: unsuitable certificate purpose",),
    Reason.RULE_BROKEN: (
        "certificate verify failed: Missing Authority Key Identifier",
        "certificate verify failed: permitted subtree violation",
    ),
    Reason.WRONG_FINGERPRINT: ("Fingerprints did not match",),
    Reason.PLAIN_HTTP: (),
    Reason.CLIENT_CERTIFICATE_MISSING: ("alert certificate required", "alert handshake failure"),
}
#: The fewest characters of a text that are looked up: fewer occur in too many messages.
SHORTEST = 8


def list_pip_defects(scenario: Scenario) -> tuple[Defect, ...]:
    """Return the defects of pip itself that a scenario exposes, or that may explain a generated one."""
    every = dict.fromkeys((*scenario.exposes, *scenario.explained_by))
    return tuple(defect for defect in every if defect.versions_of("pip") is not None)


def describe_span(defect: Defect) -> str:
    """Return the releases that have a defect: ``since pip 24.2, fixed in pip 25.2``."""
    bounds = {each.operator: each.version for each in read_specifiers(defect.versions_of("pip") or "")}
    but = sorted(each.version for each in read_specifiers(defect.versions_of("pip") or "") if each.operator == "!=")
    if "==" in bounds:
        return f"in pip {bounds['==']} alone"
    since = f"since pip {bounds['>=']}" if ">=" in bounds else "in every release that was run"
    until = f"fixed in pip {bounds['<']}" if "<" in bounds else "not fixed in any release that was run"
    return f"{since}, {until}" + (f", but not in pip {' and '.join(but)}" if but else "")


def find_fixing_release(defect: Defect) -> str | None:
    """Return the first release without a defect, None if its range does not name one."""
    versions = read_specifiers(defect.versions_of("pip") or "")
    return next((each.version for each in versions if each.operator == "<"), None)


def list_messages(defect: Defect) -> tuple[str, ...]:
    """Return the messages by which users see a defect; none where it is silent."""
    own = tuple(defect.message.splitlines())
    return own + (_MESSAGES[defect.shows.reason] if isinstance(defect.shows, Rejects) else ())


def find_by_message(defects: Iterable[Defect], text: str) -> tuple[Defect, ...]:
    """Return the defects of pip whose messages contain a text, or are contained in it."""
    said = simplify_text(text)
    if len(said) < SHORTEST:
        return ()
    pips = (defect for defect in dict.fromkeys(defects) if defect.versions_of("pip") is not None)
    return tuple(
        defect
        for defect in pips
        if any(said in simplify_text(each) or simplify_text(each) in said for each in list_messages(defect))
    )


def may_affect(defect: Defect, pip: str) -> bool:
    """Return whether a release may have a defect: True for what is not a release, as nothing is known of it."""
    try:
        return defect.affects_version("pip", pip)
    except InvalidVersion:
        return True


def find_having_release(defect: Defect) -> str:
    """Return a release that has a defect, as far as its range names one; empty if it does not."""
    versions = read_specifiers(defect.versions_of("pip") or "")
    return next((each.version for each in versions if each.operator in (">=", "==") and "*" not in each.version), "")
