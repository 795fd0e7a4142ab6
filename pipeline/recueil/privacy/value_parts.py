"""Walk over the parts of an act or of any value in it: tuples, and the fields of dataclasses."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any


def parts_of(value: Any) -> Iterator[Any]:
    """Yield the items of a tuple or the fields of a dataclass; of anything else nothing."""
    if isinstance(value, tuple):
        yield from value
    elif _has_fields(value):
        yield from (getattr(value, field.name) for field in fields(value))


def map_parts(value: Any, change: Callable[[Any], Any], keep: Collection[str] = ()) -> Any:
    """Return a value with its parts changed, except the fields to ``keep``; the value itself if none changes."""
    if isinstance(value, tuple):
        parts = tuple(map(change, value))
        return value if all(new is old for new, old in zip(parts, value, strict=True)) else parts
    if not _has_fields(value):
        return value
    before = {name: getattr(value, name) for field in fields(value) if (name := field.name) not in keep}
    after = {name: new for name, old in before.items() if (new := change(old)) is not old}
    return replace(value, **after) if after else value


def _has_fields(value: Any) -> bool:
    return is_dataclass(value) and not isinstance(value, type)
