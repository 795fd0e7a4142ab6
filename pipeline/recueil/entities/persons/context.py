"""Context of a name: whether the text around it implies a list of members, an office, a street, or nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from recueil.entities.persons.name_grammar import Trust
from recueil.entities.persons.name_words import NameLexicon
from recueil.text import fold_hyphenated

MAX_GAP: Final = 320
"""Longest gap within a list; the dots from the giver of a proxy to its holder are shorter."""

_CUE_WORDS: Final = 12
_WORD = re.compile(r"[^\W\d_]+")
_BREAK = re.compile(r"[,.;:()–]|\s[-—]+\s|\n\s{0,40}\n")
_CUE_END = re.compile(r":\s{0,80}$")
_LIST_SEPARATOR = re.compile(r"\s*(?:\(\*\)|\))?\s*(?:[,;/–—-]+\s*){0,2}(?:(?:et|ET|&)\s+)?(?:\d{1,2}[.)-]\s*)?")
# « TCHAKERIAN (à ESCLATINE), VILLARS (pouvoir à GIROUD) »: to the holder in brackets, and to the next giver.
_TO_HOLDER = re.compile(r"\s*\((?:(?:pouv|proc)[a-z]*\.?\s)?\s*à\s+|\)\s*[,;/–—-]?\s*")
# « Présents (la liste se déroule par un clic)⏎ »
_REMARK = re.compile(r"\([^()]{1,100}\)(?=[^\S\n]{0,9}\n\s{0,99}\Z)")
# « Jean PICQ (arrivé en cours de séance) - », of the name before it
_REMARK_OF_ONE = re.compile(r"\s{0,9}\([^()A-ZÀ-Ý]{1,100}\)\s{0,9}(?:[,;/–—-]+\s{0,40}|\n\s{0,40})")
_SHORT = re.compile(r"(?<=[(, ])(?:exc|pouv|proc|abs|repr?)\.")
_EXCUSED = re.compile(r"\(exc(?:\.|usée?)\)")
_SENTENCE = re.compile(r"[.;:!?]\s")
_OFFICE_LINE = re.compile(
    r"(?:^|\n|\s{3})(?:P/ ?|[Pp]our )?(?:M\. |Mme )?(?:[Ll]es? |[Ll]a |[Ll]['’])(?P<office>[^\W\d_]+)"
    r"(?P<of>[^\n.;:]{0,120})$"
)
_OFFICE_HELD = re.compile(
    r"\s{0,3}[,(–-]?\s{1,20}(?:[Ll]e |[Ll]a |[Ll]['’]|\d{1,2} ?(?:[eè]re?|[eè]me|er?) )?"
    r"(?P<office>[^\W\d_]+(?:-[^\W\d_]+)?)"
)
_GIVEN_NAME = re.compile(
    r"\b(?:nom|d[ée]nomination|appellation|(?:d[ée]nomm|nomm|baptis|intitul|renomm|rebaptis)\w{1,5})\s{1,4}"
    r"(?:(?:de|d['’]|en|du)\s{0,4})?[«\"“]\s{0,3}\Z",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"\s\d{1,2}\s?[-–.)]?\s{1,4}$")
_IN_BRACKETS = re.compile(r"\s{0,40}\(")
_ADDRESS = re.compile(
    r"(?:\s{0,3}[,–-]?|[^\S\n]{0,80}\n[^\S\n]{0,80})\s{0,3}(?:\d{5}\b|\d{1,4}\s?(?:bis|ter)?\s?,?\s"
    r"(?:rue|avenue|av|bd|boulevard|place|impasse|allée|chemin)\b)"
)


@dataclass(slots=True)
class Gap:
    """The text between two capitalised words, with its words, which are folded where they are looked up."""

    text: str
    words: Sequence[str]
    vocabulary: NameLexicon

    @classmethod
    def of(cls, text: str, vocabulary: NameLexicon) -> Gap:
        # a capitalised word in a gap is an OCR error: « MARTlN-BOlSSI1RE »
        words = _WORD.findall(_REMARK.sub("", text)) if "(" in text else _WORD.findall(text)
        return cls(text, [word for word in words if not word[0].isupper()], vocabulary)

    @property
    def separates(self) -> bool:
        """Whether the gap only separates two items of a list."""
        return _LIST_SEPARATOR.fullmatch(_EXCUSED.sub("", self.text)) is not None

    @property
    def leads_to_holder(self) -> bool:
        """Whether the gap stands between the giver of a proxy and its holder in brackets, or after the holder."""
        return _TO_HOLDER.fullmatch(self.text) is not None

    @property
    def opens(self) -> bool:
        """Whether a list begins after the gap: « présents : »."""
        return _CUE_END.search(self.text) is not None

    @property
    def continues_surnames(self) -> bool:
        """Whether a list of surnames may continue after the gap: « (pouvoir à »."""
        return "." not in _SHORT.sub("", self.text) and all(map(self._is_list_link, self.words))

    def _is_list_link(self, written: str) -> bool:
        word = fold_hyphenated(written)
        return word in self.vocabulary.links["list"] or self.vocabulary.of_act(word) in ("list", "role")

    def trust(self, before: Trust) -> Trust:
        """Return the trust of the nearest cue, provided that only link words separate it from the next word."""
        if not self.words or (before is Trust.LIST and _REMARK_OF_ONE.fullmatch(self.text)):
            return before
        if self.opens and any(
            self.vocabulary.of_act(fold_hyphenated(word)) == "list" for word in self.words[-_CUE_WORDS:]
        ):
            return Trust.LIST  # « Étaient présents les conseillers suivants (un par ligne) : »
        office = Trust.NONE
        for word in map(fold_hyphenated, reversed(self.words)):
            kind = self.vocabulary.of_act(word)
            if kind == "list":
                return Trust.LIST
            if kind == "role":
                office = Trust.OFFICE
            elif word not in self.vocabulary.links["list"]:
                return office
        return max(before, office)

    def street(self, before: str) -> str:
        """Return the kind of the street word that the next name belongs to: « rue de la … », « société … »."""
        for links, word in enumerate(map(fold_hyphenated, reversed(self.words[-4:]))):
            if kind := self.vocabulary.street_word_kind(word):
                # « la société Untel » is a company name; in « le cabinet de Untel » it is a person
                named = links == 0 or kind == "place"
                return kind if named and not _BREAK.search(self._tail(links)) else ""
            if word not in self.vocabulary.links["street"]:
                return ""
        return before if before and len(self.words) <= 4 and not _BREAK.search(self.text) else ""

    def _tail(self, links: int) -> str:
        """Return the text after all but the last ``links`` words."""
        ends = [match.end() for match in _WORD.finditer(self.text) if not match[0][0].isupper()]
        return self.text[ends[len(ends) - links - 1] :]


def follows_office(text: str, start: int, vocabulary: NameLexicon) -> bool:
    """Return whether a name is below or right after an office: « Le ministre de l’intérieur,⏎ … »."""
    before = text[max(0, start - MAX_GAP) : start]
    end = len(before.rstrip())
    if not before[:end].endswith((",", ":")):
        return False
    office = _OFFICE_LINE.search(before, 0, end - 1)
    if office is None or vocabulary.of_act(fold_hyphenated(office["office"])) != "role":
        return False
    return not office["of"] or "\n" in before[end:]


def precedes_office(text: str, end: int, vocabulary: NameLexicon) -> bool:
    """Return whether an office follows the name: « …, maire de Lanvern », « … 2ème vice-présidente »."""
    office = _OFFICE_HELD.match(text, end)
    return office is not None and vocabulary.of_act(fold_hyphenated(office["office"])) == "role"


def is_numbered_item(text: str, start: int, end: int) -> bool:
    """Return whether the name is a numbered item such as « 3- DUPONT Luc (Lanvern) »."""
    return (
        _NUMBERED.search(text, max(0, start - 8), start) is not None and _IN_BRACKETS.match(text, end) is not None
    )


def is_given_as_name(text: str, start: int) -> bool:
    """Return whether something gets the name in quotes: « le nom de « Marie MARCHAL » est donné à l'école »."""
    first = max(0, start - 40)
    quoted = text[first:start].rstrip().endswith(("«", '"', "“"))
    return quoted and _GIVEN_NAME.search(text, first, start) is not None


def names_a_place(text: str, start: int, end: int, vocabulary: NameLexicon) -> bool:
    """Return whether the sentence before, or an address after, makes a name that of a building or street.

    « la maison de santé pluridisciplinaire (MSP) Léo Lagrange », « Erik Satie, 12, rue … ».
    """
    before = _SENTENCE.split(text[max(0, start - 70) : start])[-1]
    if any(vocabulary.street_word_kind(fold_hyphenated(word)) for word in _WORD.findall(before)):
        return True
    return _ADDRESS.match(text, end) is not None
