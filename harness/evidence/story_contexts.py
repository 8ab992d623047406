"""A context in words: who made it, and what it trusts from where.

One rule: a path is told by its end, which is the same on every machine.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from harness.evidence.statements import Context, Loaded
from harness.evidence.testimony import Account, Decision

#: How many parts of a path are told; the system's own stores have no more.
_PARTS = 5
_ENDING = 3


def maker(context: Context) -> str:
    """The function that wanted a context: not urllib3's own that makes one for whoever asks."""
    callers = [caller.removeprefix("pip._vendor.").removeprefix("pip._internal.") for caller in context.callers]
    wanted = [caller for caller in callers if not caller.startswith("urllib3.util.")] or callers or ["nobody known"]
    module, _, function = wanted[0].rpartition(".")
    return f"{module} as it is imported" if function == "<module>" else wanted[0]


def trusts(account: Account, decision: Decision) -> str:
    """``119 authorities: 118 from …/certifi/cacert.pem, 1 from /etc/ssl/certs/ca-certificates.crt``."""
    count = decision.handshake.authorities
    sources = ", ".join(dict.fromkeys(_sources(account.loaded(decision.context))))
    authorities = "1 authority" if count == 1 else f"{count or 'no'} authorities"
    return f"{authorities}: {sources}" if sources else authorities


def _sources(loaded: tuple[Loaded, ...]) -> Iterator[str]:
    told: set[str] = set()
    for each in loaded:
        where = _where(each)
        new = each.after - each.before
        if new or where not in told:
            yield f"{new or 'none'} from {where}"
        told.add(where)


def _where(loaded: Loaded) -> str:
    paths = " and ".join(path_end(path) for path in loaded.paths.values())
    if loaded.how == "defaults":
        return f"OpenSSL's defaults ({paths})" if paths else "OpenSSL's defaults (there are no such files)"
    return paths or "memory"


def path_end(path: str) -> str:
    """A path as it is if it is short, otherwise its last parts."""
    parts = PurePosixPath(path).parts
    return path if len(parts) <= _PARTS else "/".join(("…", *parts[-_ENDING:]))
