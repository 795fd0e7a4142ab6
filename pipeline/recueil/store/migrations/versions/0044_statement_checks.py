"""On PostgreSQL, references of the index are checked once for each statement, not for each row.

A document has some 300 rows of entities and of the index, and to check their foreign keys took the server
longer than to write them. Triggers of statements refuse and delete the same rows, with the same locks: what is
referred to is locked FOR KEY SHARE, so that nobody deletes it meanwhile.

Texts are compressed by LZ4, where the server has it, and what is compressed already is stored as it is; rows that
are there stay as they are.
"""

from __future__ import annotations

from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

OF_ACTS = (
    "entities",
    "search_acts",
    "search_amounts",
    "search_awards",
    "search_certainties",
    "search_dates",
    "search_findings",
    "search_percentages",
    "search_persons",
    "search_terms",
    "search_vectors",
    "search_votes",
)
TO_ACTS = "FOREIGN KEY (docid) REFERENCES acts (docid) ON DELETE CASCADE"
FOREIGN_KEYS = (
    *((table, f"fk_{table}_docid", TO_ACTS) for table in OF_ACTS),
    ("person_words", "fk_person_words_person_id", "FOREIGN KEY (person_id) REFERENCES persons ON DELETE CASCADE"),
    ("search_persons", "fk_search_persons_person_id", "FOREIGN KEY (person_id) REFERENCES persons"),
    ("search_persons", "fk_search_persons_other", "FOREIGN KEY (other) REFERENCES persons"),
)

# Functions of triggers: ``added`` and ``removed`` are the rows of the statement.
REQUIRE = """
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wanted bigint[] := ARRAY({wanted});
    found bigint;
BEGIN
    PERFORM FROM {parent} WHERE {key} = ANY (wanted) FOR KEY SHARE;
    GET DIAGNOSTICS found = ROW_COUNT;
    IF found <> cardinality(wanted) THEN
        RAISE foreign_key_violation
            USING MESSAGE = format('rows of %I refer to what {parent} does not have', TG_TABLE_NAME);
    END IF;
    RETURN NULL;
END $$
"""
ACTS = "SELECT DISTINCT docid FROM added"
PERSONS = "SELECT DISTINCT person_id FROM added"
PERSONS_AND_OTHERS = "SELECT person_id FROM added UNION SELECT other FROM added WHERE other IS NOT NULL"
DELETE_OF_ACTS = "\n".join(f"    DELETE FROM {table} WHERE docid = ANY (gone);" for table in OF_ACTS)
ACTS_DELETED = f"""
CREATE FUNCTION delete_index_of_acts() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    gone bigint[] := ARRAY(SELECT docid FROM removed);
BEGIN
{DELETE_OF_ACTS}
    RETURN NULL;
END $$
"""
PERSONS_DELETED = """
CREATE FUNCTION delete_words_of_persons() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    gone bigint[] := ARRAY(SELECT person_id FROM removed);
BEGIN
    DELETE FROM person_words WHERE person_id = ANY (gone);
    IF EXISTS (SELECT FROM search_persons WHERE person_id = ANY (gone))
    OR EXISTS (SELECT FROM search_persons WHERE other = ANY (gone)) THEN
        RAISE foreign_key_violation USING MESSAGE = 'rows of search_persons refer to persons who are deleted';
    END IF;
    RETURN NULL;
END $$
"""
FUNCTIONS = (
    REQUIRE.format(name="require_acts", wanted=ACTS, parent="acts", key="docid"),
    REQUIRE.format(name="require_persons", wanted=PERSONS, parent="persons", key="person_id"),
    REQUIRE.format(
        name="require_persons_and_others", wanted=PERSONS_AND_OTHERS, parent="persons", key="person_id"
    ),
    ACTS_DELETED,
    PERSONS_DELETED,
)
# Function, event and table. Nothing moves rows to another act, but persons are separated.
TRIGGERS = (
    *(("require_acts", "INSERT", table) for table in OF_ACTS),
    ("require_persons", "INSERT", "person_words"),
    ("require_persons_and_others", "INSERT", "search_persons"),
    ("require_persons_and_others", "UPDATE", "search_persons"),
    ("delete_index_of_acts", "DELETE", "acts"),
    ("delete_words_of_persons", "DELETE", "persons"),
)
ROWS = {"INSERT": "NEW TABLE AS added", "UPDATE": "NEW TABLE AS added", "DELETE": "OLD TABLE AS removed"}

COMPRESSED = (
    ("acts", "facts"),
    ("acts", "findings"),
    ("documents", "text"),
    ("search_text", "keys"),
    ("search_text", "words"),
)
PACKED = (("pages", "words"), ("pages", "tables"))
LZ4 = """
DO $$ BEGIN
    ALTER TABLE {table} ALTER COLUMN {column} SET COMPRESSION lz4;
EXCEPTION WHEN feature_not_supported THEN NULL;
END $$
"""


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for table, name, _ in FOREIGN_KEYS:
        op.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    for function in FUNCTIONS:
        op.execute(function)
    for name, event, table in TRIGGERS:
        op.execute(
            f"CREATE TRIGGER {name}_on_{event.lower()} AFTER {event} ON {table} REFERENCING {ROWS[event]} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
        )
    for table, column in COMPRESSED:
        op.execute(LZ4.format(table=table, column=column))
    for table, column in PACKED:
        op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET STORAGE EXTERNAL")


def downgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for table, column in PACKED:
        op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET STORAGE EXTENDED")
    for table, column in COMPRESSED:
        op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET COMPRESSION DEFAULT")
    for name, event, table in TRIGGERS:
        op.execute(f"DROP TRIGGER {name}_on_{event.lower()} ON {table}")
    for name in dict.fromkeys(name for name, _, _ in TRIGGERS):
        op.execute(f"DROP FUNCTION {name}()")
    for table, name, key in FOREIGN_KEYS:
        op.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {key}")
