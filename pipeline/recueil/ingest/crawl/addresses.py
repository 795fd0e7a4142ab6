"""Judge addresses: the same address however it is written, documents and pages, acts and what is none.

Storage folders say nothing (``/wp-content/uploads/2024/03/``), and one address in six has no word of an act
(``1106_001.pdf``). So an address alone decides only where nothing else does: on a page of acts, every document
is taken that does not say to be something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit

import httpx

from recueil.ingest.remote.urls import WEB_SCHEMES
from recueil.text import fold_accents

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


def _compile(*alternatives: str) -> re.Pattern[str]:
    """Compile patterns of plain words, in which ‹ and › are the sides of a word: no letter stands there."""
    return re.compile("|".join(alternatives).replace("‹", "(?<![a-z])").replace("›", "(?![a-z])"))


_ACT = _compile(
    r"deliber|‹delibs?(?![a-z]{3})|‹(?:dcm|dcc|dcp|dbc|dcb|del|dlb|dl|delbu|de(?=\d))›",
    r"‹d ?\d{2,4} \d{2,4}|(?<!\d)20\d\d ?(?:d|dl|del|dcm|dcc) ?\d{1,4}",
    r"proce?s.{0,3}verba|‹(?:pv|pvs|pvcm|pvcc)›|cpte rendu|‹(?:cr|crs|crcm|crcc|crdcm)›",
    r"comptes?.{0,3}rendus?(?!.{0,3}(?:d.{0,3}activite|annuel))",
    r"‹(?:cp|crs?|cc|ct|bc|cd|cm|ca|bp|cs) ?(?:\d{1,2} )?(?:\d{4}|\d{6,8})›|‹(?:cm|cc|bc|cp) (?:du )?\d{1,2}›",
    r"arretes?›|‹(?:arr|ara|ampm|arp)›|‹(?:ap|ar|arr|at|ag) ?(?:n ?|n° ?)?\d|‹decisions?›|‹dec ?\d",
    r"recueil.{0,5}(?:des )?actes|‹raa›|recueil \d|actes?.{0,3}(?:adm|regl)|publicite des actes",
    r"(?<!\d)99 (?:de|ar|au|cc|bf)›|actetampon|tampon|‹tdt›|‹s2low›",
    r"registre.{0,8}(?:delib|arret|actes)|ordre.{0,3}du.{0,3}jour|‹odj›|convocation|releve.{0,3}de.{0,3}dec",
)
"""What acts are called, in addresses and links."""
_COUNCIL = _compile(
    r"conseil(?!s›)|seance|municipal|communautaire|commission permanente|comite syndical|‹bureau›|‹cm›",
    r"publications? legales?|affichages? legal|actes|‹budgets?›|‹dob›|‹rob›|‹zaen?r›|‹plui?›",
)
"""What often stands on acts, but on other things as well."""
_OTHER = _compile(
    # periodicals and what is handed out
    r"‹menus?›|bulletin(?!.{0,3}officiel)|magazine|‹mag›|gazette|‹journal›|newsletter|info ?lettre|‹lettre›",
    r"‹flash›",
    r"‹echos?›|‹infos?.{0,14}(?:n ?)?\d{1,3}›|affiche(?:s|tte)?›|flyers?|‹tracts?›|depliant|brochure|plaquette",
    r"‹guides?›|livret|catalogue|annuaire|memento|‹memo›|‹faq›|‹photos?›|‹logos?›|‹album›|diaporama",
    r"bannieres?›|edito",
    r"invitation|communique|revue de presse|dossier.{0,4}presse|‹voeux›|petites annonces|chiffres cles",
    r"bibliographie",
    # forms and services
    r"formulaire|cerfa|fiches?.{0,4}(?:inscription|sanitaire|poste|famille|navette|de renseignement|horaire)",
    r"dossier.{0,4}(?:inscription|de candidature|unique)|bon de commande|inscription|adhesion|attestation",
    r"questionnaire",
    r"autorisation parentale|mode.{0,3}emploi|tutoriel|‹tuto›|consignes?|‹tarifs?›|‹horaires?›|planning",
    r"calendrier",
    r"agenda(?!.?(?:20?30|21)›)|offre.{0,3}emploi|recrut|‹cv›|‹listes?.{0,8}(?:fournitures|medecins?|assistantes)",
    r"‹listes?.{0,8}(?:associations|medicaments|courses|livres|electeurs|electorales)|allergenes?|fournitures",
    r"telealerte",
    r"tri (?:selectif|des dechets)|collecte.{0,15}(?:20\d\d|dechets|ordures)|compost|‹nap›|‹laep›|accueil enfants",
    r"reglement.{0,12}(?:cantine|mediatheque|bibliotheque|creche|garderie|piscine|concours|restaura)|nuancier",
    r"organigramme|trombinoscope|charte graphique|mentions legales|rgpd|politique de confid|‹cgu›|dicrim",
    r"‹sirenes?›",
    r"‹analyses?.{0,6}eau|qualite.{0,6}eau|‹aides?.{0,4}renovation|frelon|moustique|‹webcam",
    # outings and places
    r"‹expos?(?:itions?)?›|‹concerts?›|spectacle|festival|‹loto›|brocante|vide grenier|tournoi|‹trail›",
    r"randonnee|‹rando›",
    r"circuits?›|parcours (?:de )?(?:sante|decouverte|sport|patrim|vtt|pedestre|permanent)|balade|sentier",
    r"‹fetes?›",
    r"marche (?:de noel|nocturne|gourmand)|don du sang|kermesse|carnaval|halloween|‹noel›|atelier|‹stages?›",
    r"‹jeux›|quiz",
    r"feux?.{0,3}artifice|telethon|semaine bleue|octobre rose|‹bal›|‹contes?›|coloriage|vacances",
    r"‹cine(?:ma)?›|recettes? de",
    r"concours.{0,3}(?:photo|de dessin|des maisons)",
    r"programm(?:e|ation).{0,12}(?:cultur|saison|cine|anim|vacance|fete)",
    r"programm(?:e|ation).{0,12}(?:mediath|festi|ete›|hiver|printemps|automne|noel|jeunes|loisir|toussaint"
    r"|activit)",
    r"programm(?:e|ation).{0,12}(?:centre|senior|patrimoine|carnaval|theatre|evenement)|port de plaisance",
    r"campings?›",
    r"‹plan.{0,3}(?:de (?:la )?(?:ville|bourg|commune|centre)|ville|acces|de situation|d acces|touristique"
    r"|bus|velo)",
    r"carte.{0,3}(?:touris|de voeux|velo|des (?:sentiers|commerces|circuits|communes)|postale)|touris|hebergement",
    r"restaurants?›|‹commerces?›.{0,10}artisans|presentation du territoire|jardins? familiaux|‹visites?›|‹blason",
    r"pedibus|covoiturage|‹navette›|‹velos?›|‹bus›|‹taxis?›",
)
"""What documents are called that are no acts."""
_PAGE_OF_ACTS = _compile(
    r"deliber|proce?s.{0,3}verba|comptes?.{0,3}rendus?|arretes?›|recueils?.{0,5}(?:des )?actes|‹raa›",
    r"actes?.{0,3}(?:adm|regl)|actes (?:officiels|publics)|publicite des actes|publications? legales?",
    r"affichages? legal",
    r"conseils?.{0,3}(?:munic|commun|depart|region|syndic|metropol|d.?administration)|seances?›|decisions?›",
    r"commission permanente|comite syndical",
)
_PAGE = re.compile(f"{_PAGE_OF_ACTS.pattern}|{_COUNCIL.pattern}|conseils")
_YEAR = re.compile(r"(?:annee )?(?:19|20)\d\d(?: (?:19|20)?\d\d)?")
_NOTHING = re.compile(r"[^a-z0-9°]+")


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


def speaks_of_acts(*words: str) -> bool:
    """Return whether the title, heading or address of a page says that it lists acts."""
    return any(_PAGE_OF_ACTS.search(_plain(each)) for each in words)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a link is followed or fetched, and ``why``, in words for an operator."""

    taken: bool
    why: str


