"""Counts of bodies in a year by the columns that a process keeps in memory: the same as by SQL."""

from __future__ import annotations

import datetime
from collections import defaultdict
from decimal import Decimal

import numpy as np

from recueil.figures.column_sums import Sums
from recueil.figures.counts import Measured, YearCounts
from recueil.figures.scope import YEARS
from recueil.store.acts import handles
from recueil.store.columns.acts import ActColumns
from recueil.store.columns.column import Mask, Numbers

_QUARTER_BEGINS = (1, 4, 7, 10)
"""Months."""


def latest_year(columns: ActColumns, chosen: Mask, before: int, keys: frozenset[str] | None) -> int | None:
    """Return the latest year before one of which a body of chosen acts, among ``keys``, has acts of each quarter;
    if none has, the latest before it of chosen acts, or the latest.
    """
    is_dated = (columns.bodies >= 0) & ~columns.is_ambiguous & columns.is_of_day
    if keys is not None:
        numbers = columns["commune"].numbers
        is_dated &= np.isin(columns.bodies, [numbers[key] for key in keys if key in numbers])
    first, end = columns.find_range(handles.of_year(YEARS.start)[0], handles.of_year(before)[0] - 1)
    places = first + np.flatnonzero(is_dated[first:end])
    while len(places):  # a year is looked at at a time: as a rule, one of the last two is complete
        year = handles.year_of(int(columns.docids[places[-1]]))
        begins, ends = columns.find_range(*handles.of_year(year))
        compared = set(columns.bodies[begins:ends][chosen[begins:ends]].tolist())
        found = _find_quarters(columns, is_dated, year)
        if any(len(found[code]) == len(_QUARTER_BEGINS) for code in compared & found.keys()):
            return year
        places = places[: np.searchsorted(places, np.searchsorted(columns.docids, handles.of_year(year)[0]))]
    years = [int(year) for year in columns["annee"].values_of(chosen)]
    return max((year for year in years if 1 < year < before), default=None) or max(
        (year for year in years if year > 1), default=None
    )


def count_year(
    columns: ActColumns,
    chosen: Mask,
    year: int,
    measured: Measured,
    chapter: str | None,
    decision: str | None,
) -> YearCounts:
    """Count the chosen acts of each body in a year, and add up what they award or write."""
    year_begins, year_ends = columns.find_range(*handles.of_year(year))
    in_year = np.zeros(len(chosen), np.bool_)
    in_year[year_begins:year_ends] = (chosen & (columns.bodies >= 0))[year_begins:year_ends]
    bodies = columns["commune"].values
    listed = in_year & _names_chapter(columns, chapter) if chapter else in_year
    present, acts, several = (
        np.bincount(columns.bodies[some], minlength=len(bodies))
        for some in (listed, listed & columns.is_act, listed & columns.is_ambiguous)
    )
    partial = np.unique(columns.bodies[in_year & columns.is_partial]) if measured == "attribue" else ()
    quarters = _find_quarters(columns, (columns.bodies >= 0) & columns.is_of_day, year)
    return YearCounts(
        {str(bodies[code]): int(acts[code]) for code in np.flatnonzero(present).tolist()},
        frozenset(str(bodies[code]) for code in np.flatnonzero(several).tolist()),
        _add_up(columns, in_year & ~columns.is_ambiguous, measured, chapter, decision),
        frozenset(str(bodies[code]) for code in partial),
        {str(bodies[code]): frozenset(found) for code, found in quarters.items()},
        columns.known_bodies,
    )


def _names_chapter(columns: ActColumns, chapter: str) -> Mask:
    column = columns["chapitre"]
    names = np.zeros(len(columns.docids), np.bool_)
    names[column.places[column.codes == column.numbers.get(chapter, -1)]] = True
    return names


def _add_up(
    columns: ActColumns, counted: Mask, measured: Measured, chapter: str | None, decision: str | None
) -> dict[str, Decimal]:
    """Return the sum of each body: of awards in euros, neither doubtful nor repeated, or of written lines."""
    if measured == "actes":
        return {}
    table = columns.awards if measured == "attribue" else columns.lines
    is_counted = counted[table.places]
    if chapter:
        is_counted &= table.chapter.codes == table.chapter.numbers.get(chapter, -2)
    if measured == "attribue":
        awards = columns.awards
        is_counted &= awards.is_euro & ~awards.is_doubtful & ~awards.is_repeat
        if decision:
            is_counted &= awards.what.codes == awards.what.numbers.get(decision, -2)
    rows = np.flatnonzero(is_counted)
    codes: Numbers = columns.bodies[table.places[rows]].astype(np.int64)
    present, of_body = np.unique(codes, return_inverse=True)
    sums = Sums(of_body, table.amount[rows], len(present))
    totals = ((str(columns["commune"].values[code]), sums.total(n)) for n, code in enumerate(present.tolist()))
    return {body: total for body, total in totals if total is not None}


def _find_quarters(columns: ActColumns, dated: Mask, year: int) -> dict[int, set[int]]:
    """Return the quarters of a year in which each body has dated acts, by the code of the body."""
    begins = [handles.of_day(datetime.date(year, month, 1))[0] for month in _QUARTER_BEGINS]
    ends = [*begins[1:], handles.of_year(year)[1] + 1]
    found: defaultdict[int, set[int]] = defaultdict(set)
    for quarter, (first, end) in enumerate(zip(begins, ends, strict=True), start=1):
        begin, after = columns.find_range(first, end - 1)
        for code in np.unique(columns.bodies[begin:after][dated[begin:after]]).tolist():
            found[code].add(quarter)
    return found
