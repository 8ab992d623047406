"""The pages of an index and what is served at a path: made once, the same for every client.

One rule: pages follow PEP 503, 629, 658, 691, 700 and 714.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from email.parser import BytesParser

from packaging.utils import parse_sdist_filename, parse_wheel_filename
from simple_repository.content_negotiation import Format
from simple_repository.model import File, Meta, ProjectDetail, ProjectList, ProjectListElement
from simple_repository.serializer import serialize

PAGES = "/simple/"  #: the beginning of the path of every page
FILES = "/files/"  #: the beginning of the path of every file
METADATA = ".metadata"  #: the ending of the path of a file's metadata
USUAL_HASH = "sha256"  #: the kind of a hash, where nothing else is said
_UPLOADED = datetime(2026, 1, 1, tzinfo=timezone.utc)
_META = Meta("1.1")
# Best first among equals: PEP 691 wants text/html for a client that does not say what it accepts.
_FORMATS = (Format.HTML_LEGACY, Format.HTML_V1, Format.JSON_V1)


@dataclass(frozen=True)
class Representation:
    """One form of what is served at a path."""

    content: bytes
    mimetype: str
    etag: str


# The resource at a path: one representation, or several to choose from, by media type.
Resource = Mapping[str, Representation]


def is_wheel(filename: str) -> bool:
    """Return whether a file is a wheel, by its name."""
    return filename.endswith(".whl")


def read_content(resource: Resource) -> bytes:
    """Return the bytes of a file that is served."""
    return next(iter(resource.values())).content


def make_resource(content: bytes) -> Resource:
    """Return what is served for a file with these bytes."""
    return {"": _make_representation(content, "application/octet-stream")}


def _make_representation(content: bytes, mimetype: str) -> Representation:
    return Representation(content, mimetype, hashlib.sha256(mimetype.encode() + content).hexdigest())


def render_pages(files: Iterable[File], projects: Iterable[str]) -> dict[str, Resource]:
    """Return the list of projects and the page of each, by path."""
    by_project: dict[str, list[File]] = {name: [] for name in sorted(projects)}
    for file in files:
        by_project[read_project(file.filename)].append(file)
    pages = {PAGES: _render_page(ProjectList(_META, frozenset(map(ProjectListElement, by_project))))}
    for name, group in by_project.items():
        pages[f"{PAGES}{name}/"] = _render_page(ProjectDetail(_META, name, tuple(group)))
    return pages


def _render_page(page: ProjectList | ProjectDetail) -> Resource:
    return {form.value: _make_representation(_serialize_page(page, form), form.value) for form in _FORMATS}


def insert_host(page: Resource, host: str) -> Resource:
    """Return a page with a host in its links to files. This costs a tenth of rendering the page anew."""
    here, there = f'"{FILES}'.encode(), f'"{host}{FILES}'.encode()
    return {form: _make_representation(plain.content.replace(here, there), form) for form, plain in page.items()}


def _serialize_page(page: ProjectList | ProjectDetail, form: Format) -> bytes:
    # simple-repository writes the attribute of PEP 714 alone; indexes keep that of PEP 658 for older clients.
    text = re.sub('data-core-metadata=("[^"]+")', r"data-dist-info-metadata=\1 \g<0>", serialize(page, form))
    return text.encode()


def describe_file(filename: str, content: bytes, metadata: bytes) -> File:
    """Return the entry of a file on the page of its project."""
    return File(
        filename=filename,
        url=FILES + filename,
        hashes={USUAL_HASH: hashlib.sha256(content).hexdigest()},
        requires_python=BytesParser().parsebytes(metadata)["Requires-Python"],
        # PEP 658: a wheel's metadata is what will be installed, that of an sdist may change when it is built.
        dist_info_metadata={USUAL_HASH: hashlib.sha256(metadata).hexdigest()} if is_wheel(filename) else None,
        size=len(content),
        upload_time=_UPLOADED,
    )


def read_project(filename: str) -> str:
    """Return the project of a file, by its name."""
    parsed = parse_wheel_filename(filename) if is_wheel(filename) else parse_sdist_filename(filename)
    return parsed[0]
