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
from recueil.facts.awards.recipient_kinds import classify_recipient
from recueil.facts.awards.structure_recipients import RecipientName, parse_name
from recueil.values import Amount, Mention
from recueil.values.award import Recipient

Decision = tuple[str, RecipientName]
"""The kind of decision of a sentence, and the recipient."""

_JUST_BEFORE = 14
_AFTER_AMOUNT = 25


@dataclass(frozen=True, slots=True)
class AwardMatch:
    """A recipient of an amount, the kind of decision (``what``), and the span that states it."""

    start: int
    end: int
    what: str
    name: RecipientName
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

    def contains(self, pattern: re.Pattern[str]) -> bool:
        return pattern.search(self.plain, self.start, self.amount.start) is not None

    def all(self, pattern: re.Pattern[str]) -> list[re.Match[str]]:
        return list(pattern.finditer(self.plain, self.start, self.amount.start))

    def matches_just_after(self, pattern: re.Pattern[str]) -> list[re.Match[str]]:
        return list(pattern.finditer(self.plain, self.amount.end, self.amount.end + _AFTER_AMOUNT))

    def last_name(self, pattern: re.Pattern[str], start: int) -> RecipientName | None:
        """Return the last name before the amount at a place that the pattern announces, or None."""
        found = None
        at = start
        while match := pattern.search(self.plain, at, self.amount.start):
            name = self._named(match, self.amount.start)
            found = name or found
            at = max(match.end(), match.start() + 1)
        return found

    def next_name(self, pattern: re.Pattern[str]) -> RecipientName | None:
        """Return the name right after the amount, or None."""
        match = pattern.match(self.plain, self.amount.end, min(self.stop + 60, len(self.plain)))
        return self._named(match, self.stop) if match else None

    def _named(self, match: re.Match[str], limit: int) -> RecipientName | None:
        groups = match.re.groupindex
        start = match.start() if "form" in groups and match["form"] is not None else match.end()
        name = parse_name(self.text, start, limit)
        loose = "loose" in groups and match["loose"] is not None
        return None if name and loose and self.kind(name) is None else name

    def kind(self, name: RecipientName) -> Recipient | None:
        """Return the kind that the name states, else that of the words just before it."""
        return classify_recipient(name.words, self.text[max(0, name.start - _JUST_BEFORE) : name.start])


def asks_for_money(words: str) -> bool:
    """Return whether the last verb of the words asks for money, receives it or refuses it."""
    *_, stance = (None, *grammar.STANCE.finditer(words))
    return stance is not None and stance["asks"] is not None


def recalls_decision(words: str) -> bool:
    """Return whether the words recall an earlier decision."""
    *_, told = (None, *grammar.PAST_DECISION.finditer(words))
    return told is not None and grammar.DECIDES.search(words, told.end()) is None


def recipient_after(text: str, plain: str, start: int, stop: int) -> RecipientName | None:
    """Return the name that follows an amount: « 2 500 € au Centre communal d'action sociale », or None."""
    stop = min(stop, len(text))
    match = grammar.RECIPIENT_AFTER.match(plain, start, stop) or grammar.AMOUNT_LEADER.match(plain, start, stop)
    return parse_name(text, match.end(), stop) if match else None
