"""Read the award that the sentence of an amount makes: a gift, a contract, a loan, a guarantee, a sale or
dues.

« attribue une subvention de 500 € au Tennis club », « participe aux frais de », « retient la SARL X pour »,
« emprunte à la Banque Y », « cède à M. Z ». Money asked for (« sollicite une aide de »), received or
refused is not a gift.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from recueil.facts.awards import award_grammar as grammar
from recueil.facts.awards.recipient_kinds import kind_of
from recueil.facts.awards.structure_recipients import Name, name_at
from recueil.values import Amount, Mention
from recueil.values.award import Recipient

Read = tuple[str, Name]
"""The kind of decision of a sentence, and the recipient."""

_JUST_BEFORE = 14
_CLOSE = 25


@dataclass(frozen=True, slots=True)
class Found:
    """A recipient of an amount, the kind of decision (``what``), and the span that states it."""

    start: int
    end: int
    what: str
    name: Name
    amount: Mention
    table: int | None = None

    @property
    def value(self) -> Amount:
        """Return the value of the amount; zero if the mention is not an amount."""
        return self.amount.value if isinstance(self.amount.value, Amount) else Amount(Decimal())


@dataclass(frozen=True, slots=True)
class Clause:
    """The sentence of an amount, from ``start`` to ``stop``; ``own`` is the end of the amount before it, if
    later.
    """

    text: str
    plain: str
    start: int
    own: int
    amount: Mention
    stop: int

    @property
    def sentence(self) -> str:
        return self.plain[self.start : self.amount.start]

    def has(self, *words: str) -> bool:
        return any(self.plain.find(word, self.start, self.amount.start) >= 0 for word in words)

    def says(self, pattern: re.Pattern[str]) -> bool:
        return pattern.search(self.plain, self.start, self.amount.start) is not None

    def all(self, pattern: re.Pattern[str]) -> list[re.Match[str]]:
        return list(pattern.finditer(self.plain, self.start, self.amount.start))

    def close_after(self, pattern: re.Pattern[str]) -> list[re.Match[str]]:
        return list(pattern.finditer(self.plain, self.amount.end, self.amount.end + _CLOSE))

    def last_name(self, pattern: re.Pattern[str], start: int) -> Name | None:
        """Return the last name before the amount at a place that the pattern announces, or None."""
        found = None
        at = start
        while match := pattern.search(self.plain, at, self.amount.start):
            name = self._named(match, self.amount.start)
            found = name or found
            at = max(match.end(), match.start() + 1)
        return found

    def next_name(self, pattern: re.Pattern[str]) -> Name | None:
        """Return the name right after the amount, or None."""
        match = pattern.match(self.plain, self.amount.end, min(self.stop + 60, len(self.plain)))
        return self._named(match, self.stop) if match else None

    def _named(self, match: re.Match[str], limit: int) -> Name | None:
        groups = match.re.groupindex
        start = match.start() if "form" in groups and match["form"] is not None else match.end()
        name = name_at(self.text, start, limit)
        loose = "loose" in groups and match["loose"] is not None
        return None if name and loose and self.kind(name) is None else name

    def kind(self, name: Name) -> Recipient | None:
        """Return the kind that the name states, else that of the words just before it."""
        return kind_of(name.words, self.text[max(0, name.start - _JUST_BEFORE) : name.start])


def asks(words: str) -> bool:
    """Return whether the last verb of the words asks for money, receives it or refuses it."""
    *_, stance = (None, *grammar.STANCE.finditer(words))
    return stance is not None and stance["asks"] is not None


def recalls(words: str) -> bool:
    """Return whether the words recall an earlier decision."""
    *_, told = (None, *grammar.RECALLS.finditer(words))
    return told is not None and grammar.DECIDES.search(words, told.end()) is None


def gives_to(text: str, plain: str, start: int, stop: int) -> Name | None:
    """Return the name that follows an amount: « 2 500 € au Centre communal d'action sociale », or None."""
    stop = min(stop, len(text))
    match = grammar.AFTER.match(plain, start, stop) or grammar.LEADER.match(plain, start, stop)
    return name_at(text, match.end(), stop) if match else None
