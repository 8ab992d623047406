"""Turn a report into the nearest scenario: the person's route, stores and settings, with the lab's own authorities.

One rule: what the report says is set up as it is; the rest is as in any scenario. If the lab has no word for the cause,
that is an error and never another scenario.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from harness.diagnose.alone.chains import PUBLIC_HOSTS
from harness.diagnose.placing import CHANNELS, place_authorities
from harness.diagnose.reported import DiagnosisReport
from harness.model import (
    LEGACY_CERTS,
    TRUSTED_HOST,
    USE_TRUSTSTORE,
    Accepts,
    Address,
    Beside,
    Breaks,
    Certificate,
    Channel,
    ClientCertificate,
    Leg,
    OriginFault,
    ProxyFault,
    ProxyLogin,
    Reason,
    Rejects,
    Root,
    Scenario,
    Spelling,
    StoreState,
    Tls,
    Topology,
    Variable,
)
from harness.model.errors import UsageError
from harness.model.expectation import Expectation

#: The conditions of a scenario for each cause, besides the authorities in its stores.
_CONDITIONS: dict[str, dict[str, Any]] = {
    "bundle-missing": {"bundle_state": StoreState.MISSING},
    "bundle-home-unexpanded": {"bundle_state": StoreState.BY_HOME},
    "bundle-empty": {"bundle_state": StoreState.EMPTY},
    "bundle-der": {"bundle_state": StoreState.DER},
    "bundle-unreadable": {"bundle_state": StoreState.UNREADABLE},
    "folder-not-hashed": {"bundle_state": StoreState.UNHASHED_FOLDER},
    "empty-system-store-ends-every-handshake": {"system_state": StoreState.EMPTY},
    "unreadable-system-store-ends-every-handshake": {"system_state": StoreState.UNREADABLE},
    "proxy-login-missing": {"proxy_login": ProxyLogin.MISSING},
    "proxy-login-wrong": {"proxy_login": ProxyLogin.WRONG},
    "proxy-login-sent-in-latin-1": {"proxy_login": ProxyLogin.WITH_UMLAUT},
    "proxy-speaks-no-tls": {"proxy_spelled": Spelling.HTTPS_URL},
    "proxy-context-given-to-socks": {"beside": Beside.PYSOCKS},
    "authority-expired": {"roots": Root.EXPIRED},
    "proxy-without-scheme": {"proxy_spelled": Spelling.NAME_AND_PORT},
    "client-certificate-demanded": {"client_certificate": ClientCertificate.DEMANDED_AND_MISSING},
}
#: The odd certificate for each cause, on the leg that was refused.
_CERTIFICATES = {
    "leaf-expired": Certificate.EXPIRED,
    "leaf-not-yet-valid": Certificate.NOT_YET_VALID,
    "wrong-name": Certificate.WRONG_NAME,
    "wrong-use": Certificate.FOR_CLIENTS,
    "self-signed": Certificate.SELF_SIGNED_CA,
    "rule-broken": Certificate.OLD_STYLE,
}
_CLAIMS = {
    "rejects": "A leg is refused",
    "broken": "The command ends without a file",
    "accepts": "Every leg is accepted",
}
_ANSWERED = {f"http_{each.value.status}": each for each in reversed(OriginFault) if each.value.status}
_CUT: dict[str, dict[str, Any]] = {
    "proxy_reset": {"proxy_fault": ProxyFault.RESET},
    "proxy_closed": {"proxy_fault": ProxyFault.CLOSED},
    "origin_reset": {"origin_fault": OriginFault.RESET},
    "origin_closed": {"origin_fault": OriginFault.CLOSED},
}
_REFUSED_BY_PROXY = {f"proxy_http_{each.value.status}": each for each in ProxyFault if each.value.status}
_NAMED = Address(name="index.test", ip="127.0.1.1")


def build_scenario(report: DiagnosisReport, topologies: dict[str, Topology]) -> Scenario:
    """Return the nearest scenario, which expects what was seen. Raises ``UsageError`` if the lab cannot set it up.

    ``topologies`` are those of the catalogue, by the names of their constants.
    """
    if not report.causes:
        raise UsageError("the report has no cause: the command worked, or nothing that was seen says why it failed")
    cause = report.causes[0]
    if cause.code == "http-status" and cause.outcome.reason not in _ANSWERED:
        raise UsageError(f"the lab has no scenario for an answer of {cause.outcome.reason.removeprefix('http_')} alone")
    expect = _expect(cause.outcome.outcome, cause.outcome.leg, cause.outcome.reason, cause.code)
    topology = topologies[_name_topology(report, cause.code)]
    conditions = dict(_list_conditions(report, cause.code, topology))
    trust, host = place_authorities(report, topology)
    return Scenario(
        claim=f"{_CLAIMS[cause.outcome.outcome]}, as a report says: {cause.code}.",
        topology=topology,
        trust=trust,
        host=host,
        expect=expect,
        because=f"{report.tool} {report.versions.get(report.tool, '')}".strip() + " did so on the reporter's machine.",
        **conditions,
    )


def _expect(kind: str, leg: str, reason: str, code: str) -> Expectation:
    try:
        if kind == "accepts":
            return Accepts()
        if kind == "rejects":
            return Rejects(Leg(leg), Reason[reason.upper()])
        if kind == "broken" and reason:
            return Breaks(reason)
    except (KeyError, ValueError):
        pass
    raise UsageError(
        f"the lab has no scenario for {code!r}: it can set up only what shows on the wire or in trust stores"
    )


def _name_topology(report: DiagnosisReport, code: str) -> str:
    request = report.failed_request or (report.requests[-1] if report.requests else None)
    if request is None:
        raise UsageError("the report has no request, so that the route of the command is not known")
    if code in ("proxy-dead", "no-proxy-does-not-count"):
        return "DIRECT"
    # What the witness could not take apart is a question mark.
    scheme = "http" if request.proxy == "?" else urlsplit(request.proxy or "").scheme
    over_tls = scheme == "https" and code != "proxy-speaks-no-tls"
    if request.server.startswith("http:"):
        return "FORWARDED_OVER_TLS" if over_tls else "FORWARDED"
    if not scheme:
        return "DIRECT"
    if scheme.startswith("socks"):
        return "OVER_SOCKS_BY_NAME" if scheme == "socks5h" else "OVER_SOCKS"
    if _is_intercepted(report, request.server):
        return "INTERCEPTED_OVER_TLS" if over_tls else "INTERCEPTED"
    return "TUNNELLED_OVER_TLS" if over_tls else "TUNNELLED"


def _is_intercepted(report: DiagnosisReport, server: str) -> bool:
    """Return whether a public host shows a certificate of an authority that pip does not ship."""
    if urlsplit(server).hostname not in PUBLIC_HOSTS:
        return False
    shown = next((each for each in report.looks if each.leg == "origin" and each.chain), None)
    return shown is not None and not any(CHANNELS.get(each.words) == "shipped" for each in shown.held_by)


def _list_conditions(report: DiagnosisReport, code: str, topology: Topology) -> Iterator[tuple[str, Any]]:
    yield from _CONDITIONS.get(code, {}).items()
    leg = report.causes[0].outcome.leg or "origin"
    if code in _CERTIFICATES:
        yield f"{leg}_certificate", _CERTIFICATES[code]
    if code == "intermediate-only":
        shown = next((len(each.chain) for each in report.looks if each.leg == leg), 1)
        yield "roots", Root.INTERMEDIATE_ALONE
        yield f"{leg}_certificate", Certificate.BY_INTERMEDIATE if shown > 1 else Certificate.INTERMEDIATE_MISSING
    if code == "proxy-login-needs-encoding":
        broken = report.causes[0].outcome.reason == "nothing_asked"
        yield "proxy_login", ProxyLogin.WITH_BRACKET if broken else ProxyLogin.E_MAIL
    if (reason := report.causes[0].outcome.reason) in _REFUSED_BY_PROXY:
        yield "proxy_fault", _REFUSED_BY_PROXY[reason]
    if reason in _ANSWERED and code == "http-status":
        yield "origin_fault", _ANSWERED[reason]
    yield from _CUT.get(reason, {}).items()
    if code == "tls-version":
        yield f"{leg}_tls", Tls.ONLY_1_1
    yield from _list_exceptions(report, code)
    if code == "proxy-dead":
        yield "dead_proxy_set_by", Channel.ENVIRONMENT
    elif topology.proxies:
        yield "proxy_set_by", _find_channel(report)
    yield "options", tuple(_list_options(report))


def _list_exceptions(report: DiagnosisReport, code: str) -> Iterator[tuple[str, Any]]:
    """Yield the conditions for a NO_PROXY that does not count: an entry of the same form, with the lab's names."""
    if code != "no-proxy-does-not-count":
        return
    entries = next((each.value for each in report.settings if each.sort == "no proxy"), "")
    entry = next((part for part in entries.split(",") if "://" in part or "*" in part), "")
    yield "dead_proxy_set_by", Channel.ENVIRONMENT
    yield "origin_at", _NAMED
    form = "https://{origin_host}" if "://" in entry else "*.test" if entry else "{origin_host}:1"
    yield "variables", (Variable(f"NO_PROXY={form}"),)


def _find_channel(report: DiagnosisReport) -> Channel:
    used = next((each for each in report.settings if each.sort == "proxy" and not each.ignored), None)
    where = used.where if used else ""
    if where.startswith("the option"):
        return Channel.FLAG
    if "] in " in where:
        return Channel.CONFIG
    named = {"the variable PIP_PROXY": Channel.PIP_PROXY, "the variable ALL_PROXY": Channel.ALL_PROXY}
    return named.get(where, Channel.ENVIRONMENT)


def _list_options(report: DiagnosisReport) -> Iterator[Any]:
    given = {(each.name, each.value) for each in report.settings if not each.ignored}
    if ("use-deprecated", "legacy-certs") in given:
        yield LEGACY_CERTS
    if ("use-feature", "truststore") in given:
        yield USE_TRUSTSTORE
    if any(name == "trusted-host" for name, _ in given):
        yield TRUSTED_HOST


def is_same_world(one: Scenario, other: Scenario) -> bool:
    """Return whether two scenarios set up the same world, whatever they claim or expect."""
    said = {"claim": "", "because": "", "by_design": "", "exposes": (), "explained_by": (), "expect": Accepts()}
    return one.but(**said) == other.but(**said)
