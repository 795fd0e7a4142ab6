"""Split what a statement is about into parts: it has a bounded number of parameters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")

_MOST = 500


def chunks(things: Iterable[T]) -> Iterator[list[T]]:
    """Yield a few hundred at a time."""
    remaining = iter(things)
    while some := list(islice(remaining, _MOST)):
        yield some
