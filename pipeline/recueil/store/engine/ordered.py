"""Rows of several queries side by side: as many as there are, few in memory."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, CursorResult, RowMapping, Select

_AT_A_TIME = 500


def streamed(connection: Connection, rows: Select[Any], at_a_time: int = _AT_A_TIME) -> CursorResult[Any]:
    """The rows of a query, of which no more than so many are in memory."""
    return connection.execute(rows.execution_options(yield_per=at_a_time))


class Ordered:
    """The rows of a query that is in the order of one column, handed out number by number of that column."""

    def __init__(self, connection: Connection, rows: Select[Any], by: str) -> None:
        self._by = by
        self._rows = iter(streamed(connection, rows).mappings())
        self._next = next(self._rows, None)

    def of(self, number: int) -> list[RowMapping]:
        """The rows of a number. Numbers are asked for in their order; the rows of those left out are skipped."""
        found = []
        while self._next is not None and self._next[self._by] <= number:
            if self._next[self._by] == number:
                found.append(self._next)
            self._next = next(self._rows, None)
        return found
