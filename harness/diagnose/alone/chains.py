"""Follow the certificates that a server shows up to the missing authority, and find the stores that hold it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Tuple  # noqa: UP035

from harness.diagnose.alone.case import Case
from harness.diagnose.alone.certificates import ParsedCertificate
from harness.diagnose.alone.places import Store
from harness.diagnose.alone.seen import Facts

LEG_WAY = {
    "origin": "tunnelled.cert_flag_vouches_for_the_origin",
    "proxy": "tunnelled_over_tls.cert_flag_vouches_for_both_legs",
}
LEG_SCENARIOS = {
    "origin": "tunnelled.system_store_vouches_for_the_origin",
    "proxy": "tunnelled_over_tls.system_store_vouches_for_both_legs",
}
#: The hosts whose authorities every client ships, and the stores in which it does.
PUBLIC_HOSTS = ("pypi.org", "files.pythonhosted.org", "test.pypi.org")
SHIPPED = ("pip's own bundle", "certifi's bundle")
Holder = Tuple[Store, ParsedCertificate]  # noqa: UP006 - Python 3.7 reads this


def start_sentence(case: Case, leg: Facts) -> str:
    """Return the beginning of a sentence: which program refused which server's certificate."""
    return f"{case.tool} refused the certificate {_name_leg(leg)}"


def _name_leg(leg: Facts) -> str:
    words = "of the proxy" if leg["leg"] == "proxy" else "that was shown for"
    return "{} {}".format(words, leg["server"] or leg["peer"])


def find_top(chain: Sequence[ParsedCertificate]) -> ParsedCertificate | None:
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


def find_holders(stores: Sequence[Store], chain: Sequence[ParsedCertificate]) -> list[Holder]:
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


def note_inspection(server: str | None, chain: Sequence[ParsedCertificate], stores: Sequence[Store]) -> str:
    """Return a sentence if a public host shows a certificate of no public authority; else an empty text."""
    shipped = [each for each in stores if each.words in SHIPPED]
    if server not in PUBLIC_HOSTS or not chain or not shipped or find_holders(shipped, chain):
        return ""
    return f" No public authority signs for {server} like that: something on the way inspects TLS."


def name_missing(chain: Sequence[ParsedCertificate]) -> str:
    """Return the name of the authority to which a chain leads."""
    top = find_top(chain)
    return (top.subject if top.is_self_issued else top.issuer) if top else "an authority that was not seen"
