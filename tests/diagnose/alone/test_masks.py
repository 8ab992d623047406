from __future__ import annotations

import base64
import json
from urllib.parse import quote

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from harness.diagnose.alone.masks import MASK, Mask

#: What may be in a password; one of three letters gives nothing away where it stands alone.
PASSWORDS = st.text(st.characters(min_codepoint=33, max_codepoint=0x24F), min_size=6, max_size=20)


def forms(password: str) -> list[str]:
    login = f"me:{password}"
    encoded = [base64.b64encode(each.encode()).decode().rstrip("=") for each in (password, login)]
    return [password, quote(password, safe=""), *encoded]


@settings(deadline=None)
@given(PASSWORDS)
@example("pa@ss/word#1")
@example("%41%42%43%44")
@example("ünïcödé")
def test_no_form_of_a_password_in_a_proxys_url_is_left(password: str) -> None:
    written = quote(password, safe="")
    mask = Mask({"HTTPS_PROXY": f"http://me:{written}@proxy:3128"}, (), ())
    for form in forms(password):
        assert form not in mask.clean_text(f"it said {form} and went on")
    assert mask.clean_text(f"http://me:{written}@proxy:3128") == f"http://me:{MASK}@proxy:3128"


@settings(deadline=None)
@given(PASSWORDS.filter(lambda each: not each.startswith("@")))
def test_a_password_that_is_in_a_url_as_it_is_is_masked_too(password: str) -> None:
    mask = Mask({"HTTPS_PROXY": f"http://me:{password}@proxy:3128"}, (), ())
    assert password not in mask.clean_text(f"Failed to parse: http://me:{password}@proxy:3128")
    assert password not in mask.clean_text(f"it said {password} and went on")


@pytest.mark.parametrize(
    ("environment", "words", "texts"),
    [
        ({"MY_API_TOKEN": "kept-secret"}, (), ()),
        ({}, ("--password", "kept-secret"), ()),
        ({}, ("--auth-token=kept-secret",), ()),
        ({}, ("-i", "https://__token__:kept-secret@index.test/simple"), ()),
        ({}, ("https://index.test/simple?key=kept-secret",), ()),
        ({}, (), ("machine index.test login me password kept-secret\n",)),
        ({}, (), ("[global]\nindex-url = https://me:kept-secret@index.test/simple\n",)),
        ({"PIP_PROXY": "me:kept-secret@proxy:3128"}, (), ()),
    ],
    ids=["variable", "option", "option with =", "URL", "query", "netrc", "configuration file", "URL without scheme"],
)
def test_a_secret_is_known_wherever_it_is_from(
    environment: dict[str, str], words: tuple[str, ...], texts: tuple[str, ...]
) -> None:
    assert Mask(environment, words, texts).clean_text("it said kept-secret") == f"it said {MASK}"


def test_a_report_is_cleaned_down_to_its_leaves() -> None:
    mask = Mask({"A_TOKEN": "kept-secret"}, (), ())
    assert mask.clean_value({"a": [{"b": "kept-secret"}], "n": 1, "t": True}) == {"a": [{"b": MASK}], "n": 1, "t": True}


def test_what_slipped_through_is_found_as_json_writes_it() -> None:
    mask = Mask({"A_TOKEN": 'ke"pt-sëcret'}, (), ())
    assert mask.find_leaks(json.dumps({"a": 'ke"pt-sëcret'}))
    assert mask.find_leaks(json.dumps({"a": 'ke"pt-sëcret'}, ensure_ascii=False))


def test_hosts_and_names_are_called_the_same_everywhere() -> None:
    mask = Mask({}, (), ())
    mask.add_names(["proxy.corp.test", "corp.test", "pypi.org"], ["Contoso Root"])
    said = mask.clean_text("https://proxy.corp.test:3128 for PROXY.corp.test by CN=Contoso Root; pypi.org, .corp.test")
    assert said == "https://host-1:3128 for host-1 by CN=name-1; pypi.org, .host-2"


def test_nothing_moves_a_cursor() -> None:
    assert Mask({}, (), ()).clean_text("a\x1b[2Jb\u202ec\n\td") == "a\\x1b[2Jb\\u202ec\n\td"


def test_a_place_for_a_login_stays_readable() -> None:
    assert Mask({}, (), ()).clean_text("http://USER:PASSWORD@proxy:1") == "http://USER:PASSWORD@proxy:1"
