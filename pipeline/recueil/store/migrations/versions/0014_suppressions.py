"""Whom the store must not name any more, as hashes of names."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from recueil.store.engine.column_types import String, Text

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

SERIAL = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "suppressions",
        sa.Column("suppression_id", SERIAL, primary_key=True),
        sa.Column("body", Text(), nullable=False),
        sa.Column("body_key", Text()),
        sa.Column("siren", String(9)),
        sa.Column("forms", sa.JSON(), nullable=False),
        sa.Column("key_check", String(64), nullable=False),
        sa.Column("reason", Text(), nullable=False),
        sa.Column("made_by", Text(), nullable=False),
        sa.Column("made", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", String(10), nullable=False),
        sa.CheckConstraint("state IN ('begun', 'done')", name="state"),
    )
    op.create_table(
        "suppressed",
        _of("suppressions.suppression_id"),
        _of("documents.document_id"),
        sa.Column("acts", sa.Integer(), nullable=False),
        sa.Column("mentions", sa.Integer(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_suppressed_document_id", "suppressed", ["document_id"])


def downgrade() -> None:
    op.drop_table("suppressed")
    op.drop_table("suppressions")


def _of(key: str) -> sa.Column[int]:
    return sa.Column(key.partition(".")[2], SERIAL, sa.ForeignKey(key, ondelete="CASCADE"), primary_key=True)
