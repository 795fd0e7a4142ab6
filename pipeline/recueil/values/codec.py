"""Encode facts as JSON and decode them to equal objects. Default values are omitted."""

from __future__ import annotations

import datetime
from dataclasses import MISSING, Field, fields, is_dataclass
from decimal import Decimal
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from recueil.values.base import Value
from recueil.values.date import PartialDate
from recueil.values.mention import KINDS

T = TypeVar("T")


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
    kind = {"kind": thing.kind} if of in KINDS.values() else {}
    defaults = _defaults(of)
    said = {name: getattr(thing, name) for name in defaults}
    return kind | {name: encode(value) for name, value in said.items() if value != defaults[name]}


def decode(wanted: type[T], said: Any) -> T:
    """Decode what ``encode`` returned for an object of the type ``wanted``."""
    found: T = _decode(wanted, said)
    return found


def _decode(wanted: Any, said: Any) -> Any:
    if said is None:
        return None
    if get_origin(wanted) in (Union, UnionType):
        wanted = next(option for option in get_args(wanted) if option is not NoneType)
    if get_origin(wanted) is tuple:
        of, *more = get_args(wanted)
        parts = [of] * len(said) if more == [...] else [of, *more]
        return tuple(_decode(part, one) for part, one in zip(parts, said, strict=True))
    if wanted is Decimal:
        return Decimal(said)
    if wanted is PartialDate:
        return PartialDate.parse(said)
    if wanted is datetime.time:
        return datetime.time.fromisoformat(said)
    if wanted is Value:
        wanted = KINDS[said["kind"]]
    return _build(wanted, said) if is_dataclass(wanted) else said


def _build(wanted: Any, said: dict[str, Any]) -> Any:
    hints = _hints(wanted)
    return wanted(**{name: _decode(hints[name], one) for name, one in said.items() if name in hints})


@cache
def _hints(of: Any) -> dict[str, Any]:
    hints = get_type_hints(of)
    return {part.name: hints[part.name] for part in fields(of)}


@cache
def _defaults(of: Any) -> dict[str, Any]:
    return {part.name: _default(part) for part in fields(of)}


def _default(part: Field[Any]) -> Any:
    return part.default_factory() if part.default_factory is not MISSING else part.default
