"""Runs, the pipelines they used and what these changed; more states of work, its owner and its next attempt."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from recueil.store.engine.column_types import String, Text

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
BEFORE = ("pending", "running", "done", "failed")
# What had failed so often was not tried again.
OFTEN = 3
HELD = """EXISTS (
    SELECT 1 FROM sources JOIN documents USING (document_id)
    WHERE sources.source_id = ledger.source_id AND documents.sha256 = ledger.sha256
)"""
NOW = (*BEFORE, "quarantined", "withdrawn", "superseded")


def upgrade() -> None:
    _runs()
    op.create_table(
        "pipelines",
        sa.Column("version", Text(), primary_key=True),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("first_used", INSTANT, nullable=False),
    )
    _changes()
    op.add_column("sources", sa.Column("body", Text()))
    op.drop_index("ix_ledger_version", "ledger")
    with op.batch_alter_table("ledger") as table:
        table.drop_constraint(op.f("ck_ledger_state"), type_="check")
        table.alter_column("state", type_=String(12), existing_nullable=False)
        table.add_column(sa.Column("next_attempt", INSTANT))
        table.add_column(sa.Column("run_id", String(32)))
        table.create_foreign_key("fk_ledger_run_id_runs", "runs", ["run_id"], ["run_id"], ondelete="SET NULL")
        table.create_check_constraint("state", _among(NOW))
    op.execute("UPDATE ledger SET state = 'pending', attempts = attempts - 1 WHERE state = 'running'")
    op.execute(f"UPDATE ledger SET state = 'quarantined' WHERE state = 'failed' AND attempts >= {OFTEN}")
    op.create_index("ix_ledger_state", "ledger", ["state", "pipeline_version"])
    op.create_index("ix_ledger_run_id", "ledger", ["run_id", "state"])


def downgrade() -> None:
    often = f"CASE WHEN attempts < {OFTEN} THEN {OFTEN} ELSE attempts END"
    op.execute(f"UPDATE ledger SET state = 'failed', attempts = {often} WHERE state = 'quarantined'")
    op.execute(f"UPDATE ledger SET state = 'done' WHERE state = 'withdrawn' AND {HELD}")
    op.execute("DELETE FROM ledger WHERE state IN ('withdrawn', 'superseded')")
    op.drop_index("ix_ledger_state", "ledger")
    op.drop_index("ix_ledger_run_id", "ledger")
    with op.batch_alter_table("ledger") as table:
        table.drop_constraint(op.f("ck_ledger_state"), type_="check")
        table.drop_constraint("fk_ledger_run_id_runs", type_="foreignkey")
        table.drop_column("run_id")
        table.drop_column("next_attempt")
        table.alter_column("state", type_=String(10), existing_nullable=False)
        table.create_check_constraint("state", _among(BEFORE))
    op.create_index("ix_ledger_version", "ledger", ["pipeline_version", "state"])
    op.drop_column("sources", "body")
    for name in ("changes", "pipelines", "runs"):
        op.drop_table(name)


def _among(states: tuple[str, ...]) -> str:
    return f"state IN ({', '.join(map(repr, states))})"


def _runs() -> None:
    op.create_table(
        "runs",
        sa.Column("run_id", String(32), primary_key=True),
        sa.Column("flow", String(20), nullable=False),
        sa.Column("flow_run", String(36)),
        sa.Column("machine", Text(), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("pipeline_version", Text(), nullable=False),
        sa.Column("started", INSTANT, nullable=False),
        sa.Column("heartbeat", INSTANT, nullable=False),
        sa.Column("finished", INSTANT),
        sa.Column("state", String(20)),
        sa.Column("message", Text()),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("planned", "unchanged", "done", "failed")),
    )
    op.create_index("ix_runs_started", "runs", ["started"])


def _changes() -> None:
    op.create_table(
        "changes",
        sa.Column("run_id", String(32), sa.ForeignKey("runs.run_id", ondelete="CASCADE"), primary_key=True),
        sa.Column("uid", String(80), primary_key=True),
        sa.Column("kind", String(20), primary_key=True),
        sa.Column("gained", sa.Integer(), nullable=False),
        sa.Column("lost", sa.Integer(), nullable=False),
        sa.Column("gained_example", Text()),
        sa.Column("lost_example", Text()),
        sqlite_with_rowid=False,
    )
