"""The decisions about persons: merges, and acts split from a name.

Persons are referenced by the identifiers of ``ids``, never by row numbers.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Column, ColumnElement, Connection, ForeignKey, Index, Table, select, true

from recueil.persons.ids import PersonId, Spelling
from recueil.store.engine.column_types import String
from recueil.store.engine.statements import chunks
from recueil.store.identities import MERGE, Group, IdentityDecisions
from recueil.store.schema import metadata

SPLIT = "split"

DECISIONS = IdentityDecisions("person_decisions", "person", (MERGE, SPLIT))
"""A merge says that two persons are one. A split: some acts mean ``person`` by the name of ``target``; ``before``
has the groups, or whom these acts named, before it.
"""
person_decisions = DECISIONS.table

# The acts of a split, by their uid.
person_acts = Table(
    "person_acts",
    metadata,
    Column("uid", String(80), primary_key=True),
    Column("decision_id", ForeignKey("person_decisions.decision_id", ondelete="CASCADE"), primary_key=True),
    sqlite_with_rowid=False,
)
Index(None, person_acts.c.decision_id)

Parts = dict[tuple[str, PersonId], int]
"""By uid of an act and name: the number of the person meant; the first if it is not recorded."""


def words_of_group(group: Group) -> set[str]:
    """Return the words of all names: a search for one of the names finds the acts of all."""
    return {word for member in group.members for word in PersonId.parse(member).words}


def parts_of(connection: Connection, uids: Iterable[str]) -> Parts:
    """Return the splits of names in some acts; the last decision about an act wins."""
    parts: Parts = {}
    for some in chunks(sorted(uids)):
        parts |= _select_parts(connection, person_acts.c.uid.in_(some))
    return parts


def all_parts(connection: Connection) -> Parts:
    """Return all splits."""
    return _select_parts(connection, true())


def _select_parts(connection: Connection, among: ColumnElement[bool]) -> Parts:
    query = select(person_acts.c.uid, person_decisions.c.person).join_from(person_acts, person_decisions)
    ordered = query.where(DECISIONS.in_force(SPLIT), among).order_by(person_decisions.c.decision_id)
    split = ((uid, PersonId.parse(person)) for uid, person in connection.execute(ordered))
    return {(uid, person.name): person.part for uid, person in split}


def apply_split(name: Spelling, uid: str, parts: Parts) -> Spelling:
    """Return a name as an act has it: with the number of the person to whom the act was split."""
    return name._replace(part=parts.get((uid, name.id), 1)) if parts else name
