"""Find the further sums that a sentence gives to the beneficiary of the sum before.

« une subvention de 389 000 € (entretien des locaux) et de 44 400 € dans le cadre du contrat de ville », « 500 €
(fonctionnement) et 150 € (concours) », a row « Judo Club  120 € + 150 € ». What stands in brackets after a sum is
a part of it, and a sum that a preposition leads from to another beneficiary is that one's.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence

from recueil.facts.awards.clauses import AwardMatch, recipient_after
from recueil.facts.awards.columns import is_later_year
from recueil.values import Amount, Mention
from recueil.values.mention import start_of

_GIFTS = ("subvention", "aide", "participation", "fonds de concours", "versement")
_PARTS = re.compile(r"(?:\s?(?:ht|ttc))?\s{0,3}\((?!\s?soit)[^()]{2,220}\)")
_PURPOSE = r"(?:pour|au titre|dans le cadre|en vue|destinee?s?|afin|de fonctionnement|d'investissement)(?![a-z])"
_TO_NEXT = re.compile(
    rf"(?:\s{{1,3}}{_PURPOSE}[^€.;:()]{{0,110}}?)?\s{{0,3}},?\s{{1,3}}(?:et|ainsi que|ainsi qu'|plus)\s{{0,3}}"
    r"(?:(?:de|d')\s{0,3})?(?:(?:la|une) somme (?:complementaire )?de\s{1,3}"
    r"|une? (?:autre )?(?:subvention|aide|participation)(?: [a-z]{5,16}){0,2} (?:de|d'un montant de)\s{1,3})?"
)
_PLUS = re.compile(r"\s{0,3}\+\s{0,3}")
_AFTER = re.compile(rf"\s{{0,3}}(?:\(|{_PURPOSE}|[.;,\n]|\Z)|\s{{1,3}}(?:en|de|sur)\s")
_MOST = 4
_NEXT_BENEFICIARY = 120


def find_further_sums(
    text: str, plain: str, amounts: Sequence[Mention], found: Sequence[AwardMatch]
) -> Iterator[AwardMatch]:
    """Yield an award for each further sum of the beneficiaries of sentences; ``found``: those known so far."""
    taken = {award.amount.start for award in found}
    for award in found:
        if award.what not in _GIFTS or award.table is not None:
            continue
        if (added := _added_sum(plain, amounts, taken, award.amount)) is not None:
            taken.add(added.start)
            yield AwardMatch(award.start, award.end, award.what, award.name, added)
        end = max(award.amount.end, award.name.end)
        before = award.amount
        for _ in range(_MOST):
            amount = _next_sum(text, plain, amounts, taken, before, end)
            if amount is None:
                break
            taken.add(amount.start)
            yield AwardMatch(award.start, amount.end, award.what, award.name, amount)
            before, end = amount, amount.end


def _added_sum(plain: str, amounts: Sequence[Mention], taken: Collection[int], second: Mention) -> Mention | None:
    """Return the first of « 120 € + 150 € », if the second is that of an award."""
    at = bisect_left(amounts, second.start, key=start_of)
    first = amounts[at - 1] if at else None
    if first is None or first.start in taken or not _PLUS.fullmatch(plain, first.end, second.start):
        return None
    return first


def _next_sum(
    text: str, plain: str, amounts: Sequence[Mention], taken: Collection[int], before: Mention, end: int
) -> Mention | None:
    if parts := _PARTS.match(plain, end):
        end = parts.end()
    at = bisect_left(amounts, end, key=start_of)
    amount = amounts[at] if at < len(amounts) else None
    value = amount.value if amount else None
    if (
        amount is None
        or not isinstance(value, Amount)
        or value.per is not None
        or value.amount <= 1
        or amount.start in taken
        or not _TO_NEXT.fullmatch(plain, end, amount.start)
        or not _AFTER.match(plain, amount.end)
        or is_later_year(plain, before.end, amount) is not None
    ):
        return None
    return None if recipient_after(text, plain, amount.end, _NEXT_BENEFICIARY + amount.end) else amount
