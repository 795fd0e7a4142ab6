"""Scope of figures: which acts they count, how a query selects some of these, and periods as columns."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import ColumnElement, Connection, Engine, and_, case, exists, func, select, true

from recueil.privacy.redaction.private_persons import match_private_too
from recueil.query import Query, quote_text
from recueil.query.vocabulary import PARTIALS
from recueil.store.acts import handles
from recueil.store.engine.transactions import read_transaction
from recueil.store.index.schema import search_terms, select_ambiguous
from recueil.store.index.terms import PARTIAL, normalise_term
from recueil.store.search.compile import Search
from recueil.store.search.facets import FacetCount, count_facets
from recueil.store.search.informative import has_informative, is_searched, only_informative
from recueil.values.finding import Partial

if TYPE_CHECKING:  # they import NumPy, for which short commands would wait
    from recueil.store.columns.acts import ActColumns
    from recueil.store.columns.column import Mask
    from recueil.store.columns.keeper import ColumnsKeeper

_Figures = TypeVar("_Figures")
_MOST_KEPT = 200
"""Rows of figures of all acts that are kept, more than a page shows."""
_PARTIAL_TERMS = search_terms.alias("partial_terms")


class FigureScope:
    """The acts that match a query, or all acts, in the read transaction of ``connection``.

    ``redacted``: the figures name no private person.
    """

    def __init__(
        self,
        connection: Connection,
        query: Query | None,
        *,
        redacted: bool = True,
        columns: ActColumns | None = None,
    ) -> None:
        self.connection = connection
        self.redacted = redacted
        self._columns = columns
        self._text = "" if query is None else query.text.strip()
        self._search = None if query is None else Search(connection, query)
        self._query = query
        self._only_acts = query is None and has_informative(connection)

    @cached_property
    def in_columns(self) -> tuple[ActColumns, Mask] | None:
        """The columns of all acts, and which of these are in scope; None where SQL must answer."""
        if self._columns is None:
            return None
        chosen = self._columns.is_searched if self._search is None else self._search.choose(self._columns)
        return None if chosen is None else (self._columns, chosen)

    def once(self, rows: int, find: Callable[..., _Figures], *given: Hashable) -> _Figures:
        """Return what ``find`` returns of this scope and what is given, so many rows at most; of all acts what a
        process with columns found before, as long as no act or body changes.
        """
        if self._query is not None or self.in_columns is None or rows > _MOST_KEPT:
            return find(self, *given)
        return self.in_columns[0].once((self.redacted, find, given), partial(find, self, *given))

    def among(self, docid: ColumnElement[int]) -> ColumnElement[bool]:
        """Return the condition that an act, or a record of a table, is in scope."""
        if self._search is not None:
            return self._search.is_match(docid)
        return is_searched(docid) if self._only_acts else true()

    def count_informative(self) -> int:
        """Count the documents that match the query and are no acts."""
        if not has_informative(self.connection):
            return 0
        return Search(self.connection, only_informative(self._query)).count()

    def informative_bodies(self, limit: int) -> tuple[FacetCount, ...]:
        """Count the documents that match the query and are no acts by their body, the most first."""
        if not has_informative(self.connection):
            return ()
        answer = Search(self.connection, only_informative(self._query)).acts()
        return count_facets(self.connection, answer, ("commune",), limit)["commune"]

    def is_counted(self, docid: ColumnElement[int]) -> ColumnElement[bool]:
        """Return the condition that an act, or a record, is in scope, and not of a body that may be several."""
        return and_(self.among(docid), docid.not_in(select_ambiguous()))

    def count_ambiguous(self) -> int:
        """Count the acts in scope that sums leave out, since their body may be several."""
        if self._columns is not None and not self._columns.is_ambiguous.any():
            return 0
        if self.in_columns is not None:
            columns, chosen = self.in_columns
            return int((columns.is_ambiguous & chosen).sum())
        left_out = select_ambiguous().subquery()
        count = select(func.count()).select_from(left_out).where(self.among(left_out.c.docid))
        return self.connection.execute(count).scalar_one()

    def query(self, *terms: str) -> str:
        """Return the query for the acts in scope that match these terms; empty if it would only exclude."""
        if not self._text and all(term.startswith("-") for term in terms):
            return ""
        return " ".join(filter(None, (self._text, *terms)))


def exact_term(field: str, name: str | None) -> str:
    """Return the query term for a whole name, or for having none."""
    return f"{field}:{quote_text(f'={name}')}" if name else f"-{field}:*"


def chapter_term(chapter: str) -> str:
    return f"chapitre:{chapter.replace('_', '.')}"


def partial_term(what: Partial) -> str:
    """Return the query term for acts of which less was read than they print."""
    return f"partiel:{PARTIALS.spell(what)}"


def is_partial(what: Partial, docid: ColumnElement[int]) -> ColumnElement[bool]:
    """Return the condition that less was read of an act than it prints."""
    terms = _PARTIAL_TERMS.c
    return exists().where(terms.docid == docid, terms.axis == PARTIAL, terms.value == normalise_term(what))


BEFORE, UNDATED = "avant", ""
"""The column names of all earlier years (BEFORE), and of acts without a date (UNDATED)."""

# The years that the query language accepts.
YEARS = range(1000, 3000)


@dataclass(frozen=True, slots=True)
class Period:
    """A column: ``name`` is ``2023``, ``2023-04``, BEFORE or UNDATED, ``term`` the query term for its acts."""

    name: str
    term: str


def year_columns(present: Iterable[int | None], limit: int) -> tuple[Period, ...]:
    """Return columns for the latest years, one before them for earlier years, one after for undated acts."""
    present = list(present)
    years = sorted({year for year in present if year is not None and year in YEARS})
    shown = years[-limit:]
    columns = [Period(str(year), f"seance:{year}") for year in shown]
    if years[: len(years) - len(shown)]:
        columns.insert(0, Period(BEFORE, f"seance:..{shown[0] - 1}"))
    if any(is_undated(year) for year in present):
        columns.append(Period(UNDATED, "-seance:*"))
    return tuple(columns)


def is_undated(year: int | None) -> bool:
    """Return whether acts of this year have no date; an act of the year 1 is filed as undated."""
    return year is None or year == 1


def column_name(year: int | None, columns: Sequence[Period]) -> str:
    """Return the name of the column of a year."""
    if is_undated(year):
        return UNDATED
    return str(year) if any(column.name == str(year) for column in columns) else BEFORE


def month_columns(year: int) -> tuple[Period, ...]:
    return tuple(Period(f"{year}-{month:02d}", f"seance:{year}-{month:02d}") for month in range(1, 13))


def docid_range(name: str) -> tuple[int, int]:
    """Return the first and last docid of a year or a month, by its name."""
    year, _, month = name.partition("-")
    if not month:
        return handles.of_year(int(year))
    first = datetime.date(int(year), int(month), 1)
    following = (first + datetime.timedelta(days=31)).replace(day=1)
    return handles.of_day(first)[0], handles.of_day(following - datetime.timedelta(days=1))[1]


def period_expression(docid: ColumnElement[int], names: Sequence[str]) -> ColumnElement[str]:
    """Return the expression for the period of an act: UNDATED without a date, BEFORE for any other period."""
    dated = ((docid.between(*docid_range(name)), name) for name in names)
    return case((docid < handles.DATED[0], UNDATED), *dated, else_=BEFORE)


class Figures:
    """``store.figures``."""

    def __init__(self, engine: Engine, *, redacted: bool = True) -> None:
        self._engine = engine
        self._redacted = redacted
        self.columns: ColumnsKeeper | None = None

    @contextmanager
    def scope(self, query: Query | None = None) -> Iterator[FigureScope]:
        """Open a read transaction for figures of the acts that match a query, or of all acts."""
        with read_transaction(self._engine) as connection:
            columns = self.columns.current(connection) if self.columns is not None else None
            shown = query if self._redacted else match_private_too(query)
            yield FigureScope(connection, shown, redacted=self._redacted, columns=columns)
