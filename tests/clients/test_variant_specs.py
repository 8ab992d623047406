from __future__ import annotations

from pathlib import Path

import pytest
from packaging.version import Version

from harness.clients.variant_specs import (
    STRADDLING,
    find_combinations,
    find_versions,
    read_variant_spec,
    write_variant_specs,
)
from harness.model.errors import UsageError
from harness.model.words import Variant
from harness.provision.libraries import LIBRARIES, VariantTrees

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


@pytest.mark.parametrize(
    ("spec", "variants", "versions"),
    [
        ("pool_only", [Variant.POOL_ONLY], {}),
        ("all", list(Variant), {}),
        ("pool_only=2.31.0", [Variant.POOL_ONLY], {"requests": "2.31.0"}),
        ("all=>=2.31,<2.33+urllib3=2.0.7", list(Variant), {"requests": ">=2.31,<2.33", "urllib3": "2.0.7"}),
        ("both_legs+pip=25.0.1", [Variant.BOTH_LEGS], {"pip": "25.0.1"}),
        ("both_legs=2.32.3+pip=/a+b/pip", [Variant.BOTH_LEGS], {"pip": "/a+b/pip"}),
    ],
)
def test_a_specification_names_variants_and_what_they_are_upon(
    spec: str, variants: list[Variant], versions: dict[str, str]
) -> None:
    read = read_variant_spec(spec)
    assert (list(read.variants), dict(read.versions), read.vendored) == (variants, versions, versions.get("pip"))


def test_what_is_no_variant_is_named_with_those_that_are() -> None:
    with pytest.raises(UsageError, match="unknown variant 'both': expected one of no_context, pool_only, "):
        read_variant_spec("both=2.31.0")


def test_a_library_that_is_not_to_be_chosen_is_named() -> None:
    with pytest.raises(UsageError, match="unknown library 'idna'; expected one of requests, urllib3,"):
        read_variant_spec("pool_only=2.32.5+idna=3")


@pytest.mark.parametrize(
    ("variants", "versions", "pips", "specs"),
    [
        (["pool_only"], {}, [], ["pool_only"]),
        (["all"], {"requests": ["2.31.0", "latest"]}, [], ["all=2.31.0", "all=latest"]),
        (["all"], {"urllib3": ["2.0.7"]}, [], ["all=latest+urllib3=2.0.7"]),
        (["no_context", "both_legs"], {}, ["24.0"], ["no_context+pip=24.0", "both_legs+pip=24.0"]),
        (["all"], {"truststore": ["0.9.2"]}, ["24.0"], ["all+pip=24.0"]),
        (["all"], {"requests": ["2.31.0"]}, ["24.0"], ["all+pip=24.0", "all=2.31.0"]),
    ],
)
def test_options_put_each_version_together_with_each(
    variants: list[str], versions: dict[str, list[str]], pips: list[str], specs: list[str]
) -> None:
    written = list(write_variant_specs(variants, versions, pips))
    assert written == specs
    assert all(read_variant_spec(spec) for spec in written)


def test_without_versions_each_that_straddles_a_change_meets_the_newest_of_the_other(trees: VariantTrees) -> None:
    found = find_combinations({}, trees)
    assert found[0] == NEWEST
    assert len(found) == 1 + sum(map(len, STRADDLING.values()))
    assert all(sum(pins[library] != NEWEST[library] for library in LIBRARIES) == 1 for pins in found[1:])


def test_versions_asked_for_are_put_together_each_with_each(trees: VariantTrees) -> None:
    found = find_combinations({"requests": ">=2.32", "urllib3": "<2.8"}, trees)
    assert [(pins["requests"], pins["urllib3"]) for pins in found] == [
        ("2.32.3", "1.26.20"),
        ("2.32.3", "2.0.7"),
        ("2.34.2", "1.26.20"),
        ("2.34.2", "2.0.7"),
    ]


@pytest.mark.parametrize(
    ("spec", "versions"),
    [("latest", ["2.34.2"]), ("all", list(KNOWN["requests"])), ("2.32", ["2.32"]), ("2.32.0", ["2.32.0"])],
)
def test_a_version_that_is_not_listed_may_be_yanked_and_is_tried(
    trees: VariantTrees, spec: str, versions: list[str]
) -> None:
    assert find_versions("requests", spec, trees) == versions


@pytest.mark.parametrize(
    ("spec", "why"),
    [("newest", "'newest' does not name a release of requests"), (">=3", "no requests release matches '>=3'")],
)
def test_a_specification_that_names_nothing_is_refused(trees: VariantTrees, spec: str, why: str) -> None:
    with pytest.raises(UsageError, match=why):
        find_versions("requests", spec, trees)
