"""The questions that a person must answer to get advice, with the possible answers."""

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
    yield "Where is your company's certificate authority (CA) on your machine? --store, default: system"
    yield from (f"  {name:{_LONGEST}}  {store.words}" for name, store in STORES.items())
    yield ""
    yield "What does the CA file hold? --ca, default: root"
    yield from (f"  {name:{_LONGEST}}  {form.words}" for name, form in CAS.items())
    yield ""
    yield "Does the proxy ask for a login, that is a user and password? --login, default: not-asked"
    yield from (f"  {name:{_LONGEST}}  {form.words}" for name, form in LOGINS.items())
    yield ""
    yield "Which store does your Python's OpenSSL read? --host, default: standalone; here if --python is a path"
    yield from (f"  {name:{_LONGEST}}  {words}" for name, words in HOSTS.items())
    yield ""
    yield "Which pip and which Python? --pip and --python; `python -m pip --version` shows yours. Default: the newest."
    yield "`--pip ensurepip` is the pip that your Python ships and puts into new virtual environments."
    yield f"For which shell are the lines? --shell {', '.join(SHELLS)}. Which path has your CA file? --file"
    yield "To look up the text of an error, or a whole log: --error. To answer from earlier results: --results."
