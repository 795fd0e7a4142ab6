"""Batches of queries: the command, the page, the API; a wrong line is told, and the others are answered."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from tests.beneficiaries.awarding import file_award
from tests.commands import run
from tests.dossiers.gathering import file_town
from tests.filing import make_act
from tests.web.people import csrf
from tests.web.reading import faults, parse_page, texts_at

from recueil.query import parse
from recueil.store.store import Store

Capture = pytest.CaptureFixture[str]
TABLE = "nom;requete\nSubventions;attribue:>0\nFêtes;fêtes\nFausse;montnt:3\nMontants;montant:>100\n;\nVide;\n"


@pytest.fixture
def here(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """The store of the working folder, with a table of queries."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "lot.csv").write_bytes(TABLE.encode("cp1252"))
    file_town(store)
    file_award(store, make_act, "Les Mille Voix", "1000.50")
    file_award(store, make_act, "Le Lac", "99.50", "2024-01-01")
    file_award(store, make_act, "Le Lac", "7", "2024-01-02", doubtful=True)
    return store


@pytest.mark.both_databases
def test_values_of_a_query_are_counted_in_all_its_acts(store: Store) -> None:
    file_town(store)
    for query, count in (
        ("montant:>0", 2),
        ("montant:>100", 1),
        ("montant:>0 OU reference:7", 4),
        ("fêtes", None),
        ("montant:>0 -fêtes", 0),
        ("personne:vasseur", 1),
        ("-montant:>0", None),
    ):
        assert (query, store.count_values(parse(query))) == (query, count)


def test_a_batch_counts_sums_and_tells_what_is_wrong(here: Store, capsys: Capture) -> None:
    status, out, error = run(capsys, "queries", "lot.csv", "--sum")
    assert status == 1
    assert [" ".join(line.split()) for line in out.splitlines()] == [
        "line name query acts values awarded",
        "2 Subventions attribue:>0 3 1100.00",
        "3 Fêtes fêtes 1 0.00",
        "4 Fausse montnt:3 wrong",
        "5 Montants montant:>100 1 1 0.00",
        "7 Vide wrong",
        "5 queries.",
    ]
    assert "recueil: lot.csv, line 4: unknown field 'montnt'" in error
    assert "recueil: lot.csv, line 7: " in error


def test_a_batch_is_printed_for_programs(here: Store, capsys: Capture, tmp_path: Path) -> None:
    status, out, _ = run(capsys, "queries", "lot.csv", "--format", "json", "--sum")
    assert status == 1
    first, *_, last = json.loads(out)
    assert first == {
        "ligne": 2,
        "nom": "Subventions",
        "requete": "attribue:>0",
        "actes": 3,
        "valeurs": None,
        "attribue": "1100.00",
        "probleme": None,
    }
    assert (last["actes"], last["valeurs"], last["attribue"], bool(last["probleme"])) == (None, None, None, True)
    (tmp_path / "bon.csv").write_text("nom,requete\nF,fêtes\n", "utf-8")
    assert run(capsys, "queries", "bon.csv", "--format", "csv") == (
        0,
        "ligne,nom,requete,actes,valeurs,attribue,probleme\n2,F,fêtes,1,,,\n",
        "",
    )


def test_the_hits_of_each_query_are_exported(here: Store, capsys: Capture, tmp_path: Path) -> None:
    status, _, _ = run(capsys, "queries", "lot.csv", "--export", "sortie")
    assert status == 1
    names = sorted(path.name for path in (tmp_path / "sortie").iterdir())
    assert names == ["0002-subventions.csv", "0003-fetes.csv", "0005-montants.csv", "requetes.csv"]
    with (tmp_path / "sortie" / "0003-fetes.csv").open(encoding="utf-8", newline="") as file:
        [hit] = csv.DictReader(file)
    assert hit["act"] == here.search(parse("fêtes")).hits[0].uid
    with (tmp_path / "sortie" / "requetes.csv").open(encoding="utf-8", newline="") as file:
        assert [row["actes"] for row in csv.DictReader(file)] == ["3", "1", "", "1", ""]
    status, _, error = run(capsys, "queries", "lot.csv", "--export", "sortie")
    assert (status, error) == (1, "recueil: There is already something at sortie. Give a new name.\n")


