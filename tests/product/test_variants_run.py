from __future__ import annotations

import pytest

from harness.catalogue.find import load_scenarios
from harness.model.words import Verdict, Whose
from harness.runs.pipeline import Pipeline
from tests.support.stocks import select_from_stock

ORIGIN = "tunnelled.system_store_vouches_for_the_origin"
BOTH = "tunnelled_over_tls.system_store_vouches_for_both_legs"
SHIPPED = "tunnelled.shipped_store_vouches_for_the_origin"


def judged(pipeline: Pipeline, scenario: str, variant: str) -> tuple[str, str | None, str | None]:
    """The verdict on a variant, the defect that showed, and whose context decided."""
    (planned,) = select_from_stock({scenario: load_scenarios()[scenario]}, ("variant", variant))
    assert planned.skip == ""
    done = pipeline.run_cell(planned.cell).judged
    assert done.outcome is not None
    context = done.outcome.context
    return done.verdict.value, done.defect.slug if done.defect else None, context.value if context else None


@pytest.mark.usefixtures("private")
@pytest.mark.parametrize(
    ("variant", "origin", "both"),
    [
        ("pool_only", "truststore-context-lost", "proxy-leg-context-lost"),
        ("pool_kwargs_merged", None, "proxy-leg-context-lost"),
        ("origin_leg", None, "proxy-leg-context-lost"),
        ("both_legs", None, None),
    ],
)
def test_a_variant_loses_the_context_where_it_does_not_hand_it_over(
    pipeline: Pipeline, variant: str, origin: str | None, both: str | None
) -> None:
    for scenario, defect in ((ORIGIN, origin), (BOTH, both)):
        expected = ("KNOWN", defect, "lost") if defect else ("PASS", None, "sessions")
        assert judged(pipeline, scenario, f"{variant}=latest+urllib3=latest") == expected


@pytest.mark.usefixtures("private")
def test_the_workaround_of_the_bug_report_does_nothing_before_requests_asks_it(pipeline: Pipeline) -> None:
    assert judged(pipeline, ORIGIN, "pool_kwargs_merged=2.31.0")[1] == "truststore-context-lost"
    assert judged(pipeline, ORIGIN, "pool_kwargs_merged=2.32.3")[0] == "PASS"


@pytest.mark.usefixtures("private")
@pytest.mark.parametrize(
    ("version", "slug"), [("25.0.1", "truststore-context-lost"), ("26.3", "truststore-context-lost")]
)
def test_a_variant_runs_upon_what_a_pip_vendors(pipeline: Pipeline, version: str, slug: str) -> None:
    assert judged(pipeline, ORIGIN, f"pool_only+pip={version}")[1] == slug
    assert judged(pipeline, ORIGIN, f"both_legs+pip={version}")[0] == "PASS"


def test_an_injected_truststore_is_no_context_of_the_sessions(pipeline: Pipeline) -> None:
    assert judged(pipeline, SHIPPED, "injected=latest") == (Verdict.PASS.value, None, Whose.NONE.value)


def test_what_a_variant_lacks_is_a_reason_to_skip() -> None:
    names = (ORIGIN, "actions.system_store_vouches_for_an_install", "bundle_channels.pip_cert_vouches_for_the_origin")
    scenarios = {name: each for name, each in load_scenarios().items() if name in names}
    found = select_from_stock(scenarios, ("variant", "no_context=latest"))
    assert all("lacks: " in planned.skip for planned in found)


def test_an_impossible_combination_is_skipped_with_its_reason() -> None:
    impossible = ("variant", "both_legs=2.28.2+urllib3=2.0.7")
    (planned,) = select_from_stock({SHIPPED: load_scenarios()[SHIPPED]}, impossible)
    assert "cannot be installed for Python" in planned.skip
    assert "conflicting dependencies" in planned.skip


def test_a_variant_and_a_pip_run_side_by_side() -> None:
    found = select_from_stock({SHIPPED: load_scenarios()[SHIPPED]}, ("variant", "both_legs=latest"), ("pip", "26.3"))
    assert [planned.cell.client.name for planned in found] == ["pip", "both_legs"]
