"""Decisions that identifiers mean the same: their table, and the groups of identifiers that they merge.

A decision is source data that no extraction changes. It has identifiers that are the same after every run, never
row numbers. A row changes only to record that it was withdrawn, by whom and why.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    ColumnElement,
    Connection,
    Index,
    Row,
    Table,
    insert,
    or_,
    select,
    true,
    update,
)

from recueil.corrections import Attribution
from recueil.errors import DecisionRefused
from recueil.store.engine import dialect_of
from recueil.store.engine.column_types import String, Text, Utc
from recueil.store.engine.protocol import DECISION_LOCK
from recueil.store.engine.statements import chunks
from recueil.store.schema import Serial, metadata
from recueil.translation import gettext as _

MERGE = "merge"
_MAX_LENGTH = 2_000

Parents = dict[str, str]
"""By identifier merged into another: that other identifier."""


@dataclass(frozen=True, slots=True)
class Group:
    """Identifiers merged into one, in order; the others are merged into ``head``."""

    head: str
    members: tuple[str, ...]


def build_groups(parents: Mapping[str, str]) -> dict[str, Group]:
    """Return the group of each identifier that is in one."""
    members: dict[str, set[str]] = defaultdict(set)
    for each in parents:
        chain = _merge_chain(parents, each)
        members[chain[-1]].update(chain)
    groups = (Group(head, tuple(sorted(found))) for head, found in members.items())
    return {member: group for group in groups for member in group.members}


def _merge_chain(parents: Mapping[str, str], identifier: str) -> list[str]:
    chain = [identifier]
    while chain[-1] in parents:
        chain.append(parents[chain[-1]])
    return chain


class IdentityDecisions:
    """The decisions about one sort of identifiers: ``table``, and what its rows in force say.

    A merge: ``subject``, with all that is merged into it, is the same as ``target``. Other ``kinds`` mean what
    their feature says. ``before`` has what they were before.
    """

    def __init__(self, name: str, subject: str, kinds: Iterable[str]) -> None:
        allowed = ", ".join(f"'{kind}'" for kind in kinds)
        self.table = Table(
            name,
            metadata,
            Column("decision_id", Serial, primary_key=True),
            Column("kind", String(10), nullable=False),
            Column(subject, Text, nullable=False),
            Column("target", Text, nullable=False),
            Column("before", JSON, nullable=False),
            Column("decided_by", Text, nullable=False),
            Column("decided", Utc, nullable=False),
            Column("why", Text, nullable=False),
            Column("withdrawn_by", Text),
            Column("withdrawn", Utc),
            Column("withdrawn_why", Text),
            CheckConstraint(f"kind IN ({allowed})", name="kind"),
        )
        self.subject = self.table.c[subject]
        self.target = self.table.c.target
        self.number = self.table.c.decision_id
        Index(None, self.subject)
        Index(None, self.target)

    def in_force(self, *kinds: str) -> ColumnElement[bool]:
        """Return the condition that a decision of one of these kinds is not withdrawn."""
        return self.table.c.kind.in_(kinds) & self.table.c.withdrawn.is_(None)

    def groups_of(self, connection: Connection, identifiers: Iterable[str]) -> dict[str, Group]:
        """Return the groups of those identifiers that are in one, by each of their members."""
        # Most stores have no merge: then no identifier is looked for.
        if connection.execute(select(self.subject).where(self.in_force(MERGE)).limit(1)).first() is None:
            return {}
        parents: Parents = {}
        new, seen = set(identifiers), set[str]()
        while new:
            seen |= new
            found: Parents = {}
            for some in chunks(sorted(new)):
                among = dialect_of(connection).rows_of(some)
                found |= self._select_parents(connection, or_(self.subject.in_(among), self.target.in_(among)))
            parents |= found
            new = {*found, *found.values()} - seen
        return build_groups(parents)

    def group_of(self, connection: Connection, identifier: str) -> Group:
        """Return the group of an identifier, which is alone in it if nothing is merged."""
        return self.groups_of(connection, [identifier]).get(identifier) or Group(identifier, (identifier,))

    def all_groups(self, connection: Connection) -> dict[str, Group]:
        """Return every group, by each member."""
        return build_groups(self._select_parents(connection, true()))

    def _select_parents(self, connection: Connection, among: ColumnElement[bool]) -> Parents:
        query = select(self.subject, self.target).where(self.in_force(MERGE), among)
        return dict(connection.execute(query).all())

    def begin(self, connection: Connection, attribution: Attribution) -> None:
        """Begin a decision: a store makes one at a time. Raise DecisionRefused if nobody signs it."""
        dialect = dialect_of(connection)
        if not attribution.by.strip():
            raise DecisionRefused(_("It is not said who decides."), _("Give a name."))
        for text in (attribution.by, attribution.why):
            if len(text) > _MAX_LENGTH or not dialect.can_store(text):
                raise DecisionRefused(
                    _("The store cannot hold this reason."),
                    _("Write {max_length} characters at most.").format(max_length=_MAX_LENGTH),
                )
        dialect.lock(connection, DECISION_LOCK, [0])

    def add(
        self,
        connection: Connection,
        kind: str,
        subject: str,
        target: str,
        before: dict[str, Any],
        attribution: Attribution,
    ) -> int:
        """Record a decision; return its number."""
        row = {"kind": kind, self.subject.name: subject, "target": target, "before": before}
        who = {"decided_by": attribution.by, "decided": attribution.when, "why": attribution.why}
        new = insert(self.table).returning(self.number)
        return int(connection.execute(new, {**row, **who}).scalar_one())

    def separate(
        self, connection: Connection, identifier: str, group: Group, attribution: Attribution
    ) -> list[int]:
        """Take an identifier out of its group; return the decisions withdrawn. The others stay merged."""
        of_it = or_(self.subject == identifier, self.target == identifier)
        query = select(self.number, self.subject.label("subject"), self.target.label("target"))
        query = query.where(self.in_force(MERGE), of_it).order_by(self.number)
        withdrawn = connection.execute(query).all()
        for row in withdrawn:
            self.mark_withdrawn(connection, row.decision_id, attribution)
        others = [row.subject for row in withdrawn if row.target == identifier]
        into = (row.target for row in withdrawn if row.subject == identifier)
        kept = next(into, others[0] if others else identifier)
        for other in others:
            if other != kept:
                self.add(connection, MERGE, other, kept, {group.head: list(group.members)}, attribution)
        return [row.decision_id for row in withdrawn]

    def require_in_force(self, connection: Connection, number: int, listing: str) -> Row[Any]:
        """Return a decision in force; ``listing`` is the command that lists them. Raise DecisionRefused."""
        row = connection.execute(select(self.table).where(self.number == number)).first()
        if row is None:
            raise DecisionRefused(
                _("There is no decision {number}.").format(number=number),
                _("See `{command}`.").format(command=listing),
            )
        if row.withdrawn is not None:
            raise DecisionRefused(
                _("Decision {number} is withdrawn already.").format(number=number), _("Nothing is to be done.")
            )
        return row

    def mark_withdrawn(self, connection: Connection, number: int, attribution: Attribution) -> None:
        """Record that a decision is withdrawn."""
        values = {"withdrawn_by": attribution.by, "withdrawn": attribution.when, "withdrawn_why": attribution.why}
        connection.execute(update(self.table).where(self.number == number).values(**values))

    def page(
        self, connection: Connection, members: Iterable[str] | None, limit: int, before: int | None
    ) -> tuple[list[Row[Any]], int | None]:
        """Return the decisions about some identifiers, or all, latest first; and where the next page begins."""
        query = select(self.table).order_by(self.number.desc()).limit(limit + 1)
        if before is not None:
            query = query.where(self.number < before)
        if members is not None:
            among = sorted(members)
            query = query.where(or_(self.subject.in_(among), self.target.in_(among)))
        rows = list(connection.execute(query).all())
        return rows[:limit], rows[limit - 1].decision_id if len(rows) > limit else None


def signatures(row: Row[Any]) -> tuple[Attribution, Attribution | None]:
    """Return who made a decision, and who withdrew it, if it is withdrawn."""
    said = Attribution(row.decided_by, row.decided, row.why)
    if row.withdrawn is None:
        return said, None
    return said, Attribution(row.withdrawn_by, row.withdrawn, row.withdrawn_why)
