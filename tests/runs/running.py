"""Clients that a test runs as the lab does, in a namespace and without one."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from harness.clients.invocation import Invocation
from harness.lab.host import inspect_machine

Mounts = tuple[tuple[str, str], ...] | None
WITHOUT_NAMESPACE: Mounts = None
IN_A_NAMESPACE: Mounts = (("/dev/null", "/dev/null"),)
EITHER = [
    pytest.param(WITHOUT_NAMESPACE, id="without a namespace"),
    pytest.param(
        IN_A_NAMESPACE,
        id="in a namespace",
        marks=pytest.mark.skipif(bool(inspect_machine().no_namespaces), reason=inspect_machine().no_namespaces),
    ),
]


def invocation(
    folder: Path,
    *argv: str,
    mounts: Mounts = None,
    environment: dict[str, str] | None = None,
    files: dict[str, str] | None = None,
) -> Invocation:
    return Invocation(argv=argv, environment=environment or {}, folder=str(folder), files=files or {}, mounts=mounts)


def python(code: str, *arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-I", "-S", "-c", code, *arguments)


def with_a_witness(folder: Path, code: str, mounts: Mounts) -> Invocation:
    """A client whose first word is where its witness speaks."""
    path = str(folder / "testimony.jsonl")
    asked = invocation(folder, *python("import os, sys\n" + code, path), mounts=mounts)
    return replace(asked, testimony=path)


# Runs a client as the lab does, in a process that the test can interrupt.
RUN = """
import sys
from harness.runs.process import run_client
from harness.clients.invocation import Invocation
mounts = eval(sys.argv[1])
run_client(Invocation(argv=tuple(sys.argv[2:]), environment={}, folder=".", files={}, mounts=mounts))
"""
