"""Tables of accounts: users, sessions, identities at a provider, API tokens, failed logins, audit log.

Passwords and the secrets of sessions and tokens are stored as hashes only.
"""

from __future__ import annotations

from typing import Literal, get_args

from sqlalchemy import JSON, CheckConstraint, Column, ForeignKey, Index, Integer, Table

from recueil.store.engine.column_types import String, Text, Utc
from recueil.store.schema import Serial, metadata

Role = Literal["reader", "editor", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)
"""From the fewest rights to the most; each role includes those before it."""


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

identities = Table(
    "identities",
    metadata,
    Column("issuer", String(255), primary_key=True),
    Column("subject", String(255), primary_key=True),
    _of_user(),
    Column("created", Utc, nullable=False),
)
"""Who of an OpenID Connect provider has which account."""

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

# ``digest`` is a hash of the name or address: a password may have been typed as the name.
login_attempts = Table(
    "login_attempts",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("last", Utc, nullable=False),
)
Index(None, login_attempts.c.last)

# ``who`` is a name, not a foreign key: entries outlive the account.
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
