"""The tables of access: who may use the store through the page and the API, and what was done with it.

What opens something (a password, a session, a token) is kept as a hash only.
"""

from __future__ import annotations

from typing import Literal, get_args

from sqlalchemy import JSON, CheckConstraint, Column, ForeignKey, Index, Integer, Table

from recueil.store.engine.column_types import String, Text, Utc
from recueil.store.schema import Serial, metadata

Role = Literal["reader", "editor", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)
"""From the one with the fewest rights on; each has those before it as well."""


def _role() -> CheckConstraint:
    return CheckConstraint(f"role IN ({', '.join(map(repr, ROLES))})", name="role")


def _of_user() -> Column[int]:
    return Column("user_id", Serial, ForeignKey("users.user_id", ondelete="CASCADE"), nullable=False, index=True)


users = Table(
    "users",
    metadata,
    Column("user_id", Serial, primary_key=True),
    Column("name", String(64), nullable=False, unique=True),
    Column("hash", Text, nullable=False),
    Column("role", String(10), nullable=False),
    Column("created", Utc, nullable=False),
    Column("disabled", Utc),
    _role(),
)

sessions = Table(
    "sessions",
    metadata,
    Column("digest", String(64), primary_key=True),
    _of_user(),
    Column("created", Utc, nullable=False),
    Column("last_seen", Utc, nullable=False),
    Column("expires", Utc, nullable=False),
)
Index(None, sessions.c.expires)

api_tokens = Table(
    "api_tokens",
    metadata,
    Column("token_id", Serial, primary_key=True),
    Column("digest", String(64), nullable=False, unique=True),
    _of_user(),
    Column("name", Text, nullable=False),
    Column("role", String(10), nullable=False),
    Column("created", Utc, nullable=False),
    Column("expires", Utc, nullable=False),
    Column("last_used", Utc),
    Column("revoked", Utc),
    _role(),
)

# By whom a login failed, as a hash: what is typed as a name may be a password.
login_attempts = Table(
    "login_attempts",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("last", Utc, nullable=False),
)
Index(None, login_attempts.c.last)

# ``who`` is a name, not a reference: what was done stays told when the account is gone.
audit = Table(
    "audit",
    metadata,
    Column("audit_id", Serial, primary_key=True),
    Column("at", Utc, nullable=False),
    Column("who", Text, nullable=False),
    Column("action", String(40), nullable=False),
    Column("subject", Text),
    Column("details", JSON, nullable=False),
)
Index(None, audit.c.at)
