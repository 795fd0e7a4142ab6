"""The page of a value: what it is exactly, what was corrected there, and the forms that correct it."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import JSONResponse, Response

from recueil.corrections import Rejection, Replacement, Signed, Span
from recueil.corrections.listing import WantedCorrections
from recueil.corrections.user_input import value_of as value_typed
from recueil.corrections.web_pages_correcting import (
    Kind,
    Lieu,
    Typed,
    enterable,
    in_french,
    span_of,
    status_of,
    to_act,
)
from recueil.errors import CorrectionError
from recueil.export import jsonl
from recueil.store.acts.lookup import StoredAct
from recueil.store.store import Store
from recueil.values import Entity
from recueil.web.access import Editor
from recueil.web.given import ClockOf, StoreOf
from recueil.web.i18n import labels
from recueil.web.i18n.spelling import details, spelt
from recueil.web.pages.act_tables import person_href
from recueil.web.pages.highlights import Mark, marked
from recueil.web.pages.templating import render
from recueil.web.stored import ActOf, value_of
from recueil.web.web_pages_asked import Format

router = APIRouter(prefix="/actes/{uid}/valeurs/{number:int}")

_AROUND = 300
_MOST = 50


@router.get("", response_class=Response)
def valeur(request: Request, store: StoreOf, stored: ActOf, number: int, format: Format = "html") -> Response:
    entity = value_of(stored, number)
    if format == "json":
        return JSONResponse({"act": stored.uid, "number": number, **jsonl.entity_object(entity)})
    return _page(request, store, stored, number)


@router.post("/rejeter")
def rejeter(
    request: Request,
    store: StoreOf,
    clock: ClockOf,
    user: Editor,
    stored: ActOf,
    lieu: Lieu,
    de: Kind,
    pourquoi: Typed = "",
) -> Response:
    """Reject the value."""
    number, entity = _meant(stored, span_of(lieu), de)
    change = Rejection(entity.start, entity.end, entity.kind)
    try:
        signed = Signed(user.name, clock(), pourquoi)
        return to_act(store, store.correct(stored.uid, change, signed, may_unmask=user.may("admin")))
    except CorrectionError as error:
        refused = {"form": "rejeter", "why": pourquoi, "error": in_french(error)}
        return _page(request, store, stored, number, status_of(error), **refused)


@router.post("/changer")
def changer(
    request: Request,
    store: StoreOf,
    clock: ClockOf,
    user: Editor,
    stored: ActOf,
    lieu: Lieu,
    de: Kind,
    nature: Kind,
    valeur: Typed = "",
    pourquoi: Typed = "",
) -> Response:
    """Replace the value."""
    number, entity = _meant(stored, span_of(lieu), de)
    try:
        value = value_typed(nature, valeur, entity.value)
        change = Replacement(entity.start, entity.end, entity.kind, value)
        signed = Signed(user.name, clock(), pourquoi)
        return to_act(store, store.correct(stored.uid, change, signed, may_unmask=user.may("admin")))
    except CorrectionError as error:
        typed = {"kind": nature, "typed": valeur, "why": pourquoi}
        refused = {"form": "changer", **typed, "error": in_french(error)}
        return _page(request, store, stored, number, status_of(error), **refused)


def _meant(stored: StoredAct, span: Span, kind: str) -> tuple[int, Entity]:
    """Return the value that a form was about, and its current number. Raise HTTP 409 if it is gone."""
    for number, entity in enumerate(stored.act.entities, start=1):
        if (entity.start, entity.end, entity.kind) == (*span, kind):
            return number, entity
    raise HTTPException(409, "Cette valeur n'est plus là : l'acte a changé entre-temps. Revenez à son texte.")


def _page(
    request: Request, store: Store, stored: StoredAct, number: int, status: int = 200, /, **said: Any
) -> Response:
    entity = value_of(stored, number)
    there = WantedCorrections(stored.uid, span=Span(entity.start, entity.end))
    unsaid = {"form": None, "kind": entity.kind, "typed": enterable(entity.value), "why": "", "error": None}
    context = {
        "stored": stored,
        "number": number,
        "entity": entity,
        "details": details(entity.value),
        "around": _around(stored, number, entity),
        "person": person_href(spelt(entity.value)) if entity.kind == "person" else None,
        "is_last": number == len(stored.act.entities),
        "history": store.corrections(there, limit=_MOST),
        "kinds": labels.TYPED,
    }
    title = f"{labels.kind(entity.kind).capitalize()} : {spelt(entity.value)}"
    return render(request, "valeur.html", status, title=title, **context, **{**unsaid, **said})


def _around(stored: StoredAct, number: int, entity: Entity) -> list[Any]:
    low, high = max(entity.start - _AROUND, stored.act.start), min(entity.end + _AROUND, stored.act.end)
    mark = Mark(entity.start, entity.end, entity.kind, f"e-{number}", chosen=True)
    return list(marked(stored.document.text, [(low, high)], [mark])[0])
