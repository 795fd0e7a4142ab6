"""How many of the acts that answer a query have each value of a field."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

from sqlalchemy import CTE, ColumnElement, Connection, Select, Text, cast, func, literal, select, union_all

from recueil.store.index.schema import search_acts, search_findings, search_terms
from recueil.store.schema import acts
from recueil.store.search.conditions import AXES

FacetName = Literal["commune", "annee", "nature", "matiere", "chapitre", "vote", "controle"]
FACETS: tuple[FacetName, ...] = get_args(FacetName)


@dataclass(frozen=True, slots=True)
class Count:
    """So many acts have ``value``, of a facet of that name; ``label`` is how a person writes it."""

    value: str
    label: str
    acts: int


def facets(
    connection: Connection, answer: Select[Any], names: Iterable[FacetName], limit: int
) -> dict[FacetName, tuple[Count, ...]]:
    """Per facet, the values that most acts have, the most frequent first; acts without one count for none.

    One statement lists the acts once and counts them by every facet: the query may be dear to answer.
    """
    wanted = tuple(dict.fromkeys(names))
    if not wanted:
        return {}
    found = answer.cte("answer").prefix_with("MATERIALIZED")
    counted: dict[FacetName, list[Count]] = {name: [] for name in wanted}
    parts = (_most(found, name, limit) for name in wanted)
    for name, value, number in connection.execute(union_all(*parts)):
        counted[name].append(Count(str(value), str(value), number))
    for ordered in counted.values():
        ordered.sort(key=lambda one: (-one.acts, one.value))
    named = labels(connection, [one.value for one in counted.get("commune", ())])
    return {name: tuple(_labelled(one, name, named) for one in counts) for name, counts in counted.items()}


def _labelled(one: Count, name: FacetName, bodies: dict[str, str]) -> Count:
    match name:
        case "commune":
            return replace(one, label=bodies[one.value])
        case "matiere":
            return replace(one, label=one.value.replace("_", "."))
    return one


def _most(found: CTE, name: FacetName, limit: int) -> Select[Any]:
    """The name of a facet, its most frequent values, and how many acts have each."""
    value, number = (counted := _counted(found, name)).selected_columns
    most = counted.order_by(number.desc(), value).limit(limit).subquery()
    counted_value, acts_of_it = most.c
    return select(literal(name), cast(counted_value, Text), acts_of_it)


def _counted(found: CTE, name: FacetName) -> Select[Any]:
    match name:
        case "commune":
            return _of_acts(found, search_acts.c.body)
        case "annee":
            return _of_acts(found, search_acts.c.year)
        case "nature":
            return _of_acts(found, search_acts.c.kind)
        case "controle":
            return _of_findings(found)
        case "matiere":
            return _of_terms(found, name).where(_IS_WHOLE)
    return _of_terms(found, name)


# A matière of the first level only gathers those below it.
_IS_WHOLE = search_terms.c.value.contains("_", autoescape=True)


def _of_acts(found: CTE, column: ColumnElement[Any]) -> Select[Any]:
    query = select(column, func.count()).join_from(found, search_acts, search_acts.c.docid == found.c.docid)
    return query.where(column.is_not(None)).group_by(column)


def _of_terms(found: CTE, name: FacetName) -> Select[Any]:
    terms = search_terms.c
    query = select(terms.value, func.count()).join_from(found, search_terms, terms.docid == found.c.docid)
    return query.where(terms.axis == AXES[name], terms.first).group_by(terms.value)


def _of_findings(found: CTE) -> Select[Any]:
    findings = search_findings.c
    query = select(findings.rule, func.count(findings.docid.distinct()))
    query = query.join_from(found, search_findings, findings.docid == found.c.docid)
    return query.group_by(findings.rule)


def labels(connection: Connection, bodies: list[str]) -> dict[str, str]:
    """The names of bodies as their latest acts have them."""
    of_body = search_acts.c.body.in_(bodies)
    latest = select(func.max(search_acts.c.docid)).where(of_body).group_by(search_acts.c.body)
    named = select(search_acts.c.body, acts.c.body).join_from(
        search_acts, acts, search_acts.c.docid == acts.c.docid
    )
    return dict(connection.execute(named.where(search_acts.c.docid.in_(latest))).all())
