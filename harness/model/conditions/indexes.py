"""The ways in which an index does more than serve pages with the files next to them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from harness.model.capability import Capability
from harness.model.expectation import Credential
from harness.model.passwords import OF_FURTHER_HOST, OF_OTHER_INDEX, OF_REDIRECT, OF_SESSION, Password, Secret
from harness.model.trust import CORPORATE, Authority

#: A host that is not here.
THIRD_HOST = "third.lab"
#: The names of the origin, and of a further index on a host of its own, in a transcript.
ORIGIN, FURTHER = "origin", "further"


@dataclass(frozen=True, kw_only=True)
class Redirect:
    """The place to which an origin redirects every client: another origin, at another port of this machine.

    ``host`` is what it calls that place, empty for its own name; ``scheme`` empty for its own; ``user`` is a name that
    goes before the host, without a password; ``asks`` the user and password that go there and for which the other asks;
    with neither it sets a cookie instead; ``files_alone`` whether it answers for its pages itself. By the scheme
    ``file`` it sends clients to the same files on their own disk.
    """

    host: str = ""
    scheme: str = ""
    user: str = ""
    asks: Password | None = None
    files_alone: bool = False

    @property
    def is_local(self) -> bool:
        """True if it leads to the client's own disk, and to no other host."""
        return self.scheme == "file"

    @property
    def login(self) -> str:
        """The part of a URL before the host: ``user:password`` or ``user:``; empty if it sets a cookie instead."""
        return self.asks.written if self.asks else self.user

    @property
    def secret(self) -> Secret | None:
        """The secret that it has the client keep or send; None if it has none."""
        return self.asks or (None if self.user else OF_SESSION)


@dataclass(frozen=True, kw_only=True)
class LeadAway:
    """A redirect to no server of the web, of every wheel, or with ``pages`` of every page of a project instead.

    In its ``url``, ``{local}`` stands for the ``file:`` URL of a folder on the client's own disk, which has the page of
    demo, ``{wheel}`` for the name of its wheel and ``{base64}`` for that wheel itself.
    """

    url: str
    pages: bool = False


@dataclass(frozen=True, kw_only=True)
class FurtherIndex:
    """A further index, below ``path`` on the origin, or with a ``signer`` on a host that this authority signed.

    A client finds it where ``{other_index_url}`` is in what it is given: ``Option("--extra-index-url
    {other_index_url}")``. ``login`` is in that URL and demanded for every page and file below the path, None for
    nothing. Either it has the file that is asked for or, without ``has_files``, the index itself; the other has a page
    of the same project if it is ``listed``, with no file on it, and else none.
    """

    path: str = ""
    login: Password | None = None
    signer: Authority | None = None
    has_files: bool = True
    listed: bool = False


class Altered(Enum):
    """The files that an index serves with other bytes than those whose hashes its pages give."""

    WHEELS = "wheels"
    METADATA = "metadata of wheels"


@dataclass(frozen=True, kw_only=True)
class _IndexBehaviour:
    """The behaviour of an index.

    ``asks`` for a user and password; ``alters`` wheels, or their metadata, against the hashes on its own pages, which
    are of the kind ``hashes``; ``moved`` is what it puts before the path of every project page and file;
    ``second_host`` has the files; ``further`` is another index beside it; ``away`` a redirect that no client should
    follow. ``tells`` is what a client then sends to it, None if nothing.
    """

    words: str
    asks: bool = False
    alters: Altered | None = None
    hashes: str = "sha256"
    moved: str = ""
    second_host: str = ""
    redirect: Redirect | None = None
    further: FurtherIndex | None = None
    away: LeadAway | None = None
    tells: Credential | None = None
    needs: frozenset[Capability] = frozenset()

    @property
    def has_second_host(self) -> bool:
        """True if another origin has the files, or is where clients are sent."""
        redirects = self.redirect is not None and not self.redirect.is_local
        return bool(self.second_host) or redirects or self.further_signer is not None

    @property
    def further_signer(self) -> Authority | None:
        """The authority that signs a further index on a host of its own; None if there is none."""
        return self.further.signer if self.further else None

    @property
    def filed_at(self) -> str:
        """The node whose word decides: the further index if that has the files on a host of its own, or the origin."""
        return FURTHER if self.further and self.further.signer and self.further.has_files else ORIGIN

    @property
    def second_name(self) -> str:
        """The name of that other origin; empty if there is none, or if it has the index's."""
        return self.second_host or (self.redirect.host if self.redirect else "")

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """The secrets that are the index's own, whatever the client finds elsewhere."""
        found = (self.redirect and self.redirect.secret, self.further and self.further.login)
        return tuple(each for each in found if each)


