"""Query parameters shared by routes: the query, a body and years, order, format, and cursor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Query
from pydantic import BeforeValidator, Field

from recueil.query import Query as Asked
from recueil.query import parse


def parse_query(q: str) -> Asked | None:
    """Parse a query; None for all acts. Raise QueryError."""
    return parse(q) if q.strip() else None


def _empty_to_none(value: object) -> object:
    """Convert an empty form field to None."""
    return None if value == "" else value


_YearNumber = Annotated[int, Field(ge=1000, le=2999)]
Year = Annotated[_YearNumber | None, BeforeValidator(_empty_to_none), Query()]


@dataclass(frozen=True, slots=True)
class ActFilter:
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
        return parse_query(
            " ".join(filter(None, (self.q.strip(), f'commune:"{commune}"' if commune else "", years)))
        )


def _parse_filter(
    q: str = "",
    commune: Annotated[str, Query(max_length=200)] = "",
    de: Year = None,
    a: Year = None,
) -> ActFilter:
    return ActFilter(q, commune, de, a)


ActFilterDep = Annotated[ActFilter, Depends(_parse_filter)]
