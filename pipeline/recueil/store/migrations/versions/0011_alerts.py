"""Saved queries, and the acts that have been hits of each."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from recueil.store.engine.column_types import String, Text

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

SERIAL = sa.BigInteger().with_variant(sa.Integer, "sqlite")
INSTANT = sa.DateTime(timezone=True)
IS_NEW = sa.text("n IS NOT NULL")
NEW_ONLY: dict[str, Any] = {"sqlite_where": IS_NEW, "postgresql_where": IS_NEW}


def upgrade() -> None:
    _alerts()
    op.create_table(
        "alert_hits",
        sa.Column("alert_id", SERIAL, sa.ForeignKey("alerts.alert_id", ondelete="CASCADE"), primary_key=True),
        sa.Column("uid", String(80), primary_key=True),
        sa.Column("n", sa.Integer()),
        sa.Column("found", INSTANT),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_alert_hits_uid", "alert_hits", ["uid"])
    op.create_index("uq_alert_hits_n", "alert_hits", ["alert_id", "n"], unique=True, **NEW_ONLY)
    op.create_index("ix_alert_hits_found", "alert_hits", ["found"], **NEW_ONLY)


def downgrade() -> None:
    op.drop_table("alert_hits")
    op.drop_table("alerts")


def _alerts() -> None:
    op.create_table(
        "alerts",
        sa.Column("alert_id", SERIAL, primary_key=True),
        sa.Column("uuid", String(36), nullable=False, unique=True),
        sa.Column("name", Text(), nullable=False),
        sa.Column("query", Text(), nullable=False),
        sa.Column("owner", Text()),
        sa.Column("created", INSTANT, nullable=False),
        sa.Column("disabled", INSTANT),
        sa.Column("key_hash", String(64), nullable=False),
        sa.Column("looked", INSTANT, nullable=False),
        sa.Column("problem", Text()),
        sa.Column("hits", sa.Integer(), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.Column("telling", sa.Integer()),
        sa.Column("teller", String(32)),
        sa.Column("telling_since", INSTANT),
    )
    op.create_index("ix_alerts_owner", "alerts", ["owner"])
