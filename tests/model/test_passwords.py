from __future__ import annotations

import base64
from dataclasses import replace
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.model.passwords import (
    OF_INDEX,
    OF_PROXY,
    OF_SESSION,
    SECRETS,
    list_secrets,
    make_printed_events,
    mask_passwords,
    split_login,
)
from harness.model.transcript import digest_secret

WORDS = st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=8)
PLACES = st.sampled_from(["localhost:1", "[::1]:3128", "proxy.corp.test:80/simple/"])


@given(WORDS, WORDS, st.booleans(), PLACES)
def test_a_login_is_taken_off_a_url_whatever_is_in_it(user: str, word: str, raw: bool, place: str) -> None:
    written = replace(OF_INDEX, user=user, word=word, raw=raw).written
    assert split_login(f"https://{written}@{place}") == (f"https://{place}", f"{written}@")


def test_a_url_without_a_login_has_none() -> None:
    assert split_login("http://localhost:1/simple/") == ("http://localhost:1/simple/", "")
    assert split_login("") == ("", "")


@given(WORDS.filter(lambda word: ":" not in word), WORDS)
def test_what_is_written_with_percents_reads_as_what_is_demanded(user: str, word: str) -> None:
    odd = replace(OF_PROXY, user=user, word=word)
    assert unquote(odd.written) == odd.login
    assert odd.written.count(":") == 1


@given(WORDS, st.booleans())
def test_no_way_of_writing_a_password_is_left_unmasked(word: str, raw: bool) -> None:
    odd = replace(OF_PROXY, word=word, raw=raw)
    said = " ".join(odd.forms)
    assert not any(len(form) > 4 and form in mask_passwords(said, [odd]) for form in odd.forms)


@pytest.mark.parametrize("mark", list("@:/#[?"))
def test_half_a_password_is_a_secret_too(mark: str) -> None:
    odd = replace(OF_PROXY, word=f"opens-half{mark}of-the-proxy", raw=True)
    assert {"opens-half", "of-the-proxy", odd.word} <= set(odd.forms)
    assert mask_passwords("Failed to parse: http://proxy-user:opens-half", [odd]).endswith(":****")


def test_every_secret_has_words_and_digests_of_its_own() -> None:
    forms = [form for each in SECRETS for form in each.forms]
    digests = [digest for each in SECRETS for digest in each.digests]
    assert len(forms) == len(set(forms))
    assert len(digests) == len(set(digests))
    assert not any(one.word in other.word for one in SECRETS for other in SECRETS if one is not other)


@pytest.mark.parametrize("sent", ["ü:ä", "%C3%BC:%C3%A4"])
@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
def test_a_login_is_known_in_whatever_encoding_and_spelling_it_is_sent(sent: str, encoding: str) -> None:
    value = f"Basic {base64.b64encode(sent.encode(encoding)).decode()}"
    assert digest_secret(value) in replace(OF_INDEX, user="ü", word="ä").digests


def test_a_printed_form_names_its_secret_once() -> None:
    names = [name for name, form in list_secrets(SECRETS).items() if OF_INDEX.word in form or form == OF_SESSION.word]
    assert [event.detail for event in make_printed_events([*names, *names])] == [
        OF_INDEX.references[0],
        OF_SESSION.references[0],
    ]
