from __future__ import annotations

from dataclasses import replace

from packaging.version import Version

from harness.model.defect import Defect, pips, variants
from harness.model.expectation import Accepts, Breaks, Rejects
from harness.model.scenario import Scenario
from harness.model.words import Leg, Variant
from harness.report.catalogue import format_catalogue
from scenarios.topologies import TUNNELLED

RELEASES = tuple(map(Version, ("24.0", "24.1", "25.0", "26.0")))
LOST = Defect(
    slug="context-lost",
    issue="pypa/pip#1",
    affected=(pips(">=24.1,<26.0"),),
    shows=Rejects(Leg.ORIGIN),
    because="It is lost.",
    message="certificate verify failed",
    workaround="Set SSL_CERT_FILE.",
    workaround_shown_by="tunnelled.b",
)
OLD = Defect(
    slug="name-unchecked", issue="CVE-2021-28363", affected=(pips("<27"),), shows=Breaks("x"), because="It is old."
)
OF_A_VARIANT = Defect(
    slug="bundle-lost",
    issue="psf/requests#2",
    shows=Accepts(),
    because="It adds.",
    affected=(variants(Variant.INJECTED, requests="<2.32"),),
)


def written(*exposed: Defect) -> str:
    scenario = Scenario(claim="It holds.", topology=TUNNELLED, expect=Accepts(), because="It does.", exposes=exposed)
    return format_catalogue({"tunnelled.a": scenario}, RELEASES)


def test_the_table_has_the_first_and_the_last_release_the_leg_and_the_workaround() -> None:
    assert "| [context-lost](#context-lost) | 24.1 | 25.0 | origin | Set SSL_CERT_FILE. |" in written(LOST)


def test_a_defect_of_every_release_is_old_and_open() -> None:
    assert "| [name-unchecked](#name-unchecked) | 24.0 or before | open | origin | none known |" in written(OLD)


def test_a_section_has_the_issue_the_message_the_reason_and_the_scenarios() -> None:
    text = written(LOST)
    for said in (
        "## context-lost",
        "[pypa/pip#1](https://github.com/pypa/pip/issues/1), on pip `>=24.1,<26.0`: pip rejects the origin leg",
        "```text\ncertificate verify failed\n```",
        "Why: It is lost.",
        "Workaround: Set SSL_CERT_FILE. Shown by `tunnelled.b`.",
        "* `tunnelled.a`: It holds.",
    ):
        assert said in text


def test_a_section_shows_the_releases_that_have_it_as_a_bar() -> None:
    assert "```text\n24   25 26\n··██ ██ ··\n```" in written(LOST)


def test_what_is_silent_says_so() -> None:
    assert "What users see:\n\nNothing.\n" in written(OLD)
    assert "https://nvd.nist.gov/vuln/detail/CVE-2021-28363" in written(OLD)


def test_defects_of_variants_stand_apart_from_those_of_pip() -> None:
    before, _, after = written(LOST, OF_A_VARIANT).partition("# Defects of adapter variants only")
    assert "## context-lost" in before
    assert "bundle-lost" not in before
    assert "## bundle-lost" in after
    assert "on injected on requests `<2.32`" in after


def test_defects_come_in_the_order_of_their_names() -> None:
    text = written(OLD, LOST)
    assert text.index("## context-lost") < text.index("## name-unchecked")


def test_the_releases_between_that_have_it_not_are_told_with_the_last() -> None:
    assert "| 24.0 or before | open, but not 24.1 to 25.0 | origin |" in written(
        replace(OLD, affected=(pips("!=24.1,!=25.0"),))
    )
    assert "| 24.0 or before | open, but not 25.0 | origin |" in written(replace(OLD, affected=(pips("!=25.0"),)))


def test_what_is_meant_stands_apart_with_the_issue_that_says_so() -> None:
    scenario = Scenario(
        claim="It surprises.", topology=TUNNELLED, expect=Accepts(), because="It is so.", by_design="pypa/pip#3"
    )
    text = format_catalogue({"tunnelled.a": scenario}, RELEASES)
    said = "* It surprises. It is so. [pypa/pip#3](https://github.com/pypa/pip/issues/3), `tunnelled.a`"
    assert text.partition("# Not defects")[2].strip().endswith(said)
