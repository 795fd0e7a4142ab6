"""Query parameters shared by routes: the query, a body and years, order, format, and cursor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Query
from pydantic import BeforeValidator, Field

from recueil.query import Query as Asked
from recueil.query import parse


def query_of(q: str) -> Asked | None:
    """Parse a query; None for all acts. Raise QueryError."""
    return parse(q) if q.strip() else None


def _typed(value: object) -> object:
    """Convert an empty form field to None."""
    return None if value == "" else value


_InYears = Annotated[int, Field(ge=1000, le=2999)]
Year = Annotated[_InYears | None, BeforeValidator(_typed), Query()]


@dataclass(frozen=True, slots=True)
class Which:
    """Filter of acts: query ``q``, words of the body's name in ``commune``, years ``de`` to ``a``."""

    q: str = ""
    commune: str = ""
    de: int | None = None
    a: int | None = None

    @property
    def query(self) -> Asked | None:
        """Return the combined query, None for all acts; raise QueryError."""
        years = f"seance:{self.de or ''}..{self.a or ''}" if self.de or self.a else ""
        commune = self.commune.replace('"', " ").strip()
        return query_of(" ".join(filter(None, (self.q.strip(), f'commune:"{commune}"' if commune else "", years))))


def _which(
    q: str = "",
    commune: Annotated[str, Query(max_length=200)] = "",
    de: Year = None,
    a: Year = None,
) -> Which:
    return Which(q, commune, de, a)


WhichOf = Annotated[Which, Depends(_which)]
