"""Columns of values that acts have: their reading from the index tables, and their merging after changes."""

from __future__ import annotations

from collections.abc import Sequence
from heapq import nsmallest
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection, Select, func, select

from recueil.store.engine import dialect_of
from recueil.store.engine.protocol import Dialect
from recueil.store.engine.statements import chunks
from recueil.store.index.schema import search_acts

Numbers = npt.NDArray[np.int64]
Places = npt.NDArray[np.int32]
"""Indices of acts in the order of their docids, or codes of values."""
Mask = npt.NDArray[np.bool_]
Value = str | int

NONE = np.zeros(0, np.int32)


class Column(NamedTuple):
    """The act at each of the ``places`` has the value with the code at the same index of ``codes``.

    ``values`` and their ``numbers`` only grow: earlier columns may share them.
    """

    values: list[Value]
    numbers: dict[Value, int]
    places: Places
    codes: Places

    def encode(self, value: Value) -> int:
        """Return the code of a value, a new one if need be."""
        code = self.numbers.setdefault(value, len(self.values))
        if code == len(self.values):
            self.values.append(value)
        return code

    def spread(self, count: int) -> Places:
        """Return the code of each of ``count`` acts, -1 for none; of an act with several values, one of these."""
        codes = np.full(count, -1, np.int32)
        codes[self.places] = self.codes
        return codes

    def values_of(self, chosen: Mask) -> list[Value]:
        """Return the values that some of the chosen acts have."""
        counts = np.bincount(self.codes[chosen[self.places]], minlength=len(self.values))
        return [self.values[code] for code in np.flatnonzero(counts)]

    def most_frequent(self, chosen: Mask, limit: int) -> list[tuple[Value, int]]:
        """Count the chosen acts by value; the most frequent first, values in their order if equal."""
        counts = np.bincount(self.codes[chosen[self.places]], minlength=len(self.values))
        return self.rank(counts, limit)

    def rank(self, counts: Numbers, limit: int) -> list[tuple[Value, int]]:
        """Return the values whose codes are counted most often, with their counts; equal ones in their order."""
        found = ((-int(counts[code]), self.values[code]) for code in frequent_codes(counts, limit))
        return [(value, -number) for number, value in nsmallest(limit, found)]


def frequent_codes(counts: Numbers, limit: int) -> list[int]:
    """Return the codes that are counted most often, so many and those counted as often as the last of them."""
    least = 1
    if len(counts) > limit > 0:
        least = max(1, int(np.partition(counts, -limit)[-limit]))
    found: list[int] = np.flatnonzero(counts >= least).tolist()
    return found


def make_column(values: Sequence[Value], places: npt.NDArray[Any], codes: npt.NDArray[Any]) -> Column:
    """Make a column of distinct values."""
    numbers = {value: code for code, value in enumerate(values)}
    return Column(list(values), numbers, places.astype(np.int32), codes.astype(np.int32))


class ReadValues(NamedTuple):
    """Values, and the docids of the acts with each, in this order, ``counts`` of them."""

    values: list[Value]
    counts: list[int]
    docids: Numbers


def read_values(connection: Connection, selection: Select[Any], acts: Sequence[int] | None) -> ReadValues:
    """Read the values of some acts, or of all; a value may be listed more than once."""
    dialect = dialect_of(connection)
    rows: list[tuple[Value, int, Any]] = []
    for some in [None] if acts is None else chunks(acts):
        rows += connection.execute(_group(dialect, selection, some)).all()
    return ReadValues([row[0] for row in rows], [row[1] for row in rows], unpack([row[2] for row in rows]))


def _group(dialect: Dialect, selection: Select[Any], acts: Sequence[int] | None) -> Select[Any]:
    if acts is not None:
        selection = selection.where(selection.selected_columns.docid.in_(acts))
    found = selection.subquery()
    return select(found.c.value, func.count(), dialect.pack(found.c.docid)).group_by(found.c.value)


def read_docids(connection: Connection, acts: Sequence[int] | None) -> Numbers:
    """Return the docids of all acts, or of those of some that exist."""
    every = select(dialect_of(connection).pack(search_acts.c.docid))
    if acts is None:
        return unpack([connection.execute(every).scalar()])
    among = (every.where(search_acts.c.docid.in_(some)) for some in chunks(acts))
    return unpack([connection.execute(statement).scalar() for statement in among])


def read_numbers(
    connection: Connection, selection: Select[Any], acts: Sequence[int] | None
) -> tuple[Numbers, Numbers]:
    """Read the ``docid`` and the ``number`` of some acts, or of all that a statement selects."""
    pack = dialect_of(connection).pack
    docids: list[Any] = []
    numbers: list[Any] = []
    for some in [None] if acts is None else chunks(acts):
        found = selection if some is None else selection.where(selection.selected_columns.docid.in_(some))
        columns = found.subquery().c
        # Both aggregates take the rows in the same order.
        docid, number = connection.execute(select(pack(columns.docid), pack(columns.number))).one()
        docids.append(docid)
        numbers.append(number)
    return unpack(docids), unpack(numbers)


def unpack(packed: Sequence[str | bytes | None]) -> Numbers:
    """Return the numbers in values of ``Dialect.pack``, one after the other."""
    present = [one for one in packed if one]
    texts = [one for one in present if isinstance(one, str)]
    if texts:
        return np.fromstring(",".join(texts), np.int64, sep=",")
    return np.frombuffer(b"".join(one for one in present if isinstance(one, bytes)), ">i8").astype(np.int64)


def merge(column: Column, moved: Places, read: ReadValues, docids: Numbers) -> Column:
    """Return a column in which the acts have ``moved`` to other places, or away (-1), with the values that were
    read. A value that no act has any more is dropped.
    """
    places, codes = moved[column.places], column.codes
    new = np.array([column.encode(value) for value in read.values], np.int32)
    stays = places >= 0
    if not stays.all():
        places, codes = places[stays], codes[stays]
    places = np.concatenate((places, np.searchsorted(docids, read.docids).astype(np.int32)))
    codes = np.concatenate((codes, np.repeat(new, read.counts).astype(np.int32)))
    is_used = np.bincount(codes, minlength=len(column.values)) > 0
    if is_used.all():
        return column._replace(places=places, codes=codes)
    values = [column.values[code] for code in np.flatnonzero(is_used)]
    return make_column(values, places, (np.cumsum(is_used) - 1)[codes])


def encode(values: Sequence[str | None]) -> tuple[list[Value], Places]:
    """Return the distinct values, and the code of each value, -1 for None."""
    column = make_column((), NONE, NONE)
    codes = [-1 if value is None else column.encode(value) for value in values]
    return column.values, np.array(codes, np.int32)


def join(parts: Sequence[tuple[list[Value], Places, Places]]) -> Column:
    """Return one column of several lists of values, places and codes, without the codes of -1."""
    whole = make_column((), NONE, NONE)
    places, codes = [NONE], [NONE]
    for values, each_place, each_code in parts:
        new = np.array([whole.encode(value) for value in values], np.int32)
        present = each_code >= 0
        places.append(each_place[present])
        codes.append(new[each_code[present]])
    return whole._replace(places=np.concatenate(places), codes=np.concatenate(codes))
