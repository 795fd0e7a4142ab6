"""Vectors of what acts decide, by which similar acts are found.

The index is built anew after each migration: each act gets its vector.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    serial = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "search_vectors",
        sa.Column(
            "docid", serial, sa.ForeignKey("acts.docid", ondelete="CASCADE"), primary_key=True, nullable=False
        ),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.BigInteger(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("search_vectors")
