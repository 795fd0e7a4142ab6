"""A working folder, and a store elsewhere that holds two acts."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.export.making import fill
from tests.filing import FillOnce

from recueil.store.store import Store


@pytest.fixture
def folder(tmp_path: Path, store: Store, path: Path, monkeypatch: pytest.MonkeyPatch, fill_once: FillOnce) -> Path:
    fill_once(lambda: fill(store))
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    monkeypatch.setenv("RECUEIL_STORE", f"sqlite:///{path}")
    return tmp_path / "work"
