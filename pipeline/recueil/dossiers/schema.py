"""The tables of dossiers and of their items."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, CheckConstraint, Column, ForeignKey, Integer, Table, false

from recueil.store.engine.column_types import String, Text, Utc
from recueil.store.schema import Serial, metadata

ACT, VALUE, PERSON = "act", "value", "person"

# ``tags`` are texts. A ``shared`` dossier is read by everybody who may read acts, and changed by its owner alone.
dossiers = Table(
    "dossiers",
    metadata,
    Column("dossier_id", Serial, primary_key=True),
    Column("title", Text, nullable=False),
    Column("owner", Text, nullable=False, index=True),
    Column("created", Utc, nullable=False),
    Column("changed", Utc, nullable=False),
    Column("shared", Boolean, nullable=False, server_default=false(), index=True),
    Column("tags", JSON, nullable=False),
    Column("note", Text, nullable=False),
    sqlite_autoincrement=True,  # an old link never shows another dossier
)

# An act by its ``uid``; a value of it also by kind, canonical text and characters of the document, since its
# number changes when the act is extracted again, with its ``words`` as cited; or a ``person`` by identifier.
# ``query`` is the search that found it. A new version of the act's file does not change the row.
dossier_items = Table(
    "dossier_items",
    metadata,
    Column("item_id", Serial, primary_key=True),
    Column("dossier_id", ForeignKey("dossiers.dossier_id", ondelete="CASCADE"), nullable=False, index=True),
    Column("kind", String(10), nullable=False),
    Column("uid", String(80), index=True),
    Column("value_kind", String(20)),
    Column("value", Text),
    Column("words", Text),
    Column("start", Integer),
    Column("end", Integer),
    Column("person", Text),
    Column("query", Text),
    Column("note", Text, nullable=False),
    Column("added", Utc, nullable=False),
    CheckConstraint(f"kind IN ('{ACT}', '{VALUE}', '{PERSON}')", name="kind"),
    CheckConstraint("(person IS NULL) <> (uid IS NULL)", name="either"),
)
