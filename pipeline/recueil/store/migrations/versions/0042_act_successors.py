"""What acts became in new versions of their files, and the words of the values that dossiers cite.

The words of values that were added before are those of the act, where it still has a value at their characters.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from recueil.store.engine.column_types import String, Text, Utc

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

_FILL_WORDS = """
UPDATE dossier_items SET words = (
  SELECT min(e.text) FROM entities e JOIN acts a ON a.docid = e.docid
  WHERE a.uid = dossier_items.uid AND e.kind = dossier_items.value_kind
    AND e.start = dossier_items.start AND e."end" = dossier_items."end"
) WHERE kind = 'value'
"""


def upgrade() -> None:
    op.create_table(
        "act_successors",
        sa.Column("uid", String(80), primary_key=True, nullable=False),
        sa.Column("successor", String(80), nullable=False),
        sa.Column("replaced", Utc(), nullable=False),
    )
    op.create_index("ix_act_successors_successor", "act_successors", ["successor"])
    op.add_column("dossier_items", sa.Column("words", Text()))
    op.execute(_FILL_WORDS)


def downgrade() -> None:
    op.drop_column("dossier_items", "words")
    op.drop_table("act_successors")
