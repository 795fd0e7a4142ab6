"""Rows of adjacent words, and where one row ends and the next begins: the grammar reads names row by row.

A line break inside a name (« Kévin⏎LEGRANDIN ») goes on with the row; one between two names (« DUPONT Jean⏎MARTIN
Paul ») or before a heading ends it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from recueil.extract.words import (
    ACT,
    BODY,
    CAPITALS,
    GIVEN,
    MIXED,
    NAME_KINDS,
    PARTICLE,
    STREET,
    Word,
    kinds,
)

_LONGEST: Final = 40
_WRAPPED: Final = 60  # a line at least as long may go on with the next one
_ONE_CASE: Final = re.compile(r"[GMP]+|[gCP]+")
_COMPLETE: Final = re.compile(r"[GMI]+P*[Cg]+")
_COMPLETE_REVERSED: Final = re.compile(r"(?:P*[Cg])+[GM]{1,2}")
_HEADING: Final = re.compile(r"(?:M|[CgP]+)M")  # « Correspondant⏎Défense », « Mme DUPONT⏎Caractéristiques »
_BEFORE_TOWN: Final = re.compile(r"([GMI]+P{0,3}[Cg])(?:P{0,3}[Cg]){1,5}")
_OWN_NAME: Final = re.compile(r"M+(?=G)|[CM]+(?=G[GM]*[Cg])")
_ITEM_END: Final = re.compile(r"\s?[,;.)–-]|\s+et\s")
_COMMA: Final = re.compile(r"\s{0,5}[,;–—-]\s{0,5}")


@dataclass(frozen=True, slots=True)
class Rows:
    """The words of one text, cut into rows on demand."""

    text: str
    words: Sequence[Word]

    def end(self, first: int, *, titled: bool, told: bool) -> int:
        """The end of the row that begins at a word, or ``first`` when it is no word of a name.

        After a civility (``titled``) or where names are ``told``, a common word may be a surname: « Luc VILLE ».
        """
        last = first
        while last < min(len(self.words), first + _LONGEST) and self._goes_on(first, last, titled, told):
            last += 1
        return last

    def _goes_on(self, first: int, at: int, titled: bool, told: bool) -> bool:
        word = self.words[at]
        if at > first and (not word.joint or (word.joint == "\n" and self._breaks(first, at))):
            return False
        return word.kind in NAME_KINDS or self._common(first, at, titled, told)

    def _common(self, first: int, at: int, titled: bool, told: bool) -> bool:
        word = self.words[at]
        if word.kind not in (ACT, STREET, BODY):
            return False
        if at == first:
            return titled and word.kind != ACT  # Mme CHAPELLE
        after_given = set(kinds(self.words[first:at])) == {GIVEN}
        return after_given and (titled or told) and (word.written.isupper() or word.kind != ACT)

    def _breaks(self, first: int, at: int) -> bool:
        """True when the line break before a word parts two names, not the words of one."""
        before = kinds(self.words[first:at])
        kind = self.words[at].kind
        if _COMPLETE_REVERSED.fullmatch(before) or _HEADING.fullmatch(before + kind):
            return True
        if _COMPLETE.fullmatch(before):
            return kind != PARTICLE and not self._wrapped(at)
        if before[-1] == PARTICLE or len(before.replace(PARTICLE, "")) < 2:
            return False
        goes_on = at + 1 < len(self.words) and self.words[at + 1].joint == " "
        return goes_on and _ONE_CASE.fullmatch(before + kind) is not None

    def _wrapped(self, at: int) -> bool:
        """True when a word goes on with the surname of the line before: a long line, then the end of the item."""
        end = self.words[at - 1].end
        long = "\n" not in self.text[max(0, end - _WRAPPED) : end]
        return long and _ITEM_END.match(self.text, self.words[at].end) is not None

    def series(self, first: int) -> bool:
        """True when three words in capitals follow each other, parted by commas."""
        row = self.words[first : first + 3]
        capitals = len(row) == 3 and set(kinds(row)) <= {"C", "g"}
        return capitals and all(
            _COMMA.fullmatch(self.text, left.end, right.start) for left, right in pairwise(row)
        )

    def row(self, first: int, last: int) -> Sequence[Word]:
        """The words of a row, common words as the surnames they are, and no town that heads what follows."""
        row = [_as_name(word) for word in self.words[first:last]]
        headed = _BEFORE_TOWN.fullmatch(kinds(row))
        if headed and last < len(self.words) and self.words[last].kind == GIVEN:
            # « Luc SOULIARD MOUCHAMPS : Patrick MANDINEAU »
            heads = self.text[row[-1].end : self.words[last].start].strip() == ":"
            return row[: headed.end(1)] if heads else row
        return row


def _as_name(word: Word) -> Word:
    if word.kind in NAME_KINDS:
        return word
    return replace(word, kind=CAPITALS if word.written.isupper() else MIXED)


def after_street(row: Sequence[Word]) -> Sequence[Word]:
    """What a street leaves of a row: the person of « Mont Blanc Luc MARCHAL », nothing of « rue Jean MOULIN »."""
    own = _OWN_NAME.match(kinds(row))
    return row[own.end() :] if own else ()
