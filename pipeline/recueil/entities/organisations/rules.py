"""Names of organisations that a word tells: a head, « syndicat … », a last word, « Orne Habitat », an acronym.

What may follow a head depends on its kind in the table ``organisation_words.csv``: a name (``of``, « commune de
Valdoré »; ``form``, « SARL Vasseur »), lower-case words of the table and a name (``phrase``, « direction
départementale des territoires de l'Orne »), or nothing (``alone``, « Cour des comptes »).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from typing import Final

from recueil.entities.places.gazetteer import PlaceMatch
from recueil.entities.tagger.words import (
    GAPS,
    LINKS,
    STOPS,
    RuleMatch,
    Words,
    is_capitalised,
    joins,
    name_end,
    quoted_end,
    skip_links,
)
from recueil.values.organisation import is_acronym_of

RULES: Final = ("organisation.alone", "organisation.phrase", "organisation.of", "organisation.form",
                "organisation.last", "organisation.acronym", "organisation.article")  # fmt: skip
"""The ids of the rules."""

_HEAD_KINDS = {"alone": 0, "phrase": 1, "of": 2, "form": 3, "noun": 3}
_ALONE, _PHRASE, _OF, _FORM, _LAST, _ACRONYM, _ARTICLE = RULES
_COMMA = GAPS.index("comma")
_OPEN = GAPS.index("open")
_SPACE = GAPS.index("space")
_DEPARTEMENT = re.compile(r"0[1-9]|[1-8]\d|9[0-5]|2[AB]|97[1-6]")
_NUMBERED = re.compile(rf"(?P<acronym>[A-Z]{{3,8}})(?:{_DEPARTEMENT.pattern})")
_LONGEST_ACRONYM = 10
_MAX_PHRASE = 22  # words
_MAX_BRAND = 8
# An acronym that is in no list must stand after one of these.
_ARTICLES = frozenset({"le", "la", "du", "au", "l", "par", "avec", "les", "aux", "des"})
_GENITIVES = frozenset({"d", "de", "du", "des"})
_FEW_CAPITALS = 3
_ROMAN = frozenset("IVXLCDM")


@dataclass(frozen=True, slots=True)
class OrganisationRules:
    """The tables of words and acronyms. ``heads`` are by their first word, the longest first."""

    heads: Mapping[str, Sequence[tuple[tuple[str, ...], str]]]
    nouns: frozenset[str]
    inside: frozenset[str]
    last_words: frozenset[str]
    acronyms: Mapping[str, str]

    @classmethod
    def read(cls, folder: Traversable) -> OrganisationRules:
        rows = list(csv.DictReader((folder / "organisation_words.csv").read_text("utf-8").splitlines()))
        heads: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for row in sorted(rows, key=lambda row: -len(row["words"].split())):
            words = tuple(row["words"].split())
            if row["kind"] in _HEAD_KINDS:
                heads.setdefault(words[0], []).append((words, RULES[_HEAD_KINDS[row["kind"]]]))
        of_kind = {kind: frozenset(row["words"] for row in rows if row["kind"] == kind) for kind in _TABLES}
        acronyms = csv.DictReader((folder / "acronyms.csv").read_text("utf-8").splitlines())
        return cls(
            heads,
            of_kind["noun"],
            of_kind["inside"] | LINKS,
            of_kind["last"],
            {row["acronym"]: row["kind"] for row in acronyms},
        )

    def find(
        self, words: Words, begins: Iterable[int], places: Sequence[PlaceMatch], occupied: Sequence[int]
    ) -> list[RuleMatch]:
        """Find the organisations in reading order, without overlaps.

        ``begins`` are the words in which a rule is interested: heads, last words, words in capitals. ``occupied``
        is not 0 for the words of other values, such as persons.
        """
        place_ends = {match.first: match.last for match in places}
        found: list[RuleMatch] = []
        reached = 0
        for at in begins:
            if at < reached:
                continue
            word = words.folded[at]
            match = None
            if word in self.heads:
                match = self._after_head(words, at, place_ends)
            elif word in self.last_words and not occupied[at]:
                match = _before_last_word(words, at, reached, place_ends)
            if match is None and words.forms[at].isupper() and not occupied[at]:
                match = self._acronym(words, at, place_ends)
            if match:
                found.append(match)
                reached = match.last
                if acronym := self._acronym_after(words, match, place_ends):
                    found.append(acronym)
                    reached = acronym.last
        return found

    def _after_head(self, words: Words, at: int, place_ends: Mapping[int, int]) -> RuleMatch | None:
        """Return the longest organisation that begins with a head, each rule taking its longest head."""
        best: RuleMatch | None = None
        tried = set()
        for head, rule in self.heads[words.folded[at]]:
            last = at + len(head)
            if rule in tried or tuple(words.folded[at:last]) != head:
                continue
            if any(not joins(words, inner) for inner in range(at + 1, last)):
                continue
            tried.add(rule)
            end = self._end(words, at, last, rule, place_ends)
            if end and (best is None or end > best.last):
                best = RuleMatch(at, end, rule)
        return best

    def _end(self, words: Words, at: int, head_end: int, rule: str, place_ends: Mapping[int, int]) -> int:
        """Return the end of the organisation whose head ends at ``head_end``; 0 if no name follows."""
        if rule == _ALONE:
            return head_end
        if head_end >= len(words):
            return 0
        if rule == _FORM:
            return self._end_of_form(words, at, head_end)
        if rule == _PHRASE:
            return self._end_of_phrase(words, head_end, place_ends)
        start = skip_links(words, head_end, 3)
        return _name_or_place(words, start, place_ends) if start < len(words) else 0

    def _end_of_form(self, words: Words, at: int, head_end: int) -> int:
        quoted = quoted_end(words, head_end)
        if quoted > head_end:
            return quoted
        if not joins(words, head_end):
            return 0
        if is_capitalised(words, head_end):
            return max(name_end(words, head_end), head_end + 1)
        start = skip_links(words, head_end, 2)
        if start in (head_end, len(words)) or words.folded[at] in self.nouns:
            return 0
        return name_end(words, start) if joins(words, start) and is_capitalised(words, start) else 0

    def _end_of_phrase(self, words: Words, head_end: int, place_ends: Mapping[int, int]) -> int:
        """Return the end of « des territoires et de la mer de l'Orne »: known lower-case words, then a name."""
        last = at = head_end
        while at < len(words) and at - head_end < _MAX_PHRASE:
            link = words.folded[at] in LINKS
            after_comma = words.gaps[at] == _COMMA and link and words.folded[at] != "et"
            if not joins(words, at) and not after_comma:
                return max(quoted_end(words, at), last) if at > head_end or quoted_end(words, at) > at else 0
            if not link and words.folded[at] not in self.inside:
                return _name_or_place(words, at, place_ends) or (last if last > head_end else 0)
            at += 1
            last = last if link else at
        return last if last > head_end else 0

    def _acronym(self, words: Words, at: int, place_ends: Mapping[int, int]) -> RuleMatch | None:
        """Return an acronym of the list, or one that stands after an article in prose: « le SIVALOR ».

        « du VAR », the name of a place, is none; the number of a département may stand in its word: « CDG37 ».
        """
        form = words.forms[at]
        if (numbered := _NUMBERED.fullmatch(form)) and self.acronyms.get(numbered["acronym"]) == "organisation":
            return RuleMatch(at, at + 1, _ACRONYM)
        kind = self.acronyms.get(form)
        if kind == "other" or not 2 < len(form) < 9 or not form.isalpha() or set(form) <= _ROMAN:
            return None
        near = [other for other in words.forms[max(0, at - 3) : at + 4] if other.isalpha()]
        if kind == "organisation":
            last = at + 1 + _is_departement(words, at + 1)
            return None if all(other.isupper() for other in near) else RuleMatch(at, last, _ACRONYM)
        prose = sum(other.isupper() for other in near) < _FEW_CAPITALS and any(other.islower() for other in near)
        article = at and words.folded[at - 1] in _ARTICLES and words.forms[at - 1].islower() and joins(words, at)
        if at in place_ends and words.folded[at - 1] in _GENITIVES:
            return None
        return RuleMatch(at, at + 1 + _is_departement(words, at + 1), _ARTICLE) if article and prose else None

    def _acronym_after(self, words: Words, match: RuleMatch, place_ends: Mapping[int, int]) -> RuleMatch | None:
        """Return the acronym in brackets after an organisation: « Syndicat mixte du Val (SMV) ».

        Where a place has that name it must be made of initials: « commune de Valdoré (ORNE) ».
        """
        at = match.last
        if at >= len(words) or words.gaps[at] != _OPEN:
            return None
        form = words.forms[at]
        if not (form.isupper() and form.isalpha() and 2 < len(form) <= _LONGEST_ACRONYM):
            return None
        if at in place_ends and not is_acronym_of(words.folded[at], words.folded[match.first : at]):
            return None
        closed = words.text[words.ends[at] : words.ends[at] + 2].lstrip().startswith(")")
        return RuleMatch(at, at + 1, _ACRONYM) if closed and self.acronyms.get(form) != "other" else None


