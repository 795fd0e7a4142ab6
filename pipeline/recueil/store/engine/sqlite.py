"""The SQLite dialect: engine, settings, error codes, full-text index (FTS5) and maintenance."""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import closing, suppress
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any, assert_never

from sqlalchemy import (
    CTE,
    URL,
    ColumnElement,
    Connection,
    Engine,
    Integer,
    Select,
    Subquery,
    Table,
    column,
    create_engine,
    event,
    func,
    literal,
    literal_column,
    select,
    table,
    text,
    true,
    union_all,
)
from sqlalchemy.dialects import sqlite as dialect
from sqlalchemy.exc import DatabaseError

from recueil.errors import (
    StoreBusy,
    StoreDamaged,
    StoreError,
    StoreFull,
    StoreMissing,
    StoreReadOnly,
    StoreTimeout,
)
from recueil.store.engine import deadlines
from recueil.store.engine.protocol import (
    ActWords,
    AllOf,
    AnyOf,
    Expression,
    Moment,
    Phrase,
    ReadWords,
    TokenTerm,
    Within,
)
from recueil.store.engine.statements import columns_of, encode_columns
from recueil.store.index.terms import key_variants
from recueil.translation import gettext as _

# The first version with contentless tables that support deletes.
_MIN_VERSION = (3, 43, 0)
_BUSY_MS = 10_000
# SQLite virtual machine steps between two deadline checks: some microseconds.
_STEPS_BETWEEN_CHECKS = 10_000
_SETTINGS = (
    "journal_mode=wal",
    "synchronous=normal",
    "foreign_keys=on",
    f"busy_timeout={_BUSY_MS}",
    "cache_size=-65536",
    "temp_store=memory",
    "journal_size_limit=67108864",
)
# Of a file that is only read: the others are written into it or concern what is.
_READING_SETTINGS = (f"busy_timeout={_BUSY_MS}", "cache_size=-65536", "temp_store=memory")

search_text = table("search_text", column("rowid", Integer))
docid = search_text.c.rowid

# Errors of the driver, also while connecting; damage in a name of the schema is a UnicodeDecodeError.
DRIVER_ERRORS = (sqlite3.Error, UnicodeDecodeError)
ERRORS = (DatabaseError, *DRIVER_ERRORS)

_PUT = text("INSERT OR REPLACE INTO search_text(rowid, words, tokens) VALUES (:docid, :words, :tokens)")
_DROP = text("DELETE FROM search_text WHERE rowid = :docid")


def open_engine(address: URL, *, create: bool) -> Engine:
    """Create the engine for the file of a URL; one that only reads, if this user may not write.

    ``create`` makes its folder; without it, raises StoreMissing if there is no file, StoreReadOnly if only who may
    write can read it.
    """
    path = path_of_url(address)
    if create:
        make_folder(path)
        return make_engine(path)
    if not _may_exist(path):
        raise StoreMissing(_("There is no store at {path}.").format(path=path), CREATE_HELP)
    return make_engine(path) if _is_writable(path) else _make_reading_engine(path)


def path_of_url(address: URL) -> Path:
    """Return the path in a URL, whether the file exists or not."""
    if address.database in (None, "", ":memory:"):
        raise StoreError(_("A store in SQLite is a file."), _("Write sqlite:/// and a path."))
    return Path(str(address.database))


def display_name(address: URL) -> str:
    return str(path_of_url(address))


CREATE_HELP = _("Ingest documents first, or give the address of the store.")


