"""Raises an index: its origin, and the second host of one that has its files elsewhere or sends clients there.

One rule: both hosts show the same kind of certificate, so that only a name or a scheme tells them apart.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from harness.lab.nodes.guarded_index import demand_login, make_further_application
from harness.lab.nodes.listener import Listener
from harness.lab.nodes.redirecting import make_redirecting_application
from harness.model.conditions import LOCALHOST, Address, Index, Redirect
from harness.model.conditions.indexes import FURTHER, FurtherIndex
from harness.model.trust import Authority

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

#: Raises an origin of this name with this application at an address, over TLS if there is a context.
Raise = Callable[[str, "WSGIApplication", "ssl.SSLContext | None", Address], Listener]
#: Makes the application of an index; the second host of one that has its files there is given.
Serve = Callable[[Index, "str | None"], "WSGIApplication"]
#: Makes the context that an origin at an address shows, None for one that speaks plain HTTP. An authority signs the
#: certificate in the place of the usual one.
Show = Callable[[Address, "Authority | None"], "ssl.SSLContext | None"]


class IndexRaiser:
    """Raises the origins of an index: its own at the first address, and at the second the other that it may have.

    ``local`` is the folder in which a client finds the same files on its own disk, below the paths that they have here.
    """

    def __init__(
        self,
        scheme: str,
        raise_origin: Raise,
        serve: Serve,
        show: Show,
        at: Address = LOCALHOST,
        second_at: Address = LOCALHOST,
        local: Path | None = None,
    ) -> None:
        self._scheme, self._raise, self._serve, self._show = scheme, raise_origin, serve, show
        self._at, self._second_at, self._local = at, second_at, local

    def raise_index(self, index: Index) -> tuple[Listener, ...]:
        """Return the origin of an index, and after it the second host if the index has one."""
        offer = index.value
        if offer.redirect is not None:
            return self._raise_redirecting(offer.redirect)
        if offer.further is not None and offer.further.signer is not None:
            return self._raise_own(self._serve(index, None)), self._raise_further(offer.further)
        if not offer.second_host:
            return (self._raise_own(self._serve(index, None)),)
        files = self._raise_second("files", self._serve(Index.PLAIN, None), self._scheme)
        return self._raise_own(self._serve(index, f"{self._scheme}://{files.format_netloc(self._scheme)}")), files

    def _raise_redirecting(self, redirect: Redirect) -> tuple[Listener, ...]:
        """Return an origin that has nothing, or only pages, and redirects clients elsewhere for the rest."""
        own = self._serve(Index.PLAIN, None) if redirect.files_alone else None
        if redirect.is_local:
            if self._local is None:
                raise ValueError("an index that redirects to local files needs the folder in which they are")
            return (self._raise_own(make_redirecting_application(self._local.as_uri(), pages=own)),)
        there = redirect.scheme or self._scheme
        pages = self._serve(Index.PLAIN, None)
        if redirect.asks is not None:
            pages = demand_login(pages, redirect.asks)
        elsewhere = self._raise_second("elsewhere", pages, there)
        place = f"{there}://{elsewhere.format_netloc(there)}"
        return self._raise_own(make_redirecting_application(place, redirect.login, own)), elsewhere

    def _raise_further(self, further: FurtherIndex) -> Listener:
        """A further index, whose certificate another authority signed."""
        pages = make_further_application(self._serve(Index.PLAIN, None), further)
        shown = self._show(self._second_at, further.signer) if self._scheme == "https" else None
        return self._raise(FURTHER, pages, shown, self._second_at)

    def _raise_own(self, application: WSGIApplication) -> Listener:
        return self._raise("origin", application, self._show(self._at, None), self._at)

    def _raise_second(self, name: str, application: WSGIApplication, scheme: str) -> Listener:
        shown = self._show(self._second_at, None) if scheme == "https" else None
        return self._raise(name, application, shown, self._second_at)
