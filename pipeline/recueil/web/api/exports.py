"""Exports of the acts that match a query, streamed, so that a client may stop at any time."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Annotated, Literal

from fastapi import Depends, Response
from fastapi import Query as Parameter
from fastapi.responses import StreamingResponse

from recueil.export import streams
from recueil.export.streams import DocidBatches
from recueil.query import Query
from recueil.store.store import Store
from recueil.store.views import ACT_VIEWS
from recueil.web import dependencies
from recueil.web.api.problems import Responses
from recueil.web.api.resource import resource_router
from recueil.web.dependencies import StoreDep
from recueil.web.params import QueryDep

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
def export_csv(store: StoreDep, asked: QueryDep, table: Table = "acts") -> StreamingResponse:
    rows = streams.stream_csv(store, _walked(store, asked), _VIEWS[table])
    return _streamed(rows, _CSV, f"{table}.csv")


@router.get(
    "/exports/jsonl",
    summary="The acts whole, one a line",
    response_class=Response,
    responses=_file(_JSONL),
    dependencies=_LIFTED,
)
def export_jsonl(store: StoreDep, asked: QueryDep) -> StreamingResponse:
    return _streamed(streams.stream_jsonl(store, _walked(store, asked)), _JSONL, "acts.jsonl")


@router.get(
    "/exports/parquet",
    summary="A table of the acts, as Parquet",
    response_class=Response,
    responses=_file(_PARQUET, binary=True),
    dependencies=_LIFTED,
)
def export_parquet(store: StoreDep, asked: QueryDep, table: Table = "acts") -> StreamingResponse:
    rows = streams.stream_parquet(store, _walked(store, asked), _VIEWS[table])
    return _streamed(rows, _PARQUET, f"{table}.parquet")


def _walked(store: Store, asked: Query | None) -> DocidBatches:
    """Return the acts, with the first batch read now, so that a query fails before the response begins."""
    walked = store.iter_docids(asked, _BATCH)
    first = next(walked, None)
    return () if first is None else chain((first,), walked)


def _streamed(parts: Iterator[bytes], media_type: str, name: str) -> StreamingResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(parts, media_type=media_type, headers=headers)
