"""Dossiers of acts, values and persons, with notes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from recueil.store.engine.column_types import String, Text, Utc

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "dossiers",
        sa.Column("dossier_id", SERIAL, primary_key=True, nullable=False),
        sa.Column("title", Text(), nullable=False),
        sa.Column("owner", Text(), nullable=False),
        sa.Column("created", Utc(), nullable=False),
        sa.Column("changed", Utc(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("note", Text(), nullable=False),
        sqlite_autoincrement=True,
    )
    for column in ("owner", "shared"):
        op.create_index(f"ix_dossiers_{column}", "dossiers", [column])
    op.create_table(
        "dossier_items",
        sa.Column("item_id", SERIAL, primary_key=True, nullable=False),
        sa.Column("dossier_id", SERIAL, sa.ForeignKey("dossiers.dossier_id", ondelete="CASCADE"), nullable=False),
        sa.Column("kind", String(10), nullable=False),
        sa.Column("uid", String(80)),
        sa.Column("value_kind", String(20)),
        sa.Column("value", Text()),
        sa.Column("start", sa.Integer()),
        sa.Column("end", sa.Integer()),
        sa.Column("person", Text()),
        sa.Column("query", Text()),
        sa.Column("note", Text(), nullable=False),
        sa.Column("added", Utc(), nullable=False),
        sa.CheckConstraint("kind IN ('act', 'value', 'person')", name="kind"),
        sa.CheckConstraint("(person IS NULL) <> (uid IS NULL)", name="either"),
    )
    for column in ("dossier_id", "uid"):
        op.create_index(f"ix_dossier_items_{column}", "dossier_items", [column])


def downgrade() -> None:
    op.drop_table("dossier_items")
    op.drop_table("dossiers")
