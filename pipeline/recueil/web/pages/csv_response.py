"""Tables of pages as CSV downloads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal
from urllib.parse import quote

from fastapi.responses import Response

from recueil.export.csv import rows_as_csv

Table = tuple[Sequence[str], Iterable[Sequence[object]]]
"""Columns and rows."""
TablePageFormat = Literal["html", "json", "csv"]
"""A page with tables is also available as JSON and CSV."""


def csv_response(name: str, table: Table) -> Response:
    """Build the response with a table as a CSV file of that name."""
    quoted = quote(name)
    called = f'filename="{name}.csv"' if quoted == name else f"filename*=UTF-8''{quoted}.csv"
    headers = {"Content-Disposition": f"attachment; {called}"}
    return Response(rows_as_csv(*table), media_type="text/csv; charset=utf-8", headers=headers)
