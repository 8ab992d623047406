"""What a witness said, as the story of one context: made, handed on from holder to holder, used on each leg or lost.

One rule: pure, and in the order of pypa/pip#13288, so that two pips can be read side by side. A context's number
says nothing: it is told as a letter, given when it first comes up.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from string import ascii_uppercase

from harness.evidence.statements import Adapter, Context, Manager, Pool, Proxy, Session
from harness.evidence.story_contexts import maker, trusts
from harness.evidence.testimony import Account, Decision, Testimony
from harness.model.words import Phase, Whose

#: The width of the longest line.
WIDTH = 100
_INDENT = 6


class Mark(Enum):
    """What a step means for the session's context. The value is printed in front of it."""

    ARRIVES = "ok"
    LOST = "LOST"
    NEUTRAL = ""


@dataclass(frozen=True)
class Step:
    """One step of a story in words, with further lines about it."""

    mark: Mark
    text: str
    more: tuple[str, ...] = ()


def story(testimony: Testimony) -> tuple[Step, ...]:
    """The steps of every process of a client, pip's own first."""
    steps: list[Step] = []
    for account in testimony.accounts:
        if account.phase is Phase.BUILD:
            steps.append(Step(Mark.NEUTRAL, "The pip that prepares the build:"))
        steps += _Teller(account).steps()
    steps += [Step(Mark.NEUTRAL, f"the witness failed {each.doing}: {each.error}") for each in testimony.troubles]
    return tuple(steps) or (Step(Mark.NEUTRAL, "The client did nothing with TLS."),)


def lines(step: Step) -> list[str]:
    """A step as it is printed: its mark, its text, and whatever there is more."""
    room = WIDTH - _INDENT
    texts = [*textwrap.wrap(step.text, room, subsequent_indent="  ", break_on_hyphens=False)]
    for more in step.more:
        texts += textwrap.wrap(more, room, initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False)
    return [f"{step.mark.value:<{_INDENT}}{texts[0]}", *(" " * _INDENT + text for text in texts[1:])]


def short(steps: Iterable[Step]) -> list[str]:
    """A story without what each context trusted and how each handshake ended, which other parts of a report have."""
    return [line for step in steps for line in lines(replace(step, more=()))]


