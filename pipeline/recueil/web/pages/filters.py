"""Edits a query field by field: from a form, by facet values, or by removing a part."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from decimal import Decimal

from recueil.query import FIELDS, And, Filter, Node, Not, Query, Range, Span, printed
from recueil.store.search.counted import asking
from recueil.store.search.store_facets import Count, FacetName
from recueil.values.decimals import plain

_RANGES = {"montant": ("montant_min", "montant_max"), "seance": ("du", "au")}
_TEXTS = ("chapitre", "commune", "nature", "personne", "vote")


@dataclass(frozen=True, slots=True)
class Form:
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

    def of(self, field: str) -> tuple[str, ...]:
        """Return the input of a field of the query language."""
        return tuple(getattr(self, name).strip() for name in _RANGES.get(field, (field,)))


class FormError(Exception):
    """Errors of the form, by field of the query language."""

    def __init__(self, wrong: dict[str, str]) -> None:
        super().__init__(wrong)
        self.wrong = wrong


@dataclass(frozen=True, slots=True)
class Part:
    """One condition of a query, and the query without it."""

    text: str
    without: str


def nodes_of(query: Query | None) -> tuple[Node, ...]:
    """Return the conditions of a query that must all hold."""
    if query is None:
        return ()
    return query.root.nodes if isinstance(query.root, And) else (query.root,)


def parts(query: Query | None) -> Iterator[Part]:
    """Yield the conditions of a query, each with the query without it."""
    nodes = nodes_of(query)
    for node in nodes:
        yield Part(printed(node), together(other for other in nodes if other is not node))


def together(nodes: Iterable[Node]) -> str:
    """Print the conjunction of conditions; empty where it would only exclude."""
    asked = tuple(nodes)
    if all(isinstance(node, Not) for node in asked):
        return ""
    return printed(asked[0] if len(asked) == 1 else And(asked, 0, 0))


def form_of(query: Query | None) -> Form:
    """Fill the form from a query, as far as the form can express it."""
    typed: dict[str, str] = {}
    for field, node in _in_form(query).items():
        names = _RANGES.get(field, (field,))
        typed |= dict(zip(names, _typed(node), strict=True))
    return Form(**typed)


def _in_form(query: Query | None) -> dict[str, Filter]:
    """Return the conditions that the form shows, by field."""
    mine = (node for node in nodes_of(query) if isinstance(node, Filter) and node.field in (*_RANGES, *_TEXTS))
    return {node.field: node for node in mine if isinstance(node.value, Range | Span | str)}


def _typed(node: Filter) -> tuple[str, ...]:
    match node.value:
        case Range(low, high):
            return _figure(low), _figure(high)
        case Span(first, last):
            return first.isoformat() if first else "", last.isoformat() if last else ""
    choices = FIELDS[node.field].choices
    return (choices.shown(str(node.value)) if choices else str(node.value),)


def _figure(number: Decimal | None) -> str:
    return "" if number is None else plain(number).replace(".", ",")


def refined(query: Query | None, form: Form) -> str:
    """Replace the conditions that the form showed by its input; raise FormError for invalid input.

    Fields left unchanged keep the query's condition, which may be more exact than the form can express.
    """
    shown, before = _in_form(query), form_of(query)
    changed = [field for field in (*_RANGES, *_TEXTS) if form.of(field) != before.of(field)]
    gone = [shown[field] for field in changed if field in shown]
    kept = [node for node in nodes_of(query) if not any(node is other for other in gone)]
    return together([*kept, *_filters(form, changed)])


def _filters(form: Form, names: Iterable[str]) -> list[Filter]:
    wrong: dict[str, str] = {}
    read: list[Filter] = []
    for name in names:
        try:
            read += _filter(name, form.of(name))
        except ValueError as error:
            wrong[name] = str(error)
    if wrong:
        raise FormError(wrong)
    return read


def _filter(name: str, typed: tuple[str, ...]) -> list[Filter]:
    if not any(typed):
        return []
    value = typed[0] if len(typed) == 1 else "..".join(typed)
    return [Filter(name, FIELDS[name].criterion(value), 0, 0)]


def narrowed(query: Query | None, facet: FacetName, count: Count) -> str | None:
    """Add a facet's value to a query; None where the query has it already, or cannot express it."""
    wanted = asking(facet, count)
    if wanted is None:
        return None
    nodes = nodes_of(query)
    if any(isinstance(node, Filter) and printed(node) == printed(wanted) for node in nodes):
        return None
    return together([*nodes, wanted])


NAMES = tuple(field.name for field in fields(Form))
"""The parameters of the form."""
