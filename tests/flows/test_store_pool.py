"""Open stores of a run: used again one batch after the other, closed after an error and at the end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from recueil_flows import store_pool
from recueil_flows.store_pool import keep_stores, lend_store

URL = "sqlite:///recueil.db"


class Opened:
    """A store that tells whether it is closed."""

    is_closed = False

    def close(self) -> None:
        self.is_closed = True

    def __enter__(self) -> Opened:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Opened]]:
    """Return the stores that have been opened, in order."""
    stores: list[Opened] = []

    def open_store(url: str) -> Any:
        assert url == URL
        stores.append(Opened())
        return stores[-1]

    monkeypatch.setattr(store_pool, "open_store", open_store)
    yield stores
    assert all(store.is_closed for store in stores)


def assert_is(store: object, opened: Opened) -> None:
    """Check that a store is the one that was opened: as an object, since its type says otherwise."""
    assert store is opened


def test_one_store_serves_one_batch_after_the_other_and_two_at_once_have_two(opened: list[Opened]) -> None:
    with keep_stores("1", URL):
        for _ in range(2):
            with lend_store("1", URL) as store:
                assert_is(store, opened[0])
        with lend_store("1", URL) as first, lend_store("1", URL) as second:
            assert_is(first, opened[0])
            assert_is(second, opened[1])
        assert not any(store.is_closed for store in opened)


def test_after_an_error_a_store_is_opened_anew(opened: list[Opened]) -> None:
    with keep_stores("1", URL):
        with pytest.raises(ZeroDivisionError), lend_store("1", URL):
            raise ZeroDivisionError
        assert opened[0].is_closed
        with lend_store("1", URL) as store:
            assert_is(store, opened[1])


def test_a_store_that_comes_back_after_the_run_is_closed(opened: list[Opened]) -> None:
    with ExitStack() as lent:
        with keep_stores("1", URL):
            lent.enter_context(lend_store("1", URL))
        assert not opened[0].is_closed


def test_a_batch_of_no_run_of_this_process_opens_its_own(opened: list[Opened]) -> None:
    with keep_stores("1", URL), lend_store("2", URL):
        assert not opened[0].is_closed
    assert opened[0].is_closed
