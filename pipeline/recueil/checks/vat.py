"""Check HT × (1 + TVA) = TTC.

« 12 500 € HT soit 15 000 € TTC », « 218 825 € HT, TVA 20 % 43 765 €, 262 590 € TTC ».

Lots at several rates, or firms that charge none, put a total between its HT and the result of the highest
rate: nothing is said. Outside this interval no rate leads to the total.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from recueil.checks.arithmetic import format_euros, format_number, is_cut, rounding_margin
from recueil.checks.law import VAT_OF_ISLANDS, vat_rates
from recueil.checks.rule import Case, Rule, rule, spans
from recueil.values import Amount, Mention, Percentage
from recueil.values.finding import Finding

_LAW = "Taux de TVA en vigueur (loi 2012-1510 art. 68, loi 2013-1278 art. 6) ; calcul : HT × (1 + taux) = TTC"
# « soit », « (soit », « / »: between an amount and the same with its tax.
_RESTATEMENT = re.compile(
    r"[\s$]{0,4}[,;(]?[\s$]{0,3}(?:(?:soit|ou|c'est-à-dire|et)\b|[/=(|,–-])[\s$:]{0,4}(?:soit\s)?"
)
_TAX = re.compile(r"(?i)\bT\.?V\.?A\b")
_CENT, _SMALL = Decimal("0.02"), Decimal("0.0001")
_MAX_GAP = 90

Sum = tuple[Mention, Amount]


@rule("ht-ttc", _LAW)
def vat_consistency(this: Rule, case: Case) -> Iterator[Finding]:
    amounts = case.all(Amount)
    linked = set()
    for net, tax, gross in zip(amounts, amounts[1:], amounts[2:], strict=False):
        if _are_three_linked(case.text, net, tax, gross):
            linked |= {net[0].start, tax[0].start}
            yield from _check_sum(this, case, net, tax, gross)
    for net, gross in pairwise(amounts):
        if net[0].start not in linked and _are_linked(case.text, net, gross):
            yield from _check_rate(this, case, net, gross)


def _are_three_linked(text: str, net: Sum, tax: Sum, gross: Sum) -> bool:
    """Return whether three amounts are linked as « … HT, TVA … , … TTC »."""
    if net[1].tax != "HT" or gross[1].tax != "TTC" or tax[1].tax or not _are_whole(text, net, tax, gross):
        return False
    before, after = text[net[0].end : tax[0].start], text[tax[0].end : gross[0].start]
    return (
        len(before) <= _MAX_GAP and len(after) <= _MAX_GAP and bool(_TAX.search(before)) and not _TAX.search(after)
    )


def _are_linked(text: str, net: Sum, gross: Sum) -> bool:
    if (
        net[1].tax != "HT"
        or gross[1].tax != "TTC"
        or net[1].per != gross[1].per
        or not _are_whole(text, net, gross)
    ):
        return False
    return bool(_RESTATEMENT.fullmatch(text, net[0].end, gross[0].start))


def _are_whole(text: str, *sums: Sum) -> bool:
    return all(value.amount > 0 and not is_cut(text, mention.start) for mention, value in sums)


def _check_sum(this: Rule, case: Case, net: Sum, tax: Sum, gross: Sum) -> Iterator[Finding]:
    """Check three linked amounts; where the sum fails, the stated rate may tell which of them is wrong."""
    (_, ht), (_, vat), (_, ttc) = net, tax, gross
    if abs(ht.amount + vat.amount - ttc.amount) <= _slack(ht.amount, vat.amount, ttc.amount):
        return
    yield this.finding(
        "error",
        f"{format_euros(ht.amount)} HT + {format_euros(vat.amount)} de TVA = "
        f"{format_euros(ht.amount + vat.amount)}, l'acte écrit {format_euros(ttc.amount)} TTC.",
        spans((net[0], tax[0], gross[0])),
        expected=f"{ht.amount + vat.amount}",
        found=f"{ttc.amount}",
        correction=_find_correction(
            ht.amount, vat.amount, ttc.amount, _stated_rate(case, net, gross), vat_rates(case.day)
        ),
    )


def _slack(*values: Decimal) -> Decimal:
    return max(
        _CENT, sum((rounding_margin(value) for value in values if value % 1 == 0 and value % 10), Decimal())
    )


def _stated_rate(case: Case, net: Sum, gross: Sum) -> Decimal | None:
    """Return the only rate written between HT and TTC."""
    rates = [v.percent for m, v in case.all(Percentage) if net[0].end <= m.start < gross[0].start]
    return rates[0] if len(rates) == 1 else None


def _find_correction(
    ht: Decimal, vat: Decimal, ttc: Decimal, stated: Decimal | None, rates: frozenset[Decimal]
) -> str | None:
    """Return the figure that the other two and a rate refute, « HT 219825 », if only one reading is left."""
    found = set()
    for rate in {stated} if stated else rates:
        share = rate / 100
        if abs((ttc - vat) * share - vat) <= _CENT:
            found.add(f"HT {ttc - vat}")
        if abs(ht * share - (ttc - ht)) <= _CENT:
            found.add(f"TVA {ttc - ht}")
        if abs(ht * share - vat) <= _CENT:
            found.add(f"TTC {ht + vat}")
    return found.pop() if len(found) == 1 else None


def _check_rate(this: Rule, case: Case, net: Sum, gross: Sum) -> Iterator[Finding]:
    ht, ttc = net[1].amount, gross[1].amount
    slack = (
        max(_CENT, rounding_margin(ht) * Decimal("1.2") + rounding_margin(ttc))
        if not (ht % 1 or ttc % 1)
        else _CENT
    )
    slack = max(slack, ht * _SMALL) if net[1].per else slack
    totals = {rate: ht * (1 + rate / 100) for rate in vat_rates(case.day)}
    if any(abs(total - ttc) <= slack for total in totals.values()):
        return
    margin = max(Decimal(1), rounding_margin(ht) * Decimal("1.2") + rounding_margin(ttc))
    if ht - margin <= ttc <= max(totals.values()) + margin:
        return
    mainland = [(rate, total) for rate, total in totals.items() if rate not in VAT_OF_ISLANDS]
    rate, nearest = min(mainland, key=lambda each: abs(each[1] - ttc))
    nearest = nearest.quantize(Decimal("0.01"))
    yield this.finding(
        "error",
        f"{format_euros(ht)} HT et {format_euros(ttc)} TTC : aucun taux de TVA n'y mène "
        f"(à {format_number(rate)} % : {format_euros(nearest)}).",
        spans((net[0], gross[0])),
        expected=f"{nearest}",
        found=f"{ttc}",
    )
