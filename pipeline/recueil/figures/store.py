"""``store.figures``: the scope of acts that the functions of ``recueil.figures`` count."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine

from recueil.figures.scope import FigureScope
from recueil.privacy.redaction.redactors import match_private_too
from recueil.query import Query
from recueil.store.engine.transactions import read_transaction


class Figures:
    """``store.figures``."""

    def __init__(self, engine: Engine, *, redacted: bool = True) -> None:
        self._engine = engine
        self._redacted = redacted

    @contextmanager
    def scope(self, query: Query | None = None) -> Iterator[FigureScope]:
        """Open a read transaction for figures of the acts that match a query, or of all acts."""
        with read_transaction(self._engine) as connection:
            shown = query if self._redacted else match_private_too(query)
            yield FigureScope(connection, shown, redacted=self._redacted)
