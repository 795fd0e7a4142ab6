"""Which acts are asked for: by a query or, on pages of figures, also by a body and years."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Query
from pydantic import BeforeValidator, Field

from recueil.query import Query as Asked
from recueil.query import parse


def query_of(q: str) -> Asked | None:
    """What is asked; None for every act. QueryError."""
    return parse(q) if q.strip() else None


def _typed(value: object) -> object:
    """A field of a form that is left empty asks for nothing."""
    return None if value == "" else value


_InYears = Annotated[int, Field(ge=1000, le=2999)]
Year = Annotated[_InYears | None, BeforeValidator(_typed), Query()]


@dataclass(frozen=True, slots=True)
class Which:
    """Acts that answer ``q``, of bodies with words of ``commune`` in their name, of the years ``de`` to ``a``."""

    q: str = ""
    commune: str = ""
    de: int | None = None
    a: int | None = None

    @property
    def query(self) -> Asked | None:
        """The query of all that is asked, None for every act; QueryError where it cannot be read."""
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
