from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import urllib3

from harness.lab import packages
from harness.lab.worlds.nodes import FakePyPI, ProxyNode
from tests.support.product import ROOT

TrustStore = Callable[..., Path]
#: Every node of a world, and what the process's logging and limits are before and after.
RAISE_ALL = """
import logging, resource
before = logging.root.level, list(logging.root.handlers), resource.getrlimit(resource.RLIMIT_NOFILE)
from harness.lab.worlds.world import open_world
with open_world() as world:
    world.fake_pypi(), world.connect_proxy(), world.https_proxy(), world.intercepting_proxy(tls=True)
after = logging.root.level, list(logging.root.handlers), resource.getrlimit(resource.RLIMIT_NOFILE)
assert before == after, (before, after)
"""


def test_a_node_says_nothing_in_the_logs_of_a_test(
    trust_world: object, connect_proxy: ProxyNode, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with urllib3.ProxyManager(connect_proxy.url) as pool:
        index = trust_world.fake_pypi(tls=False)  # type: ignore[attr-defined]
        assert pool.request("GET", index.file_url, headers={"Connection": "close"}).status == 200
    assert connect_proxy.answered
    assert {record.name.partition(".")[0] for record in caplog.records} == {"urllib3"}


def test_building_packages_says_nothing_in_the_logs_of_a_test(
    fake_pypi: FakePyPI, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    packages.build_files()
    fake_pypi.add("own", sdist=True)
    assert caplog.records == []


def test_what_others_log_by_the_same_loggers_is_heard(fake_pypi: FakePyPI, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    assert fake_pypi.transcript == []
    logging.getLogger("proxy.http.handler").debug("of others")
    assert "of others" in caplog.messages


def test_a_world_leaves_logging_and_limits_as_they_are() -> None:
    # More open files than this would be asked for.
    command = 'ulimit -S -n 512; exec "$@"'
    subprocess.run(["sh", "-c", command, "sh", sys.executable, "-c", RAISE_ALL], cwd=ROOT, check=True)
