"""Facets: count the matching acts by each value of a field, and build the filter for such a value."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

from sqlalchemy import (
    CTE,
    ColumnElement,
    CompoundSelect,
    Connection,
    Select,
    Text,
    case,
    cast,
    func,
    literal,
    select,
    union,
    union_all,
)

from recueil.cross_checks.schema import found_across
from recueil.query import FIELDS, Exactly, Filter
from recueil.query.messages import ValueMistake
from recueil.store.index.schema import search_acts, search_certainties, search_findings, search_terms
from recueil.store.index.terms import DEPARTMENT, name_key
from recueil.store.schema import acts, bodies, entities
from recueil.store.search.predicates import AXES, NAME_AXES, departement_of_body
from recueil.store.search.territories import Territories, load_territories
from recueil.values.body import EPCI_KINDS

FacetName = Literal[
    "commune", "departement", "epci", "annee", "nature", "matiere", "chapitre", "vote", "controle", "organisation",
    "lieu", "confiance",
]  # fmt: skip
FACETS: tuple[FacetName, ...] = get_args(FacetName)


@dataclass(frozen=True, slots=True)
class FacetCount:
    """The number of acts with ``value``, in a facet; ``label`` is the value for display."""

    value: str
    label: str
    acts: int


ValueCounts = list[tuple[str | int, int]]
"""Values of a facet, each with the number of acts."""
CountValues = Callable[[Sequence[FacetName], int], dict[FacetName, ValueCounts]]
"""Counts the matching acts by the most frequent values of facets."""


def count_facets(
    connection: Connection,
    answer: Select[Any],
    names: Iterable[FacetName],
    limit: int,
    count: CountValues | None = None,
) -> dict[FacetName, tuple[FacetCount, ...]]:
    """Count matching acts by the values of facets, the most frequent first; acts without a value are not
    counted.

    ``count`` counts them in place of SQL, and the same.
    """
    distinct = tuple(dict.fromkeys(names))
    if not distinct:
        return {}
    counted = count(distinct, limit) if count is not None else _count_by_sql(connection, answer, distinct, limit)
    facets: dict[FacetName, tuple[FacetCount, ...]] = {}
    for name, counts in counted.items():
        ordered = [FacetCount(str(value), str(value), number) for value, number in counts]
        ordered.sort(key=lambda one: (-one.acts, one.value))
        facets[name] = tuple(_with_labels(connection, name, ordered)) if ordered else ()
    return facets


def _count_by_sql(
    connection: Connection, answer: Select[Any], names: Sequence[FacetName], limit: int
) -> dict[FacetName, ValueCounts]:
    """Count the acts by one statement, which computes the matching acts once (a materialized CTE) for all facets,
    since the query may be expensive.
    """
    found = answer.cte("answer").prefix_with("MATERIALIZED")
    counted: dict[FacetName, ValueCounts] = {name: [] for name in names}
    parts = (_select_most_frequent(found, name, limit) for name in names)
    for name, value, number in connection.execute(union_all(*parts)):
        counted[name].append((value, number))
    return counted


def _load_territories() -> Territories:
    from recueil.installed_pipeline import pipeline_package

    return load_territories(pipeline_package())


def _with_labels(connection: Connection, name: FacetName, counts: list[FacetCount]) -> Iterator[FacetCount]:
    """Set the display labels of counts."""
    values = [one.value for one in counts]
    match name:
        case "commune":
            labels = body_labels(connection, values)
        case "departement":
            labels = dict(_load_territories().departements)
        case "epci":
            labels = dict(_load_territories().epci)
        case "matiere":
            labels = {value: value.replace("_", ".") for value in values}
        case "confiance":
            labels = {value: f"{value} à {int(value) + _TEN - 1} %" for value in values}
        case "organisation" | "lieu":
            labels = _name_labels(connection, NAME_AXES[name][2], values)
        case _:
            labels = {}
    return (replace(one, label=labels.get(one.value, one.label)) for one in counts)


def _select_most_frequent(found: CTE, name: FacetName, limit: int) -> Select[Any]:
    """Select the facet's name, its most frequent values, and the number of acts with each."""
    value, number = (counted := _select_counts(found, name)).selected_columns
    most = counted.order_by(number.desc(), value).limit(limit).subquery()
    counted_value, acts_of_it = most.c
    return select(literal(name), cast(counted_value, Text), acts_of_it)