class _Teller:
    """Tells of one process."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._letters: dict[int, str] = {}

    def steps(self) -> list[Step]:
        steps = [*self._sessions()]
        for adapter in self._used():
            steps += [*self._holds(adapter), *self._asked(adapter)]
        lost = next((step.text for step in steps if step.mark is Mark.LOST), "it was never handed on.")
        return [*steps, *self._legs(), *self._conclusion(lost)]

    def _sessions(self) -> Iterator[Step]:
        if not self._account.of(Session):
            for held in sorted(self._account.given):
                yield self._made(self._account.context(held))
        for number in dict.fromkeys(each.context for each in self._account.of(Session)):
            if number is None:
                yield Step(Mark.NEUTRAL, "PipSession is given no ssl_context.")
                continue
            context = self._account.context(number)
            yield self._made(context)
            yield Step(Mark.ARRIVES, f"PipSession is given {self._letter(context)}.")

    def _made(self, context: Context) -> Step:
        made = f"A {context.kind} context, {self._letter(context)}, is made by {maker(context)}."
        return Step(self._mark(context.number), made)

    def _used(self) -> tuple[Adapter, ...]:
        """The adapters by way of which pools were opened."""
        pools = {each.manager for each in self._account.of(Pool)}
        asked = {each.adapter for each in self._account.of(Proxy) if each.manager in pools}
        adapters = self._account.of(Adapter)
        return tuple(each for each in adapters if each.manager in pools or each.number in asked)

    def _holds(self, adapter: Adapter) -> Iterator[Step]:
        prefixes = [
            prefix
            for session in self._account.of(Session)
            for prefix, number in session.adapters.items()
            if number == adapter.number
        ]
        mounted = f", mounted for {', '.join(dict.fromkeys(prefixes))}," if prefixes else ""
        if self._account.of(Session):
            yield Step(self._mark(adapter.context), f"{adapter.name}{mounted} is given {self._named(adapter.context)}.")
        held = self._account.manager(adapter.manager).context
        yield Step(self._mark(held), f"{adapter.name}'s PoolManager holds {self._named(held)}.")

    def _asked(self, adapter: Adapter) -> Iterator[Step]:
        asked = [each for each in self._account.of(Proxy) if each.adapter == adapter.number]
        for first in {each.manager: each for each in reversed(asked)}.values():
            manager = self._account.manager(first.manager)
            yield Step(Mark.NEUTRAL, f"The proxy {first.proxy} is found: {adapter.name} needs a {manager.name}.")
            contexts = {name: first.keywords.get(name) for name in _wanted(manager)}
            given = ", ".join(f"{name}={self._named(value)}" for name, value in contexts.items() if value)
            mark = self._mark(*contexts.values())
            yield Step(mark, f"proxy_manager_for hands on {given or 'no ssl_context'}{_missing(contexts)}.")
            yield self._proxy_manager(manager)

    def _proxy_manager(self, manager: Manager) -> Step:
        contexts = {"ssl_context": manager.context, "proxy_ssl_context": manager.proxy_context}
        wanted = {name: contexts[name] for name in _wanted(manager)}
        holds = ", ".join(f"{name}={self._named(value)}" for name, value in wanted.items())
        return Step(self._mark(*wanted.values()), f"The {manager.name} is made with {holds}.")

    def _legs(self) -> Iterator[Step]:
        told: dict[tuple[object, ...], list[Decision]] = {}
        for decision in self._account.decisions:
            same = (decision.leg, decision.whose, decision.handshake.error, trusts(self._account, decision))
            told.setdefault(same, []).append(decision)
        for decisions in told.values():
            yield self._leg(decisions[0], len(decisions))

    def _leg(self, decision: Decision, times: int) -> Step:
        known = decision.context.number in self._letters
        letter = self._letter(decision.context)
        leg = f"The {decision.leg.value} leg" if decision.leg else "A leg that is unknown"
        made = "" if known else f", a {decision.context.kind} context made by {maker(decision.context)}"
        ending = decision.handshake.error or (
            "accepted without verification" if decision.handshake.verify_mode == "CERT_NONE" else "verified"
        )
        count = f" ({times} handshakes)" if times > 1 else ""
        more = (f"{letter} trusts {trusts(self._account, decision)}", f"outcome: {ending}{count}")
        return Step(_MARKS[decision.whose], f"{leg} is decided by {letter}{made}.", more)

    def _conclusion(self, where: str) -> Iterator[Step]:
        decisions = self._account.decisions
        lost = {decision.leg for decision in decisions if decision.whose is Whose.LOST}
        if lost:
            legs = " and ".join(sorted(f"the {leg.value} leg" if leg else "a leg" for leg in lost))
            yield Step(Mark.LOST, f"Another context than the session's decided {legs}. Lost where: {where}")
        elif any(decision.whose is Whose.SESSIONS for decision in decisions):
            yield Step(Mark.ARRIVES, "The session's context decided every leg.")

    def _letter(self, context: Context) -> str:
        turn, place = divmod(len(self._letters), len(ascii_uppercase))
        return self._letters.setdefault(context.number, ascii_uppercase[place] + "'" * turn)

    def _named(self, number: object) -> str:
        return self._letter(self._account.context(number)) if isinstance(number, int) else "none"

    def _mark(self, *numbers: object) -> Mark:
        """Whether all that should hold the session's context do; neutral if there is none, or no leg to decide."""
        if not (self._account.given and self._account.decisions):
            return Mark.NEUTRAL
        return Mark.ARRIVES if self._account.given.issuperset(numbers) else Mark.LOST


_MARKS = {Whose.SESSIONS: Mark.ARRIVES, Whose.LOST: Mark.LOST, Whose.NONE: Mark.NEUTRAL}


def _wanted(manager: Manager) -> tuple[str, ...]:
    """What a manager needs to be given; a context for the proxy only where that has a leg of its own."""
    over_tls = (manager.proxy or "").startswith("https:")
    return ("ssl_context", "proxy_ssl_context") if over_tls else ("ssl_context",)


def _missing(contexts: Mapping[str, object]) -> str:
    missing = [name for name, value in contexts.items() if not value]
    return f", but no {missing[0]}" if 0 < len(missing) < len(contexts) else ""


def plain(steps: Iterable[Step]) -> str:
    """A story for a log."""
    return "\n".join(line for step in steps for line in lines(step))
