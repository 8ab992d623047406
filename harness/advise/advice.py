"""Find the advice for a person behind a proxy: whether pip works, what works instead, and the oldest good release.

One rule: whatever is said to work was run, and so was a request to another host under the same settings.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from packaging.version import Version

from harness.advise.answers import Answers
from harness.advise.choices import OPENING
from harness.advise.defects import list_pip_defects
from harness.advise.question import (
    USUAL,
    Asked,
    Question,
    find_asked,
    find_beside,
    find_other_host,
    list_ways,
)
from harness.model.capability import Capability
from harness.model.defect import Defect
from harness.model.errors import UsageError
from harness.model.record import Record
from harness.model.scenario import Scenario
from harness.model.words import Verdict

#: The words of ``--ca`` and ``--login`` for faults that no release of pip can mend.
_NOT_OF_PIP = frozenset({"missing", "wrong", "empty", "der", "expired"})
#: The most releases before one that works that are tried, to find the oldest that works.
_BACK = 4


@dataclass(frozen=True, kw_only=True)
class TriedWay:
    """A change that a person can make, with the record of the cell in which it was made.

    ``hosts`` are the records of another host while the change is in force, by the store that alone vouches for that
    host; ``before`` are those of the same host without the change.
    """

    question: Question
    record: Record
    hosts: Mapping[str, Record]
    before: Mapping[str, Record]

    @property
    def refused(self) -> tuple[str, ...]:
        """The stores whose hosts are refused while the change is in force."""
        return tuple(store for store, each in self.hosts.items() if each.observed is not None and not has_worked(each))

    def takes_away(self, store: str) -> bool:
        """Return whether hosts for which only this store vouches are refused because of the change."""
        return store in self.refused and store in self.before and has_worked(self.before[store])


@dataclass(frozen=True, kw_only=True)
class Advice:
    """The advice on a question.

    ``mine`` is the record of the person's own pip, ``has`` are its abilities, ``ways`` the changes that were tried.
    ``upgrade`` is the record of the oldest release that works, ``before`` that of the release before it; ``tried`` are
    those of newer releases that do not work. ``on_distro`` is the record on a distribution's own Python.
    """

    question: Question
    scenario: Scenario
    mine: Record
    has: frozenset[Capability]
    ways: tuple[TriedWay, ...] = ()
    upgrade: Record | None = None
    before: Record | None = None
    tried: tuple[Record, ...] = ()
    on_distro: Record | None = None

    @property
    def lacking(self) -> tuple[Capability, ...]:
        """The abilities that the question needs and this pip lacks, sorted by name."""
        return tuple(sorted(self.scenario.needs - self.has, key=lambda each: each.value))

    @property
    def good(self) -> tuple[TriedWay, ...]:
        """The ways that work."""
        return tuple(each for each in self.ways if has_worked(each.record))

    @property
    def let_in(self) -> tuple[TriedWay, ...]:
        """The changes of the login that get past the proxy if something else then fails; empty otherwise."""
        if self.question.login in OPENING or self.good or self.mine.observed is None:
            return ()
        stopped = (self.mine.observed.outcome, self.mine.observed.reason)
        seen = ((way, way.record.observed) for way in self.ways)
        return tuple(way for way, one in seen if one is not None and (one.outcome, one.reason) != stopped)


def has_worked(record: Record) -> bool:
    """Return whether the client in a record got its file over verified legs."""
    return record.observed is not None and record.observed.outcome == "accepts"


def find_advice(question: Question, answers: Answers, curated: Mapping[str, Scenario], *, upgrade: bool) -> Advice:
    """Return the advice on a question; with ``upgrade`` newer releases are tried too.

    Raises ``UsageError`` if there is no record of the question itself.
    """
    asked = find_asked(curated, question)
    if asked is None:
        raise UsageError(f"no scenario has {question.store} alone behind {question.topology} like that")
    found = answers.find_records([asked])
    if asked[0] not in found:
        raise UsageError(f"the results have no record of {asked[0]} on that pip and Python")
    advice = Advice(question=question, scenario=asked[1], mine=found[asked[0]], has=answers.has)
    if advice.mine.observed is None or advice.mine.verdict is Verdict.INVALID:
        return advice
    if has_worked(advice.mine):
        return replace(advice, ways=tuple(_look_around([(question, advice.mine)], answers, curated)))
    advice = replace(advice, ways=_try_ways(question, answers, curated))
    if upgrade and not {question.ca, question.login} & _NOT_OF_PIP:
        advice = _find_upgrade(advice, asked, answers)
    return advice


def _try_ways(question: Question, answers: Answers, curated: Mapping[str, Scenario]) -> tuple[TriedWay, ...]:
    """Return the record of each change that this pip supports; for those that work, records of other hosts too."""
    known = [each for each in list_ways(question) if each.needed_option is None or each.needed_option in answers.has]
    cells = {each: cell for each in known if (cell := find_asked(curated, each)) is not None}
    found = answers.find_records(cells.values())
    tried = [(each, found[name]) for each, (name, _) in cells.items() if name in found]
    around = {
        each.question: each for each in _look_around([one for one in tried if has_worked(one[1])], answers, curated)
    }
    return tuple(
        around.get(each, TriedWay(question=each, record=record, hosts={}, before={})) for each, record in tried
    )


def _look_around(
    working: Sequence[tuple[Question, Record]], answers: Answers, curated: Mapping[str, Scenario]
) -> Iterator[TriedWay]:
    """Yield the changes that work, with the records of other hosts."""
    beside = {
        (each, store): cell
        for each, _ in working
        for store in USUAL
        if _may_take_away(each, store) and (cell := find_beside(curated, each, store)) is not None
    }
    alone = {
        (each, store): cell for each, store in beside if (cell := find_other_host(curated, each, store)) is not None
    }
    found = answers.find_records([*beside.values(), *alone.values()])
    for question, record in working:
        keys = [(question, store) for store in USUAL]
        yield TriedWay(
            question=question,
            record=record,
            hosts={key[1]: found[beside[key][0]] for key in keys if key in beside and beside[key][0] in found},
            before={key[1]: found[alone[key][0]] for key in keys if key in alone and alone[key][0] in found},
        )


def _may_take_away(question: Question, store: str) -> bool:
    return question.store not in (*USUAL,) or (bool(question.option) and question.store != store)


def list_causes(advice: Advice) -> tuple[Defect, ...]:
    """Return the known defect that the person's record names, in a tuple of at most one."""
    if advice.mine.verdict is not Verdict.KNOWN:
        return ()
    return tuple(each for each in list_pip_defects(advice.scenario) if each.slug == advice.mine.defect)[:1]


