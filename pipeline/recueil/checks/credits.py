"""Check décisions modificatives: the credits moved must cancel out, and balanced sections must balance.

« chapitre 011 … - 100 € », « chapitre 67 … + 100 € ».
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from recueil.checks.arithmetic import format_euros
from recueil.checks.rule import Case, Rule, rule, spans
from recueil.entities.patterns import SPACE
from recueil.values import Amount, BudgetLine, Mention
from recueil.values.finding import Finding

_TRANSFER = re.compile(r"virements? de credits?")
_AMENDED = re.compile(r"decisions? modificatives?|virements? de credits?")
_AMENDING = ("virement", "modificative")
_INCOME = re.compile(r"recettes?|produits?|\br[if]\b|\bda?rd?\b")
_PLUS = re.compile(rf"[+]{SPACE}?\Z")
_BESIDE = re.compile(r"[^\n€]{0,90}|\s{0,60}[+]?\s?")
# « le compte 6232 présente un solde de - 97 200 € » moves nothing.
_STATE = re.compile(r"\b(?:solde|resultat|excedent|deficit|reste)\b[^\n€]{0,20}\Z")
_DASH = re.compile(r"[-–−]\s?\Z")
_BELOW = 200


@rule("virement-equilibre", "CGCT L1612-11 : un virement de crédits déplace, il n'ajoute rien")
def transfer(this: Rule, case: Case) -> Iterator[Finding]:
    """Check acts that move credits on one side only: with revenue, the two sides need not cancel out."""
    amended = _AMENDED.search(case.plain) if any(word in case.plain for word in _AMENDING) else None
    rows = _rows(case, amended.start()) if amended else []
    total = sum((value.amount for _, value in rows), Decimal())
    if amended is None or len(rows) < 2 or not total or not _both_signs(rows) or not _TRANSFER.search(case.plain):
        return
    if _INCOME.search(case.plain, amended.start(), rows[-1][0].end + _BELOW):
        return
    yield this.finding(
        "warning",
        f"Les crédits déplacés ne s'annulent pas : leur somme est {format_euros(total)}.",
        spans(mention for mention, _ in rows),
        expected="0",
        found=f"{total}",
    )


def _both_signs(rows: list[tuple[Mention, Amount]]) -> bool:
    return min(value.amount for _, value in rows) < 0 < max(value.amount for _, value in rows)


def _rows(case: Case, start: int) -> list[tuple[Mention, Amount]]:
    """Return the signed amounts, each beside the code of its budget line; empty where one has no code."""
    codes = [mention for mention, _ in case.all(BudgetLine) if mention.start >= start]
    amounts = [(m, value) for m, value in case.all(Amount) if m.start >= start]
    signed = [(m, value) for m, value in amounts if _has_sign(case.text, m, value)]
    # a dash that may be a bullet, or the sign of a row
    if any(value.amount > 0 and _DASH.search(case.text, max(0, m.start - 4), m.start) for m, value in amounts):
        return []
    found, taken = [], start
    for mention, value in signed:
        if _STATE.search(case.plain, max(start, mention.start - 40), mention.start):
            continue
        code = next((code for code in reversed(codes) if taken <= code.start < mention.start), None)
        if code is None or not _BESIDE.fullmatch(case.text, code.end, mention.start):
            return []
        found.append((mention, value))
        taken = mention.end
    return found


def _has_sign(text: str, mention: Mention, value: Amount) -> bool:
    return value.amount < 0 or _PLUS.search(text, max(0, mention.start - 4), mention.start) is not None


_ASSERTED = re.compile(r"\b(?:s'equilibr(?:e|ent|ant)|equilibree?s?|en equilibre)\b")
_SIDES = (
    re.compile(r"(?:depenses|recettes)[^0-9€]{0,40}\Z"),
    re.compile(r"\A[\s,;:/|)et-]{0,12}(?:en )?(?:depenses|recettes)[^0-9€]{0,40}\Z"),
)
# Totals of another section, or results of a past year.
_OTHER = re.compile(
    r"\b(?:excedent|deficit|resultat|realis|desequilibr|suppl|surequilibre|sur-equilibre|dont|reports?)"
)


@rule("section-equilibre", "CGCT L1612-4 : dépenses et recettes de chaque section sont égales")
def balance(this: Rule, case: Case) -> Iterator[Finding]:
    """Check « La section de fonctionnement s'équilibre : dépenses 1 000 €, recettes 1 000 € »."""
    text, amounts = case.plain, case.all(Amount)
    for (first, one), (second, other) in pairwise(amounts):
        between = text[first.end : second.start]
        if len(between) > 60 or one.amount == other.amount or not _SIDES[1].search(between):
            continue
        before = text[max(0, first.start - 200) : first.start]
        sentence = re.split(r"[.;]\s|\n\s*\n", before)[-1]
        if _ASSERTED.search(sentence) and _SIDES[0].search(sentence) and not _OTHER.search(sentence + between):
            yield this.finding(
                "error",
                f"Section dite équilibrée : {format_euros(one.amount)} d'un côté, "
                f"{format_euros(other.amount)} de l'autre.",
                spans((first, second)),
                expected=f"{one.amount}",
                found=f"{other.amount}",
            )
