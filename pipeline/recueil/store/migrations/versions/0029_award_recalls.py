"""What an award recalls, as text; ``v_awards`` shows it, and which awards an earlier act of the store made.

The index is built anew after each migration.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from recueil.store.engine.column_types import Text

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("search_awards", sa.Column("recalls", Text()))


def downgrade() -> None:
    op.drop_column("search_awards", "recalls")
