"""Errors that end a run with one line."""


class UsageError(Exception):
    """The lab's use is wrong: one line for the user, exit code 2."""


class LabBroken(Exception):
    """The lab itself broke: the cell is INVALID."""
