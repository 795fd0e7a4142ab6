"""Features of the words of a text, as rows of a table of hashed weights.

A feature says something of a word or of its neighbours: « the word before is *commune* », « the shape is Xx and
the gap before is a hyphen ». It is computed as an integer hash with NumPy, for all words at once.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from recueil.entities.tagger.words import Words, fold_word

Ids = npt.NDArray[np.uint32]

BITS: Final = 18
"""The table of weights has two to this power rows."""

_LARGEST_TABLE = 200_000  # distinct words kept, so that a long run stays within bounded memory
# Columns that belong to a written word, whatever stands around it.
_WORD, _PREFIX, _SUFFIX, _LONG_SUFFIX, _SHAPE, _CLASS = range(6)
_STATIC = 6
_COLUMN_CHECKSUMS = [zlib.crc32(f"{column}:".encode()) for column in range(_STATIC)]
_MULTIPLIER = np.uint32(2654435761)


# Bits of what is known of a written word.
UPPER, CAPITALISED, LOWER, ONE_LETTER, FIRST_LIST = 1, 2, 4, 8, 4
"""In capitals; begins with a capital letter; with a small one; and the power of the bit of the first word list."""


class WordRows(NamedTuple):
    """Of each word of a text: its hashes, its bits, and the number of its folded form."""

    hashes: Ids
    bits: npt.NDArray[np.uint8]
    folded: npt.NDArray[np.int64]

    def have(self, bits: int) -> npt.NDArray[np.bool_]:
        """Return which words have any of the bits."""
        chosen: npt.NDArray[np.bool_] = (self.bits & np.uint8(bits)) != 0
        return chosen

    def among(self, words: npt.ArrayLike) -> npt.NDArray[np.bool_]:
        """Return which words have the folded form of one of these words of the text."""
        wanted = np.zeros(int(self.folded.max(initial=-1)) + 1, dtype=bool)
        wanted[self.folded[np.asarray(words, dtype=np.int64)]] = True
        return wanted[self.folded]


@dataclass(slots=True)
class WordTable:
    """What is known of the words met so far.

    ``classify`` returns the lexical class of a folded word; the bits say which of ``lists`` have it.
    """

    classify: Callable[[str], str]
    lists: Sequence[Container[str]] = ()
    rows: dict[str, int] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    hashes: Ids = field(default_factory=lambda: np.zeros((0, _STATIC), np.uint32))
    bits: npt.NDArray[np.uint8] = field(default_factory=lambda: np.zeros(0, np.uint8))
    folded: npt.NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))

    def look_up(self, words: Words) -> WordRows:
        """Return what is known of each word."""
        if len(self.rows) > _LARGEST_TABLE:
            self.rows.clear()
            self.numbers.clear()
        if new := {form: None for form in words.forms if form not in self.rows}:
            self._add(list(new), [fold_word(form) for form in new])
        at = np.fromiter(map(self.rows.__getitem__, words.forms), dtype=np.int64, count=len(words))
        return WordRows(self.hashes[at], self.bits[at], self.folded[at])

    def _add(self, forms: Sequence[str], folded: Sequence[str]) -> None:
        known = len(self.rows)
        last = known + len(forms)
        if last > len(self.bits):
            size = max(last, 2 * len(self.bits))
            self.hashes = np.resize(self.hashes, (size, _STATIC))
            self.bits, self.folded = np.resize(self.bits, size), np.resize(self.folded, size)
        self.rows.update(zip(forms, range(known, last), strict=True))
        self.hashes[known:last] = list(map(self._hash, forms, folded))
        self.bits[known:last] = list(map(self._bits, forms, folded))
        self.folded[known:last] = [self.numbers.setdefault(word, len(self.numbers)) for word in folded]

    def _bits(self, form: str, folded: str) -> int:
        first = form[0]
        bits = UPPER * form.isupper() | CAPITALISED * first.isupper() | LOWER * first.islower()
        bits |= ONE_LETTER * (len(form) == 1)
        return bits | sum((folded in words) << at for at, words in enumerate(self.lists, FIRST_LIST))

    def _hash(self, form: str, folded: str) -> tuple[int, ...]:
        """Return the checksums of « column:value », each continued from that of its column."""
        values = (folded, folded[:4], folded[-3:], folded[-5:], shape_of(form), self.classify(folded))
        return tuple(map(zlib.crc32, map(str.encode, values), _COLUMN_CHECKSUMS))


def shape_of(form: str) -> str:
    """Return the pattern of capitals and digits: « Aubin » is Xx, « CCAS » X4, « 2024 » d4, « de » x2."""
    if form.isdigit():
        return f"d{min(len(form), 6)}"
    if form.isupper():
        return f"X{min(len(form), 6)}"
    if form.islower():
        return f"x{min(len(form), 4)}"
    return "Xx" if form[:1].isupper() and form[1:].islower() else "mixed"


Marks = Mapping[str, npt.ArrayLike]
"""Columns of small integers by their names, one number for each word."""


def hash_marks(columns: Marks) -> Ids:
    """Return a row of hashes for each column of small integers, in the order of their names."""
    return np.stack([
        (np.asarray(columns[name], dtype=np.uint32) + np.uint32(1)) * np.uint32(zlib.crc32(name.encode()) | 1)
        for name in sorted(columns)
    ])  # fmt: skip


# Single features: a column of the word, and how far from the word it is read.
_SINGLES = (
    [(_WORD, offset) for offset in (-3, -2, -1, 0, 1, 2, 3)]
    + [(_PREFIX, offset) for offset in (0,)]
    + [(_SUFFIX, offset) for offset in (-1, 0, 1)]
    + [(_LONG_SUFFIX, 0)]
    + [(_SHAPE, offset) for offset in (-1, 0, 1)]
    + [(_CLASS, offset) for offset in (-2, -1, 0, 1, 2)]
)
_PAIRS = (
    ((_WORD, -1), (_WORD, 0)),
    ((_WORD, 0), (_WORD, 1)),
    ((_WORD, -2), (_WORD, -1)),
    ((_SHAPE, -1), (_SHAPE, 0)),
    ((_SHAPE, 0), (_SHAPE, 1)),
    ((_WORD, -1), (_SHAPE, 0)),
    ((_CLASS, -1), (_SHAPE, 0)),
    ((_CLASS, 0), (_SHAPE, 0)),
    ((_SUFFIX, 0), (_SHAPE, 0)),
)
_MARK_OFFSETS = (-1, 0, 1)


def feature_ids(static: Ids, marks: Marks) -> Ids:
    """Return the hashed features of each word: one row for each word, all rows of equal length."""
    count = len(static)
    names = sorted(marks)
    gap, case = names.index("gap"), names.index("case")
    padded = _pad(static.T)
    padded_marks = _pad(hash_marks(marks))
    features: list[Ids] = []

    def column(which: int, offset: int) -> Ids:
        return padded[which, _PAD + offset : _PAD + offset + count]

    def mark(which: int, offset: int) -> Ids:
        return padded_marks[which, _PAD + offset : _PAD + offset + count]

    add = features.append
    for which, offset in _SINGLES:
        add(column(which, offset))
    for (one, one_offset), (other, other_offset) in _PAIRS:
        add(column(one, one_offset) * np.uint32(31) ^ column(other, other_offset))
    for which in range(len(names)):
        for offset in _MARK_OFFSETS:
            add(mark(which, offset))
        add(mark(which, 0) * np.uint32(37) ^ column(_WORD, -1))
    for first, second in (
        ("gap", "place"), ("place", "place_size"), ("place", "place_near"), ("place", "known"), ("place", "value"),
        ("count", "known"), ("case", "count"), ("organisation_rule", "gap"),
    ):  # fmt: skip
        add(mark(names.index(first), 0) * np.uint32(31) ^ mark(names.index(second), 0))
    add(mark(gap, 0) * np.uint32(31) ^ column(_SHAPE, -1) ^ column(_SHAPE, 0) * np.uint32(7))
    add(mark(gap, 1) * np.uint32(31) ^ column(_WORD, 0))
    add(mark(gap, 0) * np.uint32(31) ^ mark(gap, 1))
    add(mark(case, 0) * np.uint32(31) ^ column(_SHAPE, 0))
    add(np.zeros(count, dtype=np.uint32))
    mixed = np.stack(features)  # a feature after the other: all operations run along the words
    mixed ^= _salts(len(features))
    mixed *= _MULTIPLIER
    mixed ^= mixed >> np.uint32(15)
    mixed *= _MULTIPLIER
    mixed >>= np.uint32(32 - BITS)
    return mixed.T


@cache
def _salts(count: int) -> Ids:
    """Return a number for each feature, so that equal values of two features have different hashes."""
    salts = [[zlib.crc32(str(position).encode())] for position in range(count)]
    return np.array(salts, dtype=np.uint32)


_PAD = 4


def _pad(columns: Ids) -> Ids:
    padded = np.zeros((len(columns), columns.shape[1] + 2 * _PAD), dtype=np.uint32)
    padded[:, _PAD:-_PAD] = columns
    return padded
