"""Encode facts as JSON and decode them to equal objects. Default values are omitted."""

from __future__ import annotations

import datetime
from dataclasses import MISSING, fields, is_dataclass
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
    values = {name: getattr(thing, name) for name in defaults}
    return kind | {name: encode(value) for name, value in values.items() if value != defaults[name]}


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
        of = KINDS[encoded["kind"]]
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
