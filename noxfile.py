"""The sessions: matrix, bisect, compare, properties, lab, tests, lint, bench, mutants. Each installs what it needs."""

from __future__ import annotations

import sys
from pathlib import Path

import nox

# nox does not import from the folder of its file.
sys.path.insert(0, str(Path(__file__).parent))
from harness.runs.child import run_to_end
from harness.runs.matrix_command import EXIT_CODES, list_matrix_words, list_pytest_words, list_worker_options
from harness.runs.nox_ending import end_nox_in_order

#: In an environment, what was installed there.
INSTALLED = "pip-trust-lab-installed.txt"

end_nox_in_order(Path(__file__).parent / ".nox", INSTALLED)
nox.options.sessions = ["tests"]
nox.options.reuse_venv = "yes"

PROJECT = nox.project.load_toml("pyproject.toml")

#: The command that tries the properties of sessions; of each at least so many examples where nobody says how many.
PROPERTIES = [
    *list_pytest_words()[1:],
    "properties",
    "-q",
    "--show-capture=no",
    "-p",
    "no:cacheprovider",
    "-p",
    "no:tmpdir",
]
EXAMPLES = ["--examples", "30"]


def groups(*names: str) -> list[str]:
    """Return the requirements of the dependency groups of these names."""
    return list(nox.project.dependency_groups(PROJECT, *names))


def install(session: nox.Session, *names: str) -> None:
    """Install what the dependency groups of these names ask for, unless that was done in this environment before."""
    wanted = "\n".join(groups(*names))
    done = Path(session.bin).parent / INSTALLED
    if done.is_file() and done.read_text(encoding="utf-8") == wanted:
        return
    session.log(f"Installing what {session.name} needs")
    session.install("-q", *groups(*names), log=False)
    done.write_text(wanted, encoding="utf-8")


def end_with(session: nox.Session, *command: str, codes: dict[int, int] | None = None) -> None:
    """Run a command and end nox with its exit code, which ``session.run`` would turn into 1.

    The command hears Ctrl-C itself and takes the time it needs to clear up.
    """
    code = run_to_end([f"{session.bin}/python", *command])
    code = (codes or {}).get(code, code)
    if code:
        raise SystemExit(code)


@nox.session
def matrix(session: nox.Session) -> None:
    """Run scenarios on pips: [--pip SPEC]… [--python X]… [-k EXPR] [-n N] [--results FILE [--resume]] […]."""
    install(session, "lab")
    end_with(session, *list_matrix_words(*session.posargs)[1:], codes=EXIT_CODES)


@nox.session
def bisect(session: nox.Session) -> None:
    """Find since when: SCENARIO [--old V] [--new V] [--every] [--repo PATH --old REV --new REV] [--results FILE]."""
    install(session, "lab")
    end_with(session, "-m", "harness", "bisect", *session.posargs)


@nox.session
def properties(session: nox.Session) -> None:
    """Try what must hold of any session: [--pip SPEC]… [--variant V]… [--vendored SPEC]… [--examples N] [-k EXPR]."""
    install(session, "lab")
    arguments = [*PROPERTIES, *EXAMPLES, *list_worker_options(tuple(session.posargs)), *session.posargs]
    end_with(session, *arguments, codes=EXIT_CODES)


@nox.session
def compare(session: nox.Session) -> None:
    """Compare two pips: --candidate SPEC [--baseline SPEC] [--candidate-overlay NAME=PATH]… [-k EXPR] […]."""
    install(session, "lab")
    end_with(session, *list_matrix_words("--compare", *session.posargs)[1:], codes=EXIT_CODES)


@nox.session
def lab(session: nox.Session) -> None:
    """Look closer: list | show CELL | run CELL [--keep] | witness CELL | repro CELL | advise | report | doctor …"""
    install(session, "lab")
    command, further = session.posargs[:1], session.posargs[1:]
    # nox runs in its own folder, and a person's own command is to run in theirs.
    theirs = ["--in", str(session.invoked_from)] if command == ["diagnose"] else []
    end_with(session, "-m", "harness", *command, *theirs, *further)


@nox.session
def site(session: nox.Session) -> None:
    """Make a static site of a folder of results: RESULTS_FOLDER --into FOLDER."""
    install(session, "lab")
    end_with(session, "-m", "harness", "site", *session.posargs)


@nox.session
def pyz(session: nox.Session) -> None:
    """Write diagnose as one file that any Python from 3.7 on runs with no package: [FILE]."""
    install(session, "lab")
    end_with(session, "-m", "harness.diagnose.pyz", *session.posargs)


@nox.session
def tests(session: nox.Session) -> None:
    """Check the code, run a small matrix, then test the lab itself; what CI runs. Options go to pytest."""
    install(session, "lab", "lint", "test")
    check(session)
    # The tests come last, so that what a reader of the log sees at its end is whether they passed.
    session.run("python", *list_matrix_words("-k", "tunnelled and system_store")[1:])
    session.run("pytest", "tests", "properties", *list_worker_options(tuple(session.posargs)), *session.posargs)


@nox.session
def quick(session: nox.Session) -> None:
    """Check style, and test all that starts no client: within a minute. Options go to pytest."""
    install(session, "lab", "lint", "test")
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("pytest", "tests", "-m", "not client", *list_worker_options(tuple(session.posargs)), *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Check style, format and types, and the files for CI."""
    install(session, "lab", "lint", "test")
    check(session)


@nox.session
def bench(session: nox.Session) -> None:
    """Measure what the lab costs, as ratios: [cell] [workers] [preparation] [page]."""
    install(session, "lab", "test")
    session.run("python", "-m", "bench.ratios", *session.posargs)


@nox.session
def covering(session: nox.Session) -> None:
    """Add the rows that the wide matrix needs for new values; those that are there stay."""
    install(session, "lab")
    session.run("python", "-m", "bench.covering")


@nox.session
def mutants(session: nox.Session) -> None:
    """Try slips in pip, does a comparison notice each?: [-k WORDS] [--list] [--near] [--again] [--results FILE]."""
    install(session, "lab")
    end_with(session, "-m", "bench.mutants", *session.posargs)


def check(session: nox.Session) -> None:
    """Ruff and mypy over everything; zizmor and the forges' schemas over what they run."""
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("mypy")
    session.run("zizmor", "--offline", "--quiet", ".")
    schema = ("check-jsonschema", "--quiet", "--builtin-schema")
    session.run(*schema, "vendor.github-workflows", *map(str, sorted(Path(".github/workflows").glob("*.yml"))))
    session.run(*schema, "vendor.github-actions", "action.yml")
    session.run(*schema, "vendor.gitlab-ci", "--data-transform", "gitlab-ci", "docs/examples/gitlab-ci.yml")
