"""The page of an act: its facts in tables, and its text with every value highlighted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import Response

from recueil.corrections import Correction, Span
from recueil.corrections.listing import WantedCorrections
from recueil.export import jsonl
from recueil.store.acts.filed import FiledAct
from recueil.store.acts.lookup import StoredAct
from recueil.web.given import StoreOf
from recueil.web.i18n import labels
from recueil.web.pages.act_tables import FactsOf
from recueil.web.pages.chunks import Part, part_at
from recueil.web.pages.highlights import Mark, marked
from recueil.web.pages.passages import Places, parts_of_act, span_marks, value_marks
from recueil.web.pages.templating import render
from recueil.web.stored import ActOf, has_original, value_of
from recueil.web.web_pages_asked import Format

router = APIRouter()

_MOST = 500
"""Most rows of a table; the JSON has all."""


@router.get("/actes/{uid}", response_class=Response)
def acte(
    request: Request,
    store: StoreOf,
    stored: ActOf,
    partie: int | None = None,
    e: int | None = None,
    correction: int | None = None,
    sans: Annotated[list[str] | None, Query()] = None,
    format: Format = "html",
) -> Response:
    """Render one chunk of the act's text, that with value ``e`` if given; the tables are above the first.

    ``correction`` is one that was just made or withdrawn: the page confirms it, and shows its place if no
    value is given.
    """
    if format == "json":
        return Response(jsonl.filed_line(_filed(stored)), media_type="application/json")
    parts = parts_of_act(stored)
    corrections = {one.id: one for one in store.corrections(WantedCorrections(stored.uid), limit=_MOST)}
    placed = dict(_placed(stored, corrections.values()))
    shown = _shown(stored, parts, partie, e, placed.get(correction or 0))
    hidden = [kind for kind in ",".join(sans or ()).split(",") if kind in labels.KINDS]
    marks = [*value_marks(stored, hidden, e, corrections), *span_marks(stored, placed.values())]
    context = {
        "stored": stored,
        "parts": parts,
        "part": shown,
        "pages": list(zip(shown.stretches, _pieces(stored, shown, marks), strict=True)),
        "facts": FactsOf(stored, Places(stored, parts, shown)),
        "kinds": labels.KINDS,
        "hidden": hidden,
        "has_original": has_original(store, stored),
        "most": _MOST,
        "corrections": list(corrections.values()),
        "done": corrections.get(correction or 0),
    }
    return render(request, "acte.html", title=labels.title(stored.act), **context)


def _placed(stored: StoredAct, corrections: Iterable[Correction]) -> Iterator[tuple[int, Span]]:
    """Yield number and span of the corrections in this act."""
    for correction in corrections:
        for place in correction.places:
            if place.act == stored.uid and place.start is not None and place.end is not None:
                yield correction.id, Span(place.start, place.end)


def _shown(
    stored: StoredAct, parts: tuple[Part, ...], partie: int | None, e: int | None, place: Span | None
) -> Part:
    """Choose the chunk to show; raise 404 for one that does not exist."""
    if partie is None and e is None:
        return parts[0] if place is None else part_at(parts, place.start)
    if partie is None:
        return part_at(parts, value_of(stored, e or 0).start)
    if not 1 <= partie <= len(parts):
        raise HTTPException(404, f"Cet acte n'a pas de partie {partie} : il en a {len(parts)}.")
    return parts[partie - 1]


def _pieces(stored: StoredAct, part: Part, marks: list[Mark]) -> list[object]:
    # A form feed, which the text keeps, cannot be shown.
    """Split the chunk's text into highlighted pieces, per page."""
    text = stored.document.text.replace("\f", "\n")
    return list(marked(text, [(stretch.start, stretch.end) for stretch in part.stretches], marks))


def _filed(stored: StoredAct) -> FiledAct:
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
