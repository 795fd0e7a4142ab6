"""Sums of amounts by the columns that a process keeps in memory: the same as by SQL, in a fraction of its time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from heapq import nsmallest
from typing import Any

import numpy as np
import numpy.typing as npt

from recueil.figures.counts import MILLION, AwardTotals, By, Counts, CountsByKey, Key, Measure, exact_sum
from recueil.store.columns.acts import SIZE_STEP, SIZES, ActColumns
from recueil.store.columns.column import Mask, Numbers, Places
from recueil.store.columns.rows import NO_AMOUNT
from recueil.store.engine.column_types import millionths
from recueil.store.search.sizes import SIZE_LIMITS

_MOST_COUNTERS = 1 << 20
"""Numbers up to this are counted at their index in an array; larger ones are sorted."""


class ColumnSums:
    """See ``AmountSums``."""

    def __init__(self, columns: ActColumns, in_scope: Mask) -> None:
        self._columns = columns
        self._chosen: Mask = in_scope & ~columns.is_ambiguous
        self._bodies = columns["commune"]
        self._chapters = columns["chapitre"]
        self._years = columns["annee"]

    def top_keys(self, by: By, limit: int) -> list[Key]:
        keys, counts = _count_each(self._group(by, *self._select_named(by)))
        if len(counts) > limit:
            is_frequent = counts >= np.partition(counts, -limit)[-limit]
            keys, counts = keys[is_frequent], counts[is_frequent]
        found = zip(counts.tolist(), (self._key(by, number) for number in keys.tolist()), strict=True)
        return [key for _, key in nsmallest(limit, found, key=lambda one: (-one[0], *map(_nulls_first, one[1])))]

    def counts(self, by: By, keys: list[Key], what: str | None) -> CountsByKey:
        counted: CountsByKey = defaultdict(lambda: defaultdict(Counts))
        cells = _Cells(by, keys, self._columns)
        places, chapters = self._select_named(by)
        cell, of_cell = cells.find(places, self._chapters.numbers, chapters)
        named, partial = cells.count(cell), cells.count(cell[self._columns.is_partial[places[of_cell]]])

        awards = self._columns.awards
        chosen = self._chosen[awards.places] & awards.is_euro & (awards.chapter.codes >= 0)
        if what is not None:
            chosen &= awards.what.codes == awards.what.numbers.get(what, -2)
        rows = np.flatnonzero(chosen)
        cell, of_cell = cells.find(awards.places[rows], awards.chapter.numbers, awards.chapter.codes[rows])
        rows = rows[of_cell]
        amount, is_doubtful = awards.amount[rows], awards.is_doubtful[rows]
        is_repeat = ~is_doubtful & awards.is_repeat_by_chapter[rows]
        is_counted = ~is_doubtful & ~is_repeat
        awarded, doubted = (Sums(cell[some], amount[some], cells.number) for some in (is_counted, is_doubtful))
        numbers = [cells.count(cell[some]) for some in (is_counted, is_repeat, is_doubtful)]

        lines = self._columns.lines
        rows = np.flatnonzero(self._chosen[lines.places])
        cell, of_cell = cells.find(lines.places[rows], lines.chapter.numbers, lines.chapter.codes[rows])
        number, written = cells.count(cell), Sums(cell, lines.amount[rows[of_cell]], cells.number)

        for at in np.flatnonzero(named + sum(numbers) + number).tolist():
            key, year = cells.name(at)
            counted[key][year] = Counts(
                acts=int(named[at]),
                partial=int(partial[at]),
                awards=int(numbers[0][at]),
                repeated=int(numbers[1][at]),
                doubtful=int(numbers[2][at]),
                awarded=awarded.total(at),
                doubted=doubted.total(at),
                lines=int(number[at]),
                written=written.total(at),
            )
        return counted

    def sizes(self, of: Measure) -> dict[int, tuple[int, int]]:
        amounts, acts = np.zeros((2, len(SIZE_LIMITS) + 1), np.int64)
        if of == "montant":
            column = self._columns[SIZES]
            counts = np.bincount(column.codes[self._chosen[column.places]], minlength=len(column.values))
            number, size = np.divmod(np.array(column.values, np.int64), SIZE_STEP)
            np.add.at(amounts, size, number * counts)
            np.add.at(acts, size, counts)
        else:
            awards = self._columns.awards
            rows = np.flatnonzero(self._chosen[awards.places] & (awards.amount != NO_AMOUNT))
            limits = [millionths(limit) for limit in SIZE_LIMITS]
            size = np.searchsorted(limits, awards.amount[rows], side="right")
            is_counted = ~awards.is_doubtful[rows] & ~awards.is_repeat[rows]
            np.add.at(amounts, size[is_counted], 1)
            for each in range(len(acts)):
                has_it = np.zeros(len(self._chosen), np.bool_)
                has_it[awards.places[rows[size == each]]] = True
                acts[each] = has_it.sum()
        return {at: (int(amounts[at]), int(acts[at])) for at in np.flatnonzero(acts).tolist()}

    def beneficiaries(self, limit: int, what: str | None, *, masked: bool) -> list[AwardTotals]:
        awards = self._columns.awards
        chosen = self._chosen[awards.places] & (awards.award.codes >= 0)
        if not masked:
            chosen &= ~awards.is_masked
        if what is not None:
            chosen &= awards.what.codes == awards.what.numbers.get(what, -2)
        rows = np.flatnonzero(chosen)
        award, number = awards.award.codes[rows], len(awards.award.values)
        is_doubtful, is_repeat = awards.is_doubtful[rows], awards.is_repeat[rows]
        is_counted = ~is_doubtful & ~is_repeat & awards.is_euro[rows]
        totals = Sums(award[is_counted], awards.amount[rows[is_counted]], number)
        largest = self._largest(totals, np.bincount(award, minlength=number) > 0, limit)
        is_largest = np.zeros(number, np.bool_)
        is_largest[largest] = True
        among = np.flatnonzero(is_largest[award])
        found: list[AwardTotals] = []
        for code in largest:
            of_it = among[award[among] == code]
            mine, doubtful, repeat = rows[of_it], is_doubtful[of_it], is_repeat[of_it]
            in_doubt = mine[doubtful & awards.is_euro[mine]]
            doubted = Sums(np.zeros(len(in_doubt), np.int64), awards.amount[in_doubt], 1)
            names = np.unique(awards.beneficiary.codes[mine]).tolist()
            found.append(
                AwardTotals(
                    name=min(awards.beneficiary.values[name] for name in names),
                    what=awards.award.values[code][1],
                    acts=len(np.unique(awards.places[mine])),
                    awards=int((~doubtful & ~repeat).sum()),
                    repeated=int((~doubtful & repeat).sum()),
                    doubtful=int(doubtful.sum()),
                    total=totals.total(code),
                    doubted=doubted.total(0),
                )
            )
        return found

    def _largest(self, totals: Sums, is_present: Mask, limit: int) -> list[int]:
        """Return the awards of beneficiaries with the largest totals, then those without one."""
        has_total = is_present & (totals.numbers > 0)
        units = totals.floor_units()
        if has_total.sum() > limit:
            candidates = has_total & (units >= np.partition(units[has_total], -limit)[-limit])
        else:
            candidates = is_present
        values = self._columns.awards.award.values

        def order(code: int) -> tuple[bool, Decimal, object]:
            total = totals.total(code)
            return total is None, -(total or Decimal()), values[code]

        return nsmallest(limit, np.flatnonzero(candidates).tolist(), key=order)

    def _select_named(self, by: By) -> tuple[Places, Places]:
        """Return the place and the chapter of each act and chapter; of bodies each act that has one, once."""
        chosen = self._chosen[self._chapters.places]
        places = self._chapters.places[chosen]
        if by == "commune":
            has_chapter = np.zeros(len(self._chosen), np.bool_)
            has_chapter[places] = True
            places = np.flatnonzero(has_chapter).astype(np.int32)
            return places, np.zeros(len(places), np.int32)
        return places, self._chapters.codes[chosen]

    def _group(self, by: By, places: Places, chapters: Places) -> Numbers:
        """Return a number for each key of a table."""
        bodies = np.int64(0) if by == "chapitre" else self._columns.bodies[places] + np.int64(1)
        return chapters * np.int64(len(self._bodies.values) + 1) + bodies

    def _key(self, by: By, number: int) -> Key:
        chapter, body = divmod(number, len(self._bodies.values) + 1)
        return Key(
            None if by == "commune" else str(self._chapters.values[chapter]),
            str(self._bodies.values[body - 1]) if body else None,
        )


class _Cells:
    """The cells of a table: some keys, each by the years of all acts."""

    def __init__(self, by: By, keys: list[Key], columns: ActColumns) -> None:
        self._by, self._keys, self._columns = by, keys, columns
        self._years = len(columns["annee"].values) + 1
        self.number = len(keys) * self._years
        self._chapters = list({key.chapter for key in keys})
        self._bodies = list({key.body for key in keys})
        # The row of each chapter and body, -1 of those that are no key, as are the last ones.
        self._row_of = np.full((len(self._chapters) + 1, len(self._bodies) + 1), -1)
        for row, key in enumerate(keys):
            self._row_of[self._chapters.index(key.chapter), self._bodies.index(key.body)] = row

    def find(
        self, places: Places, numbers: Mapping[Any, int], chapters: Places
    ) -> tuple[Numbers, npt.NDArray[np.intp]]:
        """Return the cells of rows of acts, and the rows, without those of no key.

        ``numbers`` are the codes of the ``chapters`` of the rows.
        """
        index = np.zeros((2, len(places)), np.int64)
        if self._by != "commune":
            index[0] = _find_codes(self._chapters, numbers, chapters)
        if self._by != "chapitre":
            index[1] = _find_codes(self._bodies, self._columns["commune"].numbers, self._columns.bodies[places])
        found = self._row_of[index[0], index[1]]
        rows = np.flatnonzero(found >= 0)
        return found[rows] * self._years + self._columns.years[places[rows]] + 1, rows

    def count(self, cells: Numbers) -> Numbers:
        return np.bincount(cells, minlength=self.number)

    def name(self, cell: int) -> tuple[Key, int | None]:
        """Return the key and the year of a cell."""
        row, year = divmod(cell, self._years)
        return self._keys[row], int(self._columns["annee"].values[year - 1]) if year else None


def _find_codes(wanted: list[str | None], numbers: Mapping[Any, int], codes: Places) -> Numbers:
    """Return the index of each code's value among those wanted, or one beyond; None has the code -1."""
    indices = np.full(len(numbers) + 1, len(wanted))
    for index, value in enumerate(wanted):
        if value is None or value in numbers:
            indices[-1 if value is None else numbers[value]] = index
    found: Numbers = indices[codes]
    return found


