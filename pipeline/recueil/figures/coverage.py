"""Coverage of the store: acts by body and year or month, first and last dates; pages read by OCR; acts of which
fewer names or awards were read than they print; documents that are no acts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, get_args

from sqlalchemy import Connection, and_, case, func, or_, select

from recueil.figures.scope import (
    BEFORE,
    UNDATED,
    FigureScope,
    Period,
    exact_term,
    month_columns,
    partial_term,
    period_expression,
    year_columns,
)
from recueil.store.acts import handles
from recueil.store.acts.rows import act_date
from recueil.store.index.schema import search_acts, search_terms
from recueil.store.index.terms import INFORMATION, PARTIAL, normalise_term
from recueil.store.schema import acts, pages
from recueil.store.search.facets import body_labels
from recueil.store.search.informative import is_act
from recueil.values import PartialDate
from recueil.values.finding import Partial

_MOST_BODIES = 20
_DOCID, _BODY = search_acts.c.docid, search_acts.c.body


@dataclass(frozen=True, slots=True)
class CoverageCell:
    """The acts that ``query`` lists; it is empty if the query language cannot select them.

    That of a month also lists acts dated to the year only, which may be of that month.
    """

    query: str
    acts: int


@dataclass(frozen=True, slots=True)
class BodyCoverage:
    """A body, None for acts whose body is unknown; ``cells`` count its acts by column.

    ``first`` and ``last`` are the dates of its earliest and latest act.
    """

    body: str | None
    query: str
    acts: int
    first: PartialDate | None
    last: PartialDate | None
    cells: tuple[CoverageCell, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """The bodies with most acts first; ``more`` if there are others. The ``ambiguous`` acts are in no row."""

    columns: tuple[Period, ...]
    bodies: tuple[BodyCoverage, ...]
    more: bool
    ambiguous: int


@dataclass(frozen=True, slots=True)
class PageCounts:
    """The number of pages, and of those on which OCR read a word."""

    pages: int
    by_ocr: int


@dataclass(frozen=True, slots=True)
class PartialActs:
    """How many acts print more of ``what`` than was read; ``query`` lists them."""

    what: Partial
    acts: int
    query: str


@dataclass(frozen=True, slots=True)
class InformativeOfBody:
    """The documents of a body that are no acts."""

    body: str
    query: str
    documents: int


@dataclass(frozen=True, slots=True)
class InformativeDocuments:
    """How many documents are no acts, and left out of searches and figures; ``query`` lists them.

    ``bodies`` are those with most of them, as far as they are known.
    """

    documents: int
    query: str
    bodies: tuple[InformativeOfBody, ...] = ()


def coverage(scope: FigureScope, *, limit: int = 50, last: int = 12, year: int | None = None) -> Coverage:
    """Return the acts of each body by the last years, or by the months of ``year``; of an ambiguous one, none.

    Without columns in memory, it reads the index of bodies, in full unless a query selects acts.
    """
    return scope.once(limit, _cover, limit, last, year)


def _cover(scope: FigureScope, limit: int, last: int, year: int | None) -> Coverage:
    connection = scope.connection
    found = _count_bodies(scope, year, limit + 1)
    shown = found[:limit]
    columns = month_columns(year) if year else _year_columns(shown, last)
    counts = _read_counts(connection, scope, [row[0] for row in shown], columns)
    names = body_labels(connection, [row[0] for row in shown if row[0]])
    dates = _read_dates(connection, [end for row in shown for end in row[2:] if end])
    term = () if year is None else (f"seance:{year}",)
    bodies = [_body_coverage(scope, row, names, dates, counts[row[0]], columns, term) for row in shown]
    return Coverage(columns, tuple(bodies), len(found) > limit, scope.count_ambiguous())


def _count_bodies(scope: FigureScope, year: int | None, limit: int) -> Sequence[tuple[Any, ...]]:
    """Return the bodies with most acts, each with their number, and its first and its last docid with a date."""
    if scope.in_columns is not None:
        from recueil.figures import column_coverage  # NumPy, for which short commands would wait

        return column_coverage.count_bodies(*scope.in_columns, year, limit)
    number = func.count()
    dated = and_(
        scope.is_counted(_DOCID),
        is_act(_DOCID),
        *(() if year is None else (_DOCID.between(*handles.of_year(year)),)),
    )
    with_date = case((handles.DATED[0] <= _DOCID, _DOCID))
    query = select(_BODY, number, func.min(with_date), func.max(with_date)).where(dated).group_by(_BODY)
    query = query.order_by(number.desc(), _BODY.nulls_first())
    return [tuple(row) for row in scope.connection.execute(query.limit(limit))]


def _year_columns(rows: Sequence[Any], limit: int) -> tuple[Period, ...]:
    """Return all years from the first act to the last, so that gaps show, and a column for undated acts."""
    ends = [handles.year_of(end) for row in rows for end in row[2:] if end]
    present: list[int | None] = [*range(max(min(ends), max(ends) - limit), max(ends) + 1)] if ends else []
    return year_columns([*present, None], limit)


def _read_counts(
    connection: Connection, scope: FigureScope, bodies: list[str | None], columns: Sequence[Period]
) -> dict[str | None, dict[str, int]]:
    names = [column.name for column in columns if column.name not in (BEFORE, UNDATED)]
    if scope.in_columns is not None:
        from recueil.figures import column_coverage  # NumPy, for which short commands would wait

        return column_coverage.count_periods(*scope.in_columns, bodies, names)
    dated = period_expression(_DOCID, names).label("period")
    is_shown = or_(_BODY.in_([body for body in bodies if body]), _BODY.is_(None))
    query = (
        select(_BODY, dated, func.count())
        .where(is_shown, scope.is_counted(_DOCID), is_act(_DOCID))
        .group_by(_BODY, dated)
    )
    counts: dict[str | None, dict[str, int]] = defaultdict(dict)
    for body, period, number in connection.execute(query):
        counts[body][period] = number
    return counts


def _read_dates(connection: Connection, numbers: Sequence[int]) -> dict[int, PartialDate | None]:
    query = select(acts.c.docid, acts.c.date).where(acts.c.docid.in_(numbers))
    found: Sequence[Any] = connection.execute(query).all()
    return {row.docid: act_date(row) for row in found}


def _body_coverage(
    scope: FigureScope,
    row: Any,
    names: dict[str, str],
    dates: dict[int, PartialDate | None],
    counts: dict[str, int],
    columns: Sequence[Period],
    terms: Sequence[str],
) -> BodyCoverage:
    body, number, first, last = row
    name = names.get(body) if body else None
    of_body = exact_term("commune", name)
    return BodyCoverage(
        body=name,
        query=scope.query(*terms, of_body),
        acts=number,
        first=dates.get(first),
        last=dates.get(last),
        cells=tuple(
            CoverageCell(scope.query(of_body, column.term), counts.get(column.name, 0)) for column in columns
        ),
    )


def count_pages(scope: FigureScope) -> PageCounts:
    """Count the pages of the store, and those read by OCR: anew when an act changes, as pages do not without."""
    count = partial(_count_pages, scope.connection)
    return count() if scope.in_columns is None else scope.in_columns[0].once("pages", count)


def _count_pages(connection: Connection) -> PageCounts:
    """Count pages by the index of those read by OCR."""
    query = select(pages.c.guessed, func.count()).group_by(pages.c.guessed)
    counts = {bool(guessed): int(number) for guessed, number in connection.execute(query)}
    return PageCounts(sum(counts.values()), counts.get(True, 0))


def count_partial(scope: FigureScope) -> tuple[PartialActs, ...]:
    """Count the acts of which less was read than they print, by what: the present, the awards. One act may be in
    several rows; what was read whole everywhere has none.
    """
    counts = scope.once(1, _count_partial)
    rows = ((what, counts.get(normalise_term(what), 0)) for what in get_args(Partial))
    return tuple(PartialActs(what, number, scope.query(partial_term(what))) for what, number in rows if number)


def _count_partial(scope: FigureScope) -> dict[str, int]:
    """Count the acts in scope by the term of what less was read of."""
    if scope.in_columns is not None:
        from recueil.store.columns.acts import LESS_READ  # NumPy, for which short commands would wait

        columns, chosen = scope.in_columns
        counts = columns[LESS_READ].most_frequent(chosen, len(get_args(Partial)))
        return {str(value): number for value, number in counts}
    value, docid = search_terms.c.value, search_terms.c.docid
    is_partial = and_(search_terms.c.axis == PARTIAL, search_terms.c.first)
    query = select(value, func.count()).where(is_partial, scope.among(docid))
    return dict(scope.connection.execute(query.group_by(value)).all())


def count_informative(scope: FigureScope) -> InformativeDocuments:
    """Count the documents that match the query and are no acts: menus, bulletins, posters."""
    term = f"nature:{INFORMATION}"
    bodies = (
        InformativeOfBody(one.label, scope.query(term, exact_term("commune", one.label)), one.acts)
        for one in scope.informative_bodies(_MOST_BODIES)
    )
    return InformativeDocuments(scope.count_informative(), scope.query(term), tuple(bodies))
