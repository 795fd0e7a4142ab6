"""The database schema. ``migrations`` upgrades a database to it; a test compares the two.

``acts`` and ``entities`` are the primary data, as corrected; ``recueil.store.index.schema`` has
the tables derived for search.

``docid`` encodes the act's date: day ordinal × 65,536 + number within the day. Descending docids
are the latest acts first, and a range of dates is a range of docids. It is internal: the public
identifier is ``uid``.

A partial index is declared by the option for SQLite alone: that for PostgreSQL would have every command import its
dialect. The migrations make it partial in both.

Foreign keys to ``acts`` and ``persons`` of entities and of the index are triggers of statements on PostgreSQL: see
migration 0044.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    false,
    text,
)

from recueil.store.engine.column_types import Millionths, String, Text, Utc

REVISION = "0045"
"""The latest migration, which produces these tables."""

STATES = ("pending", "running", "done", "failed", "quarantined", "withdrawn", "superseded", "dismissed")
"""States of work in the ledger; ``recueil.store.ledger.work`` describes each."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite numbers rows itself only in a column of exactly this type.
Serial = BigInteger().with_variant(Integer, "sqlite")


def act_key_column() -> Column[int]:
    """Build the foreign key to the act of a row; rows are deleted with their act."""
    return Column("docid", Serial, ForeignKey("acts.docid", ondelete="CASCADE"), primary_key=True)


# How contents are fingerprinted and documents named, see ``recueil.store.acts.handles``. One row: a secret
# until somebody is forgotten, then the check value of the key of `recueil forget`.
fingerprinting = Table(
    "fingerprinting",
    metadata,
    Column("fingerprinting_id", Integer, primary_key=True, autoincrement=False),
    Column("secret", String(64)),
    Column("key_check", String(64)),
    CheckConstraint("fingerprinting_id = 1", name="one"),
    CheckConstraint("(secret IS NULL) <> (key_check IS NULL)", name="either"),
)

