"""The interface between the store and its database: full-text expressions, and the ``Dialect`` protocol.

``sqlite.py`` and ``postgres.py`` each implement ``Dialect`` and compile the expressions. ``Phrase``
and ``Within`` consist of keys (stems); tokens are index terms beside the words. Keys in
``unmasked`` also match where they are masked.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, NamedTuple, Protocol

from sqlalchemy import URL, ColumnElement, Connection, Engine, Insert, Select, Table, TableClause

from recueil.errors import StoreError


@dataclass(frozen=True, slots=True)
class Phrase:
    """Consecutive keys; a single key is a word."""

    keys: tuple[str, ...]
    unmasked: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Within:
    """All these keys, which are distinct, in any order, with at most ``others`` other keys between them."""

    keys: tuple[str, ...]
    others: int
    unmasked: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class TokenTerm:
    """A token of the index, such as a value on an axis."""

    token: str


@dataclass(frozen=True, slots=True)
class AllOf:
    """Conjunction: all of ``parts``, which is not empty, and none of ``excluded``."""

    parts: tuple[Expression, ...]
    excluded: tuple[Expression, ...] = ()


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Disjunction of ``parts``; an empty one matches nothing."""

    parts: tuple[Expression, ...]


Expression = Phrase | Within | TokenTerm | AllOf | AnyOf


def needs_positions(expression: Expression) -> bool:
    """Return whether an expression needs word positions, not only the presence of words."""
    match expression:
        case Phrase(keys):
            return len(keys) > 1
        case Within():
            return True
        case TokenTerm():
            return False
        case AllOf(parts, excluded):
            return any(map(needs_positions, (*parts, *excluded)))
        case AnyOf(parts):
            return any(map(needs_positions, parts))


def match_at_least(number: int, of: tuple[Expression, ...]) -> AnyOf:
    """Build the expression that at least ``number`` of some expressions match."""
    return AnyOf(tuple(AllOf(some) for some in combinations(of, number)))


class Moment(NamedTuple):
    """The numbered changes that a read transaction sees: those below ``end`` that are not ``unfinished``.

    ``first`` is the least that it does not see.
    """

    first: int
    end: int
    unfinished: frozenset[int] = frozenset()

    def sees(self, other: Moment) -> bool:
        """Return whether all changes are seen that ``other``, of the same store, sees."""
        return self.end > other.end or (self.end == other.end and self.unfinished <= other.unfinished)


ActWords = tuple[int, list[str], list[str]]
"""The number of an act, the keys of its words in their order, and its tokens."""
ReadWords = Callable[[], Mapping[int, Sequence[str]]]
"""Reads the keys of the words of some acts, in their order, by docid."""


# Sorts of advisory locks: the first of the two numbers that identify a lock.
SCHEMA_LOCK = 1
SOURCES_LOCK = 2
DAY_LOCK = 3
PERSON_LOCK = 4
ACCOUNTS_LOCK = 5
ALERT_LOCK = 6
DECISION_LOCK = 7
CONTENT_LOCK = 8


class FullTextIndex(Protocol):
    """The content of the full-text index, by act."""

    def has(self, act: int, words: list[str], tokens: list[str]) -> bool:
        """Return whether the index has exactly these words, in this order, and these tokens for an act.

        Acts must be queried in ascending order of docid.
        """


