"""Which acts figures are about, and how the query of some of these is written."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, true

from recueil.query import Query
from recueil.store.search.compile import Search
from recueil.store.search.fulltext import searchable

_QUOTES = re.compile(r"[\"«»“”]")


class Asked:
    """The acts that answer a query, or all there are."""

    def __init__(self, connection: Connection, query: Query | None) -> None:
        self._text = "" if query is None else query.text.strip()
        self._acts: Select[Any] | None = None
        if query is not None:
            self._acts = Search(connection, searchable(query), query.text).acts()

    def among(self, docid: ColumnElement[int]) -> ColumnElement[bool]:
        """The act is one of them."""
        return true() if self._acts is None else docid.in_(self._acts)

    def query(self, *terms: str) -> str:
        """The query of those of them for which these terms hold as well; empty where all of it would exclude."""
        if not self._text and all(term.startswith("-") for term in terms):
            return ""
        return " ".join(filter(None, (self._text, *terms)))


def exactly(field: str, name: str | None) -> str:
    """The term of a whole name, or of having none: a quote in a name parts its words as any other mark does."""
    return f'{field}:"={_QUOTES.sub(chr(39), name)}"' if name else f"-{field}:*"


def of_chapter(chapter: str) -> str:
    return f"chapitre:{chapter.replace('_', '.')}"
