"""The account of an amount that stands alone with it on a line of text, for « montant:>1000@65748 », and awards by
their account.

The index is built anew after each migration.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from recueil.store.engine.column_types import String

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("search_amounts", sa.Column("account", String()))
    op.create_index("ix_search_awards_code_docid", "search_awards", ["code", "docid"])


def downgrade() -> None:
    op.drop_index("ix_search_awards_code_docid", "search_awards")
    op.drop_column("search_amounts", "account")
