"""An origin that has more than an index: other files below a path, or redirects that lead away from the web."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from mimetypes import guess_type
from typing import TYPE_CHECKING

from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Request, Response

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


def add_files(application: WSGIApplication, below: str, files: Mapping[str, bytes]) -> WSGIApplication:
    """Return an application that answers for the paths below one with these files, and else is the given one.

    A path that ends with a slash is a page. No answer depends on anything else in the request, as in git's dumb
    protocol: https://git-scm.com/docs/http-protocol
    """

    @Request.application
    def answer(request: Request) -> Response | WSGIApplication:
        if not request.path.startswith(f"{below}/"):
            return application
        if request.path not in files:
            raise NotFound
        kind = "text/html" if request.path.endswith("/") else guess_type(request.path)[0] or "text/plain"
        return Response(files[request.path], mimetype=kind)

    return answer


def lead_away(application: WSGIApplication, url: str, leads: Callable[[str], bool]) -> WSGIApplication:
    """Return an application that redirects to a URL from each path that ``leads`` there, and else is the given one."""

    @Request.application
    def answer(request: Request) -> Response | WSGIApplication:
        # werkzeug's own redirect would make this URL relative to the request's.
        return Response("", 302, {"Location": url}) if leads(request.path) else application

    return answer
