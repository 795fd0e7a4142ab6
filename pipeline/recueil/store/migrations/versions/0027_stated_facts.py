"""What sources state of acts besides their text, and the acts of an envelope with their annexes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sources", sa.Column("stated", sa.JSON(none_as_null=True)))
    op.add_column("documents", sa.Column("enclosed", sa.JSON(none_as_null=True)))


def downgrade() -> None:
    op.drop_column("documents", "enclosed")
    op.drop_column("sources", "stated")
