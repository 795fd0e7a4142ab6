"""Alerts that announce also that an act has changed or was withdrawn."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from recueil.store.engine.column_types import String

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("alerts", sa.Column("changes", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("alert_hits", sa.Column("event", String(10)))


def downgrade() -> None:
    op.drop_column("alert_hits", "event")
    op.drop_column("alerts", "changes")
