from __future__ import annotations

from pathlib import Path

import pytest

from harness.model.errors import UsageError
from harness.model.record import Record, decode_record, encode_record, read_results
from harness.model.recorded_run import RecordedRun
from harness.runs.results_file import ResultsFile, ResultsMode, open_results_file
from tests.support.recorded import BROKEN, make

ONE, TWO = make("a.one"), make("a.two")
BROKE = make("a.two", **BROKEN)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "out.jsonl"


def holding(path: Path, *records: Record, rest: bytes = b"") -> bytes:
    path.write_bytes(b"".join(map(encode_record, records)) + rest)
    return path.read_bytes()


def written(path: Path, mode: ResultsMode, *records: Record, planned: tuple[str, ...] = (), whole: bool = True) -> str:
    file = ResultsFile(path, mode)
    file.begin_file(planned)
    for record in records:
        file.add_record(record)
    return file.end_file(whole=whole)


def test_records_are_there_as_they_are_added_and_the_first_says_what_was_planned(path: Path) -> None:
    file = ResultsFile(path, ResultsMode.ANEW)
    assert not path.exists()
    file.begin_file([ONE.cell, TWO.cell])
    for number, record in enumerate((ONE, TWO), start=1):
        file.add_record(record)
        assert len(path.read_bytes().splitlines()) == number
    assert [decode_record(line).planned for line in path.read_bytes().splitlines()] == [(ONE.cell, TWO.cell), ()]
    assert read_results(path).records == (ONE, TWO)


def test_the_first_record_says_which_run_it_is_and_which_runs_it_continues(path: Path) -> None:
    first, second = (RecordedRun(command="nox -s matrix", started=f"2026-01-0{day}T00:00:00Z") for day in (1, 2))
    for run, mode, record in ((first, ResultsMode.ANEW, BROKE), (second, ResultsMode.RESUMED, TWO)):
        file = ResultsFile(path, mode)
        file.begin_file([TWO.cell], run)
        file.add_record(record)
        file.end_file(whole=True)
    assert [decode_record(line).runs for line in path.read_bytes().splitlines()] == [(first, second)]
    assert read_results(path).runs == (first, second)
    assert read_results(path).records == (TWO,)


@pytest.mark.parametrize("mode", ResultsMode)
def test_a_run_without_a_record_leaves_no_file(path: Path, mode: ResultsMode) -> None:
    assert written(path, mode) == ""
    assert list(path.parent.iterdir()) == []


def test_a_file_that_is_there_is_refused_with_the_choices(path: Path) -> None:
    before = holding(path, ONE, TWO)
    with pytest.raises(UsageError, match=r"already exists, with 2 records: --resume runs .*, --replace writes it anew"):
        ResultsFile(path, ResultsMode.ANEW)
    assert path.read_bytes() == before


def test_an_empty_file_is_nothing_to_lose(path: Path) -> None:
    path.touch()
    written(path, ResultsMode.ANEW, ONE)
    assert read_results(path).records == (ONE,)


