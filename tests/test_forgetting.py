"""Somebody forgotten, the whole way: files in, forgotten, and looked for in everything that comes out."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet
import pytest
from fastapi.testclient import TestClient
from tests.naming import named_in, named_in_files

from recueil.cli import main
from recueil.clock import now
from recueil.reading.document import Leaf
from recueil.reading.scan.keeping import Shelf
from recueil.reprocessing import Pipeline, outdated, plan
from recueil.scopes import path_of
from recueil.settings import Limits, Settings
from recueil.store import open_store
from recueil.web.app import create_app

Bring = Callable[[str, Path], None]
Run = Callable[..., tuple[int, str]]
SURNAME = ("Kermadec", "Tréguier")
PERSON = "Zoé KERMADEC-TRÉGUIER"
ACT = """COMMUNE DE FONTVERGNE
Conseil municipal
Séance du jeudi 14 mars 2024.
Présents : Élodie VASSEUR, Zoé KERMADEC-
TRÉGUIER, Paul ASTIER. Absent : Marc LE GUEN (pouvoir à Mme KERMADEC-TRÉGUIER Zoé).
Secrétaire de séance : Mme Zoé  Kermadec-Tréguier

Objet : Indemnité de Mme Zoé KERMADEC-TRÉGUIER

Le maire expose que Mme KERMADEC-TRÉGUIER et Kermadec Treguier (Zoé) y ont droit, et que zoé kermadec-tréguier
(zoe.kermadec-treguier@exemple.fr) l'a demandé. Une indemnité de 300 euros est attribuée à Mme Z. KERMADEC-TRÉGUIER.

