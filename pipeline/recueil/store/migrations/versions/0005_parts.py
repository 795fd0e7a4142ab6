"""The part of its act that holds each entity."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("entities", sa.Column("part", sa.String(20)))


def downgrade() -> None:
    op.drop_column("entities", "part")
