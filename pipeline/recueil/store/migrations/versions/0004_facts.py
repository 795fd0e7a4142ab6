"""What an act says of itself as a whole, and what the checks found in it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("acts", sa.Column("facts", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("acts", sa.Column("findings", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    op.drop_column("acts", "findings")
    op.drop_column("acts", "facts")
