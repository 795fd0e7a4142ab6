"""Convert search results for other programs: CSV with one row per act, or one JSON object."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from recueil.export.csv import PLAIN, CsvDialect, CsvWriter, rows_as_csv
from recueil.export.jsonl import entity_object
from recueil.query import Query
from recueil.store.search.compile import Order
from recueil.store.search.cursors import Cursor
from recueil.store.search.results import Hit, Results
from recueil.store.store import Facets, Store

HIT_COLUMNS = ("act", "date", "kind", "title", "source", "page", "snippet", "values")
_BATCH = 200


def iter_hits(store: Store, query: Query | None, order: Order) -> Iterator[tuple[Hit, ...]]:
    """Yield all hits of a query in an order, in batches, each of which is a transaction of its own."""
    after: Cursor | None = None
    while True:
        results = store.search(query, _BATCH, order=order, after=after, total=False)
        yield results.hits
        after = results.next
        if after is None:
            return


def results_as_json(results: Results, facets: Facets) -> str:
    """Return hits and facets as JSON: snippets split into marked and plain segments, and the matching
    values.
    """
    whole = {
        "total": results.total,
        "next": None if results.next is None else str(results.next),
        "hits": [hit_object(hit) for hit in results.hits],
        "facets": {name: [asdict(count) for count in counts] for name, counts in facets.items()},
    }
    return json.dumps(whole, ensure_ascii=False, indent=2)


def hit_object(hit: Hit) -> dict[str, Any]:
    return {
        "act": hit.uid,
        "date": str(hit.date) if hit.date else None,
        "kind": hit.kind,
        "title": hit.title,
        "source": hit.source,
        "page": hit.page,
        "score": hit.score,
        "snippet": [{"text": segment.text, "hit": segment.hit} for segment in hit.snippet],
        "entities": [entity_object(entity) for entity in hit.entities],
    }


def stream_json(batches: Iterable[Iterable[Hit]]) -> Iterator[str]:
    """Yield one JSON object with all ``hits``, hit by hit."""
    between = '{"hits": ['
    for batch in batches:
        for hit in batch:
            yield f"{between}\n{json.dumps(hit_object(hit), ensure_ascii=False)}"
            between = ","
    yield "\n]}\n" if between == "," else f"{between}]}}\n"


def hits_as_csv(hits: Iterable[Hit], dialect: CsvDialect = PLAIN) -> str:
    """Return a header and one row per act; several values of an act are joined by a vertical bar."""
    return rows_as_csv(HIT_COLUMNS, map(hit_row, hits), dialect)


def stream_csv(batches: Iterable[Iterable[Hit]], dialect: CsvDialect = PLAIN) -> Iterator[str]:
    """Yield the same as a file for other programs, batch by batch."""
    buffer = io.StringIO()
    written = CsvWriter(buffer, HIT_COLUMNS, dialect=dialect)
    for batch in batches:
        written.write(map(hit_row, batch))
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def hit_row(hit: Hit) -> tuple[object, ...]:
    values = " | ".join(f"{entity.kind} {entity.value}" for entity in hit.entities)
    snippet = " ".join("".join(segment.text for segment in hit.snippet).split())
    return hit.uid, hit.date, hit.kind, hit.title, hit.source, hit.page, snippet, values
