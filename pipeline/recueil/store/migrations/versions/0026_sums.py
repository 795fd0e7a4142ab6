"""What sums count once and leave out: awards that recall an earlier act, and how sure values are.

Acts that are already there have neither until they are extracted again or `recueil reindex` has run.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from recueil.store.engine.column_types import String

revision = "0026"
down_revision = "0024"
branch_labels = None
depends_on = None

_COLUMNS = (("key", String()), ("recalled_docid", sa.BigInteger()), ("recalled_number", String()))


def upgrade() -> None:
    for name, kind in _COLUMNS:
        op.add_column("search_awards", sa.Column(name, kind))


def downgrade() -> None:
    for name, _ in reversed(_COLUMNS):
        op.drop_column("search_awards", name)
