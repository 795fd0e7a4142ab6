"""Awards that a sentence makes: « attribue une subvention de 500 € au Tennis club », « retient la SARL X pour ».

An amount, the words that govern it in its sentence, and a name where those words put the one who receives. What is
asked for (« sollicite une aide de ») or recalled (« par délibération du … avait attribué ») is no award.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from recueil.extract.lexis import unaccented
from recueil.structure import award_grammar as grammar
from recueil.structure.recipient_kinds import kind_of
from recueil.structure.recipients import Name, name_at
from recueil.values import Amount, Mention

_REACH = 520
_AHEAD = 260
_BACK = 420
_HEADING = 600
_DEFINED = 5000
_LINE = 120

_IGNORED = frozenset(("seuil", "tarif", "loyer", "part-financeur", "indemnite"))


_Read = tuple[str, Name] | None  # the decision, and who receives


@dataclass(frozen=True, slots=True)
class Found:
    """One who receives an amount; the characters that say so, and of which decision."""

    start: int
    end: int
    what: str
    name: Name
    amount: Mention
    table: int | None = None

    @property
    def value(self) -> Amount:
        """What the amount says."""
        return self.amount.value if isinstance(self.amount.value, Amount) else Amount(Decimal())


@dataclass(frozen=True, slots=True)
class _Clause:
    """The amount's sentence: from ``start``, or after the amount before it (``own``), to ``stop``."""

    text: str
    plain: str
    start: int
    own: int
    amount: Mention
    stop: int

    @property
    def sentence(self) -> str:
        return self.plain[self.start : self.amount.start]

    def says(self, pattern: re.Pattern[str]) -> bool:
        return pattern.search(self.plain, self.start, self.amount.start) is not None

    def last_name(self, pattern: re.Pattern[str], start: int) -> Name | None:
        """The last name before the amount that stands where the pattern puts one."""
        found = None
        at = start
        while match := pattern.search(self.plain, at, self.amount.start):
            name = self._named(match, self.amount.start)
            found = name or found
            at = max(match.end(), match.start() + 1)
        return found

    def next_name(self, pattern: re.Pattern[str]) -> Name | None:
        """The name right after the amount."""
        match = pattern.match(self.plain, self.amount.end, min(self.stop + 60, len(self.plain)))
        return self._named(match, self.stop) if match else None

    def _named(self, match: re.Match[str], limit: int) -> Name | None:
        groups = match.re.groupindex
        start = match.start("form") if "form" in groups and match["form"] else match.end()
        name = name_at(self.text, start, limit)
        if name and "loose" in groups and match["loose"] and kind_of(name.words) is None:
            return None
        return name


def asks(words: str) -> bool:
    """True of words whose last verb asks for money, receives it or refuses it."""
    *_, stance = (None, *grammar.STANCE.finditer(words))
    return stance is not None and stance["asks"] is not None


def recalls(words: str) -> bool:
    """True of words that tell what was decided before."""
    *_, told = (None, *grammar.RECALLS.finditer(words))
    return told is not None and grammar.DECIDES.search(words, told.end()) is None


def gives_to(text: str, plain: str, start: int, stop: int) -> Name | None:
    """The name that follows an amount: « 2 500 € au Centre communal d'action sociale »."""
    match = grammar.AFTER.match(plain, start, min(stop, len(plain)))
    return name_at(text, match.end(), min(stop, len(text))) if match else None


def found_in(text: str, plain: str, amounts: Sequence[Mention]) -> Iterator[Found]:
    """The awards of the sentences of a text, in the order of their amounts."""
    topics = [match.start() for match in grammar.TOPIC.finditer(plain)]
    before = start = scanned = stop = 0
    for amount in amounts:
        value = amount.value
        if isinstance(value, Amount) and _may_be(value) and not _restates(plain, before, amount.start):
            scanned = max(scanned, amount.start - _REACH)
            *_, sentence = (None, *grammar.SENTENCE.finditer(text, scanned, amount.start))
            start = max(sentence.end() if sentence else start, amount.start - _REACH)
            scanned = amount.start
            if stop < amount.end:
                after = grammar.SENTENCE.search(text, amount.end, amount.end + _AHEAD)
                stop = after.start() + 1 if after else min(amount.end + _AHEAD, len(text))
            if value.role == "subvention" or bisect_left(topics, start) < bisect_left(topics, amount.start):
                yield from _read(_Clause(text, plain, start, max(start, before), amount, stop), value)
        before = amount.end


def _may_be(value: Amount) -> bool:
    return value.amount > 0 and value.role not in _IGNORED


def _restates(plain: str, before: int, start: int) -> bool:
    """True of the second amount of « 100 € HT soit 120 € TTC »."""
    return start - before < 60 and grammar.RESTATES.fullmatch(plain, before, start) is not None


def _read(clause: _Clause, value: Amount) -> Iterator[Found]:
    if recalls(clause.sentence):
        return
    for reader in (_gift, _guarantee, _loan, _sale, _contract, _membership):
        if read := reader(clause, value):
            what, name = read
            start = min(name.start, clause.amount.start)
            yield Found(start, max(name.end, clause.amount.end), what, name, clause.amount)
            return


