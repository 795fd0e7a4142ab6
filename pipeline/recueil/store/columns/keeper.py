"""Keep the columns of a store for the threads of a process."""

from __future__ import annotations

import threading
from contextlib import suppress

from sqlalchemy import Connection, Engine, func, select

from recueil.errors import StoreError
from recueil.store.columns.acts import ActColumns
from recueil.store.engine.transactions import read_transaction
from recueil.store.index.changes import current_moment
from recueil.store.index.schema import search_acts

_MOST_ACTS = 5_000_000
"""Of a store whose columns are kept: they take some 200 bytes an act, and each value once."""


class ColumnsKeeper:
    """Keeps the columns of a store for the threads of a process.

    They are loaded by a thread of their own when they are first asked for.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._columns: ActColumns | None = None
        self._is_refused = False
        self._loading: threading.Thread | None = None

    def current(self, connection: Connection) -> ActColumns | None:
        """Return the columns at the moment of a read transaction, of which this must be the first statement.

        None while they are loaded, of too large a store, and where the database cannot tell what has changed.
        """
        if self._is_refused:
            return None
        if self._columns is None:
            self._begin_loading()
            return None
        # The next statement takes the snapshot, after those of all who held the lock before.
        with self._lock:
            moment = current_moment(connection)
            if moment is None or self._columns is None:
                return None
            is_later = moment.sees(self._columns.moment)  # unless the store was replaced by another
            self._columns = self._columns.advance(connection, moment) if is_later else None
            return self._columns

    def load(self) -> None:
        """Load the columns, and return when they are there."""
        with self._lock, read_transaction(self._engine) as connection:
            moment = current_moment(connection)
            some = select(search_acts.c.docid).limit(_MOST_ACTS + 1).subquery()
            self._is_refused = connection.execute(select(func.count()).select_from(some)).scalar_one() > _MOST_ACTS
            if moment is not None and not self._is_refused:
                self._columns = ActColumns.load(connection, moment)

    def _begin_loading(self) -> None:
        loading = self._loading
        if loading is None or not loading.is_alive():
            self._loading = threading.Thread(target=self._try_loading, name="act columns", daemon=True)
            self._loading.start()

    def _try_loading(self) -> None:
        with suppress(StoreError):  # whoever asks next tries again
            self.load()

    def close(self) -> None:
        """Drop the columns; wait for their loading to end."""
        if self._loading is not None:
            self._loading.join()
        self._columns = None
