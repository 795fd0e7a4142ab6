"""The application on the sample acts, asked without a network."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from fastapi.testclient import TestClient

from recueil.settings import Settings
from recueil.store import Store, open_store
from recueil.web.app import create_app

ADDRESS = "http://127.0.0.1"


@pytest.fixture(scope="session")
def client(corpus_store: str) -> Iterator[TestClient]:
    """Who asks about the sample acts, and changes nothing."""
    with open_store(corpus_store) as store, TestClient(create_app(store, Settings()), base_url=ADDRESS) as asking:
        yield asking


@pytest.fixture
def asking() -> Iterator[Callable[[Store], TestClient]]:
    """Makes somebody who asks about a store of the test's own; a defect is answered as it is to readers."""
    with ExitStack() as ending:

        def of(store: Store) -> TestClient:
            app = create_app(store, Settings())
            return ending.enter_context(TestClient(app, base_url=ADDRESS, raise_server_exceptions=False))

        yield of
