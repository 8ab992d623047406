"""What a witness wrote → who held which context, and which one decided each leg.

One rule: pure, and it only reads: a line that it does not understand is an error, never a guess.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar
from urllib.parse import urlsplit

import msgspec

from harness.errors import LabBroken
from harness.model import Leg, Phase, Whose
from harness.statements import (
    Adapter,
    Context,
    Handshake,
    Loaded,
    Manager,
    Process,
    Session,
    Statement,
    Trouble,
    read_statement,
)

_S = TypeVar("_S", bound=Statement)


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """A handshake with the leg it was on, None if it cannot be told, and the context that decided it."""

    leg: Leg | None
    phase: Phase
    handshake: Handshake
    context: Context
    whose: Whose


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """What one process did, in order."""

    phase: Phase
    events: tuple[Statement, ...]
    proxy_url: str | None

    def of(self, kind: type[_S]) -> tuple[_S, ...]:
        """Its events of one kind."""
        return tuple(event for event in self.events if isinstance(event, kind))

    def context(self, number: int) -> Context:
        """A context by its number; of truststore's two the outer one."""
        contexts = self.of(Context)
        outer = [each for each in contexts if each.holds == number]
        return outer[0] if outer else next(each for each in contexts if each.number == number)

    def loaded(self, context: Context) -> tuple[Loaded, ...]:
        """What was loaded into a context that verified anything, directly or by way of the one that it holds."""
        return tuple(each for each in self.of(Loaded) if each.context in (context.number, context.holds))

    @property
    def given(self) -> frozenset[int]:
        """The contexts that the sessions were given; without a ``PipSession`` those that the adapters hold."""
        if sessions := self.of(Session):
            return frozenset(each.context for each in sessions if each.context is not None)
        held = (context for each in self.of(Adapter) for context in (each.context, self.manager(each.manager).context))
        return frozenset(context for context in held if context is not None)

    def manager(self, number: int) -> Manager:
        """A manager by its number."""
        return next(each for each in self.of(Manager) if each.number == number)

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """Every handshake with its leg and the context that decided it."""
        return tuple(self._decision(handshake) for handshake in self.of(Handshake))

    def _decision(self, handshake: Handshake) -> Decision:
        context = self.context(handshake.context)
        whose = Whose.NONE
        if self.given:
            whose = Whose.SESSIONS if context.number in self.given else Whose.LOST
        leg = _leg(handshake, self.proxy_url)
        return Decision(leg=leg, phase=self.phase, handshake=handshake, context=context, whose=whose)


class Testimony(msgspec.Struct, frozen=True, kw_only=True):
    """What every process of a client did, pip's own first."""

    accounts: tuple[Account, ...]

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """Every handshake of every process."""
        return tuple(decision for account in self.accounts for decision in account.decisions)

    @property
    def whose(self) -> Whose | None:
        """Whose context decided the legs, None if there were none to decide or the witness itself failed."""
        seen = {decision.whose for decision in self.decisions if decision.leg is not None}
        worst = (whose for whose in (Whose.LOST, Whose.SESSIONS, Whose.NONE) if whose in seen)
        return None if self.troubles else next(worst, None)

    @property
    def troubles(self) -> tuple[Trouble, ...]:
        """Where the witness itself failed: then what is missing did perhaps happen."""
        return tuple(trouble for account in self.accounts for trouble in account.of(Trouble))


def read(lines: bytes, *, proxy_url: str | None) -> Testimony:
    """What a witness wrote (JSON lines) of a client with this proxy. Raises ``LabBroken`` if it cannot be read."""
    try:
        events = [read_statement(line) for line in lines.splitlines()]
    except msgspec.DecodeError as error:
        raise LabBroken(f"the witness wrote what cannot be read: {error}") from None
    return Testimony(accounts=tuple(_accounts(events, proxy_url)))


def _accounts(events: list[Statement], proxy_url: str | None) -> Iterator[Account]:
    processes = {event.process: event for event in events if isinstance(event, Process)}
    for number, process in processes.items():
        phase = Phase.BUILD if process.parent in processes else Phase.MAIN
        own = tuple(event for event in events if event.process == number)
        yield Account(phase=phase, events=own, proxy_url=proxy_url)


def _leg(handshake: Handshake, proxy_url: str | None) -> Leg | None:
    """With a plain proxy, the session that starts on its socket is already the origin's."""
    if handshake.inside:
        return Leg.ORIGIN
    if handshake.peer is None:
        return None
    proxy = urlsplit(proxy_url or "")
    # The URL has a name where the socket has an address, but no two nodes share a port.
    return Leg.PROXY if proxy.scheme == "https" and str(proxy.port) == handshake.peer.rpartition(":")[2] else Leg.ORIGIN
