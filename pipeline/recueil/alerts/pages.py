"""``/alertes``: the saved queries of a user, the new hits of each, and its feed."""

from __future__ import annotations

import datetime
import re
import uuid
from typing import Annotated
from urllib.parse import urlencode
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from fastapi import APIRouter, Form, Path, Query, Request
from fastapi.responses import RedirectResponse, Response

from recueil.alerts.api import PAGE, get_visible_alert, list_visible_alerts
from recueil.alerts.store import AlertDefinition, Feed, NewHit
from recueil.errors import AlertRefused, QueryError
from recueil.query import parse
from recueil.query.typed_date import today_in_france
from recueil.text import join_lines, strip_control_chars
from recueil.web import etags, links
from recueil.web.authentication import Reader, public
from recueil.web.dependencies import ClockDep, SettingsDep, StoreDep
from recueil.web.i18n import errors
from recueil.web.i18n.errors import split_mistake
from recueil.web.i18n.format import format_date
from recueil.web.pages.templating import render

_FEED_MEDIA = "application/atom+xml"
_ATOM = "http://www.w3.org/2005/Atom"
_EVENTS = {"changed": "Modifié", "withdrawn": "Retiré"}
# Characters that XML forbids even when escaped, other than control characters.
_ILLEGAL = re.compile(r"[\ud800-\udfff\ufffe\uffff]")
register_namespace("", _ATOM)


def render_feed(feed: Feed, key: str, before: int | None, address: str) -> bytes:
    """Return the feed as XML: the page of hits before the ``before``th; ``address`` is the site's base
    URL.
    """
    alert, top = feed.alert, Element(f"{{{_ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": "fr"})
    cursor = {} if before is None else {"avant": before}
    _add_text(top, "id", uuid.UUID(alert.uuid).urn)
    _add_text(top, "title", f"Recueil : {alert.name}")
    _add_text(top, "subtitle", f"Nouveaux actes qui répondent à la recherche {alert.query}")
    _add_text(top, "updated", last_update(feed).isoformat())
    _add_text(SubElement(top, f"{{{_ATOM}}}author"), "name", "Recueil")
    _add_link(top, "self", links.feed_url(address, alert.id, key, **cursor), _FEED_MEDIA)
    _add_link(top, "alternate", f"{address}/?{urlencode({'q': alert.query})}", "text/html")
    if feed.next is not None:
        _add_link(top, "next", links.feed_url(address, alert.id, key, avant=feed.next), _FEED_MEDIA)
    for hit in feed.hits:
        _add_entry(top, alert, hit, address)
    return bytes(tostring(top, encoding="utf-8", xml_declaration=True))


def last_update(feed: Feed) -> datetime.datetime:
    """Return when the latest of the hits was found, or the alert was saved."""
    return feed.hits[0].found if feed.hits else feed.alert.created


def entry_id(alert: AlertDefinition, hit: NewHit) -> str:
    """Return the permanent URN of a hit, whatever becomes of the site's address or of the act."""
    return uuid.uuid5(uuid.UUID(alert.uuid), str(hit.n)).urn


def _add_entry(top: Element, alert: AlertDefinition, hit: NewHit, address: str) -> None:
    entry = SubElement(top, f"{{{_ATOM}}}entry")
    _add_text(entry, "id", entry_id(alert, hit))
    title = join_lines(hit.title or "") or "Acte sans titre"
    _add_text(entry, "title", f"{_EVENTS[hit.event]} : {title}" if hit.event else title)
    _add_text(entry, "updated", hit.found.isoformat())
    _add_link(entry, "alternate", links.act_url(address, hit.uid), "text/html")
    _add_text(
        entry, "summary", " · ".join(part for part in (hit.body, format_date(hit.date), f"acte {hit.uid}") if part)
    )


def _add_text(within: Element, name: str, text: str) -> None:
    SubElement(within, f"{{{_ATOM}}}{name}").text = _ILLEGAL.sub("\ufffd", strip_control_chars(text))


def _add_link(within: Element, rel: str, href: str, media: str) -> None:
    SubElement(within, f"{{{_ATOM}}}link", {"rel": rel, "href": href, "type": media})


router = APIRouter(prefix="/alertes")

