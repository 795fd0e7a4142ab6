"""Open a store from its URL: connect, check its revision, and create or upgrade its tables."""

from __future__ import annotations

import datetime
import os
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError

from recueil.errors import StoreError, StoreMissing, StoreOutdated
from recueil.store.engine import URL_HELP, deadlines, dialect_by_name, dialect_of, sqlite
from recueil.store.engine.protocol import SCHEMA_LOCK
from recueil.store.schema import REVISION
from recueil.store.store import Store
from recueil.translation import gettext as _

COPYING_REVISION = f"{REVISION} copying"
"""The revision of a store that is an unfinished copy of another."""


def open_store(url: str, *, create: bool = False, unmasked: bool = False) -> Store:
    """Open the store at ``url``; with ``create``, make it or upgrade it first.

    ``url`` is ``sqlite:///recueil.db`` or ``postgresql://user@host/database``; a PostgreSQL database
    must exist, but may be empty. Names of private persons are redacted from all results unless it is
    opened ``unmasked``.

    Raises StoreMissing if there is no store, StoreOutdated if another version of Recueil made it.
    """
    return Store(connect(url, create=create), redacted=not unmasked)


def connect(url: str, *, create: bool = False) -> Engine:
    """Connect to the database of a store and check it, as ``open_store`` does."""
    engine, name = open_engine(url, create=create)
    event.listen(engine, "rollback", _clear_lexicon_cache)
    event.listen(engine, "before_cursor_execute", _check_deadline)
    dialect = dialect_of(engine)
    try:
        migrate_store(engine, name) if create else _require_current(engine, name)
    except dialect.ERRORS as error:
        engine.dispose()
        raise dialect.to_store_error(error, _("{name} cannot be used as a store").format(name=name)) from error
    except StoreError:
        engine.dispose()
        raise
    return engine


def _clear_lexicon_cache(connection: Connection) -> None:
    """Drop what a connection knows of the lexicon after a rollback."""
    from recueil.store.index import write

    write.clear_lexicon_cache(connection)


def _check_deadline(connection: Connection, *statement: object) -> None:
    """Check the read deadline before each statement of a read transaction."""
    if not connection.get_execution_options().get("writes"):
        deadlines.check_deadline()


def open_engine(url: str, *, create: bool) -> tuple[Engine, str]:
    """Connect to the database at a URL, whatever it contains; return the engine and its name for messages."""
    address = parse_url(url)
    dialect = dialect_by_name(address.get_backend_name())
    return dialect.open_engine(address, create=create), dialect.display_name(address)


def parse_url(url: str) -> URL:
    """Parse the URL of a store; the StoreError for an invalid one does not quote it."""
    try:
        return make_url(url)
    except (ArgumentError, ValueError):  # their messages may quote a password
        raise StoreError(_("This is not the address of a store."), URL_HELP) from None


def display_url(url: str) -> str:
    """Return the URL for messages: with an absolute path, and without a password."""
    address = parse_url(url)
    if is_sqlite_url(url):
        return f"sqlite:///{sqlite.path_of_url(address).absolute()}"
    return dialect_by_name(address.get_backend_name()).display_name(address)


def is_sqlite_url(url: str) -> bool:
    """Return whether the store is in SQLite, whose backups are copies of its file."""
    return parse_url(url).get_backend_name() == "sqlite"


def is_new(url: str) -> bool:
    """Return whether the store is a file that is not there yet; False for one that is no file."""
    return is_sqlite_url(url) and not os.path.lexists(sqlite.path_of_url(parse_url(url)))


def store_path(url: str) -> Path:
    """Return the path of the store's file, whether it exists or not; raises StoreError if the store is not
    a file.
    """
    address = parse_url(url)
    if not is_sqlite_url(url):
        name = dialect_by_name(address.get_backend_name()).display_name(address)
        advice = _("Use pg_dump and pg_restore, or `recueil store copy` to an SQLite file.")
        raise StoreError(
            _("The store at {name} is not a file: its backups are PostgreSQL's own.").format(name=name), advice
        )
    return sqlite.path_of_url(address)


def read_revision(connection: Connection, name: str) -> str | None:
    """Return the store's migration revision; None for an empty database. Raises StoreError for a foreign
    database.
    """
    names = inspect(connection).get_table_names()
    if "alembic_version" in names:
        return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one())
    if names:
        raise StoreError(
            _("{name} holds something else than a Recueil store.").format(name=name), _("Give another address.")
        )
    return None


def is_current(revision: str | None, name: str) -> bool:
    """Return whether a store of this revision is up to date; raises StoreError for an unfinished copy."""
    if revision == COPYING_REVISION:
        advice = _("Run `recueil store copy` again, with --replace.")
        raise StoreError(_("The copy of a store to {name} was not finished.").format(name=name), advice)
    return revision == REVISION


def _require_current(engine: Engine, name: str) -> None:
    """Raise StoreMissing or StoreOutdated unless the store is up to date."""
    with engine.begin() as connection:
        revision = read_revision(connection, name)
    if revision is None:
        raise StoreMissing(_("There is no store at {name}.").format(name=name), sqlite.CREATE_HELP)
    if not is_current(revision, name):
        raise StoreOutdated(
            _("The store at {name} is of revision {revision}, this Recueil needs {revision_2}.").format(
                name=name, revision=revision, revision_2=REVISION
            ),
            _("The next `recueil ingest` upgrades an older store; a newer one needs the Recueil that wrote it."),
        )


def migrate_store(engine: Engine, name: str, secret: str | None = None) -> None:
    """Create the tables, or upgrade those of an older Recueil; ``name`` is the store's name in errors.

    ``secret`` names documents, unless the store has a secret already; without either, a new one is made.
    """
    with dialect_of(engine).writer(engine).begin() as connection:
        if not is_current(read_revision(connection, name), name):
            dialect_of(connection).lock(connection, SCHEMA_LOCK, [0])
            upgrade_schema(connection, name, secret)


def upgrade_schema(connection: Connection, name: str, secret: str | None = None) -> None:
    """Create or upgrade the tables, unless a concurrent process has just done so."""
    before = read_revision(connection, name)
    if is_current(before, name):
        return
    dialect_of(connection).require_usable(connection)
    from recueil.store import migrations

    if before is None and connection.dialect.name == "sqlite":
        from recueil.store.migrations import baseline

        baseline.create_schema(connection, secret or migrations.new_secret())
        if is_current(read_revision(connection, name), name):
            return
    try:
        migrations.upgrade(connection, secret)
    except migrations.UnknownRevision as error:
        raise StoreOutdated(
            _("The store at {name} was written by a later Recueil.").format(name=name), _("Upgrade Recueil.")
        ) from error
    if before is not None:
        # Slow to import, and only a store that is upgraded needs them.
        from recueil.bodies.upgrade import file_stored_acts
        from recueil.store.index import write

        file_stored_acts(connection, before, datetime.datetime.now(datetime.UTC))
        write.rebuild_index(connection)
