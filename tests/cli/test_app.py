"""Exit statuses and exact output."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest
import typer.main
from tests.commands import run
from tests.handles import handle_of

import fr_recueil
from recueil.cli.app import app, main
from recueil.cli.search import Facet
from recueil.errors import PdfBroken
from recueil.evaluation import gold
from recueil.ingest.plan import Plan
from recueil.readers.document import Document, Page
from recueil.store.ledger.runs import Owner, RunStart
from recueil.store.ledger.work import FoundFile
from recueil.store.open import open_store
from recueil.store.search.facets import FACETS
from recueil.values import Act, Entity, Facts, Identity, PartialDate
from recueil_flows import command

if TYPE_CHECKING:
    from spacy.language import Language

READ = gold.parse_tagged(
    "Le conseil accorde une subvention de <AMOUNT 4255.50 EUR TTC>4 255,50 € TTC</AMOUNT> à l'école, "
    "imputée au <BUDGET chapitre 922>chapitre 922</BUDGET>.\n"
)
TEXT = READ.text
ENTITIES = tuple(Entity(m.start, m.end, TEXT[m.start : m.end], 1, m.value, m.rule) for m in READ.mentions)
CHAPTER = READ.mentions[1]
PARTS = fr_recueil.parts() | {"amounts": "otherwise"}
WHEN = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


AB, EF = handle_of("ab" * 32), handle_of("ef" * 32)


def document(text: str, sha256: str) -> Document:
    return Document(text, (Page(1, 0, len(text)),), sha256, len(text.encode()), "text/plain")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def loaded(nlp: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands that load the pipeline get the one that is loaded; the examples of the README load their own."""
    monkeypatch.setattr(fr_recueil, "load", lambda: nlp)


