"""Find where the session's context was lost on its way to a leg, from a testimony.

One rule: the context passes from the adapter to the handshake through several objects. It was lost at the first one
that does not hold it, after the last that does. The words for a place name nothing that differs from cell to cell,
since losses in one place have one cause.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from harness.evidence.statements import Adapter, Connection, Manager, PipSession, Pool, ProxyLookup
from harness.evidence.testimony import Account, Decision, Testimony
from harness.model.words import Leg, Whose

_OWN, _PROXYS = "ssl_context", "proxy_ssl_context"
UNSEEN = "past the last manager, where the witness saw no connection"


@dataclass(frozen=True)
class _Stage:
    """An object on the context's way: the number of the context that it holds, None for none, and a description."""

    has: object
    words: str


def find_lost_places(testimony: Testimony) -> tuple[str, ...]:
    """Return the places where the session's context was lost, each once, in the order of the legs."""
    lost = ((account, each) for account in testimony.accounts for each in account.decisions if each.whose is Whose.LOST)
    return tuple(dict.fromkeys(locate_loss(account, decision) for account, decision in lost))


def locate_loss(account: Account, decision: Decision) -> str:
    """Return the place where the context was lost that should have decided a leg."""
    connection = _find_connection(account, decision)
    stages = list(_list_stages(account, decision, connection))
    had = [at for at, stage in enumerate(stages) if stage.has in account.given]
    after = had[-1] + 1 if had else 0
    if after < len(stages):
        return stages[after].words
    return (
        f"urllib3 shakes hands on the {_name_leg(decision)} with another context than its connection holds"
        if (connection is not None)
        else UNSEEN
    )


def _find_connection(account: Account, decision: Decision) -> Connection | None:
    begun = (each for each in account.find_events(Connection) if each.number == decision.handshake.connection)
    return next(begun, None)


def _list_stages(account: Account, decision: Decision, connection: Connection | None) -> Iterator[_Stage]:
    """Yield the objects on the way from the session to a handshake, as far as the witness saw them."""
    over_tunnel = connection.tunnels if connection else True
    name = _PROXYS if decision.leg is Leg.PROXY and over_tunnel else _OWN
    pool = next((each for each in account.find_events(Pool) if connection and each.number == connection.pool), None)
    manager = _find_manager(account, pool)
    if manager is not None:
        yield from _list_requests_stages(account, manager, name)
    if pool is not None and name == _OWN:
        key = pool.keywords.get(_OWN)
        yield _Stage(key, f"urllib3's manager opens its pool with {_word(key, name)}")
        yield _Stage(pool.holds, f"urllib3's pool holds {_word(pool.holds, name)}")
    if connection is not None:
        held = connection.context if name == _OWN else connection.proxy_context
        yield _Stage(held, f"urllib3's connection is made with {_word(held, name)}")


def _list_requests_stages(account: Account, manager: Manager, name: str) -> Iterator[_Stage]:
    asked = next((each for each in account.find_events(ProxyLookup) if each.manager == manager.number), None)
    adapters = account.find_events(Adapter)
    wanted = asked.adapter if asked else None
    adapter = next((each for each in adapters if each.number == wanted or each.manager == manager.number), None)
    if adapter is not None:
        sessions = account.find_events(PipSession)
        if sessions:
            yield _Stage(adapter.context, f"{_name_adapter(account, adapter)} is given {_word(adapter.context, _OWN)}")
        held = account.find_manager(adapter.manager).context
        yield _Stage(held, f"{_name_adapter(account, adapter)}'s PoolManager holds {_word(held, _OWN)}")
    if asked is not None:
        handed = asked.keywords.get(name)
        yield _Stage(handed, f"proxy_manager_for hands on {_word(handed, name)}")
        has = manager.context if name == _OWN else manager.proxy_context
        yield _Stage(has, f"urllib3's {manager.name} holds {_word(has, name)}")


def _find_manager(account: Account, pool: Pool | None) -> Manager | None:
    """Return the manager of a pool; where the witness saw no connection of it, the last that opened any."""
    pools = [pool] if pool is not None else account.find_events(Pool)[-1:]
    return account.find_manager(pools[0].manager) if pools else None


def _name_adapter(account: Account, adapter: Adapter) -> str:
    """Return an adapter in words; one that is mounted for plain HTTP alone is named as such."""
    mounted = {
        prefix.partition(":")[0]
        for session in account.find_events(PipSession)
        for prefix, number in session.adapters.items()
        if number == adapter.number
    }
    return "the adapter for http://" if mounted == {"http"} else "the adapter"


def _name_leg(decision: Decision) -> str:
    return f"{decision.leg.value} leg" if decision.leg else "a leg"


def _word(number: object, name: str) -> str:
    """Return in words what is there in place of the session's context: none, or another."""
    return f"another {name}" if isinstance(number, int) else f"no {name}"
