"""Find the acts whose vectors are nearest to one, exactly: by the vectors in memory, or by those of the table."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt
from sqlalchemy import ColumnElement, Connection, select

from recueil.similar_acts.vector import NORM, Matrix, Vector, multiply, to_matrix
from recueil.store.acts.handles import DATED, of_day
from recueil.store.engine.statements import chunks, stream_rows
from recueil.store.index.schema import search_acts, search_vectors
from recueil.store.schema import acts

if TYPE_CHECKING:
    from recueil.store.columns.acts import ActColumns
    from recueil.store.columns.rows import Vectors

LEAST_PERCENT = 40
"""The score of acts that are alike by more than chance."""
_LEAST = NORM * NORM * LEAST_PERCENT // 100
_ROWS_IN_MEMORY = 8_192


@dataclass(frozen=True, slots=True)
class Scope:
    """Among which acts to look: those of the body with a key, or of other bodies than one, and of a period."""

    body: str | None = None
    not_body: str | None = None
    since: datetime.date | None = None
    until: datetime.date | None = None

    @property
    def docids(self) -> tuple[int, int] | None:
        """The first and the last docid of the period; None without one: only dated acts are of a period."""
        if self.since is None and self.until is None:
            return None
        return of_day(self.since)[0] if self.since else DATED[0], of_day(self.until)[1] if self.until else DATED[1]


class Near(NamedTuple):
    """An act near another: ``product`` is that of their vectors, ``digest`` that of its words."""

    docid: int
    uid: str
    product: int
    digest: int


class _Best:
    """The acts with the largest products so far: the ``limit`` first, and all that are as near as the last."""

    def __init__(self, vector: Vector, limit: int, without: int | None) -> None:
        self._vector, self._limit, self._without = vector, limit, without
        self._least = _LEAST
        self.found: list[tuple[int, int, int]] = []

    def add(self, docids: npt.NDArray[np.int64], matrix: Matrix, digests: npt.NDArray[np.int64]) -> None:
        products = multiply(matrix, self._vector)
        near = np.flatnonzero((products >= self._least) & (docids != (self._without or 0)))
        if len(near) > self._limit:
            last = np.partition(products[near], -self._limit)[-self._limit]
            near = near[products[near] >= last]
        rows = zip(products[near].tolist(), docids[near].tolist(), digests[near].tolist(), strict=True)
        self.found = sorted([*self.found, *rows], reverse=True)
        if len(self.found) >= self._limit:
            self._least = self.found[self._limit - 1][0]
            self.found = [row for row in self.found if row[0] >= self._least]


def find_nearest(
    connection: Connection,
    columns: ActColumns | None,
    vector: bytes,
    scope: Scope,
    limit: int,
    without: int | None = None,
) -> list[Near]:
    """Return the nearest acts of a scope, ``without`` one, the nearest first; equal ones by their uids."""
    best = _Best(np.frombuffer(vector, np.int8), limit, without)
    if columns is not None and columns.vectors is not None:
        _add_columns(best, columns, columns.vectors, scope)
    else:
        _add_table(best, connection, scope)
    uids: dict[int, str] = {}
    for some in chunks(docid for _, docid, _ in best.found):
        uids.update(connection.execute(select(acts.c.docid, acts.c.uid).where(acts.c.docid.in_(some))).all())
    found = [Near(docid, uids[docid], product, digest) for product, docid, digest in best.found if docid in uids]
    return sorted(found, key=lambda near: (-near.product, near.uid))[:limit]


def _add_columns(best: _Best, columns: ActColumns, vectors: Vectors, scope: Scope) -> None:
    docids = columns.docids[vectors.places]
    chosen = np.ones(len(docids), np.bool_)
    bodies = columns.bodies[vectors.places]
    if scope.body is not None:
        chosen &= bodies == columns["commune"].numbers.get(scope.body, -2)
    if scope.not_body is not None:
        chosen &= (bodies >= 0) & (bodies != columns["commune"].numbers.get(scope.not_body, -2))
    if scope.docids is not None:
        chosen &= (docids >= scope.docids[0]) & (docids <= scope.docids[1])
    if not chosen.all():
        best.add(docids[chosen], vectors.matrix[chosen], vectors.digests[chosen])
    else:
        best.add(docids, vectors.matrix, vectors.digests)


def _add_table(best: _Best, connection: Connection, scope: Scope) -> None:
    kept = search_vectors.c
    query = select(kept.docid, kept.vector, kept.digest).where(*_conditions(scope))
    if scope.body is not None or scope.not_body is not None:
        query = query.join(search_acts, search_acts.c.docid == kept.docid)
    for rows in stream_rows(connection, query, _ROWS_IN_MEMORY).partitions():
        docids = np.fromiter((row.docid for row in rows), np.int64, len(rows))
        digests = np.fromiter((row.digest for row in rows), np.int64, len(rows))
        best.add(docids, to_matrix([row.vector for row in rows]), digests)


def _conditions(scope: Scope) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if scope.body is not None:
        conditions.append(search_acts.c.body == scope.body)
    if scope.not_body is not None:
        conditions.append(search_acts.c.body != scope.not_body)
    if scope.docids is not None:
        conditions.append(search_vectors.c.docid.between(*scope.docids))
    return conditions
