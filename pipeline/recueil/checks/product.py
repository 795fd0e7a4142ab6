"""Check price × quantity = total.

« 2 837 élèves … 1,50 € par élève … 4 255,50 € », « 2,25 € X 40 m² X 12 mois = … ».

A product that the act writes out must be correct. A price and a number that only stand near each other are
not checked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from math import prod

from recueil.checks.arithmetic import NUMBER, format_euros, is_cut, parse_number, rounding_margin
from recueil.checks.rule import Case, Rule, rule
from recueil.entities.patterns import SPACE
from recueil.text import PrefilteredPattern, fold_accents
from recueil.values import Amount, Mention
from recueil.values.finding import Finding

_UNIT = rf"(?:\s?(?:€|euros?|%|m[²³23]|ml|/{SPACE}?[0-9]{{1,4}}(?![0-9,.]))|\s[^\W\d_]{{3,14}}){{0,2}}"
_FACTOR = rf"(?<![\w.,/])(?<![0-9] ){NUMBER}{_UNIT}"
_TIMES = r"\s{0,3}[xX×*]\s{0,3}"
_FACTORS = rf"{_FACTOR}(?:{_TIMES}{NUMBER}{_UNIT}){{1,3}}"
# « 12 x 3,50 € = 42 € » and « 1 944 € TTC (486 x 4 €) ».
_WRITTEN = re.compile(rf"(?P<factors>{_FACTORS})(?P<then>\s{{0,3}}(?:=|,?\s(?:soit|font))\s{{0,3}})?")
_ONE = re.compile(rf"(?P<number>{NUMBER}){SPACE}?(?:(?P<percent>%)|/{SPACE}?(?P<divisor>[0-9]{{1,4}}))?")
_OPENED = re.compile(rf"[\s$]{{0,3}}\({SPACE}?(?:soit{SPACE})?\Z")
_TIMES_SIGN = re.compile(_TIMES)
_TIMES_NUMBER = PrefilteredPattern(r"[xX×*](?=\s{0,3}[0-9])", "x", "×", "*")
_CENT, _EURO = Decimal("0.01"), Decimal("0.5")


@rule("quantite-prix", "Calcul : quantité × prix unitaire = total")
def quantity_and_price(this: Rule, case: Case) -> Iterator[Finding]:
    amounts = case.all(Amount)
    if not amounts:
        return
    at = {mention.start: (mention, value) for mention, value in amounts}
    ends = {mention.end: (mention, value) for mention, value in amounts}
    yield from _check_written(this, case.text, at, ends)


def _check_written(
    this: Rule, text: str, at: dict[int, tuple[Mention, Amount]], ends: dict[int, tuple[Mention, Amount]]
) -> Iterator[Finding]:
    """Check the products that the act writes out."""
    for sign in _find_signs(text):
        match = _WRITTEN.search(text, max(0, sign - 40), sign + 120)
        if match is None or not match.start() < sign < match.end() or not _is_first_sign(text, match, sign):
            continue
        factors = _parse_factors(match["factors"])
        total = at.get(match.end()) if match["then"] else _total_before(text, match.start(), ends)
        money = any(match.start() <= start < match.end("factors") for start in at) or "%" in match["factors"]
        if factors and total and money and not is_cut(text, match.start()):
            yield from _check_product(this, text, match.span("factors"), factors, *total)


def _find_signs(text: str) -> Iterator[int]:
    """Yield the offsets of « x 12 », including the blanks before it."""
    for match in _TIMES_NUMBER.finditer(fold_accents(text), text):
        before = text[max(0, match.start() - 3) : match.start()]
        yield match.start() - len(before) + len(before.rstrip())


def _is_first_sign(text: str, match: re.Match[str], sign: int) -> bool:
    """Return whether the sign is the first of its product: a product of three factors is checked once."""
    first = _TIMES_SIGN.search(text, match.start(), match.end())
    return first is not None and first.start() == sign


def _parse_factors(words: str) -> list[Decimal]:
    """Parse the factors; empty where one cannot be parsed."""
    found: list[Decimal] = []
    for part in _TIMES_SIGN.split(words):
        match = _ONE.match(part)
        value = parse_number(match["number"]) if match else None
        if match is None or value is None or (match["divisor"] and not int(match["divisor"])):
            return []
        divisor = Decimal(100) if match["percent"] else Decimal(match["divisor"] or 1)
        found.append(value / divisor)
    return found


def _total_before(text: str, start: int, ends: dict[int, tuple[Mention, Amount]]) -> tuple[Mention, Amount] | None:
    """Return the total that the product in brackets explains."""
    opened = _OPENED.search(text, max(0, start - 12), start)
    return ends.get(opened.start()) if opened else None


def _check_product(
    this: Rule, text: str, span: tuple[int, int], factors: list[Decimal], total: Mention, value: Amount
) -> Iterator[Finding]:
    product = prod(factors, start=Decimal(1))
    # a price shown in cents may have been multiplied before it was rounded
    slack = sum(
        (product / factor * rounding_margin(factor) for factor in factors if factor and factor % 1), Decimal()
    )
    if abs(product - value.amount) <= max(_CENT, min(rounding_margin(value.amount), _EURO)) + slack:
        return
    formula = " × ".join(" ".join(part.split()) for part in _TIMES_SIGN.split(text[slice(*span)]))
    right = product.quantize(_CENT)
    yield this.finding(
        "error",
        f"{formula} = {format_euros(right)}, l'acte écrit {format_euros(value.amount)}.",
        (span, (total.start, total.end)),
        expected=f"{right}",
        found=f"{value.amount}",
    )
