"""A large store of a small one: its acts copied by SQL, each copy under other names of bodies.

What is copied differs from the acts of the generator in nothing that pages count; making an act up and indexing it
takes thirty times as long.
"""

from __future__ import annotations

import re
import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Integer,
    MetaData,
    Select,
    String,
    Table,
    case,
    func,
    insert,
    literal,
    select,
    text,
)

from recueil.store.engine import dialect_of
from recueil.store.index.schema import ACT_TABLES, person_words, persons, search_acts, search_changes
from recueil.store.index.terms import WHOLE_BODY
from recueil.store.schema import acts, bodies, documents, entities, ledger, pages, sources
from recueil.store.store import Store

MOST = 127
"""Copies: a day has 65,536 numbers of acts, and each copy takes as many as STEP."""
STEP = 512
_TOGETHER = 400
_OF_DOCUMENTS = (documents, pages, sources, ledger)
_OF_ACTS = (acts, entities, *ACT_TABLES, search_changes)
_QUICK = {
    "sqlite": ("PRAGMA foreign_keys = OFF", "PRAGMA synchronous = OFF", "PRAGMA cache_size = -4000000"),
    "postgresql": ("SET session_replication_role = replica", "SET synchronous_commit = off"),
}

_copies = Table(
    "copies",
    MetaData(),
    Column("k", Integer, primary_key=True),
    Column("hexadecimal", String(2)),
    Column("name", String),
    prefixes=["TEMPORARY"],
)


