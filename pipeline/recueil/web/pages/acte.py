"""The page of an act: what it says of itself, its tables, and its text with every value marked."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import JSONResponse, Response

from recueil.export import jsonl
from recueil.store import StoredAct
from recueil.store.filed import FiledAct
from recueil.web.pages import words
from recueil.web.pages.asked import Format
from recueil.web.pages.facts import FactsOf, person_href
from recueil.web.pages.marking import Mark, marked
from recueil.web.pages.parting import Part, part_at
from recueil.web.pages.places import Places, parts_of_act, span_marks, value_marks
from recueil.web.pages.spelling import details, spelt
from recueil.web.pages.stored import ActOf, original_of, value_of
from recueil.web.pages.templating import render

router = APIRouter()

_AROUND = 300
_MOST = 500
"""Rows of a table; the JSON has all."""


@router.get("/actes/{uid}", response_class=Response)
def acte(
    request: Request,
    stored: ActOf,
    partie: int | None = None,
    e: int | None = None,
    sans: Annotated[list[str] | None, Query()] = None,
    format: Format = "html",
) -> Response:
    """One part of its text, that with the value ``e`` where one is named; the tables stand above the first."""
    if format == "json":
        return Response(jsonl.filed_line(_filed(stored)), media_type="application/json")
    parts = parts_of_act(stored)
    shown = _shown(stored, parts, partie, e)
    hidden = [kind for kind in ",".join(sans or ()).split(",") if kind in words.KINDS]
    marks = [*value_marks(stored, hidden, e), *span_marks(stored)]
    context = {
        "stored": stored,
        "parts": parts,
        "part": shown,
        "pages": list(zip(shown.stretches, _pieces(stored, shown, marks), strict=True)),
        "facts": FactsOf(stored, Places(stored, parts, shown)),
        "kinds": words.KINDS,
        "hidden": hidden,
        "original": original_of(stored),
        "most": _MOST,
    }
    return render(request, "acte.html", title=words.title(stored.act), **context)


def _shown(stored: StoredAct, parts: tuple[Part, ...], partie: int | None, e: int | None) -> Part:
    if partie is None:
        return parts[0] if e is None else part_at(parts, value_of(stored, e).start)
    if not 1 <= partie <= len(parts):
        raise HTTPException(404, f"Cet acte n'a pas de partie {partie} : il en a {len(parts)}.")
    return parts[partie - 1]


def _pieces(stored: StoredAct, part: Part, marks: list[Mark]) -> list[object]:
    # What reading keeps of a form feed is no character to show.
    text = stored.document.text.replace("\f", "\n")
    return list(marked(text, [(stretch.start, stretch.end) for stretch in part.stretches], marks))


@router.get("/actes/{uid}/valeurs/{number:int}", response_class=Response)
def valeur(request: Request, stored: ActOf, number: int, format: Format = "html") -> Response:
    """One value: what it is exactly, the words that say it, and what read them."""
    entity = value_of(stored, number)
    if format == "json":
        return JSONResponse({"act": stored.uid, "number": number, **jsonl.entity_object(entity)})
    low, high = max(entity.start - _AROUND, stored.act.start), min(entity.end + _AROUND, stored.act.end)
    mark = Mark(entity.start, entity.end, entity.kind, f"e-{number}", chosen=True)
    context = {
        "stored": stored,
        "number": number,
        "entity": entity,
        "details": details(entity.value),
        "around": marked(stored.document.text, [(low, high)], [mark])[0],
        "person": person_href(spelt(entity.value)) if entity.kind == "person" else None,
        "is_last": number == len(stored.act.entities),
    }
    title = f"{words.kind(entity.kind).capitalize()} : {spelt(entity.value)}"
    return render(request, "valeur.html", title=title, **context)


def _filed(stored: StoredAct) -> FiledAct:
    return FiledAct(
        stored.uid,
        stored.document.sha256,
        stored.sources,
        stored.body,
        stored.act,
        stored.text,
        stored.pipeline_version,
    )
