"""Numbered changes of the schema, run by Alembic inside the transaction of the caller."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection


class UnknownRevision(Exception):
    """The database stands at a migration that is not among these."""


def config(connection: Connection) -> Config:
    """Alembic's settings, without a file: the scripts travel inside the package."""
    settings = Config()
    settings.set_main_option("script_location", "recueil.store:migrations")
    settings.attributes["connection"] = connection
    return settings


def upgrade(connection: Connection) -> None:
    """Bring the database to the last migration."""
    try:
        command.upgrade(config(connection), "head")
    except CommandError as error:
        raise UnknownRevision(str(error)) from error
