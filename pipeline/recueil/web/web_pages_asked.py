"""What pages are asked."""

from __future__ import annotations

from typing import Literal, get_args

from recueil.store.search.compile import Order
from recueil.store.search.cursors import Cursor

OrderParam = Literal["pertinence", "date", "montant"]
PageFormat = Literal["html", "json"]
"""Each page is also available as JSON."""
ORDERS: dict[OrderParam, Order] = dict(zip(get_args(OrderParam), get_args(Order), strict=True))
"""Orders by their name in URLs → their name in the store."""


def parse_cursor(apres: str | None) -> Cursor | None:
    """Parse the cursor at which the previous page ended."""
    return Cursor.parse(apres) if apres else None