class Dialect(Hashable, Protocol):
    """A module that implements one database."""

    # The engine

    def open_engine(self, address: URL, *, create: bool) -> Engine:
        """Create an engine whose read transactions see one snapshot, and whose transactions roll back
        completely.

        ``create`` makes what can be made. Raises StoreMissing without a database, StoreError if it is
        unreachable.
        """

    def display_name(self, address: URL) -> str:
        """Return the store's name for messages; it never contains a password."""

    def writer(self, engine: Engine) -> Engine:
        """Return the same engine in write mode."""

    def require_usable(self, connection: Connection) -> None:
        """Raise StoreError if this database cannot hold the store's tables."""

    def lock(self, connection: Connection, sort: int, alone: Iterable[int], shared: Iterable[int] = ()) -> None:
        """Take advisory locks of one sort until the end of the transaction: exclusive and shared ones. Iterate
        over their numbers only where there are such locks.

        They are taken in ascending order, so that transactions which take all locks of a sort at once
        cannot deadlock.
        """

    # Errors

    @property
    def ERRORS(self) -> tuple[type[Exception], ...]:  # noqa: N802
        """The exception types that the driver raises."""

    @property
    def IF_DAMAGED(self) -> str:  # noqa: N802
        """The advice to give after damage."""

    def to_store_error(self, error: Exception, refused: str | None = ..., store: str = ...) -> StoreError:
        """Translate an error by its code: some errors are transient, some the operator can fix.

        ``refused`` describes the operation that failed; ``store`` names the store in a message without one.
        """

    def is_conflict(self, error: BaseException | None) -> bool:
        """Return whether a transaction failed only because of a concurrent one, so that a retry may succeed."""

    def can_store(self, text: str) -> bool:
        """Return whether the database can store a text."""

    # Rows

    def new_rows(self, into: Table) -> Any:
        """Return an INSERT with ON CONFLICT support.

        SQLAlchemy has one class per dialect, with the same methods.
        """

    def insert_rows(self, connection: Connection, into: Table, rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert rows, at least one, in bulk. All have the keys of the first."""

    def insert_columns(self, connection: Connection, into: Table, columns: Mapping[str, Sequence[Any]]) -> None:
        """Insert rows in bulk, at least one, whose values are given by columns."""

    def advance_sequence(self, connection: Connection, into: Table) -> None:
        """Move the table's key sequence beyond its rows, after rows were inserted with explicit keys."""

    # Changes, and numbers of acts by the thousand

    def change_number(self, of: ColumnElement[int]) -> ColumnElement[int]:
        """Build the number of the changes of this transaction; ``of`` is the column of earlier numbers."""

    def current_moment(self, connection: Connection, of: ColumnElement[int]) -> Moment | None:
        """Return the changes that a read transaction sees; None where the database cannot tell."""

    def pack(self, numbers: ColumnElement[int]) -> ColumnElement[Any]:
        """Build the aggregate of numbers as one value, which is much faster to fetch than rows: either their
        digits with commas, or eight bytes of each, the highest first.
        """

    def rows_of(self, values: Collection[Any]) -> Select[Any]:
        """Select values, all numbers, texts or dates, at least one, that are one parameter: a statement stays the
        same for any number of them, and is prepared once.
        """

    def rows_of_tuples(self, tuples: Sequence[Sequence[int | str]]) -> Select[Any]:
        """Select tuples of numbers and texts, at least one, each value in the place of its column: as
        ``rows_of``, few parameters for any number of them.
        """

    # The full-text index

    @property
    def search_text(self) -> TableClause:
        """The table of the full-text index."""

    @property
    def docid(self) -> ColumnElement[int]:
        """Its column with the act's docid."""

    def index_acts(self, connection: Connection, acts: Iterable[ActWords]) -> None:
        """Index acts, replacing their entries; raises ActRefused if an act is too large for the index."""

    def remove_acts(self, connection: Connection, acts: list[int]) -> None:
        """Remove acts from the index."""

    def clear(self, connection: Connection) -> None:
        """Empty the index."""

    def matches(self, expression: Expression) -> ColumnElement[bool]:
        """Compile an expression to a condition on a row of the full-text index."""

    def select_matched(self, expressions: Sequence[Expression], acts: Sequence[int]) -> Select[Any] | None:
        """Select the docid of each of a few acts, and whether it matches each of the expressions, which need no
        positions. None for a dialect that finds the acts of a phrase as fast as those of its words.
        """

    def near(
        self,
        docid: ColumnElement[int],
        mentions: Select[Any],
        words: Phrase,
        within: int,
        read_words: ReadWords | None = None,
    ) -> ColumnElement[bool]:
        """Build the condition that an act has a mention (``docid``, ``at``, ``until``) within so many words of
        a phrase.

        ``read_words`` reads the words of the acts of the mentions, where these are few: for a dialect whose index
        lists the places of a word in all acts.
        """

    def latest_first(self, docid: ColumnElement[int], asks_for_places: bool) -> ColumnElement[int]:
        """Return the ORDER BY expression for latest acts first.

        ``asks_for_places``: the statement needs word positions from the full-text index.
        """

    def read_index(self, connection: Connection) -> FullTextIndex:
        """Read the current content of the index, of every act."""

    # Maintenance

    def size(self, connection: Connection) -> int:
        """Return the size of the store in bytes."""

    def analyze(self, connection: Connection) -> None:
        """Update the planner's statistics from samples."""

    def merge(self, connection: Connection, *, begin: bool) -> bool:
        """Do one step of merging the full-text index into one segment; return False when there was nothing
        left to do.
        """

    def vacuum(self, engine: Engine, *, is_idle: bool) -> bool:
        """Return free space to the disk if that is worthwhile and blocks nobody; return whether it was done."""

    def purge(self, engine: Engine) -> None:
        """Remove every byte of deleted or overwritten data from the disk; raises StoreBusy while the store is
        being read.
        """

    def damage(self, connection: Connection) -> list[str]:
        """Return the faults of the database itself, at most a hundred."""

    def orphans(self, connection: Connection) -> dict[tuple[str, str], int]:
        """Count the rows with dangling references, by (child table, parent table)."""


def upsert(
    dialect: Dialect,
    into: Table,
    key: Sequence[str],
    changed: Callable[[Any], dict[str, Any]],
    where: ColumnElement[bool] | None = None,
) -> Insert:
    """Build an upsert on ``key``: ``changed`` maps the new row's columns to the values set on conflict."""
    new = dialect.new_rows(into)
    rows: Insert = new.on_conflict_do_update(index_elements=key, set_=changed(new.excluded), where=where)
    return rows


def insert_missing(dialect: Dialect, into: Table, key: Sequence[str]) -> Insert:
    """Build an insert that skips rows whose key exists."""
    rows: Insert = dialect.new_rows(into).on_conflict_do_nothing(index_elements=key)
    return rows


def insert_missing_tuples(
    dialect: Dialect,
    into: Table,
    key: Sequence[str],
    columns: Sequence[str],
    tuples: Sequence[Sequence[int | str]],
) -> Insert:
    """Build an insert of the values of some columns, numbers and texts, that skips rows whose key exists.

    One statement for any number of rows: of thousands with a parameter for each value, to build and to read the
    statement takes longer than to insert them.
    """
    rows = dialect.new_rows(into).from_select(columns, dialect.rows_of_tuples(tuples))
    new: Insert = rows.on_conflict_do_nothing(index_elements=key)
    return new
