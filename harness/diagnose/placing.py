"""Place the authorities of a report into the stores of a scenario, and choose the kind of machine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from harness.diagnose.alone.case import split_version
from harness.diagnose.alone.places import TRUSTSTORE_FILES
from harness.diagnose.reported import DiagnosisReport, ReportedLook, ReportedSetting
from harness.model import STRANGER, Host, Leg, Topology, Trust
from harness.model.trust import Authority

#: The channel of :class:`~harness.model.trust.Trust` for each place of a setting.
CHANNELS = {
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


def place_authorities(report: DiagnosisReport, topology: Topology) -> tuple[Trust, Host]:
    """Return the authorities in each store, and the kind of machine."""
    unread = _list_unread(report)
    held: dict[str, set[Authority]] = {each: set() for each in _list_named(report) if each not in unread}
    standing = Host.STANDALONE
    looked = {each.leg for each in report.looks if each.chain}
    # The leg that was looked at comes first: the other one is set up like it.
    for leg in sorted(topology.legs, key=lambda each: (each.value not in looked, each.value)):
        signer = topology.find_signer(leg)
        shown = next((each for each in report.looks if each.leg == leg.value and each.chain), None)
        usual = [channel for channel, found in held.items() if found] or ["shipped"]
        for channel in _find_holders(report, shown, leg, usual):
            if channel not in unread:
                held.setdefault(channel, set()).add(signer)
        if shown and any("OpenSSL" in each.words for each in shown.held_by):
            standing = Host.DISTRO
    return Trust(**{channel: found or {STRANGER} for channel, found in held.items()}), standing


def _list_named(report: DiagnosisReport) -> Iterator[str]:
    """Yield the channels by which the person named a store, whether it counted or not."""
    for each in report.settings:
        off = "] in " in each.where and each.ignored
        if each.sort in ("bundle", "OpenSSL's store") and not off and (channel := _find_store_channel(each)):
            yield channel


def _find_store_channel(setting: ReportedSetting) -> str:
    return "pip_conf" if "] in " in setting.where else CHANNELS.get(setting.where, "")


def _list_unread(report: DiagnosisReport) -> tuple[str, ...]:
    """Return the channels that such a client never reads; the lab would skip a cell that needs them."""
    python = split_version(report.python.get("version", "3.13"))
    old = report.tool == "pip" and split_version(report.versions.get("pip", "24.2")) < (24, 2)
    return ("system", "ssl_cert_file", "ssl_cert_dir") if old or python < (3, 10) else ()


def _find_holders(report: DiagnosisReport, shown: ReportedLook | None, leg: Leg, usual: Sequence[str]) -> Iterator[str]:
    """Yield the channels of the stores that hold the authority of a leg; ``usual`` ones if nobody looked at it."""
    if shown is not None:
        for each in shown.held_by:
            yield "pip_conf" if "] in " in each.words else CHANNELS.get(each.words, "system")
            if each.path in TRUSTSTORE_FILES:
                yield "system"
        # A bundle that cannot be read, or whose intermediate counts for nobody, is set up for whom it was meant.
        if report.causes[0].code in ("intermediate-only", "folder-not-hashed", "authority-expired"):
            yield from _list_named(report)
        return
    # Nobody looked: the leg was accepted, or the command never came so far.
    refused = any(each.leg == leg.value and each.error for each in report.legs)
    if not refused or report.causes[0].code not in ("authority-unknown", "self-signed"):
        yield from list(_list_named(report)) or usual
