"""What is SQLite's own: its engine, its settings and its full-text index."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import (
    URL,
    ColumnElement,
    Connection,
    Engine,
    Integer,
    column,
    create_engine,
    event,
    func,
    literal_column,
    table,
    text,
)

from recueil.errors import StoreError

# Contentless tables whose rows can be deleted came with this version.
_OLDEST = (3, 43, 0)
_BUSY_MS = 10_000
_SETTINGS = (
    "journal_mode=wal",
    "synchronous=normal",
    "foreign_keys=on",
    f"busy_timeout={_BUSY_MS}",
    "cache_size=-65536",
    "temp_store=memory",
    "journal_size_limit=67108864",
)

search_text = table("search_text", column("rowid", Integer))
docid = search_text.c.rowid

_PUT = text("INSERT OR REPLACE INTO search_text(rowid, words, tokens) VALUES (:docid, :words, :tokens)")
_DROP = text("DELETE FROM search_text WHERE rowid = :docid")


def engine_of(path: Path) -> Engine:
    """An engine whose transactions are real: DDL rolls back, and a writer takes its lock when it begins."""
    if sqlite3.sqlite_version_info < _OLDEST:
        raise StoreError(
            f"SQLite {sqlite3.sqlite_version} is too old for the full-text index.",
            "Use a Python linked with SQLite 3.43 or later.",
        )
    engine = create_engine(URL.create("sqlite", database=str(path)), connect_args={"timeout": _BUSY_MS / 1000})
    event.listen(engine, "connect", _configure)
    event.listen(engine, "begin", _begin)
    return engine


def _configure(connection: sqlite3.Connection, record: object) -> None:
    connection.isolation_level = None
    for setting in _SETTINGS:
        connection.execute(f"PRAGMA {setting}")


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def put(connection: Connection, act: int, words: list[str], tokens: list[str]) -> None:
    """Index an act, in place of what was indexed of it."""
    connection.execute(_PUT, {"docid": act, "words": " ".join(words), "tokens": " ".join(tokens)})


def drop(connection: Connection, acts: list[int]) -> None:
    if acts:
        connection.execute(_DROP, [{"docid": act} for act in acts])


def matches(expression: str) -> ColumnElement[bool]:
    operator: ColumnElement[Any] = literal_column("search_text")
    return operator.op("MATCH", is_comparison=True)(expression)


def relevance() -> ColumnElement[float]:
    """Smaller is better. Tokens weigh nothing: they filter."""
    return func.bm25(literal_column("search_text"), 1.0, 0.0)


def phrase(keys: tuple[str, ...]) -> str:
    """Keys are letters, digits and underscores only, so quotes hold them."""
    return f'words : "{" ".join(keys)}"'


def exact(token: str) -> str:
    return f'tokens : "{token}"'


def all_of(expressions: list[str], excluded: list[str]) -> str:
    """FTS5 has no « not » of its own, only « this but not that »."""
    joined = " AND ".join(expressions)
    return f"(({joined}) NOT {any_of(excluded)})" if excluded else f"({joined})"


def any_of(expressions: list[str]) -> str:
    return f"({' OR '.join(expressions)})"


def size(connection: Connection) -> int:
    """Bytes of the database."""
    pages: int = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    page: int = connection.exec_driver_sql("PRAGMA page_size").scalar_one()
    return pages * page
