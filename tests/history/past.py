"""A history made of records: runs by their names, a day apart."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path

from msgspec.structs import replace

from harness.history.run import History, Run
from harness.model.record import Record, Results, encode_record
from harness.model.recorded_run import RecordedRun

FIRST = datetime(2026, 1, 5, 4, 17, tzinfo=timezone.utc)


def ran(day: int, *records: Record, name: str = "", commit: str = "") -> Run:
    named = name or f"day-{day}.jsonl"
    when = FIRST + timedelta(days=day)
    runs = (RecordedRun(command="nox -s matrix", started=when.isoformat(), commit=commit),) if commit else ()
    results = Results(path=Path(named), records=records, runs=runs)
    return Run(name=named, page=f"runs/{day}.html", when=when.isoformat(), results=results)


def history(*runs: Run, left_out: tuple[str, ...] = ()) -> History:
    return History(runs=runs, left_out=left_out)


def write_results(file: Path, *records: Record, started: str = "") -> Path:
    first, *rest = records
    runs = (RecordedRun(command="nox -s matrix", started=started),) if started else ()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"".join(map(encode_record, (replace(first, runs=runs), *rest))))
    return file
