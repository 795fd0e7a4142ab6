"""Fixtures of the whole suite."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from recueil_flows import embedded

if TYPE_CHECKING:
    from spacy.language import Language

ROOT = Path(__file__).parent.parent

embedded.quiet()


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def nlp() -> Language:
    """The whole pipeline, loaded once."""
    import fr_recueil

    return fr_recueil.load()


@pytest.fixture(scope="session")
def corpus_store(tmp_path_factory: pytest.TempPathFactory, nlp: Language) -> str:
    """The address of a store that holds the acts of corpus/."""
    import fr_recueil
    from recueil.ingestion import ingest
    from recueil.reading.discover import discover
    from recueil.settings import Limits
    from recueil.store import open_store

    url = f"sqlite:///{tmp_path_factory.mktemp('corpus')}/recueil.db"
    with open_store(url, create=True) as store:
        files = discover([ROOT / "corpus" / "actes"])
        list(ingest(store, nlp, files, fr_recueil.version(), Limits()))
    return url


@pytest.fixture(scope="session")
def prefect_api() -> Iterator[str]:
    """The address of one Prefect API for all tests of flows, on a database of its own."""
    from prefect.settings import PREFECT_API_URL
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=180):
        yield str(PREFECT_API_URL.value())
