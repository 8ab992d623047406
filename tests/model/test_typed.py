from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.model.conditions import TypedLogin, TypedProxyLogin
from harness.model.passwords import OF_INDEX, OF_PROXY, mask_passwords

TEXT = st.text(st.characters(blacklist_characters="{}", blacklist_categories=("Cs", "Cc")), max_size=8)


@given(TEXT, TEXT)
def test_what_is_typed_stands_in_the_url_as_it_is(before: str, after: str) -> None:
    typed = TypedProxyLogin(f"{before}{{password}}{after}")
    assert typed.value.given is not None
    assert typed.value.given.written == f"{before}{OF_PROXY.word}{after}"
    assert typed.value.opens


@pytest.mark.parametrize(
    ("text", "user", "word"),
    [
        ("user:{password}", "user", OF_INDEX.word),
        (r"DOMAIN%5Cme:%23{password}", r"DOMAIN\me", f"#{OF_INDEX.word}"),
        (r"DOMAIN\me:{password}", r"DOMAIN\me", OF_INDEX.word),
        ("me:a:{password}", "me", f"a:{OF_INDEX.word}"),
        ("{password}", OF_INDEX.word, ""),
        ("{password}:", OF_INDEX.word, ""),
        (":{password}", "", OF_INDEX.word),
    ],
)
def test_the_node_demands_what_is_meant(text: str, user: str, word: str) -> None:
    asked = TypedLogin(text).value.asked
    assert (asked.user, asked.word) == (user, word)


@pytest.mark.parametrize("text", ["{password}", "{password}:", "user:{password}", ":a{password}"])
def test_the_secret_of_a_login_is_masked_wherever_it_stands(text: str) -> None:
    login = TypedLogin(text).value.asked
    assert OF_INDEX.word not in mask_passwords(f"https://{login.written}@host {login.login}", [login])


@pytest.mark.parametrize(("text", "breaks"), [("a/b:{password}", True), ("a%2Fb:{password}", False)])
def test_what_ends_the_host_in_a_url_breaks_it_unless_it_is_encoded(text: str, breaks: bool) -> None:
    assert TypedLogin(text).value.asked.breaks_urls is breaks


@pytest.mark.parametrize("text", ["user:secret", "", "{password}{password}"])
def test_a_login_without_the_labs_own_word_is_told_in_one_line(text: str) -> None:
    with pytest.raises(ValueError, match=r"is no login: expected one \{password\} in it") as raised:
        TypedLogin(text)
    assert "\n" not in str(raised.value)
