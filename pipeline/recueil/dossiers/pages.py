"""``/dossiers``: what a user gathers, with notes and a timeline; the form that adds an act, a value, a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Path, Query, Request
from fastapi.responses import RedirectResponse, Response

from recueil.dossiers.api import target_of
from recueil.dossiers.download import export_dossier
from recueil.dossiers.drawing import lay_out
from recueil.dossiers.records import MAX_NOTE, DossierHead
from recueil.errors import DossierForbidden, DossierRefused
from recueil.store.store import Store
from recueil.web import dependencies
from recueil.web.authentication import Reader
from recueil.web.dependencies import ClockDep, StoreDep, get_value
from recueil.web.i18n import labels
from recueil.web.i18n.errors import describe_error
from recueil.web.i18n.format import format_value
from recueil.web.pages.templating import render

router = APIRouter(prefix="/dossiers")

_PER_PAGE = 50
Number = Annotated[int, Path(ge=1, le=2**63 - 1)]
After = Annotated[int, Query(ge=0, le=2**63 - 1)]
Words = Annotated[str, Form(max_length=2_000)]
LongText = Annotated[str, Form(max_length=2 * MAX_NOTE)]
Asked = Annotated[str, Query(max_length=2_000)]
ValueNumber = Annotated[int | None, Query(ge=1, le=2**31 - 1)]


def split_tags(typed: str) -> list[str]:
    """Return the tags that are typed with commas between them."""
    return [tag for each in typed.replace(";", ",").split(",") if (tag := each.strip())]


@router.get("")
def list_page(
    request: Request, store: StoreDep, user: Reader, etiquette: Asked = "", apres: After = 0
) -> Response:
    """List the user's dossiers and shared ones, with a form for another."""
    return _render_list(request, store, user, etiquette=etiquette, after=apres)


@dataclass(frozen=True, slots=True)
class DossierForm:
    """The fields of the form that makes or changes a dossier, as typed."""

    titre: Words = ""
    note: LongText = ""
    etiquettes: Words = ""
    partage: Annotated[bool, Form()] = False


_DossierFormDep = Annotated[DossierForm, Depends()]


@router.post("")
def create(request: Request, store: StoreDep, clock: ClockDep, user: Reader, typed: _DossierFormDep) -> Response:
    tags = split_tags(typed.etiquettes)
    try:
        made = store.dossiers.create(
            typed.titre, user.name, clock(), note=typed.note, tags=tags, shared=typed.partage
        )
    except DossierRefused as error:
        return _render_list(request, store, user, 400, refusal=describe_error(error), edited=typed)
    return _redirect(made)


def _render_list(
    request: Request,
    store: Store,
    user: Reader,
    status: int = 200,
    /,
    *,
    etiquette: str = "",
    after: int = 0,
    refusal: str = "",
    edited: DossierForm | None = None,
) -> Response:
    tag = etiquette.strip() or None
    found = store.dossiers.list(user.name, tag=tag, after=after, limit=_PER_PAGE + 1)
    following = found[_PER_PAGE - 1].id if len(found) > _PER_PAGE else None
    shown = {"etiquette": etiquette, "following": following, "refusal": refusal, "edited": edited or DossierForm()}
    return render(request, "dossiers.html", status, title="Dossiers", dossiers=found[:_PER_PAGE], **shown)


@dataclass(frozen=True, slots=True)
class Piece:
    """What is to be added: an act, its value of a number, or a person. ``q`` is the search that found it."""

    acte: str
    valeur: int | None
    personne: str
    q: str


@router.get("/ajouter")
def add_page(
    request: Request,
    store: StoreDep,
    user: Reader,
    acte: Asked = "",
    valeur: ValueNumber = None,
    personne: Asked = "",
    q: Asked = "",
) -> Response:
    """Ask which dossier an act, a value or a person is to be added to."""
    return _render_form(request, store, user, Piece(acte, valeur, personne, q))


@router.post("/ajouter")
def add(
    request: Request,
    store: StoreDep,
    clock: ClockDep,
    user: Reader,
    acte: Words = "",
    valeur: Annotated[int | None, Form(ge=1, le=2**31 - 1)] = None,
    personne: Words = "",
    q: Words = "",
    dossier: Annotated[int | None, Form(ge=0, le=2**63 - 1)] = None,
    titre: Words = "",
    note: LongText = "",
) -> Response:
    """Add it to a dossier, or to a new one if a title is given."""
    piece, now = Piece(acte, valeur, personne, q), clock()
    _describe(store, piece)  # a new dossier is not made for what is not there
    try:
        number = store.dossiers.create(titre, user.name, now) if titre.strip() or not dossier else dossier
        store.dossiers.add(number, user.name, target_of(acte, valeur, personne), now, note=note, query=q)
    except DossierForbidden:
        raise
    except DossierRefused as error:
        typed: dict[str, object] = {
            "titre": titre,
            "note": note,
            "chosen": dossier,
            "refusal": describe_error(error),
        }
        if error.code == "noted":
            typed["there"] = f"/dossiers/{error.values['number']}#piece-{error.values['item']}"
        return _render_form(request, store, user, piece, typed, 400)
    return _redirect(number)


