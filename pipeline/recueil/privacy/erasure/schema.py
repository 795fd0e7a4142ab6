"""Tables of suppressions (persons whom the store must not name, as hashes) and of the documents they changed.

``forms`` are the hashes of a name, as in ``name_hashes``; ``key_check`` shows whether a key is the one
they were hashed with. ``body`` is the display name of the scope, which ``suppression_scopes`` defines.
``state`` is ``begun`` until the whole store, and what it left on the disk, has been processed.
"""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, CheckConstraint, Column, ForeignKey, Index, Integer, Table, false

from recueil.store.engine.column_types import String, Text, Utc
from recueil.store.schema import Serial, metadata

BEGUN, DONE = "begun", "done"

suppression_table = Table(
    "suppressions",
    metadata,
    Column("suppression_id", Serial, primary_key=True),
    Column("body", Text, nullable=False),
    Column("body_key", Text),
    Column("siren", String(9)),
    Column("department", String(3)),
    Column("exact", Boolean, nullable=False, server_default=false()),
    Column("sources", JSON, nullable=False, server_default="[]"),
    Column("forms", JSON, nullable=False),
    Column("key_check", String(64), nullable=False),
    Column("reason", Text, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made", Utc, nullable=False),
    Column("state", String(10), nullable=False),
    CheckConstraint(f"state IN ('{BEGUN}', '{DONE}')", name="state"),
)

# Documents that named a suppressed person: in how many of their acts, and how often.
suppressed_documents = Table(
    "suppressed",
    metadata,
    Column("suppression_id", ForeignKey("suppressions.suppression_id", ondelete="CASCADE"), primary_key=True),
    Column("document_id", ForeignKey("documents.document_id", ondelete="CASCADE"), primary_key=True),
    Column("acts", Integer, nullable=False),
    Column("mentions", Integer, nullable=False),
    sqlite_with_rowid=False,
)
Index(None, suppressed_documents.c.document_id)
