"""Find the causes of a command's failure, the surest first."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timezone
from urllib.parse import urlsplit

from harness.diagnose.alone.case import Case, Cause, Way, join_errors
from harness.diagnose.alone.causes import find_other_causes
from harness.diagnose.alone.chains import find_holders, name_missing
from harness.diagnose.alone.seen import LOST, Facts
from harness.diagnose.alone.trust_causes import find_trust_causes

#: The year in which this was written: a clock that shows an earlier one is wrong.
_WRITTEN = 2025
#: The lab's names for two of the reasons below.
_MISSING, _VERSION = "client_certificate_missing", "no_common_version"
_WITH_CERTIFICATE = Way("Name your certificate, with its key in the same file.", "--client-cert /path/to/mine.pem")
_TLS_WORDS = {
    "CERTIFICATE_REQUIRED": ("client-certificate-demanded", "the other side demands a client certificate", _MISSING),
    "BAD_CERTIFICATE": ("client-certificate-refused", "the other side refuses the client certificate", ""),
    "PROTOCOL_VERSION": ("tls-version", "the other side speaks no version of TLS that is allowed here", _VERSION),
    "UNSUPPORTED_PROTOCOL": ("tls-version", "the other side speaks no version of TLS that is allowed here", _VERSION),
    "DH_KEY_TOO_SMALL": ("tls-weak", "the other side's key exchange is too weak", ""),
    "EE_KEY_TOO_SMALL": ("tls-weak", "the other side's key is too weak", ""),
    "CA_MD_TOO_WEAK": ("tls-weak", "the other side's certificate has a signature that is too weak", ""),
    "UNSAFE_LEGACY_RENEGOTIATION": (
        "tls-renegotiation",
        "the other side does not support secure renegotiation (RFC 5746)",
        "",
    ),
    "HANDSHAKE_FAILURE": (
        "tls-handshake",
        "both sides have no TLS in common, or a client certificate is demanded",
        "",
    ),
}


def find_causes(case: Case) -> list[Cause]:
    """Return the causes of a failure, the surest first; of a command that worked, a context that was lost."""
    found = [cause for request in _order_failures(case) for cause in _find_for_request(case, request)]
    if not found:
        found = list(_explain_unwatched(case) if case.asked.unwatched else _find_without_requests(case))
    return _drop_repeated(found)


def _order_failures(case: Case) -> list[Facts]:
    """Return the requests that failed, those to the index first, as pip goes on without others; the latest first."""
    index = next((urlsplit(each.value) for each in case.settings if each.name == "index-url"), None)
    asked = (index.scheme, index.hostname, index.port) if index else ("https", "pypi.org", None)

    def is_other(request: Facts) -> bool:
        server = urlsplit(request["server"])
        usual = {"https": 443, "http": 80}.get(asked[0])
        return (server.scheme, server.hostname, server.port) != (asked[0], asked[1], asked[2] or usual)

    latest_first = case.seen.last_failures[::-1]
    return sorted(latest_first, key=is_other)


def _drop_repeated(found: Sequence[Cause]) -> list[Cause]:
    first: dict[str, Cause] = {}
    for each in found:
        first.setdefault(each.code, each)
    return list(first.values())


def _find_for_request(case: Case, request: Facts) -> Iterator[Cause]:
    others = list(find_other_causes(case, request))
    yield from others
    leg = case.find_leg(request)
    if others:
        return
    if leg is not None:
        yield from find_trust_causes(case, request, leg)
        if not leg["verify_code"] and not leg["check"]:
            yield from _find_tls_trouble(request, leg["leg"], leg["error"])
    else:
        # With TLS 1.3 a server refuses a client only after the client's own handshake.
        yield from _find_tls_trouble(request, "origin", join_errors(request))


def _find_tls_trouble(request: Facts, leg: str, said: str) -> Iterator[Cause]:
    who = "The proxy" if leg == "proxy" else f"The server that answers for {request['server']}"
    for word, (code, why, reason) in _TLS_WORDS.items():
        if word in said.upper().replace(" ", "_"):
            failed, outcome = f"{who} broke off the TLS handshake.", ("rejects" if reason else "broken", leg, reason)
            ways = (_WITH_CERTIFICATE,) if reason == _MISSING else ()
            yield Cause(code, failed, f"The error says that {why}.", ways, outcome)
            return
    if any(word in said for word in ("EOF", "reset", "ConnectionReset", "RemoteDisconnected", "closed connection")):
        yield _explain_cut(request)


def _explain_cut(request: Facts) -> Cause:
    failed = f"The connection for {request['server']} was cut."
    why = (
        "Something on the way closed it without an answer, such as a firewall or a proxy that does not allow the host."
    )
    ways = (Way(f"Ask those who run the network whether {request['server']} is allowed."),)
    who, how = "proxy" if request["proxy"] else "origin", "reset" if "Reset" in str(request["errors"]) else "closed"
    return Cause("connection-cut", failed, why, ways, ("broken", "", f"{who}_{how}"), certain=False)


def _find_without_requests(case: Case) -> Iterator[Cause]:
    """Yield the cause if no request was seen to fail."""
    refused = [leg for leg in case.seen.legs if leg["error"]]
    if case.code and refused:
        # A program that has neither requests nor urllib3.
        yield from find_trust_causes(case, {"verify": None, "proxy": None, "server": "", "errors": []}, refused[-1])
    elif case.code:
        statuses = [each for each in case.seen.requests if each["status"] >= 400]
        if statuses:
            last = statuses[-1]
            failed = "{} answered {}.".format(last["server"], last["status"])
            why = _explain_status(last["status"])
            yield Cause("http-status", failed, why, (), ("broken", "", "http_{}".format(last["status"])))
        elif not case.seen.requests and not case.seen.legs:
            failed = f"{case.tool} ended with {case.code} without any request."
            why = "It failed before it used the network: its own message says why."
            yield Cause("nothing-asked", failed, why, (), ("broken", "", "nothing_asked"), certain=False)
        elif case.seen.last_failures:
            last = case.seen.last_failures[-1]
            failed = f"{last['server']} could not be fetched: {last['errors'][-1]}."
            yield Cause("unexplained", failed, "Nothing that was seen says more.", (), certain=False)
        else:
            failed = f"{case.tool} ended with {case.code}, although every connection was accepted."
            why = "This is not about trust or the proxy: its own message says what it is."
            yield Cause("not-about-trust", failed, why, (), certain=False)
    elif not case.code and any(leg["whose"] == LOST for leg in case.seen.legs):
        legs = " and ".join(sorted({"the {} leg".format(leg["leg"]) for leg in case.seen.legs if leg["whose"] == LOST}))
        failed = f"It worked, but {legs} was decided by another context than the session's."
        lost = next(leg["lost_at"] for leg in case.seen.legs if leg["whose"] == LOST)
        slug = "proxy-leg-decided-by-luck" if "proxy leg" in legs else "decided-by-luck"
        defect = slug if case.has_defect(slug) else ""
        why = f"{lost[0].upper() + lost[1:]}."
        yield Cause("worked-by-luck", failed, why, (), ("accepts", "", ""), defect, case.find_issue(defect))


def _explain_unwatched(case: Case) -> Iterator[Cause]:
    """Yield what the servers' certificates say after a command that could not be watched."""
    for name, chain in case.chains.items() if case.code else ():
        leg, _, server = name.partition(" ")
        missing = name_missing(chain)
        holders = [f"{store.path} ({store.words})" for store, _ in find_holders(case.stores, chain)]
        where = ", ".join(holders[:3]) or "no store that was found on this machine"
        failed = f"{case.tool} failed with exit code {case.code}, and what it did inside was not seen."
        why = f"On the {leg} leg {server} shows a certificate that leads to {missing}, which is in {where}."
        ways = [Way("Tell it to trust that authority: its own documentation says how.")]
        if case.asked.interpreter and case.asked.python:
            ways.insert(0, Way("Run it once without that option of Python, so that it can be watched."))
        yield Cause("unwatched", failed, why, tuple(ways), certain=False)


def _explain_status(status: int) -> str:
    if status in (401, 403):
        return "It wants a login, or does not allow this one. This is not about trust in certificates."
    return "This is not about trust in certificates or the proxy."


def check_clock(seen_dates: Sequence[str], python: Mapping[str, object]) -> str:
    """Return in words why this machine's clock must be wrong; empty if nothing says so."""
    now = datetime.now(timezone.utc)
    if now.year < _WRITTEN:
        return f"it shows {now:%Y-%m-%d}, which is long over"
    for date in seen_dates:
        try:
            said = datetime.strptime(date, "%a, %d %b %Y %H:%M:%S GMT").replace(tzinfo=timezone.utc)
        except ValueError:
            continue
        if abs((said - now).total_seconds()) > 86400:
            return f"it shows {now:%Y-%m-%d}, and a server says it is {said:%Y-%m-%d}"
    # A file of this Python cannot be newer than today by much.
    executable = str(python.get("executable", ""))
    if executable and os.path.exists(executable) and os.stat(executable).st_mtime > now.timestamp() + 86400:
        return f"it shows {now:%Y-%m-%d}, and this Python's own file is newer"
    return ""
