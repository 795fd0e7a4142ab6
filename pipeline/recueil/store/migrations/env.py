"""What Alembic runs first: it hands over the caller's connection and the tables to compare with.

Views stand in the way of changes to their tables: they are taken away before, and made anew of the last revision.
"""

from __future__ import annotations

from alembic import context

from recueil.store import access_schema, person_schema, search_schema, suppression_schema, views  # noqa: F401 (the metadata has their tables)
from recueil.store.schema import REVISION, is_ours, metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    include_name=is_ours,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    views.drop(connection)
    context.run_migrations()
    if context.get_context().get_current_heads() == (REVISION,):
        views.create(connection)
