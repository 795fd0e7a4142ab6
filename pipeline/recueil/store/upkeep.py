"""Keeping the store quick and small: its indexes in order, its statistics fresh, its free pages given back."""

from __future__ import annotations

import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, exists, select

from recueil.errors import StoreFull
from recueil.store import files, sqlite
from recueil.store.schema import ledger
from recueil.store.transactions import reported

# Fewer free pages are soon written over.
_FREE_SHARE = 0.25
# A vacuum writes what there is to a temporary file, and through the journal back.
_COPIES = 2


@dataclass(frozen=True, slots=True)
class Tidied:
    """Bytes of the store before and after, and whether its free pages were given back to the disk."""

    before: int
    after: int
    vacuumed: bool


def tidy(engine: Engine) -> Tidied:
    """Make search quick and the file small. Who writes meanwhile waits less than a second each time.

    Free pages are given back where they are a quarter of the file, its disk has room, and no work is in hand: that
    would wait for minutes.
    """
    path = Path(str(engine.url.database))
    writer = engine.execution_options(writes=True)
    with reported(writer) as connection:
        before = sqlite.size(connection)
        sqlite.analyze(connection)
        more = sqlite.merge(connection, begin=True)
    while more:
        with reported(writer) as connection:
            more = sqlite.merge(connection, begin=False)
    with reported(engine) as connection:
        vacuums = _is_worth_a_vacuum(connection, path)
    vacuumed = vacuums and _vacuum(path)
    files.checkpoint(path)
    with reported(engine) as connection:
        return Tidied(before, sqlite.size(connection), vacuumed)


def _is_worth_a_vacuum(connection: Connection, path: Path) -> bool:
    size, unused = sqlite.size(connection), sqlite.unused(connection)
    has_room = shutil.disk_usage(path.parent).free > _COPIES * (size - unused)
    is_in_hand = connection.execute(select(exists().where(ledger.c.state == "running"))).scalar_one()
    return unused > _FREE_SHARE * size and has_room and not is_in_hand


def _vacuum(path: Path) -> bool:
    with suppress(StoreFull):  # the folder of temporary files may be on another disk
        files.vacuum(path)
        return True
    return False
