"""A store whose file is damaged: each command says so, names the file and the next step, and ends with status 1."""

from __future__ import annotations

import io
import random
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, redirect_stderr, redirect_stdout
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from tests.filing import FillOnce
from tests.web.people import application

from recueil.cli import terminal
from recueil.cli.app import main
from recueil.errors import StoreDamaged
from recueil.query import parse
from recueil.store.admin.backup import backup
from recueil.store.admin.check import StoreFault
from recueil.store.open import open_store
from recueil.store.store import Store

GRANT = (
    "Subvention de <AMOUNT 4255.50 EUR>4 255,50 €</AMOUNT>, par <PERSON LEFÈVRE, Jeanne>Jeanne LEFÈVRE</PERSON>"
)
NO_TEXT = "CAST(x'41c328ff' AS TEXT)"
RESTORE = "Restore an intact backup with `recueil restore`."


@pytest.fixture
def backend() -> str:
    return "sqlite"


@pytest.fixture
def closed(store: Store, path: Path, write: Callable[..., object], fill_once: FillOnce) -> Path:
    """The file of a store of one act, which nothing uses."""
    fill_once(lambda: write(GRANT))
    store.close()
    return path


def change(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = on")
        connection.execute("PRAGMA writable_schema = on")
        for statement in statements:
            connection.execute(statement)
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def url(path: Path) -> str:
    return f"sqlite:///{path}"


@pytest.mark.parametrize(
    ("table", "column", "read"),
    [
        ("acts", "title", lambda store: store.search(parse("subvention"))),
        ("acts", "facts", lambda store: store.filed_acts(next(store.iter_docids(None)))),
        ("documents", "text", lambda store: store.search(parse("subvention"))),
        ("entities", "text", lambda store: store.filed_acts(next(store.iter_docids(None)))),
        ("sources", "uri", lambda store: store.ledger.active()),
        ("runs", "message", lambda store: store.ledger.runs()),
    ],
)
def test_a_text_that_is_none_is_damage_which_is_told_without_it(
    closed: Path, table: str, column: str, read: Callable[[Store], object]
) -> None:
    change(closed, f'UPDATE "{table}" SET "{column}" = {NO_TEXT}')
    with open_store(url(closed)) as store:
        with pytest.raises(StoreDamaged) as caught:
            read(store)
        message = f"{closed} is damaged: Could not decode to UTF-8 column "
        assert str(caught.value).startswith(message)
        assert str(caught.value).endswith(f"'. {RESTORE}")
        rows = sum(count for (count,) in [one(closed, f'SELECT count(*) FROM "{table}"')])
        found = f"It is damaged: {rows} of the texts in {table}.{column} are not UTF-8."
        assert store.check(datetime.now(UTC)) == [StoreFault("the database", found, RESTORE)]


def one(path: Path, query: str) -> tuple[int, ...]:
    with closing(sqlite3.connect(path)) as connection:
        row: tuple[int, ...] = connection.execute(query).fetchone()
    return row


def test_a_name_in_the_schema_that_is_no_text_is_damage_for_whoever_opens_the_store(closed: Path) -> None:
    change(closed, f"UPDATE sqlite_master SET name = {NO_TEXT}, tbl_name = {NO_TEXT} WHERE name = 'audit'")
    for act in (
        lambda: open_store(url(closed)),
        lambda: open_store(url(closed), create=True),
        lambda: backup(url(closed), closed.with_name("b.db")),
    ):
        with pytest.raises(StoreDamaged, match=rf"^{closed} cannot be used as a store: .*\. {RESTORE}$"):
            act()
    assert not closed.with_name("b.db").exists()


@pytest.mark.parametrize(
    ("statement", "read"),
    [
        ("UPDATE acts SET facts = '{'", lambda store: store.filed_acts([1])),
        ("UPDATE runs SET started = '2025-p3-01'", lambda store: store.ledger.runs()),
        ("UPDATE acts SET findings = '7'", lambda store: store.filed_acts([1])),
    ],
)
def test_a_value_that_makes_no_sense_is_damage(
    closed: Path, statement: str, read: Callable[[Store], object]
) -> None:
    (docid,) = one(closed, "SELECT docid FROM acts")
    change(closed, statement, f"UPDATE acts SET docid = docid WHERE docid = {docid}")
    with open_store(url(closed)) as store, pytest.raises(StoreDamaged) as caught:
        read(store) if "runs" in statement else store.filed_acts([docid])
    assert str(caught.value).startswith(f"{closed} holds what makes no sense (")
    assert "Run `recueil check`" in caught.value.advice


def test_the_pages_answer_that_the_store_is_damaged(closed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(closed, f"UPDATE documents SET text = {NO_TEXT}")
    with (
        open_store(url(closed)) as store,
        TestClient(application(store, when=None), base_url="http://127.0.0.1") as asking,
    ):
        page = asking.get("/", params={"q": "subvention"})
        answer = asking.get("/api/v1/acts", params={"q": "subvention"})
    assert (page.status_code, "La base est endommagée" in page.text, "Traceback" in page.text) == (
        500,
        True,
        False,
    )
    problem = answer.json()
    assert (answer.status_code, problem["status"]) == (500, 500)
    assert problem["detail"].startswith(f"{closed} is damaged: Could not decode to UTF-8 column ")


# The campaign


UID = "UID"
COMMANDS = [
    ["status"],
    ["report", "--since", "7d"],
    ["failures"],
    ["check"],
    ["search", "subvention montant:>100"],
    ["search", "école", "--facet", "commune", "--order", "amount"],
    ["show", UID],
    ["export", "--format", "csv", "--output", "csv"],
    ["export", "--format", "jsonl", "--output", "a.jsonl"],
    ["export", "--format", "scdl-deliberations", "--output", "d.csv"],
    ["persons", "list"],
    ["audit"],
    ["alerts", "list"],
    ["corrections", "list"],
    ["user", "list"],
    ["token", "list"],
    ["forgotten"],
    ["reprocess", "--dry-run"],
    ["backup", "b.db"],
    ["store", "copy", "sqlite:///recueil.db", "sqlite:///copy.db"],
    ["quarantine", "release", "--all"],
    ["alerts", "add", "Écoles", "école"],
    ["forget", "--person", "Paul ASTIER", "--body", "Fontvergne", "--reason", "demande", "--yes"],
]
PAGE = 4096


def damages(content: bytes, roots: dict[str, int]) -> Iterator[tuple[str, bytes]]:
    """The file with its header, the first page of a table, cells, or pages at random written over, or cut short."""
    chance = random.Random(13)

    def with_bytes(at: int, new: bytes) -> bytes:
        return content[:at] + new + content[at + len(new) :]

    yield "mark", with_bytes(0, b"\xff" * 16)
    yield "header", with_bytes(24, b"\xff" * 36)
    yield "schema", with_bytes(100, b"\xfe" * 1400)
    yield "half", content[: len(content) // 2]
    yield "short", content[:-PAGE]
    for name, root in roots.items():
        start = (root - 1) * PAGE
        yield f"{name}: zeros", with_bytes(start, bytes(PAGE))
        yield f"{name}: noise", with_bytes(start + 200, chance.randbytes(PAGE - 400))
    for _ in range(20):
        at = chance.randrange(PAGE, len(content) - 16)
        yield f"bytes at {at}", with_bytes(at, b"\xc3\x28\xff\xfe" * 4)
        start = chance.randrange(1, len(content) // PAGE) * PAGE
        yield f"page at {start}", with_bytes(start + 8, chance.randbytes(PAGE - 8))


FEW = ("mark", "short", "acts: zeros", "search_text_data: noise")


@pytest.mark.parametrize(
    "few",
    [pytest.param(FEW, marks=pytest.mark.slow), pytest.param((), marks=pytest.mark.nightly)],
    ids=["few", "all"],
)
def test_no_command_breaks_on_damage(
    corpus_store: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, few: tuple[str, ...]
) -> None:
    monkeypatch.setenv("RECUEIL_FORGET_KEY", "k" * 64)
    sound = tmp_path / "sound.db"
    backup(corpus_store, sound)
    with closing(sqlite3.connect(sound)) as connection:
        (uid,) = connection.execute("SELECT uid FROM acts").fetchone()
        roots = dict(
            connection.execute("SELECT name, rootpage FROM sqlite_master WHERE type = 'table' AND rootpage")
        )
    damaged = dict(damages(sound.read_bytes(), roots))
    broken = []
    for what in few or damaged:
        for command in COMMANDS:
            folder = tmp_path / "damaged"
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            monkeypatch.chdir(folder)
            (folder / "recueil.db").write_bytes(damaged[what])
            status, err = ended([uid if word == UID else word for word in command], monkeypatch)
            left = [file.name for file in folder.iterdir() if "partial" in file.name or file.name == "b.db"]
            if status not in (0, 1) or "Traceback" in err or (status and (left or not is_designed(command, err))):
                broken.append((what, command, status, err, left))
    assert broken == []


def ended(arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> tuple[object, str]:
    """The exit status of a command, and what it said of what was wrong; the name of what escaped it."""
    out, err = io.StringIO(), io.StringIO()
    monkeypatch.setattr(terminal.out, "file", out)
    monkeypatch.setattr(terminal.err, "file", err)
    monkeypatch.setattr(sys, "argv", ["recueil", *arguments])
    with redirect_stdout(out), redirect_stderr(err):
        try:
            main()
        except SystemExit as end:
            return end.code, err.getvalue()
        except Exception as escaped:  # noqa: BLE001 - which is what the test is about
            return type(escaped).__name__, str(escaped)
    return 0, err.getvalue()


def is_designed(command: list[str], err: str) -> bool:
    """Whether a message names the file and a next step; what `check` finds is a table.

    Nothing was set aside, and nobody need be named, in a store whose damage a command does not meet.
    """
    if command[0] in ("quarantine", "forget") and (not err or err.startswith("recueil: ")):
        return True
    return command == ["check"] or ("recueil.db" in err and "`recueil " in err) or "There is no act" in err
