"""The index: a WSGI application that answers as a package index does, to every client alike.

One rule: whatever a mode adds (a second host, redirects), the pages and files stay the same. Who may see them is in
:mod:`harness.lab.nodes.guarded_index`.

Its pages are made in :mod:`harness.lab.nodes.index_pages`. Conditional and range requests follow RFC 9110.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from packaging.utils import canonicalize_name
from werkzeug.datastructures import ContentRange, Range
from werkzeug.exceptions import MethodNotAllowed, NotFound, RequestedRangeNotSatisfiable
from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from harness.lab.nodes.index_pages import (
    FILES,
    METADATA,
    PAGES,
    USUAL_HASH,
    Representation,
    Resource,
    describe_file,
    insert_host,
    is_wheel,
    make_resource,
    read_content,
    read_project,
    render_pages,
)
from harness.lab.packages import read_metadata
from harness.model.conditions import Index
from harness.model.conditions.indexes import Altered

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

_ALTERATION = b"Keywords: altered\n"


class FakeIndex:
    """Files by name, and an index's pages about them; ``altered`` are served instead by an index that alters wheels.

    ``projects`` have pages whether they have files or not.
    """

    def __init__(
        self, files: Mapping[str, bytes], altered: Mapping[str, bytes] | None = None, projects: Iterable[str] = ()
    ) -> None:
        metadata = {name: read_metadata(name, content) for name, content in files.items()}
        self._listed = [describe_file(name, content, metadata[name]) for name, content in files.items()]
        self._altered = {FILES + name: make_resource(content) for name, content in (altered or {}).items()}
        self._served = {FILES + name: make_resource(content) for name, content in files.items()} | {
            f"{FILES}{file.filename}{METADATA}": make_resource(metadata[file.filename])
            for file in self._listed
            if file.dist_info_metadata
        }
        self.projects = frozenset({*projects, *(read_project(file.filename) for file in self._listed)})
        self._pages = render_pages(self._listed, self.projects)

    def find_artefact(self, project: str, mode: Index = Index.PLAIN) -> str:
        """Return the path that in the end delivers the file of a project: its wheel, or else its sdist."""
        names = [file.filename for file in self._listed if read_project(file.filename) == canonicalize_name(project)]
        if not names:
            raise KeyError(f"no project {project!r} among {sorted({read_project(f.filename) for f in self._listed})}")
        path = FILES + max(names, key=is_wheel)
        further = mode.value.further
        return (further.path if further else mode.value.moved) + path

    def find_page(self, project: str, mode: Index = Index.PLAIN) -> str:
        """Return the path that in the end delivers the page of a project."""
        return f"{mode.value.moved}{PAGES}{canonicalize_name(project)}/"

    def write_files(self, folder: Path) -> None:
        """Write every file below a folder, with its metadata, under the path that it is served by."""
        for path, resource in self._served.items():
            file = folder / path.lstrip("/")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(read_content(resource))

    def list_resources(self, files_host: str, mode: Index = Index.PLAIN) -> Mapping[str, Resource]:
        """Return everything served, by path. ``files_host`` goes before the path of each file that a page names."""
        pages = {path: insert_host(page, files_host) for path, page in self._hash_by(mode.value.hashes).items()}
        return {**pages, **self._served, **self._alter(mode.value.alters)}

    def _hash_by(self, kind: str) -> Mapping[str, Resource]:
        """Return the pages with hashes of a kind."""
        if kind == USUAL_HASH:
            return self._pages
        files = [
            replace(file, hashes={kind: hashlib.new(kind, read_content(self._served[file.url])).hexdigest()})
            for file in self._listed
        ]
        return render_pages(files, self.projects)

    def _alter(self, what: Altered | None) -> Mapping[str, Resource]:
        """Return what is served with other bytes, by path."""
        if what is Altered.WHEELS:
            return self._altered
        if what is Altered.METADATA:
            metadata = {path: each for path, each in self._served.items() if path.endswith(METADATA)}
            return {path: make_resource(_ALTERATION + read_content(each)) for path, each in metadata.items()}
        return {}


def make_index_application(index: FakeIndex, mode: Index, files_host: str | None = None) -> WSGIApplication:
    """Return the index as a WSGI application, open to everybody; one that is further below its path.

    ``files_host`` is scheme, host and port, as in ``https://127.0.0.1:4711``; an index with a second host needs it. The
    same application can be served there: each host answers 404 for what the other has.
    """
    if bool(mode.value.second_host) != (files_host is not None):
        raise ValueError(f"files_host is {files_host!r}, but {mode} has its files on {mode.value.second_host!r}")
    further = mode.value.further
    resources = index.list_resources(files_host or (further.path if further else ""), mode)

    @Request.application
    def answer(request: Request) -> Response:
        if request.method not in ("GET", "HEAD"):
            raise MethodNotAllowed(["GET", "HEAD"])
        path = _normalise_path(request.path, mode.value.moved)
        if path != request.path:
            return redirect(request.root_path + path, 301)
        if moved := mode.value.moved:
            if path in resources and path != PAGES:
                return redirect(moved + path, 302)
            path = path.removeprefix(moved)
        if path not in resources or (files_host and path.startswith(FILES) != _is_for(files_host, request)):
            raise NotFound
        return _respond(request, resources[path])

    return answer


def _normalise_path(path: str, moved: str) -> str:
    """Return the one path of a page, with its normalised name and a slash at the end, and any other path as it is.

    https://peps.python.org/pep-0503/#specification
    """
    page = re.fullmatch(rf"((?:{moved})?{PAGES})([A-Za-z0-9._-]+)/?", path)
    if page:
        return f"{page[1]}{canonicalize_name(page[2])}/"
    return PAGES if path == PAGES.rstrip("/") else path


def _is_for(host: str, request: Request) -> bool:
    return request.host == urlsplit(host).netloc


def _respond(request: Request, resource: Resource) -> Response:
    """Return the answer to a GET or HEAD: negotiated, then conditional, then partial (RFC 9110, section 13.2.2)."""
    headers = {"Vary": "Accept"} if len(resource) > 1 else {"Accept-Ranges": "bytes"}
    chosen = _choose_representation(request, resource)
    if chosen is None:
        return Response(f"Acceptable: {', '.join(resource)}\n", 406, headers)
    response = Response(chosen.content, mimetype=chosen.mimetype, headers=headers)
    response.set_etag(chosen.etag)
    response.cache_control.max_age = 600
    response.make_conditional(request)
    if response.status_code == 200 and len(resource) == 1 and _wants_part(request, response):
        _cut_response(request, response, chosen.content)
    return response


def _choose_representation(request: Request, resource: Resource) -> Representation | None:
    """Return the representation that the client prefers, None if it accepts none; a file has only one."""
    if len(resource) == 1 or not request.headers.get("Accept", "").strip():
        return next(iter(resource.values()))
    return resource.get(request.accept_mimetypes.best_match(resource) or "")


def _wants_part(request: Request, response: Response) -> bool:
    """Return whether to answer with a range; not for an unknown unit, several ranges or an outdated validator."""
    # werkzeug's own support for ranges takes weak validators (against RFC 9110, 13.1.5) and HEAD (14.2), and lets a
    # range win over If-None-Match (13.2.2).
    unchanged = request.headers.get("If-Range") in (None, response.headers["ETag"])
    wanted = request.range
    single = wanted is not None and wanted.units == "bytes" and len(wanted.ranges) == 1
    return request.method == "GET" and unchanged and single


def _cut_response(request: Request, response: Response, content: bytes) -> None:
    """Cut a response to the range that the request names; a suffix longer than the content means all of it."""
    assert request.range is not None
    (start, stop) = request.range.ranges[0]
    bounds = Range("bytes", [(max(start, -len(content)), stop)]).range_for_length(len(content))
    if bounds is None:
        raise RequestedRangeNotSatisfiable(len(content))
    response.status_code = 206
    response.content_range = ContentRange("bytes", *bounds, len(content))
    response.set_data(content[slice(*bounds)])
