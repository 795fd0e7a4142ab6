"""Walk over facts, which are trees of tuples and dataclasses, and shift their offsets to another text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any, TypeVar

from recueil.values.finding import Finding
from recueil.values.mention import KINDS, Mention

T = TypeVar("T")

_OFFSET_FIELDS = frozenset({"start", "end", "beneficiary_start"})
_VALUES = frozenset(KINDS.values())


def map_parts(thing: T, change: Callable[[Any, str], Any]) -> T:
    """Return a tuple or dataclass with each part replaced by ``change(part, name)``.

    ``name`` is the field of the part, "" in a tuple. The thing itself is returned if no part changes or if
    it has no parts, so that a walk that changes little copies little.
    """
    changed: T = _map_parts(thing, change)
    return changed


def _map_parts(thing: Any, change: Callable[[Any, str], Any]) -> Any:
    if isinstance(thing, tuple):
        parts = tuple([change(part, "") for part in thing])
        return thing if all(new is old for new, old in zip(parts, thing, strict=True)) else parts
    of: Any = type(thing)
    old = {name: getattr(thing, name) for name in _field_names(of)}
    changed = {name: new for name, part in old.items() if (new := change(part, name)) is not part}
    return replace(thing, **changed) if changed else thing


@cache
def _field_names(of: Any) -> tuple[str, ...]:
    return tuple(part.name for part in fields(of)) if is_dataclass(of) else ()


def shift_offsets(thing: T, by: int) -> T:
    """Return facts with every offset shifted by ``by`` characters; nothing else changes."""
    shifted: T = _shift(thing, by) if by else thing
    return shifted


def _shift(thing: Any, by: int) -> Any:
    if isinstance(thing, Mention):
        return Mention(thing.start + by, thing.end + by, thing.value, thing.rule)
    if isinstance(thing, Finding):
        return replace(thing, spans=tuple((start + by, end + by) for start, end in thing.spans))
    if type(thing) in _VALUES:
        return thing
    return map_parts(thing, lambda part, name: part + by if name in _OFFSET_FIELDS else _shift(part, by))
