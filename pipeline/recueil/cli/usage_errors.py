"""Describe wrong command lines in the language of the process: Typer has most of its messages in English only."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import typer

from recueil.translation import gettext as _

UsageError: Any = typer.BadParameter.__base__
"""The base of Typer's usage errors, which it does not export."""

LIBRARY_PHRASES = ("Got unexpected extra argument(s) (", ". Did you mean ", " does not take a value.")
"""What tells errors apart that Typer raises as one class, as it writes them."""
_EXTRA, _SUGGESTS, _TAKES_NO_VALUE = LIBRARY_PHRASES
_BOUNDS = {
    "greater_than_equal": ("ge", _("{value} is less than {bound}.")),
    "greater_than": ("gt", _("{value} is not more than {bound}.")),
    "less_than_equal": ("le", _("{value} is more than {bound}.")),
    "less_than": ("lt", _("{value} is not less than {bound}.")),
}


def describe_usage_error(error: Any) -> str:
    """Return the message of a usage error."""
    match type(error).__name__:
        case "MissingParameter":
            return _describe_missing(error)
        case "NoSuchOption":
            message = _("There is no option {name}.").format(name=error.option_name)
            return f"{message} {_suggest(error.possibilities)}" if error.possibilities else message
        case "BadOptionUsage":
            if _TAKES_NO_VALUE in error.message:
                return _("The option {name} takes no value.").format(name=error.option_name)
            return _("The option {name} requires a value.").format(name=error.option_name)
        case "BadParameter":
            return _describe_value(error)
    message = str(error.message)
    if message.startswith(_EXTRA):
        return _("There are too many arguments: {arguments}.").format(arguments=message[len(_EXTRA) : -1])
    head, suggests, names = message.partition(_SUGGESTS)
    return f"{head}. {_suggest([name.strip() for name in names.rstrip('?').split(',')])}" if suggests else message


def _describe_missing(error: Any) -> str:
    hint = _hint(error)
    is_option = (error.param_type or getattr(error.param, "param_type_name", "")) == "option"
    message = _("The option {name} is missing.") if is_option else _("The argument {name} is missing.")
    advice = _("It is one of {choices}.").format(choices=choices) if (choices := _choices(error.param)) else ""
    return f"{message.format(name=hint)} {advice}".strip()


def _describe_value(error: Any) -> str:
    hint = _hint(error)
    message = _describe_cause(error.param, error.__cause__) or str(error.message)
    return _("{name}: {message}").format(name=hint, message=message) if hint else message


def _describe_cause(param: Any, cause: BaseException | None) -> str:
    """Return what is wrong with a value; empty for what the message says itself."""
    from pydantic import ValidationError  # takes time to import

    if not isinstance(cause, ValidationError):
        return ""
    first = cause.errors()[0]
    value, kind, bounds = first["input"], first["type"], first.get("ctx", {})
    if kind in _BOUNDS:
        name, message = _BOUNDS[kind]
        return message.format(value=value, bound=bounds[name])
    if choices := _choices(param):
        return _("{value!r} is none of {value_choices}.").format(value=value, value_choices=choices)
    if kind.startswith("int"):
        return _("{value!r} is not a whole number.").format(value=value)
    if getattr(getattr(param, "type_descriptor", None), "annotation", None) is datetime:
        return _("{value!r} is not a day: write for example 2025-03-01.").format(value=value)
    return _("{value!r} is not a number.").format(value=value) if kind.startswith("float") else ""


def _hint(error: Any) -> str:
    """Return the name of the option or argument that an error is about, as the help has it."""
    return str(error.param_hint or (error.param.get_error_hint() if error.param else "")).replace("'", "")


def _choices(param: Any) -> str:
    choices = getattr(getattr(param, "type_descriptor", None), "choices", None) or ()
    return ", ".join(str(getattr(choice, "value", choice)) for choice in choices)


def _suggest(names: Any) -> str:
    return _("Is it {names}?").format(names=", ".join(str(name).strip("'") for name in names))
