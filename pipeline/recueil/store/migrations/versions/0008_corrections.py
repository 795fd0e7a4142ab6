"""Corrections of entities, where they stand, and what the pipeline found there.

Undone, what corrections made of the acts stays as it is, up to their next extraction; who made them is lost.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from recueil.store.engine.column_types import String, Text

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
# SQLite has no other way to add a column that refers to a table.
REFERENCE = (
    "ALTER TABLE entities ADD COLUMN correction_id {kind} "
    "CONSTRAINT fk_entities_correction_id_corrections REFERENCES corrections (correction_id)"
)


def upgrade() -> None:
    op.create_table(
        "corrections",
        sa.Column("correction_id", SERIAL, primary_key=True),
        sa.Column("sha256", String(64), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("start", "end")),
        *(sa.Column(name, Text(), nullable=False) for name in ("text", "before", "after")),
        *(sa.Column(name, sa.JSON()) for name in ("was", "value")),
        *_signed(),
    )
    op.create_index("ix_corrections_sha256", "corrections", ["sha256"])
    op.create_table("withdrawals", _correction(), *_signed())
    op.create_table(
        "correction_places",
        _correction(),
        sa.Column(
            "document_id", SERIAL, sa.ForeignKey("documents.document_id", ondelete="CASCADE"), primary_key=True
        ),
        *(sa.Column(name, sa.Integer()) for name in ("start", "end")),
        sa.Column("missing", String(20)),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_correction_places_document_id", "correction_places", ["document_id"])
    op.create_table(
        "extractions",
        sa.Column("docid", SERIAL, sa.ForeignKey("acts.docid", ondelete="CASCADE"), primary_key=True),
        *(sa.Column(name, sa.JSON(), nullable=False) for name in ("facts", "entities")),
    )
    op.execute(REFERENCE.format(kind="INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"))


def downgrade() -> None:
    op.drop_column("entities", "correction_id")
    for table in ("extractions", "correction_places", "withdrawals", "corrections"):
        op.drop_table(table)


def _correction() -> sa.Column[object]:
    key = sa.ForeignKey("corrections.correction_id")
    return sa.Column("correction_id", SERIAL, key, primary_key=True, autoincrement=False)


def _signed() -> list[sa.Column[object]]:
    return [
        sa.Column("made_by", Text(), nullable=False),
        sa.Column("made", INSTANT, nullable=False),
        sa.Column("why", Text(), nullable=False),
    ]
