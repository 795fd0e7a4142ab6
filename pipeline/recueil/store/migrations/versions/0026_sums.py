"""Awards that recall an earlier act, which sums count once, and how sure a model is of values, to search by.

The index is built anew after each migration; what an award recalls is known once its act is extracted again.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from recueil.store.engine.column_types import String

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_COLUMNS = (("key", String()), ("recalled_docid", sa.BigInteger()), ("recalled_number", String()))


def upgrade() -> None:
    for name, kind in _COLUMNS:
        op.add_column("search_awards", sa.Column(name, kind))
    serial = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    act = sa.ForeignKey("acts.docid", ondelete="CASCADE")
    op.create_table(
        "search_certainties",
        sa.Column("docid", serial, act, primary_key=True, nullable=False),
        sa.Column("value", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("n", sa.Integer(), primary_key=True, autoincrement=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_search_certainties_value_docid", "search_certainties", ["value", "docid"])


def downgrade() -> None:
    op.drop_table("search_certainties")
    for name, _ in reversed(_COLUMNS):
        op.drop_column("search_awards", name)
