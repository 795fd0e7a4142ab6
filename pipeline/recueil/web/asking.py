"""What a request asks, in the query language."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends
from fastapi import Query as Parameter

from recueil.query import Query
from recueil.web.asked import parse_query

_Q = Parameter(
    description="Words and fields of the query language, as on the search page; nothing asks for every act.",
    examples=["subvention chapitre:65 montant:>10000"],
)


def _parse_q(q: Annotated[str, _Q] = "") -> Query | None:
    """Parse the parameter ``q`` of the API."""
    return parse_query(q)


QueryDep = Annotated[Query | None, Depends(_parse_q)]
"""The parsed query of a request; None for all acts."""
