"""``/alertes``: the saved queries of a user, the new hits of each, and its feed."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Path, Query, Request
from fastapi.responses import RedirectResponse, Response

from recueil.alerts import feed as atom
from recueil.alerts.owned import PAGE, alert_of, alerts_of
from recueil.errors import AlertRefused, QueryError
from recueil.query import parse
from recueil.web import links, validators
from recueil.web.access import Reader, public
from recueil.web.given import ClockOf, SettingsOf, StoreOf
from recueil.web.i18n import refusals
from recueil.web.i18n.mistakes import mistake_of
from recueil.web.pages.templating import render

router = APIRouter(prefix="/alertes")

Number = Annotated[int, Path(ge=1, le=2**63 - 1)]
Before = Annotated[int | None, Query(ge=1, le=2**31 - 1)]
After = Annotated[int, Query(ge=0, le=2**63 - 1)]
Words = Annotated[str, Form(max_length=2_000)]


@router.get("")
def listed(
    request: Request, store: StoreOf, user: Reader, q: str = "", nom: str = "", apres: After = 0
) -> Response:
    """List the user's alerts, with a form for another, filled in with the search ``q``."""
    return _page(request, store, user, after=apres, requete=q, nom=nom)


@router.post("")
def add(
    request: Request,
    store: StoreOf,
    settings: SettingsOf,
    clock: ClockOf,
    user: Reader,
    nom: Words = "",
    requete: Words = "",
) -> Response:
    """Save a query, and show the address of its feed, which is shown only once."""
    try:
        saved = store.alerts.add(nom, parse(requete), user.name, clock())
    except QueryError as error:
        return _page(request, store, user, 400, requete=requete, nom=nom, mistake=mistake_of(error))
    except AlertRefused as error:
        return _page(request, store, user, 400, requete=requete, nom=nom, refusal=refusals.of_alert(error))
    address = links.feed(_address(request, settings), saved.alert.id, saved.key)
    return _page(request, store, user, 201, saved=saved.alert, known=saved.acts, feed=address)


@router.get("/{number}")
def shown(request: Request, store: StoreOf, user: Reader, number: Number, avant: Before = None) -> Response:
    """Show the hits of an alert, latest first."""
    alert_of(store, user, number)
    found = store.alerts.hits(number, avant)
    return render(request, "alert.html", title=f"Alerte : {found.alert.name}", alert=found.alert, found=found)


@router.post("/{number}/cle")
def renew(request: Request, store: StoreOf, settings: SettingsOf, user: Reader, number: Number) -> Response:
    """Replace the address of the feed."""
    alert = alert_of(store, user, number)
    address = links.feed(_address(request, settings), number, store.alerts.renew_key(number))
    return _page(request, store, user, saved=alert, feed=address)


@router.post("/{number}/suspendre")
def disable(store: StoreOf, clock: ClockOf, user: Reader, number: Number) -> Response:
    alert_of(store, user, number)
    store.alerts.disable(number, clock())
    return _back()


@router.post("/{number}/reprendre")
def enable(store: StoreOf, user: Reader, number: Number) -> Response:
    alert_of(store, user, number)
    store.alerts.enable(number)
    return _back()


@router.post("/{number}/supprimer")
def remove(store: StoreOf, user: Reader, number: Number) -> Response:
    alert_of(store, user, number)
    store.alerts.remove(number)
    return _back()


@router.api_route("/{number}/flux.atom", methods=["GET", "HEAD"])
@public
def feed(
    request: Request, store: StoreOf, settings: SettingsOf, number: Number, cle: str = "", avant: Before = None
) -> Response:
    """Serve the feed to holders of its key: feed readers do not log in."""
    found = store.alerts.feed(number, cle, avant)
    content = atom.render(found, cle, avant, _address(request, settings))
    return validators.answer(request, content, atom.MEDIA, atom.updated(found))


def _page(
    request: Request, store: StoreOf, user: Reader, status: int = 200, /, *, after: int = 0, **said: object
) -> Response:
    known = alerts_of(store, user, after, PAGE + 1)
    further = known[PAGE - 1].id if len(known) > PAGE else None
    nothing = dict.fromkeys(("requete", "nom", "mistake", "refusal", "saved", "known", "feed"))
    shown = {**nothing, **said, "alerts": known[:PAGE], "next": further, "user": user}
    return render(request, "alerts.html", status, title="Alertes", **shown)


def _back() -> Response:
    return RedirectResponse("/alertes", status_code=303)


def _address(request: Request, settings: SettingsOf) -> str:
    """Return the base URL of the site, as readers reach it."""
    return settings.web.address or str(request.base_url).rstrip("/")
