"""Figures of a store, for tests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from recueil.figures.scope import FigureScope
from recueil.query import Query
from recueil.store.store import Store

P = ParamSpec("P")
T = TypeVar("T")


def count(
    store: Store,
    figures: Callable[Concatenate[FigureScope, P], T],
    query: Query | None = None,
    *args: P.args,
    **kwargs: P.kwargs,
) -> T:
    """Return what a function counts of the acts that match a query, or of all acts."""
    with store.figures.scope(query) as scope:
        return figures(scope, *args, **kwargs)