def judge_document(
    address: str, text: str = "", heading: str = "", near: str = "", *, is_page_of_acts: bool = False
) -> Verdict:
    """Judge whether a document may be an act: by its own name, the words of its link, then by what stands around.

    Words of an act win over those of anything else: a bulletin may print the minutes.
    """
    own = [_plain(_name_of(address)), _plain(text)]
    if found := _first(_ACT, own):
        return Verdict(True, f"« {found} »")
    if found := _first(_OTHER, own):
        return Verdict(False, f"« {found} »")
    if found := _first(_COUNCIL, own):
        return Verdict(True, f"« {found} »")
    above = [_plain(heading)]
    if found := _first(_ACT, [*above, _plain(near), *_folders_of(address)]):
        return Verdict(True, f"« {found} » beside it")
    if found := _first(_OTHER, [*above, *_folders_of(address)]):
        return Verdict(False, f"« {found} » beside it")
    if is_page_of_acts:
        return Verdict(True, "a document on a page of acts")
    return Verdict(False, "nothing says that it is an act")


def judge_page(address: str, text: str, *, starts: Sequence[str] = ()) -> Verdict:
    """Judge whether a page may list acts: by its address, the words of its link, or where it lies."""
    name = _plain(
        unquote(urlsplit(address).path.rstrip("/").rpartition("/")[2]) + " " + unquote(urlsplit(address).query)
    )
    for words in (name, _plain(text)):
        if found := _PAGE.search(words) or _ACT.search(words):
            return Verdict(True, f"« {found[0].strip()} »")
    for start in starts:
        folder = urlsplit(start).path.rstrip("/")
        if folder and key_of(address).startswith(f"{key_of(start).partition('?')[0]}/"):
            return Verdict(True, f"below {folder}/")
    if _YEAR.fullmatch(_plain(text)):
        return Verdict(True, "a year")
    return Verdict(False, "no word of an act, and not below a start page")


def _name_of(address: str) -> str:
    """Return the words of an address that are its own: the last part of its path, and its query."""
    parts = urlsplit(address)
    last = next((part for part in reversed(parts.path.split("/")) if part), "")
    query = " ".join(value for _, value in parse_qsl(parts.query))
    return f"{unquote(last)} {query}".replace("+", " ")


def _folders_of(address: str) -> list[str]:
    """Return the words of the folders of an address, without those of the storage, which say nothing."""
    return [_plain(unquote(part)) for part in urlsplit(address).path.split("/")[:-1] if part]


def _plain(words: str) -> str:
    return " ".join(filter(None, _NOTHING.split(fold_accents(words[:MOST_CHARACTERS]).lower())))


def _first(pattern: re.Pattern[str], texts: Iterable[str]) -> str | None:
    for text in texts:
        if found := pattern.search(text):
            return found[0].strip()
    return None
