"""Rank beneficiaries by the columns that a process keeps in memory, in the same order as by SQL."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from heapq import nsmallest
from typing import Literal

import numpy as np

from recueil.figures.column_sums import Sums
from recueil.store.columns.acts import ActColumns
from recueil.store.columns.column import Mask, Numbers, Places
from recueil.store.columns.rows import Awards


def rank(
    columns: ActColumns,
    in_scope: Mask,
    merged: Mapping[str, str],
    named: Sequence[str] | None,
    what: str | None,
    order: Literal["total", "awards", "acts"],
    *,
    descending: bool,
    limit: int,
) -> list[tuple[str, str]]:
    """Return the first beneficiaries in an order, each with a decision.

    ``merged`` are the heads of beneficiaries that are merged into another. ``named``: only those are ranked of
    whom an award, in scope or not, has words with all of these strings.
    """
    awards, names = columns.awards, _Heads(columns, merged)
    chosen = in_scope & ~columns.is_ambiguous
    rows = np.flatnonzero(chosen[awards.places] & (awards.beneficiary_id.codes >= 0))
    if what is not None:
        rows = rows[awards.what.codes[rows] == awards.what.numbers.get(what, -2)]
    head = names.codes[awards.beneficiary_id.codes[rows]]
    if named is not None:
        is_named = names.find_named(awards, named)
        rows, head = rows[is_named[head]], head[is_named[head]]
    decisions = len(awards.what.values)
    group = head * np.int64(decisions) + awards.what.codes[rows]
    number = len(names.values) * decisions
    is_present = np.bincount(group, minlength=number) > 0
    is_counted = ~awards.is_doubtful[rows] & ~awards.is_repeat[rows]
    value_of: Callable[[int], Decimal | int | None]
    if order == "total":
        is_summed = is_counted & awards.is_euro[rows]
        sums = Sums(group[is_summed], awards.amount[rows[is_summed]], number)
        values, has_value, value_of = sums.floor_units(), is_present & (sums.numbers > 0), sums.total
    else:
        counted = group[is_counted] if order == "awards" else _once_an_act(group, awards.places[rows])
        values, has_value = np.bincount(counted, minlength=number), is_present
        value_of = values.item
    sign = -1 if descending else 1

    def place(at: int) -> tuple[bool, Decimal | int, str, str]:
        value = value_of(at)
        return value is None, sign * (value or 0), *names.pair(at)

    candidates = _candidates(sign * values, is_present, has_value, limit)
    return [names.pair(at) for at in nsmallest(limit, candidates, key=place)]


def _candidates(values: Numbers, is_present: Mask, has_value: Mask, limit: int) -> list[int]:
    """Return the groups among which the first ones are: those with the least values, and those without one if
    need be.
    """
    if has_value.sum() > limit:
        is_present = has_value & (values <= np.partition(values[has_value], limit - 1)[limit - 1])
    return [int(at) for at in np.flatnonzero(is_present)]


def _once_an_act(group: Numbers, places: Places) -> Numbers:
    """Return the groups of awards, once for each act."""
    most = int(places.max(initial=0)) + 1
    once: Numbers = np.unique(group * most + places) // most
    return once


class _Heads:
    """The heads of all beneficiaries of the columns: that of each by its code."""

    def __init__(self, columns: ActColumns, merged: Mapping[str, str]) -> None:
        ids = columns.awards.beneficiary_id
        self._decisions = columns.awards.what.values
        self.values: list[str] = list(ids.values) if merged else ids.values
        self.numbers: dict[str, int] = dict(ids.numbers) if merged else ids.numbers
        self.codes = np.arange(len(self.values), dtype=np.int64)
        for beneficiary, head in merged.items():
            if beneficiary in ids.numbers:
                code = self.numbers.setdefault(head, len(self.values))
                if code == len(self.values):
                    self.values.append(head)
                self.codes[ids.numbers[beneficiary]] = code

    def find_named(self, awards: Awards, strings: Sequence[str]) -> Mask:
        """Return of each head whether some award's words have all of the strings."""
        has_them = [all(each in words for each in strings) for words in awards.words.values]
        is_row = np.array(has_them, np.bool_)[awards.words.codes] & (awards.beneficiary_id.codes >= 0)
        is_named = np.zeros(len(self.values), np.bool_)
        is_named[self.codes[awards.beneficiary_id.codes[is_row]]] = True
        return is_named

    def pair(self, group: int) -> tuple[str, str]:
        """Return the head and the decision of a group."""
        head, what = divmod(group, len(self._decisions))
        return self.values[head], self._decisions[what]
