"""`recueil corrections`: each command as somebody uses it, and the gold it writes."""

from __future__ import annotations

import csv
import getpass
from pathlib import Path
from types import SimpleNamespace

import pytest
from tests import commands
from tests.export.making import UID, fill
from tests.filing import FillOnce

from recueil import evaluation
from recueil.ingest import host
from recueil.query import parse
from recueil.store.open import open_store
from recueil.store.store import Store


@pytest.fixture
def folder(tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch, fill_once: FillOnce) -> Path:
    """A working folder with a store of two acts."""
    monkeypatch.chdir(tmp_path)
    fill_once(lambda: fill(store))
    return tmp_path


@pytest.fixture
def run(folder: Path, capsys: pytest.CaptureFixture[str]) -> object:
    """The status, the output and the errors of `recueil corrections` with these arguments."""

    def command(*arguments: str) -> tuple[int, str, str]:
        return commands.run(capsys, "corrections", *arguments)

    return command


def listed(folder: Path, run: object, *arguments: str) -> list[tuple[str, ...]]:
    assert callable(run)
    status, out, _ = run("list", "--format", "csv", *arguments)
    assert status == 0
    columns = ("number", "state", "words", "was", "is", "by", "why", "note")
    return [tuple(row[name] for name in columns) for row in csv.DictReader(out.splitlines())]


def test_french_words_stand_for_their_codes(folder: Path, run: object) -> None:
    assert callable(run)
    change = run("change", UID, "Montant", "1 500,50 €", "1 600,50")
    other = run("change", UID, "période", "exercice 2023", "2023", "--to", "date")
    kind = run("act", UID, "nature", "Arrêté")
    assert [status for status, *_ in (change, other, kind)] == [0, 0, 0]
    of_kind = listed(folder, run, "--kind", "nature-acte", "--state", "en-vigueur")
    assert [(state, was, value) for _, state, _, was, value, *_ in of_kind] == [
        ("standing", "act_kind deliberation", "act_kind arrete")
    ]
    assert [row[2] for row in listed(folder, run, "--kind", "montants")] == ["1 500,50 €"]
    status, out, err = run("change", UID, "montan", "1 500,50 €", "1 600,50")
    assert (status, out) == (2, "")
    assert "'montan' is none of date, period, amount, percentage, budget, person," in err


def test_values_are_corrected_by_their_words(folder: Path, run: object) -> None:
    assert callable(run)
    reject = run("reject", UID, "percentage", "49 %", "--by", "ana", "--why", "c'est une part")
    change = run("change", UID, "amount", "1 500,50 €", "1 600,50", "--by", "ana")
    other = run("change", UID, "period", "exercice 2023", "2023", "--to", "date", "--by", "max")
    add = run("add", UID, "person", "M. RÉ", "M. Luc RÉ @public", "--by", "max")
    assert [(status, out) for status, out, _ in (reject, change, other, add)] == [
        (0, "Correction 1, standing: « 49 % », 49 → nothing.\n"),
        (0, "Correction 2, standing: « 1 500,50 € », 1500.50 EUR → 1600.50 EUR.\n"),
        (0, "Correction 3, standing: « exercice 2023 », 2023 → 2023.\n"),
        (0, "Correction 4, standing: « M. RÉ », nothing → RÉ, Luc.\n"),
    ]
    undo = run("withdraw", "1", "--by", "max", "--why", "relu")
    assert undo[:2] == (0, "Correction 1, withdrawn: « 49 % », 49 → nothing.\n")
    rows = listed(folder, run)
    assert [row[:7] for row in rows] == [
        ("4", "standing", "M. RÉ", "", "person RÉ, Luc", "max", ""),
        ("3", "standing", "exercice 2023", "period 2023", "date 2023", "max", ""),
        ("2", "standing", "1 500,50 €", "amount 1500.50 EUR", "amount 1600.50 EUR", "ana", ""),
        ("1", "withdrawn", "49 %", "percentage 49", "", "ana", "c'est une part"),
    ]
    assert rows[3][7].startswith("withdrawn by max, ")
    assert rows[3][7].endswith(": relu")
    narrowed = [
        "--act",
        UID,
        "--state",
        "standing",
        "--by",
        "max",
        "--kind",
        "date",
        "--limit",
        "1",
        "--after",
        "4",
    ]
    assert [row[0] for row in listed(folder, run, *narrowed)] == ["3"]
    assert run("list")[1].splitlines()[1].split()[:3] == ["4", "standing", UID]


