"""Failures that somebody dismissed, sources that the settings name, and what of an archive could not be read."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

BEFORE = ("pending", "running", "done", "failed", "quarantined", "withdrawn", "superseded")
NOW = (*BEFORE, "dismissed")


def upgrade() -> None:
    op.add_column("sources", sa.Column("configured", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("documents", sa.Column("missing", sa.JSON(none_as_null=True)))
    _allow(NOW)


def downgrade() -> None:
    op.execute("UPDATE ledger SET state = 'quarantined' WHERE state = 'dismissed'")
    _allow(BEFORE)
    op.drop_column("documents", "missing")
    op.drop_column("sources", "configured")


def _allow(states: tuple[str, ...]) -> None:
    with op.batch_alter_table("ledger") as table:
        table.drop_constraint(op.f("ck_ledger_state"), type_="check")
        table.create_check_constraint("state", f"state IN ({', '.join(map(repr, states))})")
