"""``/corrections``: what was corrected, by whom and why, and what can be withdrawn."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Path, Query, Request
from fastapi.responses import Response, StreamingResponse

from recueil.corrections import Attribution, Correction
from recueil.corrections.listing import CorrectionFilter
from recueil.corrections.web_pages_correcting import Typed, redirect_to_act, status_of, translate_error
from recueil.errors import ActUnknown, CorrectionError, CorrectionUnknown
from recueil.store.store import Store
from recueil.web.access import Editor
from recueil.web.given import ClockDep, StoreDep
from recueil.web.i18n import labels
from recueil.web.pages.recherche import build_url
from recueil.web.pages.templating import render

router = APIRouter(prefix="/corrections")

_PER_PAGE = 50
_MAX_ORPHANS = 10
_STATES = {"en-vigueur": "standing", "orpheline": "orphaned", "retiree": "withdrawn"}
Number = Annotated[int, Path(ge=1, le=2**63 - 1)]
After = Annotated[int | None, Query(ge=1, le=2**63 - 1)]
Word = Annotated[str, Query(max_length=200)]


@router.get("")
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
    asked = {"etat": etat, "par": par, "nature": nature, "acte": acte}
    wanted = _parse_filter(**asked)
    found = _list_or_404(store, wanted, apres, _PER_PAGE + 1)
    further = found[_PER_PAGE - 1].id if len(found) > _PER_PAGE else None
    is_all = apres is None and not any(asked.values())
    context = {
        **asked,
        "found": found[:_PER_PAGE],
        "next": further and build_url("/corrections", **asked, apres=further),
        "orphans": store.orphans(limit=_MAX_ORPHANS) if is_all else [],
        "states": {name: labels.CORRECTION_STATES[state] for name, state in _STATES.items()},
        "kinds": labels.KINDS,
    }
    return render(request, "corrections.html", title="Corrections", **context)


def _parse_filter(etat: str, par: str, nature: str, acte: str) -> CorrectionFilter:
    if etat and etat not in _STATES:
        raise HTTPException(422, f"Aucun état ne s'appelle ainsi : {', '.join(_STATES)}.")
    if nature and nature not in labels.KINDS:
        raise HTTPException(422, f"Aucune nature ne s'appelle ainsi : {', '.join(labels.KINDS)}.")
    state: Any = _STATES.get(etat)
    return CorrectionFilter(acte or None, state, par.strip() or None, nature or None)


def _list_or_404(store: Store, wanted: CorrectionFilter, after: int | None, limit: int) -> list[Correction]:
    try:
        return store.corrections(wanted, after, limit)
    except ActUnknown as error:
        raise HTTPException(404, "Aucun acte n'a cet identifiant, ou plusieurs commencent ainsi.") from error


@router.get("/or.zip")
def gold(store: StoreDep) -> StreamingResponse:
    """Download the corrected documents as gold that ``recueil evaluate`` reads."""
    from recueil.corrections.corrected_zip import stream_zip

    headers = {"Content-Disposition": 'attachment; filename="recueil-corrections.zip"'}
    return StreamingResponse(stream_zip(store), media_type="application/zip", headers=headers)


@router.get("/{number:int}")
def detail_page(request: Request, store: StoreDep, number: Number) -> Response:
    return _correction_page(request, _get_or_404(store, number))


@router.post("/{number:int}/retirer")
def retirer(
    request: Request, store: StoreDep, clock: ClockDep, user: Editor, number: Number, pourquoi: Typed = ""
) -> Response:
    """Withdraw a correction."""
    _get_or_404(store, number)
    try:
        signed = Attribution(user.name, clock(), pourquoi)
        return redirect_to_act(store, store.withdraw(number, signed, may_unmask=user.may("admin")))
    except CorrectionError as error:
        refused = {"why": pourquoi, "error": translate_error(error)}
        return _correction_page(request, _get_or_404(store, number), status_of(error), **refused)


def _get_or_404(store: Store, number: int) -> Correction:
    try:
        return store.correction(number)
    except CorrectionUnknown as error:
        raise HTTPException(404, "Aucune correction n'a ce numéro.") from error


def _correction_page(
    request: Request, correction: Correction, status: int = 200, /, why: str = "", error: str = ""
) -> Response:
    title = f"Correction n° {correction.id}"
    return render(request, "correction.html", status, title=title, correction=correction, why=why, error=error)
