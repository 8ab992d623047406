from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from harness.clients.variant import VariantKind
from harness.clients.variant_clients import make_installed_variant
from harness.model.capability import Capability
from harness.model.errors import UsageError
from harness.model.words import Variant
from tests.clients.test_variant_specs import NEWEST, Listed
from tests.support.cells import PYTHON
from tests.support.stocks import stock_of

KIND = VariantKind()


def test_versions_need_a_variant() -> None:
    with pytest.raises(UsageError, match="give --variant all, or one of them"):
        KIND.read_options({"requests": ["2.31.0"]})


@pytest.mark.parametrize("specs", [("both_legs=latest", "both_legs=latest"), ("all=latest", "pool_only=latest")])
def test_a_variant_is_found_once(tmp_path: Path, specs: tuple[str, str]) -> None:
    stock = stock_of(tmp_path, [PYTHON])
    stock.libraries = Listed(tmp_path)
    found = [each.client.id for each in KIND.find_clients(specs, (), stock)]
    assert len(found) == len(set(found)) == (len(Variant) if "all=latest" in specs else 1)


@pytest.mark.parametrize(("spec", "narrowed"), [("pool_only", "pool_only=latest"), ("all+pip=24.0", "all+pip=24.0")])
def test_one_combination_of_libraries_is_the_newest_unless_others_are_named(spec: str, narrowed: str) -> None:
    assert KIND.narrow_spec(spec) == narrowed


@pytest.mark.parametrize("variant", Variant)
@pytest.mark.parametrize(("version", "strict"), [("3.12.1", False), ("3.13.0", True)])
def test_a_variant_runs_on_a_strict_python_or_not(variant: Variant, version: str, strict: bool, tmp_path: Path) -> None:
    client = make_installed_variant(variant, NEWEST, "", tmp_path, replace(PYTHON, version=version))
    assert (Capability.STRICT_PYTHON in client.has) is strict
