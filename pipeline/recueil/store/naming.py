"""Persons by their names: one row for all acts that name one, also where these are written at the same time.

Who writes acts takes a lock of each name first, all at once: shared with others that name the person as well,
alone where it may be the last that did. So who is named by nobody is forgotten, and never while somebody is about
to name it.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable

from sqlalchemy import Connection, delete, exists, insert, select

from recueil import analysis
from recueil.store.dialect import PERSON, dialect_of, insert_missing
from recueil.store.search_schema import person_words, persons, search_persons
from recueil.store.works import chunks

# Names share so many locks: a database holds some thousands for all who write.
_LOCKS = 256


def take(connection: Connection, named: set[str], left: set[str]) -> None:
    """Until the transaction ends, nobody forgets the named, and nobody else names, or leaves, the left."""
    dialect_of(connection).lock(connection, PERSON, set(map(_lock, left)), set(map(_lock, named)))


def _lock(name: str) -> int:
    return zlib.crc32(name.encode()) % _LOCKS


def numbers_of(connection: Connection, names: Iterable[str]) -> dict[str, int]:
    """The numbers of persons by name; who is new gets one. Of two transactions with the same, one waits."""
    wanted = sorted(set(names))
    numbers = _known(connection, wanted)
    if new := [name for name in wanted if name not in numbers]:
        _insert(connection, new)
        numbers |= _known(connection, new)
    return numbers


def _known(connection: Connection, names: list[str]) -> dict[str, int]:
    known: dict[str, int] = {}
    for some in chunks(names):
        query = select(persons.c.name, persons.c.person_id).where(persons.c.name.in_(some))
        known |= dict(connection.execute(query).all())
    return known


def _insert(connection: Connection, names: list[str]) -> None:
    new = insert_missing(dialect_of(connection), persons, ("name",))
    rows = [{"name": name} for name in names]
    given = connection.execute(new.returning(persons.c.name, persons.c.person_id), rows).all()
    words = [(word, number) for name, number in given for word in dict.fromkeys(analysis.words(name))]
    if words:
        connection.execute(insert(person_words), [{"word": word, "person_id": number} for word, number in words])


def named_by(connection: Connection, docids: Iterable[int]) -> set[str]:
    """The persons whom some acts name."""
    of_it = search_persons.c.person_id == persons.c.person_id
    named = select(persons.c.name).join_from(search_persons, persons, of_it)
    return set(connection.execute(named.where(search_persons.c.docid.in_(docids))).scalars())


def forget_unnamed(connection: Connection, left: set[str]) -> None:
    """Delete those of some persons, which were taken as left, whom no act names any more."""
    named = exists().where(search_persons.c.person_id == persons.c.person_id)
    if left:
        connection.execute(delete(persons).where(persons.c.name.in_(left), ~named))
