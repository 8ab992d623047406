from __future__ import annotations

import pytest
from msgspec.structs import replace

from harness.model.recorded_run import RecordedRun
from harness.report.links import find_issue_url, find_source_file, find_sources


@pytest.mark.parametrize(
    ("issue", "url"),
    [
        ("pypa/pip#13288", "https://github.com/pypa/pip/issues/13288"),
        ("urllib3/urllib3.future#1", "https://github.com/urllib3/urllib3.future/issues/1"),
        ("CVE-2021-28363", "https://nvd.nist.gov/vuln/detail/CVE-2021-28363"),
    ],
)
def test_a_well_formed_issue_has_an_address(issue: str, url: str) -> None:
    assert find_issue_url(issue) == url


@pytest.mark.parametrize(
    "issue",
    [
        *(
            None,
            "",
            "pypa/pip",
            "pypa/pip#",
            "pypa/pip#0",
            "pypa/pip#1 ",
            "pypa/pip#1\n",
            "a/b/c#1",
            "/pip#1",
            "pypa/#1",
        ),
        *(
            "javascript:alert(1)#1",
            "https://x.test/a#1",
            "pypa/pip?x#1",
            "pypa/pip#١",
            "-a/b#1",
            "CVE-1-2",
            "CVE-2021-1\n",
        ),
    ],
)
def test_anything_else_has_none(issue: str | None) -> None:
    assert find_issue_url(issue) is None


def test_sources_lie_at_the_commit_of_the_last_run_that_knows_its_repository() -> None:
    run = RecordedRun(command="c", started="s", commit="a" * 40 + "+", repository="ann/lab")
    assert find_sources([run, RecordedRun(command="c", started="s")]) == f"https://github.com/ann/lab/blob/{'a' * 40}"
    assert find_sources([replace(run, repository="a/b/../c")]) is None
    assert find_sources([replace(run, commit="main#<b>")]) is None


def test_a_scenario_has_the_file_of_its_module() -> None:
    assert find_source_file("tunnelled.system_store") == "scenarios/tunnelled.py"
    assert find_source_file("a.b.c") == "scenarios/a/b.py"


@pytest.mark.parametrize("scenario", ["", "alone", "../x.a", "a/b.c", "A.b", "a.b<c", "a..b"])
def test_what_is_no_scenario_has_no_file(scenario: str) -> None:
    assert find_source_file(scenario) is None
