from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from bench.house import (
    count_lines,
    describe_house,
    find_circles,
    find_functions,
    find_imports,
    find_names_bound_twice,
    find_one_word_names,
    find_questions,
    read_modules,
)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    files = {
        "harness/lab/nodes/proxies.py": '''
            """Proxies."""
            from harness.model import words
            class Change:
                """What it is."""
                def begin(self): pass
                @property
                def name(self): pass
            def _named(): pass
            ''',
        "harness/model/words.py": '''
            """Which words."""
            from typing import TYPE_CHECKING
            if TYPE_CHECKING:
                import harness.lab.nodes.proxies
            def read_words(text):
                def inner(): pass
                return inner
            def _named():
                """However it is called."""
            ''',
        "harness/lab/packages_src/demo/demo.py": "def greet(): pass",
        "fixtures/records.py": '''
            """Records."""
            class Change: pass
            def pytest_configure(): pass
            ''',
        "fixtures/shards.py": "def pytest_configure(): pass",
        "tests/test_words.py": "def run():\n" + "    pass\n" * 41,
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(textwrap.dedent(text).lstrip())
    return tmp_path


def test_a_module_is_in_the_room_that_its_folder_is_and_packed_files_are_left_out(checkout: Path) -> None:
    rooms = {module.name: module.room for module in read_modules(checkout)}
    assert rooms == {
        "harness.lab.nodes.proxies": "harness/lab",
        "harness.model.words": "harness/model",
        "fixtures.records": "fixtures",
        "fixtures.shards": "fixtures",
        "tests.test_words": "tests",
    }


def test_a_function_is_as_long_as_from_its_def_to_its_last_line(checkout: Path) -> None:
    lengths = {function.name: count_lines(function) for _, function in find_functions(read_modules(checkout))}
    assert lengths == {
        "begin": 1,
        "name": 1,
        "_named": 2,
        "read_words": 3,
        "inner": 1,
        "pytest_configure": 1,
        "run": 42,
    }


def test_a_public_name_of_one_word_is_found_unless_it_is_a_property(checkout: Path) -> None:
    assert find_one_word_names(read_modules(checkout)) == ["harness.lab.nodes.proxies: begin", "tests.test_words: run"]


def test_a_name_that_two_modules_bind_is_found_with_both_unless_it_is_a_hook(checkout: Path) -> None:
    assert find_names_bound_twice(read_modules(checkout)) == {
        "Change": ["fixtures.records", "harness.lab.nodes.proxies"],
        "_named": ["harness.lab.nodes.proxies", "harness.model.words"],
    }


def test_a_docstring_that_opens_as_half_a_question_is_found(checkout: Path) -> None:
    assert [text for _, text in find_questions(read_modules(checkout))] == ["What it is.", "Which words."]


def test_an_import_for_the_type_checker_alone_is_no_arrow(checkout: Path) -> None:
    imports = find_imports(read_modules(checkout))
    assert imports["harness.lab.nodes.proxies"] == {"harness.model.words"}
    assert imports["harness.model.words"] == set()


def test_modules_that_import_one_another_are_a_circle() -> None:
    imports = {"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}, "e": {"e"}}
    assert find_circles(imports) == [["a", "b", "c"], ["e"]]


def test_the_report_counts_and_names_what_was_found_on_request(checkout: Path) -> None:
    modules = read_modules(checkout)
    short, long = ("\n".join(describe_house(modules, names=names)) for names in (False, True))
    assert "functions of the tests over 40 lines: 1\n  tests.test_words: run: 42\n" in short
    assert "public one-word functions: 1\n  harness.lab.nodes.proxies: begin\n" in long
    assert "public names bound twice: 1\nprivate" in short
    assert "arrows from room to room: 1\n  harness/lab -> harness/model: 1\n" in long
    assert short.endswith("circles of modules: 0")
