"""Who is awarded most, per decision: what is lent, guaranteed or sold adds up with no subsidy."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row, Text, and_, func, literal_column, select, true

from recueil.figures.asked import FigureScope, exact_term
from recueil.figures.sums import exact_sum, sum_columns
from recueil.privacy.redaction.private_names import NO_WORDS
from recueil.store.index.schema import search_awards
from recueil.store.index.store_terms import MASKED_PREFIX


@dataclass(frozen=True, slots=True)
class Beneficiary:
    """One name, however it is written, and one decision: ``subvention``, ``marche``…

    ``query`` lists the ``acts``; their ``awards`` sum up to ``total`` in euros.
    """

    name: str
    what: str
    query: str
    acts: int
    awards: int
    total: Decimal | None


def beneficiaries(
    connection: Connection, asked: FigureScope, limit: int, what: str | None, *, veiled: bool
) -> tuple[Beneficiary, ...]:
    """Return the beneficiaries with the largest totals, by decision: loans, guarantees or sales are not subsidies.

    Names are compared by their words: two spellings of one firm are two. If ``veiled``, names with a masked
    word are left out. It reads all awards of the acts in scope.
    """
    award = search_awards.c
    masked = f" {MASKED_PREFIX}"
    shown = ~award.words.contains(masked, autoescape=True) if veiled else true()
    # Literals: PostgreSQL does not recognise the same parameter in GROUP BY and in ORDER BY.
    words = func.replace(award.words, literal_column(f"'{masked}'"), literal_column("' '"), type_=Text)
    units, rest = sum_columns(award.amount, award.currency == "EUR")
    decided = true() if what is None else award.what == what
    query = (
        select(
            func.min(award.beneficiary).label("name"),
            award.what,
            func.count(award.docid.distinct()).label("acts"),
            func.count().label("awards"),
            units,
            rest,
        )
        .where(and_(award.words != NO_WORDS, shown, decided, asked.among(award.docid)))
        .group_by(words, award.what)
        .order_by(units.desc().nulls_last(), rest.desc(), words, award.what)
    )
    return tuple(_beneficiary(asked, row) for row in connection.execute(query.limit(limit)))


def _beneficiary(asked: FigureScope, row: Row[Any]) -> Beneficiary:
    said = f"{exact_term('beneficiaire', row.name)}@{row.what.replace(' ', '-')}"
    return Beneficiary(row.name, row.what, asked.query(said), row.acts, row.awards, exact_sum(row.units, row.rest))
