"""A store to a file and back: whole, or not at all."""

from __future__ import annotations

import datetime
import errno
import shutil
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from alembic import command
from tests.filing import FillOnce

from recueil.errors import StoreBusy, StoreError, StoreFull, StoreMissing, StoreOutdated
from recueil.query import parse
from recueil.readers.document import Document
from recueil.store.admin.backup import backup, restore
from recueil.store.engine import sqlite
from recueil.store.ledger.runs import LEASE, Owner, RunStart
from recueil.store.ledger.work import Claim
from recueil.store.migrations import config
from recueil.store.open import open_store
from recueil.store.store import Store
from recueil.values import Act

Refused = Callable[[Path, type[StoreError], str], None]
Make = Callable[..., tuple[Document, Act]]
GRANT = (
    "Subvention de <AMOUNT 4255.50 EUR>4 255,50 €</AMOUNT>, par <PERSON LEFÈVRE, Jeanne>Jeanne LEFÈVRE</PERSON>"
)
MINUTE = datetime.timedelta(minutes=1)
# Those of a backup have ended in the store that is made of it.
RUNS: dict[str, list[tuple[Any, ...]]] = {"runs": []}


@pytest.fixture
def backend() -> str:
    return "sqlite"


def url(path: Path) -> str:
    return f"sqlite:///{path}"


