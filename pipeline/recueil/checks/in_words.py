"""Check amounts in digits against words, « deux mille euros (2 500 €) », and rows against their « TOTAL ».

A table may have a row that is not in its text, or count a subtotal twice, so a difference of a total is
only a warning, never an error.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from recueil.checks.figures import is_cut
from recueil.checks.rule import Case, Rule, rule, spans
from recueil.checks.words import format_euros
from recueil.values import Amount, Mention
from recueil.values.finding import Finding

_WORDS_ISSUE = "words"


def _any_is_cut(text: str, *pair: Mention) -> bool:
    """Return whether a number was split, as in « 55⏎100,00 € (cinquante-cinq mille cent euros) »."""
    return any(mention.rule != "words" and is_cut(text, mention.start) for mention in pair)


@rule("lettres-chiffres", "Calcul : montant en lettres = montant en chiffres")
def words_and_figures(this: Rule, case: Case) -> Iterator[Finding]:
    marked = [(mention, value) for mention, value in case.all(Amount) if value.issue == _WORDS_ISSUE]
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
