"""An index that sends whoever asks to another place, for everything or for files.

One rule: it keeps the path and gives either a cookie along, which is for this place alone (RFC 6265), or a login to the
other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from harness.lab.nodes.index import FILES
from harness.model.passwords import OF_INDEX

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


def sending(place: str, login: str = "", pages: WSGIApplication | None = None) -> WSGIApplication:
    """The application that redirects to ``place``: scheme, host and port, as in ``https://127.0.0.1:4711``.

    ``login`` is a user and password, as in ``user:secret`` or ``user:``. A cookie would go there too: ports do not keep
    it apart. ``pages`` are answered here where they are given; then only files are elsewhere.
    """
    scheme, _, where = place.partition("://")

    @Request.application
    def answer(request: Request) -> Response | WSGIApplication:
        if pages is not None and not request.path.startswith(FILES):
            return pages
        if login:
            return redirect(f"{scheme}://{login}@{where}{request.path}", 302)
        response = redirect(place + request.path, 302)
        response.set_cookie("session", OF_INDEX.word, secure=request.is_secure)
        return response

    return answer
