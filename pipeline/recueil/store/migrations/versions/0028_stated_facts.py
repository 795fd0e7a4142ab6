"""What sources state of acts besides their text, the acts of an envelope, and former versions of documents."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from recueil.store.engine.column_types import String, Text, Utc

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sources", sa.Column("stated", sa.JSON(none_as_null=True)))
    op.add_column("documents", sa.Column("enclosed", sa.JSON(none_as_null=True)))
    serial = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    source = sa.ForeignKey("sources.source_id", ondelete="CASCADE")
    op.create_table(
        "versions",
        sa.Column("version_id", serial, primary_key=True),
        sa.Column("source_id", serial, source, nullable=False),
        sa.Column("sha256", String(64), nullable=False),
        sa.Column("replaced", Utc, nullable=False),
        sa.Column("text", Text, nullable=False),
        sa.Column("found", sa.JSON(), nullable=False),
    )
    op.create_index("ix_versions_source_id", "versions", ["source_id"])


def downgrade() -> None:
    op.drop_table("versions")
    op.drop_column("documents", "enclosed")
    op.drop_column("sources", "stated")
