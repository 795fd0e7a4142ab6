"""The migration that keeps the words of values that dossiers cite: those of values added before it are filled in."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
from sqlalchemy import text
from tests.dossiers.gathering import file_town
from tests.filing import WHEN

from recueil.dossiers.records import ActTarget, ValueTarget
from recueil.store.store import Store

VERSIONS = Path(__file__).parents[3] / "pipeline/recueil/store/migrations/versions"


@pytest.mark.both_databases
def test_the_words_of_values_are_those_of_their_act(store: Store) -> None:
    spec = importlib.util.spec_from_file_location("act_successors", VERSIONS / "0042_act_successors.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    uids = file_town(store)
    made = store.dossiers.create("Fêtes", "ana", WHEN)
    for target in (ActTarget(uids["7"]), ValueTarget(uids["7"], 1), ValueTarget(uids["7"], 2)):
        store.dossiers.add(made, "ana", target, WHEN)
    writer = store._engine.execution_options(writes=True)
    with writer.begin() as connection:
        connection.execute(text("UPDATE dossier_items SET words = NULL, start = start + (item_id / 3)"))
        connection.execute(text(module._FILL_WORDS))
        words = connection.execute(text("SELECT words FROM dossier_items ORDER BY item_id")).scalars().all()
    assert words == [None, "700 €", None]  # at other characters there is no such value