_TABLES = ("noun", "inside", "last")


def _name_or_place(words: Words, start: int, place_ends: Mapping[int, int]) -> int:
    """Return the end of the place, name or quoted words at ``start``; 0 if there is none."""
    if not joins(words, start):
        quoted = quoted_end(words, start)
        return quoted if quoted > start else 0
    for first in (start, start - 1):  # the article may belong to the name: « de La Roche »
        last = place_ends.get(first, 0)
        if last > start:
            # « Val » is a commune, but « communauté de communes du Val d'Orne » goes on.
            goes_on = last < len(words) and joins(words, last) and words.folded[last] in _GENITIVES
            return max(name_end(words, start), last) if goes_on else last
    last = name_end(words, start)
    return last if last > start else 0


def _is_departement(words: Words, at: int) -> bool:
    """Return whether the number of a département follows an acronym: « CDG 37 »."""
    return at < len(words) and words.gaps[at] == _SPACE and _DEPARTEMENT.fullmatch(words.forms[at]) is not None


def _before_last_word(words: Words, at: int, reached: int, place_ends: Mapping[int, int]) -> RuleMatch | None:
    """Return « Orne Habitat », « Tours Métropole Val de Loire »: a name, a last word, perhaps a name.

    « habitat » in small letters is a last word after a place alone: « Tours habitat ».
    """
    if at == reached or not joins(words, at) or words.folded[at - 1] in LINKS:
        return None
    first = at
    while first > reached and at - first < _MAX_BRAND:
        before = first - 1
        while before > reached and words.folded[before] in LINKS and words.forms[before][0].islower():
            before -= 1
        apart = any(not joins(words, inner) for inner in range(before + 1, first + 1))
        if apart or not is_capitalised(words, before) or words.folded[before] in STOPS | LINKS:
            break
        first = before
    capitalised = is_capitalised(words, at)
    other_word = words.folded[at] == "habitat" and place_ends.get(first) != at
    if first == at or (not capitalised and (other_word or words.forms[first].isupper())):
        return None
    follows = capitalised and not words.forms[at].isupper() and at + 1 < len(words) and joins(words, at + 1)
    return RuleMatch(first, max(name_end(words, at + 1) if follows else 0, at + 1), _LAST)
