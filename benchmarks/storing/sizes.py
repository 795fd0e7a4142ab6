"""How large each table of a store in PostgreSQL is."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import text

from recueil.store.store import Store

_SIZES = text(
    "SELECT relname, pg_table_size(pg_class.oid), pg_indexes_size(pg_class.oid) "
    "FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace "
    "WHERE nspname = 'public' AND relkind = 'r' ORDER BY pg_total_relation_size(pg_class.oid) DESC LIMIT 8"
)


def largest(store: Store) -> Iterator[tuple[str, int, int]]:
    """The largest tables, with the bytes of each and of its indexes; none of a store in SQLite."""
    if store._engine.dialect.name != "postgresql":
        return
    with store._engine.connect() as connection:
        for name, table, indexes in connection.execute(_SIZES):
            yield str(name), int(table), int(indexes)