def make_folder(path: Path) -> None:
    """Create the folder of a store."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            _("No store can be made at {path}: {strerror}.").format(path=path, strerror=error.strerror)
        ) from error


def _may_exist(path: Path) -> bool:
    """Return whether a file exists, or cannot be looked up."""
    try:
        return path.exists()
    except OSError:
        return True  # no permission for its folder: opening it will raise the proper error


def make_engine(path: Path) -> Engine:
    """Create an engine with real transactions: DDL rolls back, and writers take their lock at the start."""
    if sqlite3.sqlite_version_info < _MIN_VERSION:
        raise StoreError(
            _("SQLite {sqlite_version} is too old for the full-text index.").format(
                sqlite_version=sqlite3.sqlite_version
            ),
            _("Use a Python linked with SQLite 3.43 or later."),
        )
    return _make_engine(URL.create("sqlite", database=str(path)), _SETTINGS)


def _make_reading_engine(path: Path) -> Engine:
    """Create an engine that only reads a file, and makes none beside it."""
    log, index = _beside(path)
    query = {"uri": "true", "mode": "ro"}
    if _size(index) is None:  # nobody has it open
        if _size(log):
            raise StoreReadOnly(
                _("What was last written to {path} is in {log}, which only who may write can read.").format(
                    path=path, log=log.name
                ),
                _("Have somebody who may write there run `recueil status`."),
            )
        query["immutable"] = "1"
    return _make_engine(URL.create("sqlite", database=path.absolute().as_uri(), query=query), _READING_SETTINGS)


def _size(path: Path) -> int | None:
    """Return the size of a file; None if there is none, or its folder may not be looked up."""
    with suppress(OSError):
        return path.stat().st_size
    return None


def _is_writable(path: Path) -> bool:
    """Return whether this user may write a file, and the two beside it."""
    places = (path.parent, *_beside(path))
    folder, *beside = (os.access(place, os.W_OK) for place in places)
    return os.access(path, os.W_OK) and (folder or all(beside))


def _beside(path: Path) -> tuple[Path, Path]:
    """Return the two files that SQLite keeps beside an open one: its log, and the index of that."""
    return path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")


def _make_engine(address: URL, settings: Sequence[str]) -> Engine:
    engine = create_engine(
        address,
        connect_args={"timeout": _BUSY_MS / 1000},
        json_serializer=partial(json.dumps, ensure_ascii=False),
        hide_parameters=True,  # errors must not quote whole acts
    )
    event.listen(engine, "connect", partial(_configure, settings))
    event.listen(engine, "begin", _begin)
    return engine


def _configure(settings: Sequence[str], connection: sqlite3.Connection, record: object) -> None:
    """Apply the settings to a new connection, and leave transactions to ``_begin``."""
    connection.isolation_level = None
    apply_pragmas(connection, settings)


def _begin(connection: Connection) -> None:
    """Begin a read or a write transaction, and interrupt reads at the deadline."""
    writes = connection.get_execution_options().get("writes")
    driver: Any = connection.connection.dbapi_connection
    is_bounded = not writes and deadlines.remaining_seconds() is not None
    driver.set_progress_handler(deadlines.is_expired if is_bounded else None, _STEPS_BETWEEN_CHECKS)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def writer(engine: Engine) -> Engine:
    return engine.execution_options(writes=True)


def lock(connection: Connection, sort: int, alone: Iterable[int], shared: Iterable[int] = ()) -> None:
    """Do nothing: a writer locks the whole file."""


def require_usable(connection: Connection) -> None:
    """Do nothing: any file can hold a store."""


def can_store(text: str) -> bool:
    return True


def index_acts(connection: Connection, acts: Iterable[ActWords]) -> None:
    rows = [{"docid": act, "words": " ".join(words), "tokens": " ".join(tokens)} for act, words, tokens in acts]
    if rows:
        connection.execute(_PUT, rows)


def remove_acts(connection: Connection, acts: list[int]) -> None:
    if acts:
        connection.execute(_DROP, [{"docid": act} for act in acts])


def clear(connection: Connection) -> None:
    connection.exec_driver_sql("DELETE FROM search_text")


def matches(expression: Expression) -> ColumnElement[bool]:
    """Compile an expression to a condition on a row of the full-text index."""
    operator: ColumnElement[Any] = literal_column("search_text")
    return operator.op("MATCH", is_comparison=True)(_fts5(expression))


def select_matched(expressions: Sequence[Expression], acts: Sequence[int]) -> None:
    """Return None: FTS5 has the positions of words."""


def _fts5(expression: Expression) -> str:
    """Compile an expression to FTS5 syntax. Keys contain only letters, digits and underscores: quotes
    suffice.
    """
    match expression:
        case Phrase() | Within() if expression.unmasked:
            return _fts5(_expand_masked(expression))
        case Phrase(keys):
            return f'words : "{" ".join(keys)}"'
        case Within(keys, others):
            listed = " ".join(f'"{key}"' for key in keys)
            return f"words : NEAR({listed}, {others + len(keys) - 2})"
        case TokenTerm(token):
            return f'tokens : "{token}"'
        case AnyOf(()):
            return 'tokens : "_"'  # which no act has
        case AnyOf(parts):
            return f"({' OR '.join(map(_fts5, parts))})"
        case AllOf(parts, excluded):
            # FTS5 has only a binary NOT (« this but not that »).
            joined = " AND ".join(map(_fts5, parts))
            return f"(({joined}) NOT ({' OR '.join(map(_fts5, excluded))}))" if excluded else f"({joined})"
    assert_never(expression)


# FTS5 phrases have no alternatives: each key that may be masked doubles the number of phrases.
_LONGEST_PHRASE = 8


def _expand_masked(node: Phrase | Within) -> Expression:
    """Expand unmasked keys to all combinations of masked and plain ones.

    A long phrase is approximated by all its runs of ``_LONGEST_PHRASE`` keys.
    """
    rows = (
        node.keys[:_LONGEST_PHRASE],
        *(node.keys[start : start + _LONGEST_PHRASE] for start in range(1, len(node.keys) - _LONGEST_PHRASE + 1)),
    )
    ways = (product(*(key_variants(key, node.unmasked) for key in row)) for row in rows)
    if isinstance(node, Within):
        return AnyOf(tuple(Within(way, node.others) for row in ways for way in row))
    return AllOf(tuple(AnyOf(tuple(map(Phrase, row))) for row in ways))


def near(
    docid: ColumnElement[int],
    mentions: Select[Any],
    words: Phrase,
    within: int,
    read_words: ReadWords | None = None,
) -> ColumnElement[bool]:
    """Build the condition that the act has a mention (``docid``, ``at``, ``until``) within so many words
    of a phrase.
    """
    keys = words.keys
    if read_words is not None:
        mention = mentions.cte()
        first = _listed_positions(words, read_words())
    else:
        mention = _mentions_beside(mentions, words).cte()
        is_word = len(keys) == 1
        first = _key_positions(keys[0], words, mention) if is_word else _phrase_positions(words, mention)
    found = select(mention.c.docid).join(first, first.c.doc == mention.c.docid)
    ends = first.c.offset + len(keys)
    beside = (ends > mention.c.at - within) & (first.c.offset < mention.c.until + within)
    return docid.in_(found.where(beside).correlate(None))


def _mentions_beside(mentions: Select[Any], words: Phrase) -> Select[Any]:
    """Select the mentions in acts that have all the words.

    The + 0 keeps the planner from driving by these acts.
    """
    mention = mentions.subquery()
    every = AllOf(tuple(Phrase((key,), words.unmasked & {key}) for key in words.keys))
    having = select(search_text.c.rowid).where(matches(every)).correlate(None)
    return select(mention).where((mention.c.docid + 0).in_(having))


def _listed_positions(words: Phrase, texts: Mapping[int, Sequence[str]]) -> Subquery:
    """Build the rows of the positions of a phrase in texts, by the numbers of their acts."""
    first, *others = (frozenset(key_variants(key, words.unmasked)) for key in words.keys)
    found = [
        (act, at)
        for act, keys in texts.items()
        for at, key in enumerate(keys[: len(keys) - len(others)])
        if key in first and all(keys[at + n] in variant for n, variant in enumerate(others, start=1))
    ]
    rows = func.json_each(json.dumps(found)).table_valued("value")
    act, at = (func.json_extract(rows.c.value, f"$[{n}]", type_=Integer) for n in range(2))
    return select(act.label("doc"), at.label("offset")).subquery()


def _phrase_positions(words: Phrase, among: CTE) -> Subquery:
    """Select where a phrase begins in some acts: the place from which each of its keys is as far as it should be.

    The index lists the places of a key in all acts: to join two such lists, it would be read again for each place.
    """
    listed = []
    for n, key in enumerate(words.keys):
        stands = _key_positions(key, words, among)
        begins = select(stands.c.doc, (stands.c.offset - n).label("offset"), literal(n).label("n"))
        listed.append(begins.where(stands.c.doc.in_(select(among.c.docid))))
    rows = union_all(*listed).subquery()
    places = select(rows.c.doc, rows.c.offset).group_by(rows.c.doc, rows.c.offset)
    return places.having(func.count(rows.c.n.distinct()) == len(words.keys)).subquery()


def _key_positions(key: str, words: Phrase, among: CTE) -> Subquery:
    """Select the positions of a key of a phrase, counted from 0; of none, at no cost, if there are no acts."""
    stands = table("search_text_places", *(column(name, Integer) for name in ("term", "doc", "col", "offset")))
    keys = rows_of(key_variants(key, words.unmasked)).where(select(among.c.docid).correlate(None).exists())
    return select(stands.c.doc, stands.c.offset).where(stands.c.term.in_(keys), stands.c.col == "words").subquery()


def latest_first(docid: ColumnElement[int], asks_for_places: bool) -> ColumnElement[int]:
    """Return the ORDER BY expression; the index yields acts in this order at no cost."""
    return docid.desc()


def new_rows(into: Table) -> Any:
    return dialect.insert(into)


def insert_rows(connection: Connection, into: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    insert_columns(connection, into, columns_of(rows))


def insert_columns(connection: Connection, into: Table, columns: Mapping[str, Sequence[Any]]) -> None:
    named = ", ".join(f'"{into.c[key].name}"' for key in columns)
    statement = f'INSERT INTO "{into.name}" ({named}) VALUES ({", ".join("?" * len(columns))})'
    connection.exec_driver_sql(statement, encode_columns(into, columns, connection.dialect))


def advance_sequence(connection: Connection, into: Table) -> None:
    """Do nothing: new rows are numbered after the last one."""


def change_number(of: ColumnElement[int]) -> ColumnElement[int]:
    """Build the number after the last one: writers run one after the other."""
    return select(func.coalesce(func.max(of), 0) + 1).scalar_subquery()


def current_moment(connection: Connection, of: ColumnElement[int]) -> Moment | None:
    last = connection.execute(select(func.max(of))).scalar() or 0
    return Moment(last + 1, last + 1)


def pack(numbers: ColumnElement[int]) -> ColumnElement[Any]:
    return func.group_concat(numbers)


def rows_of(values: Collection[Any]) -> Select[Any]:
    return select(func.json_each(json.dumps(list(values), default=str)).table_valued("value").c.value)


def rows_of_tuples(tuples: Sequence[Sequence[int | str]]) -> Select[Any]:
    listed = func.json_each(json.dumps(list(tuples))).table_valued("value")
    columns = (func.json_extract(listed.c.value, f"$[{n}]") for n in range(len(tuples[0])))
    return select(*columns).select_from(listed).where(true())  # without WHERE, ON CONFLICT after it is misread


def to_store_error(error: Exception, refused: str | None = None, store: str = _("The store")) -> StoreError:
    cause = error.orig if isinstance(error, DatabaseError) else error
    kind, advice = _error_kind(cause)
    if kind is StoreDamaged:
        return kind(f"{refused or _('{store} is damaged').format(store=store)}: {_error_text(cause)}.", advice)
    return kind(f"{refused or _('The store refused')}: {_error_text(cause)}.", advice)


def _error_kind(cause: BaseException | None) -> tuple[type[StoreError], str]:
    """Return the error class and the advice for a driver error."""
    if isinstance(cause, UnicodeDecodeError) or _DAMAGE_MESSAGE.match(str(cause)):
        return StoreDamaged, IF_DAMAGED
    code = getattr(cause, "sqlite_errorcode", 0)
    return _REFUSALS.get(code) or _REFUSALS.get(code & 0xFF, (StoreError, ""))


def _error_text(cause: BaseException | None) -> str:
    """Return the error's message, without quoting the content of the store."""
    if isinstance(cause, UnicodeDecodeError):
        return _("a text in it is not UTF-8")
    return str(cause).partition(" with text ")[0]


