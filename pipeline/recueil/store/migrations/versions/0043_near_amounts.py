"""Tokens of the full-text index for the words near amounts.

The index is built anew after each migration, which makes them.
"""

from __future__ import annotations

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change no table."""


def downgrade() -> None:
    """Change no table: an earlier version asks for none of the tokens."""
