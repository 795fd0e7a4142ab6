"""The deadline of the current request: queries that exceed it are cancelled."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from recueil.errors import StoreTimeout
from recueil.translation import gettext as _

_deadline: ContextVar[float | None] = ContextVar("deadline", default=None)

TIMEOUT_ADVICE = _(
    "Narrow it: add a rarer word or a field (commune:, seance:), or take words cut short "
    "by * and PRES away; an export has no such limit."
)


def set_deadline(seconds: float | None) -> None:
    """Set the deadline, in seconds from now, for further reads of this task or thread; None removes it."""
    _deadline.set(None if seconds is None else time.monotonic() + seconds)


@contextmanager
def deadline(seconds: float) -> Iterator[None]:
    """Set a deadline, in seconds from now, for reads within the ``with`` block."""
    token = _deadline.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _deadline.reset(token)


def remaining_seconds() -> float | None:
    """Return the seconds until the deadline, at least 0; None without a deadline."""
    until = _deadline.get()
    return None if until is None else max(0.0, until - time.monotonic())


def is_expired() -> bool:
    """Return whether there is a deadline and it has passed."""
    until = _deadline.get()
    return until is not None and until < time.monotonic()


def check_deadline() -> None:
    """Raise StoreTimeout after the deadline."""
    if is_expired():
        raise StoreTimeout(_("Answering this took longer than a request may."), TIMEOUT_ADVICE)
