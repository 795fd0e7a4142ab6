"""Stream exports batch by batch over a network; only one batch is in memory."""

from __future__ import annotations

import io
from collections.abc import Generator, Iterable, Iterator, Sequence

from recueil.export.csv import CsvWriter
from recueil.export.jsonl import stored_act_line
from recueil.store.acts.read import ViewRows
from recueil.store.store import Store
from recueil.store.views import View

DocidBatches = Iterable[Sequence[int]]


def stream_jsonl(store: Store, walked: DocidBatches) -> Generator[bytes, None, None]:
    """Yield acts of the store as JSON lines."""
    for docids in walked:
        yield "".join(f"{stored_act_line(filed)}\n" for filed in store.filed(docids)).encode()


def stream_csv(store: Store, walked: DocidBatches, view: View) -> Generator[bytes, None, None]:
    """Yield a table of acts as RFC 4180 CSV in UTF-8."""
    buffer = io.StringIO(newline="")
    sheet = CsvWriter(buffer, view.names)
    for rows in _iter_rows(store, walked, view):
        sheet.write(rows)
        yield _drain(buffer).encode()
    yield _drain(buffer).encode()


def stream_parquet(store: Store, walked: DocidBatches, view: View) -> Generator[bytes, None, None]:
    """Yield a table of acts as one Parquet file."""
    from recueil.export.parquet import open_parquet_table

    sink = _DrainedBuffer()
    with open_parquet_table(sink, view) as table:
        for rows in _iter_rows(store, walked, view):
            table.write(rows)
            yield sink.taken()
    yield sink.taken()


def _iter_rows(store: Store, walked: DocidBatches, view: View) -> Iterator[ViewRows]:
    for docids in walked:
        yield store.rows(docids, [view])[view.name]


def _drain(buffer: io.StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text


class _DrainedBuffer(io.BytesIO):
    """A write-only buffer that is drained while written; ``tell`` counts all bytes written so far."""

    def __init__(self) -> None:
        super().__init__()
        self._yielded = 0

    def tell(self) -> int:
        return self._yielded + super().tell()

    def taken(self) -> bytes:
        some = self.getvalue()
        self._yielded += len(some)
        self.seek(0)
        self.truncate()
        return some
