"""Read what the witness wrote about a command: its connections, the context that decided each, and its requests.

One rule: a line that cannot be understood is skipped and counted, never guessed at.
"""

from __future__ import annotations

import json
from typing import Any, Dict, Iterator, NamedTuple  # noqa: UP035 - as above
from urllib.parse import urlsplit

Facts = Dict[str, Any]  # noqa: UP006 - Python 3.7 reads this

#: The leg of a TLS session: to the proxy itself, or to the server that answers for the origin.
PROXY, ORIGIN = "proxy", "origin"
#: The context that decided a leg: the session's own, another in its place, or one where the session was given none.
SESSIONS, LOST, NONE = "sessions", "lost", "none"


class Seen(NamedTuple):
    """The events of all processes of a command, in order and by kind; each is a dictionary as the report has it."""

    legs: list[Facts]
    requests: list[Facts]
    dials: list[Facts]
    tunnels: list[Facts]
    libraries: dict[str, str]
    managers: list[Facts]
    events: list[Facts]
    damaged: int

    @property
    def last_failures(self) -> list[Facts]:
        """The last request to each server, if it failed."""
        last = {each["server"]: each for each in self.requests}
        return [each for each in last.values() if each["errors"]]


def read_seen(said: bytes) -> Seen:
    """Return the events in the witness's JSON lines; ``damaged`` counts what could not be understood."""
    events, damaged = [], 0
    for line in said.splitlines():
        try:
            event = json.loads(line.decode("utf-8"))
            events.append({**event, "event": str(event["event"]), "process": int(event["process"])})
        except (ValueError, KeyError, TypeError):
            damaged += 1
    processes = list(dict.fromkeys(each["process"] for each in events))
    legs: list[Facts] = []
    for process in processes:
        own = [each for each in events if each["process"] == process]
        try:
            legs += _Process(own).find_legs()
        except (KeyError, TypeError, ValueError):
            damaged += 1
    asked = [each for each in events if each["event"] == "request"]
    # Where requests is, urllib3 says the same once more.
    best = [each for each in asked if each.get("by") == "requests"] or asked
    return Seen(
        legs=legs,
        requests=best,
        dials=[each for each in events if each["event"] == "dial"],
        tunnels=[each for each in events if each["event"] == "tunnel"],
        libraries=_join_libraries(events),
        managers=[each for each in events if each["event"] == "manager"],
        events=events,
        damaged=damaged,
    )


def _join_libraries(events: list[Facts]) -> dict[str, str]:
    found: dict[str, str] = {}
    for each in events:
        if each["event"] == "libraries":
            further = {"pip at": each["pip_at"], "run by": each["python"]}
            found = {**each["versions"], **{name: value for name, value in further.items() if value}, **found}
    return found


class _Process:
    """The events of one process, and what follows from them."""

    def __init__(self, events: list[Facts]) -> None:
        self._events = events
        self._contexts = {each["number"]: each for each in self._find("context")}
        self._managers = {each["number"]: each for each in self._find("manager")}
        self._given = set(self._find_given())

    def _find(self, kind: str) -> list[Facts]:
        return [each for each in self._events if each["event"] == kind]

    def _find_given(self) -> Iterator[int]:
        """Yield the numbers of the contexts that sessions were given; without a session those that adapters hold."""
        sessions = self._find("session")
        for each in sessions:
            if each["context"] is not None:
                yield each["context"]
        if not sessions:
            for adapter in self._find("adapter"):
                held = self._managers.get(adapter["manager"], {}).get("keywords", {}).get("ssl_context")
                for number in (adapter["context"], held):
                    if isinstance(number, int):
                        yield number

    def find_legs(self) -> Iterator[Facts]:
        """Yield each handshake as the report has it."""
        for at, each in enumerate(self._events):
            if each["event"] == "handshake":
                yield self._describe(each, self._events[at + 1 :])

    def _describe(self, handshake: Facts, later: list[Facts]) -> Facts:
        context = self._find_outer(handshake["context"])
        whose = NONE
        if self._given:
            whose = SESSIONS if context["number"] in self._given else LOST
        check = self._find_check(handshake, later)
        return {
            "leg": self._find_leg(handshake),
            "server": handshake["server"],
            "peer": handshake["peer"],
            "whose": whose,
            "given": self._describe_given(),
            "context": context["kind"],
            "made_by": _name_maker(context["callers"]),
            "lost_at": self._find_loss(context) if whose == LOST else "",
            "loaded": self._list_loaded(context),
            "authorities": handshake["authorities"],
            "verifies": handshake["verify_mode"] != "CERT_NONE",
            "verify_code": handshake.get("verify_code", 0),
            "error": handshake["error"] or (check or {}).get("error", ""),
            "check": (check or {}).get("what", ""),
        }

    def _find_outer(self, number: int) -> Facts:
        """Return a context by its number; of truststore's two the outer one."""
        outer = [each for each in self._contexts.values() if each["holds"] == number]
        return outer[0] if outer else self._contexts[number]

    def _describe_given(self) -> str:
        kinds = [self._contexts[number]["kind"] for number in sorted(self._given) if number in self._contexts]
        return kinds[0] if kinds else ""

    @staticmethod
    def _find_check(handshake: Facts, later: list[Facts]) -> Facts | None:
        ends = (handshake.get("local"), handshake["inside"])
        for each in later:
            if each["event"] in ("handshake", "check") and (each.get("local"), each["inside"]) == ends:
                return each if each["event"] == "check" else None
        return None

    def _find_leg(self, handshake: Facts) -> str:
        if handshake["inside"]:
            return ORIGIN
        _, _, port = str(handshake["peer"] or "").rpartition(":")
        for manager in self._managers.values():
            proxy = urlsplit(manager["proxy"] or "")
            same_name = handshake["server"] in (None, proxy.hostname)
            if proxy.scheme == "https" and same_name and str(proxy.port or 443) == port:
                return PROXY
        return ORIGIN

    def _find_loss(self, context: Facts) -> str:
        """Return where the session's context was lost, in words; empty if that was not seen."""
        for manager in self._managers.values():
            if manager["proxy"] is None:
                continue
            name, keywords = manager["name"], manager["keywords"]
            if keywords.get("ssl_context") not in self._given:
                return f"requests asked for a {name} (proxy_manager_for) and handed on no ssl_context"
            if manager["proxy"].startswith("https:") and manager["proxy_context"] not in self._given:
                return f"requests asked for a {name} (proxy_manager_for) and handed on no proxy_ssl_context"
        return "a context made by {} took its place".format(_name_maker(context["callers"]))

    def _list_loaded(self, context: Facts) -> list[Facts]:
        """Return what was loaded into a context: how, from which files, and how many authorities that added."""
        numbers = (context["number"], context["holds"])
        return [
            {"how": each["how"], "paths": each["paths"], "count": each["after"] - each["before"]}
            for each in self._find("loaded")
            if each["context"] in numbers
        ]


def _name_maker(callers: list[str]) -> str:
    """Return the function that asked for a context, skipping urllib3's own, which makes one for any caller."""
    short = [each.replace("pip._vendor.", "").replace("pip._internal.", "") for each in callers]
    wanted = [each for each in short if not each.startswith("urllib3.util.")] or short
    return wanted[0] if wanted else "nobody known"
