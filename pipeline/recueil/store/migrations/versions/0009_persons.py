"""Persons are names in a body, and analysts say who is who: decisions that merge and split them.

The tables of search are empty afterwards: whoever upgrades makes them anew from the acts (``projecting.rebuild``).
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from recueil.store.engine.column_types import String, Text, Utc

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NARROW: dict[str, Any] = {"sqlite_with_rowid": False}


def upgrade() -> None:
    _drop_persons()
    op.create_table(
        "persons",
        sa.Column("person_id", SERIAL, primary_key=True),
        sa.Column("body", Text(), nullable=False),
        sa.Column("name", Text(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("head", Text(), nullable=False),
    )
    op.create_index("uq_persons_name", "persons", ["name", "body", "part"], unique=True)
    op.create_index("ix_persons_head", "persons", ["head"])
    op.create_index("ix_persons_body_head", "persons", ["body", "head"])
    _names()
    held = sa.text("other IS NOT NULL")
    where: dict[str, Any] = {"sqlite_where": held, "postgresql_where": held}
    op.create_index("ix_search_persons_other", "search_persons", ["other", "docid"], **where)
    _decisions()


def downgrade() -> None:
    op.drop_table("person_acts")
    op.drop_table("person_decisions")
    _drop_persons()
    op.create_table(
        "persons",
        sa.Column("person_id", SERIAL, primary_key=True),
        sa.Column("name", Text(), nullable=False, unique=True),
    )
    _names()


def _drop_persons() -> None:
    for table in ("search_persons", "person_words", "persons"):
        op.drop_table(table)


def _names() -> None:
    """What refers to persons, as it was before and is after."""
    op.create_table(
        "person_words",
        sa.Column("word", String(), primary_key=True, autoincrement=False),
        _person("person_id", ondelete="CASCADE", primary_key=True),
        **NARROW,
    )
    op.create_index("ix_person_words_person_id", "person_words", ["person_id"])
    act = sa.ForeignKey("acts.docid", ondelete="CASCADE")
    op.create_table(
        "search_persons",
        _person("person_id", primary_key=True),
        sa.Column("docid", SERIAL, act, primary_key=True),
        sa.Column("status", String(), primary_key=True, autoincrement=False),
        sa.Column("n", sa.Integer(), nullable=False),
        _person("other", nullable=True),
        **NARROW,
    )
    op.create_index("ix_search_persons_docid_person_id", "search_persons", ["docid", "person_id"])


def _person(
    name: str, *, ondelete: str | None = None, primary_key: bool = False, nullable: bool = False
) -> sa.Column[int]:
    key = sa.ForeignKey("persons.person_id", ondelete=ondelete)
    return sa.Column(name, SERIAL, key, primary_key=primary_key, nullable=nullable)


def _decisions() -> None:
    op.create_table(
        "person_decisions",
        sa.Column("decision_id", SERIAL, primary_key=True),
        sa.Column("kind", String(10), nullable=False),
        sa.Column("person", Text(), nullable=False),
        sa.Column("target", Text(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("decided_by", Text(), nullable=False),
        sa.Column("decided", Utc(), nullable=False),
        sa.Column("why", Text(), nullable=False),
        sa.Column("withdrawn_by", Text()),
        sa.Column("withdrawn", Utc()),
        sa.Column("withdrawn_why", Text()),
        sa.CheckConstraint("kind IN ('merge', 'split')", name="kind"),
    )
    for column in ("person", "target"):
        op.create_index(f"ix_person_decisions_{column}", "person_decisions", [column])
    decision = sa.ForeignKey("person_decisions.decision_id", ondelete="CASCADE")
    op.create_table(
        "person_acts",
        sa.Column("uid", String(80), primary_key=True),
        sa.Column("decision_id", SERIAL, decision, primary_key=True),
        **NARROW,
    )
    op.create_index("ix_person_acts_decision_id", "person_acts", ["decision_id"])
