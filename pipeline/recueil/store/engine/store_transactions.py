"""A transaction, and what its failure means to the one who asked for it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import SystemRandom
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import StatementError

from recueil.errors import ActRefused, StoreError, ValueDamaged
from recueil.store.engine import deadlines, dialect_of

P = ParamSpec("P")
T = TypeVar("T")

# Seconds before a transaction that lost against another is run again, at most.
_PAUSES = (0.02, 0.1, 0.5, 1.0, 2.0, 4.0)
_chance = SystemRandom()
# What code raises that is given other values than were written.
_SENSELESS = (ValueError, TypeError, LookupError, ArithmeticError, AttributeError)
_IF_SENSELESS = (
    "Run `recueil check`, and restore an intact backup if it finds damage. "
    "If it finds none, this is a defect: report it."
)


@contextmanager
def told(engine: Engine) -> Iterator[None]:
    """A failure of the database, or text no database can hold, is a StoreError."""
    dialect = dialect_of(engine)
    try:
        yield
    except dialect.ERRORS as error:
        raise dialect.explained(error, store=dialect.named(engine.url)) from error
    except StatementError as error:
        # A column that refuses a value says so itself.
        raise (error.orig if isinstance(error.orig, StoreError) else error) from None
    except UnicodeEncodeError as error:
        raise ActRefused(f"The store cannot hold this text: {error.reason}.") from error


@contextmanager
def reported(engine: Engine) -> Iterator[Connection]:
    """A transaction that reads, as things are at one moment, whose failure is a StoreError.

    ValueDamaged where what was read makes no sense: a changed byte in a row is a row to the database.
    """
    deadlines.check()
    try:
        with told(engine), engine.begin() as connection:
            yield connection
    except _SENSELESS as error:
        name = dialect_of(engine).named(engine.url)
        raise ValueDamaged(f"{name} holds what makes no sense ({type(error).__name__}).", _IF_SENSELESS) from error


def written(engine: Engine, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Do work in a transaction that writes. Where it lost against another's, it is done again, whole.

    StoreBusy when it has lost too often. What is given must be there for the second time, so no iterator.
    """
    dialect = dialect_of(engine)
    writer = dialect.writer(engine)
    for pause in (*_PAUSES, None):
        try:
            with told(writer), writer.begin() as connection:
                return work(connection, *args, **kwargs)
        except StoreError as error:
            if pause is None or not dialect.clashed(error.__cause__):
                raise
        time.sleep(_chance.uniform(0, pause))
    raise AssertionError("the last of the tries returns or raises")
