"""Masked words are none that readers search.

No table is another: what search repeats of every act is made anew after any migration.
"""

from __future__ import annotations

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing: no table is another."""


def downgrade() -> None:
    """Nothing."""
