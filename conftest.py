"""The root of the tests: it names the fixture modules and heads the report."""

from __future__ import annotations

import platform
import ssl

from harness.lab.host import inspect_machine

pytest_plugins = [
    "fixtures.worlds",
    "fixtures.records",
    "fixtures.comparison",
    "fixtures.selection",
    "fixtures.junit",
    "fixtures.shards",
    "fixtures.resuming",
    "fixtures.keeping",
    "fixtures.progress",
    "fixtures.lifetimes",
    "fixtures.interrupting",
    "fixtures.help",
    "fixtures.properties",
]


def pytest_report_header() -> str:
    """Return what the harness itself runs on, and whether cells can have a host of their own."""
    namespaces = inspect_machine().no_namespaces or "yes"
    return f"pip trust lab: {platform.system()}, {ssl.OPENSSL_VERSION}, private namespaces: {namespaces}"
