"""What a search answers, for other programs: CSV with one row per act, or one JSON object."""

from __future__ import annotations

import json
from collections.abc import Iterable

from recueil.export.jsonl import entity_object
from recueil.export.sheet import as_csv as sheet
from recueil.store import Hit, Results

COLUMNS = ("act", "date", "kind", "title", "source", "page", "snippet", "values")


def as_json(results: Results) -> str:
    """The hits with their snippets cut into marked and plain segments, and the values that made them hits."""
    hits = [
        {
            "act": hit.uid,
            "date": str(hit.date) if hit.date else None,
            "kind": hit.kind,
            "title": hit.title,
            "source": hit.source,
            "page": hit.page,
            "score": None if hit.score is None else round(hit.score, 6),
            "snippet": [{"text": segment.text, "hit": segment.hit} for segment in hit.snippet],
            "entities": [entity_object(entity) for entity in hit.entities],
        }
        for hit in results.hits
    ]
    return json.dumps({"total": results.total, "hits": hits}, ensure_ascii=False, indent=2)


def as_csv(hits: Iterable[Hit]) -> str:
    """A header and one row per act; several values of an act are joined by a vertical bar."""
    return sheet(COLUMNS, map(_row, hits))


def _row(hit: Hit) -> tuple[object, ...]:
    values = " | ".join(f"{entity.kind} {entity.value}" for entity in hit.entities)
    snippet = " ".join("".join(segment.text for segment in hit.snippet).split())
    return hit.uid, hit.date, hit.kind, hit.title, hit.source, hit.page, snippet, values
