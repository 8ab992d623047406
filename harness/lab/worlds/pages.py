"""What an index serves, which can be added to while it listens, and the faults that a test asks of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Literal

from harness.lab import packages
from harness.lab.nodes.guarded_index import make_guarded_application
from harness.lab.nodes.index import FakeIndex
from harness.model.conditions import Index
from harness.model.errors import UsageError
from harness.model.passwords import OF_INDEX, Password

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

#: An empty response of a status, the first half of the right one, or none at all.
Fault = int | Literal["half", "nothing"]


class Pages:
    """The files and pages of an index, which demands ``asked`` where it asks for a user and password."""

    def __init__(self, files: Mapping[str, bytes], asked: Password = OF_INDEX) -> None:
        self._files, self._asked = dict(files), asked
        self._applications: dict[tuple[Index, str | None], WSGIApplication] = {}
        self._fault: Fault | None = None
        self._left: int | None = None

    def add(self, files: Mapping[str, bytes]) -> None:
        """Serve these files too, by name."""
        self._files.update(files)
        self._applications.clear()

    def answer_with(self, fault: Fault, times: int | None) -> None:
        """Answer so many requests with a fault, None for all. Raises ``UsageError`` for what is no final status."""
        if isinstance(fault, int) and not 200 <= fault <= 599:
            raise UsageError(f"{fault} is not a status that ends a request: they are 200 to 599")
        if isinstance(fault, str) and fault not in ("half", "nothing"):
            raise UsageError(f"{fault!r} is not an answer: there are a status such as 503, 'half' and 'nothing'")
        self._fault, self._left = fault, times

    def find_path(self, project: str, index: Index = Index.PLAIN) -> str:
        """Return the path of a project's wheel, or of its sdist if it has no wheel. Raises ``UsageError``."""
        try:
            return FakeIndex(self._files).find_artefact(project, index)
        except KeyError as error:
            raise UsageError(str(error.args[0])) from None

    def serve(self, index: Index, files_host: str | None) -> WSGIApplication:
        """Return the application of an index of these pages, also of what is added later."""

        def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            return self._make(index, files_host)(environ, start_response)

        return answer

    def with_faults(self, served: WSGIApplication) -> WSGIApplication:
        """Return an application that commits the faults which are asked for, and else is the given one."""

        def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            match self._next_fault():
                case None:
                    return served(environ, start_response)
                case "nothing":
                    raise ConnectionAbortedError("no answer, as it was asked for")
                case "half":
                    return _halve(served(environ, start_response))
                case status:
                    start_response(f"{status} {_name_status(status)}", [("Content-Length", "0")])
                    return [b""]

        return answer

    def _next_fault(self) -> Fault | None:
        if self._left is not None:
            self._left -= 1
            if self._left < 0:
                self._fault = self._left = None
        return self._fault

    def _make(self, index: Index, files_host: str | None) -> WSGIApplication:
        key = index, files_host
        if key not in self._applications:
            altered = packages.alter_wheels(self._files) if index.value.alters else {}
            self._applications[key] = make_guarded_application(
                FakeIndex(self._files, altered), index, files_host, self._asked
            )
        return self._applications[key]


def _halve(body: Iterable[bytes]) -> Iterator[bytes]:
    content = b"".join(body)
    yield content[: len(content) // 2]
    raise ConnectionAbortedError("no more, as it was asked for")


def _name_status(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unnamed"
