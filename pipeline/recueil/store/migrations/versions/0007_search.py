"""What search needs to answer the whole query language: acts, votes, awards, findings, statuses of persons, words.

The tables are empty afterwards: whoever upgrades makes them anew from the acts (``projecting.rebuild``).
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from recueil.store.engine.column_types import String, Text

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MILLIONTHS = sa.BigInteger()
PLACES = "CREATE VIRTUAL TABLE search_text_places USING fts5vocab(search_text, instance)"


def upgrade() -> None:
    op.add_column("acts", sa.Column("body", Text()))
    op.add_column("entities", sa.Column("at", sa.Integer()))
    op.add_column("entities", sa.Column("until", sa.Integer()))
    for table in ("search_terms", "search_persons"):
        op.drop_table(table)
    _acts()
    _terms()
    _persons()
    _votes()
    _awards()
    _findings()
    op.create_table("lexicon", _key("form", String()), sa.Column("key", String(), nullable=False), **NARROW)
    if op.get_bind().dialect.name == "sqlite":
        op.execute(PLACES)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE search_text_places")
    new = ("lexicon", "search_findings", "search_awards", "search_votes", "search_acts")
    for table in (*new, "search_persons", "search_terms"):
        op.drop_table(table)
    _terms_before()
    _persons_before()
    for name in ("until", "at"):
        op.drop_column("entities", name)
    op.drop_column("acts", "body")


NARROW: dict[str, Any] = {"sqlite_with_rowid": False}


def _acts() -> None:
    op.create_table(
        "search_acts",
        _docid(),
        sa.Column("kind", String(40)),
        sa.Column("body", Text()),
        sa.Column("year", sa.Integer()),
        sa.Column("date_from", sa.Date()),
        sa.Column("date_to", sa.Date()),
        sa.Column("largest", MILLIONTHS),
    )
    op.create_index("ix_search_acts_body_docid", "search_acts", ["body", "docid"])
    op.create_index("ix_search_acts_largest_docid", "search_acts", ["largest", "docid"])


def _terms() -> None:
    keys = _key("axis", String()), _key("value", String()), _docid(), _key("n", sa.Integer())
    op.create_table("search_terms", *keys, sa.Column("first", sa.Boolean(), nullable=False), **NARROW)
    op.create_index("ix_search_terms_docid_axis_value", "search_terms", ["docid", "axis", "value"])


def _terms_before() -> None:
    keys = _key("axis", String()), _key("value", String()), _docid()
    op.create_table("search_terms", *keys, sa.Column("n", sa.Integer()), **NARROW)
    op.create_index("ix_search_terms_docid_axis_value", "search_terms", ["docid", "axis", "value"])


def _persons() -> None:
    op.create_table(
        "search_persons",
        _reference("person_id", "persons.person_id", primary_key=True),
        _docid(),
        _key("status", String()),
        sa.Column("n", sa.Integer(), nullable=False),
        _reference("other", "persons.person_id", nullable=True),
        **NARROW,
    )
    op.create_index("ix_search_persons_docid_person_id", "search_persons", ["docid", "person_id"])


def _persons_before() -> None:
    person = _reference("person_id", "persons.person_id", primary_key=True)
    op.create_table("search_persons", person, _docid(), sa.Column("n", sa.Integer(), nullable=False), **NARROW)
    op.create_index("ix_search_persons_docid_person_id", "search_persons", ["docid", "person_id"])


def _votes() -> None:
    op.create_table(
        "search_votes",
        _docid(),
        _key("n", sa.Integer()),
        sa.Column("outcome", String(20)),
        sa.Column("unanimous", sa.Boolean()),
        *(sa.Column(name, sa.Integer()) for name in ("votes_for", "against", "abstentions", "not_voting")),
        *_place(),
        **NARROW,
    )


def _awards() -> None:
    op.create_table(
        "search_awards",
        _docid(),
        _key("n", sa.Integer()),
        sa.Column("what", String(40), nullable=False),
        sa.Column("beneficiary", Text(), nullable=False),
        sa.Column("words", Text(), nullable=False),
        sa.Column("recipient", String(20)),
        sa.Column("amount", MILLIONTHS),
        sa.Column("currency", String(3)),
        sa.Column("purpose", Text()),
        sa.Column("siret", String(14)),
        sa.Column("rna", String(10)),
        sa.Column("level", Text()),
        sa.Column("code", Text()),
        *_place(),
        **NARROW,
    )
    op.create_index("ix_search_awards_amount_docid", "search_awards", ["amount", "docid"])


def _findings() -> None:
    op.create_table(
        "search_findings",
        _docid(),
        _key("n", sa.Integer()),
        sa.Column("rule", String(60), nullable=False),
        sa.Column("severity", String(20), nullable=False),
        sa.Column("message", Text(), nullable=False),
        sa.Column("basis", Text(), nullable=False),
        sa.Column("expected", Text()),
        sa.Column("found", Text()),
        **NARROW,
    )


def _place() -> list[sa.Column[object]]:
    return [sa.Column(name, sa.Integer(), nullable=False) for name in ("start", "end")]


def _key(name: str, kind: sa.types.TypeEngine[Any]) -> sa.Column[object]:
    return sa.Column(name, kind, primary_key=True, autoincrement=False)


def _reference(
    name: str, target: str, *, primary_key: bool = False, nullable: bool = False, ondelete: str | None = None
) -> sa.Column[object]:
    key = sa.ForeignKey(target, ondelete=ondelete)
    return sa.Column(name, SERIAL, key, primary_key=primary_key, nullable=nullable)


def _docid() -> sa.Column[object]:
    return _reference("docid", "acts.docid", primary_key=True, ondelete="CASCADE")
