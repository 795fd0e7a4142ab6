"""What pages are asked."""

from __future__ import annotations

from typing import Literal, get_args

from recueil.store.search.compile import Order
from recueil.store.search.cursors import Cursor

Ordre = Literal["pertinence", "date", "montant"]
Format = Literal["html", "json"]
"""Each page has a twin for programs."""
ORDERS: dict[Ordre, Order] = dict(zip(get_args(Ordre), get_args(Order), strict=True))
"""What each order is called in an address, and in the store."""


def place_of(apres: str | None) -> Cursor | None:
    """Where the page before ended."""
    return Cursor.parse(apres) if apres else None
