"""Query parameters shared by routes: the query, a body and years, order, format, and cursor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal, get_args

from fastapi import Depends
from fastapi import Query as Parameter
from pydantic import BeforeValidator, Field

from recueil.query import Query, parse
from recueil.query.typed_date import today_in_france
from recueil.store.search.compile import Order
from recueil.store.search.cursors import Cursor
from recueil.web.dependencies import ClockDep


def parse_query(q: str, now: datetime) -> Query | None:
    """Parse a query, « hier » as the day before ``now`` in France; None for all acts. Raise QueryError."""
    return parse(q, today_in_france(now)) if q.strip() else None


def _empty_to_none(value: object) -> object:
    """Convert an empty form field to None."""
    return None if value == "" else value


_YearNumber = Annotated[int, Field(ge=1000, le=2999)]
Year = Annotated[_YearNumber | None, BeforeValidator(_empty_to_none), Parameter()]


@dataclass(frozen=True, slots=True)
class ActFilter:
    """Filter of acts ``now``: query ``q``, words of the body's name in ``commune``, years ``de`` to ``a``."""

    now: datetime
    q: str = ""
    commune: str = ""
    de: int | None = None
    a: int | None = None

    @property
    def query(self) -> Query | None:
        """Return the combined query, None for all acts; raise QueryError."""
        years = f"seance:{self.de or ''}..{self.a or ''}" if self.de or self.a else ""
        commune = self.commune.replace('"', " ").strip()
        return parse_query(
            " ".join(filter(None, (self.q.strip(), f'commune:"{commune}"' if commune else "", years))), self.now
        )


def _parse_filter(
    clock: ClockDep,
    q: str = "",
    commune: Annotated[str, Parameter(max_length=200)] = "",
    de: Year = None,
    a: Year = None,
) -> ActFilter:
    return ActFilter(clock(), q, commune, de, a)


ActFilterDep = Annotated[ActFilter, Depends(_parse_filter)]


_Q = Parameter(
    description="Words and fields of the query language, as on the search page; nothing asks for every act.",
    examples=["subvention chapitre:65 montant:>10000"],
)


def _parse_q(clock: ClockDep, q: Annotated[str, _Q] = "") -> Query | None:
    """Parse the parameter ``q`` of the API."""
    return parse_query(q, clock())


QueryDep = Annotated[Query | None, Depends(_parse_q)]
"""The parsed query of a request; None for all acts."""


OrderParam = Literal["pertinence", "date", "montant"]
PageFormat = Literal["html", "json"]
"""Each page is also available as JSON."""
ORDERS: dict[OrderParam, Order] = dict(zip(get_args(OrderParam), get_args(Order), strict=True))
"""Orders by their name in URLs → their name in the store."""


def parse_cursor(apres: str | None) -> Cursor | None:
    """Parse the cursor at which the previous page ended."""
    return Cursor.parse(apres) if apres else None
