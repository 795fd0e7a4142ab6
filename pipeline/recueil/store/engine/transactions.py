"""Read and write transactions: retries after conflicts, and database errors as StoreError."""

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
from recueil.translation import gettext as _

P = ParamSpec("P")
T = TypeVar("T")

# Maximum delay in seconds before each retry of a transaction that lost a conflict.
_RETRY_DELAYS = (0.02, 0.1, 0.5, 1.0, 2.0, 4.0)
_random = SystemRandom()
# Errors that code raises on stored values that differ from those written.
_DECODING_ERRORS = (ValueError, TypeError, LookupError, ArithmeticError, AttributeError)
_IF_UNDECODABLE = _(
    "Run `recueil check`, and restore an intact backup if it finds damage. If it finds "
    "none, this is a defect: report it."
)


@contextmanager
def translate_errors(engine: Engine) -> Iterator[None]:
    """Translate errors of the database, and of text it cannot store, into StoreError."""
    dialect = dialect_of(engine)
    try:
        yield
    except dialect.ERRORS as error:
        raise dialect.to_store_error(error, store=dialect.display_name(engine.url)) from error
    except StatementError as error:
        # Our own column types raise StoreError when they refuse a value.
        raise (error.orig if isinstance(error.orig, StoreError) else error) from None
    except UnicodeEncodeError as error:
        raise ActRefused(_("The store cannot hold this text: {reason}.").format(reason=error.reason)) from error


@contextmanager
def read_transaction(engine: Engine) -> Iterator[Connection]:
    """Open a read transaction on one snapshot; its errors are raised as StoreError.

    Raises ValueDamaged if a stored value cannot be decoded: to the database a row with a changed byte
    is just a row.
    """
    deadlines.check_deadline()
    try:
        with translate_errors(engine), engine.begin() as connection:
            yield connection
    except _DECODING_ERRORS as error:
        name = dialect_of(engine).display_name(engine.url)
        raise ValueDamaged(
            _("{name} holds what makes no sense ({name_2}).").format(name=name, name_2=type(error).__name__),
            _IF_UNDECODABLE,
        ) from error


def write_transaction(
    engine: Engine, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
) -> T:
    """Run ``work`` in a write transaction, and run it again, whole, after a conflict with another
    transaction.

    Raises StoreBusy after too many conflicts. Arguments must survive a second call, so pass no iterator.
    """
    dialect = dialect_of(engine)
    writer = dialect.writer(engine)
    for pause in (*_RETRY_DELAYS, None):
        try:
            with translate_errors(writer), writer.begin() as connection:
                return work(connection, *args, **kwargs)
        except StoreError as error:
            if pause is None or not dialect.is_conflict(error.__cause__):
                raise
        time.sleep(_random.uniform(0, pause))
    raise AssertionError("the last of the tries returns or raises")
