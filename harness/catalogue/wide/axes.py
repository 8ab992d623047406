"""The axes of the wide matrix: each condition that varies, with a word for every value and what it changes.

One rule: words are parts of ids, which are promises: a word is never renamed, and a new axis has an empty word for what
the rows before it had.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from enum import Enum
from typing import Any

from harness.model.conditions import (
    Action,
    Address,
    Beside,
    Cache,
    Channel,
    ClientCertificate,
    ConfigPlace,
    Host,
    Index,
    Login,
    Option,
    Packaging,
    ProxyLogin,
    Root,
    Spelling,
    Startup,
    StorePlace,
    StoreState,
    Variable,
)
from harness.model.conditions.settings import INPROCESS_BUILDS, KEYRING, LEGACY_CERTS, MAY_ASK, USE_TRUSTSTORE
from harness.model.topology import (
    HTTP_ORIGIN,
    HTTP_PROXY,
    HTTPS_ORIGIN,
    HTTPS_PROXY,
    INTERCEPTING_PROXY,
    SOCKS5_PROXY,
    SOCKS5H_PROXY,
    Topology,
)
from harness.model.trust import Trust

#: The fields of a scenario that a value changes, and their values; what lies in the stores is the row's own affair.
Changes = Mapping[str, Any]
#: The values of an axis by their words, the usual one first; it is empty where the id leaves it out.
Axis = Mapping[str, Changes]

#: git's own bundle is for no client that connects by itself.
STORES = tuple(store.name for store in fields(Trust) if store.name != "git_ssl_cainfo")
#: The topologies of the scenarios, in their order there: rows are promises, and take no other by themselves.
_TOPOLOGIES = (
    Topology(name="direct", path=(HTTPS_ORIGIN,)),
    Topology(name="forwarded", path=(HTTP_PROXY, HTTP_ORIGIN)),
    Topology(name="forwarded over TLS", path=(HTTPS_PROXY, HTTP_ORIGIN)),
    Topology(name="tunnelled", path=(HTTP_PROXY, HTTPS_ORIGIN)),
    Topology(name="tunnelled over TLS", path=(HTTPS_PROXY, HTTPS_ORIGIN)),
    Topology(name="intercepted", path=(INTERCEPTING_PROXY, HTTPS_ORIGIN)),
    Topology(name="intercepted over TLS", path=(HTTPS_PROXY, INTERCEPTING_PROXY, HTTPS_ORIGIN)),
    Topology(name="over SOCKS", path=(SOCKS5_PROXY, HTTPS_ORIGIN)),
    Topology(name="over SOCKS by name", path=(SOCKS5H_PROXY, HTTPS_ORIGIN)),
)
TOPOLOGIES = {each.name.lower().replace(" ", "_"): each for each in _TOPOLOGIES}
LEGGED = tuple(word for word, topology in TOPOLOGIES.items() if topology.legs)
#: A name with a domain above its own, and one above that.
BELOW = Address(name="deep.index.test", ip="127.0.1.2")


def _list_values(field: str, *values: Enum, **beside: Changes) -> Axis:
    """Return an axis of these values of a field besides its usual one; ``beside`` is what some need, by their names."""
    return {"": {}} | {name_value(each): {field: each} | dict(beside.get(each.name, {})) for each in values}


def name_value(value: Enum) -> str:
    """Return the word of a condition: ``channel_flag``."""
    return f"{type(value).__name__}_{value.name}".lower()


def _list_addresses(field: str, name: str, number: str, **others: Address) -> Axis:
    """Return an axis of the ways to call a node that has a name and listens at an address of version 4."""
    first, _, domain = name.partition(".")
    ways = {
        "name": Address(name=name, ip=number),
        "capitals": Address(name=f"{first.upper()}.{domain}", ip=number),
        "dot": Address(name=f"{name}.", ip=number),
        "number": Address(name=number),
        "ipv6": Address(name="::1"),
        **others,
    }
    return {"": {}} | {f"{field}_{word}": {field: address} for word, address in ways.items()}


_KEYRING = {"options": (KEYRING,)}

#: Every axis by its name, in the order in which an id has their words.
AXES: Mapping[str, Axis] = {
    "topology": {
        word: {"topology": topology, "beside": Beside.PYSOCKS if topology.speaks_socks else Beside.NOTHING}
        for word, topology in TOPOLOGIES.items()
    },
    "store": {store: {} for store in STORES},
    "host": _list_values("host", Host.DISTRO),
    "channel": _list_values(
        "proxy_set_by",
        *(Channel.LOWER_CASE, Channel.UPPER_CASE, Channel.ALL_PROXY, Channel.FLAG, Channel.CONFIG),
    ),
    "action": _list_values(
        "action",
        *(Action.INSTALL, Action.DOWNLOAD_URL, Action.BUILD, Action.BUILD_LOCAL, Action.INDEX_VERSIONS),
    ),
    "cache": _list_values("cache", Cache.ON),
    "index": _list_values(
        "index",
        *(Index.FILES_ON_SECOND_HOST, Index.REDIRECTED, Index.BASIC_AUTH),
        *(Index.REDIRECTED_TO_ANOTHER_HOST, Index.REDIRECTED_TO_PLAIN_HTTP),
        *(Index.REDIRECTED_IN_DISGUISE, Index.REDIRECTED_WITH_A_LOGIN, Index.TWO_WITH_LOGINS),
        TWO_WITH_LOGINS={"options": (Option("--extra-index-url {other_index_url}"),)},
    ),
    "beside": {"": {}} | {f"beside_{store}": {} for store in STORES},
    "divided": {"": {}, "divided": {}},
    "state": _list_values(
        "state",
        *(StoreState.BYTE_ORDER_MARK, StoreState.CRLF, StoreState.LATIN_1, StoreState.TRUSTED_FORM),
        *(StoreState.BY_HOME, StoreState.HASHED_FOLDER),
    ),
    "place": _list_values("store_place", StorePlace.ALPINE, StorePlace.FEDORA, StorePlace.SUSE),
    "roots": _list_values(
        "roots",
        *(Root.EXPIRED_FIRST, Root.EXPIRED_LAST, Root.TWICE, Root.WITH_INTERMEDIATE, Root.CROSS_SIGNED_LAST),
    ),
    "spelling": _list_values(
        "proxy_spelled", Spelling.TRAILING_SLASH, Spelling.WITH_A_PATH, Spelling.UPPER_CASE_SCHEME
    ),
    "origin_at": _list_addresses("origin_at", "index.test", "127.0.1.1"),
    "proxy_at": _list_addresses("proxy_at", "proxy.corp.test", "127.0.2.1"),
    "elsewhere_at": _list_addresses(
        "elsewhere_at", "files.index.test", "127.0.1.3", other=Address(name="other.test", ip="127.0.1.4")
    ),
    "login": _list_values(
        "login",
        *(Login.IN_URL, Login.IN_NETRC, Login.IN_KEYRING, Login.ODD, Login.E_MAIL),
        *(Login.IN_URL_AND_NETRC, Login.USER_IN_URL, Login.NETRC_AND_KEYRING, Login.URL_AND_KEYRING),
        Login.OF_A_THIRD_HOST,
        IN_KEYRING=_KEYRING,
        NETRC_AND_KEYRING=_KEYRING,
        URL_AND_KEYRING=_KEYRING,
    ),
    "proxy_login": _list_values(
        "proxy_login",
        *(ProxyLogin.IN_URL, ProxyLogin.ODD, ProxyLogin.E_MAIL, ProxyLogin.E_MAIL_ENCODED),
        ProxyLogin.WITH_HASH_ENCODED,
    ),
    "client_certificate": _list_values(
        "client_certificate", ClientCertificate.ASKED_AND_SHOWN, ClientCertificate.DEMANDED_AND_SHOWN
    ),
    "packaging": _list_values("packaging", Packaging.ZIP),
    "startup": _list_values("startup", Startup.TRUSTSTORE_INJECTED),
    "told": {
        "": {},
        "use_truststore": {"options": (USE_TRUSTSTORE,)},
        "legacy_certs": {"options": (LEGACY_CERTS,)},
        "inprocess_builds": {"options": (INPROCESS_BUILDS,)},
        "may_ask": {"variables": (MAY_ASK,)},
        "another_trusted": {"options": (Option("--trusted-host another.test"),)},
        "another_unproxied": {"variables": (Variable("NO_PROXY=another.test,10.0.0.0/8"),)},
    },
    "settings_in": _list_values(
        "settings_in", ConfigPlace.USER, ConfigPlace.LEGACY, ConfigPlace.GLOBAL, ConfigPlace.SITE
    ),
}


def get_value(axis: str, word: str, field: str) -> Any:
    """Return what a value changes a field to; None if it leaves it as it usually is."""
    return AXES[axis][word].get(field)
