"""Run remote calls with a timeout: each returns in time, or raises SourceUnreachable, whatever a driver
raises.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from threading import Thread
from typing import TypeVar

import httpx
from pydantic import JsonValue

from recueil.errors import RecueilError, SourceUnreachable
from recueil.translation import gettext as _

T = TypeVar("T")
_URL = re.compile(r"\b[\w+.-]+://\S*")
_MAX_MESSAGE = 200
RETRY_ADVICE = _(
    "The next run of `recueil ingest` tries it again; until then, what is known of it stays as it is."
)


class TimedCaller:
    """Runs calls with a timeout; ``secrets`` are removed from messages."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._secrets = sorted(secrets, key=len, reverse=True)

    def attempt(self, what: str, seconds: float, call: Callable[[], T]) -> T:
        """Return the result of a call. ``what`` is its address, as it may be shown. Raise
        SourceUnreachable.
        """
        try:
            return _run_with_timeout(seconds, call)
        except RecueilError:
            raise
        except Exception as error:  # noqa: BLE001 — a driver may raise anything
            # Not « from error »: what a driver says goes through _plain, or nowhere.
            raise SourceUnreachable(f"{what}: {self._why(error)}.", RETRY_ADVICE) from None

    def _why(self, error: Exception) -> str:
        if isinstance(error, (TimeoutError, httpx.TimeoutException)):
            return _("no answer in time")
        if isinstance(error, FileNotFoundError):
            return _("not found")
        if isinstance(error, PermissionError):
            return _("access is refused")
        return self._plain(str(getattr(error, "strerror", None) or error)) or type(error).__name__

    def _plain(self, message: str) -> str:
        """Return a driver's message without secrets and control characters: a server may have written
        it.
        """
        for secret in self._secrets:
            message = message.replace(secret, "…")
        line = " ".join(_URL.sub("…", message).split())
        return "".join(filter(str.isprintable, line))[:_MAX_MESSAGE].rstrip(".")


def _run_with_timeout(seconds: float, call: Callable[[], T]) -> T:
    """Run a call in a daemon thread. Raise TimeoutError if it takes too long; it is then abandoned."""
    result: Future[T] = Future()

    def run() -> None:
        try:
            result.set_result(call())
        except BaseException as error:  # noqa: BLE001 — raised where the result is asked for
            result.set_exception(error)

    Thread(target=run, name="remote", daemon=True).start()
    return result.result(timeout=seconds)


def iter_secrets(options: JsonValue) -> Iterator[str]:
    """Yield all strings in the options, except those too short to be secret."""
    if isinstance(options, str):
        if len(options) > 3:
            yield options
    elif isinstance(options, dict):
        for value in options.values():
            yield from iter_secrets(value)
    elif isinstance(options, list):
        for value in options:
            yield from iter_secrets(value)