def is_conflict(error: BaseException | None) -> bool:
    """Return False: writers run one after the other."""
    return False


IF_DAMAGED = _("Restore an intact backup with `recueil restore`.")
# These errors have no code of their own: invalid UTF-8, and a schema that lacks objects of its revision.
_DAMAGE_MESSAGE = re.compile(
    r"Could not decode to UTF-8|no such (table|column|index)|malformed|unsupported file format"
)
_NO_ROOM = (StoreFull, _("Make room on its disk, then run the same command again: nothing is lost."))
_REFUSALS: dict[int, tuple[type[StoreError], str]] = {
    sqlite3.SQLITE_INTERRUPT: (StoreTimeout, deadlines.TIMEOUT_ADVICE),
    sqlite3.SQLITE_BUSY: (StoreBusy, _("Another process writes to it; run the same command again.")),
    sqlite3.SQLITE_FULL: _NO_ROOM,
    sqlite3.SQLITE_IOERR_SHMSIZE: _NO_ROOM,  # even for reading, SQLite creates a file beside the database
    sqlite3.SQLITE_IOERR: (StoreBusy, _("See whether its disk is there and sound.")),
    sqlite3.SQLITE_CANTOPEN: (StoreError, _("See whether its folder is there, and this user may write it.")),
    sqlite3.SQLITE_READONLY: (StoreReadOnly, _("Let this user write the file and its folder.")),
    sqlite3.SQLITE_CORRUPT: (StoreDamaged, IF_DAMAGED),
    sqlite3.SQLITE_NOTADB: (StoreDamaged, IF_DAMAGED),
}


