"""The commands of accounts, tokens and the audit log: exact output, and what is refused."""

from __future__ import annotations

import csv
import getpass
import io
import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.commands import run

from recueil.accounts import cli
from recueil.store.store import Store

pytestmark = pytest.mark.usefixtures("cheap_hashes")
RIGHT, NEW = "quatre mots au hasard", "quatre autres mots"
DAY = r"\d{4}-\d{2}-\d{2}"


@pytest.fixture
def kept(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """recueil.db in the working folder, with an admin, anne, and a reader, remi."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cli, "operator_name", lambda: "unix:op")
    store.accounts.add("anne", RIGHT, "admin", by="unix:op", when=datetime.now(UTC))
    store.accounts.add("remi", RIGHT, "reader", by="unix:op", when=datetime.now(UTC))
    return store


def typed(password: str) -> io.StringIO:
    return io.StringIO(f"{password}\nmore\n")


def lines(printed: str) -> list[str]:
    """What was printed, with one space for several and DAY for each day."""
    return [re.sub(DAY, "DAY", " ".join(line.split())) for line in printed.splitlines()]


def test_accounts_are_listed(kept: Store, capsys: pytest.CaptureFixture[str]) -> None:
    new = ("user", "add", "Zoe", "--role", "editor", "--password-stdin")
    assert run(capsys, *new, typed=typed(RIGHT)) == (0, "zoe is editor.\n", "")
    assert kept.sessions.open("zoe", RIGHT, "127.0.0.1", datetime.now(UTC))
    run(capsys, "user", "remove", "zoe")
    assert run(capsys, "user", "disable", "remi") == (0, "remi is disabled.\n", "")
    assert lines(run(capsys, "user", "list")[1]) == [
        "name role since disabled",
        "anne admin DAY",
        "remi reader DAY DAY",
    ]
    assert run(capsys, "user", "enable", "remi")[1] == "remi is enabled.\n"
    assert run(capsys, "user", "role", "remi", "editor")[1] == "remi is editor.\n"
    changed = run(capsys, "user", "password", "remi", "--password-stdin", typed=typed(NEW))
    assert changed == (0, "remi has a new password.\n", "")
    assert kept.sessions.open("remi", NEW, "127.0.0.1", datetime.now(UTC))
    assert run(capsys, "user", "remove", "remi")[1] == "remi is removed.\n"
    assert lines(run(capsys, "user", "remove", "anne")[1]) == [
        "anne is removed.",
        "There is no account any more: whoever is at this machine may do everything.",
    ]
    nobody = "There is no account: whoever is at this machine may do everything.\n"
    assert run(capsys, "user", "list") == (0, nobody, "")


def test_an_account_with_dossiers_is_removed_once_it_is_said_whose_they_are(
    kept: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    kept.dossiers.create("Voirie", "remi", datetime.now(UTC))
    status, _, error = run(capsys, "user", "remove", "remi")
    advice = "Say whose they are now by --heir NAME, or delete them too by --delete-all."
    assert (status, error) == (1, f"recueil: 'remi' has 1 dossier. {advice}\n")
    assert run(capsys, "user", "remove", "remi", "--heir", "anne", "--delete-all")[0] == 2
    assert run(capsys, "user", "remove", "remi", "--heir", "anne") == (0, "remi is removed.\n", "")
    assert [one.owner for one in kept.dossiers.list(None)] == ["anne"]


def test_a_token_is_printed_once(kept: Store, capsys: pytest.CaptureFixture[str]) -> None:
    status, secret, err = run(capsys, "token", "add", "anne", "script é", "--role", "editor", "--days", "30")
    assert (status, err) == (0, "")
    assert re.fullmatch(r"recueil_[\w-]{43}\n", secret)
    run(capsys, "token", "revoke", "1")
    run(capsys, "token", "add", "remi", "nuit")
    assert lines(run(capsys, "token", "list")[1]) == [
        "number user name role until last used good",
        "1 anne script é editor DAY never revoked",
        "2 remi nuit reader DAY never yes",
    ]
    assert lines(run(capsys, "token", "list", "remi")[1])[1:] == ["2 remi nuit reader DAY never yes"]


def test_the_audit_log_is_printed(kept: Store, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "user", "role", "remi", "editor")
    assert [line.split(" ", 2)[2] for line in lines(run(capsys, "audit")[1])] == [
        "unix:op user.role user:remi before=reader role=editor",
        "unix:op user.add user:remi role=reader",
        "unix:op user.add user:anne role=admin",
    ]
    first = json.loads(run(capsys, "audit", "--format", "jsonl", "--since", "1h")[1].splitlines()[0])
    assert re.match(DAY, first.pop("at"))
    assert first == {
        "id": 3,
        "who": "unix:op",
        "action": "user.role",
        "subject": "user:remi",
        "details": {"before": "reader", "role": "editor"},
    }
    header, *rows = csv.reader(io.StringIO(run(capsys, "audit", "--format", "csv")[1]))
    assert header == ["id", "at", "who", "action", "subject", "details"]
    assert [*rows[-1][:1], *rows[-1][2:]] == ["1", "unix:op", "user.add", "user:anne", '{"role": "admin"}']


def test_what_a_terminal_is_told_is_harmless(kept: Store, capsys: pytest.CaptureFixture[str]) -> None:
    kept.audit.note(datetime.now(UTC), "anne", "unmask", "act:\x1b[31m", reason="\u202e\n[bold]")
    first = run(capsys, "audit")[1].splitlines()[0]
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
    "no moment": (["audit", "--since", "x"], "recueil: 'x' is not a date or time."),
}


@pytest.mark.parametrize(("arguments", "message"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told_and_changes_nothing(
    kept: Store, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    status, out, err = run(capsys, *arguments, typed=typed(RIGHT))
    assert (status, out, err[: len(message)]) == (1, "", message)
    assert [entry.subject for entry in kept.audit.page()] == ["user:remi", "user:anne"]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("second", "is_taken"), [(RIGHT, True), ("quatre mots par hasard", False)])
def test_a_password_is_typed_twice(
    kept: Store,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    second: str,
    is_taken: bool,
) -> None:
    answers = iter([RIGHT, second])
    monkeypatch.setattr(getpass, "getpass", lambda prompt: next(answers))
    assert run(capsys, "user", "add", "zoe", typed=Terminal())[0] == (0 if is_taken else 1)
    assert ("zoe" in [account.name for account in kept.accounts.all()]) is is_taken


def test_the_operator_is_no_account() -> None:
    assert re.fullmatch(r"unix:.+", cli.operator_name())
