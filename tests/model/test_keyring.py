"""The command of a keyring, asked as pips ask it."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace

import pytest

from harness.model.conditions.keyring import write_keyring
from harness.model.passwords import OF_INDEX, WRONG_FOR_INDEX

BOTH = write_keyring(OF_INDEX, replace(WRONG_FOR_INDEX, user=OF_INDEX.user))
INDEX, HOST = "https://localhost:4711/simple/", "localhost:4711"


def ask(keyring: str, *words: str) -> str:
    command = ["/bin/sh", "-c", keyring, "keyring", *words]
    return subprocess.run(command, check=False, capture_output=True, text=True).stdout.strip()


def ask_both(keyring: str, *words: str) -> str:
    answer = ask(keyring, "--mode=creds", "--output=json", "get", *words)
    return ":".join(json.loads(answer).values()) if answer else ""


@pytest.mark.parametrize("service", [INDEX, HOST])
def test_one_password_is_for_an_index_and_its_host(service: str) -> None:
    keyring = write_keyring(OF_INDEX)
    assert ask(keyring, "get", service, "user") == OF_INDEX.word
    assert ask_both(keyring, service) == ask_both(keyring, service, "user") == OF_INDEX.login


@pytest.mark.parametrize(("service", "word"), [(INDEX, OF_INDEX.word), (HOST, WRONG_FOR_INDEX.word)])
def test_a_host_can_have_another_than_its_index_for_the_same_user_alone(service: str, word: str) -> None:
    assert ask(BOTH, "get", service, "user") == word
    assert ask_both(BOTH, service, "user") == f"user:{word}"
    assert ask(BOTH, "get", service, "other") == ask_both(BOTH, service) == ""


@pytest.mark.parametrize("words", [("get", f"{INDEX}demo/", "user"), ("set", INDEX, "user"), ()])
def test_it_knows_no_page_and_does_nothing_else(words: tuple[str, ...]) -> None:
    assert ask(BOTH, *words) == ask(write_keyring(OF_INDEX), *words) == ""
