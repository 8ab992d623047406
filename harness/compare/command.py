"""``gate`` and ``changes``: what a CI job runs, and what it concludes from records."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from harness.compare.changes import text
from harness.compare.comparison import compare, exit_code
from harness.compare.gate import COMPARE, VARIABLES, Gate, parts, read
from harness.compare.publishing import tell_github, write
from harness.model import record as results
from harness.model.errors import UsageError
from harness.model.record import Record
from harness.provision.whole_files import check_writable, write_whole
from harness.runs.child import run_to_end
from harness.runs.completeness import gaps
from harness.runs.options import say_gaps

_ROOT = Path(__file__).parents[2]
#: What pytest ends with where its use is broken.
_BROKEN = {3: 2, 4: 2, 5: 2}


@click.command(epilog="\b\nVariables:\n" + "\n".join(f"  {name:<14} {says}" for name, says in VARIABLES.items()))
def gate() -> None:
    """Compare as the variables of a CI job ask, write everything and tell the forge.

    Written are results.jsonl, junit.xml, summary.md and page.html; where GITHUB_ACTIONS is true also the step's summary
    and outputs, and at most ten annotations. Exit code: 0 unchanged or improved, 1 cells are newly failing, 2 the lab
    or its use is broken. A part (LAB_SHARD) ends with 0 or 2: what changed is for the merging job to judge.
    """
    asked = read(os.environ, Path.cwd())
    try:
        asked.report.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{asked.report}: {error.strerror}") from None
    sys.exit(_merge(asked) if asked.merge else _compare(asked))


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--junit", type=click.Path(path_type=Path), metavar="F", help="Write JUnit XML, a test case a cell.")
@click.option("--markdown", type=click.Path(path_type=Path), metavar="F", help="Write Markdown.")
@click.option("--html", type=click.Path(path_type=Path), metavar="F", help="Write one self-contained page.")
def changes(files: tuple[Path, ...], **wanted: Path | None) -> None:
    """Show what changed by the records in FILES (JSON lines of a comparison's --results; all parts of it together).

    Exit code: 0 unchanged or improved, 1 cells are newly failing, 2 the lab broke or the records are not all there.
    """
    pages = {name: path for name, path in wanted.items() if path is not None}
    for name, path in pages.items():
        check_writable(path, f"--{name}")
    readings = [results.reading(file) for file in files]
    records = [record for each in readings for record in each.records]
    if not any(record.side for record in records):
        raise UsageError(f"no records of a comparison in {', '.join(map(str, files))}")
    incomplete = say_gaps(readings)
    click.echo(text(compare(records)))
    write(records, pages)
    sys.exit(2 if incomplete else exit_code(compare(records)))


def _compare(asked: Gate) -> int:
    begun = asked.results.with_name(f"unfinished-{asked.results.name}")
    # What an earlier job that did not end has left here is nobody's: a gate begins anew.
    begun.unlink(missing_ok=True)
    with _written((*asked.options, "--results", str(begun))) as options:
        code = run_to_end([sys.executable, *COMPARE, options], _ROOT)
    code = _BROKEN.get(code, code)
    if not begun.exists():
        return code
    reading = results.reading(begun)
    if not gaps([reading]):
        begun.replace(asked.results)
    if asked.shard:
        return 0 if code in {0, 1} else code
    if reading.records:
        _conclude(asked, reading.records)
    return code


@contextmanager
def _written(options: Sequence[str]) -> Iterator[str]:
    """The word by which pytest reads options from a file, one a line: a command line is for everybody to see."""
    with tempfile.NamedTemporaryFile("w", prefix="pip-trust-lab-", suffix=".options", encoding="utf-8") as file:
        file.writelines(" ".join(option.splitlines()) + "\n" for option in options)
        file.flush()
        yield f"@{file.name}"


def _merge(asked: Gate) -> int:
    assert asked.merge is not None
    readings = [results.reading(file) for file in parts(asked.merge)]
    records = [record for each in readings for record in each.records]
    incomplete = say_gaps(readings)
    click.echo(text(compare(records)))
    write_whole(asked.results, b"".join(map(results.encode, records)))
    _conclude(asked, records)
    return 2 if incomplete else exit_code(compare(records))


def _conclude(asked: Gate, records: Sequence[Record], environment: Mapping[str, str] = os.environ) -> None:
    names = {"junit": "junit.xml", "markdown": "summary.md", "html": "page.html"}
    write(records, {name: asked.report / file for name, file in names.items()})
    if environment.get("GITHUB_ACTIONS") == "true":
        for line in tell_github(compare(records), environment):
            click.echo(line)
