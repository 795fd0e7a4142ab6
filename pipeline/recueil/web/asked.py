"""Which acts a page of figures is about: a query, a body and years, each a parameter of its address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Query
from pydantic import BeforeValidator, Field

from recueil.query import Query as Asked
from recueil.query import parse
from recueil.query.lexemes import MAX_LENGTH


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
        text = " ".join(filter(None, (self.q.strip(), f'commune:"{commune}"' if commune else "", years)))
        return parse(text) if text else None


def _which(
    q: Annotated[str, Query(max_length=MAX_LENGTH, description="a query, as docs/query.md has it")] = "",
    commune: Annotated[str, Query(max_length=200, description="words of the name of the body")] = "",
    de: Year = None,
    a: Year = None,
) -> Which:
    return Which(q, commune, de, a)


WhichOf = Annotated[Which, Depends(_which)]
