"""A store with accounts."""

from __future__ import annotations

import pytest
from tests.accounts.people import add
from tests.filing import WHEN

from recueil.store.store import Store


@pytest.fixture
def staff(store: Store) -> Store:
    """A store with an admin, anne, and a reader, remi."""
    add(store, WHEN, "anne", "admin")
    add(store, WHEN, "remi", "reader")
    return store
