"""The PostgreSQL dialect: engine, error codes, full-text index (GIN) and maintenance."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from functools import partial
from typing import Any, assert_never

import psycopg
from psycopg import IsolationLevel
from psycopg.errors import ConnectionTimeout
from psycopg.sql import SQL, Identifier
from sqlalchemy import (
    ARRAY,
    URL,
    BigInteger,
    ColumnElement,
    Connection,
    Date,
    Engine,
    Integer,
    LargeBinary,
    NullPool,
    Select,
    Table,
    Text,
    and_,
    cast,
    column,
    create_engine,
    event,
    exists,
    func,
    literal_column,
    not_,
    or_,
    select,
    table,
    text,
    true,
)
from sqlalchemy.dialects import postgresql as dialect
from sqlalchemy.exc import DatabaseError, DataError, DBAPIError, OperationalError

from recueil.errors import (
    ActRefused,
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
    needs_positions,
)
from recueil.store.engine.statements import GroupedStream, columns_of, encode_columns
from recueil.store.index.terms import MASKED_PREFIX, key_variants, masked_key
from recueil.text import pad_with_spaces
from recueil.translation import format_number
from recueil.translation import gettext as _

ERRORS = (DatabaseError,)

_DRIVERS = ("postgresql", "postgresql+psycopg")
# JIT compilation pays for minutes of work, never for a search; a generic plan suits no rare word. A lock held for
# an hour is stuck; so is a transaction that is idle for ten minutes, which keeps others from
# their work and old rows on the disk.
_SETTINGS = (
    "-c jit=off -c plan_cache_mode=force_custom_plan -c work_mem=64MB"
    " -c lock_timeout=60s -c idle_in_transaction_session_timeout=10min"
)
_CONNECT_SECONDS = 10

# Engine


def open_engine(address: URL, *, create: bool) -> Engine:
    """Create an engine and connect once. Databases are made by ``createdb``, never here."""
    if address.drivername not in _DRIVERS or not address.database:
        raise StoreError(
            _("{address!r} cannot be used.").format(address=display_name(address)),
            _("Write postgresql://user@host/database."),
        )
    engine = create_engine(
        address.set(drivername=_DRIVERS[-1]),
        connect_args={
            "application_name": "recueil",
            "connect_timeout": _CONNECT_SECONDS,
            "options": f"{_SETTINGS} {address.query.get('options', '')}".strip(),
        },
        json_serializer=partial(json.dumps, ensure_ascii=False),
        hide_parameters=True,  # errors must not quote whole acts
    )
    event.listen(engine, "begin", _begin)
    try:
        engine.connect().close()
    except DatabaseError as error:
        engine.dispose()
        raise _connection_error(error, address) from error
    return engine


def display_name(address: URL) -> str:
    """Return the URL without password and without its query (« ? »), which may contain a password too."""
    return address.set(query={}).render_as_string(hide_password=True)


def _connection_error(error: DatabaseError, address: URL) -> StoreError:
    """Explain a failed connection, by connecting to the server's own database.

    The server's message is localised and has no code.
    """
    store = display_name(address)
    if not isinstance(error.orig, ConnectionTimeout) and _is_missing(address):
        name = address.database
        return StoreMissing(
            _("There is no database {name!r} at {store}.").format(name=name, store=store),
            _("Make it: `createdb {name}`.").format(name=name),
        )
    connection = getattr(error.orig, "pgconn", None)
    if connection is not None and (connection.needs_password or connection.used_password):
        advice = _("See whether the name and the password are right; PostgreSQL finds a password in ~/.pgpass.")
        return StoreError(
            _("{store} lets nobody in by this password, or without one.").format(store=store), advice
        )
    return StoreBusy(
        _("{store} cannot be reached: {error}.").format(store=store, error=_error_text(error)),
        _("See whether PostgreSQL runs there."),
    )


def _is_missing(address: URL) -> bool:
    """Return whether the server accepts this user, but has no database of that name."""
    server = create_engine(
        address.set(drivername=_DRIVERS[-1], database="postgres"),
        connect_args={"connect_timeout": _CONNECT_SECONDS},
        poolclass=NullPool,
    )
    named_so = select(func.count()).select_from(table("pg_database")).where(column("datname") == address.database)
    with suppress(DatabaseError), server.connect() as connection:
        return connection.execute(named_so).scalar_one() == 0
    return False


def writer(engine: Engine) -> Engine:
    return engine.execution_options(writes=True)


def _begin(connection: Connection) -> None:
    """Set the isolation level: REPEATABLE READ for readers, READ COMMITTED for writers.

    A reader sees one snapshot; a writer that has waited for a row sees its new version. The driver
    sends the settings with the first statement.
    """
    writes = bool(connection.get_execution_options().get("writes"))
    driver: Any = connection.connection.dbapi_connection
    driver.isolation_level = IsolationLevel.READ_COMMITTED if writes else IsolationLevel.REPEATABLE_READ
    driver.read_only = not writes
    if not writes and (seconds := deadlines.remaining_seconds()) is not None:
        connection.exec_driver_sql(f"SET LOCAL statement_timeout = {max(1, round(seconds * 1000))}")


def require_usable(connection: Connection) -> None:
    encoding = connection.exec_driver_sql("SHOW server_encoding").scalar_one()
    if encoding != "UTF8":
        advice = _("Make it with `createdb --encoding UTF8 --template template0`.")
        raise StoreError(
            _("The database is in {encoding}, which cannot hold every text.").format(encoding=encoding), advice
        )


_LOCK = text(
    "SELECT CASE WHEN alone THEN pg_advisory_xact_lock(:sort, number)::text "
    "ELSE pg_advisory_xact_lock_shared(:sort, number)::text END "
    "FROM unnest(CAST(:numbers AS integer[]), CAST(:alone AS boolean[])) AS wanted(number, alone)"
)


def lock(connection: Connection, sort: int, alone: Iterable[int], shared: Iterable[int] = ()) -> None:
    exclusive = set(alone)
    if numbers := sorted(exclusive.union(shared)):
        parameters = {"sort": sort, "numbers": numbers, "alone": [number in exclusive for number in numbers]}
        connection.execute(_LOCK, parameters)


# Errors

IF_DAMAGED = _("Restore an intact backup with pg_restore.")
_RETRY_HELP = _("Another process writes to it; run the same command again.")
_REFUSALS: dict[str, tuple[type[StoreError], str]] = {
    "40001": (StoreBusy, _RETRY_HELP),  # serialization_failure
    "40P01": (StoreBusy, _RETRY_HELP),  # deadlock_detected
    "55P03": (StoreBusy, _RETRY_HELP),  # lock_not_available
    "57014": (StoreTimeout, deadlines.TIMEOUT_ADVICE),  # query_canceled
    "57": (
        StoreBusy,
        _("PostgreSQL was stopped, is starting, or was told to stop; run the same command again."),
    ),
    "25P03": (StoreBusy, _("Run the same command again.")),  # idle_in_transaction_session_timeout
    "08": (StoreBusy, _("See whether PostgreSQL runs, and can be reached.")),
    "": (StoreBusy, _("See whether PostgreSQL runs, and can be reached.")),  # the connection is lost
    "53300": (StoreBusy, _("Let PostgreSQL have more connections (max_connections).")),
    "53100": (StoreFull, _("Make room on its disk, then run the same command again: nothing is lost.")),
    "53": (StoreBusy, _("PostgreSQL is short of memory; run the same command again.")),
    "58030": (StoreBusy, _("See whether its disk is there and sound.")),
    "25006": (StoreReadOnly, _("Give the address of the primary server, and let this user write there.")),
    "42501": (StoreReadOnly, _("Make this user the owner of the database, or grant it the tables of the store.")),
    "22": (ActRefused, ""),  # data_exception: a NUL, a word or number too large for its column
    "54": (ActRefused, ""),
    "XX": (StoreDamaged, IF_DAMAGED),
}
# A concurrent write (of a unique value, or of the row referred to) is visible to the retry.
_CONFLICTS = ("40001", "40P01", "23505", "23503")


def to_store_error(error: Exception, refused: str | None = None, store: str = _("The store")) -> StoreError:
    code = _sqlstate(error)
    kind, advice = _REFUSALS.get(code) or _REFUSALS.get(code[:2], (StoreError, ""))
    opening = _("{store} is damaged").format(store=store) if kind is StoreDamaged else _("The store refused")
    return kind(f"{refused or opening}: {_error_text(error)}.", advice)


def is_conflict(error: BaseException | None) -> bool:
    return isinstance(error, DatabaseError) and _sqlstate(error) in _CONFLICTS


def _sqlstate(error: Exception) -> str:
    """Return the SQLSTATE. For driver errors without one, choose it: no connection, or a NUL character."""
    if not isinstance(error, DatabaseError):
        return "XX000"
    code: str | None = getattr(error.orig, "sqlstate", None)
    return code or {OperationalError: "", DataError: "22021"}.get(type(error), "XX000")


def _error_text(error: Exception) -> str:
    """Return the first line of the error, which quotes no row."""
    cause = error.orig if isinstance(error, DatabaseError) else error
    primary = getattr(getattr(cause, "diag", None), "message_primary", None)
    return (primary or str(cause).partition("\n")[0]).rstrip(".:")


def can_store(text: str) -> bool:
    return "\0" not in text


# Rows


def new_rows(into: Table) -> Any:
    return dialect.insert(into)


def insert_rows(connection: Connection, into: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    insert_columns(connection, into, columns_of(rows))


def insert_columns(connection: Connection, into: Table, columns: Mapping[str, Sequence[Any]]) -> None:
    """Insert rows by COPY, which takes the server half as long as a statement for each."""
    statement = SQL("COPY {table} ({columns}) FROM STDIN").format(
        table=Identifier(into.name), columns=SQL(", ").join(Identifier(into.c[key].name) for key in columns)
    )
    encoded = encode_columns(into, columns, connection.dialect)
    driver: Any = connection.connection.driver_connection
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for row in encoded:
                copy.write_row(row)
    except psycopg.Error as error:
        raise DBAPIError.instance(
            f"COPY {into.name}", None, error, psycopg.Error, hide_parameters=True, dialect=connection.dialect
        ) from error


def advance_sequence(connection: Connection, into: Table) -> None:
    (number,) = into.primary_key.columns
    sequence = func.pg_get_serial_sequence(into.name, number.name)
    connection.execute(select(func.setval(sequence, func.coalesce(func.max(number), 0) + 1, False)))


# Changes, and numbers of acts by the thousand


def change_number(of: ColumnElement[int]) -> ColumnElement[int]:
    """Build the number of this transaction: unlike a sequence, it tells which changes a snapshot sees."""
    return cast(cast(func.pg_current_xact_id(), Text), BigInteger)


_MOMENT = text("SELECT pg_current_snapshot()::text, pg_is_in_recovery()")


def current_moment(connection: Connection, of: ColumnElement[int]) -> Moment | None:
    """Return the transactions that the snapshot sees; a standby server does not list those in progress."""
    snapshot, is_standby = connection.execute(_MOMENT).one()
    first, end, unfinished = snapshot.split(":")
    return (
        None
        if is_standby
        else Moment(int(first), int(end), frozenset(map(int, filter(None, unfinished.split(",")))))
    )


def pack(numbers: ColumnElement[int]) -> ColumnElement[Any]:
    return func.string_agg(
        func.int8send(cast(numbers, BigInteger)), literal_column("''::bytea"), type_=LargeBinary
    )


def rows_of(values: Collection[Any]) -> Select[Any]:
    rows = list(values)
    kind = BigInteger if isinstance(rows[0], int) else Date if isinstance(rows[0], date) else Text
    return select(func.unnest(cast(rows, ARRAY(kind))).column_valued("value"))


def rows_of_tuples(tuples: Sequence[Sequence[int | str]]) -> Select[Any]:
    arrays = [
        cast(list(values), ARRAY(BigInteger if isinstance(values[0], int) else Text))
        for values in zip(*tuples, strict=True)
    ]
    named = [f"value_{n}" for n in range(len(arrays))]
    return select(func.unnest(*arrays).table_valued(*named).render_derived())


# The full-text index: the words in their order between spaces, and the set of words and tokens, which is what GIN
# holds. A token starts with a colon, as no word does.

search_text = table(
    "search_text", column("docid", BigInteger), column("keys", dialect.TSVECTOR), column("words", Text)
)
docid = search_text.c.docid

# No key has a space in it: an array of arrays could not hold a different number of them for each act.
_PUT = text(
    "INSERT INTO search_text(docid, keys, words) "
    "SELECT docid, array_to_tsvector(string_to_array(keys, ' ')), words "
    "FROM unnest(CAST(:docid AS bigint[]), CAST(:keys AS text[]), CAST(:words AS text[])) "
    "AS new(docid, keys, words) "
    "ON CONFLICT (docid) DO UPDATE SET keys = excluded.keys, words = excluded.words"
)
_MAX_KEY_BYTES = (1 << 20) - 1


def index_acts(connection: Connection, acts: Iterable[ActWords]) -> None:
    if rows := [_index_row(*words) for words in acts]:
        connection.execute(_PUT, {name: [row[name] for row in rows] for name in rows[0]})


def _index_row(act: int, words: list[str], tokens: list[str]) -> dict[str, Any]:
    """Build the index row of an act; raises ActRefused if it is too large."""
    keys = index_keys(words, tokens)
    size = sum(len(key.encode()) + 1 for key in keys)
    if size > _MAX_KEY_BYTES:
        raise ActRefused(
            _("PostgreSQL indexes {most} bytes of different words in an act; this one has {size}.").format(
                most=format_number(_MAX_KEY_BYTES), size=format_number(size)
            ),
            _("A store in SQLite takes it."),
        )
    return {"docid": act, "keys": " ".join(keys), "words": pad_with_spaces(words)}


def index_keys(words: Sequence[str], tokens: Sequence[str]) -> list[str]:
    """Return the distinct keys and tokens of an act, as indexed."""
    return sorted({*words, *map(token_key, tokens)})


def token_key(token: str) -> str:
    """Return the indexed form of a token."""
    return f":{token}"


def remove_acts(connection: Connection, acts: list[int]) -> None:
    if acts:
        connection.execute(search_text.delete().where(docid.in_(acts)))


def clear(connection: Connection) -> None:
    connection.execute(search_text.delete())


def matches(expression: Expression) -> ColumnElement[bool]:
    """Compile an expression: GIN finds the acts with the words, and positions are checked in their text."""
    if not needs_positions(expression):
        return _contains_words(expression)
    match expression:
        case AllOf(parts, excluded):
            not_there = (not_(matches(part)) for part in excluded if needs_positions(part))
            return and_(
                _contains_words(expression),
                *(_matches_positions(part) for part in parts if needs_positions(part)),
                *not_there,
            )
        case AnyOf(parts):
            return or_(*map(matches, parts))
    return and_(_contains_words(expression), _matches_positions(expression))


def select_matched(expressions: Sequence[Expression], acts: Sequence[int]) -> Select[Any]:
    """Select as ``Dialect`` says: positions are looked up in the text of each act, words in its keys."""
    matched = (_contains_words(each).label(f"matched_{n}") for n, each in enumerate(expressions))
    return select(docid, *matched).where(docid.in_(rows_of(acts)))


def _contains_words(expression: Expression) -> ColumnElement[bool]:
    """Build the condition that the act has the words, at any position."""
    return search_text.c["keys"].op("@@", is_comparison=True)(cast(_tsquery(expression), dialect.TSQUERY))


def _tsquery(expression: Expression) -> str:
    """Compile an expression to tsquery. Keys contain only letters, digits and underscores: quotes suffice."""
    match expression:
        case Phrase(keys, unmasked) | Within(keys, unmasked=unmasked):
            return f"({' & '.join(_quoted_variants(key, unmasked) for key in keys)})"
        case TokenTerm(token):
            return _quote(token_key(token))
        case AnyOf(()):
            return _quote(token_key("_"))  # which no act has
        case AnyOf(parts):
            return f"({' | '.join(map(_tsquery, parts))})"
        case AllOf(parts, excluded):
            # Excluded parts with positions are not here: an act with the words elsewhere must remain.
            sure = [f"!{_tsquery(part)}" for part in excluded if not needs_positions(part)]
            return f"({' & '.join([*map(_tsquery, parts), *sure])})"
    assert_never(expression)


def _quoted_variants(key: str, unmasked: Collection[str]) -> str:
    """Quote a key and, if it is unmasked, its masked form."""
    return f"({_quote(key)} | {_quote(masked_key(key))})" if key in unmasked else _quote(key)


def _key_pattern(key: str, unmasked: Collection[str]) -> str:
    """Return the key as a regular expression."""
    return f"{MASKED_PREFIX}?{key}" if key in unmasked else key


def _quote(key: str) -> str:
    return f"'{key}'"


def _matches_positions(expression: Expression) -> ColumnElement[bool]:
    """Build the condition on the positions of words, which the act has."""
    match expression:
        case Phrase():
            return _contains_phrase(search_text.c.words, expression)
        case Within(keys, others):
            listed = [_key_pattern(key, expression.unmasked) for key in keys]
            return search_text.c.words.regexp_match(_within_pattern(listed, others + len(keys) - 2))
        case _:
            return matches(expression)


def _contains_phrase(words: ColumnElement[str], phrase: Phrase) -> ColumnElement[bool]:
    """Build the condition that a text contains a phrase."""
    if phrase.unmasked:
        return words.regexp_match(pad_with_spaces([_key_pattern(key, phrase.unmasked) for key in phrase.keys]))
    # LIKE, which tries the pattern at each character, takes twice as long.
    return func.strpos(words, pad_with_spaces(phrase.keys)) > 0


def _within_pattern(keys: Sequence[str], between: int) -> str:
    """Build a regular expression: from one of the keys on, all others follow within so many words."""
    follows = {key: rf"(?=( [^ ]+){{0,{between}}} {key} )" for key in keys}
    return "|".join(f" {first}{''.join(follows[key] for key in keys if key != first)}" for first in keys)


def near(
    docid: ColumnElement[int],
    mentions: Select[Any],
    words: Phrase,
    within: int,
    read_words: ReadWords | None = None,
) -> ColumnElement[bool]:
    """Build the condition as ``Dialect.near`` says; the words of each act are split once, not for each mention."""
    mention, length = mentions.cte(), len(words.keys)
    has_them = search_text.c["keys"].op("@@", is_comparison=True)(cast(_tsquery(words), dialect.TSQUERY))
    split = func.string_to_array(func.btrim(search_text.c.words), " ", type_=ARRAY(Text)).label("split")
    mentioned = search_text.c.docid.in_(select(mention.c.docid))
    # OFFSET 0 keeps the planner from splitting again wherever the list is read.
    text = select(search_text.c.docid, split).where(has_them, mentioned).offset(0).subquery()
    first, *more = (
        func.array_positions(text.c.split, cast(key, Text)) for key in key_variants(words.keys[0], words.unmasked)
    )
    places = func.array_cat(first, *more) if more else first
    unnested = func.unnest(places).table_valued(column("place", Integer)).render_derived().lateral()
    place = unnested.c.place
    found = select(mention.c.docid).join(text, text.c.docid == mention.c.docid).join(unnested, true())
    if length > 1:
        standing = func.array_to_string(text.c.split[place : place + length - 1], " ")
        found = found.where(_contains_phrase(func.concat(" ", standing, " ", type_=Text), words))
    # Places count from 1, mentions from 0.
    beside = (place - 1 + length > mention.c.at - within) & (place - 1 < mention.c.until + within)
    return docid.in_(found.where(beside).correlate(None))


def latest_first(docid: ColumnElement[int], asks_for_places: bool) -> ColumnElement[int]:
    """Return the ORDER BY expression.

    The planner cannot know how rare a phrase is: ``+ 0`` keeps it from scanning acts in order until one
    matches.
    """
    return (docid + 0).desc() if asks_for_places else docid.desc()


def read_index(connection: Connection) -> IndexReader:
    return IndexReader(connection)


class IndexReader:
    """Reader of the index, in ascending order of docid, with one row in memory."""

    def __init__(self, connection: Connection) -> None:
        keys = func.tsvector_to_array(search_text.c["keys"], type_=ARRAY(Text)).label("keys")
        self._kept = GroupedStream(connection, select(docid, keys, search_text.c.words).order_by(docid), "docid")

    def has(self, act: int, words: list[str], tokens: list[str]) -> bool:
        kept = [(sorted(row["keys"]), row["words"]) for row in self._kept.of(act)]
        return kept == [(index_keys(words, tokens), pad_with_spaces(words))]


# Maintenance


def _own_tables() -> list[str]:
    from recueil.store.tables import load_tables  # those of features, which import this

    return [*(each.name for each in load_tables().sorted_tables), search_text.name]


def size(connection: Connection) -> int:
    """Return the bytes of its tables, with their indexes and TOAST."""
    sizes = (func.pg_total_relation_size(func.to_regclass(name)) for name in _own_tables())
    return sum(connection.execute(select(*sizes)).one())


def analyze(connection: Connection) -> None:
    connection.exec_driver_sql(f"ANALYZE {', '.join(_own_tables())}")


def merge(connection: Connection, *, begin: bool) -> bool:
    """Do nothing: a vacuum merges pending index entries."""
    return False


def vacuum(engine: Engine, *, is_idle: bool) -> bool:
    """Vacuum always: it blocks nobody."""
    anew = engine.execution_options(isolation_level="AUTOCOMMIT")
    with anew.connect() as connection:
        connection.exec_driver_sql(f"VACUUM {', '.join(_own_tables())}")
    return True


def purge(engine: Engine) -> None:
    """Rewrite every table, and the statistics, which quote values; the server's WAL is beyond our control."""
    anew = engine.execution_options(isolation_level="AUTOCOMMIT")
    with anew.connect() as connection:
        for name in _own_tables():
            connection.exec_driver_sql(f"VACUUM (FULL, ANALYZE) {name}")
        for name in ("pg_statistic", "pg_statistic_ext_data"):
            with suppress(*ERRORS):  # if another user owns the database
                connection.exec_driver_sql(f"VACUUM FULL {name}")
        with suppress(*ERRORS):  # if this user may not, the server's next checkpoint does it
            connection.exec_driver_sql("CHECKPOINT")


def damage(connection: Connection) -> list[str]:
    """Return nothing: pages are compared with their checksums when read, and the check reads every row."""
    return []


def orphans(connection: Connection) -> dict[tuple[str, str], int]:
    """Count dangling references: there are none unless constraints were disabled."""
    from recueil.store.tables import load_tables

    found = {}
    for child in load_tables().sorted_tables:
        for key in sorted(child.foreign_keys, key=lambda key: key.column.table.name):
            parent_exists = exists().where(key.column == key.parent)
            query = select(func.count()).select_from(child).where(key.parent.is_not(None), ~parent_exists)
            if count := connection.execute(query).scalar_one():
                found[child.name, key.column.table.name] = int(count)
    return found
