"""What differs between the databases of a store: ``sqlite.py`` and ``postgres.py`` are each a ``Dialect``."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from typing import Any, Protocol

from sqlalchemy import URL, ColumnElement, Connection, Engine, Insert, Select, Table, TableClause

from recueil.errors import StoreError
from recueil.store.engine.expressions import Expression, Phrase, Words

# What transactions wait for each other's end for, besides rows: the first number of a lock.
SCHEMA = 1
SOURCES = 2
DAY = 3
PERSON = 4
ACCOUNTS = 5
ALERT = 6
DECISION = 7
CONTENT = 8


class Index(Protocol):
    """What the full-text index holds of each act."""

    def has(self, act: int, words: list[str], tokens: list[str]) -> bool:
        """Whether an act is indexed under these words, in this order, and tokens, and no others.

        Acts are asked for in the order of their numbers.
        """


class Dialect(Hashable, Protocol):
    """A module that speaks to one sort of database."""

    # The engine

    def opened(self, address: URL, *, create: bool) -> Engine:
        """An engine whose transactions read one moment, and roll back whole; ``create`` makes what it can.

        StoreMissing where there is no database; StoreError where it cannot be reached.
        """

    def named(self, address: URL) -> str:
        """What messages call the store at an address; never a password."""

    def writer(self, engine: Engine) -> Engine:
        """The same engine, whose transactions write."""

    def is_fit(self, connection: Connection) -> None:
        """StoreError where the tables of a store cannot be made in this database."""

    def lock(
        self, connection: Connection, sort: int, alone: Collection[int], shared: Collection[int] = ()
    ) -> None:
        """Until the end of the transaction, no other has the locks of a sort taken alone, nor alone those shared.

        They are taken in the order of their numbers: who takes all of a sort at once waits for nobody in vain.
        """

    # Its errors

    @property
    def ERRORS(self) -> tuple[type[Exception], ...]:  # noqa: N802
        """What it raises, to be ``explained``."""

    @property
    def IF_DAMAGED(self) -> str:  # noqa: N802
        """The next step after damage."""

    def explained(self, error: Exception, refused: str | None = ..., store: str = ...) -> StoreError:
        """What the database refused, by its code: some of it passes, some of it the operator can mend.

        ``refused`` says what could not be done, ``store`` names what is damaged where that is all there is to say.
        """

    def clashed(self, error: BaseException | None) -> bool:
        """Whether a transaction failed only because another was at work: done again, it may succeed."""

    def holds(self, text: str) -> bool:
        """Whether the database can hold a text."""

    # Rows

    def new_rows(self, into: Table) -> Any:
        """An insert that can be told what to do on a conflict; SQLAlchemy has one for each, and they are alike."""

    def go_on_numbering(self, connection: Connection, into: Table) -> None:
        """After rows were inserted with their numbers, the next new one gets a higher one."""

    # The full-text index

    @property
    def search_text(self) -> TableClause:
        """Its table."""

    @property
    def docid(self) -> ColumnElement[int]:
        """Its column that names the act."""

    def put(self, connection: Connection, acts: Iterable[Words]) -> None:
        """Index acts, in place of what was indexed of them; ActRefused where that is too much."""

    def drop(self, connection: Connection, acts: list[int]) -> None:
        """Forget what is indexed of acts."""

    def clear(self, connection: Connection) -> None:
        """Forget all that is indexed."""

    def matches(self, expression: Expression) -> ColumnElement[bool]:
        """Of a row of the full-text index."""

    def near(
        self,
        docid: ColumnElement[int],
        mentions: Select[Any],
        words: Phrase,
        within: int,
    ) -> ColumnElement[bool]:
        """An act has a mention (``docid``, ``at``, ``until``) with these words so many words away."""

    def latest_first(self, docid: ColumnElement[int], asks_for_places: bool) -> ColumnElement[int]:
        """What to order by, of a statement that asks the full-text index for places of words or not."""

    def indexed(self, connection: Connection) -> Index:
        """What is indexed now, of every act."""

    # Its state

    def size(self, connection: Connection) -> int:
        """Bytes of the store."""

    def analyze(self, connection: Connection) -> None:
        """Let the planner know how many rows there are of what, from samples."""

    def merge(self, connection: Connection, *, begin: bool) -> bool:
        """A part of the work that makes the full-text index one piece; False when there was nothing left to do."""

    def vacuum(self, engine: Engine, *, is_idle: bool) -> bool:
        """Give free room back, where that is worth it and hinders nobody; whether it did."""

    def purge(self, engine: Engine) -> None:
        """Leave no byte on the disk of what was deleted or written over; StoreBusy while somebody reads it."""

    def damage(self, connection: Connection) -> list[str]:
        """What is wrong with the database itself, a hundred things at most."""

    def orphans(self, connection: Connection) -> dict[tuple[str, str], int]:
        """How many rows of which table refer to rows of which other that are not there."""


def upsert(
    dialect: Dialect,
    into: Table,
    key: Sequence[str],
    changed: Callable[[Any], dict[str, Any]],
    where: ColumnElement[bool] | None = None,
) -> Insert:
    """Insert rows; of one whose key is there, change what ``changed`` makes of the new one's columns."""
    new = dialect.new_rows(into)
    rows: Insert = new.on_conflict_do_update(index_elements=key, set_=changed(new.excluded), where=where)
    return rows


def insert_missing(dialect: Dialect, into: Table, key: Sequence[str]) -> Insert:
    """Insert rows, but for those whose key is there."""
    rows: Insert = dialect.new_rows(into).on_conflict_do_nothing(index_elements=key)
    return rows
