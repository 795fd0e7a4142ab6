"""Check sums: amounts in digits against words, « deux mille euros (2 500 €) », rows against their « TOTAL », and
price × quantity.

A table may have a row that is not in its text, or count a subtotal twice, so a difference of a total is only a
warning, never an error, and is not looked for by default.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import accumulate, pairwise
from math import prod

from recueil.checks.arithmetic import NUMBER, format_euros, is_cut, parse_number, rounding_margin
from recueil.checks.rule import Case, Rule, rule, spans
from recueil.entities.amounts.roles import WORDS_ISSUE
from recueil.entities.patterns import SPACE
from recueil.text import PrefilteredPattern, fold_accents
from recueil.values import Amount, Mention
from recueil.values.finding import Finding


def _any_is_cut(text: str, *pair: Mention) -> bool:
    """Return whether a number was split, as in « 55⏎100,00 € (cinquante-cinq mille cent euros) »."""
    return any(mention.rule != "words" and is_cut(text, mention.start) for mention in pair)


@rule("lettres-chiffres", "Calcul : montant en lettres = montant en chiffres")
def words_and_figures(this: Rule, case: Case) -> Iterator[Finding]:
    marked = [(mention, value) for mention, value in case.all(Amount) if value.issue == WORDS_ISSUE]
    for (first, one), (second, other) in pairwise(marked):
        if (first.rule == "words") == (second.rule == "words") and first.rule != "gold":
            continue
        if one.amount == other.amount or second.start - first.end > 40 or _any_is_cut(case.text, first, second):
            continue
        yield this.finding(
            "error",
            f"Le même montant, en lettres et en chiffres : {format_euros(one.amount)} "
            f"et {format_euros(other.amount)}.",
            spans((first, second)),
            expected=f"{one.amount}",
            found=f"{other.amount}",
        )


_WORD = re.compile(r"total\b")
_TOTAL = re.compile(r"[^\w\n]{0,80}(?:montant[ \t]{1,3})?total\b", re.IGNORECASE)
_SUBTOTAL = re.compile(r"sous[ \t-]{0,3}total|dont\b|\breport", re.IGNORECASE)
_FIGURE = re.compile(r"[0-9€]")
_MAX_BLANK_LINES = 2

Sum = tuple[Mention, Amount]


@rule("somme-total", "Calcul : somme des lignes = total", on=False)
def total(this: Rule, case: Case) -> Iterator[Finding]:
    sums = case.all(Amount)
    if len(sums) < 3 or "total" not in case.plain:
        return
    lines = _Lines(case.text, sums)
    for at in sorted({lines.at(match.start()) for match in _WORD.finditer(case.plain)}):
        if lines.is_total(at):
            yield from _check_total(this, case, lines.above(at), lines.sums(at)[0])


class _Lines:
    """The lines of a text, each with the amounts on it."""

    def __init__(self, text: str, sums: Sequence[Sum]) -> None:
        self._words = text.splitlines(keepends=True)
        self._starts = list(accumulate(map(len, self._words), initial=0))
        self._sums = sums

    def at(self, offset: int) -> int:
        return bisect_right(self._starts, offset) - 1

    def sums(self, at: int) -> Sequence[Sum]:
        first, last = (
            bisect_left(self._sums, start, key=lambda each: each[0].start) for start in self._starts[at : at + 2]
        )
        return self._sums[first:last]

    def is_total(self, at: int) -> bool:
        return _TOTAL.match(self._words[at]) is not None and len(self.sums(at)) == 1

    def above(self, at: int) -> list[Sum]:
        """Return the amounts of the rows right above a line; empty where a row may be missing."""
        rows: list[Sum] = []
        blank, adjoining = 0, True
        for before in range(at - 1, -1, -1):
            words = self._words[before]
            if not words.strip():
                blank += 1
                continue
            adjoining, blank = adjoining and blank <= _MAX_BLANK_LINES, 0
            if self.is_total(before):
                break
            if len(sums := self.sums(before)) != 1 or _SUBTOTAL.search(words):
                # a line with a number may be a row whose amount was not extracted
                rows = [] if _FIGURE.search(words) else rows
                break
            if adjoining:
                rows.append(sums[0])
        return rows[::-1]


def _check_total(this: Rule, case: Case, parts: Sequence[Sum], last: Sum) -> Iterator[Finding]:
    mention, whole = last
    taxes = {value.tax for _, value in (*parts, last) if value.tax}
    if len(parts) < 2 or not whole.amount or len(taxes) > 1 or any(value.per for _, value in parts):
        return
    if any(is_cut(case.text, each.start) for each, _ in (*parts, last)):
        return
    added = sum((value.amount for _, value in parts), Decimal())
    slack = max(
        Decimal("0.05"),
        sum((rounding_margin(value.amount) for _, value in parts if value.amount % 1 == 0), Decimal()),
    )
    # a row that is itself the sum of the rows above it
    if abs(added - whole.amount) <= min(slack, Decimal(len(parts))) or abs(added - 2 * whole.amount) <= slack:
        return
    yield this.finding(
        "warning",
        f"Les {len(parts)} lignes font {format_euros(added)}, le total écrit est {format_euros(whole.amount)}.",
        spans((*(each for each, _ in parts), mention)),
        expected=f"{added}",
        found=f"{whole.amount}",
    )


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
