"""The form that adds a value that was missed: its words are typed, or were selected in the text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import Response

from recueil.corrections import Addition, Attribution, Span
from recueil.corrections.pointing import find_spans
from recueil.corrections.user_input import parse_value
from recueil.corrections.web_pages_correcting import (
    Kind,
    Typed,
    parse_span,
    redirect_to_act,
    status_of,
    translate_error,
)
from recueil.errors import CorrectionError
from recueil.store.acts.lookup import StoredAct
from recueil.web.access import Editor
from recueil.web.given import ClockDep, StoreDep
from recueil.web.i18n import labels
from recueil.web.pages.templating import render
from recueil.web.stored import ActDep

router = APIRouter(prefix="/actes/{uid}/ajouter")

_MAX_PASSAGES = 50
_PASSAGE_CONTEXT = 80
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
def add_form(
    request: Request,
    user: Editor,
    stored: ActDep,
    debut: Offset = None,
    fin: Offset = None,
    mots: Words = "",
) -> Response:
    """Ask which words: those from ``debut`` to ``fin``, or every place in the act that has ``mots``."""
    if debut is not None and fin is not None:
        return _page_at_span(request, stored, Span(debut, fin))
    spans = _find_passages(stored, mots)
    missing = "L'acte ne dit pas ces mots." if mots.strip() and not spans else ""
    return _add_page(request, stored, spans, 400 if missing else 200, mots=mots, missing=missing)


@router.post("")
def add(
    request: Request,
    store: StoreDep,
    clock: ClockDep,
    user: Editor,
    stored: ActDep,
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
            said = Addition(*parse_span(lieu), parse_value(nature, valeur))
            signed = Attribution(user.name, clock(), pourquoi)
            return redirect_to_act(store, store.correct(stored.uid, said, signed, may_unmask=user.may("admin")))
    except CorrectionError as error:
        wrong, status = translate_error(error), status_of(error)
    spans = _find_passages(stored, mots) or ([parse_span(lieu)] if lieu else [])
    typed = {"kind": nature, "typed": valeur, "why": pourquoi, "chosen": lieu, "mots": mots}
    return _add_page(request, stored, spans, status, **typed, error=wrong)


def _page_at_span(request: Request, stored: StoredAct, span: Span) -> Response:
    is_there = stored.act.start <= span.start < span.end <= stored.act.end
    if not is_there or not stored.document.text[span.start : span.end].strip():
        return _add_page(request, stored, [], 400, missing="Il n'y a pas de mots de cet acte à cet endroit.")
    return _add_page(request, stored, [span])


def _find_passages(stored: StoredAct, mots: str) -> list[Span]:
    """Return the first places, one more than are shown if there are more."""
    return list(islice(find_spans(stored.act, stored.document.text, mots), _MAX_PASSAGES + 1))


def _add_page(
    request: Request, stored: StoredAct, spans: Sequence[Span], status: int = 200, /, **said: Any
) -> Response:
    unsaid = {"mots": "", "missing": "", "error": "", "kind": "", "typed": "", "why": "", "chosen": ""}
    context = {
        "stored": stored,
        "passages": [_passage(stored, span) for span in spans[:_MAX_PASSAGES]],
        "most": _MAX_PASSAGES if len(spans) > _MAX_PASSAGES else None,
        "kinds": labels.INPUT_EXAMPLES,
    }
    return render(request, "ajouter.html", status, title="Ajouter une valeur", **context, **{**unsaid, **said})


def _passage(stored: StoredAct, span: Span) -> Passage:
    act, text = stored.act, stored.document.text
    low, high = max(span.start - _PASSAGE_CONTEXT, act.start), min(span.end + _PASSAGE_CONTEXT, act.end)
    return Passage(span, text[low : span.start], text[span.start : span.end], text[span.end : high])
