"""A keyring: a command that knows passwords for indexes and hosts, as pip asks it."""

from __future__ import annotations

import json
from collections.abc import Iterator

from harness.model.passwords import Password

#: It is asked as ``keyring get SERVICE USER``, or from pip 26.2 on ``keyring --mode=creds --output=json get SERVICE``
#: with or without ``USER``, for both in JSON. It knows an index and a host, and no page.
_COMMAND = """#!/bin/sh
case "$1" in
get) form=word service=$2 user=$3 ;;
--mode=creds) form=both service=$4 user=$5 ;;
*) exit 1 ;;
esac
{check}case "$form $service" in
*/simple/?*) exit 1 ;;
{entries}
esac
"""


def write_keyring(of_index: Password, of_host: Password | None = None) -> str:
    """Return the text of a command that knows a password for an index, and the same for its host.

    One that has another for the host tells them only to who asks for the user of the index.
    """
    check = "" if of_host is None else f"[ \"$user\" = '{of_index.user}' ] || exit 1\n"
    entries = (*_list_cases(of_index, "*/*"), *_list_cases(of_host or of_index, "*"))
    return _COMMAND.format(check=check, entries="\n".join(entries))


def _list_cases(password: Password, service: str) -> Iterator[str]:
    """Yield the cases of a shell for an entry; ``service`` is a pattern of what it is for."""
    both = json.dumps({"username": password.user, "password": password.word})
    yield f"word\\ {service}) echo '{password.word}' ;;"
    yield f"both\\ {service}) echo '{both}' ;;"
