"""Numbered changes of the schema, run by Alembic inside the transaction of the caller.

Alembic is slow to import, and a new store in SQLite does without it (``baseline``).
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from sqlalchemy import Connection

if TYPE_CHECKING:
    from alembic.config import Config

_BYTES = 32


class UnknownRevision(Exception):
    """The database stands at a migration that is not among these."""


def config(connection: Connection, secret: str | None = None) -> Config:
    """Alembic's settings, without a file: the scripts travel inside the package."""
    from alembic.config import Config

    settings = Config()
    settings.set_main_option("script_location", "recueil.store:migrations")
    settings.attributes["connection"] = connection
    settings.attributes["secret"] = secret or new_secret()
    return settings


def new_secret() -> str:
    """Make a secret for a store that has none, in hexadecimal digits."""
    return secrets.token_hex(_BYTES)


def upgrade(connection: Connection, secret: str | None = None) -> None:
    """Bring the database to the last migration; where it has no secret, it gets this one, or a new one."""
    from alembic import command
    from alembic.util import CommandError

    try:
        command.upgrade(config(connection, secret), "head")
    except CommandError as error:
        raise UnknownRevision(str(error)) from error
