"""Whom a document named cannot be guessed: not from what lies on the disk once they are forgotten, nor from what is
answered to readers, from whom the names of private persons are masked."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow.parquet
import pytest
from alembic import command
from fastapi.testclient import TestClient
from tests import commands
from tests.digests import files_in, guessed
from tests.filing import ingest_once
from tests.ingest.remote.site import file, serving
from tests.web.people import application
from tests.web.reading import ordinary_spaces

from recueil.ingest.remote.mirror import sync_mirror
from recueil.ingest.reprocess import Pipeline, find_outdated
from recueil.readers.document import PageContent
from recueil.readers.ocr.cache import OcrCacheEntry
from recueil.readers.reader import hash_file, sha256_of
from recueil.settings import Limits, Source
from recueil.store.migrations import config
from recueil.store.open import open_engine, open_store

Bring = Callable[[str, Path], None]
Run = Callable[..., tuple[int, str]]
NAME = "Zoé KERMADEC"
CANDIDATES = (NAME, "Zoé KERMADAC", "Ana KERMADEC", "Léa TRÉGUIER")


def act(name: str) -> str:
    return f"""COMMUNE DE FONTVERGNE
Conseil municipal
Séance du jeudi 14 mars 2024.
Présents : Élodie VASSEUR, Paul ASTIER.

Objet : Secours à Mme {name}

Le conseil accorde un secours de 300 euros à Mme {name}, qui habite au 3 rue des Lilas, pour son loyer.
"""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("guessing") / "work"


@pytest.fixture
def here(place: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The working folder, with an act and a place for a store: the same for all tests, made anew for each."""
    place.mkdir()
    monkeypatch.chdir(place)
    for folder in ("actes", "magasin", "backups"):
        (place / folder).mkdir()
    (place / "actes" / "a.txt").write_text(act(NAME), "utf-8")
    monkeypatch.setenv("RECUEIL_STORE", "sqlite:///magasin/recueil.db")
    monkeypatch.setenv("PREFECT_HOME", str(place / "prefect"))
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    yield place
    shutil.rmtree(place)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """The exit status of a command, and what it prints."""

    def command(*arguments: str) -> tuple[int, str]:
        status, out, err = commands.run(capsys, *arguments)
        return status, out + err

    return command


@pytest.fixture
def url(here: Path, bring: Bring) -> str:
    """The address of a store that holds the act of the working folder, ingested once for all tests."""
    return ingest_once(bring, here / "actes", here / "magasin" / "recueil.db", here.with_name("kept.db"))


def forget(run: Run) -> None:
    arguments = ("--person", NAME, "--body", "Fontvergne", "--yes")
    status, output = run("forget", *arguments)
    assert status == 0, output


def tried(within: bytes) -> list[str]:
    return guessed(CANDIDATES, act, within)


def exported(run: Run, into: Path) -> bytes:
    """All that exports of a store hold, compressed ones unpacked."""
    into.mkdir()
    for name in ("jsonl", "csv", "parquet", "scdl-deliberations", "scdl-subventions"):
        _, output = run("export", "--format", name, "--output", str(into / name))
        assert (into / name).exists(), output
    rows = [repr(pyarrow.parquet.read_table(file).to_pylist()).encode() for file in into.rglob("*.parquet")]
    printed = [
        run(*command)[1].encode()
        for command in (("failures", "--format", "csv"), ("search", "secours", "--format", "json"))
    ]
    return b"\n".join([files_in(into), *rows, *printed])


ANSWERS = (
    *("/", "/?q=secours", "/?q=secours&format=json", "/recherche/export.csv?q=secours", "/montants", "/controles"),
    *("/corrections", "/qualite", "/personnes", "/api/v1/acts", "/api/v1/entities", "/api/v1/findings"),
    *(
        "/api/v1/ledger",
        "/api/v1/ledger/failures",
        "/api/v1/corrections",
        "/api/v1/persons",
        "/api/v1/exports/jsonl",
    ),
    *(f"/api/v1/exports/csv?table={table}" for table in ("acts", "persons", "awards", "amounts")),
)


