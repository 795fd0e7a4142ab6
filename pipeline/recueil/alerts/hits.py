"""Find the new hits of alerts.

Each alert stores the uid of every act that was ever a hit of it. So an act is new once, whatever its
date, and whatever made it match: that it was ingested, extracted again, or corrected. An act
extracted again keeps its uid; in a new version of its file it replaces its former version among the
hits if its words are the same.
"""

from __future__ import annotations

import datetime
from typing import Any

from sqlalchemy import Connection, Select, exists, func, insert, literal, select, update

from recueil.query import Query, parse
from recueil.query.typed_date import today_in_france
from recueil.store.engine import dialect_of
from recueil.store.engine.column_types import Utc
from recueil.store.engine.protocol import ALERT_LOCK
from recueil.store.schema import acts, alert_hits, alerts, documents, sources
from recueil.store.search.compile import Search

UidsByText = dict[str, str]
"""Uids of acts, by their text with whitespace normalized."""


def mark_known(connection: Connection, number: int, query: Query) -> int:
    """Store all current matches as known, not new; return how many there are. Raise QueryError."""
    new = _select_new(connection, number, query).add_columns(literal(number))
    return _insert_hits(connection, ["uid", "alert_id"], new)


def find_new_hits(connection: Connection, number: int, when: datetime.datetime) -> None:
    """Store and number the acts that have become hits since the last search. Raise QueryError if the
    query fails.
    """
    dialect_of(connection).lock(connection, ALERT_LOCK, [number])
    row = connection.execute(select(alerts.c.query, alerts.c.hits).where(alerts.c.alert_id == number)).first()
    if row is None:
        return
    n = func.row_number().over(order_by=acts.c.docid) + row.hits
    new = _select_new(connection, number, parse(row.query, today_in_france(when))).add_columns(
        literal(number), n, literal(when, Utc)
    )
    count = _insert_hits(connection, ["uid", "alert_id", "n", "found"], new)
    seen = update(alerts).where(alerts.c.alert_id == number)
    connection.execute(seen.values(hits=row.hits + count, looked=when, problem=None))


def record_problem(connection: Connection, number: int, problem: str, when: datetime.datetime) -> None:
    """Record why the query of an alert fails now."""
    connection.execute(update(alerts).where(alerts.c.alert_id == number).values(problem=problem, looked=when))


def count_missed(connection: Connection, number: int, query: Query) -> int:
    """Return how many acts the next search would find."""
    new = _select_new(connection, number, query).subquery()
    return int(connection.execute(select(func.count()).select_from(new)).scalar_one())


def _insert_hits(connection: Connection, columns: list[str], rows: Select[Any]) -> int:
    """Insert rows with INSERT … SELECT and return their number; they do not leave the database."""
    keeping = insert(alert_hits).from_select(columns, rows).execution_options(preserve_rowcount=True)
    return connection.execute(keeping).rowcount


def _select_new(connection: Connection, number: int, query: Query) -> Select[tuple[str]]:
    """Return the SELECT of the uids of acts that match and were never hits."""
    matching = Search(connection, query).acts()
    is_known = exists().where(alert_hits.c.alert_id == number, alert_hits.c.uid == acts.c.uid)
    return select(acts.c.uid).where(acts.c.docid.in_(matching), ~is_known)


def hits_of_source(connection: Connection, source_id: int, document_id: int) -> UidsByText:
    """Return the hits of any alert in the document that a source held before, if it is another document."""
    words = func.substr(documents.c.text, acts.c.start + 1, acts.c.end - acts.c.start)
    before = select(acts.c.uid, words).join_from(acts, documents)
    document = select(sources.c.document_id).where(sources.c.source_id == source_id)
    is_hit = exists().where(alert_hits.c.uid == acts.c.uid)
    of_source = documents.c.document_id == document.scalar_subquery()
    found = connection.execute(before.where(of_source, documents.c.document_id != document_id, is_hit))
    return {_squeeze(text): uid for uid, text in found}


def carry_over(connection: Connection, uids_by_text: UidsByText, document_id: int) -> None:
    """Carry hits over to the acts of a file's new version that have the same words."""
    if not uids_by_text:
        return
    words = func.substr(documents.c.text, acts.c.start + 1, acts.c.end - acts.c.start)
    now = select(acts.c.uid, words).join_from(acts, documents).where(acts.c.document_id == document_id)
    for uid, text in connection.execute(now).all():
        before = uids_by_text.get(_squeeze(text))
        if before is not None:
            _move_hit(connection, before, uid)


def _move_hit(connection: Connection, before: str, now: str) -> None:
    """Move a hit to another uid, if the old act no longer exists and the alert lacks the new one."""
    also = alert_hits.alias()
    is_taken = exists().where(also.c.alert_id == alert_hits.c.alert_id, also.c.uid == now)
    is_there = exists().where(acts.c.uid == before)
    connection.execute(update(alert_hits).where(alert_hits.c.uid == before, ~is_there, ~is_taken).values(uid=now))


def _squeeze(text: str) -> str:
    return " ".join(text.split())
