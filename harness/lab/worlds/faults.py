"""The faults that a test asks of a node: those of scenarios, a status, or a word."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from harness.model.conditions import OriginFault, ProxyFault
from harness.model.conditions.faults import Ending, Fault, Moment
from harness.model.errors import UsageError

#: What can be asked for: an empty response of a status, the first half of the right one, or none at all, or any other.
Asked = int | Literal["half", "nothing"] | OriginFault | ProxyFault | Fault

_WORDS = {"half": Fault(ends=Ending.CLOSED, when=Moment.MIDDLE), "nothing": Fault(ends=Ending.CLOSED)}


def read_fault(asked: Asked | None, times: int | None = None) -> Fault:
    """Return the fault that is asked for, committed so many times, or as it says itself if that is None.

    Raises ``UsageError`` for what is no final status, and for any other word.
    """
    fault = _find_fault(asked)
    return fault if times is None else replace(fault, times=times)


def _find_fault(asked: Asked | None) -> Fault:
    match asked:
        case None:
            return Fault()
        case Fault():
            return asked
        case OriginFault() | ProxyFault():
            fault: Fault = asked.value
            return fault
        case int() if 200 <= asked <= 599:
            return Fault(words=f"answers {asked}", status=asked)
        case int():
            raise UsageError(f"{asked} is not a status that ends a request: they are 200 to 599")
        case _ if asked in _WORDS:
            return _WORDS[asked]
    raise UsageError(
        f"{asked!r} is not an answer: there are a status such as 503, 'half', 'nothing', and values of Fault, "
        "OriginFault and ProxyFault"
    )
