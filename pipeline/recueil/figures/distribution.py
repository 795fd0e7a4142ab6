"""How many amounts are of which size: in steps of ten."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Literal

from sqlalchemy import Connection, case, func, select

from recueil.figures.asked import FigureScope
from recueil.store.index.schema import search_amounts, search_awards

Measure = Literal["montant", "attribue"]
"""All amounts of the acts, or those awarded: the field of the query language of that name."""

_LIMITS = tuple(Decimal(10) ** power for power in range(2, 9))
_FINEST = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Bucket:
    """Amounts from ``low`` to below ``high``, None for no limit; ``query`` lists the ``acts``."""

    low: Decimal | None
    high: Decimal | None
    query: str
    amounts: int
    acts: int


def distribution(connection: Connection, asked: FigureScope, of: Measure) -> tuple[Bucket, ...]:
    """Return buckets of powers of ten, smallest first, empty ones too.

    Currencies are mixed, as in the query field. It reads every amount of the acts in scope.
    """
    table, value = (
        (search_awards, search_awards.c.amount) if of == "attribue" else (search_amounts, search_amounts.c.value)
    )
    ends = (None, Decimal(0), *_LIMITS, None)
    steps = [(value < high, at) for at, high in enumerate(ends[1:-1])]
    size = case(*steps, else_=len(steps)).label("size")
    query = select(size, func.count(), func.count(table.c.docid.distinct()))
    query = query.where(value.is_not(None), asked.among(table.c.docid)).group_by(size)
    counts = {at: (amounts, acts) for at, amounts, acts in connection.execute(query)}
    return tuple(
        Bucket(low, high, asked.query(_bucket_term(of, low, high)), *counts.get(at, (0, 0)))
        for at, (low, high) in enumerate(pairwise(ends))
    )


def _bucket_term(of: Measure, low: Decimal | None, high: Decimal | None) -> str:
    """Return the query term of a bucket; the store keeps six decimals, so no amount is left out."""
    if low is None:
        return f"{of}:<0"
    last = "" if high is None else f"{high - _FINEST:f}".replace(".", ",")
    return f"{of}:{low:f}..{last}"
