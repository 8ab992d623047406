"""Read a testimony: which context was held by whom, which one decided each leg, and why a leg was refused.

One rule: what makes no sense is damage, which is reported and never guessed over: what the nodes saw stays true
whatever a client has written.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar
from urllib.parse import urlsplit

import msgspec

from harness.evidence.statements import (
    Adapter,
    Check,
    Connection,
    Context,
    Handshake,
    Loaded,
    Manager,
    PipSession,
    Pool,
    Process,
    ProxyLookup,
    Statement,
    Trouble,
    read_statement,
)
from harness.model.conditions.addresses import USUAL_PORTS
from harness.model.words import Leg, Phase, Reason, Whose

_S = TypeVar("_S", bound=Statement)

#: No client of the lab has more to report.
MOST_BYTES = 16 * 2**20
#: OpenSSL's codes for why a certificate is refused, X509_V_ERR_… in its x509_vfy.h; all others break some rule.
_CODES = {
    **dict.fromkeys((2, 18, 19, 20, 21, 27), Reason.UNTRUSTED),
    9: Reason.NOT_YET_VALID,
    10: Reason.EXPIRED,
    26: Reason.WRONG_USE,
    **dict.fromkeys((62, 63, 64), Reason.WRONG_NAME),
}


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """A handshake with its leg, None if that is unknown, and the context that decided it; ``check`` failed after it."""

    leg: Leg | None
    phase: Phase
    handshake: Handshake
    context: Context
    whose: Whose
    check: Check | None = None

    @property
    def reason(self) -> Reason | None:
        """The reason why the certificate was refused; None if it was not, or if the client does not say why."""
        if self.check is not None:
            return Reason.WRONG_NAME if self.check.what == "match_hostname" else Reason.WRONG_FINGERPRINT
        code = self.handshake.verify_code
        return _CODES.get(code, Reason.RULE_BROKEN) if code else None

    @property
    def passed(self) -> bool:
        """True if the client accepted this leg."""
        return not self.handshake.error and self.check is None


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """The statements of one process, in order."""

    phase: Phase
    events: tuple[Statement, ...]
    proxy_url: str | None
    proxy_ip: str = ""

    def find_events(self, kind: type[_S]) -> tuple[_S, ...]:
        """Return its statements of one kind."""
        return tuple(event for event in self.events if isinstance(event, kind))

    def find_context(self, number: int) -> Context:
        """Return a context by its number; of truststore's two the outer one."""
        contexts = self.find_events(Context)
        outer = [each for each in contexts if each.holds == number]
        return outer[0] if outer else next(each for each in contexts if each.number == number)

    def find_loaded(self, context: Context) -> tuple[Loaded, ...]:
        """Return what was loaded into a context that verified anything, directly or into the one inside it."""
        return tuple(each for each in self.find_events(Loaded) if each.context in (context.number, context.holds))

    @property
    def given(self) -> frozenset[int]:
        """The numbers of the contexts that the sessions were given; without a session those that the adapters hold."""
        if sessions := self.find_events(PipSession):
            return frozenset(each.context for each in sessions if each.context is not None)
        adapters = self.find_events(Adapter)
        held = {each.context for each in adapters} | {self.find_manager(each.manager).context for each in adapters}
        return frozenset(context for context in held if context is not None)

    def find_manager(self, number: int) -> Manager:
        """Return a manager by its number."""
        return next(each for each in self.find_events(Manager) if each.number == number)

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """Every handshake with its leg and the context that decided it."""
        return tuple(self._decision(each, at) for at, each in enumerate(self.events) if isinstance(each, Handshake))

    def _check(self, handshake: Handshake, at: int) -> Check | None:
        """Return the check that failed after a handshake and before another one on the same connection, if any."""
        later = (each for each in self.events[at + 1 :] if isinstance(each, Handshake | Check))
        ends = (handshake.local, handshake.inside)
        after = next((each for each in later if (each.local, each.inside) == ends), None)
        return after if isinstance(after, Check) else None

    def _decision(self, handshake: Handshake, at: int) -> Decision:
        context = self.find_context(handshake.context)
        whose = Whose.NONE
        if self.given:
            whose = Whose.SESSIONS if context.number in self.given else Whose.LOST
        leg = _leg(handshake, self.proxy_url, self.proxy_ip)
        check = self._check(handshake, at)
        return Decision(leg=leg, phase=self.phase, handshake=handshake, context=context, whose=whose, check=check)


