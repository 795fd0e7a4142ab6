"""Suppressions narrowed by a département, or about sources instead of a body."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from recueil.store.engine.column_types import String

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("suppressions", sa.Column("department", String(3)))
    op.add_column("suppressions", sa.Column("exact", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("suppressions", sa.Column("sources", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    for name in ("sources", "exact", "department"):
        op.drop_column("suppressions", name)
