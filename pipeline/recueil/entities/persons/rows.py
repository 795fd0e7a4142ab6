"""Rows of adjacent words, and where one row ends and the next begins: the grammar reads names row by row.

A line break inside a name (« Kévin⏎LEGRANDIN ») goes on with the row; one between two names (« DUPONT Jean⏎MARTIN
Paul ») or before a heading ends it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Final

from recueil.entities.persons.name_words import (
    ACT,
    BODY,
    CAPITALS,
    CIVILITIES,
    CIVILITY,
    GIVEN,
    INITIALS,
    MIXED,
    NAME_KINDS,
    NAMESAKE,
    PARTICLE,
    ROLE,
    STREET,
    Word,
    kind_string,
)
from recueil.entities.persons.names import Trust

_MAX_ROW: Final = 40
_LOOKAHEAD: Final = 6  # words ahead
_MIN_WRAPPED_LINE: Final = 60  # a line at least this long may continue on the next one
_ONE_CASE: Final = re.compile(r"[GMP]+|[gCP]+")
_COMPLETE: Final = re.compile(r"[GMI]+P*[Cg]+")
_COMPLETE_REVERSED: Final = re.compile(r"(?:(?:P*[Cg])+[GM]{1,2})+")
_HEADING: Final = re.compile(r"(?:M|[CgP]+)M")  # « Correspondant⏎Défense », « Mme DUPONT⏎Caractéristiques »
_BEFORE_TOWN: Final = re.compile(r"([GMI]+P{0,3}[Cg])(?:P{0,3}[Cg]){1,5}")
_GIVEN_AT_END: Final = re.compile(r"(?:P{0,2}[Cg]){0,2}G{1,2}(?![CgMG])")
_HEADS_ITEM: Final = frozenset((GIVEN, INITIALS, CIVILITY, CIVILITIES))
_TOWN_GOES_ON: Final = frozenset(("EN", "SUR", "SOUS", "LES", "LÈS", "AUX"))
_AFTER_TOWN: Final = frozenset(
    ("AGGLOMERATION", "AGGLOMÉRATION", "COMMUNAUTE", "COMMUNAUTÉ", "METROPOLE", "MÉTROPOLE")
)
_SAINTS_IN_CAPITALS: Final = frozenset(("SAINT", "SAINTE", "ST", "STE"))
_NUMBER: Final = re.compile(r"/\d")
_OWN_NAME: Final = re.compile(r"M+(?=G)|[CM]+(?=G[GM]*[Cg])")
_ITEM_END: Final = re.compile(r"\s?[,;.)–-]|\s+et\s")
_SURNAME: Final = re.compile(r"P{0,3}[Cg](?:P{0,3}[Cg])?")
_COMMA: Final = re.compile(r"\s{0,5}[,;–—-]\s{0,5}|\s(?:à|et)\s")


@dataclass(frozen=True, slots=True)
class Rows:
    """The words of one text, split into rows on demand."""

    text: str
    words: Sequence[Word]

    def end(self, first: int, *, titled: bool, trust: Trust) -> int:
        """Return the end of the row that begins at a word, or ``first`` when the word cannot start a name.

        After a civility (``titled``) or in a list, a common word may be a surname: « Luc VILLE », « DOYEN Luc ».
        """
        last = first
        while last < min(len(self.words), first + _MAX_ROW) and self._goes_on(first, last, titled, trust):
            last += 1
        return last

    def _goes_on(self, first: int, at: int, titled: bool, trust: Trust) -> bool:
        word = self.words[at]
        if at > first and (not word.joint or (word.joint == "\n" and self._breaks(first, at))):
            return False
        return word.kind in NAME_KINDS or self._common(first, at, titled, trust)

    def _common(self, first: int, at: int, titled: bool, trust: Trust) -> bool:
        word = self.words[at]
        told = titled or trust >= Trust.LIST
        if word.kind == NAMESAKE and self._before_surname(at):  # Urbain CHASSARD, Thi Mai HOARAU
            return titled or trust >= Trust.OFFICE or at > first
        if word.kind not in (ACT, ROLE, STREET, BODY, NAMESAKE):
            return False
        if at > first:
            if word.kind == NAMESAKE and word.written.istitle():  # CHASSARD Urbain
                return told and set(kind_string(self.words[first:at])) <= {"P", "C", "g"}
            after_given = set(kind_string(self.words[first:at])) == {GIVEN}
            return after_given and told and (word.written.isupper() or word.kind in (STREET, BODY))
        if told and word.written.isupper() and self._before_given(at):  # DOYEN Virginie
            return True
        # Mme CHAPELLE, Mme Loïs VARANGEOT, but « l’abbé Rue Danton »
        named = word.written.isupper() or not self._joined(at + 1) or self._before_surname(at)
        return titled and named and word.kind in (STREET, BODY)

    def _joined(self, at: int) -> str:
        """Return the kinds of the words from ``at`` on as far as they adjoin; empty when the first does not."""
        row = self.words[at : at + _LOOKAHEAD]
        return kind_string([*takewhile(lambda word: word.joint, row)])

    def _before_surname(self, at: int) -> bool:
        following = self._joined(at + 1)
        return self.words[at].written.istitle() and following.lstrip(PARTICLE)[:1] in ("C", "g")

    def _before_given(self, at: int) -> bool:
        return _GIVEN_AT_END.match(self._joined(at + 1)) is not None

    def _breaks(self, first: int, at: int) -> bool:
        """Return whether the line break before a word separates two names, rather than the words of one."""
        before = kind_string(self.words[first:at])
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
        """Return whether a word continues the surname of the line above: a long line, then the item ends."""
        end = self.words[at - 1].end
        long = "\n" not in self.text[max(0, end - _MIN_WRAPPED_LINE) : end]
        return long and _ITEM_END.match(self.text, self.words[at].end) is not None

    def series(self, first: int, least: int) -> bool:
        """Return whether ``least`` surnames in capitals follow each other, separated by commas or « à »."""
        for left in range(least):
            last = self._surname(first)
            if last == first:
                return False
            if left < least - 1 and not _COMMA.fullmatch(self.text, self.words[last - 1].end, self._start(last)):
                return False
            first = last
        return True

    def _surname(self, first: int) -> int:
        """Return the end of the surname in capitals that starts at ``first``, or ``first`` if there is none."""
        surname = self.words[first : first + 1]
        surname = [
            *surname,
            *takewhile(lambda word: word.joint == " ", self.words[first + 1 : first + _LOOKAHEAD]),
        ]
        return first + len(surname) if _SURNAME.fullmatch(kind_string(surname)) else first

    def _start(self, at: int) -> int:
        return self.words[at].start if at < len(self.words) else len(self.text)

    def row(self, first: int, last: int) -> Sequence[Word]:
        """Return the words of a row: common words become surnames, a town that heads the next item is cut off."""
        row = [_to_name_word(word) for word in self.words[first:last]]
        headed = _BEFORE_TOWN.fullmatch(kind_string(row))
        return row[: self._own(row, headed.end(1), last)] if headed else row

    def _own(self, row: Sequence[Word], shortest: int, last: int) -> int:
        """Return how many words of a row belong to the person, at least those up to the first surname."""
        if _NUMBER.match(self.text, row[-1].end):  # « Luc DUBREIL PACU/17-2023 »
            return len(row) - 1
        if last == len(self.words):
            return len(row)
        following = self.words[last]
        if following.joint and following.written in _AFTER_TOWN:  # « Luc SOULIARD RODEZ AGGLOMÉRATION »
            return len(row) - 1
        if following.joint and following.written in _TOWN_GOES_ON:  # « Luc SOULIARD SAINT PAUL EN PAREDS »
            return next(
                (at for at in range(shortest, len(row)) if row[at].written in _SAINTS_IN_CAPITALS), shortest
            )
        # « Luc SOULIARD MOUCHAMPS : Patrick MANDINEAU »
        heads = following.kind in _HEADS_ITEM and self.text[row[-1].end : following.start].strip() == ":"
        return shortest if heads else len(row)


def _to_name_word(word: Word) -> Word:
    if word.kind in NAME_KINDS:
        return word
    mixed = GIVEN if word.kind == NAMESAKE else MIXED
    return replace(word, kind=CAPITALS if word.written.isupper() else mixed)


def drop_street_name(row: Sequence[Word]) -> Sequence[Word]:
    """Cut off the name of a street: « Mont Blanc Luc MARCHAL » leaves the person, « rue Jean MOULIN » nothing."""
    own = _OWN_NAME.match(kind_string(row))
    return row[own.end() :] if own else ()