def _find_upgrade(advice: Advice, asked: Asked, answers: Answers) -> Advice:
    """Return the advice with the oldest release that works, with the one before it, or with those that do not."""
    newer, tried = answers.list_newer(), []
    for version in _list_turning_points(advice, newer, answers):
        record = answers.find_records([asked], str(version)).get(asked[0])
        if record is None or record.observed is None:
            continue
        if has_worked(record):
            return _go_back(replace(advice, upgrade=record), asked, newer, answers)
        tried.append(record)
    return replace(advice, tried=tuple(tried[-1:]))


def _list_turning_points(advice: Advice, newer: Sequence[Version], answers: Answers) -> Iterator[Version]:
    """Yield the releases at which a defect ends or begins, or an ability is new, and the newest, ascending."""
    defects = list_pip_defects(advice.scenario)

    def find_state(version: Version) -> object:
        having = [each.slug for each in defects if each.affects_version("pip", str(version))]
        return having, advice.scenario.needs - answers.find_capabilities(version)

    last = find_state(Version(advice.mine.client.version))
    for version in newer:
        state = find_state(version)
        if state != last or version == newer[-1]:
            yield version
        last = state


def _go_back(advice: Advice, asked: Asked, newer: Sequence[Version], answers: Answers) -> Advice:
    """Return the advice with the oldest release that works, so that the one before it is seen not to."""
    for _ in range(_BACK):
        assert advice.upgrade is not None
        older = [each for each in newer if each < Version(advice.upgrade.client.version)]
        if not older:
            return replace(advice, before=advice.mine)
        record = answers.find_records([asked], str(older[-1])).get(asked[0])
        if record is None or not has_worked(record):
            return replace(advice, before=record)
        advice = replace(advice, upgrade=record)
    return advice
