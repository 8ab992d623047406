"""Advice in words: what works, since when, what to paste, and which other hosts that cuts off.

One rule: whatever is said to work or not to work is read from a record.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.advise.advice import Advice, TriedWay, has_worked, list_causes
from harness.advise.choices import CAS, HOSTS, LOGINS, NAMED, OPTIONS, STORES, TOPOLOGIES
from harness.advise.defects import describe_span, list_pip_defects
from harness.advise.lines import LineMaker
from harness.advise.question import Question
from harness.model.capability import Capability
from harness.model.record import Record
from harness.model.trust import Authority
from harness.model.words import Verdict
from harness.report import phrases

_AUTHORITIES = {
    Authority.PUBLIC: "the authority that signed the index's own certificate",
    Authority.INSPECTION: "the authority of what inspects TLS, which a browser shows as the issuer of public sites",
    Authority.CORPORATE: "the authority that signed the certificate of the proxy itself",
}
_USUAL = {"system": "the system's store", "shipped": "the bundle inside pip"}
#: Why a CA file or a login does not work, for somebody new to the matter.
_WHY = {
    "intermediate": (
        "An intermediate is no anchor: OpenSSL follows issuers up to one that has issued itself, and that root is not "
        "there (openssl/openssl#7871).",
        "`openssl x509 -in FILE -noout -subject -issuer` shows two names: in a root they are the same. Ask your IT for "
        "the root, or export the topmost certificate that a browser shows in the chain.",
    ),
    "expired": (
        "A root that has expired vouches for nobody: `openssl x509 -in FILE -noout -enddate` shows until when.",
    ),
    "uncritical": (
        "Python 3.13 and newer are strict (VERIFY_X509_STRICT): a root must mark its basic constraints critical.",
    ),
    "old-style": ("Python 3.13 and newer are strict (VERIFY_X509_STRICT): certificates must have key identifiers.",),
    "der": ("`openssl x509 -inform DER -in FILE -out FILE.pem` makes PEM of it.",),
    "missing": ("The proxy answers 407: it wants a user and password, and was sent none.",),
    "wrong": ("The proxy answers 407: it was sent a user and password that it does not know.",),
    "with-at": ("In the address an @ ends the user and password: inside them it is written %40, and a % is %25.",),
    "with-hash": ("In a URL a # ends the part with the host: inside a password it is written %23.",),
    "with-bracket": ("In a URL a [ begins an IPv6 address: inside a password it is written %5B.",),
    "with-umlaut": ("requests sends it in Latin-1, and your proxy expects UTF-8 (RFC 7617): use letters of ASCII.",),
    "with-euro": ("requests cannot send a character beyond Latin-1: use letters of ASCII.",),
}
_LACKING = {
    Capability.SYSTEM_STORE: "pip reads the system's store by itself from 24.2 on, on Python 3.10 and newer",
    Capability.OPENSSL_DEFAULTS: "pip reads SSL_CERT_FILE and SSL_CERT_DIR from 24.2 on, on Python 3.10 and newer",
    Capability.TLS_TO_PROXIES: "pip speaks TLS to a proxy from 20.3 on",
}


def name_subject(record: Record) -> str:
    """Return ``pip 25.0.1 on Python 3.13``."""
    client = record.client
    minor = ".".join(client.python.split(".")[:2])
    return f"pip {client.version}{'+' + client.label if client.label else ''} on Python {minor}"


def describe_question(question: Question) -> Iterator[str]:
    """Yield the question in words."""
    yield f"{question.topology}: {TOPOLOGIES[question.topology]}"
    if question.login != "not-asked":
        yield LOGINS[question.login].words.replace("the", "The", 1) + "."
    yield f"Your CA is in {STORES[question.store].words}."
    if question.ca != "root":
        yield f"Its file holds {CAS[question.ca].words}."
    yield HOSTS[question.host].replace("your", "Your", 1) + "."


def explain_standing(advice: Advice) -> Iterator[str]:
    """Yield whether it works there, why not, and since and until which release."""
    record = advice.mine
    if record.observed is None or record.verdict is Verdict.INVALID:
        yield f"Nothing can be said about {name_subject(record)}: {record.why}."
        return
    if has_worked(record):
        yield f"It works with {name_subject(record)}."
    else:
        yield f"It does not work with {name_subject(record)}: {phrases.describe_recorded(record.observed)}."
        yield from (f"    {line}" for line in _choose_said(record))
        yield from _explain_causes(advice)
    yield from _explain_elsewhere(advice)


def _choose_said(record: Record) -> tuple[str, ...]:
    """Return the lines of the client's output that tell most."""
    told = tuple(line for line in record.said if any(word in line.lower() for word in ("certificate", "proxy", "407")))
    return told or record.said[-1:]


def _explain_causes(advice: Advice) -> Iterator[str]:
    causes = list_causes(advice)
    for defect in causes:
        yield f"  a known defect: {defect.slug} ({defect.issue}), {describe_span(defect)}"
        yield f"    {defect.because}"
    question = advice.question
    for word in (question.login, question.ca):
        if word not in ("root", "not-asked"):
            yield from (f"  {line}" for line in _WHY.get(word, ()))
    if causes:
        return
    for need in advice.lacking:
        yield f"  {name_subject(advice.mine)} lacks: {need.value}"
        if need in _LACKING:
            yield f"    {_LACKING[need]}"


