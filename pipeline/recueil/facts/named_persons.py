"""The persons that a text names, with the words around their names."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from recueil.text import PrefilteredPattern, word_offsets
from recueil.values import Mention

# Characters read around a name, in the text and (after the name) with white space collapsed.
_REACH = 420
_AFTER_LENGTH = 140
_EXTRA_SPACES = 40  # of so many words, as a rule

# What may stand before a name, in folded words with white space collapsed.
CIVILITY = r"(?:(?:monsieur|madame|mademoiselle|messieurs|mesdames|mm?|mrs?|mmes?|mlle|melle|dr|me)\b\.? ?)?"
OFFICE = (
    r"(?:(?:son|sa|le|la|l'|du|de la|notre) ?)?(?:maire|vice-presidente?|presidente?|prefete?|doyenn?e?)"
    r"(?: de seance| en exercice| du conseil(?: [a-z]{5,15})?| sortante?)?"
)


@dataclass(eq=False)
class NamedPerson:
    """A person with the folded words around the name.

    ``last``: the end of the previous name; ``since``: the words after it.
    """

    mention: Mention
    small: str
    last: int

    @property
    def words(self) -> str:
        """The folded words of the name itself."""
        return _collapse_spaces(self.small[self.mention.start : self.mention.end])

    @cached_property
    def before(self) -> str:
        return _collapse_spaces(self.small[self._reach : self.mention.start])

    @cached_property
    def since(self) -> str:
        return (
            _collapse_spaces(self.small[self.last : self.mention.start])
            if self.last > self._reach
            else self.before
        )

    @property
    def beside(self) -> bool:
        """Return whether only spaces precede: the second name of « Anne PICQ Paul RUFFIN »."""
        return self.small[self.last : self.mention.start].isspace()

    @cached_property
    def after(self) -> str:
        end = self.mention.end
        words = _collapse_spaces(self.small[end : end + _AFTER_LENGTH + _EXTRA_SPACES])
        return (words if len(words) > _AFTER_LENGTH else _collapse_spaces(self.small[end : end + _REACH]))[
            :_AFTER_LENGTH
        ]

    def words_after(self, reach: int) -> str:
        """Return the folded words after the name, up to ``reach`` characters."""
        return _collapse_spaces(self.small[self.mention.end : self.mention.end + reach])

    def follows(self, phrase: PrefilteredPattern) -> bool:
        """Return whether the phrase stands before the name. Its prefilter words must contain no space."""
        return self.match_before(phrase) is not None

    def match_before(self, phrase: PrefilteredPattern) -> re.Match[str] | None:
        """Return the match of the phrase before the name, or None."""
        begins = phrase.may_begin_in(self.small, self._reach, self.mention.start)
        return phrase.search(self.before) if begins else None

    @property
    def _reach(self) -> int:
        return max(0, self.mention.start - _REACH)


class NamedPersons:
    """The persons of a text, in text order."""

    def __init__(self, small: str, persons: Sequence[Mention]) -> None:
        ends = [0, *(mention.end for mention in persons)]
        self.small = small
        self.all = [NamedPerson(mention, small, last) for mention, last in zip(persons, ends, strict=False)]
        self._starts = [mention.start for mention in persons]
        self._ends = ends[1:]

    def before(self, *words: str) -> Iterator[NamedPerson]:
        """Yield the persons named before one of the words, at most 420 characters from it."""
        return self._within(words, _REACH, 0)

    def after(self, *words: str) -> Iterator[NamedPerson]:
        """Yield the persons named after one of the words, at most 420 characters from it."""
        return self._within(words, 0, _REACH)

    def near(self, *words: str) -> Iterator[NamedPerson]:
        """Yield the persons named at most 420 characters before or after one of the words."""
        return self._within(words, _REACH, _REACH)

    def _within(self, words: Sequence[str], before: int, after: int) -> Iterator[NamedPerson]:
        reached = 0
        for place in word_offsets(self.small, words):
            first = max(reached, bisect_left(self._ends, place - before))
            reached = max(reached, bisect_right(self._starts, place + after))
            yield from self.all[first:reached]


def first_mention(found: Iterator[NamedPerson]) -> Mention | None:
    """Return the mention of the first person, or None."""
    person = next(found, None)
    return person.mention if person else None


def _collapse_spaces(words: str) -> str:
    """Collapse each run of white space to one space, at both ends too."""
    line = " ".join(words.split())
    return f"{words[:1].isspace() * ' '}{line}{words[-1:].isspace() * ' '}" if line else words and " "