def _select_counts(found: CTE, name: FacetName) -> Select[Any]:
    """Select the values of a facet, each with the number of acts."""
    match name:
        case "commune":
            return _count_column(found, search_acts.c.body)
        case "departement":
            return _count_departements(found)
        case "epci":
            return _count_epci(found)
        case "annee":
            return _count_column(found, search_acts.c.year)
        case "nature":
            return _count_column(found, search_acts.c.kind)
        case "controle":
            return _count_findings(found)
        case "confiance":
            return _count_certainties(found)
        case "matiere":
            return _count_terms(found, AXES[name]).where(HAS_SUBLEVEL)
        case "organisation" | "lieu":
            return _count_terms(found, NAME_AXES[name][2])
    return _count_terms(found, AXES[name])


# A matière of the first level only groups those below it.
HAS_SUBLEVEL = search_terms.c.value.contains("_", autoescape=True)


def _count_column(found: CTE, column: ColumnElement[Any]) -> Select[Any]:
    query = select(column, func.count()).join_from(found, search_acts, search_acts.c.docid == found.c.docid)
    return query.where(column.is_not(None)).group_by(column)


def _count_departements(found: CTE) -> Select[Any]:
    """Count the acts of each département: of the body, or where unknown, of the act's identifier."""
    of_act = (search_terms.c.docid == search_acts.c.docid) & (search_terms.c.axis == DEPARTMENT)
    code: ColumnElement[Any] = func.coalesce(departement_of_body(), func.upper(search_terms.c.value)).label("code")
    query = (
        select(code, func.count())
        .join_from(found, search_acts, search_acts.c.docid == found.c.docid)
        .outerjoin(bodies, bodies.c.key == search_acts.c.body)
        .outerjoin(search_terms, of_act & search_terms.c.first)
    )
    return query.where(code.is_not(None)).group_by(code)


def epci_of_body() -> tuple[ColumnElement[str], ColumnElement[str]]:
    """Build the SIREN of the EPCI of a row of ``bodies``, which may be one itself, and of its territory of Grand
    Paris.
    """
    own = case((bodies.c.kind.in_(EPCI_KINDS), bodies.c.siren))
    return func.coalesce(bodies.c.epci, own), bodies.c.ept


def _count_epci(found: CTE) -> Select[Any]:
    """Count the acts of each EPCI and of its communes; one in Grand Paris is of two."""
    groups = union_all(*(select(bodies.c.key, siren.label("siren")) for siren in epci_of_body())).subquery()
    query = (
        select(groups.c.siren, func.count())
        .join_from(found, search_acts, search_acts.c.docid == found.c.docid)
        .join(groups, groups.c.key == search_acts.c.body)
    )
    return query.where(groups.c.siren.is_not(None)).group_by(groups.c.siren)


def _count_terms(found: CTE, axis: str) -> Select[Any]:
    terms = search_terms.c
    query = select(terms.value, func.count()).join_from(found, search_terms, terms.docid == found.c.docid)
    return query.where(terms.axis == axis, terms.first).group_by(terms.value)


def _count_findings(found: CTE) -> Select[Any]:
    rules = rules_of_acts().subquery()
    query = select(rules.c.value, func.count()).join_from(found, rules, rules.c.docid == found.c.docid)
    return query.group_by(rules.c.value)


