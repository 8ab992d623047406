"""Find values of another type than the field of a scenario has, before anything reads them.

One rule: each is one sentence; a comma, a word or a pair of brackets is soon wrong, and would end in a traceback.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

_TUPLE = "a tuple of {}, in brackets and with a comma after each"


def find_mistyped(subject: Any, within: str = "") -> Iterator[str]:
    """Yield a sentence for each field of a dataclass, and of what it expects, whose value is of another type."""
    for name, hint in _list_hints(subject.__class__).items():
        value, named = getattr(subject, name), f"{within}{name}"
        if not _is_of(value, hint):
            expected = _TUPLE.format(_name_type(get_args(hint)[0])) if get_origin(hint) is tuple else _name_type(hint)
            yield f"{named}: {value!r} is not of the type of this field: expected {expected}"
        elif name == "expect":
            yield from find_mistyped(value, f"{named}.")


@cache
def _list_hints(subject: Any) -> dict[str, Any]:
    hints = get_type_hints(subject)
    return {field.name: hints[field.name] for field in fields(subject)} if is_dataclass(subject) else {}


def _is_of(value: object, hint: Any) -> bool:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return any(_is_of(value, each) for each in arguments)
    if origin is tuple:
        return isinstance(value, tuple) and all(_is_of(each, arguments[0]) for each in value)
    return isinstance(value, origin or hint)


def _name_type(hint: Any) -> str:
    """Return the name of a type, or of each of several."""
    parts = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
    return " or ".join(getattr(each, "__name__", str(each)).replace("NoneType", "None") for each in parts)
