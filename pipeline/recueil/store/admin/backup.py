"""Back up and restore an SQLite store: a consistent copy in one file, sealed with a checksum.

Copies are written under a temporary name and renamed when they are complete.
"""

from __future__ import annotations

import datetime
import errno
import os
import shutil
import sqlite3
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from recueil.accounts import sessions
from recueil.errors import StoreBusy, StoreDamaged, StoreError, StoreFull, StoreMissing, StoreOutdated
from recueil.privacy.erasure import suppressions
from recueil.privacy.erasure.store import ErasureStore
from recueil.store.acts.handles import load_secret
from recueil.store.acts.rows import Record
from recueil.store.engine import sqlite
from recueil.store.engine.transactions import read_transaction, write_transaction
from recueil.store.ledger import runs
from recueil.store.open import migrate_store, open_store, read_revision, store_path
from recueil.translation import gettext as _

JOURNAL_SUFFIXES = ("-wal", "-shm", "-journal")
"""Suffixes of the files that SQLite may keep beside a database."""

# An interrupted copy is discarded, so it needs no journal.
_COPYING = ("journal_mode=off", "synchronous=off")
_COPIED = ("journal_mode=delete", "user_version=0")


def copy_database(source: Path, into: Path) -> None:
    """Copy a database at one moment, even while it is being written. The copy is one file, checked for
    damage.
    """
    try:
        with (
            closing(sqlite.plain_connection(source)) as original,
            closing(sqlite.plain_connection(into)) as target,
        ):
            sqlite.apply_pragmas(target, _COPYING)
            original.backup(target)
            damage = [found for (found,) in target.execute("PRAGMA integrity_check") if found != "ok"]
            sqlite.apply_pragmas(target, _COPIED)
    except sqlite.DRIVER_ERRORS as error:
        explained = sqlite.to_store_error(
            error, _("{source} cannot be copied to {parent}").format(source=source, parent=into.parent)
        )
        if isinstance(explained, StoreFull):
            advice = _("Make room in {parent}, then run the same command again: nothing is lost.").format(
                parent=into.parent
            )
            raise StoreFull(explained.message, advice) from error
        raise explained from error
    if damage:
        raise StoreDamaged(
            _("{source} is damaged: {damage}.").format(source=source, damage=damage[0]), sqlite.IF_DAMAGED
        )


def merge_journal(path: Path) -> None:
    """Merge a database's journal files into it; raises StoreBusy while anything else has it open."""
    try:
        with closing(sqlite.plain_connection(path)) as connection:
            sqlite.apply_pragmas(connection, ("journal_mode=delete",))
    except sqlite.DRIVER_ERRORS as error:
        if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_BUSY:
            raise StoreBusy(
                _("{path} is in use.").format(path=path), _("Stop what uses it, the schedule too, then try again.")
            ) from error
        raise sqlite.to_store_error(error, _("{path} cannot be closed").format(path=path)) from error


# SQLite has no checksums: a changed byte inside a row is just another row. So a backup carries one, of the whole
# file, in the four bytes of its header reserved for the application. Opening it as a store changes its journal
# mode in the header first, which invalidates the seal.
_JOURNAL = slice(18, 20)
_SEAL = slice(60, 64)
_SEALABLE = b"\x01\x01"
_BLOCK = 1 << 20


def seal(file: Path) -> None:
    """Write the checksum for ``is_intact`` into a database that is one file."""
    checksum = _checksum(file)
    with file.open("r+b") as opened:
        opened.seek(_SEAL.start)
        opened.write(checksum)


def is_intact(file: Path) -> bool:
    """Return whether a sealed file is unchanged, byte for byte; True for a file without a seal."""
    with file.open("rb") as opened:
        header = opened.read(_SEAL.stop)
    sealed = header[_JOURNAL] == _SEALABLE and any(header[_SEAL])
    return not sealed or header[_SEAL] == _checksum(file)


def _checksum(file: Path) -> bytes:
    with file.open("rb") as opened:
        header = bytearray(opened.read(_SEAL.stop))
        header[_SEAL] = bytes(4)
        checksum = zlib.crc32(header)
        while block := opened.read(_BLOCK):
            checksum = zlib.crc32(block, checksum)
    return (checksum or 1).to_bytes(4, "big")


_BACKUP_HELP = _("Give a file that `recueil backup` wrote.")


def backup(url: str, file: Path) -> None:
    """Copy a store to a new file, at one moment, even while runs write to it.

    Raises StoreMissing if there is no store, StoreFull if the disk of the file is full; no partial file
    is left.
    """
    path = store_path(url)
    with suppress(StoreOutdated):  # a store of another version of Recueil can be backed up before its upgrade
        open_store(url).close()
    if file.exists():
        raise StoreError(
            _("There is already a file at {file}.").format(file=file),
            _("Give a new name, or move that file away."),
        )
    with _temporary_beside(file) as copy:
        copy_database(path, copy)
        seal(copy)
        _publish_mode(copy, like=path)
        copy.rename(file)
        flush_to_disk(file.parent)


