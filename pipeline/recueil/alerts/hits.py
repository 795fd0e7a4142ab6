"""Which acts are hits of an alert, and which of them are new.

Each alert keeps the name of every act that has ever been a hit of it. So an act is new once, however old its date,
and whatever made it answer: that it was filed, read anew, or corrected. Read anew, an act keeps its name; in a new
version of its file it takes the place of its former version among the hits, where its words are the same.
"""

from __future__ import annotations

import datetime
from typing import Any

from sqlalchemy import Connection, Select, exists, func, insert, literal, select, update

from recueil.query import Query, parse
from recueil.store.engine import dialect_of
from recueil.store.engine.column_types import Utc
from recueil.store.engine.dialect import ALERT
from recueil.store.schema import acts, alert_hits, alerts, documents, sources
from recueil.store.search.compile import Search
from recueil.store.search.fulltext import searchable

Known = dict[str, str]
"""The names of acts by their words."""


def begin(connection: Connection, number: int, query: Query) -> int:
    """Know all that answers now as what is not new; gives how many acts that is. QueryError."""
    answering = _unknown(connection, number, query).add_columns(literal(number))
    return _keep(connection, ["uid", "alert_id"], answering)


def look(connection: Connection, number: int, when: datetime.datetime) -> None:
    """Number what has become a hit since the last look. QueryError where the query cannot be answered any more."""
    dialect_of(connection).lock(connection, ALERT, [number])
    found = connection.execute(select(alerts.c.query, alerts.c.hits).where(alerts.c.alert_id == number)).first()
    if found is None:
        return
    n = func.row_number().over(order_by=acts.c.docid) + found.hits
    answering = _unknown(connection, number, parse(found.query))
    told = answering.add_columns(literal(number), n, literal(when, Utc))
    count = _keep(connection, ["uid", "alert_id", "n", "found"], told)
    seen = update(alerts).where(alerts.c.alert_id == number)
    connection.execute(seen.values(hits=found.hits + count, looked=when, problem=None))


def missed(connection: Connection, number: int, query: Query) -> int:
    """How many acts the next look would find."""
    answering = _unknown(connection, number, query).subquery()
    return int(connection.execute(select(func.count()).select_from(answering)).scalar_one())


def _keep(connection: Connection, columns: list[str], rows: Select[Any]) -> int:
    """The rows stay in the database: only their number comes back."""
    keeping = insert(alert_hits).from_select(columns, rows).execution_options(preserve_rowcount=True)
    return connection.execute(keeping).rowcount


def _unknown(connection: Connection, number: int, query: Query) -> Select[tuple[str]]:
    """The names of the acts that answer and have never been hits."""
    answer = Search(connection, searchable(query), query.text).acts()
    is_known = exists().where(alert_hits.c.alert_id == number, alert_hits.c.uid == acts.c.uid)
    return select(acts.c.uid).where(acts.c.docid.in_(answer), ~is_known)


def known_of(connection: Connection, source_id: int, document_id: int) -> Known:
    """The hits of any alert in what a source held until now, if that is another document."""
    words = func.substr(documents.c.text, acts.c.start + 1, acts.c.end - acts.c.start)
    before = select(acts.c.uid, words).join_from(acts, documents)
    held = select(sources.c.document_id).where(sources.c.source_id == source_id)
    is_hit = exists().where(alert_hits.c.uid == acts.c.uid)
    of_source = documents.c.document_id == held.scalar_subquery()
    found = connection.execute(before.where(of_source, documents.c.document_id != document_id, is_hit))
    return {_joined(text): uid for uid, text in found}


def follow(connection: Connection, known: Known, document_id: int) -> None:
    """Where a new version of a file says the same in an act, that is the hit which its former version was."""
    if not known:
        return
    words = func.substr(documents.c.text, acts.c.start + 1, acts.c.end - acts.c.start)
    now = select(acts.c.uid, words).join_from(acts, documents).where(acts.c.document_id == document_id)
    for uid, text in connection.execute(now).all():
        before = known.get(_joined(text))
        if before is not None:
            _rename(connection, before, uid)


def _rename(connection: Connection, before: str, now: str) -> None:
    """Only what is no longer there gives its place away."""
    also = alert_hits.alias()
    is_taken = exists().where(also.c.alert_id == alert_hits.c.alert_id, also.c.uid == now)
    is_there = exists().where(acts.c.uid == before)
    connection.execute(update(alert_hits).where(alert_hits.c.uid == before, ~is_there, ~is_taken).values(uid=now))


def _joined(text: str) -> str:
    return " ".join(text.split())
