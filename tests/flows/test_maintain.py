"""maintain: check, back up, tidy; and never throw away the last sound backup."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from prefect.client.schemas.objects import State

from recueil.corrections import Attribution
from recueil.errors import StoreMissing
from recueil.privacy.erasure.name_hashes import forms_of, parse_name
from recueil.privacy.erasure.targets import KnownBody
from recueil.settings import Settings
from recueil.store.admin.check import StoreFault
from recueil.store.open import open_store
from recueil_flows import maintain as maintaining
from recueil_flows.maintain import maintain
from recueil_flows.requests import MaintainRequest


@pytest.fixture
def ingested(
    folder: Path,
    store: str,
    bring: Callable[[str, Path], None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Path:
    """The store after a night, and three backups of earlier weeks beside it."""
    bring(store, folder)
    monkeypatch.setenv("RECUEIL_BACKUPS", str(tmp_path / "backups"))
    monkeypatch.setenv("RECUEIL_BACKUPS_KEPT", "2")
    (tmp_path / "backups").mkdir()
    for day in (1, 8, 15):
        (tmp_path / "backups" / f"recueil-2025-03-{day:02}T050000Z.db").write_text("a backup")
    (tmp_path / "backups" / "recueil-mine.db").write_text("none of ours")
    return tmp_path / "recueil.db"


def run(store: str) -> State[Any]:
    return maintain(MaintainRequest(store=store), return_state=True)


def backups(store: Path) -> list[str]:
    """The backups there are, the new one under the name « new »."""
    names = [file.name for file in (store.parent / "backups").iterdir()]
    return sorted(name if "2025" in name or "mine" in name else "new" for name in names)


@pytest.mark.usefixtures("prefect_api")
def test_a_sound_store_is_backed_up_and_the_oldest_backups_go_and_what_is_to_be_forgotten_is_finished(
    ingested: Path, store: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RECUEIL_FORGET_KEY", "a secret of the tests")
    key = b"a secret of the tests"
    with open_store(store) as opened:
        target = opened.erasure.body("Fontvergne", configured=[KnownBody("Fontvergne")])
        attribution = Attribution("ana", datetime.now(UTC), "demande")
        opened.erasure.begin(target, forms_of(parse_name("Zoé KERMADEC"), key), key, attribution)
    state = run(store)
    assert state.name == "Completed"
    assert backups(ingested) == ["new", "recueil-2025-03-15T050000Z.db", "recueil-mine.db"]
    (copy,) = (file for file in (ingested.parent / "backups").iterdir() if file.name in str(state.message))
    with open_store(f"sqlite:///{copy}") as opened, open_store(store) as original:
        assert opened.status().ledger == original.status().ledger == {"done": 4, "quarantined": 2}
        # It is finished before the backup is made, and acts are compared.
        assert [each.is_done for each in opened.erasure.list_all()] == [True]
        assert opened.cross_checks.list_outdated() == []


@pytest.mark.usefixtures("prefect_api")
def test_an_unsound_store_fails_the_run_and_no_backup_goes(ingested: Path, store: str) -> None:
    with closing(sqlite3.connect(ingested)) as connection, connection:
        connection.execute("UPDATE entities SET text = 'otherwise'")
    state = run(store)
    assert (state.name, str(state.message).partition(":")[0]) == ("Failed", "The store does not hold together")
    assert len(backups(ingested)) == 5


@pytest.mark.slow
@pytest.mark.usefixtures("prefect_api")
def test_a_store_in_postgresql_is_checked_and_tidied_and_has_backups_of_its_own(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RECUEIL_BACKUPS", str(tmp_path / "backups"))
    state = run(database)
    assert state.name == "Completed"
    assert str(state.message).endswith(" MB. Backup: PostgreSQL's own (pg_dump).")
    assert not (tmp_path / "backups").exists()


def test_each_part_refuses_a_store_that_is_not_there(tmp_path: Path) -> None:
    settings = Settings(store=f"sqlite:///{tmp_path}/none.db", backups=tmp_path / "backups")
    for part in (maintaining.finish_forgetting.fn, maintaining.check.fn, maintaining.tidy.fn):
        with pytest.raises(StoreMissing, match=f"^There is no store at {tmp_path}/none.db"):
            part(settings)
    with pytest.raises(StoreMissing):
        maintaining.back_up.fn(settings, keep_all=False)
    assert not (tmp_path / "none.db").exists()


@pytest.mark.parametrize(
    ("what", "row"),
    [
        ("source file:///srv/KERMADEC.txt", "a source"),
        ("person kermadec-zoe@vertmont", "a person"),
        ("act 0123456789ab", "act 0123456789ab"),
    ],
)
def test_what_prefect_is_told_of_a_finding_names_nobody(what: str, row: str) -> None:
    finding = StoreFault(what, "It is not as it was.", "Restore a backup.")
    assert maintaining._finding_row(finding) == {"what": row, "detail": finding.detail, "advice": finding.advice}