def _render_form(
    request: Request,
    store: Store,
    user: Reader,
    piece: Piece,
    typed: dict[str, object] | None = None,
    status: int = 200,
) -> Response:
    own = [one for one in store.dossiers.list(user.name) if one.owner == user.name]
    what, address = _describe(store, piece)
    shown = {"piece": piece, "what": what, "at": address, "own": own, **_UNTYPED, **(typed or {})}
    return render(request, "dossier_ajouter.html", status, title="Ajouter au dossier", **shown)


_UNTYPED = dict.fromkeys(("titre", "note", "refusal", "chosen", "there"), "")


def _describe(store: Store, piece: Piece) -> tuple[str, str]:
    """Return what is to be added in words, and its address. Raise ActUnknown, PersonUnknown, 404."""
    if piece.personne:
        found = store.people.person(piece.personne)
        return found.name, f"/personnes/{found.id}"
    stored = store.act(piece.acte)
    title = labels.act_title(stored.act)
    if piece.valeur is None:
        return title, f"/actes/{stored.uid}"
    entity = get_value(stored, piece.valeur)
    words = f"{labels.kind_label(entity.kind)} : {format_value(entity.value)}, dans l'acte {title}"
    return words, f"/actes/{stored.uid}/valeurs/{piece.valeur}"


@router.get("/{number:int}")
def detail_page(request: Request, store: StoreDep, user: Reader, number: Number) -> Response:
    return _render_dossier(request, store, user, number)


def _render_dossier(
    request: Request, store: Store, user: Reader, number: int, status: int = 200, /, **context: object
) -> Response:
    found = store.dossiers.load(number, user.name)
    timeline = store.dossiers.timeline(found)
    shown = {
        "dossier": found,
        "is_own": found.head.owner == user.name,
        "acts": {act.uid: act for act in found.acts},
        "gathered": {item.uid for item in found.items if item.kind == "act"},
        "timeline": timeline,
        "drawing": lay_out(timeline),
        "refusal": "",
        "edited": _fill_form(found.head),
        **context,
    }
    return render(request, "dossier.html", status, title=found.head.title, **shown)


def _fill_form(head: DossierHead) -> DossierForm:
    """Return the form that changes a dossier as it is."""
    return DossierForm(head.title, head.note, ", ".join(head.tags), head.shared)


router.get("/{number:int}/export.zip", dependencies=[Depends(dependencies.lift_query_deadline)])(export_dossier)


@router.post("/{number:int}/modifier")
def edit(
    request: Request,
    store: StoreDep,
    clock: ClockDep,
    user: Reader,
    number: Number,
    typed: _DossierFormDep,
) -> Response:
    tags = split_tags(typed.etiquettes)
    try:
        store.dossiers.edit(
            number, user.name, clock(), title=typed.titre, note=typed.note, tags=tags, shared=typed.partage
        )
    except DossierForbidden:
        raise
    except DossierRefused as error:
        return _render_dossier(request, store, user, number, 400, edited=typed, refusal=describe_error(error))
    return _redirect(number)


@router.post("/{number:int}/supprimer")
def delete(store: StoreDep, user: Reader, number: Number) -> Response:
    store.dossiers.delete(number, user.name)
    return RedirectResponse("/dossiers", status_code=303)


@router.post("/{number:int}/pieces/{item:int}/noter")
def annotate(
    store: StoreDep, clock: ClockDep, user: Reader, number: Number, item: Number, note: LongText = ""
) -> Response:
    store.dossiers.annotate(number, user.name, item, note, clock())
    return _redirect(number, f"#piece-{item}")


@router.post("/{number:int}/pieces/{item:int}/retirer")
def remove(store: StoreDep, clock: ClockDep, user: Reader, number: Number, item: Number) -> Response:
    store.dossiers.remove(number, user.name, item, clock())
    return _redirect(number)


def _redirect(number: int, place: str = "") -> Response:
    return RedirectResponse(f"/dossiers/{number}{place}", status_code=303)