class Index(Enum):
    """A behaviour of the index. A plain one serves pages with the files next to them."""

    PLAIN = _IndexBehaviour(words="plain")
    FILES_ON_SECOND_HOST = _IndexBehaviour(words="files on a second host", second_host="127.0.0.1")
    ALTERED_FILES = _IndexBehaviour(
        words="wheels with other bytes than those whose hashes its pages give",
        alters=Altered.WHEELS,
        needs=frozenset({Capability.HASHES}),
    )
    #: Indexes have had it, and pip still checks it: https://peps.python.org/pep-0503/#specification
    ALTERED_FILES_WITH_MD5 = _IndexBehaviour(
        words="wheels with other bytes than those whose MD5 its pages give",
        alters=Altered.WHEELS,
        hashes="md5",
        needs=frozenset({Capability.HASHES}),
    )
    ALTERED_METADATA = _IndexBehaviour(
        words="metadata with other bytes than those whose hashes its pages give",
        alters=Altered.METADATA,
        needs=frozenset({Capability.HASHES_OF_METADATA}),
    )
    REDIRECTED = _IndexBehaviour(words="redirected", moved="/moved")
    BASIC_AUTH = _IndexBehaviour(words="asks for a user and password", asks=True, tells=Credential.AUTHORIZATION)
    REDIRECTED_TO_ANOTHER_HOST = _IndexBehaviour(
        words="sets a cookie and redirects to another host",
        redirect=Redirect(host="127.0.0.1"),
        tells=Credential.COOKIE,
    )
    REDIRECTED_TO_PLAIN_HTTP = _IndexBehaviour(
        words="sets a cookie and redirects to http:// on the same host",
        redirect=Redirect(scheme="http"),
        tells=Credential.COOKIE,
    )
    REDIRECTED_IN_DISGUISE = _IndexBehaviour(
        words="redirects files to another port, in a URL that has a third host's name for a user",
        redirect=Redirect(user=f"{THIRD_HOST}:", files_alone=True),
    )
    REDIRECTED_TO_LOCAL_FILES = _IndexBehaviour(
        words="redirects files to file: URLs of the same ones on the client's own disk",
        redirect=Redirect(scheme="file", files_alone=True),
    )
    REDIRECTED_WITH_A_LOGIN = _IndexBehaviour(
        words="redirects to a URL with a user and password, at another port that asks for them",
        redirect=Redirect(asks=OF_REDIRECT),
    )
    REDIRECTED_TO_A_LOCAL_PAGE = _IndexBehaviour(
        words="redirects pages to a file: URL of one on the client's own disk",
        away=LeadAway(url="{local}/demo.html", pages=True),
    )
    REDIRECTED_TO_DATA = _IndexBehaviour(
        words="redirects files to data: URLs", away=LeadAway(url="data:application/octet-stream;base64,{base64}")
    )
    #: Nobody listens there.
    REDIRECTED_TO_FTP = _IndexBehaviour(words="redirects files to ftp:", away=LeadAway(url="ftp://localhost:1/{wheel}"))
    TWO_WITH_LOGINS = _IndexBehaviour(
        words="asks for a user and password, and a second index on its host for others",
        asks=True,
        further=FurtherIndex(path="/other", login=OF_OTHER_INDEX),
        tells=Credential.AUTHORIZATION,
    )
    BESIDE_AN_EMPTY_ONE = _IndexBehaviour(
        words="plain, and a further one without files on another authority's host",
        further=FurtherIndex(signer=CORPORATE, has_files=False),
    )
    EMPTY_BESIDE_ANOTHER = _IndexBehaviour(
        words="without files, which a further one on another authority's host has",
        further=FurtherIndex(signer=CORPORATE),
    )
    LISTED_BESIDE_ANOTHER = _IndexBehaviour(
        words="with a page that names no file, which a further one on another authority's host has at the same path",
        further=FurtherIndex(signer=CORPORATE, listed=True),
    )
    EMPTY_BESIDE_ANOTHER_WITH_LOGINS = _IndexBehaviour(
        words="without files, which a further one on another authority's host has; each asks for its login",
        asks=True,
        further=FurtherIndex(signer=CORPORATE, login=OF_FURTHER_HOST),
        tells=Credential.AUTHORIZATION,
    )

    @property
    def leads_to_another_name(self) -> bool:
        """True if a page or a file is under another name than the origin's."""
        return bool(self.value.second_name)
