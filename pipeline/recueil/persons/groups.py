"""Groups of merged persons, and acts split from a name: the decisions in force, and their tables.

A decision is source data that no extraction changes. Persons are referenced by the identifiers of ``ids``,
never by row numbers. A row changes only to record that it was withdrawn, by whom and why.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    ColumnElement,
    Connection,
    ForeignKey,
    Index,
    Table,
    or_,
    select,
    true,
)

from recueil.persons.ids import PersonId, Spelling
from recueil.store.engine.column_types import String, Text, Utc
from recueil.store.engine.statements import chunks
from recueil.store.schema import Serial, metadata

MERGE, SPLIT = "merge", "split"

# A merge: ``person``, with all persons merged into it, is the same as ``target``. A split: some acts mean
# ``person`` by the name of ``target``. ``before`` has the groups, or whom these acts named, before it.
person_decisions = Table(
    "person_decisions",
    metadata,
    Column("decision_id", Serial, primary_key=True),
    Column("kind", String(10), nullable=False),
    Column("person", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("before", JSON, nullable=False),
    Column("decided_by", Text, nullable=False),
    Column("decided", Utc, nullable=False),
    Column("why", Text, nullable=False),
    Column("withdrawn_by", Text),
    Column("withdrawn", Utc),
    Column("withdrawn_why", Text),
    CheckConstraint(f"kind IN ('{MERGE}', '{SPLIT}')", name="kind"),
)
IS_MERGE = (person_decisions.c.kind == MERGE) & person_decisions.c.withdrawn.is_(None)
IS_SPLIT = (person_decisions.c.kind == SPLIT) & person_decisions.c.withdrawn.is_(None)
Index(None, person_decisions.c.person)
Index(None, person_decisions.c.target)

# The acts of a split, by their uid.
person_acts = Table(
    "person_acts",
    metadata,
    Column("uid", String(80), primary_key=True),
    Column("decision_id", ForeignKey("person_decisions.decision_id", ondelete="CASCADE"), primary_key=True),
    sqlite_with_rowid=False,
)
Index(None, person_acts.c.decision_id)

Parents = dict[str, str]
"""By person merged into another: that other person."""
Parts = dict[tuple[str, PersonId], int]
"""By uid of an act and name: the number of the person meant; the first if it is not recorded."""


@dataclass(frozen=True, slots=True)
class Group:
    """Persons merged into one, by their identifiers in order; the others are merged into ``head``."""

    head: str
    members: tuple[str, ...]

    @property
    def words(self) -> set[str]:
        """Return the words of all names: a search for one of the names finds the acts of all."""
        return {word for member in self.members for word in PersonId.parse(member).words}


def build_groups(parents: Mapping[str, str]) -> dict[str, Group]:
    """Return the group of each person that is in one."""
    members: dict[str, set[str]] = defaultdict(set)
    for person in parents:
        chain = _merge_chain(parents, person)
        members[chain[-1]].update(chain)
    groups = (Group(head, tuple(sorted(found))) for head, found in members.items())
    return {member: group for group in groups for member in group.members}


def _merge_chain(parents: Mapping[str, str], person: str) -> list[str]:
    chain = [person]
    while chain[-1] in parents:
        chain.append(parents[chain[-1]])
    return chain


def groups_of(connection: Connection, persons: Iterable[str]) -> dict[str, Group]:
    """Return the groups of those persons that are in one, by each of their members."""
    parents: Parents = {}
    new, seen = set(persons), set[str]()
    while new:
        seen |= new
        found: Parents = {}
        for some in chunks(sorted(new)):
            merged = person_decisions.c
            found |= _select_parents(connection, or_(merged.person.in_(some), merged.target.in_(some)))
        parents |= found
        new = {*found, *found.values()} - seen
    return build_groups(parents)


def group_of(connection: Connection, person: str) -> Group:
    """Return the group of a person, who is alone in it if nothing is merged."""
    return groups_of(connection, [person]).get(person) or Group(person, (person,))


def all_groups(connection: Connection) -> dict[str, Group]:
    """Return every group, by each member."""
    return build_groups(_select_parents(connection, true()))


def _select_parents(connection: Connection, among: ColumnElement[bool]) -> Parents:
    query = select(person_decisions.c.person, person_decisions.c.target).where(IS_MERGE, among)
    return dict(connection.execute(query).all())


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
    ordered = query.where(IS_SPLIT, among).order_by(person_decisions.c.decision_id)
    split = ((uid, PersonId.parse(person)) for uid, person in connection.execute(ordered))
    return {(uid, person.name): person.part for uid, person in split}


def apply_split(name: Spelling, uid: str, parts: Parts) -> Spelling:
    """Return a name as an act has it: with the number of the person to whom the act was split."""
    return name._replace(part=parts.get((uid, name.id), 1)) if parts else name
