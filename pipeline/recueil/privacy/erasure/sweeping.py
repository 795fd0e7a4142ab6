"""Taking somebody out of what belongs to no document: messages, queries, decisions, file names, the audit log."""

from __future__ import annotations

import datetime
from typing import Any

from sqlalchemy import Connection, Row, Table, and_, delete, exists, select, update

from recueil.persons.ids import PersonId
from recueil.persons.person_rewriting import regroup
from recueil.persons.schema import person_decisions
from recueil.privacy.erasure import suppressions as suppressing
from recueil.privacy.erasure.addresses import hidden
from recueil.privacy.erasure.erasing import quoted
from recueil.privacy.erasure.finding import Finder
from recueil.privacy.erasure.masking import Eraser, without
from recueil.privacy.erasure.personal_columns import COLUMNS, swept
from recueil.privacy.erasure.schema import suppressions
from recueil.privacy.erasure.suppression_scopes import keys_of
from recueil.privacy.erasure.suppressions import Told
from recueil.store.acts.rows import correction_value
from recueil.store.engine import dialect_of
from recueil.store.engine.dialect import DECISION
from recueil.store.engine.ordered import streamed
from recueil.store.index.schema import persons
from recueil.store.schema import alerts, corrections, documents, metadata, sources
from recueil.values import Person
from recueil.values.codec import encode


def sweep(connection: Connection, told: dict[int, Told], when: datetime.datetime) -> None:
    """Mask the full names of the persons of suppressions wherever else they are in the store."""
    of_all = suppressing.finder(told)
    if of_all is None:
        return
    _corrections(connection, of_all)
    _decisions(connection, told)
    for name in COLUMNS:
        if swept(name):
            _mask(connection, metadata.tables[name], swept(name), of_all, when)
    for row in connection.execute(select(sources.c.source_id, sources.c.uri)).all():
        uri = hidden(row.uri, of_all)
        if uri != row.uri:
            connection.execute(update(sources).where(sources.c.source_id == row.source_id).values(uri=uri))
    for row in connection.execute(select(suppressions.c.suppression_id, suppressions.c.sources)).all():
        scope = list(dict.fromkeys(hidden(address, of_all) for address in row.sources))
        if scope != row.sources:
            this = suppressions.c.suppression_id == row.suppression_id
            connection.execute(update(suppressions).where(this).values(sources=scope))


def _mask(
    connection: Connection, table: Table, columns: tuple[str, ...], of_all: Finder, when: datetime.datetime
) -> None:
    """Mask names in columns of a table; an alert whose query names an erased person is disabled."""
    key = list(table.primary_key.columns)
    query = select(*key, *(table.c[name] for name in columns)).order_by(*key)
    for row in list(streamed(connection, query)):
        said = {name: row._mapping[name] for name in columns}
        new: dict[str, Any] = {name: _masked(value, of_all) for name, value in said.items()}
        if new == said:
            continue
        if table is alerts and new["query"] != said["query"]:
            new["disabled"] = when
        this = and_(*(column == row._mapping[column.name] for column in key))
        connection.execute(update(table).where(this).values(**new))


def _masked(value: Any, of_all: Finder) -> Any:
    """Mask names in a text, or in all texts of a JSON value."""
    match value:
        case str():
            return without(value, of_all.full(value, slug=True))
        case list():
            return [_masked(each, of_all) for each in value]
        case dict():
            return {_masked(name, of_all): _masked(each, of_all) for name, each in value.items()}
    return value


def _corrections(connection: Connection, of_all: Finder) -> None:
    """Erase from corrections whose text is no longer stored."""
    there = exists().where(documents.c.sha256 == corrections.c.sha256)
    for row in connection.execute(select(corrections).where(~there)).all():
        values = {name: correction_value(getattr(row, name)) for name in ("was", "value")}
        named = any(isinstance(value, Person) and of_all.person(value) for value in values.values())
        text = row.before + row.text + row.after
        if named or of_all.full(text) or of_all.full(row.why):
            _rewrite(connection, row, values, Eraser(of_all, f"{text}\n{row.why}", ()))


def _rewrite(connection: Connection, row: Row[Any], values: dict[str, Any], eraser: Eraser) -> None:
    said = {**quoted(row, eraser), "why": eraser.words(row.why)}
    new = {name: encode(eraser.of(value)) for name, value in values.items()}
    this = corrections.c.correction_id == row.correction_id
    connection.execute(update(corrections).where(this).values(**said, **new))


def _decisions(connection: Connection, told: dict[int, Told]) -> None:
    """Delete decisions about an erased person's identity; whoever was merged with them becomes separate."""
    dialect_of(connection).lock(connection, DECISION, [0])
    rows = connection.execute(select(person_decisions)).all()
    bodies = {number: keys_of(connection, each.scope) for number, each in told.items()}
    finders = {
        key: suppressing.finder({n: each for n, each in told.items() if key in bodies[n]})
        for key in set[str]().union(*bodies.values())
    }
    gone = [row for row in rows if _is_meant(row.person, finders) or _is_meant(row.target, finders)]
    if not gone:
        return
    numbers = [row.decision_id for row in gone]
    connection.execute(delete(person_decisions).where(person_decisions.c.decision_id.in_(numbers)))
    heads = {person for row in gone for person in (row.person, row.target)}
    members = connection.execute(select(persons.c.head).where(persons.c.head.in_(heads))).scalars()
    regroup(connection, set(members) | heads)


def _is_meant(person: str, finders: dict[str, Finder | None]) -> bool:
    who = PersonId.parse(person)
    of_it = finders.get(who.body)
    return of_it is not None and of_it.is_name(tuple(who.words))
