"""Where corrections are: a correction applies to every document that its sources hold, one after the
other.

A row of ``correction_places`` has the span in one document, or the reason why there is none. It is
deleted with the document, and the source's next document gets its own: so a correction follows its
words, even through versions that lack them. `find_faults` checks that acts agree with their
corrections.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, exists, select, union

from recueil.corrections import (
    Anchor,
    Attribution,
    Correction,
    PlacedCorrection,
    Span,
    apply_corrections,
    find_anchor,
)
from recueil.corrections.apply_facts import shares_fact
from recueil.corrections.fact_places import opens_act
from recueil.corrections.reanchor import find_act
from recueil.store.acts import read
from recueil.store.acts.rows import Record, decode_correction_value, row_to_act, row_to_extracted_act
from recueil.store.engine import dialect_of
from recueil.store.engine.protocol import upsert
from recueil.store.schema import (
    acts,
    correction_places,
    corrections,
    documents,
    entities,
    extractions,
    pages,
    withdrawals,
)
from recueil.translation import gettext as _
from recueil.values import Act
from recueil.values.act_fact import ACT_FACT_KINDS, ActDate, Presence

NOT_WITHDRAWN = ~exists().where(withdrawals.c.correction_id == corrections.c.correction_id)
"""SQL condition: the correction is not withdrawn."""


def corrections_for(connection: Connection, document_id: int) -> set[int]:
    """Return the ids of the corrections to apply to a document, locked against withdrawal."""
    return corrections_by_document(connection, [document_id]).get(document_id, set())


def corrections_by_document(connection: Connection, document_ids: Collection[int]) -> dict[int, set[int]]:
    """Return the ids of the corrections to apply to documents, locked against withdrawal; of most, none."""
    of_place, of_document = correction_places.c, documents.c.document_id
    placed = select(of_place.document_id, of_place.correction_id).where(of_place.document_id.in_(document_ids))
    same = corrections.c.sha256 == documents.c.sha256
    numbers = select(of_document, corrections.c.correction_id).join(corrections, same)
    found = connection.execute(union(placed, numbers.where(of_document.in_(document_ids)))).all()
    if not found:
        return {}
    among = corrections.c.correction_id.in_({number for _, number in found})
    connection.execute(select(corrections.c.correction_id).where(among).with_for_update(read=True))
    standing = set(connection.execute(select(corrections.c.correction_id).where(among, NOT_WITHDRAWN)).scalars())
    numbers_of: dict[int, set[int]] = defaultdict(set)
    for document_id, number in found:
        if number in standing:
            numbers_of[document_id].add(number)
    return numbers_of


def lock_documents(connection: Connection, document_ids: Iterable[int]) -> None:
    """Lock documents for the rest of the transaction against others that write or correct them."""
    query = select(documents.c.document_id).where(documents.c.document_id.in_(sorted(document_ids)))
    connection.execute(query.order_by(documents.c.document_id).with_for_update(key_share=True))


def locate(connection: Connection, document_id: int, ids: Iterable[int]) -> None:
    """Locate corrections in a document whose acts are written, and store their places."""
    text = load_text(connection, document_id)
    spans = [Span(row.start, row.end) for row in act_rows_of(connection, document_id)]
    result = connection.execute(select(corrections).where(corrections.c.correction_id.in_(ids)))
    rows = [_locate_one(row, document_id, text, spans) for row in result.all()]
    changed = upsert(
        dialect_of(connection),
        correction_places,
        ("correction_id", "document_id"),
        lambda new: {name: new[name] for name in ("start", "end", "missing")},
    )
    connection.execute(changed, rows)


def _locate_one(row: Row[Any], document_id: int, text: str, spans: list[Span]) -> Record:
    found = find_anchor(anchor_of(row), text, spans)
    if isinstance(found, Span) and _is_of_whole_act(row) and not _opens_an_act(found, text, spans):
        found = "inside"
    key = {"correction_id": row.correction_id, "document_id": document_id}
    if isinstance(found, Span):
        return {**key, "start": found.start, "end": found.end, "missing": None}
    return {**key, "start": None, "end": None, "missing": found}


def _is_of_whole_act(row: Row[Any]) -> bool:
    """Return whether a correction is of a fact of the act as a whole."""
    return _kind_of_row(row) in ACT_FACT_KINDS


def _opens_an_act(found: Span, text: str, spans: list[Span]) -> bool:
    n = find_act(spans, *found)
    return n is not None and opens_act(found.start, spans[n], text)


def placed_corrections(connection: Connection, document_id: int) -> list[PlacedCorrection]:
    """Return the corrections that have a place in a document, in the order they were made in."""
    conditions = (
        correction_places.c.document_id == document_id,
        correction_places.c.start.is_not(None),
        NOT_WITHDRAWN,
    )
    at = correction_places.c.start.label("at"), correction_places.c.end.label("until")
    query = (
        select(corrections, *at).join(correction_places).where(*conditions).order_by(corrections.c.correction_id)
    )
    rows = connection.execute(query).all()
    if not rows:
        return []
    leaves = select(pages.c.start, pages.c.number).where(pages.c.document_id == document_id)
    starts, numbers = zip(*connection.execute(leaves.order_by(pages.c.number)).all(), strict=True)
    on_page = (numbers[max(bisect_right(starts, row.at) - 1, 0)] for row in rows)
    return [
        PlacedCorrection(correction_of(row), row.at, row.until, page)
        for row, page in zip(rows, on_page, strict=True)
    ]


INHERITED_KINDS = (ActDate.kind, Presence.kind)
"""Kinds of facts that the acts of a séance have from its head."""


def corrections_of_acts(
    connection: Connection, rows: Sequence[Row[Any]], placed: Iterable[PlacedCorrection]
) -> dict[int | None, list[PlacedCorrection]]:
    """Return the corrections to apply to each act of a document, by its index; by None those that are in no act.

    A correction in the head of a séance is applied also to the acts that have the fact from there.
    """
    spans = [Span(row.start, row.end) for row in rows]
    found: dict[int | None, list[PlacedCorrection]] = defaultdict(list)
    heirs: dict[str, list[int]] = {}
    for each in placed:
        n, kind = find_act(spans, each.start, each.end), each.correction.kind
        found[n].append(each)
        if n == 0:
            heirs[kind] = heirs[kind] if kind in heirs else acts_sharing(connection, rows, kind)
            for heir in heirs[kind]:
                found[heir].append(replace(each, inherited=True))
    return found


def acts_sharing(connection: Connection, rows: Sequence[Row[Any]], kind: str) -> list[int]:
    """Return the indices of the acts of a document that have a fact of a kind from its first act."""
    if kind not in INHERITED_KINDS or len(rows) == 1:
        return []
    head, *others = (load_extracted(connection, row) for row in rows)
    return [n for n, act in enumerate(others, start=1) if shares_fact(kind, head, act)]


def load_extracted(connection: Connection, row: Row[Any]) -> Act:
    """Return the act as the pipeline extracted it, without corrections."""
    extraction = connection.execute(select(extractions).where(extractions.c.docid == row.docid)).first()
    if extraction is None:
        return row_to_act(row, read.load_act_entities(connection, row.docid))
    return row_to_extracted_act(row, extraction)


def kind_of(connection: Connection, number: int) -> str:
    """Return the kind of a correction."""
    row = connection.execute(select(corrections).where(corrections.c.correction_id == number)).one()
    return _kind_of_row(row)


def _kind_of_row(row: Row[Any]) -> str:
    return str((row.was if row.value is None else row.value)["kind"])


def places_of(connection: Connection, number: int) -> dict[int, Span]:
    """Return the spans of a correction, by document id."""
    conditions = correction_places.c.correction_id == number, correction_places.c.start.is_not(None)
    rows = connection.execute(select(correction_places).where(*conditions))
    return {row.document_id: Span(row.start, row.end) for row in rows}


def act_rows_of(connection: Connection, document_id: int) -> list[Row[Any]]:
    """Return the rows of a document's acts, in their order."""
    return list(connection.execute(select(acts).where(acts.c.document_id == document_id).order_by(acts.c.ordinal)))