def _explain_elsewhere(advice: Advice) -> Iterator[str]:
    """Yield the known defects of other releases, or of other Pythons, in the same question."""
    shown = {each.slug for each in list_causes(advice)}
    for defect in list_pip_defects(advice.scenario) if advice.scenario.exposes else ():
        if defect.slug in shown:
            continue
        if not defect.affects_version("pip", advice.mine.client.version):
            yield f"  a known defect, not on this release: {defect.slug} ({defect.issue}), {describe_span(defect)}"
        elif not defect.needs <= advice.has:
            lacking = " and ".join(sorted(each.value for each in defect.needs - advice.has))
            yield f"  a known defect, not on this Python: {defect.slug} ({defect.issue}) needs: {lacking}"
        else:
            continue
        yield f"    {defect.because}"


def explain_host(advice: Advice, *, here: bool | None) -> Iterator[str]:
    """Yield whether it works on a distribution's own Python; ``here`` is true if the Python that ran it is like one."""
    if advice.on_distro is None or advice.on_distro.observed is None:
        return
    same = has_worked(advice.on_distro) is has_worked(advice.mine)
    works = "it works" if has_worked(advice.on_distro) else "it does not work"
    yield (
        f"On a distribution's own Python, whose OpenSSL reads the system's store, {works}{' too' if same else ''}"
        f"{': --host distro' if not same else '.'}"
    )
    if here and not same:
        yield f"  The Python {advice.mine.client.python} of this machine is one of those, by where its OpenSSL looks."


def format_ways(advice: Advice, maker: LineMaker) -> Iterator[str]:
    """Yield the ways that work, with the lines to paste, then those that do not; each was run."""
    let_in = advice.let_in
    if let_in:
        yield "What gets you past the proxy (each was run):"
        for way in let_in:
            yield from _format_way(way, advice.question, maker)
        return
    if advice.good or advice.upgrade:
        yield "What works instead (each was run):"
    if advice.upgrade is not None:
        yield from _format_upgrade(advice, maker)
    for way in advice.good:
        yield from _format_way(way, advice.question, maker)
    bad = [
        (describe_change(way.question, advice.question), way.record) for way in advice.ways if way not in advice.good
    ]
    bad += [(f"an upgrade to {name_subject(each)}", each) for each in advice.tried]
    if bad:
        yield "What does not work:"
    yield from (f"  {words}: {_describe_result(record)}" for words, record in bad)


def _format_upgrade(advice: Advice, maker: LineMaker) -> Iterator[str]:
    upgrade, before = advice.upgrade, advice.before
    assert upgrade is not None
    oldest = ""
    if before is not None and before.observed is not None and not has_worked(before):
        oldest = f", the oldest that works: {before.client.version} does not"
    yield f"  an upgrade to {name_subject(upgrade)}{oldest}"
    carrier = next((way.question for way in advice.good if way.question.login == advice.question.login), None)
    if carrier is None:
        yield "      from another network or a downloaded wheel: no line below gets this pip through the proxy"
    yield from (f"      {line}" for line in maker.make_upgrade_lines(upgrade.client.version, carrier))


def describe_change(way: Question, question: Question) -> str:
    """Return in words what ``way`` changes in ``question``."""
    if way.login != question.login:
        return LOGINS[way.login].words
    words = STORES[way.store].words
    if way.ca != question.ca:
        words = f"the root itself, in {words}"
    if way.option:
        words += f", with {OPTIONS[way.option]}"
    return words


def _format_way(way: TriedWay, question: Question, maker: LineMaker) -> Iterator[str]:
    harm = STORES[way.question.store].harm if way.question.store != question.store else ""
    yield f"  {describe_change(way.question, question)}{f' ({harm})' if harm else ''}"
    lines = maker.make_lines(way.question, question)
    if not lines:
        yield f"      no line for {maker.shell}: ask again with --shell sh"
    yield from (f"      {'or: ' if number else ''}{line}" for number, line in enumerate(lines))
    yield from _describe_hosts(way)


def _describe_hosts(way: TriedWay) -> Iterator[str]:
    """Yield which other hosts are refused because of a change, and which are refused with it as without it."""
    taken = [_USUAL[store] for store in way.refused if way.takes_away(store)]
    still = [_USUAL[store] for store in way.refused if not way.takes_away(store)]
    if taken:
        yield f"      side effect: hosts for which only {' or '.join(taken)} vouches are refused while it is set"
    if still:
        yield f"      hosts for which only {' or '.join(still)} vouches are refused with it, as without it"


def describe_join(advice: Advice, maker: LineMaker) -> Iterator[str]:
    """Yield the line that joins the CA file and pip's bundle, if naming the CA file leaves pip's bundle out."""
    ways = [way for way in advice.good or advice.ways if way.question.store in (*NAMED, "ssl-cert-file")]
    if any("shipped" in way.refused for way in ways):
        yield "To reach other hosts too, name a file with both, your CA and the bundle inside pip:"
        yield f"  {maker.make_join_line(with_shipped=True)}"


def describe_authorities(question: Question) -> str:
    """Return the authorities that the CA file must hold, in words."""
    return ", and ".join(_AUTHORITIES[each] for each in question.list_held())


def describe_ca_file(question: Question, maker: LineMaker) -> Iterator[str]:
    """Yield what the CA file must hold, computed for the topology."""
    yield f"{maker.path} must hold {describe_authorities(question)}; nothing else is needed."
    if len(question.list_held()) > 1:
        yield f"To make one file of two: {maker.make_join_line(with_shipped=False)}"


def format_own_way(advice: Advice, maker: LineMaker) -> Iterator[str]:
    """Yield which other hosts are refused with the person's own set-up, although that works."""
    for way in advice.ways:
        yield from (line.removeprefix("    ") for line in _describe_hosts(way))
    yield from describe_join(advice, maker)


def _describe_result(record: Record) -> str:
    return phrases.describe_recorded(record.observed) if record.observed else f"not run: {record.why}"
