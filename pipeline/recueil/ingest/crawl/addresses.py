"""Classify addresses: the same one however it is written, documents, pages, pagers, endless calendars."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fnmatch import fnmatchcase
from urllib.parse import unquote, urljoin, urlsplit

import httpx

from recueil.ingest.remote.urls import WEB_SCHEMES

MOST_CHARACTERS = 2_000
"""Of an address: longer ones are made by programs without end."""

_PLAIN_ADDRESS = re.compile(r"https?://[a-z0-9.-]+(?::\d{1,5})?/[\w!$&'()*+,./:;=?@~-]*", re.ASCII)
_SESSION = re.compile(
    r"(?i)^(?:phpsessid|jsessionid|sid|aspsessionid\w{0,20}|cfid|cftoken|utm_\w{1,20}|fbclid|gclid)$"
)
_SESSION_PATH = re.compile(r"(?i);jsessionid=[^/?;]{0,200}")

_SUFFIX = re.compile(r"\.(?:pdf|docx?|odt|rtf|zip)(?![a-z0-9])")
_HANDLER = re.compile(
    r"(?:view|show|get)_?(?:file|pdf|doc(?:ument)?)\b|/(?:telecharg(?:er|ement)s?|downloads?)(?:/|\.|\?|$)"
    r"|(?:wpdmdl|wpfd_file_id|download|telecharger|file|fichier|doc|pdf)=|/file/|[?&]task=(?:document\.)?download"
)
_ASSET = re.compile(
    r"\.(?:jpe?g|png|gif|svg|webp|ico|css|js|json|mp[34]|avi|mov|webm|ogg|woff2?|ttf|eot|ics|vcf|xlsx?|csv|ods|pptx?"
    r"|odp|exe|dmg|apk|kml|gpx|epub|swf)$"
)
_TRAP = re.compile(
    r"/(?:agenda|calendrier|calendar|events?|evenements?|manifestations?)(?:/|-|\?|$)|/(?:tag|tags|auteur|author)/"
    r"|replytocom|[?&](?:print|tmpl|share|add-to-cart|sort|order|orderby|tri|view=calendar|month|year|mois|annee|date"
    r"|ical|s|search|recherche|action=(?:login|lostpassword|register))(?:=|&|$)"
    r"|/(?:wp-login|wp-admin|login|logout|connexion|deconnexion|inscription|cart|panier|recherche|search|feed)(?:/|\.|\?|$)"
    r"|/(?:user|users|utilisateur|membre|espace-membre)(?:/|\?|$)|mailto:|/(?:\d{4}-\d\d-\d\d|\d{4}/\d\d/\d\d)/?$"
)
_PAGER = re.compile(
    r"/page/\d{1,4}/?$|[?&](?:page|paged|pg|start|limitstart|offset|debut_\w{1,40}|tx_\w{1,80}%5b(?:current)?page%5d"
    r"|\(offset\)/\d{1,6}|\w{1,40}%5bpage%5d|e-page-\w{1,20})=\d{1,6}(?:&|$)|/\(offset\)/\d{1,6}$"
)
_PAGER_WORDS = re.compile(
    r"\d{1,3}|suivante?s?|page suivante|page \d{1,3}|next|>{1,2}|»|›|plus anciens|articles plus anciens"
)


def canonical(base: str, link: str) -> str | None:
    """Return the address of a link on a page, without fragment and session; None if it leads nowhere."""
    try:
        target = urlsplit(urljoin(base, link.strip()))
        if target.scheme not in WEB_SCHEMES or not target.hostname or "@" in target.netloc:
            return None
        query = target.query
        if query:
            query = "&".join(part for part in query.split("&") if not _SESSION.match(part.partition("=")[0]))
        path = _SESSION_PATH.sub("", target.path) or "/"
        address = target._replace(path=path, query=query, fragment="").geturl()
        if len(address) > MOST_CHARACTERS:
            return None
        return address if _PLAIN_ADDRESS.fullmatch(address) else str(httpx.URL(address))
    except (ValueError, httpx.InvalidURL):
        return None


def site_of(url: str) -> str:
    """Return the host of an address, the same with and without « www. »."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


def key_of(url: str) -> str:
    """Return what two writings of one address have in common, without scheme, « www. » and a last slash."""
    parts = urlsplit(url)
    return f"{site_of(url)}:{parts.port or ''}{unquote(parts.path).rstrip('/')}?{parts.query}"


def is_document(address: str) -> bool:
    """Return whether an address looks like that of a document, by its suffix or by what serves it."""
    parts = urlsplit(address)
    target = f"{unquote(parts.path)}{'?' * bool(parts.query)}{unquote(parts.query)}".lower()
    if _SUFFIX.search(target):
        return True
    return bool(_HANDLER.search(target)) and not _ASSET.search(parts.path.lower())


def is_page(address: str) -> bool:
    """Return whether an address may be that of a page: neither a document, an image nor the like."""
    return not is_document(address) and not _ASSET.search(urlsplit(address).path.lower())


def is_trap(address: str) -> bool:
    """Return whether an address is one of those that lead on without end, or to a login."""
    return bool(_TRAP.search(urlsplit(address)._replace(scheme="", netloc="").geturl().lower()))


def is_pager(address: str, text: str = "", rel: str = "") -> bool:
    """Return whether a link leads to another page of the same list."""
    target = urlsplit(address)._replace(scheme="", netloc="").geturl().lower()
    return bool(_PAGER.search(target)) and (rel == "next" or not text or bool(_PAGER_WORDS.search(text.lower())))


def matches(address: str, patterns: Iterable[str]) -> bool:
    """Return whether an address matches one of the patterns, in which ``*`` is anything.

    A pattern is compared with path and query, or with the whole address if it has a scheme.
    """
    parts = urlsplit(address)
    target = unquote(parts._replace(scheme="", netloc="").geturl()).lower()
    whole = unquote(address).lower()
    return any(fnmatchcase(whole if "://" in each else target, each.lower()) for each in patterns)


def is_among(address: str, hosts: Iterable[str]) -> bool:
    """Return whether the host of an address is one of the hosts, or below one."""
    host = (urlsplit(address).hostname or "").lower()
    return any(host == each.lower() or host.endswith(f".{each.lower()}") for each in hosts)
