"""Edits a query field by field: from a form, by facet values, or by removing a part."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from recueil.query import FIELDS, And, Filter, Node, Not, Query, Range, Span, format_query
from recueil.query.messages import ValueMistake
from recueil.store.search.facets import FacetCount, FacetName, facet_filter
from recueil.values.base import format_decimal

_RANGES = {"montant": ("montant_min", "montant_max"), "seance": ("du", "au")}
_TEXTS = ("chapitre", "commune", "nature", "personne", "vote", "organisation", "lieu")


@dataclass(frozen=True, slots=True)
class FilterForm:
    """The fields of the form as typed; empty where unused."""

    montant_min: str = ""
    montant_max: str = ""
    du: str = ""
    au: str = ""
    chapitre: str = ""
    commune: str = ""
    nature: str = ""
    personne: str = ""
    vote: str = ""
    organisation: str = ""
    lieu: str = ""

    def of(self, field: str) -> tuple[str, ...]:
        """Return the input of a field of the query language."""
        return tuple(getattr(self, name).strip() for name in _RANGES.get(field, (field,)))


class FormError(Exception):
    """Errors of the form, by field of the query language."""

    def __init__(self, wrong: dict[str, ValueMistake]) -> None:
        super().__init__(wrong)
        self.wrong = wrong


@dataclass(frozen=True, slots=True)
class QueryPart:
    """One condition of a query, and the query without it."""

    text: str
    without: str


def list_conditions(query: Query | None) -> tuple[Node, ...]:
    """Return the conditions of a query that must all hold."""
    if query is None:
        return ()
    return query.root.nodes if isinstance(query.root, And) else (query.root,)


def list_parts(query: Query | None) -> Iterator[QueryPart]:
    """Yield the conditions of a query, each with the query without it."""
    nodes = list_conditions(query)
    for node in nodes:
        yield QueryPart(format_query(node), join_conditions(other for other in nodes if other is not node))


def join_conditions(nodes: Iterable[Node]) -> str:
    """Print the conjunction of conditions; empty where it would only exclude."""
    conditions = tuple(nodes)
    if all(isinstance(node, Not) for node in conditions):
        return ""
    return format_query(conditions[0] if len(conditions) == 1 else And(conditions, 0, 0))


def fill_form(query: Query | None) -> FilterForm:
    """Fill the form from a query, as far as the form can express it."""
    typed: dict[str, str] = {}
    for field, node in _form_filters(query).items():
        names = _RANGES.get(field, (field,))
        typed |= dict(zip(names, _format_filter(node), strict=True))
    return FilterForm(**typed)


def _form_filters(query: Query | None) -> dict[str, Filter]:
    """Return the conditions that the form shows, by field."""
    filters = (
        node for node in list_conditions(query) if isinstance(node, Filter) and node.field in (*_RANGES, *_TEXTS)
    )
    return {node.field: node for node in filters if isinstance(node.value, Range | Span | str)}


def _format_filter(node: Filter) -> tuple[str, ...]:
    match node.value:
        case Range(low, high):
            return _format_number(low), _format_number(high)
        case Span(first, last):
            return f"{first:%d/%m/%Y}" if first else "", f"{last:%d/%m/%Y}" if last else ""
    choices = FIELDS[node.field].choices
    return (choices.shown(str(node.value)) if choices else str(node.value),)


def _format_number(number: Decimal | None) -> str:
    return "" if number is None else format_decimal(number).replace(".", ",")


def apply_form(query: Query | None, form: FilterForm, today: datetime.date) -> str:
    """Replace the conditions that the form showed by its input; raise FormError for invalid input.

    Fields left unchanged keep the query's condition, which may be more exact than the form can express.
    """
    shown, before = _form_filters(query), fill_form(query)
    changed = [field for field in (*_RANGES, *_TEXTS) if form.of(field) != before.of(field)]
    gone = [shown[field] for field in changed if field in shown]
    kept = [node for node in list_conditions(query) if not any(node is other for other in gone)]
    return join_conditions([*kept, *_parse_filters(form, changed, today)])


def _parse_filters(form: FilterForm, names: Iterable[str], today: datetime.date) -> list[Filter]:
    wrong: dict[str, ValueMistake] = {}
    read: list[Filter] = []
    for name in names:
        try:
            read += _parse_filter(name, form.of(name), today)
        except ValueMistake as error:
            wrong[name] = error
    if wrong:
        raise FormError(wrong)
    return read


def _parse_filter(name: str, typed: tuple[str, ...], today: datetime.date) -> list[Filter]:
    if not any(typed):
        return []
    value = typed[0] if len(typed) == 1 else "..".join(typed)
    return [Filter(name, FIELDS[name].criterion(value, today), 0, 0)]


def narrow_query(query: Query | None, facet: FacetName, count: FacetCount) -> str | None:
    """Add a facet's value to a query; None where the query has it already, or cannot express it."""
    term = facet_filter(facet, count)
    if term is None:
        return None
    nodes = list_conditions(query)
    if any(isinstance(node, Filter) and format_query(node) == format_query(term) for node in nodes):
        return None
    return join_conditions([*nodes, term])
