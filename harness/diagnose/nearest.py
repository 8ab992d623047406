"""Turn a report into the nearest scenario: the person's way, stores and settings, with authorities of the lab's own.

One rule: what the report says is set up as it is; what it says nothing of is as in any scenario. Where the lab has no
word for the cause, that is an error and never another scenario.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

from harness.diagnose.alone.case import split_version
from harness.diagnose.alone.chains import PUBLIC_HOSTS
from harness.diagnose.alone.places import TRUSTSTORE_FILES
from harness.diagnose.told import Told, ToldLook, ToldSetting
from harness.model import (
    LEGACY_CERTS,
    STRANGER,
    TRUSTED_HOST,
    USE_TRUSTSTORE,
    Accepts,
    Address,
    Beside,
    Breaks,
    Certificate,
    Channel,
    ClientCertificate,
    Host,
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
    Trust,
    Variable,
)
from harness.model.errors import UsageError
from harness.model.expectation import Expectation
from harness.model.trust import Authority

#: The channel of :class:`~harness.model.trust.Trust` for each place of a setting.
_CHANNELS = {
    "the variable SSL_CERT_FILE": "ssl_cert_file",
    "the variable SSL_CERT_DIR": "ssl_cert_dir",
    "the variable REQUESTS_CA_BUNDLE": "requests_ca_bundle",
    "the variable CURL_CA_BUNDLE": "curl_ca_bundle",
    "the variable PIP_CERT": "pip_cert",
    "the option --cert": "cert_flag",
    "the system's store": "system",
    "pip's own bundle": "shipped",
    "certifi's bundle": "shipped",
    "the default of this Python's OpenSSL": "system",
}
#: What a cause changes in the world, besides whom the stores hold.
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


def build_scenario(told: Told, topologies: dict[str, Topology]) -> Scenario:
    """Return the nearest scenario, which expects what was seen. Raises ``UsageError`` if the lab has no words for it.

    ``topologies`` are those of the catalogue, by the names of their constants.
    """
    if not told.causes:
        raise UsageError("the report has no cause: the command worked, or nothing that was seen says why it failed")
    cause = told.causes[0]
    if cause.code == "http-status" and cause.outcome.reason not in _ANSWERED:
        raise UsageError(f"the lab has no scenario for an answer of {cause.outcome.reason.removeprefix('http_')} alone")
    expect = _expect(cause.outcome.outcome, cause.outcome.leg, cause.outcome.reason, cause.code)
    topology = topologies[_name_topology(told, cause.code)]
    conditions = dict(_list_conditions(told, cause.code, topology))
    trust, host = _place_authorities(told, topology)
    return Scenario(
        claim=f"{_CLAIMS[cause.outcome.outcome]}, as a report tells: {cause.code}.",
        topology=topology,
        trust=trust,
        host=host,
        expect=expect,
        because=f"{told.tool} {told.versions.get(told.tool, '')}".strip() + " did so on somebody's machine.",
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
    raise UsageError(f"the lab has no scenario for {code!r}: only what the wire or its stores show can be set up")


def _name_topology(told: Told, code: str) -> str:
    request = told.failed_request or (told.requests[-1] if told.requests else None)
    if request is None:
        raise UsageError("the report has no request, so that nothing says by which way the command went")
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
    if _is_intercepted(told, request.server):
        return "INTERCEPTED_OVER_TLS" if over_tls else "INTERCEPTED"
    return "TUNNELLED_OVER_TLS" if over_tls else "TUNNELLED"


def _is_intercepted(told: Told, server: str) -> bool:
    """Return whether a public host shows a certificate of an authority that pip does not ship."""
    if urlsplit(server).hostname not in PUBLIC_HOSTS:
        return False
    shown = next((each for each in told.looks if each.leg == "origin" and each.chain), None)
    return shown is not None and not any(_CHANNELS.get(each.words) == "shipped" for each in shown.held_by)


def _list_conditions(told: Told, code: str, topology: Topology) -> Iterator[tuple[str, Any]]:
    yield from _CONDITIONS.get(code, {}).items()
    leg = told.causes[0].outcome.leg or "origin"
    if code in _CERTIFICATES:
        yield f"{leg}_certificate", _CERTIFICATES[code]
    if code == "intermediate-only":
        shown = next((len(each.chain) for each in told.looks if each.leg == leg), 1)
        yield "roots", Root.INTERMEDIATE_ALONE
        yield f"{leg}_certificate", Certificate.BY_INTERMEDIATE if shown > 1 else Certificate.INTERMEDIATE_MISSING
    if code == "proxy-login-needs-encoding":
        broken = told.causes[0].outcome.reason == "nothing_asked"
        yield "proxy_login", ProxyLogin.WITH_BRACKET if broken else ProxyLogin.E_MAIL
    if (reason := told.causes[0].outcome.reason) in _REFUSED_BY_PROXY:
        yield "proxy_fault", _REFUSED_BY_PROXY[reason]
    if reason in _ANSWERED and code == "http-status":
        yield "origin_fault", _ANSWERED[reason]
    yield from _CUT.get(reason, {}).items()
    if code == "tls-version":
        yield f"{leg}_tls", Tls.ONLY_1_1
    yield from _list_exceptions(told, code)
    if code == "proxy-dead":
        yield "dead_proxy_set_by", Channel.ENVIRONMENT
    elif topology.proxies:
        yield "proxy_set_by", _find_channel(told)
    yield "options", tuple(_list_options(told))


def _list_exceptions(told: Told, code: str) -> Iterator[tuple[str, Any]]:
    """Yield what a NO_PROXY that does not count becomes: its own form, with the names of the lab."""
    if code != "no-proxy-does-not-count":
        return
    entries = next((each.value for each in told.settings if each.sort == "no proxy"), "")
    entry = next((part for part in entries.split(",") if "://" in part or "*" in part), "")
    yield "dead_proxy_set_by", Channel.ENVIRONMENT
    yield "origin_at", _NAMED
    form = "https://{origin_host}" if "://" in entry else "*.test" if entry else "{origin_host}:1"
    yield "variables", (Variable(f"NO_PROXY={form}"),)


def _find_channel(told: Told) -> Channel:
    used = next((each for each in told.settings if each.sort == "proxy" and not each.ignored), None)
    where = used.where if used else ""
    if where.startswith("the option"):
        return Channel.FLAG
    if "] in " in where:
        return Channel.CONFIG
    named = {"the variable PIP_PROXY": Channel.PIP_PROXY, "the variable ALL_PROXY": Channel.ALL_PROXY}
    return named.get(where, Channel.ENVIRONMENT)


def _list_options(told: Told) -> Iterator[Any]:
    given = {(each.name, each.value) for each in told.settings if not each.ignored}
    if ("use-deprecated", "legacy-certs") in given:
        yield LEGACY_CERTS
    if ("use-feature", "truststore") in given:
        yield USE_TRUSTSTORE
    if any(name == "trusted-host" for name, _ in given):
        yield TRUSTED_HOST


def _place_authorities(told: Told, topology: Topology) -> tuple[Trust, Host]:
    """Return whom each store holds, and what kind of machine it is."""
    unread = _list_unread(told)
    held: dict[str, set[Authority]] = {each: set() for each in _list_named(told) if each not in unread}
    standing = Host.STANDALONE
    looked = {each.leg for each in told.looks if each.chain}
    # What was looked at comes first: the other leg is set up alike.
    for leg in sorted(topology.legs, key=lambda each: (each.value not in looked, each.value)):
        signer = topology.find_signer(leg)
        shown = next((each for each in told.looks if each.leg == leg.value and each.chain), None)
        usual = [channel for channel, found in held.items() if found] or ["shipped"]
        for channel in _find_holders(told, shown, leg, usual):
            if channel not in unread:
                held.setdefault(channel, set()).add(signer)
        if shown and any("OpenSSL" in each.words for each in shown.held_by):
            standing = Host.DISTRO
    return Trust(**{channel: found or {STRANGER} for channel, found in held.items()}), standing


def _list_named(told: Told) -> Iterator[str]:
    """Yield the channels by which the person named a store, whether it counted or not."""
    for each in told.settings:
        off = "] in " in each.where and each.ignored
        if each.sort in ("bundle", "OpenSSL's store") and not off and (channel := _find_store_channel(each)):
            yield channel


def _find_store_channel(setting: ToldSetting) -> str:
    return "pip_conf" if "] in " in setting.where else _CHANNELS.get(setting.where, "")


def _list_unread(told: Told) -> tuple[str, ...]:
    """Return the channels that such a client never reads, so that the lab would skip it for what lies there."""
    python = split_version(told.python.get("version", "3.13"))
    old = told.tool == "pip" and split_version(told.versions.get("pip", "24.2")) < (24, 2)
    return ("system", "ssl_cert_file", "ssl_cert_dir") if old or python < (3, 10) else ()


def _find_holders(told: Told, shown: ToldLook | None, leg: Leg, usual: Sequence[str]) -> Iterator[str]:
    """Yield the channels of the stores that hold the authority of a leg; ``usual`` are those where nobody looked."""
    if shown is not None:
        for each in shown.held_by:
            yield "pip_conf" if "] in " in each.words else _CHANNELS.get(each.words, "system")
            if each.path in TRUSTSTORE_FILES:
                yield "system"
        # A bundle that cannot be read, or whose intermediate counts for nobody, is set up for whom it was meant.
        if told.causes[0].code in ("intermediate-only", "folder-not-hashed", "authority-expired"):
            yield from _list_named(told)
        return
    # Nobody looked: the leg was accepted, or the command never came so far.
    refused = any(each.leg == leg.value and each.error for each in told.legs)
    if not refused or told.causes[0].code not in ("authority-unknown", "self-signed"):
        yield from list(_list_named(told)) or usual


def is_same_world(one: Scenario, other: Scenario) -> bool:
    """Return whether two scenarios set up the same, whatever they claim or expect."""
    said = {"claim": "", "because": "", "by_design": "", "exposes": (), "explained_by": (), "expect": Accepts()}
    return one.but(**said) == other.but(**said)
