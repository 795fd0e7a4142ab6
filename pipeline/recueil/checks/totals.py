"""Rows of one amount each, and the « TOTAL » below them.

A table may leave a row out of its text or count a subtotal twice, so a difference is a doubt, never an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from recueil.checks.figures import cut, rounding
from recueil.checks.rule import Case, Rule, rule, spans
from recueil.checks.words import euros
from recueil.values import Amount, Mention
from recueil.values.finding import Finding

_TOTAL = re.compile(r"[^\w\n]{0,80}(?:montant[ \t]{1,3})?total\b", re.IGNORECASE)
_SUBTOTAL = re.compile(r"sous[ \t-]{0,3}total|dont\b|\breport", re.IGNORECASE)
_FIGURE = re.compile(r"[0-9€]")
_MOST_BLANK = 2


@dataclass(frozen=True, slots=True)
class _Row:
    words: str
    sums: tuple[tuple[Mention, Amount], ...]


@rule("somme-total", "Calcul : somme des lignes = total")
def total(this: Rule, case: Case) -> Iterator[Finding]:
    rows: list[_Row] = []
    blank, spoilt = 0, False
    for row in _rows(case):
        if not row.words.strip():
            blank += 1
            rows = rows if blank <= _MOST_BLANK else []
            continue
        blank = 0
        single = len(row.sums) == 1
        if single and _TOTAL.match(row.words):
            yield from [] if spoilt else _judged(this, case, rows, row)
            rows, spoilt = [], False
        elif single and not _SUBTOTAL.search(row.words):
            rows.append(row)
        else:
            # a line with a figure may be a row whose amount could not be read
            rows, spoilt = [], _FIGURE.search(row.words) is not None


def _rows(case: Case) -> Iterator[_Row]:
    """The lines of the text that hold one amount or none, those of many aside."""
    sums, at, start = case.all(Amount), 0, 0
    if len(sums) < 3:
        return
    for line in case.text.splitlines(keepends=True):
        end, first = start + len(line), at
        while at < len(sums) and sums[at][0].start < end:
            at += 1
        yield _Row(line, tuple(sums[first:at]))
        start = end


def _judged(this: Rule, case: Case, rows: list[_Row], last: _Row) -> Iterator[Finding]:
    parts = [row.sums[0] for row in rows]
    mention, whole = last.sums[0]
    taxes = {value.tax for _, value in (*parts, last.sums[0]) if value.tax}
    if len(parts) < 2 or not whole.amount or len(taxes) > 1 or any(value.per for _, value in parts):
        return
    if any(cut(case.text, each.start) for each, _ in (*parts, last.sums[0])):
        return
    added = sum((value.amount for _, value in parts), Decimal())
    slack = max(
        Decimal("0.05"), sum((rounding(value.amount) for _, value in parts if value.amount % 1 == 0), Decimal())
    )
    # a row that is itself the sum of those above it
    if abs(added - whole.amount) <= min(slack, Decimal(len(parts))) or abs(added - 2 * whole.amount) <= slack:
        return
    yield this.finding(
        "warning",
        f"Les {len(parts)} lignes font {euros(added)}, le total écrit est {euros(whole.amount)}.",
        spans((*(each for each, _ in parts), mention)),
        expected=f"{added}",
        found=f"{whole.amount}",
    )
