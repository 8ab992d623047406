"""An index that has nothing itself and sends whoever asks to another place.

One rule: it keeps the path and gives either a cookie along, which is for this place alone (RFC 6265), or a login to the
other.
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
AWAY = (Index.REDIRECTED_TO_ANOTHER_HOST, Index.REDIRECTED_TO_PLAIN_HTTP, Index.REDIRECTED_WITH_A_LOGIN)


def sending(place: str, login: str = "") -> WSGIApplication:
    """The application that redirects to ``place``: scheme, host and port, as in ``https://127.0.0.1:4711``.

    ``login`` is a user and password, as in ``user:secret``. A cookie would go there too: ports do not keep it apart.
    """
    scheme, _, where = place.partition("://")

    @Request.application
    def answer(request: Request) -> Response:
        if login:
            return redirect(f"{scheme}://{login}@{where}{request.path}", 302)
        response = redirect(place + request.path, 302)
        response.set_cookie("session", PASSWORD, secure=request.is_secure)
        return response

    return answer
