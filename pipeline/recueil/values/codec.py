"""Encode facts as JSON and decode them to equal objects. Default values are omitted.

Facts are trees of tuples and dataclasses: they are walked over, and their offsets shifted to another text.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterator
from dataclasses import MISSING, fields, is_dataclass, replace
from decimal import Decimal
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from recueil.values.act_fact import FACT_KINDS
from recueil.values.base import Value
from recueil.values.date import PartialDate
from recueil.values.finding import Finding
from recueil.values.mention import KINDS, Mention

T = TypeVar("T")

_NAMED: dict[str, Any] = {**KINDS, **FACT_KINDS}
_NAMED_TYPES = frozenset(_NAMED.values())


def encode(thing: Any) -> Any:
    """Encode values and facts as objects that ``json`` can write."""
    match thing:
        case None | str() | int():
            return thing
        case Decimal() | PartialDate():
            return str(thing)
        case datetime.time():
            return thing.isoformat("minutes")
        case tuple():
            return [encode(part) for part in thing]
    of: Any = type(thing)
    encoded: dict[str, Any] = {"kind": thing.kind} if of in _NAMED_TYPES else {}
    for name, default in _defaults(of).items():
        value = getattr(thing, name)
        if value is not default and value != default:
            encoded[name] = encode(value)
    return encoded


def decode(of: type[T], encoded: Any) -> T:
    """Decode what ``encode`` returned for an object of the type ``of``."""
    decoded: T = _decode(of, encoded)
    return decoded


def _decode(of: Any, encoded: Any) -> Any:
    if encoded is None:
        return None
    if get_origin(of) in (Union, UnionType):
        of = next(option for option in get_args(of) if option is not NoneType)
    if get_origin(of) is tuple:
        first, *more = get_args(of)
        types = [first] * len(encoded) if more == [...] else [first, *more]
        return tuple(_decode(part, item) for part, item in zip(types, encoded, strict=True))
    if of is Decimal:
        return Decimal(encoded)
    if of is PartialDate:
        return PartialDate.parse(encoded)
    if of is datetime.time:
        return datetime.time.fromisoformat(encoded)
    if of is Value:
        of = _NAMED[encoded["kind"]]
    return _decode_fields(of, encoded) if is_dataclass(of) else encoded


def _decode_fields(of: Any, encoded: dict[str, Any]) -> Any:
    hints = _hints(of)
    return of(**{name: _decode(hints[name], item) for name, item in encoded.items() if name in hints})


@cache
def _hints(of: Any) -> dict[str, Any]:
    hints = get_type_hints(of)
    return {part.name: hints[part.name] for part in fields(of)}


@cache
def _defaults(of: Any) -> dict[str, Any]:
    return {
        part.name: part.default if part.default_factory is MISSING else part.default_factory()
        for part in fields(of)
    }


_OFFSET_FIELDS = frozenset({"start", "end", "beneficiary_start", "awards_start", "awards_end"})
_VALUES = frozenset(KINDS.values())


def parts_of(thing: Any) -> Iterator[Any]:
    """Yield the items of a tuple or the fields of a dataclass; nothing for anything else."""
    if isinstance(thing, tuple):
        yield from thing
    else:
        yield from (getattr(thing, name) for name in _field_names(thing))


def map_parts(thing: Any, change: Callable[[Any], Any], keep: Collection[str] = ()) -> Any:
    """Return a tuple or dataclass with ``change`` applied to its parts, except the fields to ``keep``.

    The thing itself is returned if no part changes or if it has no parts, so that a walk that changes little
    copies little.
    """
    if isinstance(thing, tuple):
        parts = tuple([change(part) for part in thing])
        return thing if all(new is old for new, old in zip(parts, thing, strict=True)) else parts
    old = {name: getattr(thing, name) for name in _field_names(thing) if name not in keep}
    changed = {name: new for name, part in old.items() if (new := change(part)) is not part}
    return replace(thing, **changed) if changed else thing


def _field_names(thing: Any) -> tuple[str, ...]:
    of: Any = type(thing)
    return _fields_of(of)


@cache
def _fields_of(of: Any) -> tuple[str, ...]:
    return tuple(part.name for part in fields(of)) if is_dataclass(of) else ()


def predictions(facts: Any) -> Iterator[tuple[str, Mention]]:
    """Yield what a model found among the mentions of facts, each once, with the name of its field."""
    seen: set[tuple[str, Mention]] = set()
    for field, mention in _named_mentions("", facts):
        if mention.certainty is not None and (field, mention) not in seen:
            seen.add((field, mention))
            yield field, mention


def _named_mentions(field: str, thing: Any) -> Iterator[tuple[str, Mention]]:
    if isinstance(thing, Mention):
        yield field, thing
    elif isinstance(thing, tuple):
        for part in thing:
            yield from _named_mentions(field, part)
    else:
        for name in _field_names(thing):
            yield from _named_mentions(name, getattr(thing, name))


def shift_offsets(thing: T, by: int) -> T:
    """Return facts with every offset shifted by ``by`` characters; nothing else changes."""
    return move_offsets(thing, lambda offset: offset + by) if by else thing


def move_offsets(thing: T, move: Callable[[int], int]) -> T:
    """Return facts with every offset moved to where ``move`` says; nothing else changes."""
    moved: T = _move(thing, move)
    return moved


def _move(thing: Any, move: Callable[[int], int]) -> Any:
    if isinstance(thing, Mention):
        start, end = move(thing.start), move(thing.end)
        return Mention(start, end, thing.value, thing.rule, thing.certainty, thing.doubtful)
    if isinstance(thing, Finding):
        return replace(thing, spans=tuple((move(start), move(end)) for start, end in thing.spans))
    if type(thing) in _VALUES or not (isinstance(thing, tuple) or _field_names(thing)):
        return thing
    shifted = map_parts(thing, lambda part: _move(part, move), keep=_OFFSET_FIELDS)
    offsets = {name: move(getattr(thing, name)) for name in _field_names(thing) if name in _OFFSET_FIELDS}
    return replace(shifted, **offsets) if offsets else shifted