def test_every_hit_is_exported(
    here: Store, capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:

    monkeypatch.setattr("recueil.export.hits._BATCH", 2)
    (tmp_path / "tout.csv").write_text("nom,requete\n,commune:*\n")
    assert run(capsys, "queries", "tout.csv", "--export", "tout")[0] == 0
    with (tmp_path / "tout" / "0002.csv").open(encoding="utf-8", newline="") as file:
        found = [row["act"] for row in csv.DictReader(file)]
    assert (len(found), set(found)) == (6, {hit.uid for hit in here.search(None).hits})


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("rien.csv", "rien.csv cannot be read: No such file or directory. Give a CSV of queries."),
        (".", ". cannot be read: Is a directory."),
        ("vide.csv", "vide.csv has no column requete in its first line."),
    ],
)
def test_a_file_that_is_no_batch_is_refused(
    here: Store, capsys: Capture, tmp_path: Path, name: str, message: str
) -> None:
    (tmp_path / "vide.csv").write_bytes(b"")
    status, out, error = run(capsys, "queries", name, "--export", "sortie")
    assert (status, out, message in error) == (1, "", True)
    assert not (tmp_path / "sortie").exists()


def test_a_batch_that_is_interrupted_leaves_nothing(
    here: Store, capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from recueil.batches import answers

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(answers, "_write_hits", interrupt)
    assert run(capsys, "queries", "lot.csv", "--export", "sortie")[:2] == (
        130,
        "Interrupted: nothing was written.\n",
    )
    assert [path.name for path in tmp_path.iterdir() if "sortie" in path.name] == []


# On the web


def test_a_page_answers_a_batch(here: Store, asking: Callable[[Store], TestClient]) -> None:
    client = asking(here)
    page = client.get("/requetes")
    assert faults(parse_page(page.text)) == []
    form = {"csrf": csrf(client, "/requetes"), "table": TABLE.replace("\n", "\r\n"), "somme": "true"}
    answered = parse_page(client.post("/requetes", data=form, files={"fichier": ("", b"")}).text)
    assert faults(answered) == []
    assert texts_at(answered, "//tbody/tr") == [
        "2 Subventions attribue:>0 3 1 100,00 €",
        "3 Fêtes fêtes 1 0,00 €",
        "4 Fausse montnt:3 Le champ « montnt » n'existe pas : vouliez-vous dire montant ?",
        "5 Montants montant:>100 1 1 0,00 €",
        "7 Vide La requête est vide : écrivez un mot ou un champ",
    ]
    assert answered.xpath("//textarea")[0].text.strip() == TABLE.strip()
    sent = client.post(
        "/requetes",
        data={**form, "format": "csv-fr", "somme": "false"},
        files={"fichier": ("lot.csv", "nom;requete\nÉté;fêtes\n".encode("cp1252"))},
    )
    assert sent.text == "\ufeffligne;nom;requete;actes;valeurs;attribue;probleme\n2;Été;fêtes;1;;;\n"


def test_a_page_refuses_what_is_no_table(here: Store, asking: Callable[[Store], TestClient]) -> None:
    client = asking(here)
    token = csrf(client, "/requetes")
    for table, message in (
        ("a;b\n", "La première ligne doit nommer les colonnes"),
        ('nom;requete\na;"b\n', "La ligne 2 n&#39;est pas une ligne de CSV"),
        ("nom;requete\n" + "a;b\n" * 51, "La table a plus de 50 recherches"),
    ):
        answer = client.post("/requetes", data={"csrf": token, "table": table})
        assert (answer.status_code, message in answer.text) == (400, True)
    empty = {"fichier": ("vide.csv", b"")}
    answer = client.post("/requetes", data={"csrf": token, "table": TABLE}, files=empty)
    assert (answer.status_code, "La première ligne doit nommer les colonnes" in answer.text) == (400, True)
    assert client.post("/requetes", data={"table": TABLE}).status_code == 403


def test_programs_ask_several_queries(here: Store, asking: Callable[[Store], TestClient]) -> None:
    client = asking(here)
    queries = [{"name": "a", "query": "attribue:>0"}, {"query": "montnt:3"}]
    answer = client.post("/api/v1/queries", json={"queries": queries, "sum": True})
    assert answer.json() == {
        "answers": [
            {
                "name": "a",
                "query": "attribue:>0",
                "acts": 3,
                "values": None,
                "awarded": "1100.00",
                "problem": None,
            },
            {
                "name": "",
                "query": "montnt:3",
                "acts": None,
                "values": None,
                "awarded": None,
                "problem": {
                    "detail": "unknown field 'montnt': did you mean montant? docs/query.md lists the fields",
                    "start": 0,
                    "end": 7,
                },
            },
        ]
    }
    assert client.post("/api/v1/queries", json={"queries": []}).status_code == 422
    assert client.post("/api/v1/queries", json={"queries": queries * 26}).status_code == 422
