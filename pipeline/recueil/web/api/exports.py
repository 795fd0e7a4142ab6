"""Exports of the acts that match a query, streamed, so that a client may stop at any time."""

from __future__ import annotations

import io
from collections.abc import Generator, Iterable, Iterator, Sequence
from itertools import chain
from typing import Annotated, Literal

from fastapi import Depends, Response
from fastapi import Query as Parameter
from fastapi.responses import StreamingResponse

from recueil.export.csv import CsvWriter
from recueil.export.jsonl import stored_act_line
from recueil.extras import require
from recueil.query import Query
from recueil.store.acts.read import ViewRows
from recueil.store.store import Store
from recueil.store.views import ACT_VIEWS, View
from recueil.web import dependencies
from recueil.web.api.problems import Responses
from recueil.web.api.resource import resource_router
from recueil.web.dependencies import QueryDep, StoreDep

DocidBatches = Iterable[Sequence[int]]


def stream_jsonl(store: Store, walked: DocidBatches) -> Generator[bytes, None, None]:
    """Yield acts of the store as JSON lines."""
    for docids in walked:
        yield "".join(f"{stored_act_line(filed)}\n" for filed in store.filed_acts(docids)).encode()


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
            yield sink.take()
    yield sink.take()


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

    def take(self) -> bytes:
        some = self.getvalue()
        self._yielded += len(some)
        self.seek(0)
        self.truncate()
        return some


router = resource_router("exports")

# Acts per transaction, all in memory.
_BATCH = 100
_VIEWS = {view.name: view for view in ACT_VIEWS}
TableName = Literal[
    "acts",
    "dates",
    "periods",
    "amounts",
    "percentages",
    "budget",
    "persons",
    "references",
    "organisations",
    "places",
    "attendance",
    "votes",
    "awards",
    "findings",
    "cross_findings",
]
Table = Annotated[TableName, Parameter(description="Which table of docs/exports.md.")]
_LIFTED = [Depends(dependencies.lift_query_deadline)]
_CSV, _JSONL, _PARQUET = "text/csv; charset=utf-8", "application/jsonl", "application/vnd.apache.parquet"


def _file(media_type: str, binary: bool = False) -> Responses:
    schema = {"type": "string", **({"format": "binary"} if binary else {})}
    return {200: {"description": "A file, as it is made.", "content": {media_type: {"schema": schema}}}}


@router.get(
    "/exports/csv",
    summary="A table of the acts, as CSV",
    response_class=Response,
    responses=_file("text/csv"),
    dependencies=_LIFTED,
)
def export_csv(store: StoreDep, query: QueryDep, table: Table = "acts") -> StreamingResponse:
    rows = stream_csv(store, _walk(store, query), _VIEWS[table])
    return _stream(rows, _CSV, f"{table}.csv")


@router.get(
    "/exports/jsonl",
    summary="The acts whole, one a line",
    response_class=Response,
    responses=_file(_JSONL),
    dependencies=_LIFTED,
)
def export_jsonl(store: StoreDep, query: QueryDep) -> StreamingResponse:
    return _stream(stream_jsonl(store, _walk(store, query)), _JSONL, "acts.jsonl")


@router.get(
    "/exports/parquet",
    summary="A table of the acts, as Parquet",
    response_class=Response,
    responses=_file(_PARQUET, binary=True),
    dependencies=_LIFTED,
)
def export_parquet(store: StoreDep, query: QueryDep, table: Table = "acts") -> StreamingResponse:
    require("parquet")  # before anything is sent
    rows = stream_parquet(store, _walk(store, query), _VIEWS[table])
    return _stream(rows, _PARQUET, f"{table}.parquet")


def _walk(store: Store, query: Query | None) -> DocidBatches:
    """Return the acts, with the first batch read now, so that a query fails before the response begins."""
    walked = store.iter_docids(query, _BATCH)
    first = next(walked, None)
    return () if first is None else chain((first,), walked)


def _stream(parts: Iterator[bytes], media_type: str, name: str) -> StreamingResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(parts, media_type=media_type, headers=headers)
