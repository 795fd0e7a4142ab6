"""`recueil dossiers`: what it prints, and how it fails."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.commands import run
from tests.dossiers.gathering import VASSEUR, file_town
from tests.web.people import RIGHT, WHEN, LastingRenderer

from recueil.dossiers import export
from recueil.store.store import Store

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def here(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """The store of the working folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(export, "PageRenderer", LastingRenderer)
    return store


def lines(printed: str) -> list[str]:
    return [line.rstrip() for line in printed.splitlines()]


def test_a_dossier_from_its_beginning_to_its_end(here: Store, capsys: Capture, tmp_path: Path) -> None:
    uids = file_town(here)
    made = run(capsys, "dossiers", "new", "Fêtes", "--tag", "fêtes", "--tag", "2023", "--note", "à lire")
    assert made == (0, "Dossier 1 is made.\n", "")
    assert run(capsys, "dossiers", "add", "1", uids["9"], "--note", "vu") == (0, "Dossier 1 has 1 item.\n", "")
    run(capsys, "dossiers", "add", "1", uids["7"], "--value", "2", "--person", VASSEUR)
    added = run(capsys, "dossiers", "add", "1", "--query", "numero:12 OU vasseur")
    assert added == (0, "2 acts answer, 1 of them new.\nDossier 1 has 4 items.\n", "")
    run(capsys, "dossiers", "note", "1", "deux\nlignes", "--item", "3")
    run(capsys, "dossiers", "tag", "1", "mars", "--remove", "2023")
    run(capsys, "dossiers", "edit", "1", "--title", "Fêtes de mars", "--share")
    status, out, _ = run(capsys, "dossiers", "list", "--tag", "mars")
    assert status == 0
    [heading, row, count] = lines(out)
    assert heading == "dossier  title          owner  shared  tags         items  changed"
    assert row.startswith("1        Fêtes de mars  local  yes     fêtes, mars      4  20")
    assert count == "1 dossier."
    shown = lines(run(capsys, "dossiers", "show", "1")[1])
    assert shown[:5] == [
        "dossier  1: Fêtes de mars",
        "owner    local",
        "shared   yes",
        "tags     fêtes, mars",
        shown[4],
    ]
    assert [" ".join(line.split()) for line in shown[7:]] == [
        "item kind act date what note",
        f"1 act {uids['9']} 2023-03-14 Délibération n° 9 vu",
        f"2 value {uids['7']} 2022-05-02 amount 80.00 EUR",
        f"3 person Élodie VASSEUR ({VASSEUR}) deux lignes",
        f"4 act {uids['12']} 2024-01-09 Délibération n° 12",
        "date act cites cited by",
        f"2022-05-02 {uids['7']} {uids['9']} {uids['12']}",
        f"2023-03-14 {uids['9']} {uids['7']} {uids['12']}",
        f"2024-01-09 {uids['12']} {uids['7']} {uids['9']}",
    ]
    status, out, _ = run(capsys, "dossiers", "export", "1", "--output", "sortie")
    files = sum(path.is_file() for path in (tmp_path / "sortie").rglob("*"))
    assert (status, out) == (0, f"sortie: {files} files.\n`sha256sum -c SHA256SUMS` in it verifies them.\n")
    status, _, error = run(capsys, "dossiers", "export", "1", "--output", "sortie")
    assert status == 1
    assert error == "recueil: There is already something at sortie. Give a new name.\n"
    assert run(capsys, "dossiers", "remove", "1", "1", "3") == (0, "Dossier 1 is changed.\n", "")
    assert run(capsys, "dossiers", "delete", "1") == (0, "Dossier 1 is deleted.\n", "")
    assert here.dossiers.list(None) == []


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (("show", "7"), 1, "There is no dossier 7. `recueil dossiers list` lists them."),
        (("add", "7", "abc"), 1, "There is no dossier 7."),
        (("remove", "1", "9"), 1, "Dossier 1 has no item 9. `recueil dossiers show 1` lists its items."),
        (("add", "1", "0" * 12), 1, "There is no act 000000000000."),
        (("add", "1", "a", "b", "--value", "1"), 2, "Name the act of the values, and only that."),
        (("new", " "), 1, "A dossier has a title of 1 to 200 characters, on one line."),
        (("new", "a", "--owner", "ana"), 2, "There are no accounts: leave it out."),
        (("add", "1", "--query", "montnt:3"), 1, "unknown field"),
        (("add", "1"), 2, "Name what to add: an act, --person or --query."),
        (("tag", "1"), 2, "Name a tag to add, or one to take out by --remove."),
        (("edit", "1"), 2, "Say what to change: --title, --owner, --share or --private."),
    ],
)
def test_mistakes_say_what_to_do(
    here: Store, capsys: Capture, arguments: tuple[str, ...], status: int, message: str
) -> None:
    here.dossiers.create("Un", "local", WHEN)
    code, _, error = run(capsys, "dossiers", *arguments)
    assert code == status
    assert message in " ".join(error.replace("│", " ").split())


@pytest.mark.usefixtures("cheap_hashes")
def test_with_accounts_a_dossier_is_of_one(here: Store, capsys: Capture) -> None:
    here.accounts.add("ana", RIGHT, "reader", by="unix:root", when=WHEN)
    for arguments in (("new", "a"), ("new", "a", "--owner", "local")):
        code, _, error = run(capsys, "dossiers", *arguments)
        assert (code, "Name an account: ana." in error) == (2, True)
    assert run(capsys, "dossiers", "new", "a", "--owner", "ana")[0] == 0
    assert [one.owner for one in here.dossiers.list("ana")] == ["ana"]
    assert lines(run(capsys, "dossiers", "list", "--owner", "bob")[1])[-1] == "0 dossiers."
