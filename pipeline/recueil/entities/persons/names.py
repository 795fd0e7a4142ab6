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

from recueil.entities.persons.name_words import CAPITALS, Word, kind_string
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
