"""What to tell a person behind a proxy: which scenario is theirs, since when it fails, and what to paste.

One rule: pure. It says which cells would answer and what their records mean; nothing is claimed that was not run.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from packaging.version import InvalidVersion

from harness.model.affected import affects
from harness.model.defect import NO_PIP, Defect
from harness.model.expectation import Accepts, Rejects
from harness.model.scenario import Scenario
from harness.model.trust import Trust
from harness.model.versions import read_specifiers
from harness.model.words import Reason

#: Topologies by the word for ``--topology``, in words for somebody who has never drawn one.
TOPOLOGIES = {
    "direct": "no proxy: your machine reaches the package index itself",
    "tunnelled": "a proxy with an http:// address that passes TLS through unread",
    "tunnelled-over-tls": "a proxy with an https:// address of its own that passes TLS through unread",
    "intercepted": "a proxy with an http:// address that inspects TLS: sites show a certificate of your company",
    "intercepted-over-tls": "a proxy with an https:// address of its own that inspects TLS",
}


@dataclass(frozen=True, kw_only=True)
class Store:
    """A place for an authority: its name in :class:`harness.model.trust.Trust`, in words, and the line for it."""

    name: str
    words: str
    line: str


STORES = {
    "system": Store(
        name="system",
        words="the system's store, where your company's IT puts it",
        line="sudo cp /path/to/ca.pem /usr/local/share/ca-certificates/company.crt && sudo update-ca-certificates",
    ),
    "shipped": Store(
        name="shipped",
        words="the bundle inside pip itself (gone with every upgrade)",
        line='cat /path/to/ca.pem >> "$(python -m pip._vendor.certifi)"',
    ),
    "ssl-cert-file": Store(
        name="ssl_cert_file", words="a file that SSL_CERT_FILE names", line="export SSL_CERT_FILE=/path/to/ca.pem"
    ),
    "ssl-cert-dir": Store(
        name="ssl_cert_dir",
        words="a folder that SSL_CERT_DIR names",
        line="openssl rehash /path/to/folder && export SSL_CERT_DIR=/path/to/folder",
    ),
    "cert": Store(
        name="cert_flag", words="a file given with --cert", line="python -m pip install --cert /path/to/ca.pem …"
    ),
    "pip-cert": Store(name="pip_cert", words="a file that PIP_CERT names", line="export PIP_CERT=/path/to/ca.pem"),
    "pip-conf": Store(
        name="pip_conf",
        words="a file that pip's configuration names",
        line="python -m pip config set global.cert /path/to/ca.pem",
    ),
    "requests-ca-bundle": Store(
        name="requests_ca_bundle",
        words="a file that REQUESTS_CA_BUNDLE names",
        line="export REQUESTS_CA_BUNDLE=/path/to/ca.pem",
    ),
}

#: What clients say of a certificate that they refuse, for each reason; OpenSSL's words and the older ones of Python's.
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
#: Less than this of a message is in too many of them.
SHORTEST = 8


def fitting(scenarios: Mapping[str, Scenario], topology: str, store: str) -> tuple[str, Scenario] | None:
    """The scenario in which this store alone vouches for every leg of a topology, and all else is usual."""
    for name, each in scenarios.items():
        if is_of(each, topology) and each == _alone(each, STORES[store].name):
            return name, each
    return None


def _alone(like: Scenario, store: str) -> Scenario:
    """A scenario with the same words whose only conditions are its topology and one store that holds what it takes."""
    signers = {like.topology.signer(leg) for leg in like.topology.legs}
    return Scenario(
        claim=like.claim,
        topology=like.topology,
        expect=Accepts(),
        because=like.because,
        trust=Trust(**{store: signers}),
        exposes=like.exposes,
    )


def of_pip(scenario: Scenario) -> tuple[Defect, ...]:
    """The defects of pip itself that a scenario exposes."""
    return tuple(defect for defect in scenario.exposes if defect.affects != NO_PIP)


def span(defect: Defect) -> str:
    """``since pip 24.2, fixed in pip 25.2``."""
    bounds = {each.operator: each.version for each in read_specifiers(defect.affects)}
    but = sorted(each.version for each in read_specifiers(defect.affects) if each.operator == "!=")
    if "==" in bounds:
        return f"in pip {bounds['==']} alone"
    since = f"since pip {bounds['>=']}" if ">=" in bounds else "in every release that was run"
    until = f"fixed in pip {bounds['<']}" if "<" in bounds else "not fixed in any release that was run"
    return f"{since}, {until}" + (f", but not in pip {' and '.join(but)}" if but else "")


def fixed_in(defect: Defect) -> str | None:
    """The first release without a defect, None if there is none or no one knows it from its range."""
    return next((each.version for each in read_specifiers(defect.affects) if each.operator == "<"), None)


def upgrade(scenario: Scenario, version: str) -> str | None:
    """The release that ends every defect which a scenario exposes on this one, None if there is nothing to upgrade."""
    having = [defect for defect in of_pip(scenario) if affects(defect, version)]
    ends = [fixed_in(defect) for defect in having]
    known = [end for end in ends if end]
    return max(known, key=_parts) if known and len(known) == len(ends) else None


def _parts(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def messages(defect: Defect) -> tuple[str, ...]:
    """What users see of a defect; nothing where it shows in no message."""
    own = tuple(defect.message.splitlines())
    return own + (_MESSAGES[defect.shows.reason] if isinstance(defect.shows, Rejects) else ())


def by_message(defects: Iterable[Defect], text: str) -> tuple[Defect, ...]:
    """The defects of pip of which a text is what users see, or a part of it."""
    said = _plain(text)
    if len(said) < SHORTEST:
        return ()
    pips = (defect for defect in dict.fromkeys(defects) if defect.affects != NO_PIP)
    return tuple(
        defect for defect in pips if any(said in _plain(each) or _plain(each) in said for each in messages(defect))
    )


def _plain(text: str) -> str:
    return " ".join(text.lower().replace("-", " ").split())


def is_of(scenario: Scenario, topology: str) -> bool:
    """Whether a scenario is of the topology that a word on the command line names."""
    return scenario.topology.name.lower() == topology.replace("-", " ")


def on(defect: Defect, pip: str) -> bool:
    """Whether a release has a defect; of what is no release nothing is known, so it may."""
    try:
        return affects(defect, pip)
    except InvalidVersion:
        return True


def same_python(full: str, given: str) -> bool:
    """Whether ``3.10.13`` is what ``3.10`` or ``3.10.13`` names."""
    return full == given or full.startswith(f"{given}.")
