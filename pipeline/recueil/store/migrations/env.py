"""What Alembic runs first: it hands over the caller's connection and the tables to compare with.

Views stand in the way of changes to their tables: they are taken away before, and made anew of the last revision.
"""

from __future__ import annotations

from alembic import context

from recueil.store import views
from recueil.store.schema import REVISION, is_own_table
from recueil.store.tables import load_tables

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=load_tables(),
    include_name=is_own_table,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    views.drop_views(connection)
    context.run_migrations()
    if context.get_context().get_current_heads() == (REVISION,):
        views.create_views(connection)
