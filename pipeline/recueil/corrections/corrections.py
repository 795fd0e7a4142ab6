"""``/corrections``: what was corrected, by whom and why, and what can be withdrawn."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Path, Query, Request
from fastapi.responses import Response, StreamingResponse

from recueil.corrections import Correction, Signed
from recueil.corrections.listing import WantedCorrections
from recueil.corrections.web_pages_correcting import Typed, in_french, status_of, to_act
from recueil.errors import ActUnknown, CorrectionError, CorrectionUnknown
from recueil.store.store import Store
from recueil.web.access import Editor
from recueil.web.given import ClockOf, StoreOf
from recueil.web.i18n import labels
from recueil.web.pages.recherche import address
from recueil.web.pages.templating import render

router = APIRouter(prefix="/corrections")

_PER_PAGE = 50
_ORPHANS = 10
_STATES = {"en-vigueur": "standing", "orpheline": "orphaned", "retiree": "withdrawn"}
Number = Annotated[int, Path(ge=1, le=2**63 - 1)]
After = Annotated[int | None, Query(ge=1, le=2**63 - 1)]
Word = Annotated[str, Query(max_length=200)]


@router.get("")
def listed(
    request: Request,
    store: StoreOf,
    etat: Word = "",
    par: Word = "",
    nature: Word = "",
    acte: Word = "",
    apres: After = None,
) -> Response:
    """List corrections, latest first; without a filter, orphaned ones are also shown apart."""
    asked = {"etat": etat, "par": par, "nature": nature, "acte": acte}
    wanted = _wanted(**asked)
    found = _found(store, wanted, apres, _PER_PAGE + 1)
    further = found[_PER_PAGE - 1].id if len(found) > _PER_PAGE else None
    is_all = apres is None and not any(asked.values())
    context = {
        **asked,
        "found": found[:_PER_PAGE],
        "next": further and address("/corrections", **asked, apres=further),
        "orphans": store.orphans(limit=_ORPHANS) if is_all else [],
        "states": {name: labels.CORRECTION_STATES[state] for name, state in _STATES.items()},
        "kinds": labels.KINDS,
    }
    return render(request, "corrections.html", title="Corrections", **context)


def _wanted(etat: str, par: str, nature: str, acte: str) -> WantedCorrections:
    if etat and etat not in _STATES:
        raise HTTPException(422, f"Aucun état ne s'appelle ainsi : {', '.join(_STATES)}.")
    if nature and nature not in labels.KINDS:
        raise HTTPException(422, f"Aucune nature ne s'appelle ainsi : {', '.join(labels.KINDS)}.")
    state: Any = _STATES.get(etat)
    return WantedCorrections(acte or None, state, par.strip() or None, nature or None)


def _found(store: Store, wanted: WantedCorrections, after: int | None, limit: int) -> list[Correction]:
    try:
        return store.corrections(wanted, after, limit)
    except ActUnknown as error:
        raise HTTPException(404, "Aucun acte n'a cet identifiant, ou plusieurs commencent ainsi.") from error


@router.get("/or.zip")
def gold(store: StoreOf) -> StreamingResponse:
    """Download the corrected documents as gold that ``recueil evaluate`` reads."""
    from recueil.corrections.corrected_zip import zipped

    headers = {"Content-Disposition": 'attachment; filename="recueil-corrections.zip"'}
    return StreamingResponse(zipped(store), media_type="application/zip", headers=headers)


@router.get("/{number:int}")
def shown(request: Request, store: StoreOf, number: Number) -> Response:
    return _page(request, _one(store, number))


@router.post("/{number:int}/retirer")
def retirer(
    request: Request, store: StoreOf, clock: ClockOf, user: Editor, number: Number, pourquoi: Typed = ""
) -> Response:
    """Withdraw a correction."""
    _one(store, number)
    try:
        signed = Signed(user.name, clock(), pourquoi)
        return to_act(store, store.withdraw(number, signed, may_unmask=user.may("admin")))
    except CorrectionError as error:
        refused = {"why": pourquoi, "error": in_french(error)}
        return _page(request, _one(store, number), status_of(error), **refused)


def _one(store: Store, number: int) -> Correction:
    try:
        return store.correction(number)
    except CorrectionUnknown as error:
        raise HTTPException(404, "Aucune correction n'a ce numéro.") from error


def _page(
    request: Request, correction: Correction, status: int = 200, /, why: str = "", error: str = ""
) -> Response:
    title = f"Correction n° {correction.id}"
    return render(request, "correction.html", status, title=title, correction=correction, why=why, error=error)
