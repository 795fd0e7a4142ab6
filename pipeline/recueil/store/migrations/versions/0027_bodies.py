"""Bodies known by their SIREN: what is known of each, whose an act is and why, and persons' decisions.

The index is built anew after each migration.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from recueil.store.engine.column_types import String, Text, Utc

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

_OF_ACTS = (
    ("siren", String(9)),
    ("body_reason", String(20)),
    ("body_candidates", sa.JSON(none_as_null=True)),
)


def upgrade() -> None:
    op.add_column("sources", sa.Column("siren", String(9)))
    for name, kind in _OF_ACTS:
        op.add_column("acts", sa.Column(name, kind))
    op.add_column("search_acts", sa.Column("ambiguous", sa.Boolean(), nullable=False, server_default=sa.false()))
    is_ambiguous = sa.text("ambiguous")
    op.create_index(
        "ix_search_acts_ambiguous",
        "search_acts",
        ["docid"],
        sqlite_where=is_ambiguous,
        postgresql_where=is_ambiguous,
    )
    op.create_table(
        "bodies",
        sa.Column("key", Text(), primary_key=True, nullable=False),
        sa.Column("label", Text(), nullable=False),
        sa.Column("name", Text(), nullable=False),
        sa.Column("name_key", Text(), nullable=False),
        sa.Column("kind", String(20)),
        sa.Column("siren", String(9)),
        sa.Column("code", String(5)),
        sa.Column("departement", String(3)),
        sa.Column("region", String(2)),
        sa.Column("epci", String(9)),
        sa.Column("ept", String(9)),
        sa.Column("population", sa.Integer()),
        sa.Column("publication", Text()),
    )
    for name in ("siren", "name_key", "departement", "epci"):
        op.create_index(f"ix_bodies_{name}", "bodies", [name])
    op.create_table(
        "body_assignments",
        sa.Column("key", Text(), primary_key=True, nullable=False),
        sa.Column("source", Text(), primary_key=True, nullable=False),
        sa.Column("name", Text(), nullable=False),
        sa.Column("siren", String(9), nullable=False),
        sa.Column("made_by", Text(), nullable=False),
        sa.Column("made", Utc(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("body_assignments")
    op.drop_table("bodies")
    op.drop_index("ix_search_acts_ambiguous", "search_acts")
    op.drop_column("search_acts", "ambiguous")
    for name, _ in reversed(_OF_ACTS):
        op.drop_column("acts", name)
    op.drop_column("sources", "siren")
