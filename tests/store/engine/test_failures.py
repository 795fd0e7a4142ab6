"""What the world does to a store: a full disk, no right to write, another writer. Nothing is lost, and it is told."""

from __future__ import annotations

import datetime
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from tests.handles import handle_of

from recueil.errors import StoreBusy, StoreError, StoreFull, StoreReadOnly
from recueil.readers.document import Document
from recueil.store.admin.backup import backup
from recueil.store.ledger.runs import Owner, RunStart
from recueil.store.ledger.work import Claim, FoundFile
from recueil.store.open import open_store
from recueil.store.store import Store
from recueil.values import Act

Make = Callable[..., tuple[Document, Act]]
Record = Callable[..., None]
Take = Callable[..., Claim]

FULL = "database or disk is full. Make room on its disk, then run the same command again: nothing is lost."


@pytest.fixture
def backend() -> str:
    return "sqlite"


def url(path: Path) -> str:
    return f"sqlite:///{path}"


def sound(path: Path) -> bool:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


# A full disk


class Quota:
    """A limit to the pages a store may have, as a disk has one."""

    def __init__(self, store: Store) -> None:
        self.pages: int | None = None
        event.listen(store._engine, "checkout", self._impose)

    def _impose(self, connection: Any, *_: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {self.pages or 1 << 30}")

    def reach(self, path: Path) -> None:
        """Let there be no more room than is used."""
        with closing(sqlite3.connect(path)) as connection:
            [(self.pages,)] = connection.execute("PRAGMA page_count").fetchall()


def long_act(make: Make, n: int = 0) -> tuple[Document, Act]:
    return make(" ".join(f"{n}mot{word}" for word in range(5_000)))


def test_work_that_finds_no_room_is_done_when_there_is_some(
    store: Store, path: Path, make: Make, record: Record, claim: Take, when: datetime.datetime
) -> None:
    quota = Quota(store)
    document, act = make("acte")
    record(store, "a.txt", document, [act])
    large, long = long_act(make)
    taken = claim(store, "a.txt", large.sha256)
    before = store.ledger.active()
    quota.reach(path)
    with pytest.raises(StoreFull, match=f"^The store refused: {FULL}$"):
        store.ledger.complete(taken, large, [long], when)
    assert store.ledger.active() == before
    assert store.act(handle_of(document.sha256)).sources == ("a.txt",)
    assert sound(path)
    quota.pages = None
    store.ledger.complete(taken, large, [long], when)
    assert store.act(handle_of(large.sha256)).sources == ("a.txt",)
    assert store.status().ledger == {"done": 1, "superseded": 1}
    assert sound(path)


def test_a_plan_that_finds_no_room_notes_nothing(store: Store, path: Path, when: datetime.datetime) -> None:
    quota = Quota(store)
    files = [FoundFile(f"{n}.txt", f"{n:064}") for n in range(2_000)]
    quota.reach(path)
    with pytest.raises(StoreFull):
        store.ledger.enqueue(files, "1", when)
    assert store.ledger.active() == []
    quota.pages = None
    assert len(store.ledger.enqueue(files, "1", when)) == 2_000


@pytest.fixture
def disk() -> Iterator[Path]:
    """A real disk of 1.5 MB, which only root can make."""
    folder = Path(tempfile.mkdtemp())
    mount = ["mount", "-t", "tmpfs", "-o", "size=1500k", "none", str(folder)]
    if shutil.which("mount") is None or subprocess.run(mount, check=False, capture_output=True).returncode:
        folder.rmdir()
        pytest.skip("no small disk can be mounted here: that takes root")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)
    folder.rmdir()


def fill(disk: Path) -> Path:
    """Leave no room at all."""
    filler = disk / "filler"
    number = os.open(filler, os.O_CREAT | os.O_WRONLY)
    try:
        while os.write(number, b"x" * 1024):
            pass
    except OSError:
        os.close(number)
    return filler


