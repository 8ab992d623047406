from __future__ import annotations

import pytest
from packaging.version import Version

from harness.model.pip_facts import supports_python

# By running --version and a download from a folder with each release here. From left to right: Python 3.6 to 3.13.
MEASURED = {
    "8.0.0": "yynnnnnn",
    "8.1.2": "yynnnnnn",
    "9.0.0": "yyyynnnn",
    "18.1": "yyyynnnn",
    "19.1.1": "yyyynnnn",
    "19.2": "yyyyyynn",
    "20.2.4": "yyyyyynn",
    "20.3": "yyyyyynn",
    "20.3.4": "yyyyyynn",
    "21.0": "yyyyyynn",
    "21.3.1": "yyyyyynn",
    "22.0": "nyyyyynn",
    "22.2": "nyyyyynn",
    "23.0.1": "nyyyyynn",
    "23.1": "nyyyyyyy",
    "23.1.1": "nyyyyynn",
    "23.1.2": "nyyyyyyy",
    "24.0": "nyyyyyyy",
    "24.1": "nnyyyyyy",
    "25.0.1": "nnyyyyyy",
    "25.1": "nnnyyyyy",
    "26.0.1": "nnnyyyyy",
    "26.1": "nnnnyyyy",
    "26.3": "nnnnyyyy",
}


@pytest.mark.parametrize(("version", "row"), MEASURED.items())
def test_a_release_is_declared_to_run_on_what_it_was_seen_to_run_on(version: str, row: str) -> None:
    declared = "".join("y" if supports_python(Version(version), f"3.{minor}") else "n" for minor in range(6, 14))
    assert declared == row


def test_what_is_newer_than_anything_measured_is_declared_to_run() -> None:
    assert supports_python(Version("99.0"), "3.10")
    assert not supports_python(Version("99.0"), "3.9")
    assert supports_python(Version("26.3"), "3.99")
    assert not supports_python(Version("22.3.1"), "3.99")
