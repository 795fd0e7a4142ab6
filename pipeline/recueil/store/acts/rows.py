"""Convert acts and entities to rows and back. The conversion is lossless: a value read back is equal."""

from __future__ import annotations

import datetime
from collections import namedtuple
from dataclasses import replace
from typing import Any

from sqlalchemy import BigInteger, Row, type_coerce

from recueil.errors import StoreError
from recueil.store.engine.column_types import Millionths, from_millionths
from recueil.store.schema import entities
from recueil.translation import gettext as _
from recueil.values import (
    Act,
    Amount,
    BudgetLine,
    Date,
    Entity,
    Facts,
    Finding,
    Organisation,
    PartialDate,
    Percentage,
    Period,
    Person,
    Place,
    Reference,
    Value,
)
from recueil.values.codec import decode, encode

Record = dict[str, Any]

_ENTITY_COLUMN_NAMES = [str(name) for name in entities.c.keys()]  # noqa: SIM118 - no dictionary
_FIRST_VALUE_COLUMN = _ENTITY_COLUMN_NAMES.index("edtf")
_NO_VALUE: Record = dict.fromkeys(_ENTITY_COLUMN_NAMES[_FIRST_VALUE_COLUMN:])


def day_columns(start: PartialDate, end: PartialDate) -> Record:
    """Return the first and the last calendar day of a period; None for both if either date is impossible."""
    try:
        return {"date_from": start.first_day(), "date_to": end.last_day()}
    except ValueError:
        return {"date_from": None, "date_to": None}


def encode_value(value: Value) -> Record:
    """Return the columns of ``entities`` that encode a value."""
    match value:
        case Date(when, role, issue):
            return {"edtf": str(when), "role": role, "issue": issue, **day_columns(when, when)}
        case Period(start, end):
            return {"edtf": str(value), **day_columns(start, end)}
        case Amount() | Percentage() | BudgetLine() | Person():
            return {name: getattr(value, name) for name in value.__dataclass_fields__}
        case Reference(type_, number, date, article):
            dated = {"edtf": str(date), **day_columns(date, date)} if date else {}
            return {"type": type_, "number": number, "article": article, **dated}
        case Organisation(name, full_name):
            return {"name": name, "label": full_name, "key": value.key}
        case Place(name, code):
            return {"name": name, "code": code, "key": value.key}
    raise StoreError(_("The store has no columns for a {kind}.").format(kind=value.kind))


def _decode_value(row: Any) -> Value:
    """Decode the value of an entity's row."""
    match row.kind:
        case Date.kind:
            return Date(PartialDate.parse(row.edtf), row.role, row.issue)
        case Period.kind:
            return Period.parse(row.edtf)
        case Amount.kind:
            return Amount(from_millionths(row.amount), row.currency, row.tax, row.per, row.role, row.issue)
        case Percentage.kind:
            return Percentage(from_millionths(row.percent), row.role)
        case BudgetLine.kind:
            return BudgetLine(row.level, row.code, row.nomenclature, row.label, row.section, row.budget)
        case Person.kind:
            return Person(row.given, row.family, row.civility, row.key, row.standing)
        case Reference.kind:
            date = PartialDate.parse(row.edtf) if row.edtf else None
            return Reference(row.type, row.number, date, row.article)
        case Organisation.kind:
            return Organisation(row.name, row.label)
        case Place.kind:
            return Place(row.name, row.code)
    raise StoreError(_("The store holds a {kind}, which this Recueil does not know.").format(kind=row.kind))


def entity_to_row(entity: Entity, docid: int, n: int, pipeline_version: str) -> Record:
    """Convert an entity to its row; ``at`` and ``until`` are filled in later."""
    return {
        "docid": docid,
        "n": n,
        "kind": entity.kind,
        "start": entity.start,
        "end": entity.end,
        "page": entity.page,
        "text": entity.text,
        "rule": entity.rule,
        "part": entity.part,
        "confidence": entity.confidence,
        "certainty": entity.certainty,
        "doubtful": entity.doubtful,
        "at": None,
        "until": None,
        "correction_id": entity.correction,
        "pipeline_version": pipeline_version,
        **_NO_VALUE,
        **encode_value(entity.value),
    }


ENTITY_COLUMNS = tuple(
    # Most entities have no number: converting them in code is cheaper than a result processor on every row.
    type_coerce(column, BigInteger).label(column.name) if isinstance(column.type, Millionths) else column
    for column in entities.c
    if column.name not in ("docid", "n", "at", "until", "pipeline_version", "date_from", "date_to")
)
"""The columns of an entity, which a statement must select last."""
# Access to a Row's values by index is many times faster than by name.
_EntityRow = namedtuple("_Selected", [column.name for column in ENTITY_COLUMNS])  # type: ignore[misc]


def row_to_entity(selected: Row[Any]) -> Entity:
    """Convert a row, which ends with the columns of an entity, to an entity."""
    row: Any = _EntityRow._make(selected[-len(ENTITY_COLUMNS) :])
    place = (row.start, row.end, row.text, row.page)
    certainty = None if row.certainty is None else from_millionths(row.certainty)
    reading: tuple[Any, ...] = (row.rule, row.part, row.confidence, row.correction_id, certainty, row.doubtful)
    return Entity(*place, _decode_value(row), *reading)


def act_to_row(
    act: Act, docid: int, uid: str, document_id: int, ordinal: int, body: Record, pipeline_version: str
) -> Record:
    """Convert an act to its row; ``body`` are the columns of the body under which it is filed."""
    return {
        "docid": docid,
        "uid": uid,
        "document_id": document_id,
        "ordinal": ordinal,
        "kind": act.kind,
        "date": None if act.date is None else str(act.date),
        **act_day_columns(act),
        "number": act.number,
        "title": act.title,
        **body,
        "start": act.start,
        "end": act.end,
        "facts": encode(act.facts),
        "findings": encode(act.findings),
        "errors": sum(finding.severity == "error" for finding in act.findings),
        "pipeline_version": pipeline_version,
    }


def act_day_columns(act: Act) -> Record:
    """Return the first and the last calendar day of an act's date."""
    return {"date_from": None, "date_to": None} if act.date is None else day_columns(act.date, act.date)


def first_day(act: Act) -> datetime.date | None:
    """Return the day an act is filed under; None if it has no date, or an impossible one."""
    day: datetime.date | None = act_day_columns(act)["date_from"]
    return day


def act_date(row: Any) -> PartialDate | None:
    """Parse the date of an act's row."""
    return None if row.date is None else PartialDate.parse(row.date)


def decode_correction_value(encoded: Any) -> Value | None:
    """Decode the value in a row of ``corrections``, or return None."""
    return None if encoded is None else decode(Value, encoded)  # type: ignore[type-abstract]


def row_to_extracted_act(row: Row[Any], extraction: Row[Any]) -> Act:
    """Return the act as the pipeline extracted it, from its row and its row of ``extractions``."""
    found = decode(tuple[Entity, ...], extraction.entities)
    findings = decode(tuple[Finding, ...], extraction.findings)
    return replace(row_to_act(row, found), facts=decode(Facts, extraction.facts), findings=findings)


def row_to_act(row: Row[Any], found: tuple[Entity, ...]) -> Act:
    """Convert the row of an act, with its entities, to an act."""
    facts = decode(Facts, row.facts)
    identity = replace(facts.identity, kind=row.kind, date=act_date(row), number=row.number, title=row.title)
    findings = decode(tuple[Finding, ...], row.findings)
    return Act(row.start, row.end, replace(facts, identity=identity), found, findings)