def test_organisations_and_places_are_corrected(folder: Path, run: object) -> None:
    assert callable(run)
    assert run("add", UID, "organisation", "Voix du lac", "association Les Voix du lac")[0] == 0
    assert run("change", UID, "place", "Vornoy", "Vornoy-sur-Lac #86195")[0] == 0
    assert run("reject", UID, "organisation", "asso. Les Amis")[0] == 0
    assert [row[2:5] for row in reversed(listed(folder, run))] == [
        ("Voix du lac", "", "organisation association Les Voix du lac"),
        ("Vornoy", "place Vornoy #86194", "place Vornoy-sur-Lac #86195"),
        ("asso. Les Amis", "organisation asso. Les Amis", ""),
    ]
    with open_store(f"sqlite:///{folder}/recueil.db") as store:
        assert store.count(parse('organisation:"voix du lac" lieu:86195')) == 1
        assert store.count(parse("organisation:amis OU lieu:86194")) == 0


def test_nothing_is_listed_where_nothing_is_corrected(run: object) -> None:
    assert callable(run)
    assert run("list") == (0, "No corrections.\n", "")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("reject", UID, "amount", "49 %"), "The act has no amount '49 %'."),
        (("change", UID, "amount", "1 500,50 €", "beaucoup"), "'beaucoup' is not a valid amount. Write 4 255,50"),
        (("change", UID, "amount", "1 500,50 €", "1500,50"), "'1 500,50 €' says 1500.50 EUR already."),
        (("add", UID, "person", "Luc", "Luc RÉ"), "'███ ██', at "),
        (("add", UID, "person", "M. ", "Luc RÉ"), "The act has 'M. ' at "),
        (("withdraw", "7"), "There is no correction 7."),
        (("reject", "abcdef", "amount", "49 %"), "There is no act abcdef."),
    ],
)
def test_a_mistake_gets_one_message(run: object, arguments: tuple[str, ...], message: str) -> None:
    assert callable(run)
    status, out, err = run(*arguments)
    assert (status, out, err.count("\n")) == (1, "", 1)
    assert err.startswith(f"recueil: {message}")


def test_who_corrects_is_whom_the_system_knows(folder: Path, run: object, monkeypatch: pytest.MonkeyPatch) -> None:
    assert callable(run)
    monkeypatch.setattr(getpass, "getuser", lambda: "jeanne")
    run("reject", UID, "percentage", "49 %")
    assert listed(folder, run)[0][5] == "jeanne"


def test_a_user_without_a_name_has_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> str:
        raise KeyError("uid not found")

    monkeypatch.setattr(getpass, "getuser", nobody)
    monkeypatch.setattr(host, "os", SimpleNamespace(getuid=lambda: 1234))
    assert host.login_name() == "user 1234"


# Gold


def test_what_is_corrected_is_gold(folder: Path, run: object) -> None:
    assert callable(run)
    run("change", UID, "amount", "1 500,50 €", "1 600,50", "--by", "ana")
    run("add", UID, "date", "loi n° 2013-595 du 8 juillet 2013", "2013-07-08", "--by", "ana")
    assert run("export", "gold") == (0, "gold: 1 document.\n", "")
    (file,) = (folder / "gold").iterdir()
    assert file.name == f"ville-de-vornoy-2023-03-14-{UID}.txt"
    (gold,) = evaluation.load(folder / "gold")
    assert gold.body == "ville-de-vornoy"
    told = [(gold.text[said.start : said.end], said.kind, said.key) for said in gold.mentions]
    assert told == [
        ("14 mars 2023", "date", "2023-03-14"),
        ("Luc RÉ", "person", "luc re"),
        ("Ana LO", "person", "ana lo"),
        ("Max BON", "person", "bon max"),
        ("loi n° 2013-595 du 8 juillet 2013", "date", "2013-07-08"),
        ("1 500,50 €", "amount", "1600.5 EUR"),
        ("49 %", "percentage", "49"),
        ("chapitre 65", "budget", "chapitre 65"),
        ("exercice 2023", "period", "2023"),
    ]
    status, out, err = run("export", "gold")
    assert (status, out, err) == (1, "", "recueil: There is already something at gold. Give a new name.\n")


def test_gold_of_nothing_is_none(folder: Path, run: object) -> None:
    assert callable(run)
    run("reject", UID, "percentage", "49 %", "--by", "ana")
    run("withdraw", "1", "--by", "ana")
    assert run("export", "gold")[1] == "gold: 0 documents.\n"
    assert list((folder / "gold").iterdir()) == []
