"""The sentences of the amounts of a text, each read for the award it makes: « attribue … € à »."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence

from recueil.facts.awards import award_grammar as grammar
from recueil.facts.awards.award_clauses import AwardMatch, Clause, Decision, recalls_decision
from recueil.facts.awards.award_dealings import (
    is_delegated,
    read_contract,
    read_guarantee,
    read_loan,
    read_membership,
    read_sale,
)
from recueil.facts.awards.award_gifts import read_gift
from recueil.facts.awards.award_lists import FirmLists
from recueil.facts.awards.award_terms import WAS_AWARDED
from recueil.values import Amount, Mention

_REACH = 520
_AHEAD = 260
_RESTATED = 60
_LONGEST_TOPIC = 24
_SENTENCE_MARKS = ".;!?\n"  # what ends a sentence and is of it
_AWARD_ROLES = ("subvention", "marche")
_IGNORED_ROLES = frozenset(("seuil", "tarif", "loyer", "part-financeur"))


def find_in_sentences(
    text: str, plain: str, amounts: Sequence[Mention], taken: Collection[int]
) -> Iterator[AwardMatch]:
    """Yield the awards of the sentences of a text, by amount in text order.

    ``taken``: offsets of amounts that already have an award.
    """
    lists = FirmLists(text, plain)
    sentences = _SentenceFinder(text, plain)
    before = 0
    for amount in amounts:
        value = amount.value
        if (
            isinstance(value, Amount)
            and _may_be_award(value)
            and not _restates_amount(plain, before, amount.start)
        ):
            listed = lists.firm(before, amount)
            clause = sentences.around(amount, before) if amount.start not in taken else None
            decided = (clause and _read_award(clause, value)) or listed
            if decided and amount.start not in taken:
                what, name = decided
                yield AwardMatch(min(name.start, amount.start), max(name.end, amount.end), what, name, amount)
        before = amount.end


class _SentenceFinder:
    """The sentences of a text, to be queried amount by amount in text order."""

    def __init__(self, text: str, plain: str) -> None:
        self._text, self._plain = text, plain
        self._start = self._scanned = self._stop = 0
        self._topics: list[int] = []
        self._told = 0

    def around(self, amount: Mention, before: int) -> Clause | None:
        """Return the sentence of an amount if it contains a word of awards, otherwise None.

        ``before``: the end of the previous amount.
        """
        text = self._text
        scanned = max(self._scanned, amount.start - _REACH)
        *_, sentence = (None, *grammar.SENTENCE.finditer(text, scanned, amount.start))
        self._start = max(sentence.end() if sentence else self._start, amount.start - _REACH)
        self._scanned = amount.start
        if self._stop < amount.end:
            after = grammar.SENTENCE.search(text, amount.end, amount.end + _AHEAD)
            self._stop = (
                after.start() + (after[0][0] in _SENTENCE_MARKS) if after else min(amount.end + _AHEAD, len(text))
            )
        role = amount.value.role if isinstance(amount.value, Amount) else None
        if role not in _AWARD_ROLES and not self._speaks(self._start, self._stop):
            return None
        rated = grammar.RATED.fullmatch(self._plain, before, amount.start)
        own = self._start if rated else max(self._start, before)
        return Clause(text, self._plain, self._start, own, amount, self._stop)

    def _speaks(self, start: int, stop: int) -> bool:
        """Return whether such a word stands between two offsets; each character is searched once."""
        for topic in grammar.TOPIC.finditer(self._plain, max(self._told, start, 0), stop + _LONGEST_TOPIC):
            if topic.start() < stop:
                self._topics.append(topic.start())
        self._told = max(self._told, stop)
        at = bisect_left(self._topics, start)
        return at < len(self._topics) and self._topics[at] < stop


def _read_award(clause: Clause, value: Amount) -> Decision | None:
    """Return the decision of the sentence on its amount and the recipient; None if it recalls another
    decision.
    """
    if recalls_decision(clause.sentence) and not (WAS_AWARDED.search(clause.sentence) and is_delegated(clause)):
        return None
    return next(filter(None, (reader(clause, value) for reader in _CLAUSE_READERS)), None)


def _may_be_award(value: Amount) -> bool:
    return value.amount > 0 and value.role not in _IGNORED_ROLES


def _restates_amount(plain: str, before: int, start: int) -> bool:
    """Return whether an amount repeats the previous one: the second of « 100 € HT soit 120 € TTC »."""
    return start - before < _RESTATED and grammar.RESTATES.fullmatch(plain, before, start) is not None


_CLAUSE_READERS = (read_gift, read_guarantee, read_loan, read_sale, read_contract, read_membership)
