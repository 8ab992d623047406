from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path

import click
import pytest

from harness.cli import main
from harness.commands.run import UNTESTABLE
from harness.lab.host import inspect_machine
from harness.model.words import Verdict
from tests.support.pages import furnished, here
from tests.support.product import PYTHON, ROOT, compare, lab, matrix
from tests.support.repository import of_releases, of_requests

PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
_FENCE = re.compile(r"^ *(`{3,}|~{3,})")
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")


def blocks(text: str) -> Iterator[str]:
    """The lines inside fenced code blocks, those that a backslash continues joined."""
    fence = ""
    for line in re.sub(r"\\\n\s*", " ", text).splitlines():
        opened = _FENCE.match(line)
        if opened and (not fence or opened[1].startswith(fence)):
            fence = "" if fence else opened[1]
        elif fence:
            yield line.strip()


def prose(text: str) -> str:
    """A page without its fenced code blocks."""
    return re.sub(r"^ *(`{3,}|~{3,}).*?^ *\1", "", text, flags=re.DOTALL | re.MULTILINE)


def commands(start: str, pages: Sequence[Path] = PAGES) -> list[str]:
    """Return what follows this start of a line in the pages' code blocks."""
    lines = [line.removeprefix("$ ") for page in pages for line in blocks(page.read_text())]
    found = [line.removeprefix(start) for line in lines if line.startswith(start)]
    return list(dict.fromkeys(found))


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With what the lines name."""
    return furnished(tmp_path_factory.mktemp("folder"))


def words(line: str, folder: Path) -> list[str]:
    """A line's words; the files that it writes records to are there already, for other lines to read."""
    given = shlex.split(here(line, folder, PYTHON), comments=True)
    return (
        [*given, "--replace"] if "--results" in given and not {"--resume", "--replace", "advise"} & {*given} else given
    )


def anchors(page: Path) -> set[str]:
    """The names by which a forge links to the headings of a page."""
    headings = re.findall(r"^#+ +(.+?) *$", prose(page.read_text()), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def needs_more(line: str) -> bool:
    """Return whether a line runs until Ctrl-C, or is about a person's own command (tests/diagnose/test_page.py)."""
    return "--keep" in line or line.startswith(("diagnose ", "reproduce ", "witness report.json"))


#: Lines that are the same on a Python of this machine are run once.
LAB_LINES = {re.sub(r"-py3\.\d+", "", line): line for line in commands("nox -s lab -- ") if not needs_more(line)}


@pytest.mark.parametrize("line", LAB_LINES.values())
def test_a_line_for_the_lab_runs_as_it_is_written(line: str, folder: Path) -> None:
    done = lab(*words(line, folder))
    if done.returncode == UNTESTABLE and (why := inspect_machine().no_namespaces):
        assert why in done.stdout
        pytest.skip(why)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("line", commands("nox -s site -- "))
def test_a_line_for_a_site_makes_one(line: str, folder: Path) -> None:
    done = lab("site", *words(f" {line}", folder))
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("line", commands("nox -s matrix -- "))
def test_a_line_for_the_matrix_selects_cells(line: str, folder: Path) -> None:
    done = matrix(*words(line, folder), "--collect-only", "-n", "0")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "::test_cell[" in done.stdout


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A stand-in for a clone of pip, and beside it for one of requests."""
    folder = tmp_path_factory.mktemp("clones") / "pip"
    of_releases(folder, ("25.1.1", "25.2"))
    of_requests(folder.parent / "requests", ("2.32.4", "2.32.5"))
    return folder


@pytest.mark.usefixtures("private")
@pytest.mark.parametrize("line", commands("nox -s bisect -- "))
def test_a_line_for_a_bisect_finds_a_change(line: str, clone: Path) -> None:
    done = lab(
        "bisect", *shlex.split(line.replace("--repo ../", f"--repo {shlex.quote(str(clone.parent))}/"), comments=True)
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "\nTo check it:\n" in done.stdout


@pytest.mark.parametrize("line", commands("nox -s compare -- "))
def test_a_line_for_a_comparison_selects_cells(line: str, folder: Path) -> None:
    done = compare(*words(line, folder), "--collect-only", "-n", "0")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "::test_cell[" in done.stdout


def sides(line: str) -> str:
    """Return the sides that a line compares, without its other options."""
    return " ".join(re.findall(r"--(?:baseline|candidate|candidate-overlay) \S+", line))


def by_options(line: str) -> tuple[bool, int]:
    return "--shard" not in line, line.count(" --")


#: Of the lines that compare the same the one with the most options.
COMPARING = {sides(line): line for line in sorted(commands("nox -s compare -- "), key=by_options)}


@pytest.mark.usefixtures("private")
@pytest.mark.parametrize("line", COMPARING.values())
def test_a_line_for_a_comparison_compares_a_cell(line: str, folder: Path) -> None:
    one = ("-k", "tunnelled_over_tls.system_store_vouches_for_both_legs-", "--python", PYTHON, "-n", "0")
    done = compare(*words(line, folder), *one)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 cell compared: " in done.stdout or "--shard" in line, done.stdout


@pytest.mark.usefixtures("private")
def test_the_page_on_gating_shows_what_its_first_line_prints(folder: Path) -> None:
    page = ROOT / "docs" / "gate.md"
    (shown,) = re.findall(r"^```text\n(.*?)^```", page.read_text(), re.DOTALL | re.MULTILINE)
    done = compare(*words(commands("nox -s compare -- ", [page])[0], folder), "--python", PYTHON, "-n", "2")
    # What a client runs on and how long it takes is this machine's.
    own = re.compile(r"^ +(runs on|seconds): .*\n", re.MULTILINE)
    shown, printed = own.sub("", shown), own.sub("", done.stdout)
    assert re.sub(r"(?<=py)3\.\d+", PYTHON, shown) in printed, done.stdout


def test_the_pages_have_lines_to_run() -> None:
    assert commands("nox -s bisect -- ")
    assert commands("nox -s compare -- ")
    assert commands("nox -s lab -- ")
    assert commands("nox -s matrix -- ")


def links(page: Path) -> Iterator[tuple[Path, str]]:
    """The files of the repository that a page links to, each with the anchor of the link."""
    for link in _LINK.findall(prose(page.read_text())):
        if not re.match(r"[a-z]+:", link):
            path, _, anchor = link.partition("#")
            yield (page.parent / path).resolve() if path else page, anchor


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_within_the_repository_leads_somewhere(page: Path) -> None:
    for target, anchor in links(page):
        assert target.is_relative_to(ROOT), target
        assert target.exists(), target
        assert not anchor or anchor in anchors(target), f"{target}#{anchor}"


def test_the_index_of_the_pages_leads_to_every_page_and_the_readme_to_the_index() -> None:
    index = ROOT / "docs" / "README.md"
    assert {*PAGES} - {target for target, _ in links(index)} == {index}
    assert index in {target for target, _ in links(ROOT / "README.md")}


def test_the_page_on_the_matrix_names_every_verdict() -> None:
    page = (ROOT / "docs" / "matrix.md").read_text()
    assert [verdict.value for verdict in Verdict if f"`{verdict.value}`" not in page] == []


def test_the_page_on_commands_names_every_session_and_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.syspath_prepend(ROOT)
    sessions = {name for name, each in vars(import_module("noxfile")).items() if type(each).__name__ == "Func"}
    page = (ROOT / "docs" / "commands.md").read_text()
    assert sessions
    named = {*sessions, *main.list_commands(click.Context(main))}
    assert {name for name in named if f"| `{name}` |" not in page} == set()
