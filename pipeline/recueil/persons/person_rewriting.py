"""Decide on persons' identity: merge persons, take a name out of a group, split acts from a name.

A store makes one decision at a time. It locks its names against all writers of acts that give them, so
that each act is written before or after it. Search rows follow a decision; nothing else of an act
changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update

from recueil.persons import upsert
from recueil.persons.groups import apply_split, groups_of, parts_of
from recueil.persons.ids import PersonId, Spelling
from recueil.store.engine.chunks import chunks
from recueil.store.index.schema import person_words, persons, search_persons
from recueil.store.schema import acts


def regroup(connection: Connection, members: Iterable[str]) -> None:
    """Update the head and the search words of persons whose groups have changed.

    ``members`` are all persons of the groups, before and after; the words of a group find each of them.
    """
    groups = groups_of(connection, members)
    query = select(persons).where(persons.c.head.in_(sorted(members)))
    for number, *spelling, _ in connection.execute(query).all():
        who = Spelling(*spelling).id
        group = groups.get(str(who))
        head, words = (group.head, group.words) if group else (str(who), set(who.words))
        connection.execute(update(persons).where(persons.c.person_id == number).values(head=head))
        connection.execute(delete(person_words).where(person_words.c.person_id == number))
        if words:
            connection.execute(
                insert(person_words), [{"word": word, "person_id": number} for word in sorted(words)]
            )


class _PersonInAct(NamedTuple):
    """An act that names a person."""

    uid: str
    docid: int
    person_id: int
    spelling: Spelling


def reassign(connection: Connection, who: PersonId, uids: Sequence[str]) -> None:
    """Update, for acts that give a person's name, whom they mean by the decisions in force."""
    parts = parts_of(connection, uids)
    named = [each for each in _persons_in_acts(connection, uids) if each.spelling.id.name == who.name]
    meant = {each: apply_split(each.spelling.whole, each.uid, parts) for each in named}
    numbers = upsert.upsert_persons(connection, meant.values())
    for each, spelling in meant.items():
        if each.person_id != numbers[spelling]:
            _reassign_act(connection, each, numbers[spelling])
    upsert.delete_unnamed(connection, {each.spelling for each in named})


def _reassign_act(connection: Connection, named: _PersonInAct, number: int) -> None:
    in_act = search_persons.c.docid == named.docid
    for column in (search_persons.c.person_id, search_persons.c.other):
        moved = update(search_persons).where(in_act, column == named.person_id)
        connection.execute(moved.values({column: number}))


def _persons_in_acts(connection: Connection, uids: Sequence[str]) -> list[_PersonInAct]:
    """Return whom acts name, even if only as the holder of a proxy."""
    found: list[_PersonInAct] = []
    for column in (search_persons.c.person_id, search_persons.c.other):
        found += _persons_in_column(connection, column, uids)
    return list(dict.fromkeys(found))


def _persons_in_column(
    connection: Connection, column: ColumnElement[int], uids: Sequence[str]
) -> list[_PersonInAct]:
    query = select(acts.c.uid, acts.c.docid, persons).join_from(acts, search_persons)
    query = query.join(persons, persons.c.person_id == column)
    found: list[_PersonInAct] = []
    for some in chunks(uids):
        rows = connection.execute(query.where(acts.c.uid.in_(some)).distinct())
        found += [
            _PersonInAct(uid, docid, number, Spelling(*spelling)) for uid, docid, number, *spelling, _ in rows
        ]
    return found
