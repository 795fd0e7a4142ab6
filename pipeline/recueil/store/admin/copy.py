"""Copy a store to another database: primary tables are copied and compared, the search index is rebuilt.

Until all of it is there and compared, the copy is marked as unfinished and cannot be opened as a
store.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, CursorResult, Engine, Row, Table, delete, exists, insert, select, text

from recueil.accounts.schema import api_tokens, audit, identities, users
from recueil.beneficiaries.decisions import rebuild_heads
from recueil.beneficiaries.schema import DECISIONS, beneficiary_proposals, reference_organisations
from recueil.dossiers.schema import dossier_items, dossiers
from recueil.errors import ActRefused, StoreError
from recueil.interests.store import interests
from recueil.persons.groups import person_acts, person_decisions
from recueil.privacy.erasure.suppressions import suppressed_documents, suppression_table
from recueil.store.acts.rows import Record
from recueil.store.engine import dialect_of
from recueil.store.engine.protocol import SCHEMA_LOCK
from recueil.store.engine.statements import stream_rows
from recueil.store.engine.transactions import read_transaction, write_transaction
from recueil.store.index import write
from recueil.store.ledger.runs import active_runs, require_idle
from recueil.store.open import COPYING_REVISION, connect, open_engine, read_revision, upgrade_schema
from recueil.store.schema import (
    REVISION,
    act_successors,
    acts,
    alert_hits,
    alerts,
    aliases,
    bodies,
    body_assignments,
    changes,
    correction_places,
    corrections,
    documents,
    entities,
    extractions,
    fingerprinting,
    ledger,
    pages,
    pipelines,
    runs,
    sources,
    versions,
    withdrawals,
)
from recueil.store.tables import load_tables
from recueil.translation import gettext as _

PRIMARY_TABLES = (
    *(fingerprinting, documents, aliases, pages, sources, versions, runs, pipelines, changes, ledger),
    *(corrections, withdrawals, correction_places, bodies, body_assignments, acts, extractions, entities),
    *(alerts, alert_hits, act_successors),
    *(person_decisions, person_acts, interests),
    *(DECISIONS.table, beneficiary_proposals, reference_organisations),
    *(dossiers, dossier_items),
    *(users, identities, api_tokens, audit),
    *(suppression_table, suppressed_documents),
)
"""The tables to copy, in an order that satisfies foreign keys. Sessions are not copied: users log in again."""

_ROWS = 1_000
# Fewer rows at a time for large ones: a whole document, or the positions of all words of a page.
_ROWS_OF_LARGE = {documents: 20, versions: 20, pages: 100}
_ACTS = 100


@dataclass(frozen=True, slots=True)
class TableChecksum:
    """The number of rows of a table, and a checksum of them in key order, the same in every database."""

    rows: int
    checksum: str


@dataclass(frozen=True, slots=True)
class TableComparison:
    """The checksums of a table in the original and in the copy."""

    table: str
    original: TableChecksum
    copy: TableChecksum


def copy_store(
    source: str, target: str, when: datetime.datetime, *, replace: bool = False
) -> list[TableComparison]:
    """Copy the store at one URL to another, where there is none, and compare each table.

    If a table differs, the copy stays unfinished. ``replace`` overwrites an unfinished copy. Raises
    StoreBusy while a run is working in the original, StoreError if the target is a store already.
    """
    with ExitStack() as ending:
        origin = connect(source)
        ending.callback(origin.dispose)
        engine, name = open_engine(target, create=True)
        ending.callback(engine.dispose)
        original = ending.enter_context(read_transaction(origin))
        require_idle(active_runs(original), when)
        write_transaction(engine, _begin, name, replace=replace)
        sums = [_copy_table(original, engine, table) for table in PRIMARY_TABLES]
        _rebuild_index(engine)
        write_transaction(engine, rebuild_heads)
        copied = [
            TableComparison(table.name, sums[n], _table_checksum(engine, table))
            for n, table in enumerate(PRIMARY_TABLES)
        ]
        if all(each.original == each.copy for each in copied):
            write_transaction(engine, _finish)
    return copied


def _begin(connection: Connection, name: str, *, replace: bool) -> None:
    """Create the tables, and mark them as an unfinished copy."""
    dialect_of(connection).lock(connection, SCHEMA_LOCK, [0])
    revision = read_revision(connection, name)
    if revision == COPYING_REVISION and replace:
        dialect_of(connection).clear(connection)
        for table in reversed(load_tables().sorted_tables):
            connection.execute(delete(table))
    elif revision == COPYING_REVISION:
        raise StoreError(
            _("{name} holds a copy that was not finished.").format(name=name),
            _("With `--replace` this one takes its place."),
        )
    elif revision is not None and (revision != REVISION or _holds_anything(connection)):
        raise StoreError(
            _("There is a store at {name}.").format(name=name), _("Give an address where there is none.")
        )
    else:
        upgrade_schema(connection, name)
    # Drop the new store's own secret: the original's is copied.
    connection.execute(delete(fingerprinting))
    _set_revision(connection, COPYING_REVISION)


def _finish(connection: Connection) -> None:
    """Update statistics, and mark the copy as a store."""
    dialect_of(connection).analyze(connection)
    _set_revision(connection, REVISION)


def _set_revision(connection: Connection, state: str) -> None:
    """Set the revision of the copy."""
    connection.execute(text("UPDATE alembic_version SET version_num = :state"), {"state": state})


def _holds_anything(connection: Connection) -> bool:
    filled = (table for table in PRIMARY_TABLES if table is not fingerprinting)
    return any(connection.execute(select(exists(select(table)))).scalar_one() for table in filled)


# Primary tables


def _copy_table(original: Connection, engine: Engine, table: Table) -> TableChecksum:
    """Copy a table in batches, each in its own transaction; return the checksum of the original."""
    digest = _Digest()
    for rows in _stream_table(original, table).partitions():
        digest.add(rows)
        write_transaction(engine, _insert, table, [dict(row._mapping) for row in rows])
    if table.autoincrement_column is not None:
        write_transaction(engine, dialect_of(engine).advance_sequence, table)
    return digest.sum()


def _insert(connection: Connection, table: Table, rows: list[Record]) -> None:
    connection.execute(insert(table), rows)


def _stream_table(connection: Connection, table: Table) -> CursorResult[Any]:
    return stream_rows(
        connection, select(table).order_by(*table.primary_key.columns), _ROWS_OF_LARGE.get(table, _ROWS)
    )


def _table_checksum(engine: Engine, table: Table) -> TableChecksum:
    """Compute the checksum of a table."""
    digest = _Digest()
    with read_transaction(engine) as connection:
        for rows in _stream_table(connection, table).partitions():
            digest.add(rows)
    return digest.sum()


class _Digest:
    """Incremental checksum of rows."""

    def __init__(self) -> None:
        self._rows = 0
        self._hash = hashlib.sha256()

    def add(self, rows: Sequence[Row[Any]]) -> None:
        self._rows += len(rows)
        for row in rows:
            self._hash.update(repr(tuple(map(_canonical, row))).encode())

    def sum(self) -> TableChecksum:
        return TableChecksum(self._rows, self._hash.hexdigest()[:16])


def _canonical(value: object) -> object:
    """Normalise the key order of JSON, which has no meaning; other values are equal in every database."""
    return json.dumps(value, sort_keys=True) if isinstance(value, dict | list) else value


# Search index


def _rebuild_index(engine: Engine) -> None:
    """Build the search index in batches, in ascending order of docid, which the full-text index needs."""
    docids = select(acts.c.docid).order_by(acts.c.docid).limit(_ACTS)
    after = -1
    while True:
        with read_transaction(engine) as connection:
            some = list(connection.execute(docids.where(acts.c.docid > after)).scalars())
        if not some:
            return
        _project(engine, some)
        after = some[-1]


def _project(engine: Engine, docids: list[int]) -> None:
    """Index some acts together or, if one is refused, one by one in order to name it."""
    try:
        write_transaction(engine, write.reindex, docids)
    except ActRefused:
        for docid in docids:
            write_transaction(engine, _project_one, docid)


def _project_one(connection: Connection, docid: int) -> None:
    try:
        write.reindex(connection, [docid])
    except ActRefused as error:
        uid = connection.execute(select(acts.c.uid).where(acts.c.docid == docid)).scalar_one()
        raise ActRefused(
            _("Act {uid} cannot be copied. {message}").format(uid=uid, message=error.message), error.advice
        ) from error
