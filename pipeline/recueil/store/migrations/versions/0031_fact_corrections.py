"""Corrections of facts: the findings of the checks before corrections, with what the pipeline found.

Undone, corrections of facts are deleted, and what they made of the acts stays as it is, up to their next
extraction.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

_FACT_KINDS = ("act_title", "act_kind", "act_number", "act_date", "award", "vote", "ballot", "presence")


def upgrade() -> None:
    op.add_column("extractions", sa.Column("findings", sa.JSON(), nullable=False, server_default="[]"))
    acts, extractions = (
        sa.table(name, sa.column("docid"), sa.column("findings")) for name in ("acts", "extractions")
    )
    of_act = sa.select(acts.c.findings).where(acts.c.docid == extractions.c.docid).scalar_subquery()
    op.execute(sa.update(extractions).values(findings=of_act))


def downgrade() -> None:
    op.drop_column("extractions", "findings")
    corrections = sa.table(
        "corrections", sa.column("correction_id"), sa.column("was", sa.JSON()), sa.column("value", sa.JSON())
    )
    of_facts = sa.select(corrections.c.correction_id).where(
        sa.or_(*(corrections.c[name]["kind"].as_string().in_(_FACT_KINDS) for name in ("was", "value")))
    )
    numbers = list(op.get_bind().execute(of_facts).scalars())
    for name in ("withdrawals", "correction_places", "corrections"):
        table = sa.table(name, sa.column("correction_id"))
        op.execute(sa.delete(table).where(table.c.correction_id.in_(numbers)))
