"""The form that adds a value that was missed: its words are typed, or were selected in the text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import Response

from recueil.corrections import Addition, Signed, Span
from recueil.corrections.pointing import spans_of
from recueil.corrections.user_input import value_of
from recueil.corrections.web_pages_correcting import Kind, Typed, in_french, span_of, status_of, to_act
from recueil.errors import CorrectionError
from recueil.store.acts.lookup import StoredAct
from recueil.web.access import Editor
from recueil.web.given import ClockOf, StoreOf
from recueil.web.i18n import labels
from recueil.web.pages.templating import render
from recueil.web.stored import ActOf

router = APIRouter(prefix="/actes/{uid}/ajouter")

_MOST = 50
_AROUND = 80
Offset = Annotated[int | None, Query(ge=0, lt=2**31)]
Words = Annotated[str, Query(max_length=500)]
Chosen = Annotated[str, Form(pattern=r"^(\d{1,9}-\d{1,9})?$")]


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of an act with their context."""

    span: Span
    before: str
    words: str
    after: str

    @property
    def lieu(self) -> str:
        return f"{self.span.start}-{self.span.end}"


@router.get("")
def ask(
    request: Request,
    user: Editor,
    stored: ActOf,
    debut: Offset = None,
    fin: Offset = None,
    mots: Words = "",
) -> Response:
    """Ask which words: those from ``debut`` to ``fin``, or every place in the act that has ``mots``."""
    if debut is not None and fin is not None:
        return _at(request, stored, Span(debut, fin))
    spans = _places(stored, mots)
    missing = "L'acte ne dit pas ces mots." if mots.strip() and not spans else ""
    return _page(request, stored, spans, 400 if missing else 200, mots=mots, missing=missing)


@router.post("")
def add(
    request: Request,
    store: StoreOf,
    clock: ClockOf,
    user: Editor,
    stored: ActOf,
    nature: Kind,
    lieu: Chosen = "",
    mots: Typed = "",
    valeur: Typed = "",
    pourquoi: Typed = "",
) -> Response:
    """Add a value that was missed."""
    status = 400
    wrong = "" if lieu else "Choisissez l'endroit où ces mots sont une valeur."
    try:
        if lieu:
            said = Addition(*span_of(lieu), value_of(nature, valeur))
            signed = Signed(user.name, clock(), pourquoi)
            return to_act(store, store.correct(stored.uid, said, signed, may_unmask=user.may("admin")))
    except CorrectionError as error:
        wrong, status = in_french(error), status_of(error)
    spans = _places(stored, mots) or ([span_of(lieu)] if lieu else [])
    typed = {"kind": nature, "typed": valeur, "why": pourquoi, "chosen": lieu, "mots": mots}
    return _page(request, stored, spans, status, **typed, error=wrong)


def _at(request: Request, stored: StoredAct, span: Span) -> Response:
    is_there = stored.act.start <= span.start < span.end <= stored.act.end
    if not is_there or not stored.document.text[span.start : span.end].strip():
        return _page(request, stored, [], 400, missing="Il n'y a pas de mots de cet acte à cet endroit.")
    return _page(request, stored, [span])


def _places(stored: StoredAct, mots: str) -> list[Span]:
    """Return the first places, one more than are shown if there are more."""
    return list(islice(spans_of(stored.act, stored.document.text, mots), _MOST + 1))


def _page(
    request: Request, stored: StoredAct, spans: Sequence[Span], status: int = 200, /, **said: Any
) -> Response:
    unsaid = {"mots": "", "missing": "", "error": "", "kind": "", "typed": "", "why": "", "chosen": ""}
    context = {
        "stored": stored,
        "passages": [_passage(stored, span) for span in spans[:_MOST]],
        "most": _MOST if len(spans) > _MOST else None,
        "kinds": labels.TYPED,
    }
    return render(request, "ajouter.html", status, title="Ajouter une valeur", **context, **{**unsaid, **said})


def _passage(stored: StoredAct, span: Span) -> Passage:
    act, text = stored.act, stored.document.text
    low, high = max(span.start - _AROUND, act.start), min(span.end + _AROUND, act.end)
    return Passage(span, text[low : span.start], text[span.start : span.end], text[span.end : high])