def size(connection: Connection) -> int:
    return _pragma(connection, "page_count") * _pragma(connection, "page_size")


def _pragma(connection: Connection, name: str) -> int:
    number: int = connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
    return number


def apply_pragmas(connection: sqlite3.Connection, settings: Sequence[str]) -> None:
    """Apply pragmas to a driver connection."""
    for setting in settings:
        connection.execute(f"PRAGMA {setting}")


# Pages per merge step: other connections write in between.
_PAGES_PER_MERGE = 1000
_MERGE = text("INSERT INTO search_text(search_text, rank) VALUES ('merge', :pages)")


def merge(connection: Connection, *, begin: bool) -> bool:
    before = _changes(connection)
    connection.execute(_MERGE, {"pages": -_PAGES_PER_MERGE if begin else _PAGES_PER_MERGE})
    return _changes(connection) - before > 1


def _changes(connection: Connection) -> int:
    number: int = connection.exec_driver_sql("SELECT total_changes()").scalar_one()
    return number


def analyze(connection: Connection) -> None:
    connection.exec_driver_sql("PRAGMA analysis_limit=1000")
    connection.exec_driver_sql("ANALYZE")


# A smaller share of free pages is soon reused.
_MIN_FREE_SHARE = 0.25
# A vacuum writes the data to a temporary file, and through the journal back.
_VACUUM_COPIES = 2