Votes contre : Zoé KERMADEC-TRÉGUIER, Paul ASTIER. Adopté à la majorité.
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, with acts in it and a place for a store."""
    monkeypatch.chdir(tmp_path)
    for folder in ("actes", "magasin"):
        (tmp_path / folder).mkdir()
    (tmp_path / "actes" / "a.txt").write_text(ACT, "utf-8")
    (tmp_path / "actes" / "arrete_KERMADEC-TREGUIER_Zoe.txt").write_text(f"{ACT}Fait à Fontvergne.\n", "utf-8")
    monkeypatch.setenv("RECUEIL_STORE", "sqlite:///magasin/recueil.db")
    return tmp_path


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    def ran(*arguments: str) -> tuple[int, str]:
        status: int | str | None = 0
        monkeypatch.setattr(sys, "argv", ["recueil", *arguments])
        try:
            main()
        except SystemExit as end:
            status = end.code
        told = capsys.readouterr()
        return int(status or 0), told.out + told.err

    return ran


def exported(run: Run, into: Path) -> dict[str, set[str]]:
    """Which words of the name are in which exports, compressed ones read."""
    into.mkdir()
    for name in ("jsonl", "csv", "parquet", "scdl-deliberations", "scdl-subventions"):
        _, told = run("export", "--format", name, "--output", str(into / name))
        assert (into / name).exists(), told
    named = named_in_files(into, *SURNAME)
    for file in into.rglob("*.parquet"):
        rows = repr(pyarrow.parquet.read_table(file).to_pylist())
        named |= {str(file): words for words in [named_in(rows.encode(), *SURNAME)] if words}
    return named


def answered(url: str) -> dict[str, set[str]]:
    """Which words of the name pages and the API answer with."""
    with (
        open_store(url) as store,
        TestClient(create_app(store, Settings()), base_url="http://127.0.0.1") as client,
    ):
        uids = [hit.uid for hit in store.search(None).hits]
        of_acts = [f"/actes/{uid}{end}" for uid in uids for end in ("", "?format=json", "/pages/1")]
        lists = [
            "/",
            "/recherche?q=",
            "/personnes",
            "/corrections",
            "/chiffres",
            "/api/v1/acts",
            "/api/v1/persons",
        ]
        lists += ["/api/v1/entities", "/api/v1/findings", "/api/v1/ledger", "/api/v1/audit"]
        answers = {address: client.get(address) for address in [*of_acts, *lists]}
        named = {address: named_in(answer.content, *SURNAME) for address, answer in answers.items()}
        assert {answers[address].status_code for address in of_acts} == {200}
    return {address: words for address, words in named.items() if words}


def test_somebody_is_forgotten_for_good(here: Path, run: Run, bring: Bring) -> None:
    url = f"sqlite:///{here}/magasin/recueil.db"
    bring(url, here / "actes")
    assert exported(run, here / "before") != {}
    assert answered(url) != {}
    Shelf(here / ".recueil/ocr", "ab12").keep(Leaf(ACT))
    Shelf(here / ".recueil/ocr", "cd34").keep(Leaf("Paul ASTIER"))
    asked = ("--person", PERSON, "--body", "Fontvergne", "--reason", "demande", "--yes")
    status, told = run("forget", *asked)
    assert status == 0, told
    lines = told.splitlines()
    assert lines[0].startswith(f"The key of what is forgotten is in {here / 'forget.key'}:")
    assert lines[1:3] == [
        "18 mentions in 2 acts (2 documents).",
        "Suppression 1: 18 mentions in 2 acts taken out.",
    ]
    assert f"  source: {here / 'actes' / 'a.txt'}" in lines
    assert f"  source: {here / 'actes' / 'arrete_KERMADEC-TREGUIER_Zoe.txt'}" in lines
    assert (here / "forget.key").stat().st_mode & 0o777 == 0o600
    nowhere(here, run, url, "after")
    # The same files once more, one of them changed; and what another site publishes.
    (here / "actes" / "a.txt").write_text(ACT.replace("300 euros", "350 euros"), "utf-8")
    (here / "actes" / "b.txt").write_text(f"Publié le 2 avril 2024\n{ACT.upper()}", "utf-8")
    bring(url, here / "actes")
    with open_store(url) as store:
        assert store.ledger.states()["done"] == 3
    nowhere(here, run, url, "later")
    assert run("forgotten")[1].splitlines()[1].split()[:2] == ["1", "Fontvergne"]
    assert run("check") == (0, "The store is sound.\n")
    assert sorted(file.name for file in (here / ".recueil/ocr").rglob("*") if file.is_file()) == ["34"]


def nowhere(here: Path, run: Run, url: str, label: str) -> None:
    assert named_in_files(here / "magasin", *SURNAME) == {}
    assert exported(run, here / label) == {}
    assert answered(url) == {}
    assert not named_in(run("forgotten")[1].encode(), *SURNAME)


def test_it_asks_before(here: Path, run: Run, bring: Bring, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{here}/magasin/recueil.db"
    bring(url, here / "actes")
    monkeypatch.setattr("typer.confirm", lambda *asked, **how: sys.exit(1))
    assert run("forget", "--person", PERSON, "--body", "Fontvergne")[0] == 1
    with open_store(url) as store:
        assert store.forgetting.listed() == []
    assert named_in_files(here / "magasin", *SURNAME) != {}


def test_somebody_whom_no_act_names_is_forgotten_of_acts_that_come(here: Path, run: Run, bring: Bring) -> None:
    url = f"sqlite:///{here}/magasin/recueil.db"
    open_store(url, create=True).close()
    status, told = run("forget", "--person", PERSON, "--body", "Fontvergne", "--yes")
    assert (status, told.splitlines()[1:3]) == (
        0,
        ["There is no act of Fontvergne yet.", "No act names this person; acts that come will not either."],
    )
    bring(url, here / "actes")
    assert named_in_files(here / "magasin", *SURNAME) == {}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ((), "It is not said who is to be forgotten."),
        (("--person", "Zoé", "--body", "Fontvergne"), "'Zoé' is no given and family name."),
        (("--person", PERSON, "--body", "*"), "'*' names no public body."),
    ],
)
def test_what_cannot_be_forgotten_is_refused(here: Path, run: Run, given: tuple[str, ...], said: str) -> None:
    open_store(f"sqlite:///{here}/magasin/recueil.db", create=True).close()
    status, told = run("forget", *given)
    assert (status, said in told, (here / "forget.key").exists()) == (1, True, False)


def test_a_restored_backup_is_forgotten_in_as_well(here: Path, run: Run, bring: Bring) -> None:
    url = f"sqlite:///{here}/magasin/recueil.db"
    bring(url, here / "actes")
    (here / "backups").mkdir()
    assert run("backup", "backups/before.db")[0] == 0
    told = run("forget", "--person", PERSON, "--body", "Fontvergne", "--yes")[1]
    assert "  backup: backups/before.db" in told.splitlines()
    assert run("restore", "backups/before.db", "--replace")[0] == 0
    assert named_in_files(here / "magasin", *SURNAME) == {}
    assert run("check") == (0, "The store is sound.\n")
    with open_store(url) as store:
        assert [(each.body, each.mentions) for each in store.forgetting.listed()] == [("Fontvergne", 18)]


def test_what_is_masked_is_read_from_its_file_again(here: Path, run: Run, bring: Bring) -> None:
    url = f"sqlite:///{here}/magasin/recueil.db"
    bring(url, here / "actes")
    run("forget", "--person", PERSON, "--body", "Fontvergne", "--yes")
    with open_store(url) as store:
        (known,) = store.ledger.parts().values()
        pipeline = Pipeline("2", {**known, "extract/dates.py": "other"}, "reading/")
        groups = outdated(store, pipeline)
        assert [group.from_text for group in groups] == [True]
        planned = plan(store, groups, "2", Limits(), now())
        assert (len(planned.work), planned.texts) == (2, ())
        sources = {work.source for work in store.ledger.standing(["pending"])}
    (here / "actes" / "a.txt").unlink()
    assert sorted(path_of(source).name for source in sources) == ["a.txt", "arrete_KERMADEC-TREGUIER_Zoe.txt"]
    with open_store(url) as store:
        store.ledger.supersede([work.id for work in store.ledger.standing(["pending"])])
        planned = plan(store, groups, "3", Limits(), now())
        assert (len(planned.work), len(planned.texts)) == (1, 1)


def test_copies_in_the_mirror_are_named(here: Path, run: Run, bring: Bring) -> None:
    url = f"sqlite:///{here}/magasin/recueil.db"
    (here / "actes").rename(here / "mirror")
    bring(url, here / "mirror")
    told = run("forget", "--person", PERSON, "--body", "Fontvergne", "--yes")[1]
    assert f"  copy in the mirror: {here / 'mirror' / 'a.txt'}" in told.splitlines()


def test_a_copied_store_forgets_as_well(here: Path, run: Run, bring: Bring) -> None:
    url = f"sqlite:///{here}/magasin/recueil.db"
    bring(url, here / "actes")
    run("forget", "--person", PERSON, "--body", "Fontvergne", "--yes")
    (here / "copie").mkdir()
    copied = f"sqlite:///{here}/copie/recueil.db"
    assert run("store", "copy", url, copied)[0] == 0
    (here / "actes" / "b.txt").write_text(f"Publié le 2 avril 2024\n{ACT}", "utf-8")
    bring(copied, here / "actes")
    assert named_in_files(here / "copie", *SURNAME) == {}
    with open_store(url) as store, open_store(copied) as copy:
        assert copy.forgetting.listed()[0].documents == 3
        assert store.forgetting.listed()[0].documents == 2


KILLED = """
import os, signal, sys
from recueil.cli import main
from recueil.store import erasing, forgetting

done = []

def erase(connection, number, told):
    if done:
        os.kill(os.getpid(), signal.SIGKILL)
    done.append(number)
    erasing.erase(connection, number, told)

forgetting.erase = erase
sys.argv = ["recueil", "forget", "--person", sys.argv[1], "--body", "Fontvergne", "--yes"]
main()
"""


def test_one_that_was_killed_is_finished(here: Path, run: Run, bring: Bring) -> None:
    url = f"sqlite:///{here}/magasin/recueil.db"
    bring(url, here / "actes")
    killed = subprocess.run([sys.executable, "-c", KILLED, PERSON], check=False, capture_output=True)
    assert killed.returncode == -signal.SIGKILL
    with open_store(url) as store:
        assert [(each.is_done, each.documents) for each in store.forgetting.listed()] == [(False, 1)]
    status, told = run("check")
    assert (status, "suppression 1" in told, "It names somebody who is forgotten." in told) == (1, True, True)
    assert run("forget", "--finish") == (0, "Finished: suppression 1.\n")
    assert run("forget", "--finish") == (0, "Nothing was left to do.\n")
    nowhere(here, run, url, "after")
    assert run("check") == (0, "The store is sound.\n")
    assert run("forget", "--again") == (0, "Finished: suppression 1.\n")
