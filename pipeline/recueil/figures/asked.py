"""Scope of figures: which acts they count, how a query selects some of these, and periods as columns."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, true

from recueil.query import Query
from recueil.store.search.compile import Search
from recueil.store.search.fulltext import drop_common_words

_QUOTES = re.compile(r"[\"«»“”]")


class FigureScope:
    """The acts that match a query, or all acts."""

    def __init__(self, connection: Connection, query: Query | None) -> None:
        self._text = "" if query is None else query.text.strip()
        self._acts: Select[Any] | None = None
        if query is not None:
            self._acts = Search(connection, drop_common_words(query), query.text).acts()

    def among(self, docid: ColumnElement[int]) -> ColumnElement[bool]:
        """Return the condition that an act is in scope."""
        return true() if self._acts is None else docid.in_(self._acts)

    def query(self, *terms: str) -> str:
        """Return the query for the acts in scope that match these terms; empty if it would only exclude."""
        if not self._text and all(term.startswith("-") for term in terms):
            return ""
        return " ".join(filter(None, (self._text, *terms)))


def exact_term(field: str, name: str | None) -> str:
    """Return the query term for a whole name, or for having none; a quote in a name only separates words."""
    return f'{field}:"={_QUOTES.sub(chr(39), name)}"' if name else f"-{field}:*"


def chapter_term(chapter: str) -> str:
    return f"chapitre:{chapter.replace('_', '.')}"
