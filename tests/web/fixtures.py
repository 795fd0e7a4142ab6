"""The application on the sample acts, asked without a network."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from recueil.store.open import open_store

# Those who use none of them do not wait for the web to be imported.
if TYPE_CHECKING:
    from fastapi import FastAPI
    from fastapi.testclient import TestClient
    from tests.web.people import Open

    from recueil.accounts.schema import Role
    from recueil.store.store import Store


@pytest.fixture(scope="session")
def client(corpus_store: str) -> Iterator[TestClient]:
    """Who asks about the sample acts, and changes nothing."""
    from fastapi.testclient import TestClient
    from tests.web.people import ADDRESS, application

    with open_store(corpus_store) as store, TestClient(application(store), base_url=ADDRESS) as asking:
        yield asking


@pytest.fixture
def asking() -> Iterator[Callable[[Store], TestClient]]:
    """Makes somebody who asks about a store of the test's own; a defect is answered as it is to readers."""
    from fastapi.testclient import TestClient
    from tests.web.people import ADDRESS, application

    with ExitStack() as ending:

        def of(store: Store) -> TestClient:
            client = TestClient(application(store), base_url=ADDRESS, raise_server_exceptions=False)
            return ending.enter_context(client)

        yield of


@pytest.fixture(scope="session")
def filled(untouched: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a store of two acts of which everything is known, to read or to copy."""
    from tests.export.making import fill

    file = Path(shutil.copyfile(untouched, tmp_path_factory.mktemp("filled") / "recueil.db"))
    with open_store(f"sqlite:///{file}") as store:
        fill(store)
    return file


@pytest.fixture
def team(store: Store) -> Store:
    """A store with an account of each role."""
    from tests.web.people import NAMES, RIGHT, WHEN

    for role, name in NAMES.items():
        store.accounts.add(name, RIGHT, role, by="unix:root", when=WHEN)
    return store


@pytest.fixture
def app(team: Store) -> FastAPI:
    """The application of that store."""
    from tests.web.people import application

    return application(team)


@pytest.fixture
def browser(app: FastAPI) -> Iterator[Open]:
    """Opens a browser, in which somebody of a role is logged in, or nobody is."""
    from fastapi.testclient import TestClient
    from tests.web.people import ADDRESS, NAMES, log_in

    with ExitStack() as ending:

        def opened(role: Role | None = None) -> TestClient:
            client = TestClient(app, base_url=ADDRESS, follow_redirects=False)
            ending.enter_context(client)
            if role is not None:
                assert log_in(client, NAMES[role]).status_code == 303
            return client

        yield opened
