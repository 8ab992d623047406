from __future__ import annotations

from pathlib import Path

from tests.history.past import write_results
from tests.support.product import lab
from tests.support.recorded import FAILED, make


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_folder_of_results_becomes_a_site_that_is_the_same_every_time(tmp_path: Path) -> None:
    results = tmp_path / "results"
    write_results(results / "2026-01-05.jsonl", make())
    write_results(results / "2026-01-12.jsonl", make(**FAILED))
    (results / "bad.jsonl").write_text("none\n")
    sites = [tmp_path / "one", results / "site"]
    for site in (*sites, *sites):
        done = lab("site", str(results), "--into", str(site))
        assert done.returncode == 0, done.stderr
        assert done.stdout == f"{site}: 2 runs, the newest 2026-01-12.jsonl\n"
        assert done.stderr.startswith("Left out: bad.jsonl: 1: not a record of schema 1")
    assert contents(sites[0]) == contents(sites[1])
    assert b"1 cell fails." in contents(sites[0])["index.html"]


def test_nothing_is_written_where_nothing_can_be_read_or_others_files_are(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = lab("site", str(tmp_path / "empty"), "--into", str(tmp_path / "site"))
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert not (tmp_path / "site").exists()
    write_results(tmp_path / "results" / "a.jsonl", make())
    for taken in (tmp_path, tmp_path / "results"):
        done = lab("site", str(tmp_path / "results"), "--into", str(taken))
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
        assert "which is no part of a site of the lab" in done.stderr