def answered(url: str) -> bytes:
    """All that pages and the API answer to a reader, with the headers."""
    with (
        open_store(url) as store,
        TestClient(application(store, when=None), base_url="http://127.0.0.1") as client,
    ):
        uid = store.search(None).hits[0].uid
        of_act = [f"/actes/{uid}{end}" for end in ("", "?format=json", "/pages/1", "/pages/1?format=json")]
        of_act += [f"/actes/{uid}/valeurs/1?format=json", f"/api/v1/acts/{uid}", f"/api/v1/acts/{uid}/text"]
        answers = [client.get(address) for address in (*ANSWERS, *of_act)]
        assert {answer.status_code for answer in answers} == {200}
        return b"\n".join(repr((answer.headers, answer.text)).encode() for answer in answers)


def test_readers_cannot_guess_whom_masked_words_name(here: Path, run: Run, url: str) -> None:
    assert tried(files_in(here / "magasin")) == [NAME]
    assert b"KERMADEC" not in answered(url)
    assert tried(answered(url)) == []
    assert tried(exported(run, here / "exports")) == []


def test_nothing_that_is_left_tells_who_is_forgotten(here: Path, run: Run, bring: Bring, url: str) -> None:
    assert run("backup", "backups/before.db")[0] == 0
    forget(run)
    assert tried(files_in(here / "magasin")) == []
    assert tried(exported(run, here / "exports")) == []
    assert tried(answered(url)) == []
    # Nor does what came later, or is put back, or is carried elsewhere.
    (here / "actes" / "b.txt").write_text(act(NAME), "utf-8")
    bring(url, here / "actes")
    assert tried(files_in(here / "magasin")) == []
    (here / "copie").mkdir()
    assert run("store", "copy", url, f"sqlite:///{here}/copie/recueil.db")[0] == 0
    assert tried(files_in(here / "copie")) == []
    assert run("restore", "backups/before.db", "--replace")[0] == 0
    (here / "magasin" / "recueil.db.before-restore").unlink()
    assert tried(files_in(here / "magasin")) == []
    assert run("check") == (0, "The store is sound.\n")


def test_nothing_is_read_again_that_did_not_change(here: Path, run: Run, bring: Bring, url: str) -> None:
    forget(run)
    with open_store(url) as store:
        before = store.ledger.active()
    bring(url, here / "actes")
    with open_store(url) as store:
        assert store.ledger.active() == before


