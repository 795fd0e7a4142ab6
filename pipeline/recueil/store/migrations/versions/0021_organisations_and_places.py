"""The names of organisations and places; the views get the date of a document as well.

Acts that are already there have neither until they are extracted again.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from recueil.store.engine.column_types import Text

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("entities", sa.Column("name", Text()))


def downgrade() -> None:
    """Delete the values that an earlier release cannot read."""
    entities = sa.table("entities", sa.column("kind"))
    op.execute(sa.delete(entities).where(entities.c.kind.in_(("organisation", "place"))))
    op.drop_column("entities", "name")
