"""Place the authorities of a report: which stores of a scenario hold whom, and what kind of machine it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from harness.diagnose.alone.case import split_version
from harness.diagnose.alone.places import TRUSTSTORE_FILES
from harness.diagnose.told import Told, ToldLook, ToldSetting
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


def place_authorities(told: Told, topology: Topology) -> tuple[Trust, Host]:
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
    return "pip_conf" if "] in " in setting.where else CHANNELS.get(setting.where, "")


def _list_unread(told: Told) -> tuple[str, ...]:
    """Return the channels that such a client never reads, so that the lab would skip it for what lies there."""
    python = split_version(told.python.get("version", "3.13"))
    old = told.tool == "pip" and split_version(told.versions.get("pip", "24.2")) < (24, 2)
    return ("system", "ssl_cert_file", "ssl_cert_dir") if old or python < (3, 10) else ()


def _find_holders(told: Told, shown: ToldLook | None, leg: Leg, usual: Sequence[str]) -> Iterator[str]:
    """Yield the channels of the stores that hold the authority of a leg; ``usual`` are those where nobody looked."""
    if shown is not None:
        for each in shown.held_by:
            yield "pip_conf" if "] in " in each.words else CHANNELS.get(each.words, "system")
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
