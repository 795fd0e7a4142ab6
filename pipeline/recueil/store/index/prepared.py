"""Build the rows of a document's acts before they are written, in the process that extracted them.

Acts are written one transaction after the other, and extracted by processes beside each other. What only the store
decides of their rows is foreseen: that nobody who is named is forgotten, that sources state nothing, and that acts
are filed under the bodies that they name. The writer compares this with what is so, builds the rows itself where
anything differs, and sets their numbers.

The rows are packed for their way between processes: values without the names of their columns.
"""

from __future__ import annotations

import marshal
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from recueil.beneficiaries.ids import identify
from recueil.bodies.filing import FiledBody, foresee_bodies, places_of
from recueil.persons.ids import person_body
from recueil.store.acts.rows import Record, act_to_row
from recueil.store.engine.statements import Columns, columns_of
from recueil.store.index.build import IndexRows
from recueil.store.index.document_rows import ActRows, build_document_rows, validate_places
from recueil.values import Act, Identity

# Set when the act is written; the values of « facts » and « findings » are plain, which ``marshal`` reads fastest.
_OF_THE_STORE = ("docid", "pipeline_version")
_PLAIN = ("facts", "findings")
_TABLES = ("amounts", "percentages", "certainties", "dates", "terms", "votes", "findings", "vectors")
# The rows of awards get values of the store.
_AS_THEY_ARE = ("persons", "forms", "places", "awards")

_PackedColumns = tuple[int, dict[str, list[Any] | None]]
"""The number of some rows, and their values by columns; None for a column without values, as most are."""


@dataclass(frozen=True, slots=True)
class PreparedRows:
    """The packed rows of the acts of a document, which hold if these are filed under ``bodies``.

    ``places`` are the identities of the acts, with the place of each in the text, as ``file_acts`` takes them.
    """

    bodies: tuple[FiledBody, ...]
    places: tuple[tuple[Identity, int, int], ...]
    acts: tuple[_PackedAct, ...]


@dataclass(frozen=True, slots=True)
class _PackedAct:
    """The rows of one act: its own, those of its entities, and its index rows."""

    own: Record
    plain: bytes
    entities: _PackedColumns
    indexed: Record
    tables: dict[str, _PackedColumns]
    words: str
    tokens: list[str]
    others: dict[str, Any] = field(default_factory=dict)

    @property
    def first_day(self) -> date | None:
        """The day that the act is filed under."""
        day: date | None = self.own["date_from"]
        return day


def prepare_rows(text: str, acts: Sequence[Act]) -> PreparedRows:
    """Build and pack the rows of the acts of a document. Raise ActRefused for one that does not fit it."""
    validate_places(text, acts)
    places = tuple(places_of(acts))
    bodies = foresee_bodies(text, places)
    records = [
        act_to_row(act, ordinal, "", 0, ordinal, body.columns, "")
        for ordinal, (act, body) in enumerate(zip(acts, bodies, strict=True), start=1)
    ]
    built = build_document_rows(list(zip(records, acts, strict=True)), text, {0: {}} if len(acts) > 1 else {})
    packed = (_pack_act(record, *rows) for record, rows in zip(records, built, strict=True))
    return PreparedRows(tuple(bodies), places, tuple(packed))


def _pack_act(record: Record, found: Columns, rows: IndexRows) -> _PackedAct:
    plain = marshal.dumps({name: record.pop(name) for name in _PLAIN})
    del rows.act["docid"]
    return _PackedAct(
        own=record,
        plain=plain,
        entities=_pack_columns(found),
        indexed=rows.act,
        tables={f"search_{name}": _pack_columns(columns_of(getattr(rows, name))) for name in _TABLES},
        words=" ".join(rows.words),
        tokens=rows.tokens,
        others={name: getattr(rows, name) for name in _AS_THEY_ARE},
    )


def _pack_columns(columns: Columns) -> _PackedColumns:
    size = max(map(len, columns.values()), default=0)
    kept = {name: values for name, values in columns.items() if name not in _OF_THE_STORE}
    return size, {name: None if values.count(None) == size else list(values) for name, values in kept.items()}


def _unpack_columns(packed: _PackedColumns, own: Record) -> dict[str, list[Any]]:
    """Return columns, with these values of their own ones for each row; none without rows."""
    size, columns = packed
    if not size:
        return {}
    nothing = [None] * size
    constant = {name: [value] * size for name, value in own.items()}
    return {**constant, **{name: nothing if values is None else values for name, values in columns.items()}}


def unpack_act(packed: _PackedAct, numbers: Record) -> Record:
    """Return the row of an act with its numbers: docid, uid, document, version of the pipeline."""
    return {**packed.own, **marshal.loads(packed.plain), **numbers}  # noqa: S302 - from a worker of this process


def unpack_rows(packed: _PackedAct, record: Record) -> ActRows:
    """Return the rows of the entities of an act, and its index rows, with the numbers of its row."""
    own = {"docid": record["docid"]}
    body = person_body(record["body"], record["body_candidates"] or (), record["uid"])
    rows = IndexRows(
        record["uid"], body, {**own, **packed.indexed}, words=packed.words.split(), tokens=packed.tokens
    )
    for name, each in packed.tables.items():
        rows.columns[name] = _unpack_columns(each, own)
    for name, value in packed.others.items():
        setattr(rows, name, value)
    for award in rows.awards:
        award |= own
        if award["key"] is not None:
            award["beneficiary_id"] = identify(award["key"], body, award["siret"], award["rna"])
    of_entities = {**own, "pipeline_version": record["pipeline_version"]}
    return ActRows(_unpack_columns(packed.entities, of_entities), rows)
