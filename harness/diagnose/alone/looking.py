"""Fetch the certificates of the servers on whose legs a request failed, once the command has ended."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

from harness.diagnose.alone.asked import Asked
from harness.diagnose.alone.case import name_look
from harness.diagnose.alone.certificates import ParsedCertificate, read_certificate
from harness.diagnose.alone.look import Look, Route, look_at
from harness.diagnose.alone.seen import ORIGIN, PROXY, Facts, Seen
from harness.diagnose.alone.settings import INDEX, FoundSetting
from harness.diagnose.alone.settings import PROXY as PROXIES

#: The index that is used by default, and the most servers that are looked at.
_PYPI, _MOST = "https://pypi.org:443", 4
_OF_PYPI = ("pip", "uv", "uvx", "poetry", "pdm", "pipx")


class Looked(NamedTuple):
    """A look at a leg: the leg and its server, what was fetched, and the certificates that can be parsed."""

    leg: str
    server: str
    look: Look
    chain: list[ParsedCertificate]

    def as_fact(self) -> Facts:
        """Return it as it goes into a report."""
        chain = [each.as_fact() for each in self.chain]
        return {
            "leg": self.leg,
            "server": self.server,
            "chain": chain,
            "problem": self.look.problem,
            "how": self.look.how,
        }


def list_routes(seen: Seen, settings: Sequence[FoundSetting], asked: Asked) -> list[Route]:
    """Return the routes to look at: where a leg failed or, if the command could not be watched, where it would go."""
    routes: dict[Route, None] = {}
    if asked.unwatched:
        # What the command asked for is not known; this is what its words and settings lead to.
        typed = [word for word in asked.words if word.startswith("https://")]
        named = [each.value for each in settings if each.sort == INDEX] + typed
        server = next(iter(named), _PYPI if asked.tool in _OF_PYPI else "")
        proxy = next((each.value for each in settings if each.sort == PROXIES and not each.ignored), None)
        routes.update(dict.fromkeys(_list_legs(server, proxy)))
    for request in seen.last_failures:
        host = urlsplit(request["server"]).hostname
        refused = [leg for leg in seen.legs if leg["error"] and (leg["leg"] == PROXY or leg["server"] in (host, None))]
        proxy = _find_whole_url(request["proxy"], settings)
        for route in _list_legs(request["server"], proxy):
            if any(leg["leg"] == route.leg for leg in refused):
                routes[route] = None
    routes.update(dict.fromkeys(_list_without_requests(seen, settings)))
    return list(routes)[:_MOST]


def _list_without_requests(seen: Seen, settings: Sequence[FoundSetting]) -> Iterator[Route]:
    """Yield the routes to the servers that a program without requests and urllib3 refused."""
    if seen.requests:
        return
    tunnels = {each["to"].rpartition(":")[0]: each for each in seen.tunnels}
    for leg in seen.legs:
        host, port = leg["server"], str(leg["peer"] or "").rpartition(":")[2]
        if not leg["error"] or not host:
            continue
        if host in tunnels:
            port, proxy = tunnels[host]["to"].rpartition(":")[2], "http://" + tunnels[host]["proxy"]
            yield Route(host, int(port), _find_whole_url(proxy, settings), ORIGIN)
        elif port.isdigit():
            yield Route(host, int(port), None, ORIGIN)


def _list_legs(server: str, proxy: str | None) -> Iterator[Route]:
    parts, through = urlsplit(server), urlsplit(proxy or "")
    try:
        if through.scheme == "https" and through.hostname:
            yield Route(through.hostname, through.port or 443, None, PROXY)
        if parts.scheme == "https" and parts.hostname:
            yield Route(parts.hostname, parts.port or 443, proxy, ORIGIN)
    except ValueError:
        return


def _find_whole_url(proxy: str | None, settings: Sequence[FoundSetting]) -> str | None:
    """Return the URL of a proxy with its login, from the setting that names it."""
    if proxy is None:
        return None
    wanted = urlsplit(proxy)
    for each in settings:
        if each.sort == PROXIES and f"{wanted.hostname}:{wanted.port}" in each.value:
            return each.value if "://" in each.value else "http://" + each.value
    return proxy


def look_at_all(routes: Sequence[Route], say: Callable[[str], None]) -> list[Looked]:
    """Return a look at the server of each route; ``say`` is called with a line of progress before each."""
    found = []
    for route in routes:
        say("looking at the certificate of {}{}".format(route.name, " through the proxy" if route.proxy else ""))
        seen = look_at(route)
        chain = []
        for der in seen.chain:
            try:
                chain.append(read_certificate(der))
            except (ValueError, IndexError):
                continue
        found.append(Looked(route.leg, route.host, seen, chain))
    return found


def join_chains(looked: Sequence[Looked]) -> dict[str, list[ParsedCertificate]]:
    """Return the certificates of each look, by the key of :func:`~harness.diagnose.alone.case.name_look`."""
    # Two servers of one host are not told apart, and one of them may not have answered.
    return {name_look(each.leg, each.server): each.chain for each in reversed(looked) if each.chain}