def vacuum(engine: Engine, *, is_idle: bool) -> bool:
    """Vacuum if a quarter of the file is free, its disk has room, and no work is running, for that would
    have to wait.

    The journal is checkpointed in any case, as far as other connections permit.
    """
    path = path_of_url(engine.url)
    with engine.begin() as connection:
        used = size(connection)
        unused = _pragma(connection, "freelist_count") * _pragma(connection, "page_size")
    has_room = shutil.disk_usage(path.parent).free > _VACUUM_COPIES * (used - unused)
    is_worth_it = is_idle and has_room and unused > _MIN_FREE_SHARE * used
    vacuumed = is_worth_it and _vacuum(path)
    # Checkpoint the journal as far as other connections permit now.
    run_statement(path, "PRAGMA wal_checkpoint(TRUNCATE)", wait=0)
    return vacuumed


def _vacuum(path: Path) -> bool:
    with suppress(StoreFull):  # the folder of temporary files may be on another disk, which is full
        run_statement(path, "VACUUM")
        return True
    return False


def purge(engine: Engine) -> None:
    """Rewrite everything: the full-text index as one segment, the statistics, all pages, without a journal."""
    path = path_of_url(engine.url)
    with writer(engine).begin() as connection:
        connection.exec_driver_sql("INSERT INTO search_text(search_text) VALUES ('optimize')")
        analyze(connection)
    engine.dispose()
    try:
        with closing(plain_connection(path)) as connection:
            apply_pragmas(connection, ("secure_delete=on",))
            connection.execute("VACUUM")
            ((is_busy, __, __),) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    except DRIVER_ERRORS as error:
        raise to_store_error(error, store=str(path)) from error
    if is_busy:
        advice = _("Stop what reads it, `recueil serve` too, then run `recueil forget --finish`.")
        raise StoreBusy(_("{path} is in use: its journal still holds what was deleted.").format(path=path), advice)


_LOCK_SECONDS = 10.0


def run_statement(path: Path, statement: str, wait: float = _LOCK_SECONDS) -> None:
    """Run a statement outside any transaction. Raises StoreBusy or StoreFull, and leaves the database
    unchanged.
    """
    try:
        with closing(plain_connection(path, wait)) as connection:
            connection.execute(statement).fetchall()
    except DRIVER_ERRORS as error:
        raise to_store_error(error, store=str(path)) from error


