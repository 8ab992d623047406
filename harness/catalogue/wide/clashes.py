"""The reasons for which values of the wide matrix cannot meet in a row.

One rule: an unusual value may clash with another or with a usual one, but two usual ones never do, so that a row with a
pair is found by trying the few axes that make others possible, see :mod:`harness.catalogue.wide.meeting`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from harness.catalogue.wide.axes import AXES, LEGGED, STORES, TOPOLOGIES, get_value
from harness.catalogue.wide.calling import is_beyond_interception, is_beyond_socks, is_insecure
from harness.catalogue.wide.flaws import FLAWS, SIDES
from harness.model.conditions import Index, Login, StoreState
from harness.model.conditions.addresses import is_ip
from harness.model.topology import Topology
from harness.model.trust import OPENSSL_STORES

_EXPANDS_HOME = ("cert_flag", "pip_cert", "pip_conf")


class Clash(NamedTuple):
    """A reason for which values of some axes cannot meet, and a function of their words that says whether it holds."""

    why: str
    axes: tuple[str, ...]
    holds: Callable[..., bool]


def _get_topology(word: str) -> Topology:
    return TOPOLOGIES[word]


def _get_index(word: str) -> Index:
    index: Index = get_value("index", word, "index") or Index.PLAIN
    return index


def _is_state_impossible(store: str, state: StoreState) -> bool:
    """Return whether a store cannot be in a state, or its name cannot lead there."""
    form = state.value
    if store == "shipped":
        return state is not StoreState.PEM
    if store == "system":
        return form.folder or form.told_by_home
    return (form.told_by_home and store not in _EXPANDS_HOME) or (store == "ssl_cert_file" and form.folder)


def _clashes_with_state(store: str, word: str) -> bool:
    return bool(word) and _is_state_impossible(store, AXES["state"][word]["state"])


def _clashes_with_login(index: str, word: str) -> bool:
    login: Login = get_value("login", word, "login") or Login.AS_ASKED
    if login is Login.OF_A_THIRD_HOST:
        return _get_index(index) is not Index.REDIRECTED_IN_DISGUISE
    return login not in (Login.AS_ASKED, Login.IN_URL) and not _get_index(index).value.asks


def _is_redirected_to_http(index: str) -> bool:
    redirect = _get_index(index).value.redirect
    return redirect is not None and redirect.scheme == "http"


def _tells_in_clear(topology: str, index: str) -> bool:
    behaviour = _get_index(index).value
    redirect = behaviour.redirect
    return _get_topology(topology).origin.scheme == "http" and bool(
        behaviour.tells or behaviour.asks or (redirect and redirect.asks)
    )


def _fixes(flaw: str, side: str, field: str) -> bool:
    return field in FLAWS[flaw].changes.get(side, {})


def _clashes_with_address(side: str) -> Callable[[str, str, str], bool]:
    """Return whether a flaw of this side cannot be at an address: it fixes one, or is none there."""

    def holds(flaw: str, on: str, at: str) -> bool:
        field = f"{side}_at"
        if not at or on != side:
            return False
        return _fixes(flaw, on, field) or (flaw == "addresses_only" and is_ip(AXES[field][at][field].name))

    return holds


def _is_elsewhere(topology: str, side: str, flaw: str) -> bool:
    """Return whether a topology has no such side, or not with such a flaw."""
    path = _get_topology(topology)
    if FLAWS[flaw].on_a_leg:
        of_origin = any(_fixes(flaw, side, field) for field in ("client_certificate", "origin_tls"))
        return SIDES[side] not in path.legs or (of_origin and path.is_intercepted)
    if (_fixes(flaw, side, "proxy_fault") and path.speaks_socks) or (
        _fixes(flaw, side, "origin_fault") and path.is_intercepted
    ):
        return True
    in_clear = any(hop.scheme == "http" for hop in path.proxies[:1])
    return side == "proxy" and not (in_clear if _fixes(flaw, side, "proxy_spelled") else path.proxies)


def _unusual(*axes: str, where: Callable[[str], bool], why: str, of: str = "topology") -> tuple[Clash, ...]:
    """Return a clash of any unusual value of each of these axes with each value of another that is so."""
    return tuple(Clash(why, (of, axis), lambda word, other: bool(other) and where(word)) for axis in axes)


CLASHES: tuple[Clash, ...] = (
    *(
        Clash("a SOCKS proxy looks plain names up", ("topology", field), partial(is_beyond_socks, field))
        for field in ("origin_at", "elsewhere_at")
    ),
    Clash(
        "an http:// origin behind SOCKS has no topology",
        ("topology", "index"),
        lambda t, i: _get_topology(t).speaks_socks and _is_redirected_to_http(i),
    ),
    *_unusual(
        *("channel", "spelling", "proxy_at", "proxy_login"),
        where=lambda word: not _get_topology(word).proxies,
        why="there is no proxy to be named",
    ),
    *_unusual(
        *("state", "place", "roots", "client_certificate"),
        where=lambda word: not _get_topology(word).legs,
        why="there is no leg to verify",
    ),
    Clash("there is no leg to verify", ("topology", "store"), lambda t, s: t not in LEGGED and s != STORES[0]),
    Clash(
        "an intercepting proxy has leaves for one host",
        ("topology", "index"),
        lambda t, i: _get_topology(t).is_intercepted and _get_index(i).leads_to_another_name,
    ),
    *_unusual(
        *("elsewhere_at", "client_certificate"),
        where=lambda word: _get_topology(word).is_intercepted,
        why="an intercepting proxy has leaves for one host, and asks for no certificate",
    ),
    *_unusual(
        "elsewhere_at",
        of="index",
        where=lambda word: not _get_index(word).value.has_second_host,
        why="it has no such host",
    ),
    Clash("the index does not ask for it", ("index", "login"), _clashes_with_login),
    Clash(
        "the second index has one wheel alone",
        ("index", "action"),
        lambda i, a: _get_index(i).value.further is not None and a not in ("", "action_install"),
    ),
    Clash(
        "hashes are those of pages, and of wheels; what leads away is one page, and one wheel",
        ("flaw", "action"),
        lambda f, a: f.startswith("index_") and a not in ("", "action_install"),
    ),
    Clash(
        "the pip that prepares a build has a patience of its own",
        ("flaw", "action"),
        lambda f, a: a == "action_build_local" and f.endswith("_stalled"),
    ),
    Clash(
        "it fetches no file",
        ("flaw", "action"),
        lambda f, a: a == "action_index_versions" and f.startswith("originfault_file"),
    ),
    Clash(
        "the URL of the file is all that has the login",
        ("index", "action", "login"),
        lambda i, a, w: a == "action_download_url" and bool(w) and bool(_get_index(i).value.second_host),
    ),
    Clash(
        "nothing is said in a configuration file",
        ("store", "channel", "settings_in"),
        lambda s, c, p: bool(p) and s != "pip_conf" and c != "channel_config",
    ),
    Clash("a store has one place where it is a default", ("place", "host"), lambda p, h: bool(p and h)),
    Clash("another store lies elsewhere", ("place", "store"), lambda p, s: bool(p) and s != "system"),
    Clash("a store cannot be in that state", ("store", "state"), _clashes_with_state),
    Clash(
        "a store cannot be in that state",
        ("store", "flaw"),
        lambda s, f: _is_state_impossible(s, FLAWS[f].state or StoreState.PEM),
    ),
    Clash(
        "legacy-certs reads no other store",
        ("told", "store"),
        lambda t, s: t == "legacy_certs" and s in ("system", *OPENSSL_STORES),
    ),
    Clash("pip takes that host for insecure", ("topology", "origin_at"), lambda t, a: is_insecure(t, "origin_at", a)),
    Clash(
        "pip takes that host for insecure",
        ("topology", "elsewhere_at"),
        lambda t, a: is_insecure(t, "elsewhere_at", a),
    ),
    Clash("an intercepting proxy asks for plain names", ("topology", "origin_at"), is_beyond_interception),
    Clash(
        "two secrets in clear are more than one expectation",
        ("topology", "index", "login"),
        lambda t, i, w: bool(w) and _tells_in_clear(t, i),
    ),
    Clash(
        "a proxy goes on with the origin that it has",
        ("topology", "index"),
        lambda t, i: _get_topology(t).origin.scheme == "http" and _get_index(i) is Index.REDIRECTED_IN_DISGUISE,
    ),
    Clash(
        "a secret in clear has scenarios of its own",
        ("flaw", "topology", "index"),
        lambda _f, t, i: _tells_in_clear(t, i),
    ),
    Clash(
        "a redirect that asks has rows of its own where it is not in clear",
        ("topology", "index"),
        lambda t, i: _tells_in_clear(t, i) and _get_index(i).value.tells is None,
    ),
    Clash("nothing like that can be wrong there", ("side", "flaw"), lambda s, f: s not in FLAWS[f].words),
    Clash("nothing like that can be wrong there", ("topology", "side", "flaw"), _is_elsewhere),
    Clash("the flaw is one of an index", ("flaw", "side", "index"), lambda f, s, i: bool(i) and _fixes(f, s, "index")),
    Clash(
        "the flaw is about one name",
        ("flaw", "side", "index"),
        lambda f, s, i: _fixes(f, s, "origin_at") and _get_index(i).value.has_second_host,
    ),
    Clash("the flaw is about an address", ("flaw", "side", "origin_at"), _clashes_with_address("origin")),
    Clash("the flaw is about an address", ("flaw", "side", "proxy_at"), _clashes_with_address("proxy")),
    Clash(
        "that spelling is an address already", ("flaw", "proxy_at"), lambda f, a: "address_and_port" in f and bool(a)
    ),
    Clash("one store is not beside itself", ("store", "beside"), lambda s, b: b == f"beside_{s}"),
    Clash(
        "one leg has one authority",
        ("topology", "divided"),
        lambda t, d: bool(d) and len(_get_topology(t).legs) < 2,
    ),
    Clash("there is nothing to divide with", ("beside", "divided"), lambda b, d: bool(d) and not b),
)
