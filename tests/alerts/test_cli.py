"""`recueil alerts`: what it prints, and how it fails."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.commands import run
from tests.filing import WHEN, file

from recueil.store.store import Store


@pytest.fixture
def here(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """The store of the working folder."""
    monkeypatch.chdir(tmp_path)
    return store


def key_in(printed: str) -> str:
    (key,) = re.findall(r"/alertes/1/flux\.atom\?cle=([\w-]{32})\n", printed)
    return str(key)


def test_an_alert_from_its_beginning_to_its_end(
    here: Store, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RECUEIL_WEB__ADDRESS", "https://acts.example.org")
    file(here, "Vœu du conseil")
    status, out, _ = run(capsys, "alerts", "add", "Vœux", "vœu", "--owner", "ana")
    assert status == 0
    assert out.startswith("Alert 1 is saved. Not new to it: 1 act of the store.\nIts feed, ")
    assert "https://acts.example.org/alertes/1/flux.atom?cle=" in out
    assert here.alerts.feed(1, key_in(out)).hits == ()
    uid = file(here, "Autre vœu", title="Vœu \x1b[31mrouge")
    assert run(capsys, "alerts", "test", "1") == (0, "2 acts answer. The next run will find 1 of them new.\n", "")
    here.alerts.find_new_hits(WHEN)
    shown = run(capsys, "alerts", "show", "1")[1]
    assert [line.rstrip() for line in shown.splitlines()][-2:] == [
        "found             what  act           date        body  title",
        f"2025-03-01 02:00  new   {uid}  2023-03-14        Vœu \ufffd[31mrouge",
    ]
    renewed = key_in(run(capsys, "alerts", "key", "1")[1])
    assert renewed != key_in(out)
    assert run(capsys, "alerts", "disable", "1") == (0, "Alert 1 is disabled.\n", "")
    table = [line.rstrip() for line in run(capsys, "alerts", "list")[1].splitlines()]
    assert table == [
        "alert  name  owner  query  hits  state",
        "1      Vœux  ana    vœu       1  disabled",
        "1 alert.",
    ]
    assert run(capsys, "alerts", "list", "--owner", "bob")[1].splitlines()[-1] == "0 alerts."
    assert run(capsys, "alerts", "enable", "1") == (0, "Alert 1 is enabled.\n", "")
    assert len(here.alerts.feed(1, renewed).hits) == 1
    assert run(capsys, "alerts", "remove", "1") == (0, "Alert 1 is removed.\n", "")
    assert here.alerts.all() == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("add", "V", "montan:3"), "unknown field 'montan': did you mean montant?"),
        (("add", "", "vœu"), "An alert has a name of 1 to 200 characters"),
        (("show", "7"), "There is no alert 7. `recueil alerts list` lists them."),
        (("test", "7"), "There is no alert 7."),
        (("remove", "7"), "There is no alert 7."),
        (("key", "7"), "There is no alert 7."),
    ],
)
def test_a_slip_is_told(
    here: Store, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], message: str
) -> None:
    status, out, err = run(capsys, "alerts", *arguments)
    assert (status, out) == (1, "")
    assert message in err
    assert here.alerts.all() == []
