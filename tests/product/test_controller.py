"""The imports of the process that hands out cells and runs none: with ``-n 2`` it is there beside two workers."""

from __future__ import annotations

import sys

from tests.support.product import PYTHON, QUIET, environment, ran

#: Runs pytest in this process, as the controller of its workers, then prints what it has imported.
CONTROLLER = """
import sys
import pytest
code = int(pytest.main(sys.argv[1:]))
print("imported:", *sorted(sys.modules))
sys.exit(code)
"""
#: pip 24.0 knows no system store: its cell is planned, handed to a worker and skipped there.
SKIPPED = "direct.system_store_vouches_for_the_origin"


def test_the_controller_of_two_workers_imports_no_node() -> None:
    asked = ("scenarios", *QUIET, "-n", "2", "--pip", "24.0", "--python", PYTHON, "-k", SKIPPED)
    done = ran((sys.executable, "-c", CONTROLLER, *asked), environment())
    assert done.returncode == 0, done.stdout + done.stderr
    shown, _, imported = done.stdout.rpartition("imported:")
    assert "system_store_vouches_for_the_origin" in shown
    assert {"xdist", "harness.catalogue.plan"} <= {*imported.split()}
    nodes = ("harness.lab.nodes", "harness.lab.lab", "harness.lab.sanity", "proxy", "werkzeug", "httpx", "trustme")
    assert [name for name in imported.split() if name.startswith(nodes)] == []