Number = Annotated[int, Path(ge=1, le=2**63 - 1)]
Before = Annotated[int | None, Query(ge=1, le=2**31 - 1)]
After = Annotated[int, Query(ge=0, le=2**63 - 1)]
Words = Annotated[str, Form(max_length=2_000)]


@router.get("")
def list_page(
    request: Request, store: StoreDep, user: Reader, q: str = "", nom: str = "", apres: After = 0
) -> Response:
    """List the user's alerts, with a form for another, filled in with the search ``q``."""
    return _render_list(request, store, user, after=apres, requete=q, nom=nom)


@router.post("")
def add(
    request: Request,
    store: StoreDep,
    settings: SettingsDep,
    clock: ClockDep,
    user: Reader,
    nom: Words = "",
    requete: Words = "",
    versions: Annotated[bool, Form()] = False,
) -> Response:
    """Save a query, and show the address of its feed, which is shown only once."""
    now = clock()
    try:
        query = parse(requete, today_in_france(now))
        saved = store.alerts.add(nom, query, user.name, now, changes=versions)
    except QueryError as error:
        return _render_list(request, store, user, 400, requete=requete, nom=nom, mistake=split_mistake(error))
    except AlertRefused as error:
        return _render_list(
            request, store, user, 400, requete=requete, nom=nom, refusal=errors.describe_error(error)
        )
    address = links.feed_url(_site_address(request, settings), saved.alert.id, saved.key)
    return _render_list(request, store, user, 201, saved=saved.alert, known=saved.acts, feed=address)


@router.get("/{number}")
def detail_page(request: Request, store: StoreDep, user: Reader, number: Number, avant: Before = None) -> Response:
    """Show the hits of an alert, latest first."""
    get_visible_alert(store, user, number)
    found = store.alerts.hits(number, avant)
    return render(
        request, "alert.html", title=f"Alerte : {found.alert.name}", alert=found.alert, found=found, events=_EVENTS
    )


@router.post("/{number}/cle")
def renew(request: Request, store: StoreDep, settings: SettingsDep, user: Reader, number: Number) -> Response:
    """Replace the address of the feed."""
    alert = get_visible_alert(store, user, number)
    address = links.feed_url(_site_address(request, settings), number, store.alerts.renew_key(number))
    return _render_list(request, store, user, saved=alert, feed=address)


@router.post("/{number}/suspendre")
def disable(store: StoreDep, clock: ClockDep, user: Reader, number: Number) -> Response:
    get_visible_alert(store, user, number)
    store.alerts.disable(number, clock())
    return _redirect_to_list()


@router.post("/{number}/reprendre")
def enable(store: StoreDep, user: Reader, number: Number) -> Response:
    get_visible_alert(store, user, number)
    store.alerts.enable(number)
    return _redirect_to_list()


@router.post("/{number}/supprimer")
def remove(store: StoreDep, user: Reader, number: Number) -> Response:
    get_visible_alert(store, user, number)
    store.alerts.remove(number)
    return _redirect_to_list()


@router.get("/{number}/flux.atom")
@public
def feed(
    request: Request, store: StoreDep, settings: SettingsDep, number: Number, cle: str = "", avant: Before = None
) -> Response:
    """Serve the feed to holders of its key: feed readers do not log in."""
    found = store.alerts.feed(number, cle, avant)
    content = render_feed(found, cle, avant, _site_address(request, settings))
    response = Response(content, media_type=_FEED_MEDIA)
    return etags.conditional_response(request, response, etags.content_etag(content), last_update(found))


def _render_list(
    request: Request, store: StoreDep, user: Reader, status: int = 200, /, *, after: int = 0, **context: object
) -> Response:
    visible = list_visible_alerts(store, user, after, PAGE + 1)
    further = visible[PAGE - 1].id if len(visible) > PAGE else None
    nothing = dict.fromkeys(("requete", "nom", "mistake", "refusal", "saved", "known", "feed"))
    shown = {**nothing, **context, "alerts": visible[:PAGE], "next": further, "user": user}
    return render(request, "alerts.html", status, title="Alertes", **shown)


def _redirect_to_list() -> Response:
    return RedirectResponse("/alertes", status_code=303)


def _site_address(request: Request, settings: SettingsDep) -> str:
    """Return the base URL of the site, as readers reach it."""
    return settings.web.address or str(request.base_url).rstrip("/")
