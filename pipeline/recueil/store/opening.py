"""From an address to a store that can be used."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, DatabaseError

from recueil.errors import StoreError, StoreMissing, StoreOutdated
from recueil.store import projecting, sqlite
from recueil.store.schema import REVISION
from recueil.store.store import Store


def open_store(url: str, *, create: bool = False) -> Store:
    """The store at ``url`` (``sqlite:///recueil.db``); with ``create``, made or brought up to date first.

    StoreMissing when there is none, StoreOutdated when another version of Recueil made it.
    """
    path = located(url)
    if create:
        make_room(path)
    elif not _may_exist(path):
        raise _missing(path)
    engine = sqlite.engine_of(path)
    try:
        bring_up(engine, path) if create else _check(engine, path)
    except (DatabaseError, sqlite3.DatabaseError) as error:
        engine.dispose()
        raise sqlite.explained(error, f"{path} cannot be used as a store") from error
    except StoreError:
        engine.dispose()
        raise
    return Store(engine)


def located(url: str) -> Path:
    """The file that an address means, whether it is there or not."""
    try:
        address = make_url(url)
    except ArgumentError:
        raise StoreError(f"{url!r} is no address of a store.", "Write sqlite:/// and a path.") from None
    if address.get_backend_name() != "sqlite" or address.database in (None, "", ":memory:"):
        raise StoreError(
            f"Recueil keeps its store in an SQLite file, not at {url!r}.", "Write sqlite:/// and a path."
        )
    return Path(str(address.database))


def make_room(path: Path) -> None:
    """Make the folder of a store."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"No store can be made at {path}: {error.strerror}.") from error


def _may_exist(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        return True  # in a folder that is closed to us: opening it says so


def _missing(path: Path) -> StoreMissing:
    return StoreMissing(
        f"There is no store at {path}.", "Ingest documents first, or give the address of the store."
    )


def revision(connection: Connection, path: Path) -> str | None:
    """The migration the store stands at, None for an empty file."""
    names = inspect(connection).get_table_names()
    if "alembic_version" in names:
        return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one())
    if names:
        raise StoreError(f"{path} holds something else than a Recueil store.", "Give another address.")
    return None


def _check(engine: Engine, path: Path) -> None:
    with engine.begin() as connection:
        known = revision(connection, path)
    if known is None:
        raise _missing(path)
    if known != REVISION:
        raise StoreOutdated(
            f"The store at {path} is of revision {known}, this Recueil needs {REVISION}.",
            "The next `recueil ingest` upgrades an older store; a newer one needs the Recueil that wrote it.",
        )


def bring_up(engine: Engine, path: Path) -> None:
    """Make the tables, or upgrade those of an older Recueil; ``path`` is what an error names."""
    with engine.execution_options(writes=True).begin() as connection:
        before = revision(connection, path)
        if before == REVISION:
            return
        # Alembic is slow to import, and only a store that is made or upgraded needs it.
        from recueil.store.migrations import UnknownRevision, upgrade

        try:
            upgrade(connection)
        except UnknownRevision as error:
            raise StoreOutdated(
                f"The store at {path} was written by a later Recueil.", "Upgrade Recueil."
            ) from error
        if before is not None:
            projecting.rebuild(connection)
