"""Sum amounts by chapter, year and body; count them by size; rank beneficiaries.

A cell counts the acts of the body and the year that name the chapter, which its query lists. Its sums
are of money in euros that those acts link to that chapter, as ``index.build`` decides: what they award,
and amounts that stand alone on the chapter's line. An act that links none adds to neither sum. Sums are
exact in every database.

A sum leaves out doubtful awards and those that another act made already (``store.index.repeats``), and beside it
stands how many they are.

``sql_sums`` adds up, and ``column_sums`` in a process that keeps columns of numbers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from recueil.figures.counts import KEY_COLUMNS, AmountSums, AwardTotals, By, Counts, Key, Measure
from recueil.figures.scope import (
    FigureScope,
    Period,
    chapter_term,
    column_name,
    exact_term,
    partial_term,
    year_columns,
)
from recueil.figures.sql_sums import SqlSums
from recueil.store.search.facets import body_labels
from recueil.store.search.sizes import SIZE_LIMITS
from recueil.values.award import normalize_decision


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


def _sums(scope: FigureScope) -> AmountSums:
    """Return what adds up: the columns of the process, if they hold the acts in scope."""
    if scope.in_columns is None:
        return SqlSums(scope)
    from recueil.figures.column_sums import ColumnSums  # NumPy, for which short commands would wait

    return ColumnSums(*scope.in_columns)


def pivot(
    scope: FigureScope, by: By = "chapitre", *, limit: int = 20, last: int = 10, what: str | None = None
) -> Pivot:
    """Return the chapters and bodies that most acts name, by the last years.

    ``what`` selects awards of one decision. Acts of an ambiguous body are left out.
    """
    return scope.once(limit, _pivot, by, limit, last, what and normalize_decision(what))


def _pivot(scope: FigureScope, by: By, limit: int, last: int, what: str | None) -> Pivot:
    sums, names = _sums(scope), KEY_COLUMNS[by]
    found = sums.top_keys(by, limit + 1)
    keys = found[:limit]
    counts = sums.counts(by, keys, what)
    columns = year_columns({year for of_key in counts.values() for year in of_key}, last)
    bodies = body_labels(scope.connection, [key.body for key in keys if key.body])
    rows = tuple(
        _pivot_row(scope, key, _row_terms(key, names, bodies), bodies, columns, counts[key]) for key in keys
    )
    return Pivot(columns, rows, len(found) > limit)


def _pivot_row(
    scope: FigureScope,
    key: Key,
    terms: Sequence[str],
    bodies: dict[str, str],
    columns: Sequence[Period],
    counts: dict[int | None, Counts],
) -> PivotRow:
    whole = Counts()
    by_column: dict[str, Counts] = defaultdict(Counts)
    for year, one in counts.items():
        whole.add(one)
        by_column[column_name(year, columns)].add(one)
    cells = [
        _pivot_cell(scope, [*terms, column.term], by_column[column.name]) if by_column[column.name].acts else None
        for column in columns
    ]
    chapter = key.chapter and key.chapter.replace("_", ".")
    return PivotRow(chapter, bodies.get(key.body or ""), _pivot_cell(scope, terms, whole), tuple(cells))


def _row_terms(key: Key, names: Sequence[str], bodies: dict[str, str]) -> tuple[str, ...]:
    """Return the query terms that find the acts of a row."""
    chapter = chapter_term(key.chapter) if key.chapter else "chapitre:*"
    return (chapter, exact_term("commune", bodies.get(key.body or ""))) if "body" in names else (chapter,)


def _pivot_cell(scope: FigureScope, terms: Sequence[str], counts: Counts) -> PivotCell:
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

    Currencies are mixed, as in the query field. Those of acts of an ambiguous body are left out.
    """
    counts = scope.once(len(SIZE_LIMITS), _count_sizes, of)
    return tuple(
        Bucket(low, high, scope.query(_bucket_term(of, low, high)), *counts.get(size, (0, 0)))
        for size, (low, high) in enumerate(pairwise((None, *SIZE_LIMITS, None)))
    )


def _count_sizes(scope: FigureScope, of: Measure) -> dict[int, tuple[int, int]]:
    return _sums(scope).sizes(of)


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
    masked word are left out, and so are acts of an ambiguous body.
    """
    found = scope.once(limit, _sum_awards, limit, what and normalize_decision(what))
    return tuple(_beneficiary(scope, totals) for totals in found)


def _sum_awards(scope: FigureScope, limit: int, what: str | None) -> Sequence[AwardTotals]:
    return _sums(scope).beneficiaries(limit, what, masked=not scope.redacted)


def _beneficiary(scope: FigureScope, totals: AwardTotals) -> Beneficiary:
    term = f"{exact_term('beneficiaire', totals.name)}@{totals.what.replace(' ', '-')}"
    return Beneficiary(
        name=totals.name,
        what=totals.what,
        query=scope.query(term),
        acts=totals.acts,
        awards=totals.awards,
        total=totals.total,
        repeated=totals.repeated,
        doubtful=totals.doubtful,
        doubted=totals.doubted,
    )
