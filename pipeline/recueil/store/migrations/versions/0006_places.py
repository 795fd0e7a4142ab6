"""The size of each page, the place of each word on it, and how sure OCR was of an entity's words."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("entities", sa.Column("confidence", sa.Integer()))
    op.add_column("pages", sa.Column("width", sa.Integer()))
    op.add_column("pages", sa.Column("height", sa.Integer()))
    nothing = "x''" if op.get_bind().dialect.name == "sqlite" else "''"
    op.add_column("pages", sa.Column("words", sa.LargeBinary(), nullable=False, server_default=sa.text(nothing)))


def downgrade() -> None:
    for name in ("words", "height", "width"):
        op.drop_column("pages", name)
    op.drop_column("entities", "confidence")
