"""List corrections, latest first, with their places and, if withdrawn, by whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, exists, false, select

from recueil.corrections import Attribution, Correction, Place, Span, State, placement
from recueil.corrections.placement import NOT_WITHDRAWN
from recueil.corrections.reanchor import find_act
from recueil.errors import CorrectionUnknown
from recueil.store.acts import read
from recueil.store.schema import acts, correction_places, corrections, documents, withdrawals
from recueil.translation import gettext as _

_HAS_PLACE = exists().where(
    correction_places.c.correction_id == corrections.c.correction_id, correction_places.c.start.is_not(None)
)
_IN_STATE: dict[State, ColumnElement[bool]] = {
    "standing": NOT_WITHDRAWN & _HAS_PLACE,
    "orphaned": NOT_WITHDRAWN & ~_HAS_PLACE,
    "withdrawn": ~NOT_WITHDRAWN,
}


@dataclass(frozen=True, slots=True)
class CorrectionFilter:
    """A filter of corrections: by act, state, author, kind (of the old or the new value).

    ``act`` selects those placed in it and those whose words its document lacks now; with ``span``,
    only those that touch these characters of it.
    """

    act: str | None = None
    state: State | None = None
    by: str | None = None
    kind: str | None = None
    span: Span | None = None


def list_corrections(
    connection: Connection, criteria: CorrectionFilter, after: int | None, limit: int
) -> list[Correction]:
    """Return a page of the corrections that match, latest first; ``after`` is the last number of the
    page before.
    """
    query = select(corrections).where(*_conditions(connection, criteria))
    if after is not None:
        query = query.where(corrections.c.correction_id < after)
    rows = connection.execute(query.order_by(corrections.c.correction_id.desc()).limit(limit)).all()
    return _load_corrections(connection, rows)


def get_correction(connection: Connection, number: int) -> Correction:
    """Return a correction by its number. Raise CorrectionUnknown."""
    rows = connection.execute(select(corrections).where(corrections.c.correction_id == number)).all()
    if not rows:
        raise CorrectionUnknown(
            _("There is no correction {number}.").format(number=number),
            _("`recueil corrections list` shows all there are."),
        )
    return _load_corrections(connection, rows)[0]


def _conditions(connection: Connection, criteria: CorrectionFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if criteria.act is not None:
        conditions.append(corrections.c.correction_id.in_(_ids_in_act(connection, criteria.act, criteria.span)))
    if criteria.state is not None:
        conditions.append(_IN_STATE[criteria.state])
    if criteria.by is not None:
        # An unprintable name matches nobody; databases refuse some such strings.
        conditions.append(corrections.c.made_by == criteria.by if criteria.by.isprintable() else false())
    if criteria.kind is not None:
        of_kind = (corrections.c[name]["kind"].as_string() == criteria.kind for name in ("was", "value"))
        conditions.append(next(of_kind) | next(of_kind))
    return conditions


def _ids_in_act(connection: Connection, uid: str, span: Span | None) -> Any:
    act, place = read.find_act_row(connection, uid), correction_places.c
    within = (place.start >= act.start) & (place.end <= act.end)
    within = (
        within & (place.start < span.end) & (place.end > span.start) if span else within | place.start.is_(None)
    )
    return select(place.correction_id).where(place.document_id == act.document_id, within)


def _load_corrections(connection: Connection, rows: Iterable[Row[Any]]) -> list[Correction]:
    found = list(rows)
    numbers = [row.correction_id for row in found]
    withdrawn = connection.execute(select(withdrawals).where(withdrawals.c.correction_id.in_(numbers)))
    undone = {row.correction_id: Attribution(row.made_by, row.made, row.why) for row in withdrawn}
    places = _places(connection, numbers)
    fingerprints = {row.sha256 for row in found}
    named = select(documents.c.sha256, documents.c.handle).where(documents.c.sha256.in_(fingerprints))
    handles: dict[str, str] = dict(connection.execute(named).all())
    return [
        replace(
            placement.correction_of(row, undone.get(row.correction_id), handles.get(row.sha256)),
            places=tuple(places[row.correction_id]),
        )
        for row in found
    ]


def _places(connection: Connection, numbers: list[int]) -> dict[int, list[Place]]:
    query = select(correction_places, documents.c.handle).join_from(correction_places, documents)
    rows = connection.execute(
        query.where(correction_places.c.correction_id.in_(numbers)).order_by(documents.c.handle)
    ).all()
    spans = _act_spans(connection, {row.document_id for row in rows})
    found: dict[int, list[Place]] = defaultdict(list)
    for row in rows:
        act = None if row.start is None else _uid_at(spans[row.document_id], row.start, row.end)
        found[row.correction_id].append(Place(row.handle, act, row.start, row.end, row.missing))
    return found


def _act_spans(connection: Connection, document_ids: set[int]) -> dict[int, list[tuple[str, Span]]]:
    query = select(acts.c.document_id, acts.c.uid, acts.c.start, acts.c.end)
    found: dict[int, list[tuple[str, Span]]] = defaultdict(list)
    for row in connection.execute(query.where(acts.c.document_id.in_(document_ids)).order_by(acts.c.ordinal)):
        found[row.document_id].append((row.uid, Span(row.start, row.end)))
    return found


def _uid_at(found: list[tuple[str, Span]], start: int, end: int) -> str | None:
    n = find_act([span for _, span in found], start, end)
    return None if n is None else found[n][0]