def copy_acts(store: Store, number: int) -> None:
    """Have a store hold at least so many acts, all copies of those it holds."""
    engine = store._engine
    with engine.connect() as connection, connection.execution_options(writes=True):
        if connection.dialect.name == "sqlite":
            driver: Any = connection.connection.driver_connection
            for statement in _QUICK["sqlite"]:
                driver.execute(statement)
        if connection.dialect.name == "postgresql":
            for statement in _QUICK["postgresql"]:
                connection.exec_driver_sql(statement)
        held = connection.execute(select(func.count()).select_from(acts)).scalar_one()
        copies = min(-(-number // held) - 1, MOST)
        if copies < 1:
            return
        _copies.create(connection)
        rows = [{"k": k, "hexadecimal": f"{k:02x}", "name": _name(k)} for k in range(1, copies + 1)]
        connection.execute(insert(_copies), rows)
        _Copying(connection, copies).run()
        connection.invalidate()  # its settings are of no use to others


def _name(k: int) -> str:
    """Return a word that no body of the generator has in its name."""
    return "q" + "bcdfghjklmnprstvz"[k // 8] + ("a", "e", "i", "o", "u", "ai", "oi", "ou")[k % 8]


class _Copying:
    """Copies the documents copy by copy and the acts in slices of their docids, in the order of the tables, each
    in a transaction of its own: the log of one for all is as large as the store, and reading through it slow.
    """

    def __init__(self, connection: Connection, copies: int) -> None:
        self._connection, self._number = connection, copies
        self._last = {
            column.name: connection.execute(select(func.max(column))).scalar_one()
            for column in (documents.c.document_id, sources.c.source_id, ledger.c.ledger_id, persons.c.person_id)
        }
        self._texts: dict[int, dict[str, str]] = defaultdict(dict)
        self._last["changed"] = connection.execute(select(func.max(search_changes.c.changed))).scalar_one()

    def run(self) -> None:
        """Copy everything."""
        docids = self._connection.execute(select(acts.c.docid).order_by(acts.c.docid)).scalars().all()
        for k in range(1, self._number + 1):
            for into in _OF_DOCUMENTS:
                number = next(iter(into.primary_key))
                self._copy(into, number, 1, self._last[number.name], k)
            for into in (persons, person_words):
                self._copy(into, into.c.person_id, 1, self._last["person_id"], k)
            self._connection.commit()
        for start in range(0, len(docids), _TOGETHER):
            some = docids[start : start + _TOGETHER]
            for into in _OF_ACTS:
                self._copy(into, into.c.docid, some[0], some[-1])
            self._copy_words(some[0], some[-1])
            self._connection.commit()
        self._describe_bodies()
        for into in (documents, sources, ledger, persons):
            dialect_of(self._connection).advance_sequence(self._connection, into)
        self._connection.commit()

    def _copy(self, into: Table, by: ColumnElement[int], first: int, last: int, k: int | None = None) -> None:
        """Copy the rows of a table from one number to another: for one copy, or for all of them in order."""
        rows = self._rows(into).where(by.between(first, last))
        rows = rows.where(_copies.c.k == k).order_by(by) if k else rows.order_by(text("1"), text("2"))
        if by is into.c.get("docid"):
            rows = rows.where(by % 65_536 < STEP)  # none of the copies of the slice before
        self._connection.execute(insert(into).from_select([column.name for column in into.c], rows))

    def _rows(self, into: Table) -> Select[Any]:
        changes = self._build_changes(into)
        values = [changes.get(column.name, column).label(column.name) for column in into.c]
        return select(*values).select_from(into.join(_copies, literal(True)))

    def _build_changes(self, into: Table) -> Mapping[str, ColumnElement[Any]]:
        """Return what a copy has in place of some columns."""
        k, digits, name, c = _copies.c.k, _copies.c.hexadecimal, _copies.c.name, into.c
        of_body = literal("_") + name
        changes: dict[str, ColumnElement[Any]] = {}
        for column in c:
            number = "person_id" if column.name == "other" else column.name
            if column.name == "docid":
                changes["docid"] = column + k * STEP
            elif number in self._last and not (number == "changed" and self._is_postgres):
                changes[column.name] = column + k * literal(self._last[number], BigInteger)
            elif column.name in ("sha256", "handle", "uid"):
                changes[column.name] = func.substr(column, 3) + digits
        if into is sources:
            changes["uri"] = func.replace(c.uri, "/acts/", literal("/acts/") + digits + "/")
        if into is acts:
            changes["body"] = c.body + " " + func.upper(name)
        if into is search_acts:
            changes["body"] = c.body + of_body
        if into is persons:
            changes["body"] = case((c.body == "", name), else_=c.body + of_body)
            changes["head"] = c.head + case((c.body == "", literal("@") + name), else_=of_body)
        if into.name == "search_terms":
            changes["value"] = case((c.axis == WHOLE_BODY, c.value + of_body), else_=c.value)
        if into.name == "search_awards":
            changes["beneficiary_id"] = c.beneficiary_id + case(
                (c.beneficiary_id.contains("@"), of_body), else_=""
            )
        return changes

    @property
    def _is_postgres(self) -> bool:
        return self._connection.dialect.name == "postgresql"

    def _copy_words(self, first: int, last: int) -> None:
        if self._is_postgres:
            self._connection.execute(_COPY_VECTORS, {"step": STEP, "first": first, "last": last})
        else:
            rows = sorted(self._words(first, last))
            put = "INSERT INTO search_text(rowid, words, tokens) VALUES (?, ?, ?)"
            self._connection.exec_driver_sql(put, rows)

    def _words(self, first: int, last: int) -> Iterator[tuple[int, str, str]]:
        """Yield the rows of the full-text index of SQLite, which keeps no texts: they are put together again."""
        if not self._texts:
            for docid, part, keys in self._connection.exec_driver_sql(_READ_WORDS):
                self._texts[docid][part] = keys
        names = self._connection.execute(select(_copies.c.k, _copies.c.name)).all()
        for docid in [docid for docid in self._texts if first <= docid <= last]:
            parts = self._texts.pop(docid)
            for k, name in names:
                tokens = _BODY_TOKEN.sub(rf"\g<0>_{name}", parts["tokens"])
                yield docid + k * STEP, parts["words"], tokens

    def _describe_bodies(self) -> None:
        """Have the store know bodies, each with a département and a population that its key alone decides."""
        found = select(search_acts.c.body, func.max(acts.c.body)).join(acts, acts.c.docid == search_acts.c.docid)
        listed = self._connection.execute(
            found.where(search_acts.c.body.is_not(None)).group_by(search_acts.c.body)
        )
        known = set(self._connection.execute(select(bodies.c.key)).scalars())
        rows = [_describe(key, label) for key, label in listed if key not in known]
        self._connection.execute(insert(bodies), rows)


def _describe(key: str, label: str) -> dict[str, object]:
    number = zlib.crc32(key.encode())
    first = label.split()[0]
    return {
        "key": key,
        "label": label,
        "name": label,
        "name_key": key,
        "kind": {"Communauté": "cc", "Syndicat": "syndicat"}.get(first, "commune"),
        "departement": f"{1 + number % 95:02}",
        "population": 50 + number % 97 * (number % 89) * (number % 11),
        "publication": "2024",
    }


_BODY_TOKEN = re.compile(rf"(?<!\S){WHOLE_BODY}\S+")
_READ_WORDS = """
SELECT doc, col, group_concat(term, ' ') FROM (
  SELECT doc, col, term FROM search_text_places ORDER BY doc, col, "offset"
) GROUP BY doc, col
"""
_COPY_VECTORS = text(r"""
INSERT INTO search_text(docid, keys, words)
SELECT t.docid + k * :step,
  array_to_tsvector(array_replace(tsvector_to_array(keys), '\:wb' || a.body, '\:wb' || a.body || '_' || name)),
  words
FROM search_text t JOIN search_acts a USING (docid) CROSS JOIN copies
WHERE t.docid BETWEEN :first AND :last AND t.docid % 65536 < :step
""")