def _gift(clause: _Clause, value: Amount) -> _Read:
    *_, noun = (None, *grammar.GIFTS.finditer(clause.sentence))
    if value.per or value.role not in (None, "subvention", "cout-total") or asks(clause.sentence):
        return None
    if (noun is None and value.role is None) or grammar.BROKEN.search(clause.sentence, noun.end() if noun else 0):
        return None
    name = clause.next_name(grammar.AFTER)
    if name is None and grammar.STANCE.search(clause.sentence):
        name = clause.last_name(grammar.GIVEN_TO, clause.own) or _headed(clause)
    group = str(noun.lastgroup) if noun else "subvention"  # « accorde 500 € de subvention à »
    return (grammar.GIFT_NAMES.get(group, group), name) if name else None


def _headed(clause: _Clause) -> Name | None:
    """The one whom the heading names: « Subvention au Souvenir français … accorder une subvention de »."""
    start = max(0, clause.start - _HEADING)
    if not grammar.THE_GIFT.search(clause.sentence) or "€" in clause.plain[start : clause.start]:
        return None
    headings = grammar.HEADING.finditer(clause.plain, start, clause.start)
    names = [name_at(clause.text, heading.end(), clause.start) for heading in headings]
    named = {name.words.lower(): name for name in names if name and kind_of(name.words)}
    return next(iter(named.values())) if len(named) == 1 else None


def _contract(clause: _Clause, value: Amount) -> _Read:
    if value.per or value.role not in (None, "marche", "cout-total") or not clause.says(grammar.AWARDS):
        return None
    if clause.says(grammar.LETS) or clause.says(grammar.LOANS):
        return None
    name = clause.last_name(grammar.OF_COMPANY, clause.own)
    if name is None and grammar.THIS_CONTRACT.search(clause.plain, clause.own, clause.amount.start):
        # « approuve l'avenant au marché attribué à l'entreprise X,⏎- arrête le montant du présent avenant à »
        name = clause.last_name(grammar.OF_COMPANY, max(0, clause.start - _BACK))
    if name is None:
        return None
    between = clause.plain[name.end : clause.amount.start]
    if not grammar.PRICED.search(between) or grammar.UNDECIDED.search(between) or grammar.GIFTS.search(between):
        return None
    return "avenant" if clause.says(grammar.AVENANT) else "marche", name


def _loan(clause: _Clause, value: Amount) -> _Read:
    said = clause.says(grammar.LOANS) and clause.says(grammar.BORROWS)
    if value.role not in (None, "pret", "marche") or not said:
        return None
    if grammar.GUARANTEES.search(clause.plain, max(0, clause.start - _DEFINED), clause.amount.start):
        return None  # another borrows
    after = grammar.BANK.search(clause.plain, clause.amount.end, clause.stop)
    bank = after or grammar.BANK.search(clause.plain, clause.own, clause.amount.start)
    name = bank and name_at(clause.text, bank.start(), clause.stop)
    return ("emprunt", name) if name else None


def _guarantee(clause: _Clause, value: Amount) -> _Read:
    if value.role not in (None, "pret") or "garanti" not in clause.sentence or not clause.says(grammar.LOANS):
        return None
    after = grammar.GUARANTEED.search(clause.plain, clause.amount.end, clause.stop)
    name = name_at(clause.text, after.end(), clause.stop) if after else None
    name = name or clause.last_name(grammar.GUARANTEED, clause.start) or _borrower(clause)
    if name is None or grammar.BANK.match(unaccented(name.words)):
        return None
    return "garantie", name


def _borrower(clause: _Clause) -> Name | None:
    """The borrower that the act sets down once: « Emprunteur : OPH X », « Garantie d'emprunt – SA X »."""
    *_, named = (None, *grammar.BORROWER.finditer(clause.plain, max(0, clause.start - _DEFINED), clause.start))
    if named is None:
        return None
    line = clause.text.find("\n", named.end(), named.end() + _LINE)
    return name_at(clause.text, named.end(), line if line > 0 else named.end() + _LINE)


def _sale(clause: _Clause, value: Amount) -> _Read:
    if value.role not in (None, "prix-vente"):
        return None
    if not grammar.PAID.search(clause.plain, clause.own, clause.amount.start):
        return None
    if clause.says(grammar.BUYS):
        name = clause.last_name(grammar.SELLER, clause.start)
        return ("acquisition", name) if name else None
    if not clause.says(grammar.SELLS):
        return None
    name = clause.last_name(grammar.BUYER, clause.start) or clause.next_name(grammar.BUYER_AFTER)
    return ("cession", name) if name else None


def _membership(clause: _Clause, value: Amount) -> _Read:
    if value.role not in (None, "cotisation") or value.per:
        return None
    name = clause.last_name(grammar.JOINS, clause.own)
    return ("cotisation", name) if name else None
