"""Open stores of the runs of this process, which one batch after the other uses.

A store that is opened anew connects, compiles all its statements and, in PostgreSQL, starts a process: for a batch
that costs the server as much as writing it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from recueil.store.open import open_store
from recueil.store.store import Store


class StorePool:
    """Pool of open stores at one URL: each is lent to one thread at a time."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._idle: list[Store] = []
        self._is_closed = False

    @contextmanager
    def lend(self) -> Iterator[Store]:
        """Lend a store for a block; one whose block fails is closed, so that a retry connects anew."""
        try:
            store = self._idle.pop()
        except IndexError:
            store = open_store(self._url)
        try:
            yield store
        except BaseException:
            store.close()
            raise
        self._idle.append(store)
        if self._is_closed:
            self.close()

    def close(self) -> None:
        """Close the stores that are not lent now, and the others when they come back."""
        self._is_closed = True
        while True:
            try:
                self._idle.pop().close()
            except IndexError:
                return


# Batches run in threads of Prefect, which get what Prefect passes on: the number of the run.
_pools: dict[str, StorePool] = {}


@contextmanager
def keep_stores(run: str, url: str) -> Iterator[None]:
    """Keep stores open for the batches of a run within a ``with`` block."""
    pool = _pools[run] = StorePool(url)
    try:
        yield
    finally:
        del _pools[run]
        pool.close()


def lend_store(run: str, url: str) -> AbstractContextManager[Store]:
    """Lend an open store of a run for a block; outside ``keep_stores``, open one."""
    pool = _pools.get(run)
    return open_store(url) if pool is None else pool.lend()