@pytest.mark.parametrize("mode", ResultsMode)
@pytest.mark.parametrize("content", [b"# A page\n\nof text\n", b"a line", b'{"cell": 1}\n', b"\xff\xfe", b"\n\nx"])
def test_what_is_no_file_of_results_stays_as_it_is(path: Path, mode: ResultsMode, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(UsageError, match="is not a file of results and stays unchanged: "):
        ResultsFile(path, mode)
    assert path.read_bytes() == content


@pytest.mark.parametrize("mode", ResultsMode)
def test_a_folder_and_a_place_that_is_not_there_are_named(path: Path, mode: ResultsMode) -> None:
    with pytest.raises(UsageError, match=r"^--results .*: Is a directory$"):
        ResultsFile(path.parent, mode)
    with pytest.raises(UsageError, match=r"^--results .*absent/out\.jsonl: No such file or directory$"):
        ResultsFile(path.parent / "absent" / "out.jsonl", mode)


def test_a_file_that_is_replaced_is_as_it_was_until_the_run_has_ended(path: Path) -> None:
    before = holding(path, ONE)
    file = ResultsFile(path, ResultsMode.REPLACED)
    file.begin_file([TWO.cell])
    file.add_record(TWO)
    assert path.read_bytes() == before
    assert read_results(path.parent / "unfinished-out.jsonl").records == (TWO,)
    assert file.end_file(whole=True) == ""
    assert read_results(path).records == (TWO,)
    assert list(path.parent.iterdir()) == [path]


def test_a_run_that_does_not_end_replaces_nothing_and_says_where_its_records_are(path: Path) -> None:
    before, beside = holding(path, ONE), path.parent / "unfinished-out.jsonl"
    said = written(path, ResultsMode.REPLACED, TWO, whole=False)
    assert said == (
        f"{path} is unchanged; the records of this run are in {beside}: --results {beside} --resume continues from them"
    )
    assert path.read_bytes() == before
    with pytest.raises(UsageError, match=r"unfinished-out\.jsonl holds the records of a run that did not end"):
        ResultsFile(path, ResultsMode.REPLACED)
    assert read_results(beside).records == (TWO,)


def test_a_link_stays_one_when_what_it_leads_to_is_replaced(path: Path) -> None:
    target = path.parent / "deep" / "real.jsonl"
    target.parent.mkdir()
    holding(target, ONE)
    path.symlink_to(target)
    written(path, ResultsMode.REPLACED, TWO)
    assert path.is_symlink()
    assert read_results(target).records == (TWO,)


def test_a_file_that_is_gone_on_with_keeps_the_last_record_of_each_cell(path: Path) -> None:
    holding(path, ONE, BROKE, rest=encode_record(ONE)[:40])
    file = ResultsFile(path, ResultsMode.RESUMED)
    assert file.before == (ONE, BROKE)
    file.begin_file([TWO.cell])
    assert read_results(path).records == (ONE, BROKE)
    file.add_record(TWO)
    assert read_results(path).records == (ONE, BROKE, TWO)
    file.end_file(whole=True)
    assert read_results(path).records == (ONE, TWO)
    assert not read_results(path).cut


def test_what_was_planned_before_is_planned_still(path: Path) -> None:
    written(path, ResultsMode.ANEW, ONE, planned=(ONE.cell, TWO.cell, "c"), whole=False)
    written(path, ResultsMode.RESUMED, TWO, planned=(TWO.cell,), whole=False)
    assert read_results(path).planned == (ONE.cell, TWO.cell, "c")


def test_a_file_that_is_not_there_is_begun_where_it_should_be_gone_on_with(path: Path) -> None:
    written(path, ResultsMode.RESUMED, ONE, planned=(ONE.cell,))
    assert read_results(path).records == (ONE,)


def test_a_file_that_came_to_be_meanwhile_is_not_written_to(path: Path) -> None:
    file = ResultsFile(path, ResultsMode.ANEW)
    before = holding(path, ONE)
    with pytest.raises(UsageError, match="File exists"):
        file.begin_file([TWO.cell])
    assert path.read_bytes() == before


def test_a_record_for_which_there_is_no_room_is_not_begun(path: Path) -> None:
    file = ResultsFile(path, ResultsMode.ANEW)
    file.begin_file([])
    file.add_record(ONE)

    class Full:
        """The file on a disk with room for half a record."""

        def __init__(self) -> None:
            self.real, self.room = path.open("ab", buffering=0), 40

        def seek(self, *where: int) -> int:
            return self.real.seek(*where)

        def truncate(self, length: int) -> int:
            return self.real.truncate(length)

        def write(self, line: bytes) -> int:
            if not self.room:
                raise OSError(28, "No space left on device")
            written, self.room = self.real.write(line[: self.room]), 0
            return written

    file._file = Full()  # type: ignore[assignment]
    with pytest.raises(UsageError, match=r"^--results .*out\.jsonl: No space left on device$"):
        file.add_record(TWO)
    assert path.read_bytes() == encode_record(ONE)


@pytest.mark.parametrize(
    ("path", "resume", "replace", "words"),
    [
        (None, True, False, "--resume needs --results FILE, which is not given"),
        (None, False, True, "--replace needs --results FILE, which is not given"),
        (Path("out"), True, True, "expected one of them"),
    ],
)
def test_options_that_do_not_go_together_are_refused(
    path: Path | None, resume: bool, replace: bool, words: str
) -> None:
    with pytest.raises(UsageError, match=words):
        open_results_file(path, resume=resume, replace=replace)


def test_without_options_there_is_no_file() -> None:
    assert open_results_file(None, resume=False, replace=False) is None
