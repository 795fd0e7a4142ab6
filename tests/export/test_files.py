"""Tables of the acts: CSV, Parquet and JSON lines, whole or not there at all."""

from __future__ import annotations

import datetime
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from tests.export.making import ACT, ADDRESS, DOCUMENT, PLAIN_UID, SIRET, UID, names, read, run

from recueil.export import jsonl
from recueil.export.act_object import act_object
from recueil.export.jsonl import entity_object
from recueil.export.parquet import arrow_schema
from recueil.query import parse
from recueil.store.store import Store
from recueil.store.views import ACT_VIEWS

COUNTS = (
    "acts 2, dates 1, periods 1, amounts 2, percentages 1, budget 1, persons 3, references 1, organisations 1, "
    "places 1, attendance 6, votes 1, awards 1, findings 1, cross_findings 0."
)


@pytest.fixture(autouse=True)
def _work_in_folder(folder: Path) -> None:
    """Every test works in that folder."""


def test_csv_has_a_table_per_view(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    assert run(monkeypatch, "--format", "csv", "--output", "out") == 0
    assert capsys.readouterr().out == f"out: {COUNTS}\n"
    assert names(folder) == ["out"]
    assert names(Path("out")) == sorted(f"{view.name}.csv" for view in ACT_VIEWS)
    for view in ACT_VIEWS:
        assert Path(f"out/{view.name}.csv").read_bytes().split(b"\r\n")[0].decode() == ",".join(view.names)
    first, second = read(Path("out/amounts.csv"))
    assert (first["act"], first["amount"], first["amount_millionths"]) == (UID, "1500.5", "1500500000")
    assert (second["act"], second["amount"], second["act_date"]) == (PLAIN_UID, "-9500", "")
    assert second["text"] == "'-9 500,00 €"
    assert read(Path("out/acts.csv"))[1]["act_title"] == "'=2+2"
    assert read(Path("out/votes.csv"))[0]["unanimous"] == "false"


def test_parquet_is_typed_and_exact(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    assert run(monkeypatch, "--format", "parquet", "--output", "out") == 0
    assert capsys.readouterr().out == f"out: {COUNTS}\n"
    for view in ACT_VIEWS:
        assert pq.read_schema(f"out/{view.name}.parquet").equals(arrow_schema(view))
    first, second = pq.read_table("out/amounts.parquet").to_pylist()
    assert first["amount"] == Decimal("1500.5")
    assert first["act_day"] == datetime.date(2023, 3, 14)
    assert (second["amount"], second["text"], second["act_day"]) == (Decimal(-9500), "-9 500,00 €", None)
    kinds = {str(field.type) for view in ACT_VIEWS for field in arrow_schema(view)}
    assert kinds == {"string", "int64", "decimal128(19, 6)", "date32[day]", "bool", "timestamp[us, tz=UTC]"}


def test_json_lines_are_the_act_objects(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    assert run(monkeypatch, "--format", "jsonl", "--output", "acts.jsonl") == 0
    assert capsys.readouterr().out == "acts.jsonl: 2 acts.\n"
    first, second = map(json.loads, Path("acts.jsonl").read_text("utf-8").splitlines())
    assert first == {
        "uid": UID,
        "source": ADDRESS,
        "sources": [ADDRESS],
        "document": UID,
        "body": "VILLE DE VORNOY",
        "siren": SIRET[:9],
        "body_reason": "ctes",
        "body_candidates": [],
        "start": 0,
        "end": len(DOCUMENT.text),
        "pipeline_version": "1",
        "act": json.loads(json.dumps(act_object(ACT))),
        "entities": [entity_object(entity) for entity in ACT.entities],
    }
    assert second["uid"] == PLAIN_UID


def test_a_query_chooses_the_acts(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    assert run(monkeypatch, "chapitre:65 tournée", "--format", "jsonl", "--output", "some.jsonl") == 0
    assert run(monkeypatch, "chapitre:66", "--format", "parquet", "--output", "none") == 0
    assert capsys.readouterr().out.splitlines()[0] == "some.jsonl: 1 act."
    assert pq.read_table("none/acts.parquet").num_rows == 0


def test_acts_are_walked_batch_by_batch(store: Store) -> None:
    everything = [docid for (docid,) in store.iter_docids(None, 1)]
    assert len(everything) == 2
    assert everything == sorted(everything, reverse=True)
    assert list(store.iter_docids(None, 300)) == [everything]
    assert list(store.iter_docids(parse("tournée"), 1)) == [everything[:1]]


REFUSED = {
    (
        "--format",
        "csv",
        "--output",
        "there",
    ): "There is already something at there. Give a new name, or say --replace.",
    (
        "--format",
        "jsonl",
        "--output",
        "file",
    ): "There is already something at file. Give a new name, or say --replace.",
    (
        "--format",
        "csv",
        "--output",
        "full",
        "--replace",
    ): "full holds more than an export: notes.txt. Give another folder.",
    ("--format", "csv", "--output", "file", "--replace"): "file is not a folder. Give the name of a folder.",
    ("--format", "jsonl", "--output", "full", "--replace"): "full is a folder. Give the name of a file.",
    (
        "--format",
        "scdl-subventions",
        "--output",
        "full",
        "--replace",
    ): "full is a folder. Give the name of a file.",
    ("--format", "csv", "--output", ".", "--replace"): ". holds more than an export: file. Give another folder.",
    ("--format", "jsonl", "--output", "no/a"): "no/a cannot be written: No such file or directory. "
    "See whether its folder is there, and may be written.",
}


@pytest.mark.parametrize("arguments", REFUSED, ids=" ".join)
def test_what_is_there_stays(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any, arguments: tuple[str, ...]
) -> None:
    (folder / "there").mkdir()
    (folder / "full").mkdir()
    (folder / "full" / "notes.txt").write_text("mine")
    (folder / "file").write_text("mine")
    assert run(monkeypatch, *arguments) == 1
    assert capsys.readouterr().err == f"recueil: {REFUSED[arguments]}\n"
    assert names(folder) == ["file", "full", "there"]
    assert (folder / "file").read_text() == (folder / "full" / "notes.txt").read_text() == "mine"


def test_the_working_folder_itself_is_no_name(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    assert run(monkeypatch, "--format", "csv", "--output", ".", "--replace") == 1
    assert capsys.readouterr().err == "recueil: . is not the name of a new file. Give a new name.\n"


@pytest.mark.parametrize(("format", "name"), [("csv", "out"), ("jsonl", "a.jsonl"), ("scdl-subventions", "s.csv")])
def test_an_export_takes_the_place_of_an_earlier_one(
    folder: Path, monkeypatch: pytest.MonkeyPatch, format: str, name: str
) -> None:
    assert run(monkeypatch, "--format", format, "--output", name) == 0
    before = names(folder)
    for file in folder.rglob("*.*"):
        file.write_text("old")
    assert run(monkeypatch, "--format", format, "--output", name, "--replace") == 0
    assert names(folder) == before
    assert [file for file in folder.rglob("*.*") if file.read_text("utf-8") == "old"] == []


@pytest.mark.parametrize(
    ("broken", "status"), [(KeyboardInterrupt(), 130), (OSError(28, "No space left on device"), 1)], ids=repr
)
def test_an_export_that_ends_early_leaves_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any, broken: BaseException, status: int
) -> None:
    def ends(*_: object) -> str:
        assert [name.startswith(".acts.jsonl.") for name in names(folder)] == [True]
        raise broken

    monkeypatch.setattr(jsonl, "stored_act_line", ends)
    assert run(monkeypatch, "--format", "jsonl", "--output", "acts.jsonl") == status
    assert names(folder) == []
    printed = capsys.readouterr()
    assert printed.out + printed.err in (
        "Interrupted: nothing was written.\n",
        "recueil: acts.jsonl cannot be written: No space left on device. Make room on its disk.\n",
    )