class Testimony(msgspec.Struct, frozen=True, kw_only=True):
    """The accounts of every process of a client, pip's own first; ``damage`` says why there are none."""

    accounts: tuple[Account, ...]
    damage: str = ""

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """Every handshake of every process."""
        return tuple(decision for account in self.accounts for decision in account.decisions)

    @property
    def has_sessions(self) -> bool:
        """True if some process came so far that it had a session, or an adapter of requests."""
        return any(each.find_events(PipSession) or each.find_events(Adapter) for each in self.accounts)

    @property
    def whose(self) -> Whose | None:
        """Whose context decided the legs; None if there were none to decide or the witness itself failed."""
        seen = {decision.whose for decision in self.decisions if decision.leg is not None}
        worst = (whose for whose in (Whose.LOST, Whose.SESSIONS, Whose.NONE) if whose in seen)
        return None if self.troubles or self.damage else next(worst, None)

    @property
    def troubles(self) -> tuple[Trouble, ...]:
        """The failures of the witness itself: what is missing then may yet have happened."""
        return tuple(trouble for account in self.accounts for trouble in account.find_events(Trouble))


def read_testimony(lines: bytes, *, proxy_url: str | None, proxy_ip: str = "") -> Testimony:
    """Return the testimony in JSON lines of a client that was given this proxy; never raises, but notes the damage.

    ``proxy_ip`` is where the proxy listens, empty where no other node has its port.
    """
    if len(lines) > MOST_BYTES:
        return Testimony(accounts=(), damage=f"more than {MOST_BYTES} bytes were written in the name of the witness")
    try:
        events = [read_statement(line) for line in lines.splitlines()]
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        return Testimony(accounts=(), damage=f"the witness wrote something unreadable: {error}")
    accounts = tuple(_accounts(events, proxy_url, proxy_ip))
    damage = next(filter(None, map(_dangling, accounts)), "")
    strays = {event.process for event in events} - {event.process for event in events if isinstance(event, Process)}
    if strays:
        damage = damage or f"the witness refers to process {min(strays)}, which it never introduced"
    return Testimony(accounts=() if damage else accounts, damage=damage)


def _dangling(account: Account) -> str:
    """Return a sentence about a number that an account uses and never introduced; empty if there is none."""
    contexts = {each.number for each in account.find_events(Context)}
    managers = {each.number for each in account.find_events(Manager)}
    for event in account.events:
        for number in _contexts(event) - contexts:
            return f"the witness refers to context {number}, which it never introduced"
        for number in _managers(event) - managers:
            return f"the witness refers to manager {number}, which it never introduced"
    return ""


def _contexts(event: Statement) -> set[int]:
    """Return the numbers of the contexts that a statement refers to."""
    match event:
        case Handshake(context=number) | Loaded(context=number):
            return {number}
        case Context(holds=number) | PipSession(context=number) | Adapter(context=number):
            return set() if number is None else {number}
        case Manager() | Connection():
            return {number for number in (event.context, event.proxy_context) if number is not None}
        case Pool(holds=number):
            return set() if number is None else {number}
        case ProxyLookup():
            given = (event.keywords.get(name) for name in ("ssl_context", "proxy_ssl_context"))
            return {number for number in given if isinstance(number, int) and not isinstance(number, bool)}
    return set()


def _managers(event: Statement) -> set[int]:
    """Return the numbers of the managers that a statement refers to."""
    match event:
        case Adapter(manager=number) | ProxyLookup(manager=number) | Pool(manager=number):
            return {number}
    return set()


def _accounts(events: list[Statement], proxy_url: str | None, proxy_ip: str) -> Iterator[Account]:
    processes = {event.process: event for event in events if isinstance(event, Process)}
    for number, process in processes.items():
        phase = Phase.BUILD if process.parent in processes else Phase.MAIN
        own = tuple(event for event in events if event.process == number)
        yield Account(phase=phase, events=own, proxy_url=proxy_url, proxy_ip=proxy_ip)


def _leg(handshake: Handshake, proxy_url: str | None, proxy_ip: str) -> Leg | None:
    """Return the leg of a handshake; with a plain proxy, the session on its socket is already the origin's."""
    if handshake.inside:
        return Leg.ORIGIN
    if handshake.peer is None:
        return None
    proxy = urlsplit(proxy_url or "")
    # The URL has a name where the socket has an address.
    ip, _, port = handshake.peer.rpartition(":")
    reached = proxy_ip in ("", ip) and str(proxy.port or USUAL_PORTS["https"]) == port
    to_proxy = proxy.scheme == "https" and reached
    return Leg.PROXY if to_proxy else Leg.ORIGIN
