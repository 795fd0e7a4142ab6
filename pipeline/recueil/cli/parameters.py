"""Parse the options and arguments of a command without pydantic where there is nothing to validate.

Typer has every value validated by pydantic, which takes as long to import as a short command to run. Words, whole
numbers within their bounds and names of choices are what they are; Typer parses all else, and says what is wrong.
"""

from __future__ import annotations

from enum import Enum
from functools import partial
from typing import Any, get_args, get_origin


def parse_directly(command: Any) -> None:
    """Have the parameters of a command parse what is plain themselves, if this version of Typer asks for that."""
    get_params = command.get_params

    def get_direct_params(context: Any) -> list[Any]:
        params: list[Any] = get_params(context)  # with the option --help, which is made when it is first asked for
        for param in params:
            param.get_runtime_param = partial(PlainParser, param)
        return params

    command.get_params = get_direct_params


class PlainParser:
    """The parser of one option or argument, in the form that Typer asks for."""

    def __init__(self, parameter: Any) -> None:
        self._parameter = parameter

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:
        """Return the value of the parameter: a plain one itself, any other parsed by Typer."""
        is_several = param.multiple or param.nargs == -1
        if value is None:
            return () if is_several else None
        descriptor = param.type_descriptor
        if descriptor.parameter_info.parser is None:
            parse = _parse_several if is_several else _parse
            if (plain := parse(descriptor, descriptor.annotation, value)) is not None:
                return plain
        return type(param).get_runtime_param(param).coerce(value, param=param, ctx=ctx)


def _parse_several(descriptor: Any, annotation: Any, values: Any) -> list[Any] | None:
    """Return several values; None where one is not plain."""
    if get_origin(annotation) is not list or isinstance(values, str):
        return None
    (element,) = get_args(annotation)
    parsed = [_parse(descriptor, element, value) for value in values]
    return None if None in parsed else parsed


def _parse(descriptor: Any, annotation: Any, value: Any) -> Any:
    """Return a plain value; None where it is not plain."""
    if annotation is str:
        return value if isinstance(value, str) else None
    if annotation is int:
        return _parse_number(descriptor.parameter_info, value)
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        try:
            return annotation(value)
        except ValueError:
            return None
    return None


def _parse_number(bounds: Any, value: Any) -> int | None:
    """Return a whole number within its bounds; None where it is none."""
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < 10:
        value = int(value)
    if type(value) is not int or bounds.clamp:
        return None
    is_within = (bounds.min is None or value >= bounds.min) and (bounds.max is None or value <= bounds.max)
    return value if is_within else None
