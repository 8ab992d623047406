"""A context in words: who made it, and which authorities it trusts from which files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from harness.evidence.statements import Context, Loaded
from harness.evidence.testimony import Account, Decision

#: A path of so many parts is shown whole, as the system's own stores have no more; else that many of its last ones.
_PARTS = 5
_ENDING = 3


def name_maker(context: Context) -> str:
    """Return the function that wanted a context, past urllib3's own, which makes one for any caller."""
    callers = [caller.removeprefix("pip._vendor.").removeprefix("pip._internal.") for caller in context.callers]
    wanted = [caller for caller in callers if not caller.startswith("urllib3.util.")] or callers or ["nobody known"]
    module, _, function = wanted[0].rpartition(".")
    return f"{module} as it is imported" if function == "<module>" else wanted[0]


def describe_trust(account: Account, decision: Decision) -> str:
    """Return ``119 authorities: 118 from …/certifi/cacert.pem, 1 from /etc/ssl/certs/ca-certificates.crt``."""
    count = decision.handshake.authorities
    sources = ", ".join(dict.fromkeys(_sources(account.find_loaded(decision.context))))
    authorities = "1 authority" if count == 1 else f"{count or 'no'} authorities"
    return f"{authorities}: {sources}" if sources else authorities


def _sources(loaded: tuple[Loaded, ...]) -> Iterator[str]:
    named: set[str] = set()
    for each in loaded:
        where = _describe_source(each)
        new = each.after - each.before
        if new or where not in named:
            yield f"{new or 'none'} from {where}"
        named.add(where)


def _describe_source(loaded: Loaded) -> str:
    paths = " and ".join(shorten_path(path) for path in loaded.paths.values())
    if loaded.how == "defaults":
        return f"OpenSSL's defaults ({paths})" if paths else "OpenSSL's defaults (there are no such files)"
    return paths or "memory"


def shorten_path(path: str) -> str:
    """Return a path as it is if it is short, else its end, which is the same on every machine."""
    parts = PurePosixPath(path).parts
    return path if len(parts) <= _PARTS else "/".join(("…", *parts[-_ENDING:]))
