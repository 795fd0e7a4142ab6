"""Which acts have changed since a process read them, so that it need not read the others again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    serial = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "search_changes",
        sa.Column("docid", serial, primary_key=True, autoincrement=False, nullable=False),
        sa.Column("changed", sa.BigInteger(), nullable=False),
    )
    op.create_index("ix_search_changes_changed", "search_changes", ["changed"])


def downgrade() -> None:
    op.drop_table("search_changes")
