"""Places with an unmistakable head: « 12, rue des Lilas », « salle Jeanne Vasseur », « lieu-dit Le Clos »."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from typing import Final

from recueil.entities.tagger.words import (
    GAPS,
    LINKS,
    RuleMatch,
    Words,
    is_capitalised,
    joins,
    name_end,
    quoted_end,
    skip_links,
)

RULES: Final = ("place.street", "place.site", "place.commune")
"""The ids of the rules; that of communes is in ``recueil.entities.tagger.evidence``."""

_STREET, _SITE, COMMUNE = RULES
_NUMBER_SUFFIXES = frozenset({"bis", "ter", "quater", "b", "a"})
_BEFORE_STREET = frozenset(GAPS.index(name) for name in ("space", "line", "comma"))


@dataclass(frozen=True, slots=True)
class PlaceRules:
    """The words of ``place_words.csv``: streets, sites, and words after a site (« salle des fêtes »)."""

    kinds: Mapping[str, str]
    of_site: frozenset[str]

    @classmethod
    def read(cls, folder: Traversable) -> PlaceRules:
        rows = list(csv.DictReader((folder / "place_words.csv").read_text("utf-8").splitlines()))
        of_site = frozenset(row["word"] for row in rows if row["kind"] == "of site")
        return cls({row["word"]: row["kind"] for row in rows if row["kind"] != "of site"}, of_site)

    def find(self, words: Words, begins: Iterable[int]) -> list[RuleMatch]:
        """Find streets and sites by their first word, one of ``begins``: in reading order, without overlaps."""
        found: list[RuleMatch] = []
        reached = 0
        for at in begins:
            kind = self.kinds.get(words.folded[at])
            if kind is None or at < reached:
                continue
            match = None
            if kind == "street":
                match = _street(words, at, reached)
            elif kind == "site":
                match = self._site(words, at)
            if match:
                found.append(match)
                reached = match.last
        return found

    def _site(self, words: Words, at: int) -> RuleMatch | None:
        """Return « salle des fêtes de Valdoré », « gymnase Marcel Le Guen », « ZAC des Tuileries »."""
        last = at + 1
        for _ in range(4):
            following = skip_links(words, last, 2)
            if following < len(words) and joins(words, following) and words.folded[following] in self.of_site:
                last = following + 1
            else:
                break
        start = skip_links(words, last, 3)
        if start >= len(words):
            return None
        quoted = quoted_end(words, start)
        if quoted > start:
            return RuleMatch(at, quoted, _SITE)
        if not joins(words, start) or words.folded[start] in LINKS:
            return None
        end = name_end(words, start)
        return RuleMatch(at, end, _SITE) if end > start and is_capitalised(words, start) else None


def _street(words: Words, at: int, reached: int) -> RuleMatch | None:
    """Return « 12 bis, rue des Lilas »; in lower case, « rue des lilas », only with a number."""
    start = skip_links(words, at + 1, 3)
    if start >= len(words) or not joins(words, start):
        return None
    last = name_end(words, start)
    numbered = _number_before(words, at, reached)
    if last == start:
        if numbered == at or start == at + 1 or not words.folded[start].isalpha():
            return None
        last = start + 1
    return RuleMatch(numbered, last, _STREET)


def _number_before(words: Words, at: int, reached: int) -> int:
    """Return where the number of a street begins: « 12 », « 1 bis », « 3, »; ``at`` if there is none."""
    suffixed = at > reached and words.folded[at - 1] in _NUMBER_SUFFIXES and words.gaps[at] in _BEFORE_STREET
    first = at - 1 if suffixed else at
    before = first - 1
    number = before >= reached and words.forms[before].isdigit() and len(words.forms[before]) < 5
    return before if number and words.gaps[first] in _BEFORE_STREET else at
