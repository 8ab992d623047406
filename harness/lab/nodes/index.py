"""The index: a WSGI application that answers as a package index does, to every client alike.

One rule: whatever a mode adds (a second host, redirects), the pages and files stay the same. Who may see them is in
:mod:`harness.lab.nodes.guarded_index`.

Pages follow PEP 503, 629, 658, 691, 700 and 714; conditional and range requests RFC 9110.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from email.parser import BytesParser
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from packaging.utils import canonicalize_name, parse_sdist_filename, parse_wheel_filename
from simple_repository.content_negotiation import Format
from simple_repository.model import File, Meta, ProjectDetail, ProjectList, ProjectListElement
from simple_repository.serializer import serialize
from werkzeug.datastructures import ContentRange, Range
from werkzeug.exceptions import MethodNotAllowed, NotFound, RequestedRangeNotSatisfiable
from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from harness.lab.packages import read_metadata
from harness.model.conditions import Index

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

_PAGES = "/simple/"
FILES = "/files/"  #: the beginning of the path of every file
_UPLOADED = datetime(2026, 1, 1, tzinfo=timezone.utc)
_META = Meta("1.1")
# Best first among equals: PEP 691 wants text/html for a client that does not say what it accepts.
_FORMATS = (Format.HTML_LEGACY, Format.HTML_V1, Format.JSON_V1)


@dataclass(frozen=True)
class _Representation:
    content: bytes
    mimetype: str
    etag: str


# The resource at a path: one representation, or several to choose from, by media type.
_Resource = Mapping[str, _Representation]


class FakeIndex:
    """Files by name, and an index's pages about them; ``altered`` are served instead by ``Index.ALTERED_FILES``."""

    def __init__(self, files: Mapping[str, bytes], altered: Mapping[str, bytes] | None = None) -> None:
        metadata = {name: read_metadata(name, content) for name, content in files.items()}
        self._listed = [_describe_file(name, content, metadata[name]) for name, content in files.items()]
        self._altered = {FILES + name: _make_resource(content) for name, content in (altered or {}).items()}
        self._served = {FILES + name: _make_resource(content) for name, content in files.items()} | {
            f"{FILES}{file.filename}.metadata": _make_resource(metadata[file.filename])
            for file in self._listed
            if file.dist_info_metadata
        }
        self._pages = _render_pages(self._listed)

    def find_artefact(self, project: str, mode: Index = Index.PLAIN) -> str:
        """Return the path that in the end delivers the file of a project: its wheel, or else its sdist."""
        names = [file.filename for file in self._listed if _read_project(file.filename) == canonicalize_name(project)]
        if not names:
            raise KeyError(f"no project {project!r} among {sorted({_read_project(f.filename) for f in self._listed})}")
        path = FILES + max(names, key=_is_wheel)
        further = mode.value.further
        return (further.path if further else mode.value.moved) + path

    def find_page(self, project: str, mode: Index = Index.PLAIN) -> str:
        """Return the path that in the end delivers the page of a project."""
        return f"{mode.value.moved}{_PAGES}{canonicalize_name(project)}/"

    def write_files(self, folder: Path) -> None:
        """Write every file below a folder, with its metadata, under the path that it is served by."""
        for path, resource in self._served.items():
            file = folder / path.lstrip("/")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(next(iter(resource.values())).content)

    def list_resources(self, files_host: str, mode: Index = Index.PLAIN) -> Mapping[str, _Resource]:
        """Return everything served, by path. ``files_host`` goes before the path of each file that a page names."""
        pages = {path: _insert_host(page, files_host) for path, page in self._pages.items()}
        return {**pages, **self._served, **(self._altered if mode.value.alters else {})}


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
            if path in resources and path != _PAGES:
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
    page = re.fullmatch(rf"((?:{moved})?{_PAGES})([A-Za-z0-9._-]+)/?", path)
    if page:
        return f"{page[1]}{canonicalize_name(page[2])}/"
    return _PAGES if path == _PAGES.rstrip("/") else path


def _is_for(host: str, request: Request) -> bool:
    return request.host == urlsplit(host).netloc


def _respond(request: Request, resource: _Resource) -> Response:
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


def _choose_representation(request: Request, resource: _Resource) -> _Representation | None:
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


def _is_wheel(filename: str) -> bool:
    return filename.endswith(".whl")


def _make_resource(content: bytes) -> _Resource:
    return {"": _make_representation(content, "application/octet-stream")}


def _make_representation(content: bytes, mimetype: str) -> _Representation:
    return _Representation(content, mimetype, hashlib.sha256(mimetype.encode() + content).hexdigest())


def _render_pages(files: Iterable[File]) -> dict[str, _Resource]:
    """Return the list of projects and the page of each, by path."""
    by_project: dict[str, list[File]] = {}
    for file in files:
        by_project.setdefault(_read_project(file.filename), []).append(file)
    pages = {_PAGES: _render_page(ProjectList(_META, frozenset(map(ProjectListElement, by_project))))}
    for name, group in by_project.items():
        pages[f"{_PAGES}{name}/"] = _render_page(ProjectDetail(_META, name, tuple(group)))
    return pages


def _render_page(page: ProjectList | ProjectDetail) -> _Resource:
    return {form.value: _make_representation(_serialize_page(page, form), form.value) for form in _FORMATS}


def _insert_host(page: _Resource, host: str) -> _Resource:
    """Return a page with a host in its links to files. This costs a tenth of rendering the page anew."""
    here, there = f'"{FILES}'.encode(), f'"{host}{FILES}'.encode()
    return {form: _make_representation(plain.content.replace(here, there), form) for form, plain in page.items()}


def _serialize_page(page: ProjectList | ProjectDetail, form: Format) -> bytes:
    # simple-repository writes the attribute of PEP 714 alone; indexes keep that of PEP 658 for older clients.
    text = re.sub('data-core-metadata=("[^"]+")', r"data-dist-info-metadata=\1 \g<0>", serialize(page, form))
    return text.encode()


def _describe_file(filename: str, content: bytes, metadata: bytes) -> File:
    """Return the entry of a file on the page of its project."""
    return File(
        filename=filename,
        url=FILES + filename,
        hashes={"sha256": hashlib.sha256(content).hexdigest()},
        requires_python=BytesParser().parsebytes(metadata)["Requires-Python"],
        # PEP 658: a wheel's metadata is what will be installed, that of an sdist may change when it is built.
        dist_info_metadata={"sha256": hashlib.sha256(metadata).hexdigest()} if _is_wheel(filename) else None,
        size=len(content),
        upload_time=_UPLOADED,
    )


def _read_project(filename: str) -> str:
    parsed = parse_wheel_filename(filename) if _is_wheel(filename) else parse_sdist_filename(filename)
    return parsed[0]
