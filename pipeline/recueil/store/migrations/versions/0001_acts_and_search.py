"""Documents, acts and entities, the ledger, and the tables of search."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from recueil.store.engine.column_types import String, Text

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
MILLIONTHS = sa.BigInteger()
FULL_TEXT = {
    "sqlite": (
        "CREATE VIRTUAL TABLE search_text USING fts5(words, tokens, content='', contentless_delete=1, "
        "tokenize=\"unicode61 remove_diacritics 0 tokenchars '_'\")",
    ),
    "postgresql": (
        "CREATE TABLE search_text("
        'docid bigint PRIMARY KEY, keys tsvector NOT NULL, words text COLLATE "C" NOT NULL)',
        "CREATE INDEX ix_search_text_keys ON search_text USING gin (keys)",
    ),
}


def upgrade() -> None:
    _documents()
    _ledger()
    _acts()
    _persons()
    _search()
    for statement in FULL_TEXT[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    op.execute("DROP TABLE search_text")
    for table in ("search_persons", "search_terms", "search_dates", "search_percentages", "search_amounts"):
        op.drop_table(table)
    for table in ("person_words", "persons", "entities", "acts", "ledger", "sources", "pages", "documents"):
        op.drop_table(table)


def _documents() -> None:
    op.create_table(
        "documents",
        sa.Column("document_id", SERIAL, primary_key=True),
        sa.Column("sha256", String(64), nullable=False, unique=True),
        sa.Column("handle", String(64), nullable=False, unique=True),
        sa.Column("media", String(100), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("text", Text(), nullable=False),
    )
    op.create_table(
        "pages",
        _reference("document_id", "documents.document_id", primary_key=True, ondelete="CASCADE"),
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sources",
        sa.Column("source_id", SERIAL, primary_key=True),
        sa.Column("uri", Text(), nullable=False, unique=True),
        _reference("document_id", "documents.document_id", nullable=True),
        sa.Column("first_seen", INSTANT, nullable=False),
        sa.Column("last_seen", INSTANT, nullable=False),
    )
    op.create_index("ix_sources_document_id", "sources", ["document_id"])


def _ledger() -> None:
    op.create_table(
        "ledger",
        sa.Column("ledger_id", SERIAL, primary_key=True),
        _reference("source_id", "sources.source_id", ondelete="CASCADE"),
        sa.Column("sha256", String(64)),
        sa.Column("pipeline_version", Text(), nullable=False),
        sa.Column("state", String(10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("reason", String(40)),
        sa.Column("message", Text()),
        sa.Column("started", INSTANT),
        sa.Column("finished", INSTANT),
        sa.CheckConstraint("state IN ('pending', 'running', 'done', 'failed')", name="state"),
    )
    op.create_index("uq_ledger_work", "ledger", ["source_id", "sha256", "pipeline_version"], unique=True)
    op.create_index(
        "uq_ledger_unread",
        "ledger",
        ["source_id", "pipeline_version"],
        unique=True,
        sqlite_where=sa.text("sha256 IS NULL"),
        postgresql_where=sa.text("sha256 IS NULL"),
    )
    op.create_index("ix_ledger_version", "ledger", ["pipeline_version", "state"])


def _acts() -> None:
    op.create_table(
        "acts",
        sa.Column("docid", SERIAL, primary_key=True, autoincrement=False),
        sa.Column("uid", String(80), nullable=False, unique=True),
        _reference("document_id", "documents.document_id"),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("kind", String(40)),
        sa.Column("date", String(10)),
        sa.Column("date_from", sa.Date()),
        sa.Column("date_to", sa.Date()),
        sa.Column("number", Text()),
        sa.Column("title", Text()),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("pipeline_version", Text(), nullable=False),
    )
    op.create_index("uq_acts_place", "acts", ["document_id", "ordinal"], unique=True)
    op.create_table(
        "entities",
        _docid(),
        sa.Column("n", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("kind", String(20), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("text", Text(), nullable=False),
        sa.Column("rule", Text(), nullable=False),
        sa.Column("pipeline_version", Text(), nullable=False),
        *_values(),
        sqlite_with_rowid=False,
    )


def _values() -> list[sa.Column[object]]:
    return [
        sa.Column("edtf", String(21)),
        sa.Column("date_from", sa.Date()),
        sa.Column("date_to", sa.Date()),
        sa.Column("role", Text()),
        sa.Column("issue", Text()),
        sa.Column("amount", MILLIONTHS),
        sa.Column("currency", String(3)),
        sa.Column("tax", String(3)),
        sa.Column("per", Text()),
        sa.Column("percent", MILLIONTHS),
        sa.Column("level", Text()),
        sa.Column("code", Text()),
        sa.Column("nomenclature", Text()),
        sa.Column("label", Text()),
        sa.Column("given", Text()),
        sa.Column("family", Text()),
        sa.Column("civility", Text()),
    ]


def _persons() -> None:
    op.create_table(
        "persons",
        sa.Column("person_id", SERIAL, primary_key=True),
        sa.Column("name", Text(), nullable=False, unique=True),
    )
    op.create_table(
        "person_words",
        _key("word", String()),
        _reference("person_id", "persons.person_id", primary_key=True, ondelete="CASCADE"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_person_words_person_id", "person_words", ["person_id"])


def _search() -> None:
    for table in ("search_amounts", "search_percentages"):
        columns = (_docid(), _key("value", MILLIONTHS), _key("n", sa.Integer()))
        op.create_table(table, *columns, sqlite_with_rowid=False)
        op.create_index(f"ix_{table}_value_docid", table, ["value", "docid"])
    op.create_table(
        "search_dates",
        _docid(),
        _key("kind", String()),
        _key("date_from", sa.Date()),
        _key("n", sa.Integer()),
        sa.Column("date_to", sa.Date(), nullable=False),
        sqlite_with_rowid=False,
    )
    dates = ["kind", "date_from", "date_to", "docid"]
    op.create_index("ix_search_dates_kind_date_from_date_to_docid", "search_dates", dates)
    op.create_table(
        "search_terms",
        _key("axis", String()),
        _key("value", String()),
        _docid(),
        sa.Column("n", sa.Integer()),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_search_terms_docid_axis_value", "search_terms", ["docid", "axis", "value"])
    op.create_table(
        "search_persons",
        _reference("person_id", "persons.person_id", primary_key=True),
        _docid(),
        sa.Column("n", sa.Integer(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_search_persons_docid_person_id", "search_persons", ["docid", "person_id"])


def _key(name: str, kind: sa.types.TypeEngine[Any]) -> sa.Column[object]:
    return sa.Column(name, kind, primary_key=True, autoincrement=False)


def _reference(
    name: str, target: str, *, primary_key: bool = False, nullable: bool = False, ondelete: str | None = None
) -> sa.Column[object]:
    key = sa.ForeignKey(target, ondelete=ondelete)
    return sa.Column(name, SERIAL, key, primary_key=primary_key, nullable=nullable)


def _docid() -> sa.Column[object]:
    return _reference("docid", "acts.docid", primary_key=True, ondelete="CASCADE")
