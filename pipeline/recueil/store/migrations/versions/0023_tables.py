"""The tables of each page, as ranges of its text.

Documents that are already there have none until their files are read again.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    nothing = "x''" if op.get_bind().dialect.name == "sqlite" else "''"
    op.add_column("pages", sa.Column("tables", sa.LargeBinary(), nullable=False, server_default=sa.text(nothing)))


def downgrade() -> None:
    op.drop_column("pages", "tables")
