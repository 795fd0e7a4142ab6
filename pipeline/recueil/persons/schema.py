"""Tables of decisions about persons' identity: source data that no extraction changes.

Persons are referenced by the identifiers of ``person_ids``, never by row numbers. A row changes only to
record that it was withdrawn, by whom and why.
"""

from __future__ import annotations

from sqlalchemy import JSON, CheckConstraint, Column, ForeignKey, Index, Table

from recueil.store.engine.column_types import String, Text, Utc
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
