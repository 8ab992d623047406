"""An index that lets in only clients with the right user and password, and a second one beside it with its own.

One rule: the user and password are read as UTF-8, as browsers and curl send them (RFC 7617, 2.1).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from werkzeug.exceptions import abort
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.wrappers import Request, Response

from harness.lab.nodes.index import FakeIndex, make_index_application
from harness.lab.nodes.index_pages import FILES
from harness.model.conditions import Demand, Gate, Index
from harness.model.conditions.indexes import FurtherIndex
from harness.model.passwords import OF_INDEX, Password

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

_EVERYTHING: Gate = Demand.LOGIN.value


def make_guarded_application(
    index: FakeIndex, mode: Index, files_host: str | None = None, asked: Password = OF_INDEX
) -> WSGIApplication:
    """Return the index as a WSGI application that demands ``asked`` where the mode asks for a user and password.

    Of two indexes only one has files; a further one on the same host is below its path.
    """
    further = mode.value.further
    if further is None:
        application = make_index_application(index, mode, files_host)
    else:
        application = make_index_application(_empty_index(index, further) if further.has_files else index, Index.PLAIN)
    guarded = demand_login(application, asked) if mode.value.asks else application
    if further is None or further.signer is not None:
        return guarded
    return DispatcherMiddleware(
        guarded, {further.path: make_further_application(make_index_application(index, mode), further)}
    )


def _empty_index(index: FakeIndex, further: FurtherIndex) -> FakeIndex:
    """Return the index beside one that has the files: it has none, and pages of projects only where it lists them."""
    return FakeIndex({}, projects=index.projects if further.listed else ())


def make_further_application(files: WSGIApplication, further: FurtherIndex) -> WSGIApplication:
    """Return a further index with these pages and files or none, which demands its own login if it has one."""
    application = files if further.has_files else make_index_application(FakeIndex({}), Index.PLAIN)
    return demand_login(application, further.login) if further.login else application


def demand_login(
    application: WSGIApplication, asked: Password, gate: Gate = _EVERYTHING, beyond: str = ""
) -> WSGIApplication:
    """Return the application behind a gate that only this user and password open.

    What is below the path ``beyond``, if there is one, is not behind it.
    """
    login = asked.user, asked.word

    @Request.application
    def answer(request: Request) -> WSGIApplication:
        if not gate.is_for(is_file=FILES in request.path) or (beyond and request.path.startswith(beyond)):
            return application
        given = request.authorization
        if given is None or given.type != "basic" or (given.username, given.password) != login:
            # werkzeug would write the realm bare where it can; RFC 9110, 11.5 wants it quoted.
            challenge = {"WWW-Authenticate": 'Basic realm="lab"'} if gate.challenges else {}
            abort(Response("Who are you?\n", gate.status, challenge))
        return application

    return answer
