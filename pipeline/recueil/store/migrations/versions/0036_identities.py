"""Identities of accounts at an OpenID Connect provider; and corrections that reject what a check found, which are
deleted if it is undone.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from recueil.store.engine.column_types import String

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


INSTANT = sa.DateTime(timezone=True)
SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Corrections need no change: their table keeps facts of all kinds."""
    op.create_table(
        "identities",
        sa.Column("issuer", String(255), primary_key=True),
        sa.Column("subject", String(255), primary_key=True),
        sa.Column("user_id", SERIAL, sa.ForeignKey("users.user_id", ondelete="CASCADE"), nullable=False),
        sa.Column("created", INSTANT, nullable=False),
    )
    op.create_index("ix_identities_user_id", "identities", ["user_id"])


def downgrade() -> None:
    op.drop_table("identities")
    corrections = sa.table("corrections", sa.column("correction_id"), sa.column("was", sa.JSON()))
    of_findings = sa.select(corrections.c.correction_id).where(corrections.c.was["kind"].as_string() == "finding")
    numbers = list(op.get_bind().execute(of_findings).scalars())
    for name in ("withdrawals", "correction_places", "corrections"):
        table = sa.table(name, sa.column("correction_id"))
        op.execute(sa.delete(table).where(table.c.correction_id.in_(numbers)))
