"""Roles, budget sections, keys of persons, and references to other texts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from recueil.store.engine.column_types import Text

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

COLUMNS = ("section", "budget", "key", "type", "number", "article")


def upgrade() -> None:
    for name in COLUMNS:
        op.add_column("entities", sa.Column(name, Text()))


def downgrade() -> None:
    for name in COLUMNS:
        op.drop_column("entities", name)
