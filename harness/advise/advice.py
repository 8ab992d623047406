"""Find the advice for a person behind a proxy: their scenario, since when it fails, and what to paste.

One rule: pure. It says which cells would answer and what their records mean; nothing is claimed that was not run.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from packaging.version import InvalidVersion

from harness.model.defect import Defect
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
    """A place for an authority.

    ``name`` is its field of :class:`harness.model.trust.Trust`, ``words`` describe it, ``line`` is what to paste.
    """

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


def find_fitting(scenarios: Mapping[str, Scenario], topology: str, store: str) -> tuple[str, Scenario] | None:
    """Return the scenario in which this store alone vouches for every leg, and all else is usual; None without one."""
    for name, each in scenarios.items():
        if has_topology(each, topology) and each == _make_scenario(each, STORES[store].name):
            return name, each
    return None


def _make_scenario(like: Scenario, store: str) -> Scenario:
    """Return a scenario with the same words whose only conditions are its topology and one store with all it needs."""
    signers = {like.topology.find_signer(leg) for leg in like.topology.legs}
    return Scenario(
        claim=like.claim,
        topology=like.topology,
        expect=Accepts(),
        because=like.because,
        trust=Trust(**{store: signers}),
        exposes=like.exposes,
    )


def list_pip_defects(scenario: Scenario) -> tuple[Defect, ...]:
    """Return the defects of pip itself that a scenario exposes."""
    return tuple(defect for defect in scenario.exposes if defect.versions_of("pip") is not None)


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


def choose_upgrade(scenario: Scenario, version: str) -> str | None:
    """Return the release that ends every defect that a scenario exposes on this one, None if no release does."""
    having = [defect for defect in list_pip_defects(scenario) if defect.affects_version("pip", version)]
    ends = [find_fixing_release(defect) for defect in having]
    known = [end for end in ends if end]
    return max(known, key=_split_version) if known and len(known) == len(ends) else None


def _split_version(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def list_messages(defect: Defect) -> tuple[str, ...]:
    """Return the messages by which users see a defect; none where it is silent."""
    own = tuple(defect.message.splitlines())
    return own + (_MESSAGES[defect.shows.reason] if isinstance(defect.shows, Rejects) else ())


def find_by_message(defects: Iterable[Defect], text: str) -> tuple[Defect, ...]:
    """Return the defects of pip whose messages contain a text, or are contained in it."""
    said = _simplify_text(text)
    if len(said) < SHORTEST:
        return ()
    pips = (defect for defect in dict.fromkeys(defects) if defect.versions_of("pip") is not None)
    return tuple(
        defect
        for defect in pips
        if any(said in _simplify_text(each) or _simplify_text(each) in said for each in list_messages(defect))
    )


def _simplify_text(text: str) -> str:
    return " ".join(text.lower().replace("-", " ").split())


def has_topology(scenario: Scenario, topology: str) -> bool:
    """Return whether a scenario has the topology that a word on the command line names."""
    return scenario.topology.name.lower() == topology.replace("-", " ")


def may_affect(defect: Defect, pip: str) -> bool:
    """Return whether a release has a defect; True for what is not a release, as nothing is known of it."""
    try:
        return defect.affects_version("pip", pip)
    except InvalidVersion:
        return True


def is_same_python(full: str, given: str) -> bool:
    """Return whether ``3.10.13`` is what ``3.10`` or ``3.10.13`` names."""
    return full == given or full.startswith(f"{given}.")
