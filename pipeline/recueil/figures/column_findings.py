"""Findings counted by rule and body by the columns that a process keeps in memory: the same as by SQL."""

from __future__ import annotations

import numpy as np

from recueil.figures.counts import FindingCounts
from recueil.store.columns.acts import FINDINGS, ActColumns
from recueil.store.columns.column import Mask, Numbers, frequent_codes


def count_findings(columns: ActColumns, chosen: Mask, limit: int) -> FindingCounts:
    """Count the findings of the chosen acts, and the acts that have some."""
    made, column = columns[FINDINGS], columns["commune"]
    rows = np.flatnonzero((chosen & ~columns.is_ambiguous)[made.places])
    places, codes = made.places[rows], made.codes[rows]
    numbers, names = (
        zip(*(str(value).split(" ", 1) for value in made.values), strict=True) if made.values else ((), ())
    )
    rules = sorted(set(names))
    rule_of, times_of = np.array([rules.index(name) for name in names], np.int64), np.array(numbers, np.int64)
    rule, times = rule_of[codes], times_of[codes]

    bodies = columns.bodies[places] + 1
    each_act = columns.bodies[np.unique(places)] + 1
    counts = np.bincount(each_act, minlength=len(column.values) + 1)
    keys = [None, *map(str, column.values)]
    frequent = frequent_codes(counts, limit + 1)
    frequent.sort(key=lambda code: (-int(counts[code]), keys[code] is not None, keys[code] or ""))

    width = len(keys)
    cell, of_cell = np.unique(rule * width + bodies, return_inverse=True)
    acts, found = np.bincount(of_cell, minlength=len(cell)), _add(of_cell, times, len(cell))
    cells: dict[str, dict[str | None, tuple[int, int]]] = {name: {} for name in rules}
    for at, number, findings in zip(cell.tolist(), acts.tolist(), found.tolist(), strict=True):
        cells[rules[at // width]][keys[at % width]] = number, findings
    of_rule, findings_of = np.bincount(rule, minlength=len(rules)), _add(rule, times, len(rules))
    counted = [(name, int(of_rule[n]), int(findings_of[n])) for n, name in enumerate(rules) if of_rule[n]]
    counted.sort(key=lambda one: (-one[1], one[0]))
    return FindingCounts([keys[code] for code in frequent[: limit + 1]], counted, cells)


def _add(cells: Numbers, numbers: Numbers, width: int) -> Numbers:
    """Add up numbers by cell."""
    sums = np.zeros(width, np.int64)
    np.add.at(sums, cells, numbers)
    return sums
