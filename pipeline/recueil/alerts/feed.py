"""Render an alert's hits as an Atom feed (RFC 4287), with pages linked as in RFC 5005."""

from __future__ import annotations

import datetime
import re
import uuid
from urllib.parse import urlencode
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from recueil.alerts.store import AlertDefinition, Feed, NewHit
from recueil.text import join_lines, strip_control_chars
from recueil.web import links
from recueil.web.i18n.format import format_date

MEDIA = "application/atom+xml"
_ATOM = "http://www.w3.org/2005/Atom"
# Characters that XML forbids even when escaped, other than control characters.
_ILLEGAL = re.compile(r"[\ud800-\udfff\ufffe\uffff]")
register_namespace("", _ATOM)


def render_feed(feed: Feed, key: str, before: int | None, address: str) -> bytes:
    """Return the feed as XML: the page of hits before the ``before``th; ``address`` is the site's base
    URL.
    """
    alert, top = feed.alert, Element(f"{{{_ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": "fr"})
    here = {} if before is None else {"avant": before}
    _add_text(top, "id", uuid.UUID(alert.uuid).urn)
    _add_text(top, "title", f"Recueil : {alert.name}")
    _add_text(top, "subtitle", f"Nouveaux actes qui répondent à la recherche {alert.query}")
    _add_text(top, "updated", last_update(feed).isoformat())
    _add_text(SubElement(top, f"{{{_ATOM}}}author"), "name", "Recueil")
    _add_link(top, "self", links.feed_url(address, alert.id, key, **here), MEDIA)
    _add_link(top, "alternate", f"{address}/?{urlencode({'q': alert.query})}", "text/html")
    if feed.next is not None:
        _add_link(top, "next", links.feed_url(address, alert.id, key, avant=feed.next), MEDIA)
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
    _add_text(entry, "title", join_lines(hit.title or "") or "Acte sans titre")
    _add_text(entry, "updated", hit.found.isoformat())
    _add_link(entry, "alternate", links.act_url(address, hit.uid), "text/html")
    _add_text(
        entry, "summary", " · ".join(part for part in (hit.body, format_date(hit.date), f"acte {hit.uid}") if part)
    )


def _add_text(within: Element, name: str, text: str) -> None:
    SubElement(within, f"{{{_ATOM}}}{name}").text = _ILLEGAL.sub("\ufffd", strip_control_chars(text))


def _add_link(within: Element, rel: str, href: str, media: str) -> None:
    SubElement(within, f"{{{_ATOM}}}link", {"rel": rel, "href": href, "type": media})
