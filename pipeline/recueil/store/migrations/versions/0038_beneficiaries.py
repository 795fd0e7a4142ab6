"""Beneficiaries of awards: their identifiers, decisions and proposals, organisations of public registers.

The index is built anew after each migration.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from recueil.store.engine.column_types import String, Text, Utc

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("search_awards", sa.Column("beneficiary_id", Text()))
    op.create_index("ix_search_awards_key_amount_docid", "search_awards", ["key", "amount", "docid"])
    covered = ["beneficiary_id", "what", "currency", "doubtful", "amount", "docid", "n"]
    op.create_index("ix_search_awards_beneficiary", "search_awards", covered)
    op.create_table(
        "beneficiary_decisions",
        sa.Column("decision_id", SERIAL, primary_key=True, nullable=False),
        sa.Column("kind", String(10), nullable=False),
        sa.Column("beneficiary", Text(), nullable=False),
        sa.Column("target", Text(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("decided_by", Text(), nullable=False),
        sa.Column("decided", Utc(), nullable=False),
        sa.Column("why", Text(), nullable=False),
        sa.Column("withdrawn_by", Text()),
        sa.Column("withdrawn", Utc()),
        sa.Column("withdrawn_why", Text()),
        sa.CheckConstraint("kind IN ('merge', 'refuse')", name="kind"),
    )
    for column in ("beneficiary", "target"):
        op.create_index(f"ix_beneficiary_decisions_{column}", "beneficiary_decisions", [column])
    op.create_table(
        "merged_beneficiaries",
        sa.Column("beneficiary", Text(), primary_key=True, nullable=False),
        sa.Column("head", Text(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_merged_beneficiaries_head", "merged_beneficiaries", ["head"])
    op.create_table(
        "beneficiary_proposals",
        sa.Column("proposal_id", SERIAL, primary_key=True, nullable=False),
        sa.Column("beneficiary", Text(), nullable=False),
        sa.Column("target", Text(), nullable=False),
        sa.Column("basis", String(10), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("made", Utc(), nullable=False),
    )
    op.create_index("ix_beneficiary_proposals_target", "beneficiary_proposals", ["target"])
    pair = ["beneficiary", "target"]
    op.create_index("uq_beneficiary_proposals_pair", "beneficiary_proposals", pair, unique=True)
    op.create_table(
        "reference_organisations",
        sa.Column("number", String(10), primary_key=True, nullable=False),
        sa.Column("source", String(10), nullable=False),
        sa.Column("name", Text(), nullable=False),
        sa.Column("acronym", Text()),
        sa.Column("key", Text(), nullable=False),
        sa.Column("siret", String(14)),
        sa.Column("rna", String(10)),
        sa.Column("code", String(5)),
        sa.Column("commune", Text()),
        sa.Column("closed", String(10)),
        sa.Column("loaded", Utc(), nullable=False),
    )
    op.create_index("ix_reference_organisations_key_code", "reference_organisations", ["key", "code"])


def downgrade() -> None:
    op.drop_table("reference_organisations")
    op.drop_table("beneficiary_proposals")
    op.drop_table("merged_beneficiaries")
    op.drop_table("beneficiary_decisions")
    op.drop_index("ix_search_awards_beneficiary", "search_awards")
    op.drop_index("ix_search_awards_key_amount_docid", "search_awards")
    op.drop_column("search_awards", "beneficiary_id")
