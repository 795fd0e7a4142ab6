"""Helpers for SQL statements: chunked parameters, padded IN lists, streamed rows and grouped streams."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")

_CHUNK_SIZE = 500


def chunks(things: Iterable[T]) -> Iterator[list[T]]:
    """Split things into chunks of a few hundred, because a statement has a bounded number of parameters."""
    remaining = iter(things)
    while some := list(islice(remaining, _CHUNK_SIZE)):
        yield some
