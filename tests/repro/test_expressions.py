from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.repro.expressions import FOLDER, MARKS, TREE, write_bytes, write_mapping, write_text, write_texts

#: What the marks stand for while an expression is evaluated.
KNOWN = {"folder": "/a folder", "tree": "/a tree", "origin": "o", "proxy": "p", "elsewhere": "e"}


class Node:
    port = 4711


WORLD = {name: Node if name in ("origin", "proxy", "elsewhere") else value for name, value in KNOWN.items()}


def filled(text: str) -> str:
    for mark, name in MARKS.items():
        text = text.replace(mark, "4711" if name.endswith("port") else str(WORLD[name]))
    return text


texts = st.lists(st.one_of(st.text(), st.sampled_from(list(MARKS)), st.sampled_from("{}'\"\\\n#"))).map("".join)


@given(texts)
def test_any_text_is_itself_where_the_script_runs(text: str) -> None:
    if sum(text.count(mark) for mark in MARKS) == len([m for m in MARKS for _ in range(text.count(m))]):
        assert eval(write_text(text), {}, WORLD) == filled(text)


@given(st.lists(texts), st.dictionaries(texts, texts))
def test_lists_and_dictionaries_are_themselves(some: list[str], named: dict[str, str]) -> None:
    assert eval(write_texts(some), {}, WORLD) == [filled(each) for each in some]
    assert eval(write_mapping(named), {}, WORLD) == {filled(name): filled(value) for name, value in named.items()}


@given(st.binary())
def test_bytes_are_themselves(content: bytes) -> None:
    assert ast.literal_eval(write_bytes(content)) == content


def test_a_mark_alone_is_a_name() -> None:
    assert write_text(TREE) == "tree"
    assert write_text(f"{FOLDER}/out") == 'f"{folder}/out"'
    assert write_text("https://localhost:61001/simple/") == 'f"https://localhost:{origin.port}/simple/"'


@pytest.mark.parametrize("text", ['"""', "'", '"', "\\", "{boom()}", "\u2028", "\n"])
def test_nothing_of_a_text_becomes_code(text: str) -> None:
    assert ast.literal_eval(write_text(text)) == text
