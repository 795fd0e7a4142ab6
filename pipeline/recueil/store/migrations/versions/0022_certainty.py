"""How sure a model is of a value, and whether it is doubtful; older rows count as sure.

A doubtful role of a person is left out of counts of presence, an award with a doubtful amount of figures.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from recueil.store.engine.column_types import Millionths

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_TABLES = ("entities", "search_persons", "search_awards")


def upgrade() -> None:
    for table in _TABLES[:2]:
        op.add_column(table, sa.Column("certainty", Millionths()))
    for table in _TABLES:
        op.add_column(table, sa.Column("doubtful", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    for table in _TABLES:
        op.drop_column(table, "doubtful")
    for table in _TABLES[:2]:
        op.drop_column(table, "certainty")
