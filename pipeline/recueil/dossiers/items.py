"""Read the items of a dossier as the store has them now, masked for their reader, and find what is to be added."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, select

from recueil.dossiers.records import (
    ActTarget,
    DossierItem,
    GatheredAct,
    GatheredValue,
    NewVersion,
    PersonTarget,
    Target,
    ValueTarget,
)
from recueil.dossiers.schema import ACT, PERSON, VALUE, dossier_items
from recueil.errors import DossierRefused
from recueil.persons.groups import DECISIONS
from recueil.persons.lookup import PersonSummary, find_person, summarize_persons
from recueil.privacy.redaction.private_persons import combine_redactors, load_redactors
from recueil.privacy.redaction.redactor import NO_REDACTION, Redactor
from recueil.store.acts.read import find_act_row, load_act_entities
from recueil.store.acts.rows import ENTITY_COLUMNS, act_date, row_to_entity
from recueil.store.acts.succession import find_successors
from recueil.store.engine.statements import chunks
from recueil.store.schema import acts, entities
from recueil.translation import gettext as _
from recueil.values import Entity, Organisation, Person, Place, Reference

_NAMES = (Person.kind, Organisation.kind, Place.kind)
_HEADING = tuple(acts.c[name] for name in ("docid", "uid", "date", "kind", "number", "title", "body"))


def load_rows(connection: Connection, number: int) -> Sequence[Row[Any]]:
    """Return the rows of the items of a dossier, in the order in which they were added."""
    query = select(dossier_items).where(dossier_items.c.dossier_id == number)
    return connection.execute(query.order_by(dossier_items.c.item_id)).all()


def load_items(
    connection: Connection, rows: Sequence[Row[Any]], *, redacted: bool, typed: bool
) -> tuple[tuple[DossierItem, ...], Redactor]:
    """Return the items of these rows, and the redactor of their acts, for the words of the dossier.

    ``redacted``: private persons are masked; in notes too, unless they are to be as ``typed``.
    """
    uids = {row.uid for row in rows if row.uid is not None}
    found = _load_acts(connection, uids)
    successors = find_successors(connection, uids - found.keys())
    versions = {uid: NewVersion(uid, successor.replaced) for uid, successor in successors.items()}
    now = _load_acts(connection, {successor.uid for successor in successors.values()})
    found |= {uid: now[successor.uid] for uid, successor in successors.items()}
    redactors = load_redactors(connection, (act.uid for act in found.values())) if redacted else {}
    words = combine_redactors(redactors.values())
    values = _load_entities(
        connection, {found[row.uid].docid for row in rows if row.kind == VALUE and row.uid in found}
    )
    people = _load_people(connection, {row.person for row in rows if row.person is not None}, redacted=redacted)
    noted = NO_REDACTION if typed else words
    items = []
    for row in rows:
        act = found.get(row.uid)
        redactor = redactors.get(act.uid, NO_REDACTION) if act is not None else NO_REDACTION
        items.append(
            DossierItem(
                row.item_id,
                row.kind,
                row.added,
                noted.string(row.note),
                # A query is typed in any letters.
                None if row.query is None else noted.address(row.query),
                row.uid if act is None else act.uid,
                versions.get(row.uid),
                None if act is None else _heading(act, redactor),
                _value(row, act, values, redactor) if row.kind == VALUE else None,
                people.get(row.person),
            )
        )
    return tuple(items), words


def _heading(act: Row[Any], redactor: Redactor) -> GatheredAct:
    return GatheredAct(act.uid, act_date(act), act.kind, act.number, redactor.string(act.title), act.body)


def _load_acts(connection: Connection, uids: Iterable[str]) -> dict[str, Row[Any]]:
    """Return the rows of acts by uid, of those that the store has."""
    return {
        row.uid: row
        for some in chunks(sorted(uids))
        for row in connection.execute(select(*_HEADING).where(acts.c.uid.in_(some)))
    }


def _load_entities(connection: Connection, docids: Iterable[int]) -> dict[int, list[tuple[int, Entity]]]:
    found: dict[int, list[tuple[int, Entity]]] = defaultdict(list)
    for some in chunks(sorted(docids)):
        query = select(entities.c.docid, entities.c.n, *ENTITY_COLUMNS).where(entities.c.docid.in_(some))
        for row in connection.execute(query.order_by(entities.c.docid, entities.c.n)):
            found[row.docid].append((row.n, row_to_entity(row)))
    return found


def _value(
    row: Row[Any], act: Row[Any] | None, values: Mapping[int, Sequence[tuple[int, Entity]]], redactor: Redactor
) -> GatheredValue:
    """Return the value that an item means now: that of its characters, or else the nearest of the same text.

    In a new version of the act, which has other characters, only one of the same text is meant.
    """
    found = () if act is None else values[act.docid]
    alike = [(n, entity) for n, entity in found if entity.kind == row.value_kind]
    is_version = act is not None and act.uid != row.uid
    there = [each for each in alike if not is_version and (each[1].start, each[1].end) == (row.start, row.end)]
    same = [each for each in alike if str(each[1].value) == row.value]
    chosen = there or sorted(same, key=lambda each: abs(each[1].start - row.start))
    n, entity = chosen[0] if chosen else (None, None)
    is_same = entity is not None and str(entity.value) == row.value
    stands = is_same and entity is not None and (row.words is None or entity.text.split() == row.words.split())
    before = None if is_same or row.value_kind in _NAMES else redactor.string(row.value)
    may_name = row.value_kind in _NAMES or (act is None and row.value_kind == Reference.kind)
    words = None if row.words is None or may_name else redactor.string(row.words)
    shown = None if entity is None else redactor.entity(entity)
    return GatheredValue(row.value_kind, shown, n, before, words, stands)


def _load_people(connection: Connection, asked: Iterable[str], *, redacted: bool) -> dict[str, PersonSummary]:
    """Return persons by the identifiers that items have: whoever is merged with another is that one."""
    persons = sorted(asked)
    groups = DECISIONS.groups_of(connection, persons)
    heads = {person: groups[person].head if person in groups else person for person in persons}
    known = {one.id: one for one in summarize_persons(connection, sorted(set(heads.values())), redacted=redacted)}
    return {person: known[head] for person, head in heads.items() if head in known}


def target_columns(connection: Connection, target: Target, *, redacted: bool) -> dict[str, object]:
    """Return the columns that say which item is meant.

    Raise ActUnknown, PersonUnknown, or DossierRefused if the act has no such value.
    """
    match target:
        case PersonTarget(person):
            return {"kind": PERSON, "person": find_person(connection, person, redacted=redacted).head}
        case ActTarget(uid):
            return {"kind": ACT, "uid": find_act_row(connection, uid).uid}
        case ValueTarget(uid, n):
            row = find_act_row(connection, uid)
            found = load_act_entities(connection, row.docid)
            if not 1 <= n <= len(found):
                raise DossierRefused(
                    _("Act {uid} has no value {n}.").format(uid=row.uid, n=n),
                    _("It has {number}.").format(number=len(found)),
                    code="value",
                )
            entity = found[n - 1]
            place = {"start": entity.start, "end": entity.end}
            said = {"value_kind": entity.kind, "value": str(entity.value), "words": entity.text}
            return {"kind": VALUE, "uid": row.uid, **said, **place}
