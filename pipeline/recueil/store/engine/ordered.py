"""Rows of several queries side by side: as many as there are, few in memory."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, CursorResult, RowMapping, Select

_ROWS_IN_MEMORY = 500


def stream_rows(connection: Connection, rows: Select[Any], at_a_time: int = _ROWS_IN_MEMORY) -> CursorResult[Any]:
    """Run a query with at most ``at_a_time`` rows in memory."""
    return connection.execute(rows.execution_options(yield_per=at_a_time))


class GroupedStream:
    """The rows of a query that is sorted by one column, grouped by its values, few in memory.

    Several of them can be read side by side.
    """

    def __init__(self, connection: Connection, rows: Select[Any], by: str) -> None:
        self._by = by
        self._rows = iter(stream_rows(connection, rows).mappings())
        self._next = next(self._rows, None)

    def of(self, number: int) -> list[RowMapping]:
        """Return the rows for a number. Query numbers in ascending order; rows of skipped numbers are dropped."""
        found = []
        while self._next is not None and self._next[self._by] <= number:
            if self._next[self._by] == number:
                found.append(self._next)
            self._next = next(self._rows, None)
        return found
