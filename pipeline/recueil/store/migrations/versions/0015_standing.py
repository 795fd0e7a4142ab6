"""Whether a person of an act is public or private there: nobody has told it of those who are there already."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from recueil.store.engine.column_types import String

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("entities", sa.Column("standing", String(10)))


def downgrade() -> None:
    op.drop_column("entities", "standing")
