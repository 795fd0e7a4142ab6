"""Columns of the rows that figures sum, awards and amounts beside a chapter, and of the vectors of acts."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import Any, NamedTuple, TypeVar

import numpy as np
from sqlalchemy import BigInteger, Connection, Row, Select, select, type_coerce

from recueil.privacy.redaction.private_persons import NO_WORDS
from recueil.similar_acts.vector import Matrix, to_matrix
from recueil.store.columns.column import Mask, Numbers, Places
from recueil.store.engine.statements import chunks
from recueil.store.index.repeats import is_repeat
from recueil.store.index.schema import search_acts, search_amounts, search_awards, search_vectors
from recueil.store.index.terms import MASKED_PREFIX

NO_AMOUNT = int(np.iinfo(np.int64).min)
"""The amount of an award without one."""
EURO = "EUR"
_MASKED = f" {MASKED_PREFIX}"


class Codes(NamedTuple):
    """A value for each row, by its code; -1 for None. ``values`` and ``numbers`` only grow, as in ``Column``."""

    values: list[Any]
    numbers: dict[Any, int]
    codes: Places

    def merge(self, stays: Mask, others: Codes) -> Codes:
        """Return the codes of the rows that stay, and those of others. A value of no row is dropped."""
        kept = self.codes[stays]
        new = [self._encode(value) for value in others.values]
        codes = np.concatenate((kept, np.array([*new, -1], np.int32)[others.codes]))
        is_used = np.bincount(codes + 1, minlength=len(self.values) + 1)[1:] > 0
        if is_used.all():
            return self._replace(codes=codes)
        values = [self.values[code] for code in np.flatnonzero(is_used)]
        renumbered = np.append(np.cumsum(is_used) - 1, -1).astype(np.int32)
        return Codes(values, {value: code for code, value in enumerate(values)}, renumbered[codes])

    def _encode(self, value: Any) -> int:
        code = self.numbers.setdefault(value, len(self.values))
        if code == len(self.values):
            self.values.append(value)
        return code


def _encode(values: Iterable[Hashable | None]) -> Codes:
    numbers: dict[Any, int] = {}
    codes = [-1 if value is None else numbers.setdefault(value, len(numbers)) for value in values]
    return Codes(list(numbers), numbers, np.array(codes, np.int32))


class Lines(NamedTuple):
    """Amounts that stand beside a chapter, in millionths; the act of each is at its place."""

    places: Places
    chapter: Codes
    amount: Numbers


class Awards(NamedTuple):
    """Awards, numbered ``n`` in an act; the act of each is at its place.

    ``words`` are those of the beneficiary; ``award`` is the same with the decision, without the marks of masked
    words, and of a private one none. ``amount`` is in millionths. Awards with the same ``tie``, if it is not 0,
    may repeat one another.
    """

    places: Places
    n: Places
    chapter: Codes
    what: Codes
    beneficiary: Codes
    beneficiary_id: Codes
    words: Codes
    award: Codes
    amount: Numbers
    is_euro: Mask
    is_doubtful: Mask
    is_masked: Mask
    is_repeat: Mask
    is_repeat_by_chapter: Mask
    tie: Numbers


class Vectors(NamedTuple):
    """Vectors of acts, each a row of the matrix, and digests of their words; the act of each is at its place."""

    places: Places
    matrix: Matrix
    digests: Numbers


_Rows = TypeVar("_Rows", Lines, Awards, Vectors)


def merge_rows(rows: _Rows, moved: Places, read: _Rows) -> _Rows:
    """Return the rows whose acts have ``moved`` to other places, without those moved away (-1), and what was
    read.
    """
    places = moved[rows.places]
    stays = places >= 0
    merged: dict[str, Any] = {"places": np.concatenate((places[stays], read.places))}
    for name in rows._fields[1:]:
        mine, others = getattr(rows, name), getattr(read, name)
        if isinstance(mine, Codes):
            merged[name] = mine.merge(stays, others)
        else:
            merged[name] = np.concatenate((mine[stays], others))
    return rows._replace(**merged)


def merge_awards(
    awards: Awards, moved: Places, connection: Connection, acts: Sequence[int] | None, docids: Numbers
) -> Awards:
    """Return the awards with those of some acts, or of all, read again.

    Whether an award is a repeat depends on others with its tie: SQL is asked of all whose tie a change concerns.
    """
    read = make_awards(_read(connection, _AWARDS, acts), docids)
    gone = awards.tie[moved[awards.places] < 0]
    merged = merge_rows(awards, moved, read)
    rows = np.flatnonzero(np.isin(merged.tie, np.union1d(gone, read.tie)) & (merged.tie != 0))
    _, tie, counts = np.unique(merged.tie[rows], return_inverse=True, return_counts=True)
    merged.is_repeat[rows] = merged.is_repeat_by_chapter[rows] = False
    tied = rows[counts[tie] > 1]
    of_acts = docids[merged.places[tied]].tolist()
    repeats = {row[:2]: row[2:] for row in _read(connection, _REPEATS, sorted(set(of_acts)))}
    for row, docid, n in zip(tied.tolist(), of_acts, merged.n[tied].tolist(), strict=True):
        merged.is_repeat[row], merged.is_repeat_by_chapter[row] = repeats[docid, n]
    return merged


_AWARD, _LINE = search_awards.c, search_amounts.c
_AWARDS = select(
    _AWARD.docid,
    _AWARD.n,
    _AWARD.chapter,
    _AWARD.what,
    _AWARD.beneficiary,
    _AWARD.beneficiary_id,
    _AWARD.words,
    _AWARD.key,
    type_coerce(_AWARD.amount, BigInteger).label("amount"),
    _AWARD.currency,
    _AWARD.doubtful,
    search_acts.c.body,
).join(search_acts, search_acts.c.docid == _AWARD.docid)
_REPEATS = select(_AWARD.docid, _AWARD.n, is_repeat(), is_repeat(with_chapter=True))
_LINES = select(_LINE.docid, _LINE.chapter, type_coerce(_LINE.value, BigInteger).label("amount")).where(
    _LINE.chapter.is_not(None)
)


def _read(connection: Connection, selection: Select[Any], acts: Sequence[int] | None) -> Sequence[Any]:
    if acts is None:
        return connection.execute(selection).all()
    docid = selection.selected_columns.docid
    return [row for some in chunks(acts) for row in connection.execute(selection.where(docid.in_(some)))]


def read_lines(connection: Connection, acts: Sequence[int] | None, docids: Numbers) -> Lines:
    """Read the amounts beside chapters of some acts, or of all."""
    return make_lines(_read(connection, _LINES, acts), docids)


def make_lines(rows: Sequence[Row[Any]], docids: Numbers) -> Lines:
    """Make columns of rows of acts, whose docids are ascending."""
    amounts = np.fromiter((row.amount for row in rows), np.int64, len(rows))
    return Lines(_find_places(rows, docids), _encode(row.chapter for row in rows), amounts)


def make_awards(rows: Sequence[Row[Any]], docids: Numbers) -> Awards:
    """Make columns of rows of acts, whose docids are ascending; none is a repeat yet."""
    amounts = (NO_AMOUNT if row.amount is None else row.amount for row in rows)
    named = (None if row.words == NO_WORDS else (row.words.replace(_MASKED, " "), row.what) for row in rows)

    def mask(values: Iterable[bool]) -> Mask:
        return np.fromiter(values, np.bool_, len(rows))

    return Awards(
        places=_find_places(rows, docids),
        n=np.fromiter((row.n for row in rows), np.int32, len(rows)),
        chapter=_encode(row.chapter for row in rows),
        what=_encode(row.what for row in rows),
        beneficiary=_encode(row.beneficiary for row in rows),
        beneficiary_id=_encode(row.beneficiary_id for row in rows),
        words=_encode(row.words for row in rows),
        award=_encode(named),
        amount=np.fromiter(amounts, np.int64, len(rows)),
        is_euro=mask(row.currency == EURO for row in rows),
        is_doubtful=mask(row.doubtful for row in rows),
        is_masked=mask(_MASKED in row.words for row in rows),
        is_repeat=np.zeros(len(rows), np.bool_),
        is_repeat_by_chapter=np.zeros(len(rows), np.bool_),
        tie=np.fromiter(map(_tie, rows), np.int64, len(rows)),
    )


def read_vectors(connection: Connection, acts: Sequence[int] | None, docids: Numbers) -> Vectors:
    """Read the vectors of some acts, or of all."""
    return make_vectors(_read(connection, select(search_vectors), acts), docids)


def make_vectors(rows: Sequence[Row[Any]], docids: Numbers) -> Vectors:
    """Make columns of the rows of acts, whose docids are ascending."""
    digests = np.fromiter((row.digest for row in rows), np.int64, len(rows))
    return Vectors(_find_places(rows, docids), to_matrix([row.vector for row in rows]), digests)


def _tie(row: Row[Any]) -> int:
    """Return a number that is the same of all awards that ``index.repeats`` may tie to this one, 0 if none."""
    same = (row.body, row.what, row.key, row.amount, row.currency)
    return 0 if None in same else hash(same) or 1


def _find_places(rows: Sequence[Row[Any]], docids: Numbers) -> Places:
    of_rows = np.fromiter((row.docid for row in rows), np.int64, len(rows))
    return np.searchsorted(docids, of_rows).astype(np.int32)