@pytest.mark.slow
@pytest.mark.parametrize("is_full_before", [False, True])
def test_a_backup_onto_a_disk_that_is_full_says_so_and_leaves_nothing(
    disk: Path, path: Path, store: Store, make: Make, record: Callable[..., None], *, is_full_before: bool
) -> None:
    for n in range(20):
        document, act = long_act(make, n)
        record(store, f"{n:02}.txt", document, [act])
    before = [fill(disk)] if is_full_before else []
    with pytest.raises(StoreFull) as caught:
        backup(url(path), disk / "monday.db")
    assert caught.value.message == f"{path} cannot be copied to {disk}: database or disk is full."
    assert caught.value.advice == f"Make room in {disk}, then run the same command again: nothing is lost."
    assert list(disk.iterdir()) == before
    subprocess.run(["mount", "-o", "remount,size=50m", str(disk)], check=True)
    backup(url(path), disk / "monday.db")
    assert sound(disk / "monday.db")


@pytest.mark.slow
def test_a_disk_that_is_full_in_the_middle_of_a_run(disk: Path, make: Make, when: datetime.datetime) -> None:
    path = disk / "recueil.db"
    made = [long_act(make, n) for n in range(20)]
    with open_store(url(path), create=True) as store:
        numbers = store.ledger.enqueue([FoundFile(f"{n:02}.txt", made[n][0].sha256) for n in range(20)], "1", when)
        run = store.ledger.begin(RunStart("ingest", Owner("here", 1), "1"), {}, when)
        claims = store.ledger.claim(run, numbers, lambda owner: False, when)

        def go_on() -> None:
            while claims:
                document, act = made[20 - len(claims)]
                store.ledger.complete(claims[0], document, [act], when)
                claims.pop(0)

        with pytest.raises(StoreFull, match=f"^The store refused: {FULL}$"):
            go_on()
        done = 20 - len(claims)
        states = [work.state for work in store.ledger.active()]
        assert states == ["done"] * done + ["running"] * (20 - done)
        subprocess.run(["mount", "-o", "remount,size=50m", str(disk)], check=True)
        go_on()
        assert store.status().ledger == {"done": 20}
        assert store.status().acts == 20
    assert sound(path)


@pytest.mark.slow
def test_a_disk_that_is_full_from_the_start(disk: Path) -> None:
    path = disk / "recueil.db"
    open_store(url(path), create=True).close()
    filler = fill(disk)
    for create in (True, False):
        with pytest.raises(
            StoreFull, match=f"^{path} cannot be used as a store: disk I/O error. Make room on its disk"
        ):
            open_store(url(path), create=create)
    with pytest.raises(StoreFull, match="Make room on its disk"):
        open_store(url(disk / "new.db"), create=True)
    filler.unlink()
    with open_store(url(path)) as store:
        assert store.status().documents == 0


# No right to write

UNUSABLE = "cannot be used as a store"
READ_ONLY = "attempt to write a readonly database. Let this user write the file and its folder."


def test_a_store_that_may_only_be_read_is_read(store: Store, when: datetime.datetime) -> None:
    store.ledger.enqueue([FoundFile("a.txt", "a" * 64)], "1", when)
    event.listen(store._engine, "checkout", lambda connection, *_: connection.execute("PRAGMA query_only = on"))
    assert store.status().ledger == {"pending": 1}
    with pytest.raises(StoreReadOnly, match=f"^The store refused: {READ_ONLY}$"):
        store.ledger.touch(["a.txt"], when)


# root, but held to the permissions of files
AS_OTHERS = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]
TRY_TO_WRITE = """
import datetime, sys
from recueil.errors import RecueilError
from recueil.store.open import open_store
for address in sys.argv[1:]:
    for create in (False, True):
        try:
            with open_store(address, create=create) as store:
                print(store.status().ledger)
                store.ledger.touch(["a.txt"], datetime.datetime.now(datetime.UTC))
        except RecueilError as error:
            print(f"{type(error).__name__}: {error}")
"""


