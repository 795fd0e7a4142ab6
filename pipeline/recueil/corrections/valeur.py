"""The page of a value: what it is exactly, what was corrected there, and the forms that correct it."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import JSONResponse, Response

from recueil.corrections import Attribution, Rejection, Replacement, Span
from recueil.corrections.listing import CorrectionFilter
from recueil.corrections.user_input import parse_value as value_typed
from recueil.corrections.web_pages_correcting import (
    Kind,
    Lieu,
    Typed,
    editable_text,
    parse_span,
    redirect_to_act,
    status_of,
    translate_error,
)
from recueil.errors import CorrectionError
from recueil.export import jsonl
from recueil.store.acts.lookup import StoredAct
from recueil.store.store import Store
from recueil.values import Entity
from recueil.web.access import Editor
from recueil.web.given import ClockDep, StoreDep
from recueil.web.i18n import labels
from recueil.web.i18n.spelling import format_value, list_details
from recueil.web.pages.act_tables import person_href
from recueil.web.pages.highlights import Mark, split_at_marks
from recueil.web.pages.templating import render
from recueil.web.stored import ActDep, get_value
from recueil.web.web_pages_asked import PageFormat

router = APIRouter(prefix="/actes/{uid}/valeurs/{number:int}")

_VALUE_CONTEXT = 300
_MAX_HISTORY = 50


@router.get("", response_class=Response)
def valeur(
    request: Request, store: StoreDep, stored: ActDep, number: int, format: PageFormat = "html"
) -> Response:
    entity = get_value(stored, number)
    if format == "json":
        return JSONResponse({"act": stored.uid, "number": number, **jsonl.entity_object(entity)})
    return _value_page(request, store, stored, number)


@router.post("/rejeter")
def rejeter(
    request: Request,
    store: StoreDep,
    clock: ClockDep,
    user: Editor,
    stored: ActDep,
    lieu: Lieu,
    de: Kind,
    pourquoi: Typed = "",
) -> Response:
    """Reject the value."""
    number, entity = _find_value(stored, parse_span(lieu), de)
    change = Rejection(entity.start, entity.end, entity.kind)
    try:
        signed = Attribution(user.name, clock(), pourquoi)
        return redirect_to_act(store, store.correct(stored.uid, change, signed, may_unmask=user.may("admin")))
    except CorrectionError as error:
        refused = {"form": "rejeter", "why": pourquoi, "error": translate_error(error)}
        return _value_page(request, store, stored, number, status_of(error), **refused)


@router.post("/changer")
def changer(
    request: Request,
    store: StoreDep,
    clock: ClockDep,
    user: Editor,
    stored: ActDep,
    lieu: Lieu,
    de: Kind,
    nature: Kind,
    valeur: Typed = "",
    pourquoi: Typed = "",
) -> Response:
    """Replace the value."""
    number, entity = _find_value(stored, parse_span(lieu), de)
    try:
        value = value_typed(nature, valeur, entity.value)
        change = Replacement(entity.start, entity.end, entity.kind, value)
        signed = Attribution(user.name, clock(), pourquoi)
        return redirect_to_act(store, store.correct(stored.uid, change, signed, may_unmask=user.may("admin")))
    except CorrectionError as error:
        typed = {"kind": nature, "typed": valeur, "why": pourquoi}
        refused = {"form": "changer", **typed, "error": translate_error(error)}
        return _value_page(request, store, stored, number, status_of(error), **refused)


def _find_value(stored: StoredAct, span: Span, kind: str) -> tuple[int, Entity]:
    """Return the value that a form was about, and its current number. Raise HTTP 409 if it is gone."""
    for number, entity in enumerate(stored.act.entities, start=1):
        if (entity.start, entity.end, entity.kind) == (*span, kind):
            return number, entity
    raise HTTPException(409, "Cette valeur n'est plus là : l'acte a changé entre-temps. Revenez à son texte.")


def _value_page(
    request: Request, store: Store, stored: StoredAct, number: int, status: int = 200, /, **said: Any
) -> Response:
    entity = get_value(stored, number)
    there = CorrectionFilter(stored.uid, span=Span(entity.start, entity.end))
    unsaid = {"form": None, "kind": entity.kind, "typed": editable_text(entity.value), "why": "", "error": None}
    context = {
        "stored": stored,
        "number": number,
        "entity": entity,
        "details": list_details(entity.value),
        "around": _context_of(stored, number, entity),
        "person": person_href(format_value(entity.value)) if entity.kind == "person" else None,
        "is_last": number == len(stored.act.entities),
        "history": store.corrections(there, limit=_MAX_HISTORY),
        "kinds": labels.INPUT_EXAMPLES,
    }
    title = f"{labels.kind_label(entity.kind).capitalize()} : {format_value(entity.value)}"
    return render(request, "valeur.html", status, title=title, **context, **{**unsaid, **said})


def _context_of(stored: StoredAct, number: int, entity: Entity) -> list[Any]:
    low, high = (
        max(entity.start - _VALUE_CONTEXT, stored.act.start),
        min(entity.end + _VALUE_CONTEXT, stored.act.end),
    )
    mark = Mark(entity.start, entity.end, entity.kind, f"e-{number}", chosen=True)
    return list(split_at_marks(stored.document.text, [(low, high)], [mark])[0])