class Sums:
    """Exact sums of millionths by cell. Two numbers each, since their sum may exceed 64 bits."""

    def __init__(self, cells: Places | Numbers, amounts: Numbers, number: int) -> None:
        present = amounts != NO_AMOUNT
        cells, amounts = cells[present], amounts[present]
        self.numbers = np.bincount(cells, minlength=number)
        self._units, self._rest = np.zeros((2, number), np.int64)
        units = amounts // MILLION
        np.add.at(self._units, cells, units)
        np.add.at(self._rest, cells, amounts - units * MILLION)  # in half the time of divmod

    def total(self, cell: int) -> Decimal | None:
        """Return the sum of a cell; None if there is nothing to add up."""
        return exact_sum(int(self._units[cell]), int(self._rest[cell])) if self.numbers[cell] else None

    def floor_units(self) -> Numbers:
        """Return the whole units of each sum."""
        units: Numbers = self._units + self._rest // MILLION
        return units


def _count_each(numbers: Numbers) -> tuple[Numbers, Numbers]:
    """Return the distinct numbers, and how many there are of each."""
    if len(numbers) and numbers.max() < _MOST_COUNTERS:
        counts = np.bincount(numbers)
        present = np.flatnonzero(counts)
        return present, counts[present]
    return np.unique(numbers, return_counts=True)


def _nulls_first(value: str | None) -> tuple[bool, str]:
    return value is not None, value or ""
