from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.version import Version

from harness.model.errors import UsageError
from harness.model.pip_facts import supports_python
from harness.provision.index import order_releases
from harness.provision.releases import find_neighbours, select_range
from harness.provision.sources import make_label

numbers = st.tuples(st.integers(20, 30), st.integers(0, 4), st.integers(0, 3))
releases = numbers.map(lambda parts: Version(".".join(map(str, parts)))).filter(lambda one: one.release >= (20, 3))
lists = st.lists(releases, min_size=1, unique=True).map(lambda some: tuple(sorted(some)))
pythons = st.integers(6, 30)


@given(lists, releases, releases)
def test_a_range_holds_exactly_what_lies_between_its_ends(
    known: tuple[Version, ...], low: Version, high: Version
) -> None:
    between = tuple(one for one in known if low <= one < high)
    if between:
        assert select_range(f">={low},<{high}", known) == between
    else:
        with pytest.raises(UsageError, match=str(known[-1])):
            select_range(f">={low},<{high}", known)


@given(lists, releases)
def test_nothing_known_lies_between_a_version_and_the_nearest(known: tuple[Version, ...], version: Version) -> None:
    near = [Version(one) for one in find_neighbours(version, known)]
    assert near
    below = [one for one in known if one <= version]
    above = [one for one in known if one > version]
    assert near == below[-1:] + above[:1]


@given(st.lists(st.one_of(releases.map(str), st.sampled_from(["26.0b1", "7.1.2", "not a version", "26.1.dev0"]))))
def test_a_list_in_order_is_ascending_and_final_and_loses_no_release(versions: list[str]) -> None:
    ordered = order_releases(versions)
    assert list(ordered) == sorted(set(ordered))
    assert {str(one) for one in ordered} == set(versions) - {"26.0b1", "7.1.2", "not a version", "26.1.dev0"}


@given(releases.filter(lambda one: one >= Version("23.1.2")), pythons)
def test_from_23_1_2_on_a_pip_that_runs_on_a_python_runs_on_the_next(version: Version, minor: int) -> None:
    assert not supports_python(version, f"3.{minor}") or supports_python(version, f"3.{minor + 1}")


@given(releases, releases, pythons)
def test_no_pip_runs_on_an_older_python_than_the_pips_before_it(one: Version, other: Version, minor: int) -> None:
    older, newer = sorted((one, other))
    oldest = min(python for python in range(6, 31) if supports_python(older, f"3.{python}"))
    assert minor >= oldest or not supports_python(newer, f"3.{minor}")


@given(st.text())
def test_a_label_is_fit_for_an_id(name: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9_.-]+", make_label(name))
    assert make_label(make_label(name)) == make_label(name)
