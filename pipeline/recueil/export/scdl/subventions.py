"""Subventions as SCDL wants them: one row for each that an act awards in euros.

The day of the convention, how and when it is paid, and whether it is notified as State aid stay empty: nothing of
it is read from acts. « Une subvention de 1 500 € » is money, « aide en numéraire », unless words of help in kind
stand beside it. Each award has one beneficiary, to whom all of its amount goes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from recueil.export.scdl.bodies import BodyDirectory
from recueil.export.scdl.fields import IN_CASH, SUBVENTION_SCHEMA
from recueil.export.scdl.row import ScdlRow, text_cell
from recueil.store.acts.filed import FiledAct
from recueil.values import Amount, Award
from recueil.values.decimals import format_decimal

# « aide en nature évaluée à », « mise à disposition de la salle, valorisée »: the amount is an estimated value.
_HELP_IN_KIND = re.compile(
    r"(?i)\ben nature\b|\bmises? à (?:la )?disposition\b|\bvaloris|\bà titre gra(?:tuit|cieux)\b"
)
_BESIDE = 200
_NOT_ADOPTED = ("rejected", "withdrawn", "postponed")


def subvention_rows(filed: FiledAct, bodies: BodyDirectory) -> Iterator[ScdlRow]:
    """Yield a row for each subvention in euros."""
    for award in filed.act.facts.awards:
        amount = award.amount.value if award.amount else None
        if award.what == "subvention" and isinstance(amount, Amount) and amount.currency == "EUR":
            cells = dict.fromkeys(SUBVENTION_SCHEMA.columns) | _subvention_cells(filed, bodies, award, amount)
            yield ScdlRow(filed, cells, tuple(_find_doubts(filed, amount)))


def _subvention_cells(
    filed: FiledAct, bodies: BodyDirectory, award: Award, amount: Amount
) -> dict[str, str | None]:
    body = bodies.of(filed)
    return {
        "nomAttribuant": text_cell(body.name),
        "idAttribuant": body.siret,
        "referenceDecision": text_cell(filed.act.number),
        "nomBeneficiaire": text_cell(award.beneficiary),
        "idBeneficiaire": award.siret if award.siret and len(award.siret) == 14 else None,
        "rnaBeneficiaire": award.rna,
        "objet": text_cell(award.purpose),
        "montant": format_decimal(amount.amount, 2),
        "nature": None if _HELP_IN_KIND.search(_text_around(filed, award)) else IN_CASH,
        "pourcentageSubvention": "1",
    }


def _text_around(filed: FiledAct, award: Award) -> str:
    """Return the words of an award and 200 characters on either side."""
    start, end = award.start - filed.act.start, award.end - filed.act.start
    return filed.text[max(0, start - _BESIDE) : end + _BESIDE]


def _find_doubts(filed: FiledAct, amount: Amount) -> Iterator[str]:
    """Yield reasons to leave the row out.

    An act with a rejected, withdrawn or postponed proposal does not say which of its awards that was.
    """
    if amount.amount < 0:
        yield "montant below zero"
    if any(vote.outcome in _NOT_ADOPTED for vote in filed.act.facts.votes):
        yield "a vote that did not adopt"