def rows(path: Path, query: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(path) as connection:
        found = connection.execute(query).fetchall()
    connection.close()
    return found


def everything(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, those of the full-text index too."""
    tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'search_text' ORDER BY name"
    with closing(sqlite3.connect(path)) as connection:
        names = [name for (name,) in connection.execute(tables).fetchall()]
        return {name: connection.execute(f"SELECT * FROM {name}").fetchall() for name in names}


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


@pytest.fixture
def later(when: datetime.datetime) -> datetime.datetime:
    """When the runs that wrote are no longer taken for alive."""
    return when + LEASE + MINUTE


@pytest.fixture
def usb(tmp_path: Path) -> Path:
    """Another folder than that of the store."""
    folder = tmp_path / "usb"
    folder.mkdir()
    return folder


@pytest.fixture
def file(path: Path, usb: Path, write: Make, fill_once: FillOnce) -> Path:
    """A backup of a store of one act."""

    def fill() -> bytes:
        write(GRANT)
        backup(url(path), usb / "monday.db")
        return (usb / "monday.db").read_bytes()

    (usb / "monday.db").write_bytes(fill_once(fill))
    return usb / "monday.db"


# Backing up


def test_a_backup_is_the_whole_store_in_one_file(path: Path, usb: Path, file: Path) -> None:
    assert names(usb) == ["monday.db"]
    assert everything(file) == everything(path)
    assert names(usb) == ["monday.db"]


def test_a_backup_is_read_by_those_who_read_the_store(store: Store, path: Path, usb: Path) -> None:
    path.chmod(0o640)
    backup(url(path), usb / "a.db")
    assert (usb / "a.db").stat().st_mode & 0o777 == 0o640


def test_a_backup_made_while_a_run_writes_is_of_one_moment(
    store: Store, path: Path, usb: Path, write: Make
) -> None:
    enough, over = Event(), Event()

    def run() -> int:
        number = 0
        while not over.is_set():
            write(f"acte {number}, {GRANT}", source=f"{number}.txt")
            number += 1
            if number == 20:
                enough.set()
        return number

    with ThreadPoolExecutor() as pool:
        writing = pool.submit(run)
        try:
            assert enough.wait(60)
            for name in "abc":
                backup(url(path), usb / name)
        finally:
            over.set()
        written = writing.result()
    for name in "abc":
        (number,) = rows(usb / name, "SELECT count(*) FROM acts")[0]
        assert 20 <= number <= written
        whole = "SELECT count(*) FROM documents UNION ALL SELECT count(*) FROM search_amounts"
        assert rows(usb / name, whole) == [(number,), (number,)]
        with open_store(url(usb / name)) as copy:
            assert copy.search(parse("subvention")).total == number


def test_a_file_that_is_there_is_not_written_over(path: Path, usb: Path, file: Path) -> None:
    before = file.read_bytes()
    with pytest.raises(StoreError, match=r"There is already a file at .*monday.db"):
        backup(url(path), file)
    assert file.read_bytes() == before


def test_without_a_store_there_is_no_backup(path: Path, usb: Path) -> None:
    with pytest.raises(StoreMissing, match="There is no store at"):
        backup(url(path), usb / "a.db")
    assert names(usb) == []


def test_a_folder_that_is_not_there(store: Store, path: Path, usb: Path) -> None:
    with pytest.raises(StoreError, match=r"gone/a.db cannot be written: No such file or directory. See whether"):
        backup(url(path), usb / "gone" / "a.db")


def test_a_disk_that_is_full(store: Store, path: Path, usb: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recueil.store.admin.backup._COPYING", ("max_page_count=9",))
    with pytest.raises(StoreFull, match="usb: database or disk is full"):
        backup(url(path), usb / "a.db")
    assert names(usb) == []


def test_a_disk_that_is_full_at_the_last_moment(
    store: Store, path: Path, usb: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(StoreFull, match=r"a.db cannot be written: No space left on device. Make room"):
        backup(url(path), usb / "a.db")
    assert names(usb) == []


def test_a_store_with_a_broken_page_is_not_taken_for_a_backup(path: Path, usb: Path, write: Make) -> None:
    write(GRANT)
    (root,) = rows(path, "SELECT rootpage FROM sqlite_master WHERE name = 'acts'")[0]
    rows(path, "PRAGMA wal_checkpoint(TRUNCATE)")
    with path.open("r+b") as opened:
        opened.seek((root - 1) * 4096)
        opened.write(bytes(4096))
    with pytest.raises(StoreError, match=r"recueil.db cannot be copied .* malformed. Restore an intact backup"):
        backup(url(path), usb / "a.db")
    assert names(usb) == []


def test_a_store_with_a_broken_row_is_not_taken_for_a_backup(path: Path, usb: Path, write: Make) -> None:
    write(GRANT)
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA ignore_check_constraints = on")
        connection.execute("UPDATE ledger SET state = 'odd'")
    with pytest.raises(StoreError, match=r"recueil.db is damaged: CHECK constraint failed in ledger. Restore"):
        backup(url(path), usb / "a.db")
    assert names(usb) == []


def test_a_store_of_an_earlier_recueil_is_copied_as_it_is(path: Path, usb: Path) -> None:
    make_first_revision(path)
    backup(url(path), usb / "a.db")
    assert everything(usb / "a.db") == everything(path)


def make_first_revision(path: Path) -> None:
    engine = sqlite.make_engine(path)
    with engine.execution_options(writes=True).begin() as connection:
        command.upgrade(config(connection), "0001")
    engine.dispose()


# Restoring


def test_a_backup_becomes_the_store(store: Store, path: Path, file: Path, later: datetime.datetime) -> None:
    store.close()
    before = everything(path)
    new = path.parent / "new" / "folder" / "recueil.db"
    assert restore(url(new), file, later) is None
    assert names(new.parent) == ["recueil.db"]
    assert everything(new) | RUNS == before | RUNS
    with open_store(url(new)) as restored:
        assert restored.search(parse("montant:>4000 personne:lefevre subvention")).total == 1
        assert restored.check(later) == []


@pytest.mark.usefixtures("cheap_hashes")
def test_nobody_is_logged_in_to_a_store_that_was_a_backup(
    store: Store, path: Path, tmp_path: Path, later: datetime.datetime
) -> None:
    store.accounts.add("anne", "quatre mots au hasard", "admin", by="unix:root", when=later)
    session = store.sessions.open("anne", "quatre mots au hasard", "127.0.0.1", later)
    token = store.tokens.add("anne", "nuit", by="anne", when=later)
    backup(url(path), tmp_path / "copy.db")
    assert store.sessions.find(session, later) is not None
    restore(url(tmp_path / "new.db"), tmp_path / "copy.db", later)
    with open_store(url(tmp_path / "new.db")) as restored:
        assert restored.sessions.find(session, later) is None
        assert restored.tokens.find(token, later) == restored.accounts.all()[0]


def test_a_backup_can_be_restored_again_and_again(tmp_path: Path, file: Path, later: datetime.datetime) -> None:
    before = file.read_bytes()
    for name in ("a.db", "b.db"):
        restore(url(tmp_path / name), file, later)
    assert file.read_bytes() == before


def test_a_backup_that_was_looked_into_can_be_restored(
    tmp_path: Path, file: Path, later: datetime.datetime
) -> None:
    with open_store(url(file)) as looked_into:
        assert looked_into.status().acts == 1
    restore(url(tmp_path / "a.db"), file, later)
    assert rows(tmp_path / "a.db", "SELECT count(*) FROM acts") == [(1,)]


def test_a_store_that_holds_acts_is_replaced_only_when_told(
    store: Store, path: Path, file: Path, write: Make, later: datetime.datetime
) -> None:
    write("Vœu", source="b.txt")
    store.close()
    before = everything(path)
    with pytest.raises(StoreError, match=r"The store at .*recueil.db holds acts.* With `--replace`"):
        restore(url(path), file, later)
    assert everything(path) == before
    kept = restore(url(path), file, later, replace=True)
    assert kept == path.with_name("recueil.db.before-restore")
    assert rows(path, "SELECT uri FROM sources") == [("a.txt",)]
    assert everything(kept) == before
    assert names(path.parent) == ["recueil.db", "recueil.db.before-restore", "usb"]


def test_a_store_that_was_replaced_can_be_put_back(
    store: Store, path: Path, file: Path, write: Make, later: datetime.datetime
) -> None:
    write("Vœu", source="b.txt")
    store.close()
    before = everything(path)
    restore(url(path), file, later, replace=True)
    with pytest.raises(StoreError, match=r"before-restore is there already, from an earlier restore"):
        restore(url(path), file, later, replace=True)
    kept = path.with_name("recueil.db.before-restore").rename(path.with_name("sunday.db"))
    restore(url(path), kept, later, replace=True)
    assert everything(path) | RUNS == before | RUNS


def test_a_store_without_acts_is_replaced(
    path: Path, file: Path, tmp_path: Path, later: datetime.datetime
) -> None:
    empty = tmp_path / "empty.db"
    open_store(url(empty), create=True).close()
    assert restore(url(empty), file, later) is None
    assert rows(empty, "SELECT count(*) FROM acts") == [(1,)]
    assert names(tmp_path) == ["empty.db", "recueil.db", "recueil.db-shm", "recueil.db-wal", "usb"]


def killed(path: Path, folder: Path) -> Path:
    """The store as a process leaves it that is killed: what it wrote last is in the journal beside."""
    folder.mkdir()
    for suffix in ("", "-wal", "-shm"):
        shutil.copy(f"{path}{suffix}", folder / f"recueil.db{suffix}")
    assert (folder / "recueil.db-wal").stat().st_size > 0
    return folder / "recueil.db"


def test_what_a_killed_process_left_stays_with_its_store(
    tmp_path: Path, path: Path, file: Path, write: Make, later: datetime.datetime
) -> None:
    write("Vœu", source="b.txt")
    before = everything(path)
    left = killed(path, tmp_path / "killed")
    kept = restore(url(left), file, later, replace=True)
    assert names(left.parent) == ["recueil.db", "recueil.db.before-restore"]
    assert rows(left, "SELECT uri FROM sources") == [("a.txt",)]
    assert kept is not None
    assert everything(kept) == before


def test_a_journal_without_its_store_is_not_taken_for_that_of_the_backup(
    tmp_path: Path, path: Path, file: Path, write: Make, later: datetime.datetime
) -> None:
    write("Vœu", source="b.txt")
    left = killed(path, tmp_path / "killed")
    left.unlink()
    restore(url(left), file, later)
    assert names(left.parent) == ["recueil.db"]
    assert rows(left, "SELECT uri FROM sources") == [("a.txt",)]


def test_a_damaged_store_is_kept_with_what_lies_beside_it(
    store: Store, tmp_path: Path, path: Path, file: Path, later: datetime.datetime
) -> None:
    rows(path, "PRAGMA wal_checkpoint(TRUNCATE)")
    store.ledger.touch(["a.txt"], later)
    damaged = killed(path, tmp_path / "killed")
    damaged.write_bytes(damaged.read_bytes()[:6000])
    journal = damaged.with_name("recueil.db-wal").read_bytes()
    with pytest.raises(StoreError, match="or is none that this Recueil can read"):
        restore(url(damaged), file, later)
    kept = restore(url(damaged), file, later, replace=True)
    assert kept is not None
    assert kept.stat().st_size == 6000
    assert kept.with_name("recueil.db.before-restore-wal").read_bytes() == journal
    assert not damaged.with_name("recueil.db-wal").exists()
    assert rows(damaged, "SELECT uri FROM sources") == [("a.txt",)]


def test_a_store_that_a_run_works_on_is_not_replaced(
    store: Store, path: Path, file: Path, when: datetime.datetime
) -> None:
    store.ledger.begin(RunStart("ingest", Owner("here", 4321), "1"), {}, when + LEASE)
    store.close()
    for moment in (when + LEASE, when, when + 2 * LEASE):
        with pytest.raises(StoreBusy, match=r"A run is at work in the store \(process 4321, ingest\)"):
            restore(url(path), file, moment, replace=True)
    restore(url(path), file, when + 2 * LEASE + MINUTE, replace=True)


def test_a_store_that_is_open_elsewhere_is_not_replaced(
    store: Store, path: Path, file: Path, later: datetime.datetime
) -> None:
    before = everything(path)
    assert store.status().acts == 1
    with pytest.raises(StoreBusy, match=r"recueil.db is in use. Stop what uses it"):
        restore(url(path), file, later, replace=True)
    assert everything(path) == before
    assert names(path.parent) == ["recueil.db", "recueil.db-shm", "recueil.db-wal", "usb"]


def test_work_that_was_running_is_to_be_done(
    store: Store,
    path: Path,
    usb: Path,
    tmp_path: Path,
    claim: Callable[..., Claim],
    make: Make,
    record: Callable[..., None],
    when: datetime.datetime,
    later: datetime.datetime,
) -> None:
    document, act = make(GRANT)
    running = claim(store, "a.txt", document.sha256)
    backup(url(path), usb / "a.db")
    restore(url(tmp_path / "new.db"), usb / "a.db", later)
    with open_store(url(tmp_path / "new.db")) as restored:
        assert [(work.source, work.state) for work in restored.ledger.active()] == [("a.txt", "pending")]
        (run,) = restored.ledger.runs()
        assert (run.id, run.state, run.finished) == (running.run, "died", when)
        record(restored, "a.txt", document, [act])
        assert restored.check(later) == []
    assert [work.state for work in store.ledger.active()] == ["running"]


def test_a_backup_of_an_earlier_recueil_is_upgraded(tmp_path: Path, usb: Path, later: datetime.datetime) -> None:
    make_first_revision(usb / "a.db")
    restore(url(tmp_path / "new.db"), usb / "a.db", later)
    with open_store(url(tmp_path / "new.db")) as restored:
        assert restored.status().acts == 0


@pytest.fixture
def refused(tmp_path: Path, untouched: Path, later: datetime.datetime) -> Refused:
    """That a file is refused, and the store that is there is what it was."""

    def is_refused(file: Path, kind: type[StoreError], words: str) -> None:
        path = tmp_path / "a.db"
        shutil.copyfile(untouched, path)
        before = everything(path)
        with pytest.raises(kind, match=words):
            restore(url(path), file, later, replace=True)
        assert everything(path) == before
        assert not [name for name in names(tmp_path) if "partial" in name or "before-restore" in name]

    return is_refused


def test_a_backup_of_a_later_recueil_is_refused(file: Path, refused: Refused) -> None:
    rows(file, "UPDATE alembic_version SET version_num = '9999' RETURNING 1")
    with file.open("r+b") as opened:  # as the later one would have sealed it
        opened.seek(60)
        opened.write(bytes(4))
    refused(file, StoreOutdated, "monday.db was written by a later Recueil")


@pytest.mark.parametrize("share", [0.02, 0.5, 0.999])
def test_a_truncated_backup_is_refused(file: Path, refused: Refused, share: float) -> None:
    content = file.read_bytes()
    file.write_bytes(content[: int(len(content) * share)])
    refused(file, StoreError, "monday.db is damaged: it is not as it was written")


@pytest.mark.parametrize(
    ("place", "bit"), [(0.0, 0), (0.0003, 7), (0.2, 0), (0.4, 7), (0.6, 0), (0.8, 7), (0.9999, 0)]
)
def test_a_backup_with_one_bit_changed_is_refused(file: Path, refused: Refused, place: float, bit: int) -> None:
    content = bytearray(file.read_bytes())
    content[int(len(content) * place)] ^= 1 << bit
    file.write_bytes(content)
    refused(file, StoreError, "monday.db is damaged: it is not as it was written")


def test_a_copy_made_otherwise_is_refused_when_it_is_cut_short(
    tmp_path: Path, path: Path, usb: Path, write: Make, refused: Refused, later: datetime.datetime
) -> None:
    write(GRANT)
    copied = killed(path, tmp_path / "killed")
    rows(copied, "PRAGMA wal_checkpoint(TRUNCATE)")
    content = copied.read_bytes()
    (usb / "copy.db").write_bytes(content)
    restore(url(tmp_path / "b.db"), usb / "copy.db", later)
    assert rows(tmp_path / "b.db", "SELECT uri FROM sources") == [("a.txt",)]
    (usb / "copy.db").write_bytes(content[: len(content) // 2])
    refused(usb / "copy.db", StoreError, r"copy.db.* malformed.* Restore an intact backup")


def test_what_is_no_backup_is_refused(tmp_path: Path, usb: Path, refused: Refused) -> None:
    refused(usb / "gone.db", StoreMissing, "There is no backup at .*gone.db")
    refused(usb, StoreMissing, "There is no backup at .*usb")
    refused(tmp_path / "a.db", StoreError, "a.db is the store itself")
    (usb / "empty").touch()
    refused(usb / "empty", StoreError, "empty is empty")
    (usb / "letter.txt").write_text("délibération " * 100)
    refused(usb / "letter.txt", StoreError, "letter.txt cannot be copied .*: file is not a database")
    rows(usb / "other.db", "CREATE TABLE accounts(id INTEGER)")
    refused(usb / "other.db", StoreError, "other.db holds something else than a Recueil store")


def test_a_disk_that_is_full_leaves_the_store(
    file: Path, refused: Refused, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("recueil.store.admin.backup._COPYING", ("max_page_count=9",))
    refused(file, StoreFull, "monday.db cannot be copied .*: database or disk is full")
