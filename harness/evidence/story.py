"""The story of one context, from a testimony: where it was made, who passed it on, where it was used or lost.

The steps come in the order of pypa/pip#13288, so that the stories of two clients can be read side by side. The number
of a context differs from run to run, so each is called by a letter, in the order in which they appear.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from string import ascii_uppercase

from harness.evidence.losses import locate_loss
from harness.evidence.statements import Adapter, Context, Manager, PipSession, Pool, ProxyLookup
from harness.evidence.story_contexts import describe_trust, name_maker
from harness.evidence.testimony import Account, Decision, Testimony
from harness.model.words import Phase, Whose

#: The width of the longest line.
WIDTH = 100
_INDENT = 6


class StepMark(Enum):
    """The meaning of a step for the session's context. The value is printed in front of the step."""

    ARRIVES = "ok"
    LOST = "LOST"
    NEUTRAL = ""


@dataclass(frozen=True)
class StoryStep:
    """One step of a story as a sentence, with further lines about it."""

    mark: StepMark
    text: str
    more: tuple[str, ...] = ()


def build_story(testimony: Testimony) -> tuple[StoryStep, ...]:
    """Return the steps of every process of a client, pip's own first."""
    steps: list[StoryStep] = []
    for account in testimony.accounts:
        if account.phase is Phase.BUILD:
            steps.append(StoryStep(StepMark.NEUTRAL, "The pip that prepares the build:"))
        steps += _Teller(account).steps()
    failures = [f"the witness failed {each.doing}: {each.error}" for each in testimony.troubles]
    steps += [StoryStep(StepMark.NEUTRAL, failure) for failure in failures]
    return tuple(steps) or (StoryStep(StepMark.NEUTRAL, "The client did nothing with TLS."),)


def format_step(step: StoryStep) -> list[str]:
    """Return the printed lines of a step: its mark, its text, and the further lines."""
    room = WIDTH - _INDENT
    texts = [*textwrap.wrap(step.text, room, subsequent_indent="  ", break_on_hyphens=False)]
    for more in step.more:
        texts += textwrap.wrap(more, room, initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False)
    return [f"{step.mark.value:<{_INDENT}}{texts[0]}", *(" " * _INDENT + text for text in texts[1:])]


def format_story_briefly(steps: Iterable[StoryStep]) -> list[str]:
    """Return the lines of a story without the further lines of its steps, which other parts of a report have."""
    return [line for step in steps for line in format_step(replace(step, more=()))]


