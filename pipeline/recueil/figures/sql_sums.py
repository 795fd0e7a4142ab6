"""Sums of amounts by SQL."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    FromClause,
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

from recueil.figures.counts import (
    KEY_COLUMNS,
    MILLION,
    AwardTotals,
    By,
    Counts,
    CountsByKey,
    Key,
    Measure,
    exact_sum,
)
from recueil.figures.scope import FigureScope, is_partial
from recueil.privacy.redaction.private_persons import NO_WORDS
from recueil.store.index.repeats import is_repeat
from recueil.store.index.schema import search_acts, search_amounts, search_awards, search_terms
from recueil.store.index.terms import CHAPTER, MASKED_PREFIX
from recueil.store.search.sizes import amount_size

_YEAR = search_acts.c.year
_EURO = "EUR"
_DOUBTFUL = search_awards.c.doubtful
_REPEAT, _REPEAT_BY_CHAPTER = is_repeat(), is_repeat(with_chapter=True)


def sum_columns(column: ColumnElement[Any], where: ColumnElement[bool]) -> tuple[Label[Any], Label[Any]]:
    """Return the columns for ``exact_sum``: sums of units and of millionths, of rows for which ``where`` holds.

    SQLite adds up only to 64 bits.
    """
    millionths = type_coerce(column, BigInteger)
    units = func.sum(case((where, millionths // MILLION)))
    rest = func.sum(case((where, millionths % MILLION)))
    return units.label("units"), rest.label("rest")


class _Source(NamedTuple):
    """Rows linked to a chapter."""

    rows: FromClause
    chapter: ColumnElement[Any]
    where: ColumnElement[bool]


class SqlSums:
    """See ``AmountSums``. It reads the chapter terms, the awards and the amounts of all acts in scope."""

    def __init__(self, scope: FigureScope) -> None:
        self._scope = scope
        self._connection = scope.connection

    def _select_named(self) -> _Source:
        """Return the acts that name chapters, once for each chapter."""
        terms = search_terms.c
        where = and_(terms.axis == CHAPTER, terms.first, self._scope.is_counted(terms.docid))
        return _Source(search_terms, terms.value, where)

    def _select_awarded(self, what: str | None) -> _Source:
        """Return the awards of chapters."""
        awards = search_awards.c
        decided = true() if what is None else awards.what == what
        in_euros = and_(awards.chapter.is_not(None), awards.currency == _EURO, decided)
        return _Source(search_awards, awards.chapter, and_(in_euros, self._scope.is_counted(awards.docid)))

    def _select_written(self) -> _Source:
        """Return the amounts beside chapters."""
        amounts = search_amounts.c
        beside = and_(amounts.chapter.is_not(None), self._scope.is_counted(amounts.docid))
        return _Source(search_amounts, amounts.chapter, beside)

    def top_keys(self, by: By, limit: int) -> list[Key]:
        names, source, number = KEY_COLUMNS[by], self._select_named(), _count_acts(by)
        order = (number.desc(), *(column.nulls_first() for column in _key_columns(source, names)))
        rank = _select_grouped(source, names, (number,)).order_by(*order)
        found = self._connection.execute(rank.limit(limit)).all()
        return [Key(**dict(zip(names, row, strict=False))) for row in found]

    def counts(self, by: By, keys: list[Key], what: str | None) -> CountsByKey:
        names = KEY_COLUMNS[by]
        counted: CountsByKey = defaultdict(lambda: defaultdict(Counts))
        partial = func.count(case((is_partial("awards", search_acts.c.docid), search_acts.c.docid)).distinct())
        sources = (self._select_named(), self._select_awarded(what), self._select_written())
        written = sum_columns(search_amounts.c.value, true())
        measures = ((_count_acts(by), partial), award_measures(_REPEAT_BY_CHAPTER), (func.count(), *written))
        for at, (source, measured) in enumerate(zip(sources, measures, strict=True)):
            query = _select_grouped(source, names, (_YEAR, *measured)).group_by(_YEAR)
            for row in self._connection.execute(
                query.where(_has_key_in(_key_columns(source, names), names, keys))
            ):
                key = Key(**dict(zip(names, row, strict=False)))
                year, *measured = row[len(names) :]
                counted[key][year].add(_counts_from_row(at, *measured))
        return counted

    def sizes(self, of: Measure) -> dict[int, tuple[int, int]]:
        table, value = (
            (search_awards, search_awards.c.amount)
            if of == "attribue"
            else (search_amounts, search_amounts.c.value)
        )
        size = amount_size(value).label("size")
        counted = and_(_DOUBTFUL.is_(False), ~_REPEAT) if table is search_awards else true()
        query = select(size, func.count(case((counted, 1))), func.count(table.c.docid.distinct()))
        query = query.where(value.is_not(None), self._scope.is_counted(table.c.docid)).group_by(size)
        return {at: (amounts, acts) for at, amounts, acts in self._connection.execute(query)}

    def beneficiaries(self, limit: int, what: str | None, *, masked: bool) -> list[AwardTotals]:
        award = search_awards.c
        mask = f" {MASKED_PREFIX}"
        shown = true() if masked else ~award.words.contains(mask, autoescape=True)
        # Literals: PostgreSQL does not recognise the same parameter in GROUP BY and in ORDER BY.
        words = func.replace(award.words, literal_column(f"'{mask}'"), literal_column("' '"), type_=Text)
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
            .where(and_(award.words != NO_WORDS, shown, decided, self._scope.is_counted(award.docid)))
            .group_by(words, award.what)
            .order_by(
                *(column.desc().nulls_last() for column in exact_order(total["units"], total["rest"])),
                *(words, award.what),
            )
        )
        return [
            AwardTotals(
                *(row.name, row.what, row.acts, row.awards, row.repeated, row.doubtful),
                exact_sum(row.units, row.rest),
                exact_sum(row.doubted_units, row.doubted_rest),
            )
            for row in self._connection.execute(query.limit(limit))
        ]


def _count_acts(by: By) -> ColumnElement[int]:
    """Return the expression that counts acts: with chapters, an act has one row for each."""
    return func.count(search_acts.c.docid.distinct()) if by == "commune" else func.count()


def _key_columns(source: _Source, names: Sequence[str]) -> list[ColumnElement[Any]]:
    return [source.chapter if name == "chapter" else search_acts.c.body for name in names]


def _select_grouped(source: _Source, names: Sequence[str], measures: Sequence[ColumnElement[Any]]) -> Select[Any]:
    columns = _key_columns(source, names)
    joined = source.rows.join(search_acts, search_acts.c.docid == source.rows.c.docid)
    return select(*columns, *measures).select_from(joined).where(source.where).group_by(*columns)


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


def exact_order(units: Any, rest: Any) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """Return the order by ``units`` and ``rest`` together: rests may add up to units, or be negative."""
    millionths = (rest.element % MILLION + MILLION) % MILLION
    return units.element + (rest.element - millionths) // MILLION, millionths


def _counts_from_row(source: int, number: int, *others: Any) -> Counts:
    match source:
        case 0:
            return Counts(acts=number, partial=others[0])
        case 1:
            repeated, doubtful, *sums = others
            awarded, doubted = exact_sum(*sums[:2]), exact_sum(*sums[2:])
            return Counts(awards=number, repeated=repeated, doubtful=doubtful, awarded=awarded, doubted=doubted)
        case _:
            return Counts(lines=number, written=exact_sum(*others))


def _has_key_in(
    columns: list[ColumnElement[Any]], names: Sequence[str], keys: Sequence[Key]
) -> ColumnElement[bool]:
    """Return the condition that a row has one of the keys; a body may be NULL, which IN does not match."""
    tuples = [[getattr(key, name) for name in names] for key in keys]
    same = (
        and_(*(column.is_not_distinct_from(value) for column, value in zip(columns, one, strict=True)))
        for one in tuples
    )
    return or_(false(), *same)
