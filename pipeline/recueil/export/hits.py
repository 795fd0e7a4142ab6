"""What a search answers, for other programs: CSV with one row per act, or one JSON object."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict

from recueil.export.jsonl import entity_object
from recueil.export.sheet import as_csv as sheet
from recueil.store import Facets, Hit, Results

COLUMNS = ("act", "date", "kind", "title", "source", "page", "snippet", "values")


def as_json(results: Results, facets: Facets) -> str:
    """The hits with their snippets cut into marked and plain segments, and the values that made them hits."""
    hits = [
        {
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
        for hit in results.hits
    ]
    whole = {
        "total": results.total,
        "next": None if results.next is None else str(results.next),
        "hits": hits,
        "facets": {name: [asdict(count) for count in counts] for name, counts in facets.items()},
    }
    return json.dumps(whole, ensure_ascii=False, indent=2)


def as_csv(hits: Iterable[Hit]) -> str:
    """A header and one row per act; several values of an act are joined by a vertical bar."""
    return sheet(COLUMNS, map(_row, hits))


def _row(hit: Hit) -> tuple[object, ...]:
    values = " | ".join(f"{entity.kind} {entity.value}" for entity in hit.entities)
    snippet = " ".join("".join(segment.text for segment in hit.snippet).split())
    return hit.uid, hit.date, hit.kind, hit.title, hit.source, hit.page, snippet, values
