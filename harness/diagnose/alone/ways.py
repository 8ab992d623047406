"""The remedies as lines to paste, quoted for the shell of this machine, the least harmful first."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterator, Sequence

from harness.diagnose.alone.case import Case, Way, split_version
from harness.diagnose.alone.settings import BUNDLE

#: The stores of a whole machine, which hold the public authorities too.
WHOLE = ("the system's store", "the default of this Python's OpenSSL")
#: A bundle with at least so many authorities is taken to hold the public ones too.
_MANY = 50


def format_line(words: Sequence[str]) -> str:
    """Return words as a line for the usual shell of this system: PowerShell on Windows, otherwise sh."""
    if os.name != "nt":
        return " ".join(map(shlex.quote, words))
    return " ".join(_quote_for_powershell(word) for word in words)


def _quote_for_powershell(word: str) -> str:
    return word if re.fullmatch(r"[\w./:\\=@-]+", word) else "'{}'".format(word.replace("'", "''"))


def format_variable(name: str, value: str) -> str:
    """Return the line that sets a variable for what follows in a shell."""
    if os.name == "nt":
        return "$env:{} = '{}'".format(name, value.replace("'", "''"))
    return f"export {name}={shlex.quote(value)}"


def format_unset(name: str) -> str:
    """Return the line that takes a variable away for what follows in a shell."""
    return f"Remove-Item Env:{name}" if os.name == "nt" else f"unset {name}"


def name_bundle(case: Case, path: str, shown_by: str, also: str = "") -> Iterator[Way]:
    """Yield the remedy of naming a bundle that holds the missing authority."""
    small = [store for store in case.stores if store.path == path and len(store.authorities) < _MANY]
    few = bool(small) and small[0].words not in WHOLE
    alone = " It may replace other stores, so it must hold every other authority that you need." if few else ""
    yield Way(f"Name the bundle that has the authority{also}.{alone}", _name_by_channel(case, path), shown_by)


def _name_by_channel(case: Case, path: str) -> str:
    """Return the line that names a bundle so that nothing overrides it: by the setting that counts or a variable."""
    counting = {each.name: each for each in case.settings if each.sort == BUNDLE and not each.ignored}
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        if name in counting:
            return format_variable(name, path)
    words = list(case.argv)
    if "cert" in counting and "--cert" in words[:-1]:
        words[words.index("--cert") + 1] = path
        return format_line(words)
    if case.is_pip:
        return format_variable("PIP_CERT", path)
    return format_variable("REQUESTS_CA_BUNDLE" if case.has_requests else "SSL_CERT_FILE", path)


def upgrade_pip(case: Case, version: str, path: str, shown_by: str) -> Iterator[Way]:
    """Yield the remedy of a newer pip, with the bundle by which it can be fetched; none if pip is new enough."""
    newest = split_version(case.pip_version) >= split_version(version)
    # Only from there on pip reads the system's store.
    if not case.is_pip or newest or split_version(str(case.asked.python.get("version", "0"))) < (3, 10):
        return
    python = list(case.argv[:1]) if case.asked.program in case.asked.interpreter else list(case.asked.interpreter[:1])
    cert: tuple[str, ...] = ("--cert", path) if path else ()
    line = format_line([*python, "-m", "pip", "install", *cert, "--upgrade", f"pip>={version}"])
    yield Way("Upgrade pip, which ends this for good.", line, shown_by)


def choose_bundle(holders: Sequence[tuple[str, str, int]]) -> str:
    """Return the path of the best bundle among those that hold an authority: a file with many others if there is one.

    Each of ``holders`` is a store's description, its path, and the number of authorities in it. Empty without a file.
    """
    files = [each for each in holders if os.path.isfile(each[1])]
    whole = [path for words, path, count in files if words in WHOLE and count >= _MANY]
    many = [path for _, path, count in files if count >= _MANY]
    return next(iter([*whole, *many, *(path for _, path, _ in files)]), "")
