"""A slip of one line in a real pip or urllib3 is named by its place, and no other is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.pip_trees import LINE, write_tree
from tests.support.product import PYTHON, lab

#: Each starts pip.
pytestmark = [pytest.mark.client, pytest.mark.usefixtures("private")]

FOUNDING = "tunnelled.system_store_vouches_for_the_origin"
BOTH_LEGS = "tunnelled_over_tls.system_store_vouches_for_both_legs"
_URLLIB3 = "pip/_vendor/urllib3/"
#: A scenario, the file and line that a slip changes, what it makes of it, and the place that is then named.
SLIPS = {
    "requests": (
        *(FOUNDING, "pip/_internal/network/session.py", LINE, "pass"),
        "proxy_manager_for hands on no ssl_context",
    ),
    "manager": (
        *(BOTH_LEGS, f"{_URLLIB3}poolmanager.py", "            proxy_ssl_context,\n", "            None,\n"),
        "urllib3's ProxyManager holds no proxy_ssl_context",
    ),
    "connection": (
        *(FOUNDING, f"{_URLLIB3}connection.py", "self.ssl_context = ssl_context\n", "self.ssl_context = None\n"),
        "urllib3's connection is made with no ssl_context",
    ),
    "handshake": (
        *(FOUNDING, f"{_URLLIB3}connection.py", "ssl_context=self.ssl_context,\n", "ssl_context=None,\n"),
        "urllib3 shakes hands on the origin leg with another context than its connection holds",
    ),
    "proxy handshake": (
        *(BOTH_LEGS, f"{_URLLIB3}connection.py", "ssl_context = proxy_ssl_context\n", "ssl_context = None\n"),
        "urllib3 shakes hands on the proxy leg with another context than its connection holds",
    ),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_named_by_where_it_is(slip: str, tmp_path: Path) -> None:
    scenario, name, line, instead, place = SLIPS[slip]
    file = write_tree(tmp_path / "tree", broken=False) / name
    text = file.read_text()
    assert line in text
    file.write_text(text.replace(line, instead))
    done = lab("run", scenario, "--pip", str(tmp_path / "tree"), "--python", PYTHON)
    assert done.returncode == 1, done.stderr
    assert [line.strip() for line in done.stdout.splitlines() if "lost at:" in line] == [f"lost at:   {place}"]
