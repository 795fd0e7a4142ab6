"""A text that comes into being with its entities: each stands exactly where it is written."""

from __future__ import annotations

from itertools import pairwise

from recueil.readers.document import Page
from recueil.values import Entity, Mention, Section, Value
from recueil.values.act import Part

_PAGE = 3_000


class Sheet:
    """``at`` is how many characters are written, ``entities`` what they say so far."""

    def __init__(self) -> None:
        self.at = 0
        self.entities: list[Entity] = []
        self._pieces: list[str] = []
        self._pages = [0]
        self._parts: list[tuple[Part, int]] = []

    def say(self, words: str) -> None:
        self._pieces.append(words)
        self.at += len(words)

    def mark(self, words: str, value: Value, rule: str) -> Mention:
        """Say the words of a value."""
        self.say(words)
        return self.note(words, value, rule)

    def note(self, words: str, value: Value, rule: str) -> Mention:
        """The words just said, or the last of them, say a value."""
        start, part = self.at - len(words), self._parts[-1][0]
        self.entities.append(Entity(start, self.at, words, len(self._pages), value, rule, part))
        return Mention(start, self.at, value, rule)

    def begin(self, part: Part) -> None:
        """Another part of the act begins, on a line of its own, and on a page of its own once this one is full."""
        if self.at:
            self.say("\n\n")
        if self.at - self._pages[-1] > _PAGE:
            self._pages.append(self.at)
        self._parts.append((part, self.at))

    @property
    def place(self) -> int:
        """Where one is, for ``since``."""
        return len(self._pieces)

    def since(self, place: int) -> str:
        """What has been said from there on."""
        return "".join(self._pieces[place:])

    @property
    def sections(self) -> tuple[Section, ...]:
        starts = [*self._parts, (self._parts[-1][0], self.at)]
        return tuple([Section(part, start, end) for (part, start), (_, end) in pairwise(starts)])

    @property
    def pages(self) -> tuple[Page, ...]:
        ends = [*self._pages, self.at]
        return tuple([Page(number, start, end) for number, (start, end) in enumerate(pairwise(ends), start=1)])
