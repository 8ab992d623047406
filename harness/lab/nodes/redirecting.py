"""An index that redirects every client to another place, for everything or for files.

One rule: it keeps the path, and either sets a cookie, which is for this host alone (RFC 6265), or adds a login to the
new URL.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from harness.lab.nodes.index_pages import FILES
from harness.model.passwords import OF_SESSION

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


def make_redirecting_application(place: str, login: str = "", pages: WSGIApplication | None = None) -> WSGIApplication:
    """Return the application that redirects to ``place``: scheme, host and port, as in ``https://127.0.0.1:4711``.

    ``login`` is a user and password, as in ``user:secret`` or ``user:``. A cookie would go there too: it is for all
    ports of a host. With ``pages``, these are answered here and only files are redirected.
    """
    scheme, _, where = place.partition("://")

    @Request.application
    def answer(request: Request) -> Response | WSGIApplication:
        if pages is not None and not request.path.startswith(FILES):
            return pages
        if login:
            return redirect(f"{scheme}://{login}@{where}{request.path}", 302)
        response = redirect(place + request.path, 302)
        response.set_cookie(OF_SESSION.user, OF_SESSION.word, secure=request.is_secure)
        return response

    return answer
