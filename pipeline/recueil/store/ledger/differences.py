"""Differences between two pipeline versions: values gained and lost, per act and kind."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import Any

from sqlalchemy import Connection, Insert, select

from recueil.store.acts.rows import ENTITY_COLUMNS, row_to_entity
from recueil.store.engine import dialect_of
from recueil.store.engine.protocol import Dialect, upsert
from recueil.store.schema import acts, changes, documents, entities

ValueCounts = dict[str, dict[str, Counter[str]]]
"""How often each value is in an act: uid → kind → canonical text."""


def count_values(connection: Connection, sha256: str, *, other_than: str | None = None) -> ValueCounts:
    """Count the values in the acts of a document, or only in those not of the version ``other_than``."""
    query = select(acts.c.uid, acts.c.docid).join_from(acts, documents).where(documents.c.sha256 == sha256)
    if other_than is not None:
        query = query.where(acts.c.pipeline_version != other_than)
    return {uid: _count_values_of_act(connection, docid) for uid, docid in connection.execute(query)}


def _count_values_of_act(connection: Connection, docid: int) -> dict[str, Counter[str]]:
    counts: dict[str, Counter[str]] = {}
    query = select(*ENTITY_COLUMNS).where(entities.c.docid == docid).order_by(entities.c.n)
    for entity in map(row_to_entity, connection.execute(query)):
        counts.setdefault(entity.kind, Counter())[str(entity.value)] += 1
    return counts


def record_changes(connection: Connection, run: str, before: ValueCounts, after: ValueCounts) -> None:
    """Record the values that a run gained and lost against an earlier pipeline, per act and kind."""
    rows = []
    for uid in sorted(before.keys() | after.keys()):
        was, now = before.get(uid, {}), after.get(uid, {})
        for kind in sorted(was.keys() | now.keys()):
            gained = now.get(kind, Counter()) - was.get(kind, Counter())
            lost = was.get(kind, Counter()) - now.get(kind, Counter())
            if gained or lost:
                rows.append({"run_id": run, "uid": uid, "kind": kind, **_change_columns(gained, lost)})
    if rows:
        connection.execute(_upsert_changes(dialect_of(connection)), rows)


@cache
def _upsert_changes(dialect: Dialect) -> Insert:
    """Build the upsert of changes.

    An act is compared again in a run if another run rewrote it meanwhile with an earlier pipeline.
    """
    values = ("gained", "lost", "gained_example", "lost_example")
    return upsert(dialect, changes, ("run_id", "uid", "kind"), lambda new: {name: new[name] for name in values})


def _change_columns(gained: Counter[str], lost: Counter[str]) -> dict[str, Any]:
    return {
        "gained": gained.total(),
        "lost": lost.total(),
        "gained_example": next(iter(gained), None),
        "lost_example": next(iter(lost), None),
    }
