"""The search page: query box, form of fields, facets, results, and the export of all results."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain
from typing import Literal

from fastapi import APIRouter, Depends
from fastapi.responses import StreamingResponse

from recueil.export import hits
from recueil.ingest.temporary_files import ScratchFolder
from recueil.query import Query
from recueil.store.search.compile import Order
from recueil.store.search.cursors import Cursor
from recueil.store.search.results import Hit
from recueil.store.store import Store
from recueil.web import deadlines
from recueil.web.asked import parse_query
from recueil.web.given import StoreDep
from recueil.web.web_pages_asked import ORDERS, OrderParam

router = APIRouter()

Batches = Iterator[tuple[Hit, ...]]
# Acts per batch; each batch is a transaction of its own.
_BATCH = 200
_BLOCK = 1 << 18
_MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "parquet": "application/vnd.apache.parquet",
}


@router.get("/recherche/export.{suffix}", dependencies=[Depends(deadlines.lift_query_deadline)])
def export(
    store: StoreDep,
    suffix: Literal["csv", "json", "parquet"],
    q: str = "",
    ordre: OrderParam = "pertinence",
) -> StreamingResponse:
    """Export all results in the requested order; errors of the query are reported before anything is sent."""
    batches = _prefetch_first(_read_batches(store, parse_query(q), ORDERS[ordre]))
    writers: dict[str, Callable[[Batches], Iterator[str | bytes]]] = {
        "csv": hits.stream_csv,
        "json": hits.stream_json,
        "parquet": _parquet_blocks,
    }
    name = f'attachment; filename="recueil-recherche.{suffix}"'
    return StreamingResponse(
        writers[suffix](batches), media_type=_MEDIA[suffix], headers={"Content-Disposition": name}
    )


def _read_batches(store: Store, query: Query | None, order: Order) -> Batches:
    after: Cursor | None = None
    while True:
        results = store.search(query, _BATCH, order=order if query else "date", after=after, total=False)
        yield results.hits
        after = results.next
        if after is None:
            return


def _prefetch_first(batches: Batches) -> Batches:
    """Return the batches, with the first one read already."""
    return chain([next(batches)], batches)


def _parquet_blocks(batches: Batches) -> Iterator[bytes]:
    """Yield a Parquet file, which must be complete before sending: its footer describes its content."""
    from recueil.export import hits_parquet

    with ScratchFolder() as folder:
        file = folder / "hits.parquet"
        hits_parquet.write_parquet(batches, file)
        with file.open("rb") as written:
            while block := written.read(_BLOCK):
                yield block
