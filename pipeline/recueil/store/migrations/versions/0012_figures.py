"""What figures are made of: which money is of which chapter, and which pages OCR read."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from recueil.readers.document import Words
from recueil.store.engine.column_types import String

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_PAGES = sa.table(
    "pages",
    sa.column("document_id", sa.BigInteger),
    sa.column("number", sa.Integer),
    sa.column("words", sa.LargeBinary),
    sa.column("guessed", sa.Boolean),
)
_MANY = 200


def upgrade() -> None:
    op.add_column("search_amounts", sa.Column("chapter", String()))
    op.add_column("search_awards", sa.Column("chapter", String()))
    there = sa.text("chapter IS NOT NULL")
    op.create_index(
        "ix_search_amounts_chapter_docid",
        "search_amounts",
        ["chapter", "docid"],
        sqlite_where=there,
        postgresql_where=there,
    )
    op.add_column("pages", sa.Column("guessed", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_index("ix_pages_guessed", "pages", ["guessed"])
    after: tuple[int, int] | None = (-1, -1)
    while after is not None:
        after = _note_guessed(op.get_bind(), after)


def downgrade() -> None:
    op.drop_index("ix_pages_guessed", "pages")
    op.drop_column("pages", "guessed")
    op.drop_index("ix_search_amounts_chapter_docid", "search_amounts")
    op.drop_column("search_awards", "chapter")
    op.drop_column("search_amounts", "chapter")


def _note_guessed(connection: sa.Connection, after: tuple[int, int]) -> tuple[int, int] | None:
    """Of some of the pages, which OCR read; gives the last of them, None after all."""
    key = sa.tuple_(_PAGES.c.document_id, _PAGES.c.number)
    query = sa.select(_PAGES.c.document_id, _PAGES.c.number, _PAGES.c.words).where(key > after)
    some = connection.execute(query.order_by(_PAGES.c.document_id, _PAGES.c.number).limit(_MANY)).all()
    guessed = [{"of": row[0], "which": row[1]} for row in some if Words.unpack(bytes(row[2])).guessed]
    if guessed:
        connection.execute(_GUESSED, guessed)
    return (some[-1][0], some[-1][1]) if some else None


_GUESSED = (
    sa.update(_PAGES)
    .where(_PAGES.c.document_id == sa.bindparam("of"), _PAGES.c.number == sa.bindparam("which"))
    .values(guessed=True)
)
