"""The time by which what is read must be answered: of the request in hand, not of a connection.

Where one is set, SQLite's progress handler and PostgreSQL's ``statement_timeout`` end a statement at it, and code
that works on what was read calls ``check``. Nothing that writes is ended.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from recueil.errors import StoreTimeout

_deadline: ContextVar[float | None] = ContextVar("deadline", default=None)

ADVICE = (
    "Narrow it: add a rarer word or a field (commune:, seance:), or take words cut short by * and PRES away;"
    " an export has no such limit."
)


def set_deadline(seconds: float | None) -> None:
    """Set the deadline of what this task, or this thread, reads from now on; None lifts it."""
    _deadline.set(None if seconds is None else time.monotonic() + seconds)


@contextmanager
def deadline(seconds: float) -> Iterator[None]:
    """Bound what is read in the body."""
    token = _deadline.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _deadline.reset(token)


def remaining() -> float | None:
    """Seconds until the deadline, none of them less than 0; None without one."""
    until = _deadline.get()
    return None if until is None else max(0.0, until - time.monotonic())


def expired() -> bool:
    """Whether there is a deadline, and it has passed."""
    until = _deadline.get()
    return until is not None and until < time.monotonic()


def check() -> None:
    """Raise StoreTimeout after the deadline."""
    if expired():
        raise StoreTimeout("Answering this took longer than a request may.", ADVICE)
