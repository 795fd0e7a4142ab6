"""Shift the offsets in the facts of a segment to those of the whole text; nothing else changes."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any, TypeVar

from recueil.values.finding import Finding
from recueil.values.mention import KINDS, Mention

T = TypeVar("T")

_OFFSET_FIELDS = frozenset({"start", "end", "beneficiary_start"})
_VALUES = frozenset(KINDS.values())


def shift_offsets(thing: T, by: int) -> T:
    """Return a copy with every offset shifted by ``by`` characters."""
    found: T = _shift(thing, by) if by else thing
    return found


def _shift(thing: Any, by: int) -> Any:
    if isinstance(thing, tuple):
        return tuple([_shift(part, by) for part in thing])
    if isinstance(thing, Mention):
        return Mention(thing.start + by, thing.end + by, thing.value, thing.rule)
    if isinstance(thing, Finding):
        return replace(thing, spans=tuple((start + by, end + by) for start, end in thing.spans))
    of: Any = type(thing)
    if of in _VALUES or not (names := _field_names(of)):
        return thing
    said = {name: getattr(thing, name) for name in names}
    changed = {name: value + by if name in _OFFSET_FIELDS else _shift(value, by) for name, value in said.items()}
    return replace(thing, **{name: value for name, value in changed.items() if value is not said[name]})


@cache
def _field_names(of: Any) -> tuple[str, ...]:
    return tuple(part.name for part in fields(of)) if is_dataclass(of) else ()
