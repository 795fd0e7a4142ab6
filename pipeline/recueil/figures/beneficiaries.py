"""Who is awarded most, per decision: what is lent, guaranteed or sold adds up with no subsidy."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row, Text, and_, func, literal_column, select, true

from recueil.figures.asked import Asked, exactly
from recueil.figures.sums import halves, total
from recueil.privacy.redaction.private_names import NO_WORDS
from recueil.store.index.schema import search_awards
from recueil.store.index.store_terms import MASKED


@dataclass(frozen=True, slots=True)
class Beneficiary:
    """One name, however it is written, and one decision: ``subvention``, ``marche``…

    ``acts`` are those that ``query`` lists, with ``awards`` in all, whose amounts in euros add up to ``total``.
    """

    name: str
    what: str
    query: str
    acts: int
    awards: int
    total: Decimal | None


def beneficiaries(
    connection: Connection, asked: Asked, limit: int, what: str | None, *, veiled: bool
) -> tuple[Beneficiary, ...]:
    """Those with the largest totals first. Names are compared by their words: two spellings of one firm are two.

    ``veiled``, none is told of whose name a word is masked. It reads all awards of the acts asked about.
    """
    award = search_awards.c
    masked = f" {MASKED}"
    shown = ~award.words.contains(masked, autoescape=True) if veiled else true()
    # Literals: PostgreSQL does not know two parameters to be the same in what it groups by and what it orders by.
    words = func.replace(award.words, literal_column(f"'{masked}'"), literal_column("' '"), type_=Text)
    units, rest = halves(award.amount, award.currency == "EUR")
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


def _beneficiary(asked: Asked, row: Row[Any]) -> Beneficiary:
    said = f"{exactly('beneficiaire', row.name)}@{row.what.replace(' ', '-')}"
    return Beneficiary(row.name, row.what, asked.query(said), row.acts, row.awards, total(row.units, row.rest))
