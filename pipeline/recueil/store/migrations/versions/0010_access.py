"""Accounts, their sessions and tokens, logins that failed, and the audit log."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from recueil.store.engine.column_types import String, Text

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _users()
    _sessions()
    _tokens()
    op.create_table(
        "login_attempts",
        sa.Column("digest", String(64), primary_key=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last", INSTANT, nullable=False),
    )
    op.create_index("ix_login_attempts_last", "login_attempts", ["last"])
    _audit()


def downgrade() -> None:
    for table in ("audit", "login_attempts", "api_tokens", "sessions", "users"):
        op.drop_table(table)


def _users() -> None:
    op.create_table(
        "users",
        sa.Column("user_id", SERIAL, primary_key=True),
        sa.Column("name", String(64), nullable=False),
        sa.Column("hash", Text(), nullable=False),
        _role(),
        sa.Column("created", INSTANT, nullable=False),
        sa.Column("disabled", INSTANT),
        _known_role("users"),
        sa.UniqueConstraint("name", name=op.f("uq_users_name")),
    )


def _sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("digest", String(64), primary_key=True),
        _of_user(),
        *(sa.Column(name, INSTANT, nullable=False) for name in ("created", "last_seen", "expires")),
    )
    op.create_index("ix_sessions_user_id", "sessions", ["user_id"])
    op.create_index("ix_sessions_expires", "sessions", ["expires"])


def _tokens() -> None:
    op.create_table(
        "api_tokens",
        sa.Column("token_id", SERIAL, primary_key=True),
        sa.Column("digest", String(64), nullable=False),
        _of_user(),
        sa.Column("name", Text(), nullable=False),
        _role(),
        *(sa.Column(name, INSTANT, nullable=False) for name in ("created", "expires")),
        *(sa.Column(name, INSTANT) for name in ("last_used", "revoked")),
        _known_role("api_tokens"),
        sa.UniqueConstraint("digest", name=op.f("uq_api_tokens_digest")),
    )
    op.create_index("ix_api_tokens_user_id", "api_tokens", ["user_id"])


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("audit_id", SERIAL, primary_key=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("who", Text(), nullable=False),
        sa.Column("action", String(40), nullable=False),
        sa.Column("subject", Text()),
        sa.Column("details", sa.JSON(), nullable=False),
    )
    op.create_index("ix_audit_at", "audit", ["at"])


def _of_user() -> sa.Column[int]:
    return sa.Column("user_id", SERIAL, sa.ForeignKey("users.user_id", ondelete="CASCADE"), nullable=False)


def _role() -> sa.Column[str]:
    return sa.Column("role", String(10), nullable=False)


def _known_role(table: str) -> sa.CheckConstraint:
    return sa.CheckConstraint("role IN ('reader', 'editor', 'admin')", name=op.f(f"ck_{table}_role"))