def plain_connection(path: Path, wait: float = _LOCK_SECONDS) -> sqlite3.Connection:
    """Connect without the settings of a store; ``wait`` is the maximum wait for a lock in seconds."""
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None, timeout=wait)


def damage(connection: Connection) -> list[str]:
    """Check pages, tables and the full-text index; return at most a hundred faults."""
    # Read once, so that the check does not use this connection's outdated cache of the full-text index.
    connection.exec_driver_sql("SELECT rowid FROM search_text LIMIT 1").all()
    found = connection.exec_driver_sql("PRAGMA integrity_check").scalars()
    return [line for line in found if line != "ok"] or _invalid_texts(connection)


# Text columns, except those of virtual tables.
_TEXT_COLUMNS = """
SELECT tables.name, columns.name FROM sqlite_master AS tables, pragma_table_info(tables.name) AS columns
WHERE tables.type = 'table' AND tables.sql NOT LIKE 'CREATE VIRTUAL%'
AND (columns.type LIKE '%CHAR%' OR columns.type LIKE '%TEXT%' OR columns.type LIKE '%JSON%')
"""
_COUNT_INVALID = """
SELECT count(*) FROM "{table}" WHERE typeof("{column}") = 'text' AND NOT is_utf8(CAST("{column}" AS BLOB))
"""


def _invalid_texts(connection: Connection) -> list[str]:
    """Find columns with texts that are not UTF-8, which SQLite itself accepts."""
    driver: Any = connection.connection.driver_connection
    driver.create_function("is_utf8", 1, _is_utf8, deterministic=True)
    wrong = []
    for name, each in connection.exec_driver_sql(_TEXT_COLUMNS).all():
        counting = _COUNT_INVALID.format(table=name, column=each)
        if count := connection.exec_driver_sql(counting).scalar_one():
            wrong.append(f"{count} of the texts in {name}.{each} are not UTF-8")
    return wrong


def _is_utf8(text: bytes) -> bool:
    try:
        text.decode()
    except UnicodeDecodeError:
        return False
    return True


def orphans(connection: Connection) -> dict[tuple[str, str], int]:
    counted = 'SELECT "table", parent, count(*) FROM pragma_foreign_key_check GROUP BY "table", parent'
    return {(child, parent): count for child, parent, count in connection.exec_driver_sql(counted)}


def read_index(connection: Connection) -> IndexReader:
    return IndexReader(connection)


class IndexReader:
    """Reader of the index; it keeps one number per act in memory, a hash of its words and tokens."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._held = self._read("main", "search_text")
        declaration = connection.exec_driver_sql(
            "SELECT sql FROM sqlite_master WHERE name = 'search_text'"
        ).scalar_one()
        connection.exec_driver_sql("DROP TABLE IF EXISTS temp.search_anew")
        connection.exec_driver_sql(declaration.replace("search_text", "temp.search_anew", 1))

    def has(self, act: int, words: list[str], tokens: list[str]) -> bool:
        checksum, places = self._held.get(act, 0), (("words", words), ("tokens", tokens))
        if checksum == sum(hash((key, name, n)) for name, keys in places for n, key in enumerate(keys)):
            return True
        # The index folds a few letters (« ς » to « σ »): compare with what it would store itself.
        return checksum == self._anew(act, words, tokens)

    def _anew(self, act: int, words: list[str], tokens: list[str]) -> int:
        """Return the hash of words and tokens as the index itself would store them."""
        self._connection.exec_driver_sql("INSERT INTO search_anew(search_anew) VALUES ('delete-all')")
        new = (act, " ".join(words), " ".join(tokens))
        self._connection.exec_driver_sql("INSERT INTO search_anew(rowid, words, tokens) VALUES (?, ?, ?)", new)
        return self._read("temp", "search_anew").get(act, 0)

    def _read(self, schema: str, index: str) -> dict[int, int]:
        """Return a hash per act of an index's words, tokens and positions."""
        read: dict[int, int] = {}
        self._connection.exec_driver_sql("DROP TABLE IF EXISTS temp.search_places")
        places = f"CREATE VIRTUAL TABLE temp.search_places USING fts5vocab({schema}, {index}, instance)"
        self._connection.exec_driver_sql(places)
        listed = 'SELECT doc, term, col, "offset" FROM search_places'
        for act, key, name, n in self._connection.exec_driver_sql(listed):
            read[act] = read.get(act, 0) + hash((key, name, n))
        return read
