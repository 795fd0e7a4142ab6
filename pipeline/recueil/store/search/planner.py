"""Plan a query without words: choose the field whose acts are enumerated, and the fields that are rare.

The choice affects how fast a statement is, never what it returns: whoever reads how a query becomes
SQL may skip this module. It rests on row counts, which stop at a limit and are cached for a minute:
for a page, its facets and the next page.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import ColumnElement, Connection, Engine, Select, func, literal, select

from recueil.query import Filter
from recueil.store.index.schema import search_acts, search_persons, search_terms
from recueil.store.search.predicates import FieldPredicate, Term, compile_field, person_predicate

# Below this number of rows, enumerating the acts of a condition is faster than testing it act by act.
_FEW_ROWS = 2_000
_COUNT_CACHE: WeakKeyDictionary[Engine, dict[FieldPredicate, tuple[int, float]]] = WeakKeyDictionary()
_CACHE_SECONDS, _CACHE_SIZE = 60.0, 1_000


class Planner:
    """Plans queries by the rows of the store that the connection is to."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def choose_driver(self, fields: Iterable[Filter]) -> Filter | None:
        """Choose the field whose acts are enumerated; None if all acts are.

        The rarest of the fields that are one term, or else the first person by name.
        """
        fields = list(fields)
        terms = [field for field in fields if _whole_term(field) is not None]
        if terms:
            return min(terms, key=self._count_acts) if len(terms) > 1 else terms[0]
        return next((field for field in fields if _is_person_name(field)), None)

    def is_rare(self, rows: FieldPredicate) -> bool:
        """Return whether so few rows match a predicate that its acts had better be enumerated."""
        return self._count_up_to_few(rows) < _FEW_ROWS

    def _count_acts(self, field: Filter) -> int:
        predicates = (condition.rows for condition in compile_field(field))
        return sum(self._count_up_to_few(rows) for rows in predicates if rows is not None)

    def _count_up_to_few(self, rows: FieldPredicate) -> int:
        """Count the rows that match a predicate, up to the limit, or return the cached count."""
        cache = _COUNT_CACHE.setdefault(self._connection.engine, {})
        count, until = cache.get(rows, (0, 0.0))
        if until < time.monotonic():
            count = int(self._connection.execute(_select_count_up_to_few(rows)).scalar_one())
            if len(cache) >= _CACHE_SIZE:
                cache.clear()
            cache[rows] = count, time.monotonic() + _CACHE_SECONDS
        return count


@lru_cache(maxsize=512)
def _select_count_up_to_few(rows: FieldPredicate) -> Select[Any]:
    capped = select(literal(1)).select_from(rows.table).where(rows.where).limit(_FEW_ROWS).subquery()
    return select(func.count()).select_from(capped)


def select_driver(driver: Filter | None) -> tuple[Select[Any], ColumnElement[int]]:
    """Select the docids of the driver's acts, each once, or of all acts; return also the docid column."""
    if driver is None:
        return select(search_acts.c.docid), search_acts.c.docid
    if (term := _whole_term(driver)) is not None:
        axis, value = term
        rows = search_terms.alias("driver")
        return select(rows.c.docid).where(rows.c.axis == axis, rows.c.value == value, rows.c.first), rows.c.docid
    rows = search_persons.alias("driver")
    return select(rows.c.docid).where(person_predicate(rows, driver)).distinct(), rows.c.docid


def _whole_term(field: Filter) -> Term | None:
    """Return the term that a field is equivalent to, or None."""
    conditions = compile_field(field)
    return conditions[0].term if len(conditions) == 1 else None


def _is_person_name(field: Filter) -> bool:
    """Return whether a field is a person by name, whose acts are better enumerated than tested one by one."""
    rows = compile_field(field)[0].rows
    return rows is not None and rows.prefer_list
