"""One rule: the context was lost where the last who had it handed it on to one who did not, and nowhere else."""

from __future__ import annotations

import pytest

from harness.evidence.losses import UNSEEN, find_lost_places
from harness.evidence.testimony import read_testimony
from harness.model.losses import LOST_BEHIND_A_PROXY, LOST_ON_THE_WAY_TO_A_PROXY
from tests.support import said

URL = f"http://localhost:{said.PROXY_PORT}"
#: Who has the context, in the order in which it is handed on, and what is said where each is the first who has not.
WAY = {
    "adapter": "the adapter is given no ssl_context",
    "manager": "the adapter's PoolManager holds no ssl_context",
    "lookup": LOST_BEHIND_A_PROXY,
    "proxy": "urllib3's ProxyManager holds no ssl_context",
    "key": "urllib3's manager opens its pool with no ssl_context",
    "pool": "urllib3's pool holds no ssl_context",
    "connection": "urllib3's connection is made with no ssl_context",
    "handshake": "urllib3 shakes hands on the origin leg with another context than its connection holds",
}


def losses(*lines: str, scheme: str = "http") -> tuple[str, ...]:
    return find_lost_places(read_testimony(said.written(*lines), proxy_url=f"{scheme}://localhost:{said.PROXY_PORT}"))


def kept_up_to(loser: str) -> tuple[str, ...]:
    """A context that all have who come before ``loser``."""
    having = dict.fromkeys(list(WAY)[: list(WAY).index(loser)], 2)
    handed = {"ssl_context": 2} if "lookup" in having else {}
    return (
        *(said.process(), said.context(1), said.context(2, kind="truststore", holds=1), said.context(6)),
        *(said.manager(3, having.get("manager")), said.adapter(4, 3, having.get("adapter")), said.session(2, https=4)),
        *(said.manager(5, having.get("proxy"), URL), said.proxy(4, 5, URL, **handed)),
        said.pool(5, having.get("key"), number=7, holds=having.get("pool")),
        said.connection(8, 7, having.get("connection")),
        said.handshake(6, connection=8),
    )


@pytest.mark.parametrize("loser", WAY)
def test_the_first_without_the_context_lost_it(loser: str) -> None:
    assert losses(*kept_up_to(loser)) == (WAY[loser],)


def test_each_leg_has_its_own_way() -> None:
    assert losses(*said.lost()) == (LOST_BEHIND_A_PROXY,)
    assert losses(*said.lost("https"), scheme="https") == (LOST_ON_THE_WAY_TO_A_PROXY,)


def test_nobody_is_blamed_whom_the_witness_did_not_see() -> None:
    lines = [line for line in said.kept() if "handshake" not in line]
    assert losses(*lines, said.context(6), said.handshake(6)) == (UNSEEN,)


def test_a_context_that_decides_every_leg_is_not_lost() -> None:
    assert losses(*said.kept()) == ()
    assert losses(*said.kept("https"), scheme="https") == ()
