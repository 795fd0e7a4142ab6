"""The pages of corrections: the list, one correction, and the forms that reject, change or add a value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Annotated, Any, get_args

from fastapi import APIRouter, Form, HTTPException, Path, Query, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response, StreamingResponse

from recueil.corrections import (
    Addition,
    Anchor,
    Attribution,
    Change,
    Correction,
    Place,
    Rejection,
    Replacement,
    Span,
    State,
)
from recueil.corrections.apply import is_doubtful
from recueil.corrections.listing import CorrectionFilter
from recueil.corrections.reanchor import find_spans
from recueil.corrections.user_input import parse_value
from recueil.errors import ActUnknown, CorrectionError, CorrectionForbidden, CorrectionUnknown
from recueil.export import jsonl
from recueil.query.typed_date import today_in_france
from recueil.query.vocabulary import CORRECTIONS
from recueil.store.acts.read import StoredAct
from recueil.store.store import Store
from recueil.values import Award, Entity, Value
from recueil.web.api.models import KindName
from recueil.web.authentication import Editor, User
from recueil.web.dependencies import ActDep, ClockDep, PageFormat, StoreDep, get_value
from recueil.web.i18n import labels
from recueil.web.i18n.errors import describe_error
from recueil.web.i18n.format import format_value, list_details
from recueil.web.pages.act_tables import link_elsewhere
from recueil.web.pages.passages import Mark, Piece, find_excerpt, split_excerpt
from recueil.web.pages.search import build_url
from recueil.web.pages.templating import render

Typed = Annotated[str, Form(max_length=2_000)]
Lieu = Annotated[str, Form(pattern=r"^\d{1,9}-\d{1,9}$")]
Kind = Annotated[KindName, Form()]


def status_of(error: CorrectionError) -> int:
    """Return the HTTP status of a refused form: 403 if forbidden, else 400."""
    return 403 if isinstance(error, CorrectionForbidden) else 400


def parse_span(lieu: str) -> Span:
    """Parse the span ``start-end`` of a form."""
    start, end = lieu.split("-")
    return Span(int(start), int(end))


def editable_text(value: Value) -> str:
    """Return a value as editable text: in French notation if that parses back to it, else canonical."""
    spelled = format_value(value)
    try:
        return spelled if parse_value(value.kind, spelled, value) == value else str(value)
    except CorrectionError:
        return str(value)


def redirect_to_act(store: Store, correction: Correction) -> RedirectResponse:
    """Redirect to the place in the act that a correction changed, or to the correction if it is in no
    act.
    """
    place = next((place for place in correction.places if place.act is not None), None)
    if place is None or place.act is None:
        return RedirectResponse(f"/corrections/{correction.id}", 303)
    entities = store.act(place.act).act.entities
    number = next(
        (n for n, entity in enumerate(entities, 1) if _is_target_entity(correction, place, entity)), None
    )
    location = (
        f"e={number}&correction={correction.id}#e-{number}"
        if number
        else f"correction={correction.id}#p-{place.start}-{place.end}"
    )
    return RedirectResponse(f"/actes/{place.act}?{location}", 303)


def _is_target_entity(correction: Correction, place: Place, entity: Entity) -> bool:
    """Return whether the entity is the one that a correction set, or, once withdrawn, the one it had
    corrected.
    """
    if correction.withdrawn is None:
        return entity.correction == correction.id
    was = correction.was
    return was is not None and (entity.start, entity.end, entity.kind) == (place.start, place.end, was.kind)


list_router = APIRouter(prefix="/corrections")

_PER_PAGE = 50
_MAX_ORPHANS = 10
_STATES = {CORRECTIONS.spell(state): state for state in get_args(State)}
Number = Annotated[int, Path(ge=1, le=2**63 - 1)]
After = Annotated[int | None, Query(ge=1, le=2**63 - 1)]
Word = Annotated[str, Query(max_length=200)]


@list_router.get("")
def list_page(
    request: Request,
    store: StoreDep,
    etat: Word = "",
    par: Word = "",
    nature: Word = "",
    acte: Word = "",
    apres: After = None,
) -> Response:
    """List corrections, latest first; without a filter, orphaned ones are also shown apart."""
    parameters = {"etat": etat, "par": par, "nature": nature, "acte": acte}
    criteria = _parse_filter(**parameters)
    found = _list_or_404(store, criteria, apres, _PER_PAGE + 1)
    further = found[_PER_PAGE - 1].id if len(found) > _PER_PAGE else None
    is_all = apres is None and not any(parameters.values())
    context = {
        **parameters,
        "found": found[:_PER_PAGE],
        "next": further and build_url("/corrections", **parameters, apres=further),
        "orphans": store.orphans(limit=_MAX_ORPHANS) if is_all else [],
        "states": {name: labels.CORRECTION_STATES[state] for name, state in _STATES.items()},
        "kinds": {**labels.KINDS, **labels.FACTS},
    }
    return render(request, "corrections.html", title="Corrections", **context)


def _parse_filter(etat: str, par: str, nature: str, acte: str) -> CorrectionFilter:
    if etat and etat not in _STATES:
        raise HTTPException(422, f"Aucun état ne s'appelle ainsi : {', '.join(_STATES)}.")
    kinds = [*labels.KINDS, *labels.FACTS]
    if nature and nature not in kinds:
        raise HTTPException(422, f"Aucune nature ne s'appelle ainsi : {', '.join(kinds)}.")
    state: Any = _STATES.get(etat)
    return CorrectionFilter(acte or None, state, par.strip() or None, nature or None)


def _list_or_404(store: Store, criteria: CorrectionFilter, after: int | None, limit: int) -> list[Correction]:
    try:
        return store.corrections(criteria, after, limit)
    except ActUnknown as error:
        raise HTTPException(404, "Aucun acte n'a cet identifiant, ou plusieurs commencent ainsi.") from error


@list_router.get("/or.zip")
def gold(store: StoreDep) -> StreamingResponse:
    """Download the corrected documents as gold that ``recueil evaluate`` reads."""
    from recueil.corrections.gold import stream_zip

    headers = {"Content-Disposition": 'attachment; filename="recueil-corrections.zip"'}
    return StreamingResponse(stream_zip(store), media_type="application/zip", headers=headers)


@list_router.get("/{number:int}")
def detail_page(request: Request, store: StoreDep, number: Number) -> Response:
    return _correction_page(request, _get_or_404(store, number))


@list_router.post("/{number:int}/retirer")
def retirer(
    request: Request, store: StoreDep, clock: ClockDep, user: Editor, number: Number, pourquoi: Typed = ""
) -> Response:
    """Withdraw a correction."""
    _get_or_404(store, number)
    try:
        signed = Attribution(user.name, clock(), pourquoi)
        return redirect_to_act(store, store.withdraw(number, signed, may_unmask=user.may("admin")))
    except CorrectionError as error:
        refused = {"why": pourquoi, "error": describe_error(error)}
        return _correction_page(request, _get_or_404(store, number), status_of(error), **refused)


def _get_or_404(store: Store, number: int) -> Correction:
    try:
        return store.correction(number)
    except CorrectionUnknown as error:
        raise HTTPException(404, "Aucune correction n'a ce numéro.") from error


def _correction_page(
    request: Request, correction: Correction, status: int = 200, /, why: str = "", error: str = ""
) -> Response:
    values = {"correction": correction, "passage": _anchor_passage(correction.anchor), "why": why, "error": error}
    return render(request, "correction.html", status, title=f"Correction n° {correction.id}", **values)


def _anchor_passage(anchor: Anchor) -> Passage:
    """Return the words of an anchor with its context, without the word that may be cut at each end."""
    before, text = len(anchor.before), f"{anchor.before}{anchor.text}{anchor.after}"
    span = Span(before, before + len(anchor.text))
    # A side that is shorter than the other begins or ends the document.
    reach = max(before, len(anchor.after), 1) - 1
    return _excerpt(text, span, reach, (0, len(text)))


value_router = APIRouter(prefix="/actes/{uid}/valeurs/{number:int}")

_VALUE_CONTEXT = 300
_MAX_HISTORY = 50


@value_router.get("", response_class=Response)
def valeur(
    request: Request, store: StoreDep, stored: ActDep, number: int, format: PageFormat = "html"
) -> Response:
    entity = get_value(stored, number)
    if format == "json":
        return JSONResponse({"act": stored.uid, "number": number, **jsonl.entity_object(entity)})
    return _value_page(request, store, stored, number)


@value_router.post("/rejeter")
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
        return _correct(store, user, stored, change, signed)
    except CorrectionError as error:
        refused = {"form": "rejeter", "why": pourquoi, "error": describe_error(error)}
        return _value_page(request, store, stored, number, status_of(error), **refused)


@value_router.post("/changer")
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
        now = clock()
        value = parse_value(nature, valeur, entity.value, today_in_france(now))
        change = Replacement(entity.start, entity.end, entity.kind, value)
        signed = Attribution(user.name, now, pourquoi)
        return _correct(store, user, stored, change, signed)
    except CorrectionError as error:
        typed = {"kind": nature, "typed": valeur, "why": pourquoi}
        refused = {"form": "changer", **typed, "error": describe_error(error)}
        return _value_page(request, store, stored, number, status_of(error), **refused)


def _correct(store: Store, user: User, stored: StoredAct, change: Change, signed: Attribution) -> RedirectResponse:
    """Make a correction, and redirect to its place in the act. Raise CorrectionError."""
    return redirect_to_act(store, store.correct(stored.uid, change, signed, may_unmask=user.may("admin")))


def _find_value(stored: StoredAct, span: Span, kind: str) -> tuple[int, Entity]:
    """Return the value that a form was about, and its current number. Raise HTTP 409 if it is gone."""
    for number, entity in enumerate(stored.act.entities, start=1):
        if (entity.start, entity.end, entity.kind) == (*span, kind):
            return number, entity
    raise HTTPException(409, "Cette valeur n'est plus là : l'acte a changé entre-temps. Revenez à son texte.")


def _value_page(
    request: Request, store: Store, stored: StoredAct, number: int, status: int = 200, /, **form: Any
) -> Response:
    entity = get_value(stored, number)
    of_span = CorrectionFilter(stored.uid, span=Span(entity.start, entity.end))
    unsaid = {"form": None, "kind": entity.kind, "typed": editable_text(entity.value), "why": "", "error": None}
    context = {
        "stored": stored,
        "number": number,
        "entity": entity,
        "details": list_details(entity.value),
        "around": _context_of(stored, number, entity),
        "elsewhere": link_elsewhere(entity.value),
        "is_last": number == len(stored.act.entities),
        "history": store.corrections(of_span, limit=_MAX_HISTORY),
        "kinds": labels.INPUT_EXAMPLES,
        "in_doubt": is_doubtful(entity, stored.act.facts),
        "awards": _awards_of(stored, entity),
    }
    title = f"{labels.kind_label(entity.kind).capitalize()} : {format_value(entity.value)}"
    return render(request, "valeur.html", status, title=title, **context, **{**unsaid, **form})


def _awards_of(stored: StoredAct, entity: Entity) -> list[tuple[int, Award]]:
    """Return the awards that have the value as their amount or their line, with their numbers."""
    place = entity.start, entity.end
    return [
        (number, award)
        for number, award in enumerate(stored.act.facts.awards, 1)
        if any(each and (each.start, each.end) == place for each in (award.amount, award.line))
    ]


def _context_of(stored: StoredAct, number: int, entity: Entity) -> list[Piece]:
    mark = Mark(entity.start, entity.end, entity.kind, f"e-{number}", chosen=True)
    return split_excerpt(stored, mark, _VALUE_CONTEXT)


addition_router = APIRouter(prefix="/actes/{uid}/ajouter")

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


@addition_router.get("")
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


@addition_router.post("")
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
            now = clock()
            addition = Addition(*parse_span(lieu), parse_value(nature, valeur, today=today_in_france(now)))
            signed = Attribution(user.name, now, pourquoi)
            return _correct(store, user, stored, addition, signed)
    except CorrectionError as error:
        wrong, status = describe_error(error), status_of(error)
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
    request: Request, stored: StoredAct, spans: Sequence[Span], status: int = 200, /, **form: Any
) -> Response:
    unsaid = {"mots": "", "missing": "", "error": "", "kind": "", "typed": "", "why": "", "chosen": ""}
    context = {
        "stored": stored,
        "passages": [_passage(stored, span) for span in spans[:_MAX_PASSAGES]],
        "most": _MAX_PASSAGES if len(spans) > _MAX_PASSAGES else None,
        "kinds": labels.INPUT_EXAMPLES,
    }
    return render(request, "ajouter.html", status, title="Ajouter une valeur", **context, **{**unsaid, **form})


def _passage(stored: StoredAct, span: Span) -> Passage:
    act = stored.act
    return _excerpt(stored.document.text, span, _PASSAGE_CONTEXT, (act.start, act.end))


def _excerpt(text: str, span: Span, reach: int, within: tuple[int, int]) -> Passage:
    low, high = find_excerpt(text, *span, reach, within)
    before = f"{'…' if low > within[0] else ''}{text[low : span.start]}"
    after = f"{text[span.end : high]}{'…' if high < within[1] else ''}"
    return Passage(span, before, text[span.start : span.end], after)
