"""Errors that end a run with one line.

One rule: a message is one harmless line without a secret, whatever it quotes; see :mod:`harness.model.foreign`.
"""

from __future__ import annotations

from harness.model.foreign import clean_line
from harness.model.url_secrets import remove_secrets


class _OneLine(Exception):
    def __init__(self, message: str) -> None:
        super().__init__(clean_line(remove_secrets(message)))


class UsageError(_OneLine):
    """The lab was used wrongly: one line for the user, exit code 2."""


class LabBroken(_OneLine):
    """The lab itself broke: the cell is INVALID."""
