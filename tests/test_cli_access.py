"""The commands of accounts, tokens and the audit log: exact output, and what is refused."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from pathlib import Path

import pytest

from recueil import terminal_access
from recueil.cli import main
from recueil.store import Store

pytestmark = pytest.mark.usefixtures("cheap_hashes")
RIGHT = "quatre mots au hasard"
DAY = r"\d{4}-\d{2}-\d{2}"


@pytest.fixture
def kept(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """recueil.db in the working folder, with an admin, anne, and a reader, remi."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(terminal_access, "operator", lambda: "unix:op")
    assert run(monkeypatch, "user", "add", "Anne", "--role", "admin", "--password-stdin", typed=RIGHT) is None
    assert run(monkeypatch, "user", "add", "remi", "--password-stdin", typed=RIGHT) is None
    return store


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str, typed: str = "") -> object:
    """The exit status of a command, which may read what was typed."""
    monkeypatch.setattr(sys, "argv", ["recueil", *arguments])
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{typed}\nmore\n"))
    try:
        main()
    except SystemExit as end:
        return end.code or None
    return None


def lines(printed: str) -> list[str]:
    """What was printed, with one space for several and DAY for each day."""
    return [re.sub(DAY, "DAY", " ".join(line.split())) for line in printed.splitlines()]


def test_accounts_are_listed(
    kept: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run(monkeypatch, "user", "add", "zoe", "--password-stdin", typed=RIGHT)
    assert capsys.readouterr().out == "zoe is reader.\n"
    run(monkeypatch, "user", "remove", "zoe")
    capsys.readouterr()
    run(monkeypatch, "user", "disable", "remi")
    run(monkeypatch, "user", "list")
    assert lines(capsys.readouterr().out) == [
        "remi is disabled.",
        "name role since disabled",
        "anne admin DAY",
        "remi reader DAY DAY",
    ]
    run(monkeypatch, "user", "enable", "remi")
    run(monkeypatch, "user", "role", "remi", "editor")
    run(monkeypatch, "user", "password", "remi", "--password-stdin", typed="quatre autres mots")
    run(monkeypatch, "user", "remove", "remi")
    run(monkeypatch, "user", "remove", "anne")
    run(monkeypatch, "user", "list")
    assert lines(capsys.readouterr().out) == [
        "remi is enabled.",
        "remi is editor.",
        "remi has a new password.",
        "remi is removed.",
        "anne is removed.",
        "There is no account any more: whoever is at this machine may do everything.",
        "There is no account: whoever is at this machine may do everything.",
    ]


def test_a_token_is_printed_once(
    kept: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run(monkeypatch, "token", "list")
    capsys.readouterr()
    run(monkeypatch, "token", "add", "anne", "script é", "--role", "editor", "--days", "30")
    secret = capsys.readouterr().out
    assert re.fullmatch(r"recueil_[\w-]{43}\n", secret)
    run(monkeypatch, "token", "revoke", "1")
    run(monkeypatch, "token", "add", "remi", "nuit")
    capsys.readouterr()
    run(monkeypatch, "token", "list")
    assert lines(capsys.readouterr().out) == [
        "number user name role until last used good",
        "1 anne script é editor DAY never revoked",
        "2 remi nuit reader DAY never yes",
    ]
    run(monkeypatch, "token", "list", "remi")
    assert lines(capsys.readouterr().out)[1:] == ["2 remi nuit reader DAY never yes"]


def test_the_audit_log_is_printed(
    kept: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run(monkeypatch, "user", "role", "remi", "editor")
    capsys.readouterr()
    run(monkeypatch, "audit")
    said = [line.split(" ", 2)[2] for line in lines(capsys.readouterr().out)]
    assert said == [
        "unix:op user.role user:remi before=reader role=editor",
        "unix:op user.add user:remi role=reader",
        "unix:op user.add user:anne role=admin",
    ]
    run(monkeypatch, "audit", "--format", "jsonl", "--since", "1h")
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(entry.pop("at")[:2], entry) for entry in found][:1] == [
        (
            "20",
            {
                "id": 3,
                "who": "unix:op",
                "action": "user.role",
                "subject": "user:remi",
                "details": {"before": "reader", "role": "editor"},
            },
        )
    ]
    run(monkeypatch, "audit", "--format", "csv")
    header, *rows = csv.reader(io.StringIO(capsys.readouterr().out))
    assert header == ["id", "at", "who", "action", "subject", "details"]
    assert [row[:1] + row[2:] for row in rows][-1:] == [
        ["1", "unix:op", "user.add", "user:anne", '{"role": "admin"}']
    ]


def test_what_a_terminal_is_told_is_harmless(
    kept: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from recueil.clock import now

    kept.audit.note(now(), "anne", "unmask", "act:\x1b[31m", reason="\u202e\n[bold]")
    capsys.readouterr()
    run(monkeypatch, "audit")
    first = capsys.readouterr().out.splitlines()[0]
    assert first.partition("unmask")[2] == "  act:\ufffd[31m  reason=\ufffd [bold]"


MISTAKES = {
    "no such account": (["user", "disable", "nobody"], "recueil: There is no account 'nobody'."),
    "no such token": (["token", "revoke", "9"], "recueil: There is no token 9."),
    "a name that is taken": (
        ["user", "add", "anne", "--password-stdin"],
        "recueil: There is an account 'anne' already.",
    ),
    "a name of another sort": (
        ["user", "add", "é", "--password-stdin"],
        "recueil: 'é' cannot be the name of an account.",
    ),
    "the last admin": (["user", "role", "anne", "reader"], "recueil: 'anne' is the last admin."),
    "too much for its user": (
        ["token", "add", "remi", "x", "--role", "admin"],
        "recueil: 'remi' is reader: no token",
    ),
    "nobody to ask": (["user", "password", "remi"], "recueil: Nobody can be asked for a password here."),
    "no moment": (["audit", "--since", "x"], "recueil: 'x' is no moment."),
}


@pytest.mark.parametrize(("arguments", "message"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told_and_changes_nothing(
    kept: Store,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    message: str,
) -> None:
    capsys.readouterr()
    assert run(monkeypatch, *arguments, typed=RIGHT) == 1
    out, err = capsys.readouterr()
    assert (out, err[: len(message)]) == ("", message)
    assert [entry.subject for entry in kept.audit.page()] == ["user:remi", "user:anne"]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("second", "is_taken"), [(RIGHT, True), ("quatre mots par hasard", False)])
def test_a_password_is_typed_twice(
    store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, second: str, is_taken: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    answers = iter([RIGHT, second])
    monkeypatch.setattr("getpass.getpass", lambda prompt: next(answers))
    monkeypatch.setattr(sys, "argv", ["recueil", "user", "add", "anne"])
    monkeypatch.setattr(sys, "stdin", Terminal())
    if is_taken:
        with pytest.raises(SystemExit) as end:
            main()
        assert not end.value.code
    else:
        with pytest.raises(SystemExit, match="1"):
            main()
    assert [account.name for account in store.accounts.all()] == (["anne"] if is_taken else [])


def test_the_operator_is_no_account() -> None:
    assert re.fullmatch(r"unix:.+", terminal_access.operator())