def restore(url: str, file: Path, when: datetime.datetime, *, replace: bool = False) -> Path | None:
    """Make a backup the store, upgraded to this Recueil; work that was running in it is pending again.

    A store that has acts, or cannot be read, is only replaced with ``replace``, and moved aside to the
    file that is returned. Raises StoreBusy while anything uses the store. On any failure the store is
    unchanged.
    """
    path = store_path(url).resolve()
    _require_backup(file, path)
    kept = _path_to_keep(url, path, when, replace=replace)
    left = _read_carried_over(path)
    sqlite.make_folder(path)
    with _temporary_beside(path) as copy:
        copy_database(file, copy)
        _upgrade_copy(copy, file, when, left)
        merge_journal(copy)
        _publish_mode(copy, like=path if path.exists() else file)
        _swap(copy, path, kept)
    return kept


@contextmanager
def _temporary_beside(file: Path) -> Iterator[Path]:
    """Create a temporary file in the same folder, and delete it at the end unless it was renamed."""
    try:
        handle, name = tempfile.mkstemp(prefix=f".{file.name}.", suffix=".partial", dir=file.parent)
        os.close(handle)
        try:
            yield Path(name)
        finally:
            for suffix in ("", *JOURNAL_SUFFIXES):
                Path(name + suffix).unlink(missing_ok=True)
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        kind = StoreFull if full else StoreError
        advice = _("Make room on its disk.") if full else _("See whether its folder is there, and may be written.")
        raise kind(
            _("{file} cannot be written: {strerror}.").format(file=file, strerror=error.strerror), advice
        ) from error


def _publish_mode(copy: Path, like: Path) -> None:
    """Copy the file mode of ``like``, and flush the copy to the disk."""
    shutil.copymode(like, copy)
    flush_to_disk(copy)


def flush_to_disk(path: Path) -> None:
    """Flush a file or a folder to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _require_backup(file: Path, path: Path) -> None:
    """Raise StoreError unless ``file`` is an intact backup, and not the store itself."""
    if not file.is_file():
        raise StoreMissing(_("There is no backup at {file}.").format(file=file), _BACKUP_HELP)
    if file.resolve() == path:
        raise StoreError(_("{file} is the store itself.").format(file=file), _BACKUP_HELP)
    if not is_intact(file):
        raise StoreError(
            _("{file} is damaged: it is not as it was written.").format(file=file), _("Give another backup.")
        )


def _path_to_keep(url: str, path: Path, when: datetime.datetime, *, replace: bool) -> Path | None:
    """Return where to move the present store; None if it has nothing worth keeping."""
    if not _is_worth_keeping(url, when):
        return None
    if not replace:
        raise StoreError(
            _("The store at {path} holds acts, or is none that this Recueil can read.").format(path=path),
            _("With `--replace` the backup takes its place; what is there is kept beside it."),
        )
    kept = path.with_name(f"{path.name}.before-restore")
    if kept.exists():
        raise StoreError(
            _("{kept} is there already, from an earlier restore.").format(kept=kept),
            _("Move it away, or delete it."),
        )
    return kept


def _is_worth_keeping(url: str, when: datetime.datetime) -> bool:
    """Return whether the store has documents or cannot be read; raises StoreBusy while a run is alive."""
    try:
        with open_store(url) as store:
            status = store.status()
    except StoreMissing:
        return False
    except StoreError:
        return True
    runs.require_idle(status.runs, when)
    return status.documents > 0


class _CarriedOver(NamedTuple):
    """The parts of the present store that carry over to its replacement: erasures, and the secret of
    handles.
    """

    forgotten: list[Record]
    secret: str | None


def _read_carried_over(path: Path) -> _CarriedOver:
    """Read what carries over from the present store; nothing if it is missing or unreadable."""
    if not path.exists():
        return _CarriedOver([], None)
    engine = sqlite.make_engine(path)
    left = _CarriedOver([], None)
    try:
        with read_transaction(engine) as connection:
            left = _CarriedOver(suppressions.read_rows(connection), None)
            return left._replace(secret=load_secret(connection))
    except StoreError:
        return left  # it cannot be read, or was written by an earlier Recueil
    finally:
        engine.dispose()


def _upgrade_copy(copy: Path, file: Path, when: datetime.datetime, left: _CarriedOver) -> None:
    """Upgrade the copy of a backup, release the work of its runs, end its sessions, and repeat later
    erasures.

    A session that has ended since the backup must not come back, nor a person forgotten since.
    """
    engine = sqlite.make_engine(copy)
    try:
        with read_transaction(engine) as connection:
            if read_revision(connection, str(file)) is None:
                raise StoreError(_("{file} is empty.").format(file=file), _BACKUP_HELP)
        migrate_store(engine, str(file), left.secret)
        write_transaction(engine, runs.expire_dead_runs, lambda _: True, when)
        write_transaction(engine, sessions.end_all)
        write_transaction(engine, suppressions.add_missing_rows, left.forgotten)
        ErasureStore(engine).finish(when)
    finally:
        engine.dispose()


def _swap(copy: Path, path: Path, former: Path | None) -> None:
    """Rename a copy to the store. The old store's journal files must never be combined with the new one."""
    if path.exists():
        _merge_old_journal(path)
    for suffix in JOURNAL_SUFFIXES:
        left = path.with_name(path.name + suffix)
        if left.exists():
            left.rename(f"{former}{suffix}") if former else left.unlink()
    if former:
        former.hardlink_to(path)
    copy.replace(path)
    flush_to_disk(path.parent)


def _merge_old_journal(path: Path) -> None:
    """Merge the journal files of the old store into it, unless it is too damaged."""
    try:
        merge_journal(path)
    except StoreBusy:
        raise
    except StoreError:
        return  # too damaged: its journal files are moved aside with it