def rules_of_acts() -> CompoundSelect[Any]:
    """Select the rules that found something in each act, or across acts, as ``value`` and ``docid``, each once."""
    tables = (search_findings, found_across.subquery())
    return union(*(select(found.c.rule.label("value"), found.c.docid.label("docid")) for found in tables))


_TEN = 10
"""The width of the steps of certainty, in percent."""


def certainty_step() -> ColumnElement[Any]:
    """Build the step of a row of ``search_certainties``, by its lower end in percent."""
    return search_certainties.c.value // _TEN * _TEN


def _count_certainties(found: CTE) -> Select[Any]:
    certainties = search_certainties.c
    step = certainty_step().label("step")
    query = select(step, func.count(certainties.docid.distinct()))
    query = query.join_from(found, search_certainties, certainties.docid == found.c.docid)
    return query.group_by(step)


def body_labels(connection: Connection, bodies: list[str]) -> dict[str, str]:
    """Return the names of bodies by key, as spelt in their latest acts."""
    of_body = search_acts.c.body.in_(bodies)
    latest = select(func.max(search_acts.c.docid)).where(of_body).group_by(search_acts.c.body)
    named = select(search_acts.c.body, acts.c.body).join_from(
        search_acts, acts, search_acts.c.docid == acts.c.docid
    )
    return dict(connection.execute(named.where(search_acts.c.docid.in_(latest))).all())


_ACTS_PER_LABEL = 50
"""The latest acts that decide how a name is spelt; all of them would take long for a name of every act."""


def _name_labels(connection: Connection, axis: str, keys: list[str]) -> dict[str, str]:
    """Return the names of organisations or places by key, as most of their latest acts spell them first.

    Of two spellings in as many acts, the latest wins. An acronym counts as the full name that its act states.
    """
    terms = search_terms.c
    # A statement for each, so that it reads the index backwards as far as its limit.
    latest = (
        select(terms.value, terms.docid, terms.n)
        .where(terms.axis == axis, terms.value == key, terms.first)
        .order_by(terms.docid.desc())
        .limit(_ACTS_PER_LABEL)
        .subquery()
        for key in keys
    )
    ranked = union_all(*(select(each) for each in latest)).subquery()
    rows = (
        select(ranked.c.value, func.coalesce(entities.c.label, entities.c.name))
        .join_from(ranked, entities, (entities.c.docid == ranked.c.docid) & (entities.c.n == ranked.c.n))
        .order_by(ranked.c.docid.desc())
    )
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    for key, name in connection.execute(rows):
        spellings[key][name] += 1
    return {key: counted.most_common(1)[0][0] for key, counted in spellings.items()}


def facet_filter(facet: FacetName, count: FacetCount) -> Filter | None:
    """Return the filter for one value of a facet; None if no query can express it."""
    field, typed = _field_and_value(facet, count)
    try:
        value = FIELDS[field].criterion(typed)
    except ValueMistake:
        return None
    if field in NAME_AXES and isinstance(value, Exactly):
        named = NAME_AXES[field][0](value.name)
        return Filter(field, value, 0, 0) if name_key(named) == count.value else None
    return Filter(field, value, 0, 0)


def _field_and_value(facet: FacetName, count: FacetCount) -> tuple[str, str]:
    """Return the field whose values a facet counts, and the value as an analyst types it."""
    match facet:
        case "annee":
            return "seance", count.value
        case "confiance":
            return facet, f"{count.value}..{int(count.value) + _TEN - 1}"
        case "commune" | "organisation" | "lieu":
            # No query has these characters in a name; the key has the same words.
            is_name = not set(count.label) & set('"«»“”*')
            return facet, f"={count.label if is_name else count.value.replace('_', ' ')}"
        case "vote":
            return "vote", FIELDS["vote"].choices.spell(count.value) if FIELDS["vote"].choices else count.value
        case "matiere" | "chapitre":
            return facet, count.value.replace("_", ".")
    return facet, count.value
