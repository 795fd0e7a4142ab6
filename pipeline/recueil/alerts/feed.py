"""Render an alert's hits as an Atom feed (RFC 4287), with pages linked as in RFC 5005."""

from __future__ import annotations

import datetime
import re
import uuid
from urllib.parse import urlencode
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from recueil.alerts.store import Alert, Feed, NewHit
from recueil.harmless import harmless, one_line
from recueil.web import links
from recueil.web.i18n.french import jour

MEDIA = "application/atom+xml"
_ATOM = "http://www.w3.org/2005/Atom"
# Characters that XML forbids even when escaped, other than control characters.
_ILLEGAL = re.compile(r"[\ud800-\udfff\ufffe\uffff]")
register_namespace("", _ATOM)


def render(feed: Feed, key: str, before: int | None, address: str) -> bytes:
    """Return the feed as XML: the page of hits before the ``before``th; ``address`` is the site's base
    URL.
    """
    alert, top = feed.alert, Element(f"{{{_ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": "fr"})
    here = {} if before is None else {"avant": before}
    _say(top, "id", uuid.UUID(alert.uuid).urn)
    _say(top, "title", f"Recueil : {alert.name}")
    _say(top, "subtitle", f"Nouveaux actes qui répondent à la recherche {alert.query}")
    _say(top, "updated", updated(feed).isoformat())
    _say(SubElement(top, f"{{{_ATOM}}}author"), "name", "Recueil")
    _link(top, "self", links.feed(address, alert.id, key, **here), MEDIA)
    _link(top, "alternate", f"{address}/?{urlencode({'q': alert.query})}", "text/html")
    if feed.next is not None:
        _link(top, "next", links.feed(address, alert.id, key, avant=feed.next), MEDIA)
    for hit in feed.hits:
        _entry(top, alert, hit, address)
    return bytes(tostring(top, encoding="utf-8", xml_declaration=True))


def updated(feed: Feed) -> datetime.datetime:
    """Return when the latest of the hits was found, or the alert was saved."""
    return feed.hits[0].found if feed.hits else feed.alert.created


def entry_id(alert: Alert, hit: NewHit) -> str:
    """Return the permanent URN of a hit, whatever becomes of the site's address or of the act."""
    return uuid.uuid5(uuid.UUID(alert.uuid), str(hit.n)).urn


def _entry(top: Element, alert: Alert, hit: NewHit, address: str) -> None:
    entry = SubElement(top, f"{{{_ATOM}}}entry")
    _say(entry, "id", entry_id(alert, hit))
    _say(entry, "title", one_line(hit.title or "") or "Acte sans titre")
    _say(entry, "updated", hit.found.isoformat())
    _link(entry, "alternate", links.act(address, hit.uid), "text/html")
    _say(entry, "summary", " · ".join(part for part in (hit.body, jour(hit.date), f"acte {hit.uid}") if part))


def _say(within: Element, name: str, text: str) -> None:
    SubElement(within, f"{{{_ATOM}}}{name}").text = _ILLEGAL.sub("\ufffd", harmless(text))


def _link(within: Element, rel: str, href: str, media: str) -> None:
    SubElement(within, f"{{{_ATOM}}}link", {"rel": rel, "href": href, "type": media})
