"""Tests over tables: one test for all rows, where a test a row would cost more than what it tries."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from typing import Any

import pytest

Test = Callable[..., None]


def each_row(names: str | Sequence[str], table: Iterable[Any]) -> Callable[[Test], Test]:
    """Call a test for every row of a table, as ``pytest.mark.parametrize`` does, but within one test.

    All rows are tried; those that fail are listed, with the traceback of the first. Fixtures are set up once, so none
    may keep what a row leaves behind.
    """
    columns = [names] if isinstance(names, str) else list(names)
    rows = [(row,) if isinstance(names, str) else tuple(row) for row in table]
    if not rows:
        raise ValueError(f"The table of {', '.join(columns)} has no row.")

    def over_table(test: Test) -> Test:
        @wraps(test)
        def try_rows(**fixtures: Any) -> None:
            failures: list[tuple[object, BaseException]] = []
            for row in rows:
                try:
                    test(**fixtures, **dict(zip(columns, row, strict=True)))
                except (Exception, pytest.fail.Exception) as failure:  # noqa: BLE001
                    failures.append((row, failure))
            if failures:
                lines = [f"{row!r}: {type(failure).__name__}: {failure}" for row, failure in failures]
                summary = f"{len(failures)} of {len(rows)} rows fail."
                raise AssertionError("\n".join([summary, *lines])) from failures[0][1]

        signature = inspect.signature(test)
        fixtures = [parameter for parameter in signature.parameters.values() if parameter.name not in columns]
        try_rows.__signature__ = signature.replace(parameters=fixtures)  # type: ignore[attr-defined]
        return try_rows

    return over_table
