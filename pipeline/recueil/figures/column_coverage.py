"""Acts of each body and period, counted by the columns that a process keeps in memory: the same as by SQL."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from recueil.figures.scope import BEFORE, UNDATED, docid_range
from recueil.store.acts import handles
from recueil.store.columns.acts import ActColumns
from recueil.store.columns.column import Mask, Numbers, frequent_codes


def count_bodies(
    columns: ActColumns, chosen: Mask, year: int | None, limit: int
) -> list[tuple[str | None, int, int | None, int | None]]:
    """Return the bodies with most of the chosen acts, None for acts without one, each with the number of its acts,
    and its first and its last docid with a date.
    """
    begin, end = (0, len(columns.docids)) if year is None else columns.find_range(*handles.of_year(year))
    places = begin + np.flatnonzero(_select_counted(columns, chosen)[begin:end])
    bodies = columns.bodies[places] + 1
    counts = np.bincount(bodies, minlength=1)
    frequent = frequent_codes(counts, limit)
    ranked = sorted((-int(counts[code]), *_name(columns, code), code) for code in frequent)[:limit]
    dated = places >= np.searchsorted(columns.docids, handles.DATED[0])
    ends = np.full((2, len(counts)), -1)
    ends[0][bodies[dated][::-1]] = places[dated][::-1]  # of several, the last one stays
    ends[1][bodies[dated]] = places[dated]
    found: list[tuple[str | None, int, int | None, int | None]] = []
    for number, is_named, name, code in ranked:
        earliest, latest = (int(columns.docids[at]) if at >= 0 else None for at in ends[:, code])
        found.append((name if is_named else None, -number, earliest, latest))
    return found


def count_periods(
    columns: ActColumns, chosen: Mask, bodies: Sequence[str | None], names: Sequence[str]
) -> dict[str | None, dict[str, int]]:
    """Count the chosen acts of bodies by the years or months of these names, by UNDATED and by BEFORE."""
    numbers = columns["commune"].numbers
    row_of = np.full(len(numbers) + 1, -1)
    for row, body in enumerate(bodies):
        row_of[0 if body is None else numbers[body] + 1] = row
    rows: Numbers = row_of[columns.bodies + 1]
    places = np.flatnonzero((rows >= 0) & _select_counted(columns, chosen))
    periods = [UNDATED, *names, BEFORE]
    period = np.full(len(places), len(periods) - 1)
    for number, name in reversed([*enumerate(names, start=1)]):
        first, end = np.searchsorted(places, columns.find_range(*docid_range(name)))
        period[first:end] = number
    period[: np.searchsorted(places, np.searchsorted(columns.docids, handles.DATED[0]))] = 0
    counts = np.bincount(rows[places] * len(periods) + period, minlength=len(bodies) * len(periods))
    table = counts.reshape(len(bodies), len(periods)).tolist()
    return {
        body: {name: number for name, number in zip(periods, of_body, strict=True) if number}
        for body, of_body in zip(bodies, table, strict=True)
    }


def _select_counted(columns: ActColumns, chosen: Mask) -> Mask:
    counted: Mask = chosen & columns.is_act & ~columns.is_ambiguous
    return counted


def _name(columns: ActColumns, code: int) -> tuple[bool, str]:
    """Return the key of a body so that none is before all others."""
    return (True, str(columns["commune"].values[code - 1])) if code else (False, "")
