"""Interests of members of councils, as a user loads them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from recueil.store.engine.column_types import Text, Utc

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    serial = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "interests",
        sa.Column("interest_id", serial, primary_key=True, nullable=False),
        *(sa.Column(name, Text(), nullable=False) for name in ("body", "label", "person", "organisation")),
        sa.Column("since", sa.Date()),
        sa.Column("until", sa.Date()),
        sa.Column("source", Text(), nullable=False),
        sa.Column("loaded", Utc(), nullable=False),
    )
    op.create_index("ix_interests_body", "interests", ["body"])


def downgrade() -> None:
    op.drop_table("interests")
