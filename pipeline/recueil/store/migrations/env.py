"""What Alembic runs first: it hands over the caller's connection and the tables to compare with.

Views stand in the way of changes to their tables: they are taken away before, and made anew of the last revision.
"""

from __future__ import annotations

from alembic import context

import recueil.accounts.schema
import recueil.beneficiaries.schema
import recueil.cross_checks.schema
import recueil.dossiers.schema
import recueil.interests.store
import recueil.persons.groups
import recueil.privacy.erasure.suppressions
import recueil.store.index.schema  # noqa: F401 — the tables of each are in the metadata once it is imported
from recueil.store import views
from recueil.store.schema import REVISION, is_own_table, metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    include_name=is_own_table,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    views.drop_views(connection)
    context.run_migrations()
    if context.get_context().get_current_heads() == (REVISION,):
        views.create_views(connection)
