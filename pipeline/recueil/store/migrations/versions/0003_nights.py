"""Runs, the pipelines they used and what these changed; more states of work, its owner and its next attempt."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

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
        sa.Column("version", sa.Text(), primary_key=True),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("first_used", INSTANT, nullable=False),
    )
    _changes()
    op.add_column("sources", sa.Column("body", sa.Text()))
    op.drop_index("ix_ledger_version", "ledger")
    with op.batch_alter_table("ledger") as table:
        table.drop_constraint(op.f("ck_ledger_state"), type_="check")
        table.alter_column("state", type_=sa.String(12), existing_nullable=False)
        table.add_column(sa.Column("next_attempt", INSTANT))
        table.add_column(sa.Column("run_id", sa.String(32)))
        table.create_foreign_key("fk_ledger_run_id_runs", "runs", ["run_id"], ["run_id"], ondelete="SET NULL")
        table.create_check_constraint("state", _among(NOW))
    op.execute("UPDATE ledger SET state = 'pending', attempts = attempts - 1 WHERE state = 'running'")
    op.execute(f"UPDATE ledger SET state = 'quarantined' WHERE state = 'failed' AND attempts >= {OFTEN}")
    op.create_index("ix_ledger_state", "ledger", ["state", "pipeline_version"])
    op.create_index("ix_ledger_run_id", "ledger", ["run_id", "state"])


def downgrade() -> None:
    op.execute(
        f"UPDATE ledger SET state = 'failed', attempts = max(attempts, {OFTEN}) WHERE state = 'quarantined'"
    )
    op.execute(f"UPDATE ledger SET state = 'done' WHERE state = 'withdrawn' AND {HELD}")
    op.execute("DELETE FROM ledger WHERE state IN ('withdrawn', 'superseded')")
    op.drop_index("ix_ledger_state", "ledger")
    op.drop_index("ix_ledger_run_id", "ledger")
    with op.batch_alter_table("ledger") as table:
        table.drop_constraint(op.f("ck_ledger_state"), type_="check")
        table.drop_constraint("fk_ledger_run_id_runs", type_="foreignkey")
        table.drop_column("run_id")
        table.drop_column("next_attempt")
        table.alter_column("state", type_=sa.String(10), existing_nullable=False)
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
        sa.Column("run_id", sa.String(32), primary_key=True),
        sa.Column("flow", sa.String(20), nullable=False),
        sa.Column("flow_run", sa.String(36)),
        sa.Column("machine", sa.Text(), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("pipeline_version", sa.Text(), nullable=False),
        sa.Column("started", INSTANT, nullable=False),
        sa.Column("heartbeat", INSTANT, nullable=False),
        sa.Column("finished", INSTANT),
        sa.Column("state", sa.String(20)),
        sa.Column("message", sa.Text()),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("planned", "unchanged", "done", "failed")),
    )
    op.create_index("ix_runs_started", "runs", ["started"])


def _changes() -> None:
    op.create_table(
        "changes",
        sa.Column("run_id", sa.String(32), sa.ForeignKey("runs.run_id", ondelete="CASCADE"), primary_key=True),
        sa.Column("uid", sa.String(80), primary_key=True),
        sa.Column("kind", sa.String(20), primary_key=True),
        sa.Column("gained", sa.Integer(), nullable=False),
        sa.Column("lost", sa.Integer(), nullable=False),
        sa.Column("gained_example", sa.Text()),
        sa.Column("lost_example", sa.Text()),
        sqlite_with_rowid=False,
    )
