"""Sum amounts by chapter, year and body; count them by size; rank beneficiaries.

A cell counts the acts of the body and the year that name the chapter, which its query lists. Its sums
are of money in euros that those acts link to that chapter, as ``index.build`` decides: what they award,
and amounts that stand alone on the chapter's line. An act that links none adds to neither sum. Sums are
exact in every database.

A sum leaves out doubtful awards and those that another act made already (``store.index.repeats``), and beside it
stands how many they are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any, Literal, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    FromClause,
    Row,
    Select,
    Text,
    and_,
    case,
    false,
    func,
    literal_column,
    or_,
    select,
    true,
    type_coerce,
)
from sqlalchemy.sql.elements import Label

from recueil.figures.scope import (
    FigureScope,
    Period,
    chapter_term,
    column_name,
    exact_term,
    is_partial,
    partial_term,
    year_columns,
)
from recueil.privacy.redaction.private_persons import NO_WORDS
from recueil.store.index.repeats import is_repeat
from recueil.store.index.schema import search_acts, search_amounts, search_awards, search_terms
from recueil.store.index.terms import CHAPTER, MASKED_PREFIX
from recueil.store.search.facets import body_labels

_MILLION = 1_000_000


def sum_columns(column: ColumnElement[Any], where: ColumnElement[bool]) -> tuple[Label[Any], Label[Any]]:
    """Return the columns for ``total``: sums of units and of millionths, of rows for which ``where`` holds.

    SQLite adds up only to 64 bits.
    """
    millionths = type_coerce(column, BigInteger)
    units = func.sum(case((where, millionths // _MILLION)))
    rest = func.sum(case((where, millionths % _MILLION)))
    return units.label("units"), rest.label("rest")


def exact_sum(units: int | Decimal | None, rest: int | Decimal | None) -> Decimal | None:
    """Return the exact sum; None if there are no rows."""
    if units is None or rest is None:
        return None
    return Decimal(int(units) * _MILLION + int(rest)).scaleb(-6)


By = Literal["chapitre", "commune", "chapitre-commune"]
_COLUMNS: dict[By, tuple[str, ...]] = {
    "chapitre": ("chapter",),
    "commune": ("body",),
    "chapitre-commune": ("chapter", "body"),
}
_YEAR = search_acts.c.year
_EURO = "EUR"
_DOUBTFUL = search_awards.c.doubtful
_REPEAT, _REPEAT_BY_CHAPTER = is_repeat(), is_repeat(with_chapter=True)


@dataclass(frozen=True, slots=True)
class PivotCell:
    """The acts that ``query`` lists; ``awarded`` is the sum of the ``awards``, ``written`` that of the ``lines``.

    A sum is None if there is nothing to add up. ``awards`` are without the ``repeated`` and the ``doubtful`` ones,
    whose amounts make ``doubted``. ``partial_query`` lists the ``partial`` acts, of which fewer awards were read
    than they print.
    """

    query: str
    acts: int
    awards: int
    awarded: Decimal | None
    lines: int
    written: Decimal | None
    repeated: int = 0
    doubtful: int = 0
    doubted: Decimal | None = None
    partial: int = 0
    partial_query: str = ""


@dataclass(frozen=True, slots=True)
class PivotRow:
    """A chapter, a body, or a chapter of a body; ``cells`` follow the columns, None where there are no acts."""

    chapter: str | None
    body: str | None
    whole: PivotCell
    cells: tuple[PivotCell | None, ...]


@dataclass(frozen=True, slots=True)
class Pivot:
    """The rows with most acts first; ``more`` if there are others."""

    columns: tuple[Period, ...]
    rows: tuple[PivotRow, ...]
    more: bool


class _Key(NamedTuple):
    chapter: str | None = None
    body: str | None = None


@dataclass(slots=True)
class _Counts:
    acts: int = 0
    awards: int = 0
    awarded: Decimal | None = None
    lines: int = 0
    written: Decimal | None = None
    repeated: int = 0
    doubtful: int = 0
    doubted: Decimal | None = None
    partial: int = 0

    def add(self, other: _Counts) -> None:
        self.acts += other.acts
        self.awards += other.awards
        self.lines += other.lines
        self.repeated += other.repeated
        self.doubtful += other.doubtful
        self.partial += other.partial
        self.awarded = _add(self.awarded, other.awarded)
        self.written = _add(self.written, other.written)
        self.doubted = _add(self.doubted, other.doubted)


def pivot(
    scope: FigureScope, by: By = "chapitre", *, limit: int = 20, last: int = 10, what: str | None = None
) -> Pivot:
    """Return the chapters and bodies that most acts name, by the last years.

    ``what`` selects awards of one decision. It reads the chapter terms of all acts in scope, and the awards
    and amounts that have a chapter. Acts of an ambiguous body are left out.
    """
    sources = _sources(scope, what)
    connection = scope.connection
    names = _COLUMNS[by]
    number = _count_acts(names)
    order = (number.desc(), *(column.nulls_first() for column in _key_columns(sources[0], names)))
    rank = _select_grouped(sources[0], names, (number,)).order_by(*order)
    found = connection.execute(rank.limit(limit + 1)).all()
    keys = [_Key(**dict(zip(names, row, strict=False))) for row in found[:limit]]
    counts = _read_counts(connection, sources, names, keys)
    columns = year_columns({year for of_key in counts.values() for year in of_key}, last)
    bodies = body_labels(connection, [key.body for key in keys if key.body])
    rows = tuple(
        _pivot_row(scope, key, _row_terms(key, names, bodies), bodies, columns, counts[key]) for key in keys
    )
    return Pivot(columns, rows, len(found) > limit)


class _Source(NamedTuple):
    """Rows linked to a chapter."""

    rows: FromClause
    chapter: ColumnElement[Any]
    where: ColumnElement[bool]


def _sources(scope: FigureScope, what: str | None) -> tuple[_Source, _Source, _Source]:
    """Return the three sources: acts that name chapters, their awards, and amounts beside chapters."""
    terms, awards, amounts = search_terms.c, search_awards.c, search_amounts.c
    named_so = and_(terms.axis == CHAPTER, terms.first, scope.counted(terms.docid))
    decided = true() if what is None else awards.what == what
    in_euros = and_(awards.chapter.is_not(None), awards.currency == _EURO, decided, scope.counted(awards.docid))
    beside = and_(amounts.chapter.is_not(None), scope.counted(amounts.docid))
    return (
        _Source(search_terms, terms.value, named_so),
        _Source(search_awards, awards.chapter, in_euros),
        _Source(search_amounts, amounts.chapter, beside),
    )


def _count_acts(names: Sequence[str]) -> ColumnElement[int]:
    """Return the expression that counts acts: with chapters, an act has one row for each."""
    return func.count() if "chapter" in names else func.count(search_acts.c.docid.distinct())


def _key_columns(source: _Source, names: Sequence[str]) -> list[ColumnElement[Any]]:
    return [source.chapter if name == "chapter" else search_acts.c.body for name in names]


def _select_grouped(source: _Source, names: Sequence[str], measures: Sequence[ColumnElement[Any]]) -> Select[Any]:
    columns = _key_columns(source, names)
    joined = source.rows.join(search_acts, search_acts.c.docid == source.rows.c.docid)
    return select(*columns, *measures).select_from(joined).where(source.where).group_by(*columns)


_CountsByKey = dict[_Key, dict[int | None, _Counts]]


def _read_counts(
    connection: Connection, sources: Sequence[_Source], names: Sequence[str], keys: list[_Key]
) -> _CountsByKey:
    """Return the counts of the three sources by key and year."""
    counted: _CountsByKey = defaultdict(lambda: defaultdict(_Counts))
    partial = func.count(case((is_partial("awards", search_acts.c.docid), search_acts.c.docid)).distinct())
    written = sum_columns(search_amounts.c.value, true())
    measures = ((_count_acts(names), partial), award_measures(_REPEAT_BY_CHAPTER), (func.count(), *written))
    for at, (source, measured) in enumerate(zip(sources, measures, strict=True)):
        query = _select_grouped(source, names, (_YEAR, *measured)).group_by(_YEAR)
        for row in connection.execute(query.where(_has_key_in(_key_columns(source, names), names, keys))):
            key = _Key(**dict(zip(names, row, strict=False)))
            year, *measured = row[len(names) :]
            counted[key][year].add(_counts_from_row(at, *measured))
    return counted


def award_measures(repeat: ColumnElement[bool], where: ColumnElement[bool] | None = None) -> list[Label[Any]]:
    """Return the columns for ``_counts_from_row``; the sums are of awards for which ``where`` holds."""
    where = true() if where is None else where
    repeated, counted = and_(_DOUBTFUL.is_(False), repeat), and_(_DOUBTFUL.is_(False), ~repeat)
    numbers = {"awards": counted, "repeated": repeated, "doubtful": _DOUBTFUL.is_(True)}
    amount = search_awards.c.amount
    doubted = sum_columns(amount, and_(where, _DOUBTFUL.is_(True)))
    return [
        *(func.count(case((condition, 1))).label(name) for name, condition in numbers.items()),
        *sum_columns(amount, and_(where, counted)),
        *(column.label(f"doubted_{column.name}") for column in doubted),
    ]


def _counts_from_row(source: int, number: int, *others: Any) -> _Counts:
    match source:
        case 0:
            return _Counts(acts=number, partial=others[0])
        case 1:
            repeated, doubtful, *sums = others
            awarded, doubted = exact_sum(*sums[:2]), exact_sum(*sums[2:])
            return _Counts(awards=number, repeated=repeated, doubtful=doubtful, awarded=awarded, doubted=doubted)
        case _:
            return _Counts(lines=number, written=exact_sum(*others))


def _has_key_in(
    columns: list[ColumnElement[Any]], names: Sequence[str], keys: Sequence[_Key]
) -> ColumnElement[bool]:
    """Return the condition that a row has one of the keys; a body may be NULL, which IN does not match."""
    tuples = [[getattr(key, name) for name in names] for key in keys]
    same = (
        and_(*(column.is_not_distinct_from(value) for column, value in zip(columns, one, strict=True)))
        for one in tuples
    )
    return or_(false(), *same)


def _pivot_row(
    scope: FigureScope,
    key: _Key,
    terms: Sequence[str],
    bodies: dict[str, str],
    columns: Sequence[Period],
    counts: dict[int | None, _Counts],
) -> PivotRow:
    whole = _Counts()
    by_column: dict[str, _Counts] = defaultdict(_Counts)
    for year, one in counts.items():
        whole.add(one)
        by_column[column_name(year, columns)].add(one)
    cells = [
        _pivot_cell(scope, [*terms, column.term], by_column[column.name]) if by_column[column.name].acts else None
        for column in columns
    ]
    chapter = key.chapter and key.chapter.replace("_", ".")
    return PivotRow(chapter, bodies.get(key.body or ""), _pivot_cell(scope, terms, whole), tuple(cells))


def _row_terms(key: _Key, names: Sequence[str], bodies: dict[str, str]) -> tuple[str, ...]:
    """Return the query terms that find the acts of a row."""
    chapter = chapter_term(key.chapter) if key.chapter else "chapitre:*"
    return (chapter, exact_term("commune", bodies.get(key.body or ""))) if "body" in names else (chapter,)


def _pivot_cell(scope: FigureScope, terms: Sequence[str], counts: _Counts) -> PivotCell:
    return PivotCell(
        query=scope.query(*terms),
        acts=counts.acts,
        awards=counts.awards,
        awarded=counts.awarded,
        lines=counts.lines,
        written=counts.written,
        repeated=counts.repeated,
        doubtful=counts.doubtful,
        doubted=counts.doubted,
        partial=counts.partial,
        partial_query=scope.query(*terms, partial_term("awards")) if counts.partial else "",
    )


def _add(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return other if one is None else one if other is None else one + other


Measure = Literal["montant", "attribue"]
"""All amounts of the acts, or those awarded: the field of the query language of that name."""

_LIMITS = tuple(Decimal(10) ** power for power in range(2, 9))
_FINEST = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Bucket:
    """Amounts from ``low`` to below ``high``, None for no limit; ``query`` lists the ``acts``.

    Of awards, ``amounts`` are those that sums count.
    """

    low: Decimal | None
    high: Decimal | None
    query: str
    amounts: int
    acts: int


def distribution(scope: FigureScope, of: Measure = "montant") -> tuple[Bucket, ...]:
    """Return buckets of powers of ten, smallest first, empty ones too.

    Currencies are mixed, as in the query field. It reads every amount of the acts in scope. Those of acts of an
    ambiguous body are left out.
    """
    table, value = (
        (search_awards, search_awards.c.amount) if of == "attribue" else (search_amounts, search_amounts.c.value)
    )
    ends = (None, Decimal(0), *_LIMITS, None)
    steps = [(value < high, at) for at, high in enumerate(ends[1:-1])]
    size = case(*steps, else_=len(steps)).label("size")
    counted = and_(_DOUBTFUL.is_(False), ~_REPEAT) if table is search_awards else true()
    query = select(size, func.count(case((counted, 1))), func.count(table.c.docid.distinct()))
    query = query.where(value.is_not(None), scope.counted(table.c.docid)).group_by(size)
    counts = {at: (amounts, acts) for at, amounts, acts in scope.connection.execute(query)}
    return tuple(
        Bucket(low, high, scope.query(_bucket_term(of, low, high)), *counts.get(at, (0, 0)))
        for at, (low, high) in enumerate(pairwise(ends))
    )


def _bucket_term(of: Measure, low: Decimal | None, high: Decimal | None) -> str:
    """Return the query term of a bucket; the store keeps six decimals, so no amount is left out."""
    if low is None:
        return f"{of}:<0"
    last = "" if high is None else f"{high - _FINEST:f}".replace(".", ",")
    return f"{of}:{low:f}..{last}"


@dataclass(frozen=True, slots=True)
class Beneficiary:
    """One name, however it is written, and one decision: ``subvention``, ``marche``…

    ``query`` lists the ``acts``; their ``awards`` sum up to ``total`` in euros, without the ``repeated`` and the
    ``doubtful`` ones, whose amounts make ``doubted``.
    """

    name: str
    what: str
    query: str
    acts: int
    awards: int
    total: Decimal | None
    repeated: int = 0
    doubtful: int = 0
    doubted: Decimal | None = None


def beneficiaries(scope: FigureScope, *, limit: int = 20, what: str | None = None) -> tuple[Beneficiary, ...]:
    """Return the beneficiaries with the largest totals, by decision: loans, guarantees or sales are not subsidies.

    Names are compared by their words: two spellings of one firm are two. If the scope is redacted, names with a
    masked word are left out, and so are acts of an ambiguous body. It reads all awards of the acts in scope.
    """
    award = search_awards.c
    masked = f" {MASKED_PREFIX}"
    shown = ~award.words.contains(masked, autoescape=True) if scope.redacted else true()
    # Literals: PostgreSQL does not recognise the same parameter in GROUP BY and in ORDER BY.
    words = func.replace(award.words, literal_column(f"'{masked}'"), literal_column("' '"), type_=Text)
    measures = award_measures(_REPEAT, award.currency == _EURO)
    total = {measure.name: measure for measure in measures}
    decided = true() if what is None else award.what == what
    query = (
        select(
            func.min(award.beneficiary).label("name"),
            award.what,
            func.count(award.docid.distinct()).label("acts"),
            *measures,
        )
        .where(and_(award.words != NO_WORDS, shown, decided, scope.counted(award.docid)))
        .group_by(words, award.what)
        .order_by(total["units"].desc().nulls_last(), total["rest"].desc(), words, award.what)
    )
    return tuple(_beneficiary(scope, row) for row in scope.connection.execute(query.limit(limit)))


def _beneficiary(scope: FigureScope, row: Row[Any]) -> Beneficiary:
    term = f"{exact_term('beneficiaire', row.name)}@{row.what.replace(' ', '-')}"
    return Beneficiary(
        name=row.name,
        what=row.what,
        query=scope.query(term),
        acts=row.acts,
        awards=row.awards,
        total=exact_sum(row.units, row.rest),
        repeated=row.repeated,
        doubtful=row.doubtful,
        doubted=exact_sum(row.doubted_units, row.doubted_rest),
    )
