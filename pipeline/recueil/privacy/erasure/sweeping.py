"""Taking somebody out of what belongs to no document: messages, queries, decisions, file names, the audit log."""

from __future__ import annotations

import datetime
from typing import Any

from sqlalchemy import Connection, Row, Table, and_, delete, exists, select, update

from recueil.persons.ids import PersonId
from recueil.persons.person_rewriting import regroup
from recueil.persons.schema import person_decisions
from recueil.privacy.erasure import suppressions as suppressing
from recueil.privacy.erasure.addresses import hide_names
from recueil.privacy.erasure.erasing import mask_quote
from recueil.privacy.erasure.finding import NameFinder
from recueil.privacy.erasure.masking import Eraser, mask_matches
from recueil.privacy.erasure.personal_columns import COLUMNS, swept_columns
from recueil.privacy.erasure.schema import suppression_table
from recueil.privacy.erasure.suppression_scopes import body_keys_of
from recueil.privacy.erasure.suppressions import AppliedSuppression
from recueil.store.acts.rows import decode_correction_value
from recueil.store.engine import dialect_of
from recueil.store.engine.dialect import DECISION_LOCK
from recueil.store.engine.ordered import stream_rows
from recueil.store.index.schema import persons
from recueil.store.schema import alerts, corrections, documents, metadata, sources
from recueil.values import Person
from recueil.values.codec import encode


def sweep(connection: Connection, told: dict[int, AppliedSuppression], when: datetime.datetime) -> None:
    """Mask the full names of the persons of suppressions wherever else they are in the store."""
    of_all = suppressing.make_finder(told)
    if of_all is None:
        return
    _erase_corrections_without_text(connection, of_all)
    _delete_decisions(connection, told)
    for name in COLUMNS:
        if swept_columns(name):
            _mask_columns(connection, metadata.tables[name], swept_columns(name), of_all, when)
    for row in connection.execute(select(sources.c.source_id, sources.c.uri)).all():
        uri = hide_names(row.uri, of_all)
        if uri != row.uri:
            connection.execute(update(sources).where(sources.c.source_id == row.source_id).values(uri=uri))
    for row in connection.execute(select(suppression_table.c.suppression_id, suppression_table.c.sources)).all():
        scope = list(dict.fromkeys(hide_names(address, of_all) for address in row.sources))
        if scope != row.sources:
            this = suppression_table.c.suppression_id == row.suppression_id
            connection.execute(update(suppression_table).where(this).values(sources=scope))


def _mask_columns(
    connection: Connection, table: Table, columns: tuple[str, ...], of_all: NameFinder, when: datetime.datetime
) -> None:
    """Mask names in columns of a table; an alert whose query names an erased person is disabled."""
    key = list(table.primary_key.columns)
    query = select(*key, *(table.c[name] for name in columns)).order_by(*key)
    for row in list(stream_rows(connection, query)):
        said = {name: row._mapping[name] for name in columns}
        new: dict[str, Any] = {name: _mask_value(value, of_all) for name, value in said.items()}
        if new == said:
            continue
        if table is alerts and new["query"] != said["query"]:
            new["disabled"] = when
        this = and_(*(column == row._mapping[column.name] for column in key))
        connection.execute(update(table).where(this).values(**new))


def _mask_value(value: Any, of_all: NameFinder) -> Any:
    """Mask names in a text, or in all texts of a JSON value."""
    match value:
        case str():
            return mask_matches(value, of_all.full(value, slug=True))
        case list():
            return [_mask_value(each, of_all) for each in value]
        case dict():
            return {_mask_value(name, of_all): _mask_value(each, of_all) for name, each in value.items()}
    return value


def _erase_corrections_without_text(connection: Connection, of_all: NameFinder) -> None:
    """Erase from corrections whose text is no longer stored."""
    there = exists().where(documents.c.sha256 == corrections.c.sha256)
    for row in connection.execute(select(corrections).where(~there)).all():
        values = {name: decode_correction_value(getattr(row, name)) for name in ("was", "value")}
        named = any(isinstance(value, Person) and of_all.person(value) for value in values.values())
        text = row.before + row.text + row.after
        if named or of_all.full(text) or of_all.full(row.why):
            _rewrite_correction(connection, row, values, Eraser(of_all, f"{text}\n{row.why}", ()))


def _rewrite_correction(connection: Connection, row: Row[Any], values: dict[str, Any], eraser: Eraser) -> None:
    said = {**mask_quote(row, eraser), "why": eraser.words(row.why)}
    new = {name: encode(eraser.of(value)) for name, value in values.items()}
    this = corrections.c.correction_id == row.correction_id
    connection.execute(update(corrections).where(this).values(**said, **new))


def _delete_decisions(connection: Connection, told: dict[int, AppliedSuppression]) -> None:
    """Delete decisions about an erased person's identity; whoever was merged with them becomes separate."""
    dialect_of(connection).lock(connection, DECISION_LOCK, [0])
    rows = connection.execute(select(person_decisions)).all()
    bodies = {number: body_keys_of(connection, each.scope) for number, each in told.items()}
    finders = {
        key: suppressing.make_finder({n: each for n, each in told.items() if key in bodies[n]})
        for key in set[str]().union(*bodies.values())
    }
    gone = [row for row in rows if _is_suppressed(row.person, finders) or _is_suppressed(row.target, finders)]
    if not gone:
        return
    numbers = [row.decision_id for row in gone]
    connection.execute(delete(person_decisions).where(person_decisions.c.decision_id.in_(numbers)))
    heads = {person for row in gone for person in (row.person, row.target)}
    members = connection.execute(select(persons.c.head).where(persons.c.head.in_(heads))).scalars()
    regroup(connection, set(members) | heads)


def _is_suppressed(person: str, finders: dict[str, NameFinder | None]) -> bool:
    who = PersonId.parse(person)
    of_it = finders.get(who.body)
    return of_it is not None and of_it.is_name(tuple(who.words))
