"""The schema of the search index: narrow tables derived from acts, in date order, rewritten with the
act.

``recueil.store.index.build`` builds their rows. The full-text index, ``search_text``, belongs to
each dialect.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Select,
    Table,
    false,
    select,
    text,
)

from recueil.store.engine.column_types import Millionths, String, Text
from recueil.store.schema import Serial, act_key_column, metadata


def _key_column(name: str, kind: type[Date | Millionths | String | Integer]) -> Column[object]:
    return Column(name, kind(), primary_key=True, autoincrement=False)


# The columns for lists of acts, facets and sort orders, without the wide rows of ``acts``. ``body`` is the key of
# its label, as in ``bodies``; ``ambiguous``: several bodies have that name, and sums leave the act out.
search_acts = Table(
    "search_acts",
    metadata,
    act_key_column(),
    Column("kind", String(40)),
    Column("body", Text),
    Column("year", Integer),
    Column("date_from", Date),
    Column("date_to", Date),
    Column("largest", Millionths),
    Column("ambiguous", Boolean, nullable=False, server_default=false()),
)
Index(None, search_acts.c.body, search_acts.c.docid)
Index(None, search_acts.c.largest, search_acts.c.docid)
Index(
    "ix_search_acts_ambiguous",
    search_acts.c.docid,
    sqlite_where=search_acts.c.ambiguous,
)


def select_ambiguous() -> Select[int]:
    """Select the ``docid`` of each act whose body may be several, by the index of these few.

    SQLite uses a partial index where its condition is repeated as it was written; SQLAlchemy would add « = 1 ».
    """
    unclear = search_acts.alias("unclear")
    return select(unclear.c.docid).where(text("unclear.ambiguous"))


search_amounts = Table(
    "search_amounts",
    metadata,
    act_key_column(),
    _key_column("value", Millionths),
    _key_column("n", Integer),
    Column("chapter", String),
    Column("account", String),
    sqlite_with_rowid=False,
)
Index(None, search_amounts.c.value, search_amounts.c.docid)
_has_chapter = search_amounts.c.chapter.is_not(None)
Index(
    None,
    search_amounts.c.chapter,
    search_amounts.c.docid,
    sqlite_where=_has_chapter,
)

search_percentages = Table(
    "search_percentages",
    metadata,
    act_key_column(),
    _key_column("value", Millionths),
    _key_column("n", Integer),
    sqlite_with_rowid=False,
)
Index(None, search_percentages.c.value, search_percentages.c.docid)

# How sure a trained model is of an entity, or of the role of a person in an act, in percent; ``n`` is 0 for a role
# that no entity shows. What rules found has no row.
search_certainties = Table(
    "search_certainties",
    metadata,
    act_key_column(),
    _key_column("value", Integer),
    _key_column("n", Integer),
    sqlite_with_rowid=False,
)
Index(None, search_certainties.c.value, search_certainties.c.docid)

search_dates = Table(
    "search_dates",
    metadata,
    act_key_column(),
    _key_column("kind", String),
    _key_column("date_from", Date),
    _key_column("n", Integer),
    Column("date_to", Date, nullable=False),
    sqlite_with_rowid=False,
)
Index(None, search_dates.c.kind, search_dates.c.date_from, search_dates.c.date_to, search_dates.c.docid)

# One row per value and entity; n is 0 for a property of the act itself; ``first`` marks one row per act and value.
search_terms = Table(
    "search_terms",
    metadata,
    _key_column("axis", String),
    _key_column("value", String),
    act_key_column(),
    _key_column("n", Integer),
    Column("first", Boolean, nullable=False),
    sqlite_with_rowid=False,
)
Index(None, search_terms.c.docid, search_terms.c.axis, search_terms.c.value)

# A person is a name in the acts of a body ("" without one): homonyms of other bodies are other people, and
# so are the parts of a name that analysts have split. Rows with the same ``head`` are one person, as merged by
# analysts; ``recueil.persons.ids`` defines the format.
persons = Table(
    "persons",
    metadata,
    Column("person_id", Serial, primary_key=True),
    Column("body", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("part", Integer, nullable=False),
    Column("head", Text, nullable=False),
)
Index("uq_persons_name", persons.c.name, persons.c.body, persons.c.part, unique=True)
Index(None, persons.c.head)
Index(None, persons.c.body, persons.c.head)

# The words of a person's name, and of all names merged with it.
person_words = Table(
    "person_words",
    metadata,
    _key_column("word", String),
    Column("person_id", ForeignKey("persons.person_id", ondelete="CASCADE"), primary_key=True),
    sqlite_with_rowid=False,
)
Index(None, person_words.c.person_id)

# One row per person and status: "" if the act names them, and each role. ``n`` is the first
# entity that shows it, 0 for none; ``other`` is the holder of a giver's proxy. A ``doubtful`` role is found by
# searches and counted nowhere.
search_persons = Table(
    "search_persons",
    metadata,
    Column("person_id", ForeignKey("persons.person_id"), primary_key=True),
    act_key_column(),
    _key_column("status", String),
    Column("n", Integer, nullable=False),
    Column("other", ForeignKey("persons.person_id")),
    Column("certainty", Millionths),
    Column("doubtful", Boolean, nullable=False, server_default=false()),
    sqlite_with_rowid=False,
)
Index(None, search_persons.c.docid, search_persons.c.person_id)
Index(
    "ix_search_persons_other",
    search_persons.c.other,
    search_persons.c.docid,
    sqlite_where=search_persons.c.other.is_not(None),
)

search_votes = Table(
    "search_votes",
    metadata,
    act_key_column(),
    _key_column("n", Integer),
    Column("outcome", String(20)),
    Column("unanimous", Boolean),
    Column("votes_for", Integer),
    Column("against", Integer),
    Column("abstentions", Integer),
    Column("not_voting", Integer),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    sqlite_with_rowid=False,
)

# ``key`` is shared by the spellings of a public beneficiary. An award that an act only recalls has the first docid
# of the day of the act that made it, or its number as a term; ``recalls`` is how it cites that act.
# ``beneficiary_id`` has the format of ``recueil.beneficiaries.ids``; private persons have none.
search_awards = Table(
    "search_awards",
    metadata,
    act_key_column(),
    _key_column("n", Integer),
    Column("what", String(40), nullable=False),
    Column("beneficiary", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("recipient", String(20)),
    Column("amount", Millionths),
    Column("currency", String(3)),
    Column("purpose", Text),
    Column("siret", String(14)),
    Column("rna", String(10)),
    Column("level", Text),
    Column("code", Text),
    Column("chapter", String),
    Column("doubtful", Boolean, nullable=False, server_default=false()),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("key", String),
    Column("recalled_docid", BigInteger),
    Column("recalled_number", String),
    Column("recalls", Text),
    Column("beneficiary_id", Text),
    sqlite_with_rowid=False,
)
Index(None, search_awards.c.amount, search_awards.c.docid)
Index(None, search_awards.c.code, search_awards.c.docid)
Index(None, search_awards.c.key, search_awards.c.amount, search_awards.c.docid)
# It covers the ranking of beneficiaries by what they were awarded.
Index(
    "ix_search_awards_beneficiary",
    *(
        search_awards.c[name]
        for name in ("beneficiary_id", "what", "currency", "doubtful", "amount", "docid", "n")
    ),
)

search_findings = Table(
    "search_findings",
    metadata,
    act_key_column(),
    _key_column("n", Integer),
    Column("rule", String(60), nullable=False),
    Column("severity", String(20), nullable=False),
    Column("message", Text, nullable=False),
    Column("basis", Text, nullable=False),
    Column("expected", Text),
    Column("found", Text),
    sqlite_with_rowid=False,
)

# What each act decides, as ``recueil.similar_acts.vector`` makes it of words that are not masked, and a ``digest``
# of all its words that are not masked. An act without words has no row, nor has a record, or what is no act.
search_vectors = Table(
    "search_vectors",
    metadata,
    act_key_column(),
    Column("vector", LargeBinary, nullable=False),
    Column("digest", BigInteger, nullable=False),
)

# The last change of the index of an act, also of one that is deleted, and of a body, whose number is negative:
# ``recueil.store.index.changes`` writes and reads them. ``changed`` is of no use to another database.
search_changes = Table(
    "search_changes",
    metadata,
    Column("docid", Serial, primary_key=True, autoincrement=False),
    Column("changed", BigInteger, nullable=False, index=True),
)

# Every folded word of any act, with its key, to expand prefixes. Rows are never deleted.
lexicon = Table(
    "lexicon",
    metadata,
    _key_column("form", String),
    Column("key", String(), nullable=False),
    sqlite_with_rowid=False,
)

ACT_TABLES = (
    search_acts,
    search_amounts,
    search_percentages,
    search_certainties,
    search_dates,
    search_terms,
    search_persons,
    search_votes,
    search_awards,
    search_findings,
    search_vectors,
)
"""The index tables whose rows each belong to one act, without the full-text index."""
