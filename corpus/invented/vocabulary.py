"""The tables beside this file, as the parts that write acts need them."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent / "vocabulary"


def rows(table: str) -> Iterator[dict[str, str]]:
    with (_FOLDER / f"{table}.csv").open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


@cache
def column(table: str, name: str, *only: str) -> tuple[str, ...]:
    """One column of a table; with ``only`` (column, value), of the rows that have that value."""
    return tuple(row[name] for row in rows(table) if not only or row[only[0]] == only[1])
