"""Back up and restore an SQLite store: a consistent copy in one file, sealed with a checksum.

Copies are written under a temporary name and renamed when they are complete.
"""

from __future__ import annotations

import sqlite3
import zlib
from contextlib import closing
from pathlib import Path

from recueil.errors import StoreBusy, StoreDamaged, StoreFull
from recueil.store.engine import sqlite

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
        with closing(sqlite.plain_connection(source)) as original, closing(sqlite.plain_connection(into)) as made:
            sqlite.apply_pragmas(made, _COPYING)
            original.backup(made)
            damage = [found for (found,) in made.execute("PRAGMA integrity_check") if found != "ok"]
            sqlite.apply_pragmas(made, _COPIED)
    except sqlite.DRIVER_ERRORS as error:
        explained = sqlite.to_store_error(error, f"{source} cannot be copied to {into.parent}")
        if isinstance(explained, StoreFull):
            advice = f"Make room in {into.parent}, then run the same command again: nothing is lost."
            raise StoreFull(explained.message, advice) from error
        raise explained from error
    if damage:
        raise StoreDamaged(f"{source} is damaged: {damage[0]}.", sqlite.IF_DAMAGED)


def merge_journal(path: Path) -> None:
    """Merge a database's journal files into it; raises StoreBusy while anything else has it open."""
    try:
        with closing(sqlite.plain_connection(path)) as connection:
            sqlite.apply_pragmas(connection, ("journal_mode=delete",))
    except sqlite.DRIVER_ERRORS as error:
        if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_BUSY:
            raise StoreBusy(
                f"{path} is in use.", "Stop what uses it, the schedule too, then try again."
            ) from error
        raise sqlite.to_store_error(error, f"{path} cannot be closed") from error


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