def test_a_file_that_changes_under_a_run_is_not_taken_for_what_it_was(
    here: Path, run: Run, bring: Bring, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    forget(run)
    new = here / "actes" / "b.txt"
    new.write_text(act("Léa TRÉGUIER"), "utf-8")

    def late(path: Path, limits: Limits) -> str:
        new.write_text(act("Ana TRÉGUIER"), "utf-8")
        return hash_file(path, limits)

    monkeypatch.setattr("recueil.ingest.run.hash_file", late)
    bring(url, here / "actes")
    with open_store(url) as store:
        (work,) = (work for work in store.ledger.active() if work.source == new.as_uri())
        assert (work.state, work.reason, work.document) == ("failed", "changed", None)


def test_notes_of_the_mirror_do_not_tell_who_is_forgotten(
    here: Path, run: Run, bring: Bring, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{here}/magasin/recueil.db"
    monkeypatch.setenv("RECUEIL_MIRROR", str(here / "mirror"))
    with serving() as site:
        site.answers["/a.txt"] = file(act(NAME))
        source = Source(url=f"{site.url}/a.txt")
        bring(url, sync_mirror(source, here / "mirror", Limits()).folder)
        (notes,) = (here / "mirror").glob("*/.notes")
        assert tried(notes.read_bytes()) == [NAME]
        forget(run)
        assert tried(notes.read_bytes()) == []
        site.asked.clear()
        again = sync_mirror(source, here / "mirror", Limits())
        assert (again.fetched, again.unchanged, again.problems) == (0, 1, {})
        assert tried(repr(site.asked).encode()) == []
        site.answers["/a.txt"] = file(f"{act(NAME)}Fait à Fontvergne.")
        assert sync_mirror(source, here / "mirror", Limits()).fetched == 1
        assert guessed(CANDIDATES, lambda name: f"{act(name)}Fait à Fontvergne.", notes.read_bytes()) == []


def test_what_ocr_kept_of_a_page_is_gone_with_its_name(here: Path, run: Run, url: str) -> None:
    OcrCacheEntry(here / ".recueil/ocr", sha256_of(act(NAME).encode())).keep(PageContent(act(NAME)))
    assert tried(files_in(here / ".recueil")) == [NAME]
    forget(run)
    assert tried(files_in(here / ".recueil")) == []


def test_originals_are_compared_with_the_key_or_not_shown(here: Path, run: Run, bring: Bring, url: str) -> None:
    fair = "COMMUNE DE FONTVERGNE\nSéance du 14 mars 2024.\nObjet : Fête foraine\nLe conseil prend acte."
    (here / "actes" / "b.txt").write_text(fair, "utf-8")
    bring(url, here / "actes")
    forget(run)
    with open_store(url) as store:
        (uid,) = (hit.uid for hit in store.search(None).hits if hit.source.endswith("b.txt"))
    with (
        open_store(url) as store,
        TestClient(application(store, when=None), base_url="http://127.0.0.1") as client,
    ):
        answer = client.get(f"/actes/{uid}/original")
        assert (answer.status_code, answer.text) == (200, fair)
        (here / "forget.key").rename(here / "away.key")
        answer = client.get(f"/actes/{uid}/original")
        assert (answer.status_code, "La clé de « recueil forget » manque" in ordinary_spaces(answer.text)) == (
            503,
            True,
        )
        for place in ("", "/pages/1"):
            answer = client.get(f"/actes/{uid}{place}")
            assert (answer.status_code, "être vérifié" in answer.text) == (200, True)


# Addresses that were given out when acts were named after the SHA-256 of their files


def test_old_addresses_lead_on(here: Path, run: Run, url: str) -> None:
    with open_store(url) as store:
        (now,) = (hit.uid for hit in store.search(None).hits)
    made_by_0015(url)
    old = sha256_of(act(NAME).encode())[:12]
    open_store(url, create=True).close()
    led_on(run, url, old, now)
    forget(run)
    led_on(run, url, old, now)
    # Nobody else is told, who has not the key.
    (here / "forget.key").rename(here / "away.key")
    with (
        open_store(url) as store,
        TestClient(application(store, when=None), base_url="http://127.0.0.1") as client,
    ):
        assert client.get(f"/actes/{old}").status_code == 404
        shown = client.get(f"/actes/{now}")
        assert (shown.status_code, "effacée" in shown.text) == (200, True)


def led_on(run: Run, url: str, old: str, now: str) -> None:
    """Pages, the API and the command line find an act by a name it had."""
    with (
        open_store(url) as store,
        TestClient(application(store, when=None), base_url="http://127.0.0.1", follow_redirects=False) as client,
    ):
        assert client.get(f"/api/v1/acts/{old}").json()["uid"] == now
        assert client.get(f"/api/v1/acts/{old}/text").status_code == 200
        for place in ("", "/pages/1", "/valeurs/1", "/original", "?e=1&format=json"):
            answer = client.get(f"/actes/{old}{place}")
            assert (answer.status_code, answer.headers["Location"]) == (308, f"/actes/{now}{place}")
    status, output = run("show", old)
    assert (status, now in output) == (0, True)
    assert run("corrections", "list", "--act", old)[0] == 0


def test_a_store_of_an_earlier_recueil_keeps_its_acts(here: Path, run: Run, bring: Bring, url: str) -> None:
    (here / "actes" / "b.txt").write_text(act("Léa TRÉGUIER"), "utf-8")
    bring(url, here / "actes")
    with open_store(url) as store:
        before = sorted((hit.title or "", hit.source, hit.date) for hit in store.search(None).hits)
        done = store.ledger.active()
    made_by_0015(url)
    bring(url, here / "actes")
    with open_store(url) as store:
        assert sorted((hit.title or "", hit.source, hit.date) for hit in store.search(None).hits) == before
        assert store.ledger.active() == done
        assert find_outdated(store, Pipeline(done[0].pipeline_version, {}, "reading/")) == []
    assert run("check") == (0, "The store is sound.\n")
    assert tried(answered(url)) == []


def made_by_0015(url: str) -> None:
    """Make a store what the Recueil before would have made: acts are named after the digests of files."""
    engine, _ = open_engine(url, create=False)
    with engine.execution_options(writes=True).begin() as connection:
        for number, sha256, handle in connection.exec_driver_sql(
            "SELECT document_id, sha256, handle FROM documents"
        ):
            new = f"UPDATE acts SET uid = '{sha256[:12]}' || substr(uid, {len(handle) + 1})"
            connection.exec_driver_sql(f"{new} WHERE document_id = {number}")
        connection.exec_driver_sql("UPDATE documents SET handle = substr(sha256, 1, 12)")
        command.downgrade(config(connection), "0015")
    engine.dispose()
