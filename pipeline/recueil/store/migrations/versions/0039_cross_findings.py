"""Findings across acts: what the rules found in the acts of each body, and of which state of them.

Nothing is filled in: the next run compares the acts of all bodies.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from recueil.store.engine.column_types import String, Text, Utc

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "cross_findings",
        sa.Column("finding_id", SERIAL, primary_key=True, nullable=False),
        sa.Column("docid", SERIAL, sa.ForeignKey("acts.docid", ondelete="CASCADE"), nullable=False),
        sa.Column("body", Text(), nullable=False),
        sa.Column("rule", String(60), nullable=False),
        sa.Column("severity", String(20), nullable=False),
        sa.Column("message", Text(), nullable=False),
        sa.Column("basis", Text(), nullable=False),
        sa.Column("expected", Text()),
        sa.Column("found", Text()),
        sa.Column("made", Utc(), nullable=False),
        sqlite_autoincrement=True,
    )
    for columns in (["docid"], ["body"], ["rule", "docid"]):
        op.create_index(f"ix_cross_findings_{'_'.join(columns)}", "cross_findings", columns)
    of_finding = sa.ForeignKey("cross_findings.finding_id", ondelete="CASCADE")
    op.create_table(
        "cross_finding_places",
        sa.Column("finding_id", SERIAL, of_finding, primary_key=True, nullable=False),
        sa.Column("n", sa.Integer(), primary_key=True, nullable=False, autoincrement=False),
        sa.Column("docid", SERIAL, sa.ForeignKey("acts.docid", ondelete="CASCADE"), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_cross_finding_places_docid", "cross_finding_places", ["docid"])
    op.create_table(
        "cross_checked_bodies",
        sa.Column("body", Text(), primary_key=True, nullable=False),
        sa.Column("state", Text(), nullable=False),
        sa.Column("made", Utc(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("cross_checked_bodies")
    op.drop_table("cross_finding_places")
    op.drop_table("cross_findings")
