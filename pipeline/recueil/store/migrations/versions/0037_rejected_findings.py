"""Corrections that reject what a check found; undone, they are deleted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change nothing: the table of corrections keeps facts of all kinds."""


def downgrade() -> None:
    corrections = sa.table("corrections", sa.column("correction_id"), sa.column("was", sa.JSON()))
    of_findings = sa.select(corrections.c.correction_id).where(corrections.c.was["kind"].as_string() == "finding")
    numbers = list(op.get_bind().execute(of_findings).scalars())
    for name in ("withdrawals", "correction_places", "corrections"):
        table = sa.table(name, sa.column("correction_id"))
        op.execute(sa.delete(table).where(table.c.correction_id.in_(numbers)))
