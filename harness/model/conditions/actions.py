"""The tasks that a client can be given, and its cache."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from harness.model.capability import Capability


class Kept(Enum):
    """The files that a client leaves in its folder once it has done what was asked of it."""

    WHEEL = "the wheel of demo, as it was fetched"
    MODULE = "the module of demo, out of its wheel"
    BUILT = "a wheel of built, which the client has made"
    NOTHING = "no file: the client prints which versions of demo there are"


@dataclass(frozen=True, kw_only=True)
class _Request:
    """A task for a client.

    ``verb`` and ``folder_option`` are pip's words, as in ``pip download --dest …``; without the option no file is kept.
    ``what`` is a requirement, empty if a file lists them. In it ``{artefact_url}`` stands for the address of a file,
    ``{sdist}`` for the path of a local one, ``{repository_url}`` for that of a git repository. ``fetches`` is the
    project of which a file, or where none is kept the page, must be fetched for the request to have worked. ``program``
    is another program that the client has fetch it, empty for none; ``checks_itself`` whether the client may look for a
    newer release of itself besides, the page of which is then what must be fetched.
    """

    words: str
    verb: str
    folder_option: str
    what: str
    keeps: Kept
    fetches: str = "demo"
    program: str = ""
    checks_itself: bool = False
    needs: frozenset[Capability] = frozenset()


_BUILD = frozenset({Capability.BUILD})


class Action(Enum):
    """The task that a client is given."""

    DOWNLOAD = _Request(words="download", verb="download", folder_option="--dest", what="demo", keeps=Kept.WHEEL)
    INSTALL = _Request(
        words="install",
        verb="install",
        folder_option="--target",
        what="demo",
        keeps=Kept.MODULE,
        needs=frozenset({Capability.INSTALL}),
    )
    DOWNLOAD_URL = _Request(
        words="download a URL", verb="download", folder_option="--dest", what="{artefact_url}", keeps=Kept.WHEEL
    )
    DOWNLOAD_LISTED = _Request(
        words="download what a requirements file lists",
        verb="download",
        folder_option="--dest",
        what="",
        keeps=Kept.WHEEL,
    )
    #: An sdist that comes from the index, as its backend does.
    BUILD = _Request(
        words="build with isolation",
        verb="wheel",
        folder_option="--wheel-dir",
        what="built",
        keeps=Kept.BUILT,
        fetches="lab-backend",
        needs=_BUILD,
    )
    #: An sdist that is here already: only the build asks the index for anything.
    BUILD_LOCAL = _Request(
        words="build a local sdist with isolation",
        verb="wheel",
        folder_option="--wheel-dir",
        what="{sdist}",
        keeps=Kept.BUILT,
        fetches="lab-backend",
        needs=_BUILD,
    )

    #: The page of the project is fetched and no file: https://pip.pypa.io/en/stable/cli/pip_index/
    INDEX_VERSIONS = _Request(
        words="ask which versions there are",
        verb="index versions",
        folder_option="",
        what="demo",
        keeps=Kept.NOTHING,
        needs=frozenset({Capability.INDEX_VERSIONS}),
    )
    #: A repository that has its backend in it: git asks for it, and nobody asks the index for anything.
    #: https://pip.pypa.io/en/stable/topics/vcs-support/
    GIT = _Request(
        words="build from a git repository",
        verb="wheel",
        folder_option="--wheel-dir",
        what="git+{repository_url}",
        keeps=Kept.BUILT,
        fetches="built",
        program="git",
        needs=frozenset({Capability.BUILD_WITH_OWN_BACKEND}),
    )

    #: Everywhere else this is switched off. https://pip.pypa.io/en/stable/cli/pip/#cmdoption-disable-pip-version-check
    SELF_CHECK = _Request(
        words="download, and look for a newer release of the client",
        verb="download",
        folder_option="--dest",
        what="demo",
        keeps=Kept.WHEEL,
        fetches="pip",
        checks_itself=True,
        needs=frozenset({Capability.SELF_CHECK}),
    )

    @property
    def fetches_a_page(self) -> bool:
        """True if the answer that counts is a page."""
        return self.value.keeps is Kept.NOTHING or self.value.checks_itself

    @property
    def names_files_alone(self) -> bool:
        """True if the requirements are in a file that an option names."""
        return not self.value.what

    @property
    def asks_for_pages(self) -> bool:
        """True if anything but files is asked for: pages of the index, or a repository."""
        return self.value.what != "{artefact_url}"

    @property
    def asks_for_files(self) -> bool:
        """True if the index is asked for files."""
        return self.value.keeps is not Kept.NOTHING and not self.is_by_git

    @property
    def is_by_git(self) -> bool:
        """True if git connects to the origin in the client's place."""
        return self.value.program == "git"

    @property
    def builds(self) -> bool:
        """True if something is built, for which pip fetches a backend."""
        return self.value.keeps is Kept.BUILT

    @property
    def is_local(self) -> bool:
        """True if the client has the source already, so that only the build of it asks the index."""
        return self.value.what == "{sdist}"


@dataclass(frozen=True, kw_only=True)
class _Caching:
    """A state of pip's HTTP cache, and the variable that sets it, in which ``{folder}`` is the cell's."""

    words: str
    on: bool
    variable: str


class Cache(Enum):
    """pip's HTTP cache. pip mounts another adapter when it is on: its ``CacheControlAdapter``."""

    # Up to pip 18.1 a true value turns the cache on, or breaks it; from 19.0 on any value turns it off.
    # https://github.com/pypa/pip/issues/5735
    OFF = _Caching(words="off", on=False, variable="PIP_NO_CACHE_DIR=0")
    ON = _Caching(words="on", on=True, variable="PIP_CACHE_DIR={folder}/cache")