@pytest.fixture
def reachable() -> Iterator[Path]:
    """A folder that is removed whatever permissions the folders in it have."""
    folder = Path(tempfile.mkdtemp())
    yield folder
    for inner in folder.iterdir():
        inner.chmod(0o700)
    shutil.rmtree(folder)


def as_reader(*paths: Path) -> list[str]:
    """What is said to a user who may only read stores, or nothing at all."""
    prefix = AS_OTHERS if os.geteuid() == 0 else []
    if prefix and shutil.which("setpriv") is None:
        pytest.skip("root may write everything, and setpriv is not there to change that")
    command = [*prefix, sys.executable, "-c", TRY_TO_WRITE, *map(url, paths)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")
    assert ran.stderr == ""
    return ran.stdout.splitlines()


@pytest.mark.slow
def test_who_may_not_write_is_told(reachable: Path, untouched: Path) -> None:
    places = [reachable / name / "recueil.db" for name in ("read", "closed", "cut short", "hidden")]
    for path in places:
        path.parent.mkdir()
        shutil.copyfile(untouched, path)
    read, closed, cut_short, hidden = places
    log = cut_short.with_name("recueil.db-wal")
    log.write_bytes(b"a write")
    with open_store(url(read)):  # which keeps the files beside it there
        for file in read.parent.iterdir():
            file.chmod(0o444)
        for path in (closed, cut_short):
            path.chmod(0o444)
            path.parent.chmod(0o555)
        hidden.parent.chmod(0o600)
        unopened = "unable to open database file. See whether its folder is there, and this user may write it."
        unread = (
            f"What was last written to {cut_short} is in recueil.db-wal, which only who may write can read. "
            "Have somebody who may write there run `recueil status`."
        )
        refused = ["{}", f"StoreReadOnly: The store refused: {READ_ONLY}"]
        assert as_reader(*places) == [
            *refused * 2,
            *[*refused, f"StoreReadOnly: {closed} {UNUSABLE}: {READ_ONLY}"],
            *[f"StoreReadOnly: {unread}", f"StoreError: {cut_short} {UNUSABLE}: {unopened}"],
            *[f"StoreError: {hidden} {UNUSABLE}: {unopened}"] * 2,
        ]
    assert [path.name for path in sorted(closed.parent.iterdir())] == ["recueil.db"]


# Another writer


def test_a_busy_store_is_told(path: Path, monkeypatch: pytest.MonkeyPatch, when: datetime.datetime) -> None:
    monkeypatch.setattr("recueil.store.engine.sqlite._SETTINGS", ("journal_mode=wal", "busy_timeout=1"))
    with open_store(url(path), create=True) as store, sqlite3.connect(path, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        message = (
            "^The store refused: database is locked. Another process writes to it; run the same command again.$"
        )
        with pytest.raises(StoreBusy, match=message):
            store.ledger.enqueue([FoundFile("a.txt", "a" * 64)], "1", when)
        with pytest.raises(StoreBusy, match="cannot be used as a store: database is locked"):
            open_store(url(path), create=True)
        assert store.ledger.active() == []
        other.execute("ROLLBACK")
        assert store.ledger.enqueue([FoundFile("a.txt", "a" * 64)], "1", when) == [1]


def test_a_store_that_is_damaged_is_told(path: Path, when: datetime.datetime) -> None:
    with open_store(url(path), create=True) as store:
        store.ledger.enqueue([FoundFile(f"{n}.txt", f"{n:064}") for n in range(1_000)], "1", when)
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    path.write_bytes(content)
    with pytest.raises(
        StoreError, match=r"recueil\.db cannot be used as a store: database disk image is malformed"
    ):
        open_store(url(path))


def test_a_connection_that_cannot_be_set_up_is_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_store(url(path), create=True) as store:
        store._engine.dispose()
        path.write_bytes(b"no store" * 512)
        with pytest.raises(StoreError, match=rf"^{path} is damaged: file is not a database"):
            store.status()