@pytest.fixture(scope="module")
def filled(untouched: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a store of one act, and one file that failed."""
    file = tmp_path_factory.mktemp("filled") / "recueil.db"
    shutil.copyfile(untouched, file)
    identity = Identity("deliberation", "2014/7", "École \x1b[31mrouge", date=PartialDate(2014, 7, 24))
    act = Act(0, len(TEXT), Facts(identity), ENTITIES)
    with open_store(f"sqlite:///{file}") as opened:
        ledger = opened.ledger
        files = [
            FoundFile("file:///a/l%27acte%201.txt", "ab" * 32),
            FoundFile("file:///a/scan.pdf", "cd" * 32, "Fontvergne"),
        ]
        numbers = ledger.enqueue(files, "0.1.0+test", WHEN)
        night = ledger.begin(RunStart("ingest", Owner("here", 1), "0.1.0+test"), PARTS, WHEN)
        good, bad = ledger.claim(night, numbers, lambda owner: False, WHEN)
        ledger.complete(good, document(TEXT, "ab" * 32), [act], WHEN)
        ledger.fail(bad, PdfBroken("scan.pdf: images."), WHEN)
        ledger.end(night, "with failures", "1 of 2 files are in the store.", WHEN)
    return file


@pytest.fixture
def store(folder: Path, filled: Path) -> Path:
    """``filled`` as recueil.db in the working folder."""
    return Path(shutil.copyfile(filled, folder / "recueil.db"))


def test_search_prints_a_block_per_act(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "search", "ecoles montant:>4000") == (
        0,
        f"{AB} 2014-07-24 · deliberation l'acte 1.txt, page 1\n"
        "École \ufffd[31mrouge\n"
        "  … Le conseil accorde une subvention de 4 255,50 € TTC à l'école, imputée au chapitre 922. \n"
        "  amount 4255.50 EUR TTC  « 4 255,50 € TTC »\n"
        "\n"
        "1 act, 1 shown.\n",
        "",
    )


@pytest.mark.parametrize(
    ("query", "count"),
    [("-vote:unanimite", 1), ("-montant:>4000", 0), ('-"une subvention"', 0), ("-(école OU x)", 0)],
)
def test_a_query_that_begins_with_an_exclusion_is_no_option(
    store: Path, capsys: pytest.CaptureFixture[str], query: str, count: int
) -> None:
    status, out, err = run(capsys, "search", "--limit", "5", query, "--order", "date")
    shown = ", 1 shown" if count else ""
    assert (status, err) == (0, "")
    assert out.splitlines()[-2:] == [
        f"{count} act{'' if count == 1 else 's'}{shown}.",
        "This query only excludes: these are all acts but those that it names.",
    ]


@pytest.mark.parametrize("option", ["-x", "--exclut", "--vote:unanimite", "-école"])
def test_an_unknown_option_is_an_error_that_names_it(
    store: Path, capsys: pytest.CaptureFixture[str], option: str
) -> None:
    status, out, err = run(capsys, "search", option, "chapitre:922")
    assert (status, out) == (2, "")
    assert f"There is no option {option if option.startswith('--') else option[:2]}" in err


def test_search_prints_json(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(capsys, "search", "chapitre:922", "--format", "json")
    assert (status, err) == (0, "")
    assert json.loads(out) == {
        "total": 1,
        "next": None,
        "hits": [
            {
                "act": AB,
                "date": "2014-07-24",
                "kind": "deliberation",
                "title": "École \x1b[31mrouge",
                "source": "file:///a/l%27acte%201.txt",
                "page": 1,
                "score": 0,
                "snippet": [
                    {"text": TEXT[: CHAPTER.start], "hit": False},
                    {"text": "chapitre 922", "hit": True},
                    {"text": ".\n", "hit": False},
                ],
                "entities": [
                    {
                        "kind": "budget",
                        "start": CHAPTER.start,
                        "end": CHAPTER.end,
                        "text": "chapitre 922",
                        "page": 1,
                        "part": None,
                        "confidence": None,
                        "certainty": None,
                        "doubtful": False,
                        "value": {
                            "level": "chapitre",
                            "code": "922",
                            "nomenclature": None,
                            "label": None,
                            "section": None,
                            "budget": None,
                        },
                        "rule": "gold",
                        "correction": None,
                    }
                ],
            }
        ],
        "facets": {},
    }


def test_facets_are_printed_below_the_acts(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(capsys, "search", "chapitre:922", "--facet", "annee", "--facet", "nature")
    assert (status, err) == (0, "")
    counted = ["annee acts", "2014 1", "nature acts", "deliberation 1"]
    lines = [" ".join(line.split()) for line in out.partition("1 act, 1 shown.\n")[2].splitlines()]
    assert [line for line in lines if line] == counted
    _, out, _ = run(capsys, "search", "chapitre:922", "--facet", "annee", "--format", "json")
    assert json.loads(out)["facets"] == {"annee": [{"value": "2014", "label": "2014", "acts": 1}]}


def test_every_facet_can_be_asked_for() -> None:
    assert tuple(facet.value for facet in Facet) == FACETS


def test_a_page_says_where_the_next_begins(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with open_store(f"sqlite:///{store}") as opened:
        night = opened.ledger.begin(RunStart("ingest", Owner("here", 2), "0.1.0+test"), PARTS, WHEN)
        files = [FoundFile("file:///a/2.txt", "12" * 32), FoundFile("file:///a/3.txt", "34" * 32)]
        numbers = opened.ledger.enqueue(files, "0.1.0+test", WHEN)
        for claim in opened.ledger.claim(night, numbers, lambda owner: False, WHEN):
            acts = [Act(0, len(TEXT), Facts(Identity("arrete")), ENTITIES)]
            opened.ledger.complete(claim, document(TEXT, claim.sha256), acts, WHEN)
    for order in ("rank", "date", "amount"):
        seen = []
        after: list[str] = []
        while True:
            arguments = (
                "search",
                "nature:deliberation OU nature:arrete",
                "--order",
                order,
                "--limit",
                "1",
                *after,
            )
            _, out, _ = run(capsys, *arguments, "--format", "json")
            page = json.loads(out)
            seen += [hit["act"] for hit in page["hits"]]
            if page["next"] is None:
                break
            _, shown, _ = run(capsys, *arguments)
            assert shown.endswith(f"{page['total']} acts, 1 shown; go on with `--after {page['next']}`.\n")
            after = ["--after", page["next"]]
        assert len(seen) == len(set(seen)) == page["total"] == 3


def test_a_place_that_is_none_is_refused(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(capsys, "search", "école", "--after", "the end")
    assert (status, out) == (1, "")
    assert err == "recueil: 'the end' is not a place in results. Take one from the page before.\n"


def test_search_prints_csv(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(capsys, "search", "subvention", "--format", "csv")
    assert (status, err) == (0, "")
    assert list(csv.reader(io.StringIO(out))) == [
        ["act", "date", "kind", "title", "source", "page", "snippet", "values"],
        [
            AB,
            "2014-07-24",
            "deliberation",
            "École \x1b[31mrouge",
            "file:///a/l%27acte%201.txt",
            "1",
            TEXT.strip(),
            "",
        ],
    ]


def test_search_without_an_answer_succeeds(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "search", "piscine") == (0, "0 acts.\n", "")


def test_a_malformed_query_names_the_place(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(capsys, "search", "école montan:>4000")
    assert (status, out) == (1, "")
    lines = err.splitlines()
    assert "montan" in lines[0]
    assert "montant" in lines[0]
    assert lines[-2:] == ["  école montan:>4000", "        ^^^^^^^"]


def test_status_prints_what_failed(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(capsys, "status")
    assert (status, err) == (0, "")
    lines = [" ".join(line.split()) for line in out.splitlines()]
    size = next(line for line in lines if line.startswith("size "))
    assert lines == [
        "documents 1",
        "acts 1",
        "entities 1 amount, 1 budget",
        "ledger 1 done, 1 quarantined",
        "pipelines 1 0.1.0+test",
        "last ingest 2026-01-02T03:04:05+00:00",
        "last run ingest, 2026-01-02T03:04:05+00:00, with failures: 1 of 2 files are in the store.",
        size,
        "work failed reason attempts next attempt message",
        "2 scan.pdf pdf-broken 1 never by itself scan.pdf: images.",
    ]


@pytest.mark.parametrize(
    ("arguments", "plan", "status", "out", "err"),
    [
        (
            ["acts/*.pdf", "https://acts.example/**"],
            Plan(),
            1,
            "",
            "recueil: acts/*.pdf, https://acts.example/**: there is no file. "
            "Check the path; in a pattern, `*` is part of a name and `**` stands for any folders.\n",
        ),
        (
            ["acts"],
            Plan(withdrawn=1),
            0,
            "No file is left.\n1 file withdrawn: no longer there, their acts are kept.\n",
            "",
        ),
        ([], Plan(), 0, "No file found.\n", ""),
    ],
)
def test_named_files_must_be_there(
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    plan: Plan,
    status: int,
    out: str,
    err: str,
) -> None:
    (folder / "acts").mkdir()
    (folder / "recueil.toml").write_text('[[sources]]\npath = "acts"\n')
    monkeypatch.setattr(command, "run_ingestion", lambda request, inputs, listener: listener(plan) or True)
    assert run(capsys, "ingest", *arguments) == (status, out, err)


def test_failures_are_listed_for_a_spreadsheet(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "failures", "--format", "csv") == (
        0,
        "source,body,state,reason,message,attempts,next_attempt,document,work\n"
        "file:///a/scan.pdf,Fontvergne,quarantined,pdf-broken,scan.pdf: images.,1,,,2\n",
        "",
    )


@pytest.mark.parametrize(
    ("conditions", "listed"),
    [
        ([], True),
        (["--reason", "pdf-broken"], True),
        (["--reason", "empty", "--reason", "pdf-broken"], True),
        (["--body", "Fontvergne"], True),
        (["--reason", "empty"], False),
        (["--body", "Val-Ourlière"], False),
    ],
)
def test_failures_can_be_narrowed(
    store: Path, capsys: pytest.CaptureFixture[str], conditions: list[str], listed: bool
) -> None:
    status, out, err = run(capsys, "failures", *conditions)
    assert (status, err, out == "Nothing failed.\n", "scan.pdf" in out) == (0, "", not listed, listed)


@pytest.mark.parametrize(
    ("conditions", "released"),
    [
        (["--all"], 1),
        (["--reason", "pdf-broken"], 1),
        (["/a/scan.pdf"], 1),
        (["/a/scan.pdf", "--body", "Fontvergne"], 1),
        (["--reason", "empty"], 0),
        (["/a/other.pdf"], 0),
    ],
)
def test_what_is_released_from_quarantine_is_to_be_done(
    store: Path, capsys: pytest.CaptureFixture[str], conditions: list[str], released: int
) -> None:
    status, out, err = run(capsys, "quarantine", "release", *conditions)
    files = "1 file" if released == 1 else "0 files"
    assert (status, out, err) == (1 - released, f"{files} released. `recueil retry` tries them now.\n", "")
    with open_store(f"sqlite:///{store}") as opened:
        expected = {"done": 1, "pending": 1} if released else {"done": 1, "quarantined": 1}
        assert opened.status().ledger == expected


@pytest.mark.parametrize(
    ("conditions", "dismissed"),
    [
        (["--all"], 1),
        (["--reason", "pdf-broken"], 1),
        (["/a/scan.pdf"], 1),
        (["/a"], 1),
        (["file:///a/scan.pdf", "--body", "Fontvergne"], 1),
        (["--reason", "empty"], 0),
        (["/a/other.pdf", "/a/scan"], 0),
        (["https://example.org/actes/"], 0),
    ],
)
def test_failures_that_are_dismissed_are_listed_no_more(
    store: Path, capsys: pytest.CaptureFixture[str], conditions: list[str], dismissed: int
) -> None:
    status, out, err = run(capsys, "failures", "dismiss", *conditions)
    failures = "1 failure" if dismissed == 1 else "0 failures"
    message = f"{failures} dismissed. What changes and fails again is told again.\n"
    assert (status, out, err) == (1 - dismissed, message, "")
    assert (run(capsys, "failures")[1] == "Nothing failed.\n") is bool(dismissed)
    with open_store(f"sqlite:///{store}") as opened:
        expected = {"dismissed": 1, "done": 1} if dismissed else {"done": 1, "quarantined": 1}
        assert opened.status().ledger == expected
        noted = [(entry.action, entry.details) for entry in opened.audit.page()]
        about = {"source": "file:///a/scan.pdf", "reason": "pdf-broken"}
        assert noted == ([("failure.dismiss", about)] if dismissed else [])


def test_what_was_dismissed_is_released_by_name_alone(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "failures", "dismiss", "--all")
    assert run(capsys, "quarantine", "release", "--all")[0] == 1
    assert run(capsys, "quarantine", "release", "/a/scan.pdf")[0] == 0


@pytest.mark.parametrize("command", [("failures", "dismiss"), ("quarantine", "release")])
def test_nothing_is_done_to_failures_that_were_not_chosen(
    store: Path, capsys: pytest.CaptureFixture[str], command: tuple[str, ...]
) -> None:
    message = "recueil: Nothing was chosen. Name files, a --reason or a --body, or say --all.\n"
    assert run(capsys, *command) == (1, "", message)


def test_options_of_dismissing_belong_behind_it(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(capsys, "failures", "--reason", "empty", "dismiss", "--all")
    assert (status, out) == (2, "")
    assert "Options belong behind `dismiss`." in err


def test_the_report_is_of_the_last_ingestion(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(capsys, "report")
    assert (status, err) == (0, "")
    assert out.splitlines()[0] == "1 act came in, 1 file failed."
    assert run(capsys, "report", "--since", "2026-01-03")[1].splitlines()[0] == "0 acts came in, 0 files failed."


def test_a_sound_store_is_called_so(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "check") == (0, "The store is sound.\n", "")


def test_an_unsound_store_is_described(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with closing(sqlite3.connect(store)) as connection, connection:
        connection.execute("DELETE FROM search_amounts")
    status, out, err = run(capsys, "check")
    assert (status, err) == (1, "")
    assert [line.split()[0] for line in out.splitlines()] == ["what", "act"]


def test_a_backup_is_made_and_restored(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "backup", "copie.db") == (0, "The store is backed up in copie.db.\n", "")
    store.unlink()
    assert run(capsys, "restore", "copie.db") == (0, "The store is what it was in copie.db.\n", "")
    with open_store(f"sqlite:///{store}") as opened:
        assert opened.status().acts == 1


def test_a_store_is_copied_and_compared(
    store: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    status, out, err = run(capsys, "store", "copy", f"sqlite:///{store}", "sqlite:///copie.db")
    assert (status, err) == (0, "")
    lines = [line.split() for line in out.splitlines()]
    assert [line[:2] + line[3:] for line in lines[:3]] == [
        ["table", "rows", "copy"],
        ["fingerprinting", "1", "same"],
        ["documents", "1", "same"],
    ]
    assert run(capsys, "show", AB[:6], "--store", "sqlite:///copie.db") == run(capsys, "show", AB[:6])
    assert run(capsys, "store", "copy", f"sqlite:///{store}", "sqlite:///copie.db") == (
        1,
        "",
        "recueil: There is a store at copie.db. Give an address where there is none.\n",
    )
    monkeypatch.setattr("recueil.store.admin.copy._canonical", lambda value: object())
    status, out, err = run(capsys, "store", "copy", f"sqlite:///{store}", "sqlite:///other.db")
    assert (status, err) == (1, "")
    assert [line.split()[3:5] for line in out.splitlines()[1:3]] == [["1", "row,"], ["1", "row,"]]


def test_a_store_that_holds_acts_is_replaced_only_on_demand(
    store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, "backup", "copie.db")
    status, out, err = run(capsys, "restore", "copie.db")
    assert (status, out) == (1, "")
    assert err.startswith(f"recueil: The store at {store} holds acts")
    assert run(capsys, "restore", "copie.db", "--replace") == (
        0,
        f"The store is what it was in copie.db. What it held before is in {store}.before-restore.\n",
        "",
    )


def test_what_an_earlier_version_did_is_told(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "reprocess", "--dry-run") == (
        0,
        "1 document of 0.1.0+test: extracted anew from the stored text (other: amounts).\n",
        "",
    )


def test_show_says_what_ocr_may_have_misread(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    read = [replace(entity, confidence=sure) for entity, sure in zip(ENTITIES, (79, 80), strict=True)]
    act = Act(0, len(TEXT), Facts(), tuple(read))
    with open_store("sqlite:///recueil.db") as opened:
        numbers = opened.ledger.enqueue([FoundFile("file:///a/scan.png", "ef" * 32)], "0.1.0+test", WHEN)
        night = opened.ledger.begin(RunStart("ingest", Owner("here", 1), "0.1.0+test"), PARTS, WHEN)
        (claim,) = opened.ledger.claim(night, numbers, lambda owner: False, WHEN)
        opened.ledger.complete(claim, document(TEXT, "ef" * 32), [act], WHEN)
    _, out, _ = run(capsys, "show", EF[:6])
    assert [" ".join(line.split()) for line in out.splitlines()[-2:]] == [
        "amount 4255.50 EUR TTC 4 255,50 € TTC OCR 79 % 1",
        "budget chapitre 922 chapitre 922 1",
    ]


def test_show_names_the_other_acts_of_the_file(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "Séance.\fVente\fd'un chemin."
    sale = Facts(Identity("deliberation", "2023-2", "Vente"))
    acts = (Act(0, 8, Facts(Identity("pv")), ()), Act(8, len(text), sale, ()))
    with open_store("sqlite:///recueil.db") as opened:
        numbers = opened.ledger.enqueue([FoundFile("file:///a/pv.txt", "ef" * 32)], "0.1.0+test", WHEN)
        night = opened.ledger.begin(RunStart("ingest", Owner("here", 1), "0.1.0+test"), PARTS, WHEN)
        (claim,) = opened.ledger.claim(night, numbers, lambda owner: False, WHEN)
        opened.ledger.complete(claim, document(text, "ef" * 32), acts, WHEN)
    shown = [run(capsys, "show", uid)[1] for uid in (EF[:6], f"{EF}-2")]
    assert [[" ".join(line.split()) for line in out.splitlines() if line.strip()] for out in shown] == [
        [
            f"{EF} pv",
            "file:///a/pv.txt",
            "Séance.",
            "act kind title",
            f"{EF}-2 deliberation Vente",
            "kind value words page",
        ],
        [
            f"{EF}-2 deliberation · 2023-2",
            "Vente",
            "file:///a/pv.txt",
            "Vente",
            "d'un chemin.",
            "act kind title",
            f"{EF} pv",
            "kind value words page",
        ],
    ]


def test_show_prints_the_act_and_its_values(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(capsys, "show", AB[:6])
    assert (status, err) == (0, "")
    assert [" ".join(line.split()) for line in out.splitlines()] == [
        f"{AB} deliberation · 2014-07-24 · 2014/7",
        "École \ufffd[31mrouge",
        "file:///a/l%27acte%201.txt",
        TEXT.strip(),
        "",
        "kind value words page",
        "amount 4255.50 EUR TTC 4 255,50 € TTC 1",
        "budget chapitre 922 chapitre 922 1",
    ]


ERRORS = {
    "no store": (["search", "école"], "recueil: There is no store at recueil.db."),
    "no store to show": (["status"], "recueil: There is no store at recueil.db."),
    "a store elsewhere": (
        ["status", "--store", "mysql://x/y"],
        "recueil: Recueil keeps no store in mysql",
    ),
    "no store to retry": (["retry"], "recueil: There is no store at recueil.db."),
    "nothing to ingest": (["ingest"], "recueil: There is nothing to ingest. Give a path, or name [[sources]]"),
    "no such path": (["ingest", "absent"], "recueil: absent: no such file or folder."),
}


@pytest.mark.parametrize(("arguments", "message"), ERRORS.values(), ids=ERRORS)
def test_a_mistake_gets_one_message_and_status_1(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    status, out, err = run(capsys, *arguments)
    assert (status, out) == (1, "")
    assert err.startswith(message)
    assert "Traceback" not in err
    assert list(folder.iterdir()) == []


def test_an_unknown_act_is_named(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, _, err = run(capsys, "show", "ffff")
    assert (status, err.splitlines()[0]) == (1, "recueil: There is no act ffff.")


@pytest.mark.parametrize("arguments", [["search"], ["search", "x", "--limit", "0"], ["nonsense"], ["retry", "x"]])
def test_a_wrong_argument_is_a_usage_error(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    status, out, err = run(capsys, *arguments)
    assert (status, out) == (2, "")
    assert "Usage: recueil" in err


def test_a_setting_that_cannot_be_used_stops(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RECUEIL_BATCH", "none")
    status, out, err = run(capsys, "status")
    assert (status, out) == (1, "")
    assert err.startswith("recueil: RECUEIL_BATCH: Input should be a valid integer")


@pytest.mark.usefixtures("loaded")
def test_extract_follows_no_link_out_of_a_folder(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "secret").write_text("root:x:0:0")
    (folder / "actes").mkdir()
    (folder / "actes" / "a.txt").symlink_to("../secret")
    status, out, err = run(capsys, "extract", "actes", "--format", "jsonl")
    assert (status, out) == (1, "")
    assert err.startswith("recueil: actes/a.txt: not followed: a link leads out of the source.")
    status, out, _ = run(capsys, "extract", "actes/a.txt", "--format", "jsonl")
    assert (status, json.loads(out)["source"]) == (0, "actes/a.txt")


@pytest.mark.usefixtures("loaded")
def test_extract_prints_a_plan_of_funding(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "a.txt").write_text(
        "Plan de financement :\nDETR (40 %) : 4 000 €\nCommune : 6 000 €\nTotal : 10 000 €\n"
    )
    status, out, _ = run(capsys, "extract", "a.txt")
    lines = [" ".join(line.split()) for line in out.splitlines()]
    at = lines.index("funding funder amount percentage")
    assert (status, lines[at + 1 : at + 4]) == (
        0,
        [
            "plan DETR 4000.00 EUR @part-financeur 40 %",
            "Commune 6000.00 EUR @part-financeur",
            "total 10000.00 EUR @cout-total",
        ],
    )


@pytest.mark.usefixtures("loaded")
def test_there_is_nothing_to_extract(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(capsys, "extract", "absent")
    assert (status, out) == (1, "")
    assert err.startswith("recueil: absent: no such file or folder.")
    status, out, err = run(capsys, "extract", "*.pdf", "*.odt")
    assert (status, out) == (1, "")
    assert err.startswith("recueil: *.pdf, *.odt: there is no file. Check the path; ")


@pytest.mark.usefixtures("loaded")
def test_the_files_of_an_archive_that_cannot_be_read_are_named(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with ZipFile(folder / "a.zip", "w") as archive:
        archive.writestr("a.txt", "Une aide de 12 € est accordée.")
        archive.writestr("b.txt", "")
    message = "recueil: a.zip: b.txt: the file is empty. Publish it again, or remove it.\n"
    status, out, err = run(capsys, "read", "a.zip")
    assert (status, err) == (1, message)
    assert out.splitlines() == ["page 1", "Une aide de 12 € est accordée."]
    status, out, err = run(capsys, "extract", "a.zip", "--format", "jsonl")
    assert (status, err) == (1, message)
    assert json.loads(out)["missing"] == [{"name": "b.txt", "reason": "empty"}]


@pytest.mark.usefixtures("loaded")
def test_extract_prints_one_object_per_readable_file(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "b.txt").write_text("Une aide de 12 € est accordée.")
    (folder / "a.gif").write_bytes(b"GIF89a")
    status, out, err = run(capsys, "extract", "b.txt", "a.gif", "--format", "jsonl")
    assert status == 1
    assert [json.loads(line)["entities"] for line in out.splitlines()] == [
        [
            {
                "kind": "amount",
                "start": 12,
                "end": 16,
                "text": "12 €",
                "page": 1,
                "part": None,
                "confidence": None,
                "certainty": None,
                "doubtful": False,
                "value": {
                    "amount": "12.00",
                    "currency": "EUR",
                    "tax": None,
                    "per": None,
                    "role": None,
                    "issue": None,
                },
                "rule": json.loads(out)["entities"][0]["rule"],
                "correction": None,
            }
        ]
    ]
    assert err.endswith(
        "a.gif: this is a GIF image. Recueil reads PDF, DOCX, DOC, ODT, RTF, HTML, text, images of pages and ZIP of those: convert it first.\n"
    )


def test_the_table_of_commands_has_what_its_modules_add() -> None:
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    assert [command.name for command in commands.values()] == list(commands)
    functions = (command.name or getattr(command.callback, "__name__", "") for command in app.registered_commands)
    assert sorted([*functions, *(str(group.name) for group in app.registered_groups)]) == sorted(commands)


def test_a_command_imports_no_other_module_of_commands() -> None:
    code = (
        "import sys, recueil.cli.app\n"
        "sys.argv = ['recueil', 'show', '--help']\n"
        "try:\n    recueil.cli.app.main()\nexcept SystemExit:\n    pass\n"
        "print(sorted(name for name in sys.modules if name.startswith('recueil.') and name.endswith('.cli')))\n"
        "print('recueil.cli.admin' in sys.modules)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"RECUEIL_LANG": "en"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ended.stdout.splitlines()[-2:] == ["['recueil.cli']", "False"]


def test_asking_loads_neither_spacy_nor_prefect(store: Path) -> None:
    code = f"""
import sys, recueil.cli.app
for arguments in {[["--help"], ["search", "école"], ["show", AB[:6]], ["status"], ["failures"]]}:
    sys.argv = ["recueil", *arguments]
    try:
        recueil.cli.app.main()
    except SystemExit as end:
        assert not end.code, (arguments, end.code)
    unused = {{"spacy", "thinc", "numpy", "prefect", "alembic", "pypdfium2"}}
    if arguments == ["--help"]:
        unused |= {{"sqlalchemy", "fastapi", "jinja2", "pydantic"}}
    heavy = unused & set(sys.modules)
    assert not heavy, (arguments, heavy)
"""
    ended = subprocess.run(
        [sys.executable, "-c", code], cwd=store.parent, capture_output=True, text=True, check=False
    )
    assert (ended.returncode, ended.stderr) == (0, "")


def test_reading_loads_no_more_than_it_needs(store: Path) -> None:
    code = f"""
import sys, recueil.cli.app
for arguments in {[["search", "école", "--limit", "3", "--order", "date"], ["show", AB[:6]], ["status"]]}:
    sys.argv = ["recueil", *arguments]
    try:
        recueil.cli.app.main()
    except SystemExit as end:
        assert not end.code, (arguments, end.code)
    unused = {{"pydantic", "sqlalchemy.orm", "sqlalchemy.dialects.postgresql", "dateparser", "jinja2", "numpy"}}
    if arguments[0] == "search":
        unused |= {{"recueil.query.typed_date", "recueil.facts.identity.referential"}}
    heavy = unused & set(sys.modules)
    assert not heavy, (arguments, heavy)
"""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("RECUEIL_")}
    ended = subprocess.run(
        [sys.executable, "-c", code],
        cwd=store.parent,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, "")


def test_characters_that_the_encoding_lacks_are_escaped_and_no_traceback(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    narrow = io.TextIOWrapper(io.BytesIO(), encoding="latin-1")
    (folder / "act.txt").write_text("Une aide de 4 255,50 €, « à l'école ».\n", encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["recueil", "read", "act.txt"])
    monkeypatch.setattr(sys, "stdout", narrow)
    with pytest.raises(SystemExit) as ended:
        main()
    narrow.flush()
    assert not ended.value.code
    assert narrow.buffer.getvalue() == "page 1\nUne aide de 4 255,50 \\u20ac, « à l'école ».\n".encode("latin-1")