# ``sha256`` is the content's fingerprint: the plain SHA-256 only as long as nobody is forgotten.
# ``enclosed`` are the acts of an envelope: their ranges, annexes and stated facts.
documents = Table(
    "documents",
    metadata,
    Column("document_id", Serial, primary_key=True),
    Column("sha256", String(64), nullable=False, unique=True),
    Column("handle", String(64), nullable=False, unique=True),
    Column("media", String(100), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("text", Text, nullable=False),
    Column("missing", JSON(none_as_null=True)),
    Column("enclosed", JSON(none_as_null=True)),
)

# Former handles of documents.
aliases = Table(
    "aliases",
    metadata,
    Column("alias_id", Serial, primary_key=True),
    Column("name", String(64), nullable=False, unique=True),
    Column("document_id", ForeignKey("documents.document_id", ondelete="CASCADE"), nullable=False, index=True),
)

pages = Table(
    "pages",
    metadata,
    Column("document_id", ForeignKey("documents.document_id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("width", Integer),
    Column("height", Integer),
    Column("words", LargeBinary, nullable=False, server_default=text("x''")),
    Column("guessed", Boolean, nullable=False, server_default=false()),
    Column("tables", LargeBinary, nullable=False, server_default=text("x''")),
    sqlite_with_rowid=False,
)
Index(None, pages.c.guessed)

# ``stated``: the facts that the source states of its acts besides their text.
sources = Table(
    "sources",
    metadata,
    Column("source_id", Serial, primary_key=True),
    Column("uri", Text, nullable=False, unique=True),
    Column("document_id", ForeignKey("documents.document_id"), index=True),
    Column("first_seen", Utc, nullable=False),
    Column("last_seen", Utc, nullable=False),
    Column("body", Text),
    Column("siren", String(9)),
    Column("configured", Boolean, nullable=False, server_default=false()),
    Column("stated", JSON(none_as_null=True)),
)

# What a source held before its content changed, as readers may see it: the text, and ``found``, its values.
versions = Table(
    "versions",
    metadata,
    Column("version_id", Serial, primary_key=True),
    Column("source_id", ForeignKey("sources.source_id", ondelete="CASCADE"), nullable=False, index=True),
    Column("sha256", String(64), nullable=False),
    Column("replaced", Utc, nullable=False),
    Column("text", Text, nullable=False),
    Column("found", JSON, nullable=False),
)

# Runs, alive while they send heartbeats, with the progress of each.
runs = Table(
    "runs",
    metadata,
    Column("run_id", String(32), primary_key=True),
    Column("flow", String(20), nullable=False),
    Column("flow_run", String(36)),
    Column("machine", Text, nullable=False),
    Column("pid", Integer, nullable=False),
    Column("pipeline_version", Text, nullable=False),
    Column("started", Utc, nullable=False),
    Column("heartbeat", Utc, nullable=False),
    Column("finished", Utc),
    Column("state", String(20)),
    Column("message", Text),
    Column("planned", Integer, nullable=False),
    Column("unchanged", Integer, nullable=False),
    Column("done", Integer, nullable=False),
    Column("failed", Integer, nullable=False),
)
Index(None, runs.c.started)

# The parts of each pipeline version, to name the difference between two.
pipelines = Table(
    "pipelines",
    metadata,
    Column("version", Text, primary_key=True),
    Column("parts", JSON, nullable=False),
    Column("first_used", Utc, nullable=False),
)

# What a run extracted differently from an earlier pipeline, per act and kind of entity, with an example each.
changes = Table(
    "changes",
    metadata,
    Column("run_id", ForeignKey("runs.run_id", ondelete="CASCADE"), primary_key=True),
    Column("uid", String(80), primary_key=True),
    Column("kind", String(20), primary_key=True),
    Column("gained", Integer, nullable=False),
    Column("lost", Integer, nullable=False),
    Column("gained_example", Text),
    Column("lost_example", Text),
    sqlite_with_rowid=False,
)

ledger = Table(
    "ledger",
    metadata,
    Column("ledger_id", Serial, primary_key=True),
    Column("source_id", ForeignKey("sources.source_id", ondelete="CASCADE"), nullable=False),
    Column("sha256", String(64)),
    Column("pipeline_version", Text, nullable=False),
    Column("state", String(12), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("reason", String(40)),
    Column("message", Text),
    Column("started", Utc),
    Column("finished", Utc),
    Column("next_attempt", Utc),
    Column("run_id", ForeignKey("runs.run_id", ondelete="SET NULL")),
    CheckConstraint(f"state IN ({', '.join(map(repr, STATES))})", name="state"),
)
Index("uq_ledger_work", ledger.c.source_id, ledger.c.sha256, ledger.c.pipeline_version, unique=True)
Index(
    "uq_ledger_unread",
    ledger.c.source_id,
    ledger.c.pipeline_version,
    unique=True,
    sqlite_where=ledger.c.sha256.is_(None),
)
Index("ix_ledger_state", ledger.c.state, ledger.c.pipeline_version)
Index("ix_ledger_run_id", ledger.c.run_id, ledger.c.state)

acts = Table(
    "acts",
    metadata,
    Column("docid", Serial, primary_key=True, autoincrement=False),
    Column("uid", String(80), nullable=False, unique=True),
    Column("document_id", ForeignKey("documents.document_id"), nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("kind", String(40)),
    Column("date", String(10)),
    Column("date_from", Date),
    Column("date_to", Date),
    Column("number", Text),
    Column("title", Text),
    Column("body", Text),
    Column("siren", String(9)),
    Column("body_reason", String(20)),
    Column("body_candidates", JSON(none_as_null=True)),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("facts", JSON, nullable=False, server_default="{}"),
    Column("findings", JSON, nullable=False, server_default="[]"),
    Column("errors", Integer, nullable=False, server_default="0"),
    Column("pipeline_version", Text, nullable=False),
)
Index("uq_acts_place", acts.c.document_id, acts.c.ordinal, unique=True)

# What an act became when its source got another content: the uid of the act of that content. See
# ``recueil.store.acts.succession``.
act_successors = Table(
    "act_successors",
    metadata,
    Column("uid", String(80), primary_key=True),
    Column("successor", String(80), nullable=False, index=True),
    Column("replaced", Utc, nullable=False),
)

# The bodies that acts are filed under, as far as they are known. ``key`` is that of the label, as in
# ``search_acts.body``; ``name_key`` is shared by namesakes. ``epci`` and ``ept`` are SIREN. A population is that
# of the ``publication``.
bodies = Table(
    "bodies",
    metadata,
    Column("key", Text, primary_key=True),
    Column("label", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("name_key", Text, nullable=False),
    Column("kind", String(20)),
    Column("siren", String(9)),
    Column("code", String(5)),
    Column("departement", String(3)),
    Column("region", String(2)),
    Column("epci", String(9)),
    Column("ept", String(9)),
    Column("population", Integer),
    Column("publication", Text),
)
Index(None, bodies.c.siren)
Index(None, bodies.c.name_key)
Index(None, bodies.c.departement)
Index(None, bodies.c.epci)

# Persons' decisions that a name stands for a SIREN, in all acts or in those of files under the address ``source``
# ("" for all). ``key`` is that of the name; a later decision replaces an earlier one.
body_assignments = Table(
    "body_assignments",
    metadata,
    Column("key", Text, primary_key=True),
    Column("source", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("siren", String(9), nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made", Utc, nullable=False),
)

# Analysts' corrections of entities and of facts of acts. Rows are never changed or deleted, nor are those of
# ``withdrawals``.
corrections = Table(
    "corrections",
    metadata,
    Column("correction_id", Serial, primary_key=True),
    Column("sha256", String(64), nullable=False, index=True),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    Column("was", JSON(none_as_null=True)),
    Column("value", JSON(none_as_null=True)),
    Column("made_by", Text, nullable=False),
    Column("made", Utc, nullable=False),
    Column("why", Text, nullable=False),
)

withdrawals = Table(
    "withdrawals",
    metadata,
    Column("correction_id", ForeignKey("corrections.correction_id"), primary_key=True, autoincrement=False),
    Column("made_by", Text, nullable=False),
    Column("made", Utc, nullable=False),
    Column("why", Text, nullable=False),
)

# The place of a correction in each document it concerns, or why it has none (``missing``).
correction_places = Table(
    "correction_places",
    metadata,
    Column("correction_id", ForeignKey("corrections.correction_id"), primary_key=True, autoincrement=False),
    Column("document_id", ForeignKey("documents.document_id", ondelete="CASCADE"), primary_key=True),
    Column("start", Integer),
    Column("end", Integer),
    Column("missing", String(20)),
    sqlite_with_rowid=False,
)
Index(None, correction_places.c.document_id)

# The pipeline's results for acts with corrections, to be restored when these are withdrawn.
extractions = Table(
    "extractions",
    metadata,
    act_key_column(),
    Column("facts", JSON, nullable=False),
    Column("entities", JSON, nullable=False),
    Column("findings", JSON, nullable=False, server_default="[]"),
)

entities = Table(
    "entities",
    metadata,
    act_key_column(),
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("kind", String(20), nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("page", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("rule", Text, nullable=False),
    Column("part", String(20)),
    Column("confidence", Integer),
    Column("certainty", Millionths),
    Column("doubtful", Boolean, nullable=False, server_default=false()),
    Column("at", Integer),
    Column("until", Integer),
    Column("correction_id", ForeignKey("corrections.correction_id")),
    Column("pipeline_version", Text, nullable=False),
    Column("edtf", String(21)),
    Column("date_from", Date),
    Column("date_to", Date),
    Column("role", Text),
    Column("issue", Text),
    Column("amount", Millionths),
    Column("currency", String(3)),
    Column("tax", String(3)),
    Column("per", Text),
    Column("percent", Millionths),
    Column("level", Text),
    Column("code", Text),
    Column("nomenclature", Text),
    Column("label", Text),
    Column("given", Text),
    Column("family", Text),
    Column("civility", Text),
    Column("section", Text),
    Column("budget", Text),
    Column("key", Text),
    Column("standing", String(10)),
    Column("type", Text),
    Column("number", Text),
    Column("article", Text),
    Column("name", Text),
    sqlite_with_rowid=False,
)

# A saved query, and the number of new hits since it was saved. Reports have delivered the first ``told`` of them;
# the report ``teller``, in progress since ``telling_since``, is to deliver those up to ``telling``.
alerts = Table(
    "alerts",
    metadata,
    Column("alert_id", Serial, primary_key=True),
    Column("uuid", String(36), nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("query", Text, nullable=False),
    Column("owner", Text, index=True),
    Column("created", Utc, nullable=False),
    Column("disabled", Utc),
    Column("key_hash", String(64), nullable=False),
    Column("looked", Utc, nullable=False),
    Column("problem", Text),
    Column("hits", Integer, nullable=False),
    Column("told", Integer, nullable=False),
    Column("telling", Integer),
    Column("teller", String(32)),
    Column("telling_since", Utc),
    Column("changes", Boolean, nullable=False, server_default=false()),
)

# Every act that has been a hit of an alert: ``n`` numbers those since the alert was saved, others have none.
# ``event`` is why it is announced: as new if empty, or because it was ``changed`` or ``withdrawn``.
alert_hits = Table(
    "alert_hits",
    metadata,
    Column("alert_id", ForeignKey("alerts.alert_id", ondelete="CASCADE"), primary_key=True),
    Column("uid", String(80), primary_key=True),
    Column("n", Integer),
    Column("found", Utc),
    Column("event", String(10)),
    sqlite_with_rowid=False,
)
_is_new = alert_hits.c.n.is_not(None)
Index(None, alert_hits.c.uid)
Index("uq_alert_hits_n", alert_hits.c.alert_id, alert_hits.c.n, unique=True, sqlite_where=_is_new)
Index(None, alert_hits.c.found, sqlite_where=_is_new)


def is_own_table(name: str | None, kind: str, parents: object) -> bool:
    """Exclude the shadow tables of the full-text index when Alembic compares the schema."""
    return kind != "table" or not str(name).startswith("search_text")
