from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from packaging.version import Version

from harness.clients.variant import STRADDLING, Choice, chosen, client_upon, combinations
from harness.model.capability import Capability
from harness.model.errors import UsageError
from harness.model.words import Variant
from harness.provision.libraries import LIBRARIES, VariantTrees
from tests.support.cells import PYTHON

KNOWN = {
    "requests": ("2.31.0", "2.32.3", "2.34.2"),
    "urllib3": ("1.26.20", "2.0.7", "2.8.0"),
    "truststore": ("0.9.2", "0.10.4"),
    "cachecontrol": ("0.14.4",),
}
NEWEST = {library: versions[-1] for library, versions in KNOWN.items()}


class Listed(VariantTrees):
    """Trees of an index with just these versions."""

    def list_releases(self, library: str) -> tuple[Version, ...]:
        return tuple(map(Version, KNOWN[library]))


@pytest.fixture
def trees(tmp_path: Path) -> VariantTrees:
    return Listed(tmp_path)


def test_all_are_all() -> None:
    assert chosen(Choice(variants=("all",))) == tuple(Variant)


def test_a_variant_is_chosen_once() -> None:
    assert chosen(Choice(variants=("both_legs", "both_legs"))) == (Variant.BOTH_LEGS,)


def test_what_is_no_variant_is_named_with_those_that_are() -> None:
    with pytest.raises(UsageError, match="there is no variant 'both': there are no_context, pool_only, "):
        chosen(Choice(variants=("both",)))


def test_versions_need_a_variant() -> None:
    with pytest.raises(UsageError, match="give --variant all, or one of them"):
        chosen(Choice(requests=("2.31.0",)))


def test_without_versions_each_that_straddles_a_change_meets_the_newest_of_the_other(trees: VariantTrees) -> None:
    found = combinations(Choice(variants=("all",)), trees)
    assert found[0] == NEWEST
    assert len(found) == 1 + sum(map(len, STRADDLING.values()))
    assert all(sum(pins[library] != NEWEST[library] for library in LIBRARIES) == 1 for pins in found[1:])


def test_versions_asked_for_are_put_together_each_with_each(trees: VariantTrees) -> None:
    found = combinations(Choice(variants=("all",), requests=(">=2.32",), urllib3=("1.26.20", "latest")), trees)
    assert [(pins["requests"], pins["urllib3"]) for pins in found] == [
        ("2.32.3", "1.26.20"),
        ("2.32.3", "2.8.0"),
        ("2.34.2", "1.26.20"),
        ("2.34.2", "2.8.0"),
    ]


def test_a_version_that_is_not_listed_may_be_yanked_and_is_tried(trees: VariantTrees) -> None:
    (pins,) = combinations(Choice(variants=("all",), requests=("2.32.0",)), trees)
    assert pins == NEWEST | {"requests": "2.32.0"}


@pytest.mark.parametrize(
    ("spec", "why"), [("newest", "'newest' names no requests"), (">=3", "no requests release matches '>=3'")]
)
def test_a_specification_that_names_nothing_is_refused(trees: VariantTrees, spec: str, why: str) -> None:
    with pytest.raises(UsageError, match=why):
        combinations(Choice(variants=("all",), requests=(spec,)), trees)


@pytest.mark.parametrize("variant", Variant)
@pytest.mark.parametrize(("version", "strict"), [("3.12.1", False), ("3.13.0", True)])
def test_a_variant_runs_on_a_strict_python_or_not(variant: Variant, version: str, strict: bool, tmp_path: Path) -> None:
    client = client_upon(variant, NEWEST, "", tmp_path, replace(PYTHON, version=version))
    assert (Capability.STRICT_PYTHON in client.has) is strict
