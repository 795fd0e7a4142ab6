"""What pages are asked."""

from __future__ import annotations

from typing import Literal, get_args

from fastapi import HTTPException

from recueil.errors import CursorUnknown
from recueil.query import Query, parse
from recueil.store import Cursor
from recueil.store.search import Order

Ordre = Literal["pertinence", "date", "montant"]
Format = Literal["html", "json"]
"""Each page has a twin for programs."""
ORDERS: dict[Ordre, Order] = dict(zip(get_args(Ordre), get_args(Order), strict=True))
"""What each order is called in an address, and in the store."""


def query_of(q: str) -> Query | None:
    """What is asked; None where nothing is. QueryError."""
    return parse(q) if q.strip() else None


def place_of(apres: str | None) -> Cursor | None:
    """Where the page before ended."""
    if not apres:
        return None
    try:
        return Cursor.parse(apres)
    except CursorUnknown as error:
        raise HTTPException(400, "Cet endroit des résultats n'existe pas : revenez à la première page.") from error
