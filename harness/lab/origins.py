"""Raises an index: its origin, and the second host of one that has its files elsewhere or sends clients there.

One rule: both hosts show the same kind of certificate, so that only a name or a scheme tells them apart.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable
from typing import TYPE_CHECKING

from harness.lab.nodes.listener import Listener
from harness.lab.nodes.redirecting import make_redirecting_application
from harness.model.conditions import Index, Redirect

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

#: Raises an origin of this name with this application, over TLS if there is a context.
Raise = Callable[[str, "WSGIApplication", "ssl.SSLContext | None"], Listener]
#: Makes the application of an index; the second host of one that has its files there is given.
Serve = Callable[[Index, "str | None"], "WSGIApplication"]
#: Makes the context that an origin shows, None for one that speaks plain HTTP.
Show = Callable[[], "ssl.SSLContext | None"]


def raise_index(index: Index, scheme: str, raise_origin: Raise, serve: Serve, show: Show) -> tuple[Listener, ...]:
    """Return the origin of an index, and after it the second host if the index has one."""
    offer = index.value
    if offer.redirect is not None:
        return _raise_redirecting(offer.redirect, scheme, raise_origin, serve, show)
    if not offer.second_host:
        return (raise_origin("origin", serve(index, None), show()),)
    files = raise_origin("files", serve(Index.PLAIN, None), show())
    return raise_origin("origin", serve(index, f"{scheme}://{offer.second_host}:{files.port}"), show()), files


def _raise_redirecting(
    redirect: Redirect, scheme: str, raise_origin: Raise, serve: Serve, show: Show
) -> tuple[Listener, ...]:
    """An origin that has nothing itself, or pages alone, and sends whoever asks elsewhere."""
    there = redirect.scheme or scheme
    pages = serve(Index.BASIC_AUTH if redirect.asks else Index.PLAIN, None)
    elsewhere = raise_origin("elsewhere", pages, show() if there == "https" else None)
    place = f"{there}://{redirect.host}:{elsewhere.port}"
    own = serve(Index.PLAIN, None) if redirect.files_alone else None
    return raise_origin("origin", make_redirecting_application(place, redirect.login, own), show()), elsewhere
