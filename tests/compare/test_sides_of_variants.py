from __future__ import annotations

import sys
from pathlib import Path

import pytest

from harness.compare.sides import Sides, select_sides
from harness.model.cell import Machine, Side
from harness.model.errors import UsageError
from harness.provision.stock import open_stock
from scenarios import tunnelled
from tests.clients.test_variant_specs import Listed
from tests.support.cells import PYTHON
from tests.support.stocks import stock_of

SCENARIOS = {"tunnelled.exposes": tunnelled.system_store_vouches_for_the_origin}
VARIANT = "variant@pool_only+urllib3=2.0.7"


@pytest.mark.client
def test_two_variants_are_compared_each_with_its_libraries() -> None:
    sides = Sides(baseline="variant@pool_only+urllib3=2.6.3", candidate="variant@both_legs+urllib3=2.6.3")
    python = "{}.{}".format(*sys.version_info[:2])
    with open_stock(lambda _line: None) as stock:
        planned = select_sides(SCENARIOS, sides, [python], Machine(), stock)
    assert [(each.cell.side, each.cell.client.name) for each in planned] == [
        (Side.BASELINE, "pool_only"),
        (Side.CANDIDATE, "both_legs"),
    ]


@pytest.mark.parametrize(("candidate", "said"), [(VARIANT, "nothing to compare"), ("variant@all", "is 6 clients")])
def test_a_side_is_one_variant_and_not_the_other(tmp_path: Path, candidate: str, said: str) -> None:
    stock = stock_of(tmp_path, [PYTHON])
    stock.libraries = Listed(tmp_path)
    with pytest.raises(UsageError, match=said):
        select_sides(SCENARIOS, Sides(baseline=VARIANT, candidate=candidate), [], Machine(), stock)
