"""Read a report that ``diagnose`` wrote, as far as the lab works with it. All of it is foreign text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from harness.diagnose.alone.report import SCHEMA
from harness.model.errors import UsageError
from harness.model.foreign import read_json

#: No report is as long, in bytes.
_LONGEST = 16 << 20


class ToldOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """An outcome as the lab calls it; leg and reason are empty where there is none."""

    outcome: str = ""
    leg: str = ""
    reason: str = ""


class ToldCause(msgspec.Struct, frozen=True, kw_only=True):
    """Why the command failed."""

    code: str
    failed: str = ""
    why: str = ""
    defect: str = ""
    outcome: ToldOutcome = ToldOutcome()


class ToldSetting(msgspec.Struct, frozen=True, kw_only=True):
    """A setting, where it comes from, and why it did not count, empty if it did."""

    sort: str
    name: str
    value: str
    where: str
    ignored: str = ""


class ToldStore(msgspec.Struct, frozen=True, kw_only=True):
    """A store of the person's machine."""

    words: str
    path: str
    state: str = "good"


class ToldCertificate(msgspec.Struct, frozen=True, kw_only=True):
    """A certificate that was shown."""

    subject: str
    issuer: str


class ToldLook(msgspec.Struct, frozen=True, kw_only=True):
    """The certificates that were shown on a leg, and the stores that hold the authority at their end."""

    leg: str
    server: str = ""
    chain: tuple[ToldCertificate, ...] = ()
    held_by: tuple[ToldStore, ...] = ()


class ToldRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A request and how it ended."""

    server: str
    proxy: str | None = None
    verify: str | bool | None = None
    errors: tuple[str, ...] = ()


class ToldLeg(msgspec.Struct, frozen=True, kw_only=True):
    """A TLS session of the command."""

    leg: str
    whose: str = ""
    error: str = ""


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """A report; fields that are not here are for people."""

    schema: int
    tool: str
    exit: int
    causes: tuple[ToldCause, ...] = ()
    versions: dict[str, str] = {}
    python: dict[str, str] = {}
    settings: tuple[ToldSetting, ...] = ()
    stores: tuple[ToldStore, ...] = ()
    looks: tuple[ToldLook, ...] = ()
    requests: tuple[ToldRequest, ...] = ()
    legs: tuple[ToldLeg, ...] = ()
    unwatched: str = ""

    @property
    def failed_request(self) -> ToldRequest | None:
        """The last request to the index that failed, or else to anybody."""
        failed = [each for each in reversed(self.requests) if each.errors]
        index = next((each.value for each in self.settings if each.name == "index-url"), "https://pypi.org")
        return next((each for each in failed if index.startswith(each.server.removesuffix(":443"))), None) or next(
            iter(failed), None
        )


def read_told(path: Path) -> Told:
    """Return the report in a file. Raises ``UsageError`` for anything else."""
    try:
        if path.stat().st_size > _LONGEST:
            raise UsageError(f"{path} is no report of diagnose: it has more than {_LONGEST >> 20} MiB")
        value: Any = read_json(path.read_bytes())
        told = msgspec.convert(value, type=Told)
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} is no report of diagnose: {error}") from None
    if told.schema != SCHEMA:
        raise UsageError(f"{path} has schema {told.schema}: expected {SCHEMA}")
    return told