class _Teller:
    """The steps of one process."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._letters: dict[int, str] = {}

    def steps(self) -> list[StoryStep]:
        steps = [*self._sessions()]
        for adapter in self._used():
            steps += [*self._holds(adapter), *self._asked(adapter)]
        return [*steps, *self._inside_urllib3(steps), *self._legs(), *self._conclusion()]

    def _places(self) -> tuple[str, ...]:
        lost = (decision for decision in self._account.decisions if decision.whose is Whose.LOST)
        return tuple(dict.fromkeys(locate_loss(self._account, decision) for decision in lost))

    def _inside_urllib3(self, before: Iterable[StoryStep]) -> Iterator[StoryStep]:
        """Yield a step for each loss that no earlier step tells of: it was between a manager and a handshake."""
        if not any(step.mark is StepMark.LOST for step in before):
            yield from (StoryStep(StepMark.LOST, f"{place}.") for place in self._places())

    def _sessions(self) -> Iterator[StoryStep]:
        if not self._account.find_events(PipSession):
            for held in sorted(self._account.given):
                yield self._made(self._account.find_context(held))
        for number in dict.fromkeys(each.context for each in self._account.find_events(PipSession)):
            if number is None:
                yield StoryStep(StepMark.NEUTRAL, "PipSession is given no ssl_context.")
                continue
            context = self._account.find_context(number)
            yield self._made(context)
            yield StoryStep(StepMark.ARRIVES, f"PipSession is given {self._letter(context)}.")

    def _made(self, context: Context) -> StoryStep:
        made = f"A {context.kind} context, {self._letter(context)}, is made by {name_maker(context)}."
        return StoryStep(self._mark(context.number), made)

    def _used(self) -> tuple[Adapter, ...]:
        """Return the adapters whose managers opened pools."""
        pools = {each.manager for each in self._account.find_events(Pool)}
        asked = {
            each.adapter
            for each in self._account.find_events(ProxyLookup)
            if each.manager in pools or _has_useless_context(self._account.find_manager(each.manager))
        }
        adapters = self._account.find_events(Adapter)
        return tuple(each for each in adapters if each.manager in pools or each.number in asked)

    def _holds(self, adapter: Adapter) -> Iterator[StoryStep]:
        prefixes = [
            prefix
            for session in self._account.find_events(PipSession)
            for prefix, number in session.adapters.items()
            if number == adapter.number
        ]
        mounted = f", mounted for {', '.join(dict.fromkeys(prefixes))}," if prefixes else ""
        if self._account.find_events(PipSession):
            given = f"{adapter.name}{mounted} is given {self._named(adapter.context)}."
            yield StoryStep(self._mark(adapter.context), given)
        held = self._account.find_manager(adapter.manager).context
        yield StoryStep(self._mark(held), f"{adapter.name}'s PoolManager holds {self._named(held)}.")

    def _asked(self, adapter: Adapter) -> Iterator[StoryStep]:
        asked = [each for each in self._account.find_events(ProxyLookup) if each.adapter == adapter.number]
        for first in {each.manager: each for each in reversed(asked)}.values():
            manager = self._account.find_manager(first.manager)
            found = f"The proxy {first.proxy} is found: {adapter.name} needs a {manager.name}."
            yield StoryStep(StepMark.NEUTRAL, found)
            contexts = {name: first.keywords.get(name) for name in _needed_contexts(manager)}
            given = ", ".join(f"{name}={self._named(value)}" for name, value in contexts.items() if value)
            mark = self._mark(*contexts.values())
            yield StoryStep(mark, f"proxy_manager_for hands on {given or 'no ssl_context'}{_missing(contexts)}.")
            yield self._proxy_manager(manager)
            if _has_useless_context(manager):
                useless = f"The {manager.name} opens its pools with proxy_ssl_context too, which no pool knows."
                yield StoryStep(StepMark.NEUTRAL, useless)

    def _proxy_manager(self, manager: Manager) -> StoryStep:
        contexts = {"ssl_context": manager.context, "proxy_ssl_context": manager.proxy_context}
        wanted = {name: contexts[name] for name in _needed_contexts(manager)}
        holds = ", ".join(f"{name}={self._named(value)}" for name, value in wanted.items())
        return StoryStep(self._mark(*wanted.values()), f"The {manager.name} is made with {holds}.")

    def _legs(self) -> Iterator[StoryStep]:
        alike: dict[tuple[object, ...], list[Decision]] = {}
        for decision in self._account.decisions:
            same = (decision.leg, decision.whose, decision.handshake.error, describe_trust(self._account, decision))
            alike.setdefault(same, []).append(decision)
        for decisions in alike.values():
            yield self._leg(decisions[0], len(decisions))

    def _leg(self, decision: Decision, times: int) -> StoryStep:
        known = decision.context.number in self._letters
        letter = self._letter(decision.context)
        leg = f"The {decision.leg.value} leg" if decision.leg else "A leg that is unknown"
        made = "" if known else f", a {decision.context.kind} context made by {name_maker(decision.context)}"
        ending = decision.handshake.error or (
            "accepted without verification" if decision.handshake.verify_mode == "CERT_NONE" else "verified"
        )
        count = f" ({times} handshakes)" if times > 1 else ""
        more = (f"{letter} trusts {describe_trust(self._account, decision)}", f"outcome: {ending}{count}")
        return StoryStep(_MARKS[decision.whose], f"{leg} is decided by {letter}{made}.", more)

    def _conclusion(self) -> Iterator[StoryStep]:
        decisions = self._account.decisions
        lost = {decision.leg for decision in decisions if decision.whose is Whose.LOST}
        if lost:
            legs = " and ".join(sorted(f"the {leg.value} leg" if leg else "a leg" for leg in lost))
            where = "; ".join(self._places())
            yield StoryStep(StepMark.LOST, f"Another context than the session's decided {legs}. Lost where: {where}.")
        elif any(decision.whose is Whose.SESSIONS for decision in decisions):
            yield StoryStep(StepMark.ARRIVES, "The session's context decided every leg.")

    def _letter(self, context: Context) -> str:
        turn, place = divmod(len(self._letters), len(ascii_uppercase))
        return self._letters.setdefault(context.number, ascii_uppercase[place] + "'" * turn)

    def _named(self, number: object) -> str:
        return self._letter(self._account.find_context(number)) if isinstance(number, int) else "none"

    def _mark(self, *numbers: object) -> StepMark:
        """Return whether all these hold the session's context; neutral if there is none, or no leg to decide."""
        if not (self._account.given and self._account.decisions):
            return StepMark.NEUTRAL
        return StepMark.ARRIVES if self._account.given.issuperset(numbers) else StepMark.LOST


_MARKS = {Whose.SESSIONS: StepMark.ARRIVES, Whose.LOST: StepMark.LOST, Whose.NONE: StepMark.NEUTRAL}


def _needed_contexts(manager: Manager) -> tuple[str, ...]:
    """Return the contexts that a manager needs; one for the proxy only where that has a leg of its own."""
    over_tls = (manager.proxy or "").startswith("https:")
    return ("ssl_context", "proxy_ssl_context") if over_tls else ("ssl_context",)


def _has_useless_context(manager: Manager) -> bool:
    """Return whether a manager that speaks no TLS to its proxy hands the context for that on to its pools.

    A ProxyManager keeps it to itself, a SOCKSProxyManager does not: https://github.com/pypa/pip/issues/14320
    """
    return "proxy_ssl_context" in manager.keywords


def _missing(contexts: Mapping[str, object]) -> str:
    missing = [name for name, value in contexts.items() if not value]
    return f", but no {missing[0]}" if 0 < len(missing) < len(contexts) else ""


def format_story(steps: Iterable[StoryStep]) -> str:
    """Return a story as text for a log."""
    return "\n".join(line for step in steps for line in format_step(step))
