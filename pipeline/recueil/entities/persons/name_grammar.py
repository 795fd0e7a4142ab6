"""Grammar of names, and the rows of words it parses.

« Jean-Marc DI MARCO », « ROCHEL Danièle », « BONNEAU J.CL. », « R. CLAIRVAL ».

The patterns match the kinds of the words (:mod:`recueil.entities.persons.name_words`), one pattern for each order
of a name. The evidence required for a name depends on its position: :class:`Trust`.

A row is a sequence of adjacent words, in which the grammar searches names. A line break inside a name
(« Kévin⏎ LEGRANDIN ») continues the row; one between two names (« DUPONT Jean⏎MARTIN Paul ») or before a
heading ends it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import takewhile
from typing import Final

from recueil.entities.persons.name_runs import LONG_ROW, Split, given_and_family, split_run
from recueil.entities.persons.name_words import (
    ACT,
    BODY,
    CAPITALS,
    CIVILITIES,
    CIVILITY,
    GIVEN,
    GIVEN_CAPITALS,
    INITIALS,
    MIXED,
    NAME_KINDS,
    NAMESAKE,
    PARTICLE,
    ROLE,
    STREET,
    NameLexicon,
    Word,
    kind_string,
)
from recueil.values import Person


class Trust(IntEnum):
    """How likely a position makes a name, from nothing to « it must be a surname »."""

    NONE = 0  # anywhere in prose: only a known given name and a surname in capitals
    OFFICE = 1  # after « le Maire », « signé par »
    LIST = 2  # in a list of members: any two words that can make a name
    ITEM = 3  # between two separators of such a list, after a name of it
    TITLE = 4  # after « Madame », or in « MM. PINTAT et LESAULNOY »: the surname alone will do


@dataclass(frozen=True, slots=True)
class Name:
    """A name read from ``words[first:last]`` of its row."""

    first: int
    last: int
    given: str | None
    family: str

    def person(self, civility: str | None = None) -> Person:
        return Person(self.given, self.family, civility)


_CAPS = "P{0,3}[Cg](?:P{0,3}[Cg]){0,3}"  # DE SAINT-LOUP, DE GRANDLIEU St CYR, TERRAL DONTEVAL
_MIXED = "P{0,3}[MG](?:P{1,3}[MG])?"  # Marchal, Di Fiori-Paty
_TO_THE_END = rf"(?=(?:{_CAPS}G{{1,2}})*$)"

# Least trust required, order of the name, example. The first order that matches wins.
_ORDERS = (
    (Trust.NONE, rf"(?P<given>G[GM]{{0,2}}I?)(?P<family>{_CAPS})", "Philippe MARCHAL"),
    (Trust.OFFICE, rf"(?P<given>M{{1,2}}|I{{1,2}})(?P<family>{_CAPS})", "Kanthala PHONSAVANG, R. CLAIRVAL"),
    (Trust.ITEM, rf"^(?P<given>MG{{1,2}})(?P<family>{_CAPS})$", "Kanthala Marie PHONSAVANG"),
    (Trust.OFFICE, rf"(?P<family>{_CAPS})(?P<given>G{{1,2}}){_TO_THE_END}", "ROCHEL Danièle MARTINOT Jean"),
    (Trust.OFFICE, rf"(?P<family>{_CAPS})(?P<given>G{{1,2}}(?![CgMG])|I{{1,2}})", "BONNEAU J.CL., De GILBAUD F."),
    (Trust.LIST, rf"(?P<family>{_CAPS})(?P<given>G{{1,2}}(?![Cg]))", "ROCHEL Danièle Martin"),
    (Trust.ITEM, rf"(?P<family>{_CAPS})(?P<given>M)(?![Cg])", "PHONSAVANG Kanthala"),
    (Trust.OFFICE, rf"(?P<given>g{{1,2}})(?P<family>{_CAPS})", "ELSA CARRIAT"),
    (Trust.OFFICE, r"(?P<family>P{0,3}C(?:P{0,3}C){0,2})(?P<given>g{1,2})", "CARRIAT ELSA"),
    (Trust.OFFICE, rf"(?P<given>G{{1,2}}I?)(?P<family>{_MIXED})", "Philippe Marchal"),
    (Trust.LIST, r"(?P<family>P{0,3}M)(?P<given>G|I{1,2})(?![Cg])", "Dupont Marie"),
    (Trust.LIST, rf"(?P<given>I{{1,2}})(?P<family>{_MIXED})", "J. Dupont"),
    (Trust.OFFICE, r"^(?P<given>I{1,2})(?P<family>P{0,3}M)$", "J. Dupont"),
    (Trust.ITEM, r"^(?P<given>M)(?P<family>M)$", "Kanthala Phonsavang"),
    (Trust.TITLE, r"(?P<family>P{0,3}[MG])(?P<given>I{1,2})", "Martin P-Y"),
    (Trust.TITLE, rf"(?P<family>{_CAPS})(?P<given>G{{1,2}})", "LY Amadou, whatever follows"),
    (Trust.TITLE, rf"(?P<given>M)(?P<family>{_MIXED})$", "Kanthala de Latresne"),
    (Trust.TITLE, rf"(?P<family>{_CAPS}|{_MIXED})", "DAGOGNEL, de LATRESNE, Debuissy"),
)
_PATTERNS = tuple((trust, re.compile(order)) for trust, order, _ in _ORDERS)

_SAINT_WORDS = frozenset(("St", "Ste", "Saint", "Sainte", "ST", "STE", "SAINT", "SAINTE"))
_OF = frozenset(("DE", "DU", "DES"))


def parse_names(row: Sequence[Word], trust: Trust) -> list[Name]:
    """Parse the names in a row of adjacent words, left to right; words that fit no order are skipped.

    Only the first name of a row has the full trust: « Madame DUPONT Paul MARTIN » has two full names at most.
    """
    shape = kind_string(row)
    is_listed = trust in (Trust.LIST, Trust.ITEM) or (trust == Trust.TITLE and len(shape) >= LONG_ROW)
    if is_listed and (run := split_run(shape)):
        return [_name_from_split(row, split, given_first=run[1]) for split in run[0]]
    names: list[Name] = []
    at = 0
    while at < len(row):
        match = None if trust < Trust.LIST and _is_not_a_name(row, at) else _match_order(shape, at, trust)
        if match is None:
            at += 2 if _is_not_a_name(row, at) else 1
            continue
        names.append(_name_from_match(row, match))
        at = match.end()
        trust = min(trust, Trust.ITEM)
    return names


def _name_from_split(row: Sequence[Word], split: Split, *, given_first: bool) -> Name:
    given, family = given_and_family(split, given_first=given_first)
    return Name(split[0], split[2], join_words([row[at] for at in given]), join_words([row[at] for at in family]))


def _is_not_a_name(row: Sequence[Word], at: int) -> bool:
    """Return whether no name starts here.

    « St Philbert » in « Maire de St Philbert de Bouaine », « DE DÉSIGNER » before a name.
    """
    if row[at].written in _SAINT_WORDS:
        return True
    return row[at].written in _OF and at + 1 < len(row) and row[at + 1].kind == CAPITALS


def _match_order(shape: str, at: int, trust: Trust) -> re.Match[str] | None:
    for least, order in _PATTERNS:
        if least <= trust and (match := order.match(shape, at)):
            return match
    return None


def _name_from_match(row: Sequence[Word], match: re.Match[str]) -> Name:
    given = match.groupdict().get("given")
    family = join_words(row[slice(*match.span("family"))])
    return Name(
        match.start(), match.end(), join_words(row[slice(*match.span("given"))]) if given else None, family
    )


def join_words(words: Sequence[Word]) -> str:
    """Join the words as the source writes them: one space between two, none after « d’ »."""
    return "".join(word.written + ("" if word.written.endswith(("'", "’")) else " ") for word in words).strip()


_MAX_ROW: Final = 400
_LOOKAHEAD: Final = 6  # words ahead
_MIN_WRAPPED_LINE: Final = 60  # a line at least this long may continue on the next one
_ONE_CASE: Final = re.compile(r"[GMP]+|[gCP]+")
_COMPLETE: Final = re.compile(r"[GMI]+P*[Cg]+")
_COMPLETE_REVERSED: Final = re.compile(r"(?:(?:P*[Cg])+[GM]{1,2})+")
_HEADING: Final = re.compile(r"(?:M|[CgP]+)M")  # « Correspondant⏎Défense », « Mme DUPONT⏎Caractéristiques »
_BEFORE_TOWN: Final = re.compile(r"([GMI]+P{0,3}[Cg])(?:P{0,3}[Cg]){1,5}")
_TOWN_AND_NAME: Final = re.compile(r"[Cg]{1,2}G{1,2}P{0,3}[Cg]{1,2}")  # « HOUDAN  Luc MARCHAL⏎FONTVERGNE »
_SURNAME_FIRST: Final = re.compile(r"(?:P{0,3}[Cg]){1,3}G{1,2}(?=P{0,3}[Cg])")
_GIVEN_AT_END: Final = re.compile(r"(?:P{0,2}[Cg]){0,2}(?:G{1,2}|I{1,2})(?![CgMG])")
_ROMAN: Final = re.compile(r"[IVX]{1,4}\.?")
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
    columns: frozenset[int] = frozenset()  # the words that begin a line of a column of names

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
        if at > first and (
            not word.joint or at in self.columns or (word.joint == "\n" and self._breaks(first, at))
        ):
            return False
        return word.kind in NAME_KINDS or self._common(first, at, titled, trust)

    def _common(self, first: int, at: int, titled: bool, trust: Trust) -> bool:
        word = self.words[at]
        is_certain = titled or trust >= Trust.LIST
        if word.kind == NAMESAKE and self._before_surname(at):  # Urbain CHASSARD, Thi Mai HOARAU
            return titled or trust >= Trust.OFFICE or at > first
        if word.kind not in (ACT, ROLE, STREET, BODY, NAMESAKE):
            return False
        if at > first:
            if word.kind == NAMESAKE and word.written.istitle():  # CHASSARD Urbain
                return is_certain and set(kind_string(self.words[first:at])) <= {"P", "C", "g"}
            if (
                first in self.columns and word.written.isupper() and word.kind in (STREET, BODY)
            ):  # DE LA CHAPELLE Luc
                return set(kind_string(self.words[first:at])) == {PARTICLE} and self._before_given(at, beside=True)
            before = set(kind_string(self.words[first:at]))
            if before == {GIVEN_CAPITALS}:  # RÉGINE SALLES
                return is_certain and word.kind in (STREET, BODY)
            return before == {GIVEN} and is_certain and (word.written.isupper() or word.kind in (STREET, BODY))
        if is_certain and word.written.isupper() and self._before_given(at):  # DOYEN Virginie
            return True
        noun_like = word.kind == ACT and word.written.casefold().endswith("ement")  # « M. LALLEMENT »
        if titled and ((word.kind == ROLE and word.written.isupper()) or noun_like):  # « Madame DOYEN »
            return self._is_titled_surname(at, trust) and not self._join_kinds(at + 1).startswith(PARTICLE)
        # Mme CHAPELLE, Mme Loïs VARANGEOT, but « l’abbé Rue Danton »
        named = word.written.isupper() or not self._join_kinds(at + 1) or self._before_surname(at)
        return titled and named and word.kind in (STREET, BODY)

    def _is_titled_surname(self, at: int, trust: Trust) -> bool:
        """Return whether a common word after a civility is a surname: « Madame DOYEN », not « MADAME MAIRE »; « M.
        MAIRE » only in a list.
        """
        civility = self.words[at - 1].written
        return not civility.isupper() or (civility == "M." and trust >= Trust.LIST)

    def _join_kinds(self, at: int) -> str:
        """Return the kinds of the words from ``at`` on as far as they adjoin; empty when the first does not."""
        row = self.words[at : at + _LOOKAHEAD]
        return kind_string([*takewhile(lambda word: word.joint, row)])

    def _before_surname(self, at: int) -> bool:
        following = self._join_kinds(at + 1)
        return self.words[at].written.istitle() and following.lstrip(PARTICLE)[:1] in ("C", "g")

    def _before_given(self, at: int, *, beside: bool = False) -> bool:
        if beside or at in self.columns:  # « VALLÉE Noémie » above « ÉVEILLARD Jean »
            following = self.words[at + 1 : at + _LOOKAHEAD]
            joined = kind_string([*takewhile(lambda word: word.joint == " ", following)])
            return joined.startswith(GIVEN)
        joined = self._join_kinds(at + 1)
        if joined.startswith(INITIALS) and self.words[at + 1].joint == "\n":  # « ORDRE DU JOUR⏎I. »
            return False
        return _GIVEN_AT_END.match(joined) is not None

    def _breaks(self, first: int, at: int) -> bool:
        """Return whether the line break before a word separates two names, rather than the words of one."""
        before = kind_string(self.words[first:at])
        kind = self.words[at].kind
        if kind == INITIALS and _ROMAN.fullmatch(self.words[at].written):  # « Mme MARION⏎I - Approbation »
            return True
        if _COMPLETE_REVERSED.fullmatch(before) or _HEADING.fullmatch(before + kind):
            return True
        if _TOWN_AND_NAME.fullmatch(before) and kind == CAPITALS and self._join_kinds(at + 1).startswith(GIVEN):
            return True
        if _COMPLETE.fullmatch(before):
            return kind != PARTICLE and not self._is_wrapped(at)
        if before[-1] == PARTICLE or len(before.replace(PARTICLE, "")) < 2:
            return False
        goes_on = at + 1 < len(self.words) and self.words[at + 1].joint == " "
        return goes_on and _ONE_CASE.fullmatch(before + kind) is not None

    def _is_wrapped(self, at: int) -> bool:
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
        if first in self.columns and (whole := _SURNAME_FIRST.match(kind_string(row))):
            return row[: whole.end()]  # « CORZANI Alma AMBREVILLE », the next column of a table
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
    return word._replace(kind=CAPITALS if word.written.isupper() else mixed)


def drop_street_name(row: Sequence[Word], vocabulary: NameLexicon) -> Sequence[Word]:
    """Cut off the name of a street: « Mont Blanc Luc MARCHAL » leaves the person, « rue Jean MOULIN » nothing.

    Words that only qualify the place are not its name: nothing is left of « Centre Hospitalier Jean MARCHAL ».
    """
    own = _OWN_NAME.match(kind_string(row))
    if own is None or all(vocabulary.qualifies_place(word.written) for word in row[: own.end()]):
        return ()
    return row[own.end() :]
