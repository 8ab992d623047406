"""Explain an error message or a log: find the known messages in it, and rank their causes by what it shows.

One rule: pure. A known defect is a cause only for a client that can have it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from harness.advise.defects import SHORTEST, find_by_message, may_affect
from harness.advise.log import LogFacts, read_log, simplify_text
from harness.advise.messages.entry import Entry, MessageCause
from harness.advise.messages.settings import ENTRIES
from harness.advise.question import Question
from harness.model.capability import Capability
from harness.model.defect import Defect
from harness.model.expectation import Rejects
from harness.model.scenario import Scenario
from harness.model.topology import Topology
from harness.model.words import Leg, Phase

#: The most causes that are given.
_MOST = 5
#: The newest Python without truststore.
_NO_TRUSTSTORE = 9


@dataclass(frozen=True, kw_only=True)
class PossibleCause:
    """A possible cause; if it is a known defect, also the defect and the id of a scenario that shows it."""

    cause: MessageCause
    defect: Defect | None = None
    shown_by: str = ""


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """The known messages in a text with the words that were found, what the text shows, and the likeliest causes."""

    entries: tuple[tuple[Entry, str], ...]
    shown: LogFacts
    causes: tuple[PossibleCause, ...]


def explain_text(text: str, curated: Mapping[str, Scenario], *, pip: str, python: str, topology: str) -> Explanation:
    """Return the explanation of a text; what the person says takes precedence over what the text shows.

    ``pip``, ``python`` and ``topology`` are empty if the person does not say. At most five causes are given.
    """
    shown = read_log(text)
    shown = replace(shown, pip=pip or shown.pip, python=python or shown.python)
    entries = tuple(_find_entries(simplify_text(text)))
    path = Question(topology=topology).path if topology else None
    defects = _list_defects(curated, path, shown)
    ranked = [_rank(list(_list_possible_causes(entry.causes, defects, path, shown)), shown) for entry, _ in entries]
    found: list[PossibleCause] = [each for row in zip_longest(*ranked) for each in row if each is not None]
    if all(entry.causes for entry, _ in entries):
        found += _rank(_find_by_message(text, defects), shown)
    unique = {each.defect.slug if each.defect else each.cause.because: each for each in reversed(found)}
    kept = [each for each in found if unique.get(each.defect.slug if each.defect else each.cause.because) is each]
    return Explanation(entries=entries, shown=shown, causes=tuple(kept[:_MOST]))


def _find_entries(said: str) -> Iterator[tuple[Entry, str]]:
    """Yield the entries that a text has, with their words: broad ones only where there is no other."""
    found = list(_match_entries(said)) or list(_match_parts(said))
    yield from [each for each in found if not each[0].broad] or _prefer_telling(found)


def _prefer_telling(found: Sequence[tuple[Entry, str]]) -> Sequence[tuple[Entry, str]]:
    return [each for each in found if each[0].causes][:1] or found[:1]


def _match_entries(said: str) -> Iterator[tuple[Entry, str]]:
    rest = said
    for entry in ENTRIES:
        for words in entry.words:
            pattern = _make_pattern(simplify_text(words))
            if pattern.search(rest):
                rest = pattern.sub(" ", rest)
                yield entry, words
                break


def _match_parts(said: str) -> Iterator[tuple[Entry, str]]:
    """Yield the entries of which a text is a part: it may be all that somebody has."""
    for entry in ENTRIES if len(said) >= SHORTEST else ():
        yield from [(entry, words) for words in entry.words if said in simplify_text(words)][:1]


def _make_pattern(words: str) -> re.Pattern[str]:
    """Return the pattern of words as such: no part of a longer word, and no size of a file."""
    before = r"(?<!\w)" if words[0].isalnum() else ""
    after = r"(?!\w)(?! ?[kmg]b)" if words[-1].isalnum() else ""
    return re.compile(before + re.escape(words) + after)


def _list_defects(
    curated: Mapping[str, Scenario], path: Topology | None, shown: LogFacts
) -> dict[str, tuple[Defect, str]]:
    """Return the defects that this client may have in this topology, by slug, with a scenario that shows each."""
    found: dict[str, tuple[Defect, str]] = {}
    for name, scenario in sorted(curated.items(), key=_is_beside_its_topology):
        if path is not None and scenario.topology.name != path.name:
            continue
        for defect in scenario.exposes:
            if defect.versions_of("pip") is not None and _may_have(defect, shown):
                found.setdefault(defect.slug, (defect, name))
    return found


def _is_beside_its_topology(named: tuple[str, Scenario]) -> bool:
    """Return False for a scenario in the module of its topology: those are the plainest that show a defect."""
    return named[0].partition(".")[0] != named[1].topology.name.lower().replace(" ", "_")


def _may_have(defect: Defect, shown: LogFacts) -> bool:
    """Return whether such a client may have a defect: its release, and its Python as far as that is known."""
    if shown.pip and not may_affect(defect, shown.pip):
        return False
    minor = shown.python.split(".")[1:2]
    old = bool(minor) and minor[0].isdigit() and int(minor[0]) <= _NO_TRUSTSTORE
    return not (old and Capability.SYSTEM_STORE in defect.needs)


def _list_possible_causes(
    causes: Iterable[MessageCause], defects: Mapping[str, tuple[Defect, str]], path: Topology | None, shown: LogFacts
) -> Iterator[PossibleCause]:
    """Yield an answer for each cause that can be one here."""
    for cause in causes:
        if path is not None and cause.leg is not None and cause.leg not in path.legs:
            continue
        if shown.phase is Phase.MAIN and cause.phase is Phase.BUILD:
            continue
        if cause.defect in defects:
            known, name = defects[cause.defect]
            yield PossibleCause(cause=cause, defect=known, shown_by=name)
        elif not cause.defect:
            yield PossibleCause(cause=cause)


def _find_by_message(text: str, defects: Mapping[str, tuple[Defect, str]]) -> list[PossibleCause]:
    """Return the known defects with this message that no entry has."""
    found = find_by_message((each for each, _ in defects.values()), text)
    return [
        PossibleCause(
            cause=MessageCause(defect=each.slug, leg=_get_leg(each)), defect=each, shown_by=defects[each.slug][1]
        )
        for each in found
    ]


def _get_leg(defect: Defect) -> Leg | None:
    return defect.shows.leg if isinstance(defect.shows, Rejects) else None


def _rank(causes: list[PossibleCause], shown: LogFacts) -> list[PossibleCause]:
    """Return answers with those first that fit what a text shows; otherwise the order stays, by how common they are."""

    def misfit(possible: PossibleCause) -> tuple[bool, bool]:
        wrong_phase = (possible.cause.phase or Phase.MAIN) is not (shown.phase or Phase.MAIN)
        wrong_leg = possible.cause.leg is not None and possible.cause.leg is not (shown.leg or possible.cause.leg)
        return wrong_phase, wrong_leg

    return sorted(causes, key=misfit)
