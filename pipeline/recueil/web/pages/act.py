"""The page of an act: its facts in tables, and its text with every value highlighted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import Response

from recueil.corrections import Correction, Span
from recueil.corrections.fact_links import FactLinks
from recueil.corrections.listing import CorrectionFilter
from recueil.export import jsonl
from recueil.page_images.service import is_drawable
from recueil.store.acts.read import FiledAct, StoredAct
from recueil.web.dependencies import (
    ActDep,
    PageFormat,
    SettingsDep,
    StoreDep,
    asks_unmasked,
    get_value,
    has_original,
)
from recueil.web.i18n import labels
from recueil.web.pages.act_tables import ActTables
from recueil.web.pages.passages import (
    Chunk,
    PassageLinks,
    chunk_at,
    chunks_of_act,
    span_marks,
    split_at_marks,
    value_marks,
)
from recueil.web.pages.templating import render

router = APIRouter()

_MAX_ROWS = 500
"""Most rows of a table; the JSON has all."""
_MOST_SIMILAR = 5
_MOST_COMPARED = 20
"""Most findings across acts on the page of an act: a budget is compared with every subsidy of its year."""


@router.get("/actes/{uid}", response_class=Response)
def acte(
    request: Request,
    store: StoreDep,
    stored: ActDep,
    settings: SettingsDep,
    partie: int | None = None,
    e: int | None = None,
    correction: int | None = None,
    sans: Annotated[list[str] | None, Query()] = None,
    format: PageFormat = "html",
) -> Response:
    """Render one chunk of the act's text, that with value ``e`` if given; the tables are above the first.

    ``correction`` is one that was just made or withdrawn: the page confirms it, and shows its place if no
    value is given.
    """
    if format == "json":
        return Response(jsonl.stored_act_line(_export_record(stored)), media_type="application/json")
    parts = chunks_of_act(stored)
    corrections = {one.id: one for one in store.corrections(CorrectionFilter(stored.uid), limit=_MAX_ROWS)}
    placed = dict(_correction_spans(stored, corrections.values()))
    chunk = _choose_chunk(stored, parts, partie, e, placed.get(correction or 0))
    hidden = [kind for kind in ",".join(sans or ()).split(",") if kind in labels.KINDS]
    marks = [*value_marks(stored, hidden, e, corrections), *span_marks(stored, placed.values())]
    # Highlighted pieces of the text, per page; a form feed, which the text keeps, cannot be shown.
    text = stored.document.text.replace("\f", "\n")
    pieces = split_at_marks(text, [(stretch.start, stretch.end) for stretch in chunk.stretches], marks)
    is_available = has_original(store, stored, settings)
    context = {
        "stored": stored,
        "parts": parts,
        "part": chunk,
        "pages": list(zip(chunk.stretches, pieces, strict=True)),
        "facts": ActTables(stored, PassageLinks(stored, parts, chunk)),
        "fixes": FactLinks(stored, corrections.values()),
        "kinds": labels.KINDS,
        "hidden": hidden,
        "has_original": is_available,
        "original_is_private": bool(stored.hidden) or asks_unmasked(request),
        "has_pages": bool(is_available) and is_drawable(stored.document.media),
        "most": _MAX_ROWS,
        "most_compared": _MOST_COMPARED,
        "related": store.related_acts(stored.uid),
        "compared": store.cross_checks.of_act(stored.uid) if chunk.number == 1 else (),
        "most_similar": _MOST_SIMILAR,
        "similar": store.similar_at_once(stored.uid, _MOST_SIMILAR) if chunk.number == 1 else (),
        "versions": store.count_versions(stored.uid),
        "corrections": list(corrections.values()),
        "done": corrections.get(correction or 0),
    }
    return render(request, "acte.html", title=labels.act_title(stored.act), **context)


@router.get("/actes/{uid}/versions", response_class=Response)
def versions(request: Request, store: StoreDep, stored: ActDep) -> Response:
    """Render what each version of the act's file changed."""
    context = {"stored": stored, "changes": store.version_changes(stored.uid)}
    return render(request, "versions.html", title=labels.act_title(stored.act), most=_MAX_ROWS, **context)


def _correction_spans(stored: StoredAct, corrections: Iterable[Correction]) -> Iterator[tuple[int, Span]]:
    """Yield number and span of the corrections in this act."""
    for correction in corrections:
        for place in correction.places:
            if place.act == stored.uid and place.start is not None and place.end is not None:
                yield correction.id, Span(place.start, place.end)


def _choose_chunk(
    stored: StoredAct, parts: tuple[Chunk, ...], partie: int | None, e: int | None, place: Span | None
) -> Chunk:
    """Choose the chunk to show; raise 404 for one that does not exist."""
    if partie is None and e is None:
        return parts[0] if place is None else chunk_at(parts, place.start)
    if partie is None:
        return chunk_at(parts, get_value(stored, e or 0).start)
    if not 1 <= partie <= len(parts):
        raise HTTPException(404, f"Cet acte n'a pas de partie {partie} : il en a {len(parts)}.")
    return parts[partie - 1]


def _export_record(stored: StoredAct) -> FiledAct:
    """Build the export record of an act."""
    return FiledAct(
        stored.uid,
        stored.handle,
        stored.sources,
        stored.body,
        stored.act,
        stored.text,
        stored.pipeline_version,
    )
