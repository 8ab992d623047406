from __future__ import annotations

from dataclasses import replace

import pytest
from packaging.specifiers import SpecifierSet

from harness.advise.answers import is_same_python
from harness.advise.defects import (
    describe_span,
    find_by_message,
    find_fixing_release,
    list_messages,
    list_pip_defects,
    may_affect,
)
from harness.catalogue.find import load_scenarios
from harness.model.defect import Defect, pips, variants
from harness.model.expectation import Accepts, Rejects
from harness.model.words import Leg, Variant
from scenarios.defects.builds import SSL_CERT_FILE_LOST_IN_THE_BUILD
from scenarios.defects.contexts import IP_ADDRESS_ENDS_IN_A_TRACEBACK, PROXY_LEG_CONTEXT_LOST, TRUSTSTORE_CONTEXT_LOST
from scenarios.defects.names import URL_WITH_A_PORT_AS_TRUSTED_HOST_ENDS_IN_A_TRACEBACK
from scenarios.tunnelled import system_store_vouches_for_the_origin

DEFECTS = tuple(dict.fromkeys(defect for each in load_scenarios().values() for defect in each.exposes))
MESSAGE = "certificate verify failed: unable to get local issuer certificate"


def defect(affected: str) -> Defect:
    return Defect(
        slug="lost", issue="pypa/pip#1", affected=(pips(affected),), shows=Rejects(Leg.ORIGIN), because="It is."
    )


@pytest.mark.parametrize(
    ("affected", "said", "fixed"),
    [
        (">=24.2,<25.2", "since pip 24.2, fixed in pip 25.2", "25.2"),
        ("<25.0", "in every release that was run, fixed in pip 25.0", "25.0"),
        (">=26.3", "since pip 26.3, not fixed in any release that was run", None),
        ("==25.0", "in pip 25.0 alone", None),
        ("<26.3,!=26.1.*", "in every release that was run, fixed in pip 26.3, but not in pip 26.1.*", "26.3"),
        (
            "!=21.1.*,!=21.2.*",
            "in every release that was run, not fixed in any release that was run, but not in pip 21.1.* and 21.2.*",
            None,
        ),
    ],
)
def test_a_range_is_said_in_words(affected: str, said: str, fixed: str | None) -> None:
    assert (describe_span(defect(affected)), find_fixing_release(defect(affected))) == (said, fixed)


def test_every_range_of_the_catalogue_can_be_said() -> None:
    known = {"<", ">=", "==", "!="}
    assert {each.operator for defect in DEFECTS for each in SpecifierSet(defect.versions_of("pip") or "")} <= known


@pytest.mark.parametrize(
    "text",
    [
        MESSAGE,
        MESSAGE.upper(),
        f"[SSL: CERTIFICATE_VERIFY_FAILED] {MESSAGE} (_ssl.c:992)",
        "unable to get local   issuer",
        "self signed certificate in certificate chain",
    ],
)
def test_a_defect_is_found_by_what_users_see_of_it(text: str) -> None:
    found = find_by_message(DEFECTS, text)
    assert {TRUSTSTORE_CONTEXT_LOST, PROXY_LEG_CONTEXT_LOST} <= set(found)
    assert IP_ADDRESS_ENDS_IN_A_TRACEBACK not in found


def test_each_text_of_a_defect_that_has_several_finds_it() -> None:
    two = replace(defect("<22.0"), message="one text of pip's\nanother text")
    assert [find_by_message([two], text) for text in ("One text of pip's, and more", "another text")] == [
        (two,),
        (two,),
    ]
    assert find_by_message([two], "a third text") == ()


def test_a_message_of_its_own_finds_a_defect_alone() -> None:
    said = "ValueError: Invalid IPv6 URL"
    assert find_by_message(DEFECTS, said) == (URL_WITH_A_PORT_AS_TRUSTED_HOST_ENDS_IN_A_TRACEBACK,)


@pytest.mark.parametrize("text", ["", "ssl", "  failed  ", "disk is full, nothing more to say"])
def test_a_text_that_says_too_little_or_something_else_finds_nothing(text: str) -> None:
    assert find_by_message(DEFECTS, text) == ()


def test_a_defect_is_found_once_and_one_of_the_variants_alone_never() -> None:
    assert find_by_message([TRUSTSTORE_CONTEXT_LOST] * 2, MESSAGE) == (TRUSTSTORE_CONTEXT_LOST,)
    assert find_by_message([replace(defect(""), affected=(variants(Variant.POOL_ONLY),))], MESSAGE) == ()
    assert list_pip_defects(system_store_vouches_for_the_origin) == (TRUSTSTORE_CONTEXT_LOST,)


def test_a_defect_that_seems_to_work_has_no_message() -> None:
    accepted = Defect(slug="a", issue="pypa/pip#1", affected=(pips(">=24.2"),), shows=Accepts(), because="It is.")
    assert list_messages(accepted) == ()


def test_a_release_has_a_defect_or_not_and_of_anything_else_it_may() -> None:
    assert [may_affect(SSL_CERT_FILE_LOST_IN_THE_BUILD, pip) for pip in ("24.3.1", "25.0", "./tree")] == [
        False,
        True,
        True,
    ]


def test_a_python_is_named_in_full_or_by_its_minor_version() -> None:
    assert [is_same_python("3.10.13", given) for given in ("3.10", "3.10.13", "3.1", "3.11")] == [
        True,
        True,
        False,
        False,
    ]
