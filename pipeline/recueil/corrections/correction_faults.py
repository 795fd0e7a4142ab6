"""Whether acts say what their corrections make of what the pipeline found in them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Row, select

from recueil.corrections import PlacedCorrection, Span, apply_corrections, placing
from recueil.corrections.moving import find_act
from recueil.store.acts import lookup
from recueil.store.acts.rows import row_to_act, row_to_extracted_act
from recueil.store.schema import acts, correction_places, entities, extractions

Fault = tuple[str, str]


def find_faults(connection: Connection) -> Iterator[Fault]:
    """Yield each disagreement between acts and corrections: which correction or act, and the problem."""
    query = select(correction_places.c.document_id).distinct().order_by(correction_places.c.document_id)
    for document_id in connection.execute(query).scalars().all():
        yield from _document_faults(connection, document_id)
    strange = select(acts.c.uid).join_from(entities, acts, entities.c.docid == acts.c.docid).distinct()
    strange = strange.outerjoin(extractions, extractions.c.docid == acts.c.docid)
    strange = strange.where(entities.c.correction_id.is_not(None), extractions.c.docid.is_(None))
    for uid in connection.execute(strange.order_by(acts.c.uid)).scalars():
        yield f"act {uid}", "It is corrected, and what the pipeline found in it is not kept."


def _document_faults(connection: Connection, document_id: int) -> Iterator[Fault]:
    text, rows = placing.load_text(connection, document_id), placing.act_rows_of(connection, document_id)
    spans = [Span(row.start, row.end) for row in rows]
    standing: dict[int | None, list[PlacedCorrection]] = {}
    for placed in placing.placed_corrections(connection, document_id):
        standing.setdefault(find_act(spans, placed.start, placed.end), []).append(placed)
    for placed in standing.get(None, []):
        yield f"correction {placed.correction.id}", "It stands in no act."
    for n, row in enumerate(rows):
        yield from _act_faults(connection, row, standing.get(n, []), text)


def _act_faults(
    connection: Connection, row: Row[Any], standing: list[PlacedCorrection], text: str
) -> Iterator[Fault]:
    kept = connection.execute(select(extractions).where(extractions.c.docid == row.docid)).first()
    if kept is None:
        for placed in standing:
            yield f"correction {placed.correction.id}", f"Act {row.uid} does not know of it."
        return
    act = row_to_act(row, lookup.load_act_entities(connection, row.docid))
    wanted = apply_corrections(row_to_extracted_act(row, kept), standing, text)
    lost = {entity.correction for entity in wanted.entities if entity not in act.entities} - {None}
    for number in sorted(filter(None, lost)):
        yield f"correction {number}", f"Its entity is not in act {row.uid}."
    if not lost and (act.entities, act.facts) != (wanted.entities, wanted.facts):
        yield f"act {row.uid}", "It does not say what its corrections make of it."
