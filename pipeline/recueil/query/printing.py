"""Canonical text of a query: ``parse`` gives the same tree for it, within the limits of the language."""

from __future__ import annotations

import datetime
from decimal import Decimal

from recueil.query.field_values import Anything, Criterion, Exactly, Range, Span
from recueil.query.fields import FIELDS
from recueil.query.parser import DEFAULT_DISTANCE, SPLIT_NUMBER, is_word
from recueil.query.tree import And, Filter, Near, Node, Not, Or, Prefix, Proximity, Words
from recueil.values.base import format_decimal


def format_query(node: Node) -> str:
    """Format a tree as a query; quotes and parentheses only where they are needed."""
    match node:
        case And(nodes):
            parts = (
                f"({format_query(inner)})" if isinstance(inner, And) else format_query(inner) for inner in nodes
            )
            return " ".join(parts)
        case Or(nodes):
            return " OU ".join(map(_in_or, nodes))
        case Not(inner):
            return f"-{_in_or(inner)}"
        case Words(text):
            return _words(text)
        case Prefix(text):
            return f"{text}*"
        case Proximity(text, within):
            return f'"{text}"~{within}'
        case Filter():
            return _filter(node)
        case Near(wanted, words, within):
            distance = "" if within == DEFAULT_DISTANCE else f"/{within}"
            return f"{_filter(wanted)} PRES{distance} {_words(words.text)}"


def _in_or(node: Node) -> str:
    return f"({format_query(node)})" if isinstance(node, And | Or) else format_query(node)


def _words(text: str) -> str:
    """Quote a word only if it would be parsed otherwise; it might be the rest of the number before."""
    return text if is_word(text) and not SPLIT_NUMBER.fullmatch(text) else f'"{text}"'


def _filter(node: Filter) -> str:
    field = FIELDS[node.field]
    value = field.choices.shown(node.value) if field.choices and isinstance(node.value, str) else node.value
    role = f"@{field.roles.shown(node.role)}" if field.roles and node.role else ""
    return f"{field.name}:{_value(value)}{role}"


def _value(value: Criterion) -> str:
    match value:
        case Range(low, high, strict):
            return _range(_figure(low), _figure(high), strict=strict)
        case Span(first, last):
            return _range(_day(first), _day(last), strict=False)
        case Anything():
            return value.value
        case Exactly(name):
            return f'"={name}"'
        case str():
            return value if is_word(value) and "@" not in value else f'"{value}"'


def _figure(number: Decimal | None) -> str | None:
    """Format with a decimal comma: 1.125 could be thousands."""
    return None if number is None else format_decimal(number).replace(".", ",")


def _day(day: datetime.date | None) -> str | None:
    return None if day is None else day.isoformat()


def _range(low: str | None, high: str | None, *, strict: bool) -> str:
    if not strict:
        return low if low and low == high else f"{low or ''}..{high or ''}"
    ends = (low and f">{low}", high and f"<{high}")
    return "..".join(end for end in ends if end)
