"""How many of the acts that answer a query have each value of a field."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

from sqlalchemy import ColumnElement, Connection, Select, Subquery, func, literal, select, union_all

from recueil.store import docids
from recueil.store.conditions import AXES
from recueil.store.schema import acts
from recueil.store.search_schema import search_acts, search_findings, search_terms

FacetName = Literal["commune", "annee", "nature", "matiere", "chapitre", "vote", "controle"]
FACETS: tuple[FacetName, ...] = get_args(FacetName)


@dataclass(frozen=True, slots=True)
class Count:
    """So many acts have ``value``, of a facet of that name; ``label`` is how a person writes it."""

    value: str
    label: str
    acts: int


def facet(connection: Connection, answer: Select[Any], name: FacetName, limit: int) -> tuple[Count, ...]:
    """The values that most acts have, the most frequent first; acts without one count for none."""
    found = answer.subquery("answer")
    match name:
        case "commune":
            return tuple(_bodies(connection, found, limit))
        case "annee":
            return tuple(_years(connection, found, limit))
        case "nature":
            return tuple(_counts(connection, _of_acts(found, search_acts.c.kind), limit))
        case "controle":
            return tuple(_counts(connection, _of_findings(found), limit))
        case "matiere":
            counted = _counts(connection, _of_terms(found, name).where(_IS_WHOLE), limit)
            return tuple(replace(one, label=one.value.replace("_", ".")) for one in counted)
    return tuple(_counts(connection, _of_terms(found, name), limit))


# A matière of the first level only gathers those below it.
_IS_WHOLE = search_terms.c.value.contains("_", autoescape=True)


def _of_acts(found: Subquery, column: ColumnElement[Any]) -> Select[Any]:
    query = select(column, func.count()).join_from(found, search_acts, search_acts.c.docid == found.c.docid)
    return query.where(column.is_not(None)).group_by(column)


# Acts misread to be of the year 1021 make it more: then each act is asked for its year.
_MOST_YEARS = 100
# Asked for one by one, each is found at once.
_ENDS = (func.min, func.max)


def _years(connection: Connection, found: Subquery, limit: int) -> list[Count]:
    """A year is a range of numbers, so that nothing but the numbers of acts is read."""
    dated = search_acts.c.docid.between(*docids.DATED)
    first, last = (connection.execute(select(end(search_acts.c.docid)).where(dated)).scalar() for end in _ENDS)
    if first is None or last is None:
        return []
    years = range(docids.year_of(first), docids.year_of(last) + 1)
    if len(years) > _MOST_YEARS:
        return _counts(connection, _of_acts(found, search_acts.c.year), limit)
    counted = connection.execute(union_all(*(_of_year(found, year) for year in years))).all()
    ordered = sorted((one for one in counted if one.acts), key=lambda one: (-one.acts, one.year))
    return [Count(str(one.year), str(one.year), one.acts) for one in ordered[:limit]]


def _of_year(found: Subquery, year: int) -> Select[int, int]:
    among = found.c.docid.between(*docids.of_year(year))
    return select(literal(year).label("year"), func.count().label("acts")).select_from(found).where(among)


def _of_terms(found: Subquery, name: FacetName) -> Select[Any]:
    terms = search_terms.c
    query = select(terms.value, func.count()).join_from(found, search_terms, terms.docid == found.c.docid)
    return query.where(terms.axis == AXES[name], terms.first).group_by(terms.value)


def _of_findings(found: Subquery) -> Select[Any]:
    findings = search_findings.c
    query = select(findings.rule, func.count(findings.docid.distinct()))
    query = query.join_from(found, search_findings, findings.docid == found.c.docid)
    return query.group_by(findings.rule)


def _counts(connection: Connection, query: Select[Any], limit: int) -> list[Count]:
    value, number = query.selected_columns
    ordered = query.order_by(number.desc(), value).limit(limit)
    return [Count(str(value), str(value), acts) for value, acts in connection.execute(ordered)]


def _bodies(connection: Connection, found: Subquery, limit: int) -> list[Count]:
    counted = _counts(connection, _of_acts(found, search_acts.c.body), limit)
    names = labels(connection, [one.value for one in counted])
    return [Count(one.value, names[one.value], one.acts) for one in counted]


def labels(connection: Connection, bodies: list[str]) -> dict[str, str]:
    """The names of bodies as their latest acts have them."""
    of_body = search_acts.c.body.in_(bodies)
    latest = select(func.max(search_acts.c.docid)).where(of_body).group_by(search_acts.c.body)
    named = select(search_acts.c.body, acts.c.body).join_from(
        search_acts, acts, search_acts.c.docid == acts.c.docid
    )
    return dict(connection.execute(named.where(search_acts.c.docid.in_(latest))).all())
