"""The files that an index serves, to which more can be added while it listens."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from harness.lab import packages
from harness.lab.nodes.guarded_index import make_guarded_application
from harness.lab.nodes.index import FakeIndex
from harness.model.conditions import Index
from harness.model.conditions.indexes import Altered
from harness.model.errors import UsageError
from harness.model.passwords import OF_INDEX, Password

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class Pages:
    """The files and pages of an index, which demands ``asked`` where it asks for a user and password."""

    def __init__(self, files: Mapping[str, bytes], asked: Password = OF_INDEX) -> None:
        self._files, self._asked = dict(files), asked
        self._applications: dict[tuple[Index, str | None], WSGIApplication] = {}

    def add(self, files: Mapping[str, bytes]) -> None:
        """Serve these files too, by name."""
        self._files.update(files)
        self._applications.clear()

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

    def _make(self, index: Index, files_host: str | None) -> WSGIApplication:
        key = index, files_host
        if key not in self._applications:
            altered = packages.alter_wheels(self._files) if index.value.alters is Altered.WHEELS else {}
            self._applications[key] = make_guarded_application(
                FakeIndex(self._files, altered), index, files_host, self._asked
            )
        return self._applications[key]
