"""Every version of every file is kept, proved by its digest, and removed when it must be."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from tests import commands
from tests.filing import make_act, record
from tests.handles import handle_of
from tests.readers.envelopes import message
from tests.web.people import ADDRESS, application

from recueil.errors import OriginalsError
from recueil.ingest.originals import Originals, original_path
from recueil.ingest.plan import SourceFile, plan_ingest
from recueil.readers.files import discover_paths
from recueil.readers.reader import hash_file, read_bytes, sha256_of
from recueil.settings import Limits, Settings
from recueil.store.acts.handles import Fingerprints
from recueil.store.open import open_store
from recueil.store.store import Store

Run = Callable[..., tuple[int, str]]
WHEN = datetime(2025, 3, 1, 2, 0, tzinfo=UTC)
LIMITS = Limits()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with an act."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "actes").mkdir()
    (tmp_path / "actes" / "a.txt").write_text("Le conseil.")
    return tmp_path / "actes"


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], url: str, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The exit status of a command on the store, and what it prints."""
    monkeypatch.setenv("RECUEIL_STORE", url)

    def command(*arguments: str) -> tuple[int, str]:
        status, out, err = commands.run(capsys, "originals", *arguments)
        return status, out + err

    return command


def plan(store: Store, folder: Path, when: datetime = WHEN) -> None:
    files = [SourceFile(path) for path in discover_paths([folder])]
    plan_ingest(store, files, "1", LIMITS, when, [folder], originals=originals_of(store))


def originals_of(store: Store) -> Originals:
    return Originals(Path("originals"), store.fingerprints())


def kept() -> set[str]:
    return {path.read_text() for path in Path("originals").rglob("*") if path.is_file()}


def bring(store: Store, folder: Path, tagged: str) -> str:
    """Plan a file with a text, and file it as one act; return the fingerprint."""
    document, act = make_act(tagged)
    (folder / "a.txt").write_text(document.text)
    plan(store, folder)
    record(store, (folder / "a.txt").as_uri(), document, [act])
    return document.sha256


def test_every_version_of_every_file_is_kept_once(store: Store, folder: Path) -> None:
    (folder / "b.txt").write_text("Le conseil.")
    plan(store, folder)
    (folder / "a.txt").write_text("Le conseil, plus tard.")
    plan(store, folder)
    (folder / "a.txt").unlink()
    plan(store, folder)
    assert kept() == {"Le conseil.", "Le conseil, plus tard."}
    sha256 = sha256_of(b"Le conseil.")
    assert (Path("originals") / sha256[:2] / sha256[2:]).read_bytes() == b"Le conseil."


def test_an_envelope_in_a_folder_is_kept_whole(store: Store, folder: Path) -> None:
    (folder / "m.xml").write_bytes(message("a.txt"))
    plan(store, folder)
    fingerprint = hash_file(folder / "m.xml", LIMITS)
    assert original_path(Path("originals"), fingerprint).read_bytes() == read_bytes(folder / "m.xml", LIMITS)


def test_a_folder_that_cannot_be_written_ends_the_run(store: Store, folder: Path) -> None:
    Path("originals").write_text("a file")
    with pytest.raises(OriginalsError, match="originals: cannot be written"):
        plan(store, folder)


def test_files_are_proved_by_their_digests(store: Store, folder: Path, run: Run) -> None:
    sha256 = bring(store, folder, "Le conseil.")
    assert run("verify") == (0, "1 original: 0 damaged, 0 missing.\n")
    path = original_path(Path("originals"), sha256)
    path.write_text("Le conseil!")
    assert run("verify") == (1, f"damaged: {path.absolute()}\n1 original: 1 damaged, 0 missing.\n")
    path.unlink()
    assert run("verify") == (1, f"missing: {folder / 'a.txt'}\n0 originals: 0 damaged, 1 missing.\n")


def test_former_versions_are_pruned_once_their_retention_is_over(store: Store, folder: Path, run: Run) -> None:
    old = bring(store, folder, "Le conseil.")
    bring(store, folder, "Le conseil, plus tard.")
    assert run("prune")[0] != 0
    assert run("prune", "--days", "30") == (0, "0 originals removed (0 bytes).\n")
    past = (datetime.now(UTC) - timedelta(days=31)).timestamp()
    os.utime(original_path(Path("originals"), old), (past, past))
    assert run("prune", "--days", "30", "--dry-run") == (0, "1 original would be removed (11 bytes).\n")
    assert run("prune", "--days", "30") == (0, "1 original removed (11 bytes).\n")
    assert kept() == {"Le conseil, plus tard."}


def test_the_pages_give_an_original_whose_source_is_gone(store: Store, folder: Path) -> None:
    sha256 = bring(store, folder, "Le conseil.")
    (folder / "a.txt").unlink()
    client = TestClient(application(store), base_url=ADDRESS)
    answer = client.get(f"/actes/{handle_of(sha256)}/original")
    assert (answer.status_code, answer.content) == (200, b"Le conseil.")
    assert "filename*=UTF-8''a.txt" in answer.headers["content-disposition"]


def test_names_are_keyed_once_somebody_is_forgotten(tmp_path: Path) -> None:
    plain, keyed = Fingerprints(b"secret", is_keyed=False), Fingerprints(b"key", is_keyed=True)
    sha256 = sha256_of(b"acte")
    Originals(tmp_path, plain).keep(sha256, b"acte")
    originals = Originals(tmp_path, keyed)
    for _ in range(2):
        originals.rekey()
        assert [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()] == [b"acte"]
    assert originals.has(keyed.of(sha256))
    assert not originals.has(sha256)
    assert list(originals.iter_damaged()) == []


@pytest.mark.slow
def test_a_file_that_names_somebody_who_is_forgotten_is_removed_and_not_kept_again(
    store: Store, url: str, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RECUEIL_STORE", url)
    bring(store, folder, "<PERSON EXEMPLE, Zoé>Zoé EXEMPLE</PERSON> demande une aide.")
    (folder / "b.txt").write_text("Un autre acte.")
    plan(store, folder)
    assert len(kept()) == 2
    place = (folder / "a.txt").as_uri()
    status, out, err = commands.run(
        capsys, "forget", "--person", "Zoé EXEMPLE", "--source", place, "--yes", "--reason", "demande"
    )
    assert status == 0, out + err
    assert kept() == {"Un autre acte."}
    with open_store(url) as opened:
        plan(opened, folder)
    assert kept() == {"Un autre acte."}


def test_the_settings_have_a_folder_and_no_retention() -> None:
    settings = Settings()
    assert (settings.originals, settings.originals_days) == (Path("originals"), None)
