"""Upsert persons: one row for all acts of a body that give the same name, even if written concurrently.

A writer of acts first locks all names at once: shared to add a mention, exclusive where it may remove
the last one, or where the person's identity changes. So a person whom no act names is deleted, but
never while another transaction is about to name them.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, delete, exists, select

from recueil.persons.groups import DECISIONS, words_of_group
from recueil.persons.ids import PersonId, Spelling
from recueil.store.engine import dialect_of
from recueil.store.engine.protocol import PERSON_LOCK, insert_missing_tuples
from recueil.store.engine.statements import chunks
from recueil.store.index.schema import person_words, persons, search_persons

# The number of locks that names share: a database holds a few thousand for all writers.
_LOCKS = 256


def lock_names(connection: Connection, named: Iterable[PersonId], left: Iterable[PersonId]) -> None:
    """Lock names until the transaction ends.

    Nobody can delete the ``named``; nobody else can name, leave or change the ``left``.
    """
    dialect_of(connection).lock(connection, PERSON_LOCK, map(_lock_number, left), map(_lock_number, named))


def _lock_number(person: PersonId) -> int:
    return zlib.crc32(str(person.name).encode()) % _LOCKS


def upsert_persons(connection: Connection, names: Iterable[Spelling]) -> dict[Spelling, int]:
    """Return the ids of persons, inserting new ones. Of two transactions with the same name, one waits."""
    spellings = sorted(set(names))
    numbers = _select_ids(connection, spellings)
    if new := [name for name in spellings if name not in numbers]:
        numbers |= _insert_persons(connection, new)
        if meanwhile := [name for name in new if name not in numbers]:
            numbers |= _select_ids(connection, meanwhile)
    return numbers


def _select_ids(connection: Connection, names: list[Spelling]) -> dict[Spelling, int]:
    spellings = set(names)
    query = select(persons.c.body, persons.c.name, persons.c.part, persons.c.person_id)
    if not names:
        return {}
    among = dialect_of(connection).rows_of(sorted({name.name for name in names}))
    found = connection.execute(query.where(persons.c.name.in_(among)))
    numbers = ((Spelling(body, name, part), number) for body, name, part, number in found)
    return {spelling: number for spelling, number in numbers if spelling in spellings}


def _insert_persons(connection: Connection, names: list[Spelling]) -> dict[Spelling, int]:
    """Insert persons; merged ones get the words of all members of the group, and its head.

    Returns the ids of those that no other transaction has inserted meanwhile.
    """
    ids = {name: name.id for name in names}
    written = {name: str(person) for name, person in ids.items()}
    groups = DECISIONS.groups_of(connection, set(written.values()))
    columns = (*Spelling._fields, "head")
    rows = [(*name, groups[person].head if person in groups else person) for name, person in written.items()]
    new = insert_missing_tuples(dialect_of(connection), persons, ("name", "body", "part"), columns, rows)
    returned = new.returning(persons.c.body, persons.c.name, persons.c.part, persons.c.person_id)
    words = []
    inserted = {Spelling(*spelling): number for *spelling, number in connection.execute(returned)}
    for spelling, number in inserted.items():
        group = groups.get(written[spelling])
        of_person = words_of_group(group) if group else set(ids[spelling].words)
        words += [{"word": word, "person_id": number} for word in of_person]
    if words:
        dialect_of(connection).insert_rows(connection, person_words, words)
    return inserted


def names_in_acts(connection: Connection, docids: Sequence[int]) -> set[Spelling]:
    """Return the names that some acts give."""
    of_it = search_persons.c.person_id == persons.c.person_id
    query = select(persons.c.body, persons.c.name).join_from(search_persons, persons, of_it)
    found = (
        connection.execute(query.where(search_persons.c.docid.in_(some)).distinct()) for some in chunks(docids)
    )
    return {Spelling(*row) for rows in found for row in rows}


def delete_unnamed(connection: Connection, left: Iterable[Spelling]) -> None:
    """Delete those persons, locked as ``left``, whom no act names any more."""
    gone = {name.whole for name in left}
    named = exists().where(search_persons.c.person_id == persons.c.person_id)
    query = select(persons.c.person_id, persons.c.body, persons.c.name).where(~named)
    for some in chunks(sorted({name.name for name in gone})):
        found = connection.execute(query.where(persons.c.name.in_(some))).all()
        numbers = [number for number, *spelling in found if Spelling(*spelling) in gone]
        connection.execute(delete(persons).where(persons.c.person_id.in_(numbers)))
