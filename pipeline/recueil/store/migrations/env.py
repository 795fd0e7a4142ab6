"""What Alembic runs first: it hands over the caller's connection and the tables to compare with."""

from __future__ import annotations

from alembic import context

from recueil.store import search_schema  # noqa: F401 (its tables are of the metadata too)
from recueil.store.schema import is_ours, metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    include_name=is_ours,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
