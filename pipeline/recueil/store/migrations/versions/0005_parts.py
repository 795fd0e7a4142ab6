"""The part of its act that holds each entity, and how many errors the checks found in an act."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from recueil.store.engine.column_types import String

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("entities", sa.Column("part", String(20)))
    op.add_column("acts", sa.Column("errors", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    op.drop_column("acts", "errors")
    op.drop_column("entities", "part")