def load_text(connection: Connection, document_id: int) -> str:
    of_it = documents.c.document_id == document_id
    return str(connection.execute(select(documents.c.text).where(of_it)).scalar_one())


def anchor_of(row: Row[Any]) -> Anchor:
    return Anchor(row.start, row.end, row.text, row.before, row.after)


def correction_of(row: Row[Any], withdrawn: Attribution | None = None, document: str | None = None) -> Correction:
    """Return the correction of a row of ``corrections``, without its places."""
    attribution = Attribution(row.made_by, row.made, row.why)
    was, value = decode_correction_value(row.was), decode_correction_value(row.value)
    return Correction(row.correction_id, document, anchor_of(row), was, value, attribution, withdrawn)


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
        yield _("act {uid}").format(uid=uid), _("It is corrected, and what the pipeline found in it is not kept.")


def _document_faults(connection: Connection, document_id: int) -> Iterator[Fault]:
    text, rows = load_text(connection, document_id), act_rows_of(connection, document_id)
    standing = corrections_of_acts(connection, rows, placed_corrections(connection, document_id))
    for placed in standing.get(None, []):
        yield _("correction {id}").format(id=placed.correction.id), _("It stands in no act.")
    for n, row in enumerate(rows):
        yield from _act_faults(connection, row, standing.get(n, []), text)


def _act_faults(
    connection: Connection, row: Row[Any], standing: list[PlacedCorrection], text: str
) -> Iterator[Fault]:
    extraction = connection.execute(select(extractions).where(extractions.c.docid == row.docid)).first()
    if extraction is None:
        for placed in standing:
            yield (
                _("correction {id}").format(id=placed.correction.id),
                _("Act {uid} does not know of it.").format(uid=row.uid),
            )
        return
    act = row_to_act(row, read.load_act_entities(connection, row.docid))
    expected = apply_corrections(row_to_extracted_act(row, extraction), standing, text)
    unapplied = {entity.correction for entity in expected.entities if entity not in act.entities} - {None}
    for number in sorted(filter(None, unapplied)):
        yield (
            _("correction {number}").format(number=number),
            _("Its entity is not in act {uid}.").format(uid=row.uid),
        )
    if not unapplied and (act.entities, act.facts) != (expected.entities, expected.facts):
        yield _("act {uid}").format(uid=row.uid), _("It does not say what its corrections make of it.")
