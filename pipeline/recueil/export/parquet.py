"""Write tables as Parquet, each column with its own type, numbers exact; and search results, as text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq
from sqlalchemy import Boolean, ColumnElement, Date, DateTime, Integer

from recueil.export.hits import HIT_COLUMNS, hit_row
from recueil.store.engine.column_types import Millionths, Utc
from recueil.store.search.results import Hit
from recueil.store.views import View

# Nineteen digits, as the store's integer number of millionths.
DECIMAL_TYPE = pa.decimal128(19, 6)
_ARROW_TYPES: tuple[tuple[type[Any], pa.DataType], ...] = (
    (Millionths, DECIMAL_TYPE),
    (Utc, pa.timestamp("us", tz="UTC")),
    (DateTime, pa.timestamp("us")),
    (Date, pa.date32()),
    (Boolean, pa.bool_()),
    (Integer, pa.int64()),
)
# Readers skip row groups by their minimum and maximum, and load one at a time.
_ROW_GROUP = 20_000
_HIT_SCHEMA = pa.schema([(name, pa.int64() if name == "page" else pa.string()) for name in HIT_COLUMNS])


class ParquetTable:
    """A Parquet writer that buffers rows until they fill a row group."""

    def __init__(self, writer: pq.ParquetWriter) -> None:
        self._writer = writer
        self._waiting: list[pa.RecordBatch] = []

    def write(self, rows: Sequence[Sequence[Any]]) -> None:
        schema = self._writer.schema
        columns = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in schema]
        arrays = [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)]
        self._waiting.append(pa.RecordBatch.from_arrays(arrays, schema=schema))
        if sum(batch.num_rows for batch in self._waiting) >= _ROW_GROUP:
            self.flush()

    def flush(self) -> None:
        self._writer.write_table(pa.Table.from_batches(self._waiting, self._writer.schema))
        self._waiting.clear()


@contextmanager
def open_parquet_table(target: Path | BinaryIO, view: View) -> Iterator[ParquetTable]:
    """Open a Parquet file for writing; repeated texts are dictionary-encoded."""
    with pq.ParquetWriter(target, arrow_schema(view), compression="zstd") as writer:
        table = ParquetTable(writer)
        yield table
        table.flush()


def arrow_schema(view: View) -> pa.Schema:
    return pa.schema(zip(view.names, map(_arrow_type, view.columns), strict=True))


def _arrow_type(column: ColumnElement[Any]) -> pa.DataType:
    return next((arrow for sql_type, arrow in _ARROW_TYPES if isinstance(column.type, sql_type)), pa.string())


def write_hits(batches: Iterable[Iterable[Hit]], path: Path) -> None:
    """Write search results, one row per act, a row group per batch; dates are EDTF."""
    with pq.ParquetWriter(path, _HIT_SCHEMA, compression="zstd") as writer:
        for batch in batches:
            rows = [
                {
                    name: cell if cell is None or isinstance(cell, int) else str(cell)
                    for name, cell in zip(HIT_COLUMNS, hit_row(hit), strict=True)
                }
                for hit in batch
            ]
            writer.write_table(pa.Table.from_pylist(rows, _HIT_SCHEMA))
