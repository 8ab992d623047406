from __future__ import annotations

import json
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from harness.lab import loopback

#: Enters, and tells what is there: addresses, ports, who one is, and whether anything leaves.
INSIDE = """
import json, os, socket, subprocess, sys
from harness.lab import loopback
before = os.getuid(), os.getgid()
loopback.enter_loopback()
names = [name for _, name in socket.if_nameindex()]
reached = []
for address in ("127.0.0.1", "127.1.2.3"):
    with socket.create_server((address, 443)) as server:
        socket.create_connection(server.getsockname()).close()
        reached.append(address)
def refused(address):
    with socket.socket() as outside:
        outside.settimeout(5)
        try:
            outside.connect(address)
        except OSError as error:
            return error.strerror
print(json.dumps({
    "alone": "lo" in names, "reached": reached, "same": before == (os.getuid(), os.getgid()),
    "away": refused(("192.0.2.1", 80)), "outside": refused(("127.0.0.1", int(sys.argv[1]))),
    "namespaces": subprocess.run(["unshare", "-rm", "true"]).returncode,
}))
"""


@pytest.fixture
def _network() -> None:
    if why := loopback.explain_no_loopback():
        pytest.skip(why)


@pytest.mark.usefixtures("_network")
def test_inside_there_is_loopback_alone_with_every_port_free() -> None:
    with socket.create_server(("127.0.0.1", 0)) as outside:
        command = [sys.executable, "-c", INSIDE, str(outside.getsockname()[1])]
        seen = json.loads(subprocess.check_output(command, cwd=Path(__file__).parents[2], text=True))
    assert seen == {
        "alone": True,
        "reached": ["127.0.0.1", "127.1.2.3"],
        "same": True,
        "away": "Network is unreachable",
        "outside": "Connection refused",
        "namespaces": 0,
    }


def test_a_machine_where_no_network_can_be_entered_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loopback, "_LAUNCH", "import sys; sys.exit('unshare: Operation not permitted')")
    assert loopback._try_once.__wrapped__()[0] == "unshare: Operation not permitted"
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    assert "/nowhere/python" in loopback._try_once.__wrapped__()[0]
    monkeypatch.setattr(sys, "platform", "darwin")
    assert loopback._try_once.__wrapped__()[0] == "darwin has no network namespaces"
