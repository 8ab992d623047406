"""List the releases of a project that the package index has, and those that it has listed before.

One rule: what was listed once is kept, unless it was yanked since, so that an index that answers in part, or not at
all, takes nothing away for good; what a run then lacks is named in a warning.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from packaging.version import Version

from harness.model.errors import UsageError
from harness.provision.index import NoAnswerError, ask_for_versions, ask_for_yanked, order_releases
from harness.provision.index_answers import IndexAnswers
from harness.provision.whole_files import write_whole

#: So many releases are named in a warning.
_NAMED = 8


class ReleaseList:
    """The releases of a project. ``warnings`` are lines about those that are missing, or used without the index.

    ``cached`` lists the releases that need not be fetched; None where a release alone does not say that.
    ``answers`` is the folder in which the index's answers are kept for some minutes.
    """

    def __init__(
        self, project: str, kept_in: Path, oldest: tuple[int, ...], cached: Callable[[], Iterable[str]] | None = None
    ) -> None:
        self.warnings: list[str] = []
        self._project, self._kept_in, self._oldest, self._cached = project, kept_in, oldest, cached
        self.answers = kept_in.parent / "answers"
        self._answers = IndexAnswers(self.answers)
        self._usable: tuple[Version, ...] = ()

    def list_usable(self) -> tuple[Version, ...]:
        """Return the final releases that a run may use, ascending: listed by the index, or in the cache.

        Raises ``UsageError`` if there are none.
        """
        if not self._usable:
            self._usable = self._found()
        return self._usable

    def list_usable_now(self) -> tuple[Version, ...]:
        """Return the same, asked for anew unless the index was asked just now. Raises ``UsageError`` if none."""
        if not self._usable or self._answers.kept:
            self._answers.ask_anew()
            self.warnings.clear()
            self._usable = self._found()
        return self._usable

    def list_before(self) -> tuple[Version, ...]:
        """Return the releases that were listed up to now, ascending; none if that is not known."""
        try:
            listed = json.loads(self._kept_in.read_text(encoding="utf-8"))
            return order_releases([str(version) for version in listed], self._oldest)
        except (OSError, ValueError, TypeError):
            return ()

    def _found(self) -> tuple[Version, ...]:
        before = self.list_before()
        try:
            listed = self._answers.ask_index(self._project, lambda: ask_for_versions(self._project, self._oldest))
        except NoAnswerError as error:
            return self._without_an_answer(before, str(error))
        gone = sorted(set(before) - listed)
        yanked = sorted(self._yanked().intersection(gone)) if gone else []
        self._keep(before, {*before, *listed} - {*yanked})
        if yanked:
            self.warnings.append(f"yanked since, and left out: {self._project} {_name_some(yanked)}")
        lacking = sorted(set(gone) - set(yanked))
        return tuple(sorted({*listed, *self._warn_of(lacking, len(listed))}))

    def _yanked(self) -> frozenset[Version]:
        return self._answers.ask_index(f"{self._project}-yanked", lambda: ask_for_yanked(self._project))

    def _warn_of(self, lacking: Sequence[Version], listed: int) -> tuple[Version, ...]:
        """Warn of releases that the index lacks; return those of them that are in the cache."""
        here, left_out = self._parted(lacking)
        if lacking:
            kept = f"; used all the same, from the cache: {_name_some(here)}" if here else ""
            without = f"; left out: {_name_some(left_out)}" if left_out else ""
            self.warnings.append(
                f"the package index lists {listed} releases of {self._project} and lacks {len(lacking)} that it listed "
                f"before{kept}{without}"
            )
        return tuple(here)

    def _without_an_answer(self, before: Sequence[Version], why: str) -> tuple[Version, ...]:
        problem = f"the package index lists no {self._project} releases ({why})"
        known = before or order_releases(list(self._cached() if self._cached else ()), self._oldest)
        here, left_out = self._parted(known) if self._cached else (list(known), [])
        if not here:
            raise UsageError(f"{problem}, and there are none in the cache {self._kept_in.parent}")
        what = (
            "those that it listed last time are used"
            if before
            else f"only those in the cache are used, {_name_span(here)}"
        )
        but = f"; left out because they are not in the cache: {_name_some(left_out)}" if left_out else ""
        self.warnings.append(f"{problem}: {what}{but}")
        return tuple(here)

    def _parted(self, versions: Iterable[Version]) -> tuple[list[Version], list[Version]]:
        """Return those that are in the cache and those that are not."""
        cached = set(order_releases(list(self._cached()), self._oldest)) if self._cached else set()
        here = [version for version in versions if version in cached]
        return here, [version for version in versions if version not in cached]

    def _keep(self, before: Sequence[Version], versions: set[Version]) -> None:
        if versions != set(before):
            write_whole(self._kept_in, json.dumps([str(version) for version in sorted(versions)]))


def _name_some(versions: Sequence[Version]) -> str:
    more = f" and {len(versions) - _NAMED} more" if len(versions) > _NAMED else ""
    return ", ".join(map(str, versions[:_NAMED])) + more


def _name_span(versions: Sequence[Version]) -> str:
    return f"{versions[0]} to {versions[-1]}"
