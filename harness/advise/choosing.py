"""What a person must say of themselves, with the possible answers."""

from __future__ import annotations

from collections.abc import Iterator

from harness.advise.choices import CAS, HOSTS, LOGINS, STORES, TOPOLOGIES
from harness.advise.lines import SHELLS

_LONGEST = max(map(len, (*TOPOLOGIES, *STORES)))


def format_choices() -> Iterator[str]:
    """Yield the questions that a person must answer, with the possible answers."""
    yield "How does your machine reach the package index? --topology"
    yield from (f"  {name:{_LONGEST}}  {words}" for name, words in TOPOLOGIES.items())
    yield "Not sure: `echo $HTTPS_PROXY` shows the proxy and whether its address begins with http:// or https://; if a"
    yield "browser shows your company as the issuer of a public site's certificate, the proxy inspects TLS."
    yield ""
    yield "Where is your company's certificate authority (CA) on your machine? --store"
    yield from (f"  {name:{_LONGEST}}  {store.words}" for name, store in STORES.items())
    yield ""
    yield "What is in its file? --ca, else root"
    yield from (f"  {name:{_LONGEST}}  {form.words}" for name, form in CAS.items())
    yield ""
    yield "Does the proxy ask for a user and password? --login, else not-asked"
    yield from (f"  {name:{_LONGEST}}  {form.words}" for name, form in LOGINS.items())
    yield ""
    yield "Whose is your Python? --host, else standalone, or as a Python says that --python names by its path"
    yield from (f"  {name:{_LONGEST}}  {words}" for name, words in HOSTS.items())
    yield ""
    yield "Which pip and which Python? --pip and --python; `python -m pip --version` shows yours. Else the newest here."
    yield "`--pip ensurepip` is the one that your Python ships, and that every new virtual environment of it has."
    yield f"For which shell are the lines? --shell {', '.join(SHELLS)}. Where is the file of your CA? --file"
    yield "To look up the text of an error, or a whole log: --error. To answer from earlier results: --results."
