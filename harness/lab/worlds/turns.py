"""Have calls to worlds from tests in several threads run one after the other."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

if TYPE_CHECKING:
    from harness.lab.worlds.ground import Ground

#: Held while a node is raised or a store is written, which tests in several threads may ask for at once.
_ONE_AT_A_TIME = threading.RLock()


_Parameters = ParamSpec("_Parameters")
_Made = TypeVar("_Made")
_Ground = TypeVar("_Ground", bound="Ground")


def one_at_a_time(
    make: Callable[Concatenate[_Ground, _Parameters], _Made],
) -> Callable[Concatenate[_Ground, _Parameters], _Made]:
    """Make a method of a world wait for others, and refuse if the world has ended."""

    @wraps(make)
    def waiting(world: _Ground, /, *arguments: _Parameters.args, **named: _Parameters.kwargs) -> _Made:
        with _ONE_AT_A_TIME:
            world.check()
            return make(world, *arguments, **named)

    return waiting
