"""The application on the sample acts, asked without a network."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from tests.web.people import ADDRESS, NAMES, RIGHT, WHEN, Open, application, log_in

from recueil.settings import Settings
from recueil.store import Role, Store, open_store
from recueil.web.app import create_app


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


@pytest.fixture
def staff(store: Store) -> Store:
    """A store with an account of each role."""
    for role, name in NAMES.items():
        store.accounts.add(name, RIGHT, role, by="unix:root", when=WHEN)
    return store


@pytest.fixture
def app(staff: Store) -> FastAPI:
    return application(staff)


@pytest.fixture
def browser(app: FastAPI) -> Iterator[Open]:
    """Opens a browser, in which somebody of a role is logged in, or nobody is."""
    with ExitStack() as ending:

        def opened(role: Role | None = None) -> TestClient:
            client = TestClient(app, base_url=ADDRESS, follow_redirects=False)
            ending.enter_context(client)
            if role is not None:
                assert log_in(client, NAMES[role]).status_code == 303
            return client

        yield opened
