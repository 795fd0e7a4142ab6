"""Records of tables of subventions are no acts: ``v_awards`` says which of them an act of the store has made.

Views and the index are built anew after each migration.
"""

from __future__ import annotations

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change no table."""


def downgrade() -> None:
    """Change no table."""
