"""The date that a document bears itself, in ``v_acts``: a fact of the act; every upgrade makes the views anew."""

from __future__ import annotations

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change no table."""


def downgrade() -> None:
    """Change no table."""
