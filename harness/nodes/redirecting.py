"""An index that has nothing itself and sends whoever asks to another place.

One rule: it keeps the path and gives a cookie along, which is for this place alone (RFC 6265).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from harness.conditions import Index
from harness.nodes.index import PASSWORD

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

#: The modes of an index in which every page is somewhere else.
AWAY = (Index.REDIRECTED_TO_ANOTHER_HOST, Index.REDIRECTED_TO_PLAIN_HTTP)


def sending(place: str) -> WSGIApplication:
    """The application that redirects to ``place``: scheme, host and port, as in ``https://127.0.0.1:4711``."""

    @Request.application
    def answer(request: Request) -> Response:
        response = redirect(place + request.path, 302)
        response.set_cookie("session", PASSWORD, secure=request.is_secure)
        return response

    return answer
