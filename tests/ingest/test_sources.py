"""What sources amount to: files, and where there are no others."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import fsspec  # type: ignore[import-untyped]
import pytest
from fsspec.implementations.memory import MemoryFileSystem  # type: ignore[import-untyped]

from recueil.errors import FileTooLarge, SourceUnreachable
from recueil.ingest.plan import SourceFile, plan_ingest
from recueil.ingest.sources import collect_files, unreachable_sources
from recueil.readers.files import Pattern
from recueil.settings import Limits, Settings, Source
from recueil.store.store import Store


@pytest.fixture
def memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MemoryFileSystem]:
    """Files in memory, and a working folder."""
    monkeypatch.chdir(tmp_path)
    files = fsspec.filesystem("memory")
    files.store.clear()
    files.pipe({"/actes/a.txt": b"a", "/actes/b.txt": b"b" * 20})
    yield files
    files.store.clear()


AWAY = Source(url="memory://absent", body="Metz")
THERE = Source(url="memory://actes", body="Metz")
SETTINGS = Settings(sources=(AWAY, THERE), limits=Limits(file_bytes=10))


def test_files_come_with_their_bodies_and_their_problems(memory: MemoryFileSystem) -> None:
    Path("local").mkdir()
    Path("local/c.txt").touch()
    told: list[str] = []
    sources = [Source(path=Path("local/*.txt"), body="Nancy"), Source(path=Path("local/c.txt")), *SETTINGS.sources]
    found = collect_files(sources, SETTINGS, told.append)
    pattern, absent, there = found.scopes
    assert isinstance(pattern, Pattern)
    assert isinstance(absent, Path)
    assert isinstance(there, Path)
    local, same, away, large, a = found.files
    assert (local, same) == (
        SourceFile(Path("local/c.txt"), "Nancy", within=Path("local").absolute()),
        SourceFile(Path("local/c.txt")),
    )
    assert (away.path, away.body, type(away.problem)) == (absent, "Metz", SourceUnreachable)
    assert (large.path, large.body, type(large.problem)) == (there / "b.txt", "Metz", FileTooLarge)
    assert a == SourceFile(there / "a.txt", "Metz", within=there.absolute())
    assert told == [
        "memory://absent: cannot be reached.",
        "memory://actes: 1 fetched, 0 unchanged, 0 no longer there, 1 that cannot be fetched.",
    ]


def test_what_could_not_be_had_is_to_be_fetched_anew(memory: MemoryFileSystem, store: Store) -> None:
    found = collect_files(SETTINGS.sources, SETTINGS, lambda _: None)
    plan_ingest(store, found.files, "1", SETTINGS.limits, datetime.now(UTC), found.scopes)
    works = {work.reason: work for work in store.ledger.active()}
    assert works.keys() == {None, "unreachable", "too-large"}
    assert unreachable_sources([works[None]], SETTINGS) == []
    assert unreachable_sources([works["too-large"]], SETTINGS) == [THERE]
    assert unreachable_sources(works.values(), SETTINGS) == [AWAY, THERE]
