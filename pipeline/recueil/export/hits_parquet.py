"""Write search results as one Parquet file."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from recueil.export.hits import HIT_COLUMNS, hit_row
from recueil.store.search.results import Hit

_SCHEMA = pa.schema([(name, pa.int64() if name == "page" else pa.string()) for name in HIT_COLUMNS])


def write_parquet(batches: Iterable[Iterable[Hit]], path: Path) -> None:
    """Write one row per act, a row group per batch; dates are EDTF."""
    with pq.ParquetWriter(path, _SCHEMA, compression="zstd") as writer:
        for batch in batches:
            rows = [dict(zip(HIT_COLUMNS, _cells(hit), strict=True)) for hit in batch]
            writer.write_table(pa.Table.from_pylist(rows, _SCHEMA))


def _cells(hit: Hit) -> list[object]:
    return [cell if cell is None or isinstance(cell, int) else str(cell) for cell in hit_row(hit)]
