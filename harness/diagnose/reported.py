"""Read the fields of a report of ``diagnose`` that the lab needs. All of it is foreign text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from harness.diagnose.alone.report import SCHEMA
from harness.model.errors import UsageError
from harness.model.foreign import read_json

#: The most bytes of a report.
_LONGEST = 16 << 20


class ReportedOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """An outcome in the lab's words; leg and reason are empty if it has none."""

    outcome: str = ""
    leg: str = ""
    reason: str = ""


class ReportedCause(msgspec.Struct, frozen=True, kw_only=True):
    """A cause of the failure."""

    code: str
    failed: str = ""
    why: str = ""
    defect: str = ""
    outcome: ReportedOutcome = ReportedOutcome()


class ReportedSetting(msgspec.Struct, frozen=True, kw_only=True):
    """A setting, where it comes from, and why it did not count, empty if it did."""

    sort: str
    name: str
    value: str
    where: str
    ignored: str = ""


class ReportedStore(msgspec.Struct, frozen=True, kw_only=True):
    """A store of the person's machine."""

    words: str
    path: str
    state: str = "good"


class ReportedCertificate(msgspec.Struct, frozen=True, kw_only=True):
    """A certificate that was shown."""

    subject: str
    issuer: str


class ReportedLook(msgspec.Struct, frozen=True, kw_only=True):
    """The certificates that were shown on a leg, and the stores that hold the authority at their end."""

    leg: str
    server: str = ""
    chain: tuple[ReportedCertificate, ...] = ()
    held_by: tuple[ReportedStore, ...] = ()


class ReportedRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A request and how it ended."""

    server: str
    proxy: str | None = None
    verify: str | bool | None = None
    errors: tuple[str, ...] = ()


class ReportedLeg(msgspec.Struct, frozen=True, kw_only=True):
    """A TLS session of the command."""

    leg: str
    whose: str = ""
    error: str = ""


class DiagnosisReport(msgspec.Struct, frozen=True, kw_only=True):
    """A report of ``diagnose``; its other fields are for people."""

    schema: int
    tool: str
    exit: int
    causes: tuple[ReportedCause, ...] = ()
    versions: dict[str, str] = {}
    python: dict[str, str] = {}
    settings: tuple[ReportedSetting, ...] = ()
    stores: tuple[ReportedStore, ...] = ()
    looks: tuple[ReportedLook, ...] = ()
    requests: tuple[ReportedRequest, ...] = ()
    legs: tuple[ReportedLeg, ...] = ()
    unwatched: str = ""

    @property
    def failed_request(self) -> ReportedRequest | None:
        """The last request to the index that failed, or else to anybody."""
        failed = [each for each in reversed(self.requests) if each.errors]
        index = next((each.value for each in self.settings if each.name == "index-url"), "https://pypi.org")
        return next((each for each in failed if index.startswith(each.server.removesuffix(":443"))), None) or next(
            iter(failed), None
        )


def read_report(path: Path) -> DiagnosisReport:
    """Return the report in a file. Raises ``UsageError`` for anything else."""
    try:
        if path.stat().st_size > _LONGEST:
            raise UsageError(f"{path} is no report of diagnose: it has more than {_LONGEST >> 20} MiB")
        value: Any = read_json(path.read_bytes())
        report = msgspec.convert(value, type=DiagnosisReport)
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} is no report of diagnose: {error}") from None
    if report.schema != SCHEMA:
        raise UsageError(f"{path} has schema {report.schema}: expected {SCHEMA}")
    return report
