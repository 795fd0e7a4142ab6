"""What PostgreSQL is to know of terms: how often an axis and a value come together, and not each alone.

Taken for independent, chapter 65 seems rare, and the acts of a page are looked for among all that have it.
"""

from __future__ import annotations

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE STATISTICS st_search_terms (mcv) ON axis, value FROM search_terms")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP STATISTICS st_search_terms")
