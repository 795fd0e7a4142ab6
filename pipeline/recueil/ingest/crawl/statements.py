"""Read what the link to a document says of its act: kind, number, date and object.

Such a statement only fills what the text of the act lacks. « Publié le 14 mars » is no date of an act, and
« Télécharger » is no object.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from recueil.ingest.crawl.links import Link, find_day
from recueil.ingest.crawl.notes import CrawlNotes
from recueil.text import fold_accents
from recueil.values import PartialDate, StatedFacts

# The kinds of acts by the words of a link, folded; the first that is found counts.
_KINDS = (
    ("recueil", re.compile(r"\brecueils? (?:special |des )?(?:des )?actes\b|\braa\b")),
    ("pv", re.compile(r"\bproces?[ -]verba(?:l|ux)\b|\bcomptes?[ -]rendus?\b|\bpv\b|\bliste des deliberations\b")),
    ("deliberation", re.compile(r"\bdeliberations?\b")),
    ("arrete", re.compile(r"\barretes?\b")),
    ("decision", re.compile(r"\bdecisions?\b")),
)
_ACT = re.compile(
    r"\bseances?\b|\bconseils?\b|\breunions?\b|\bcommission\b|\bbureau\b|\bcomite\b|\bcm\b|"
    + "|".join(pattern.pattern for _, pattern in _KINDS)
)
# What follows these words is the day of something else.
_POSTED = re.compile(
    r"\b(?:publi|mis en ligne|mise en ligne|affich|transmis|recu|ajoute|modifie|mis a jour|poste|telecharge"
    r"|convocation|jusqu)"
)
_NUMBER = re.compile(
    r"(?<!\w)n\s?[°º]\s?(?P<number>[0-9A-Za-z][\w/.-]{0,30})(?<![.-])"
    r"|(?<!\w)(?:19|20)[0-9]{2}[-_/][0-9]{1,4}(?![\w/-])",
)
# What is no part of an object: what one does with a file, its size, and the name of the act before its object.
_FRAME = re.compile(
    r"\s{0,3}[(\[][^)\]]{0,30}\b(?:[kmg]?[bo]|octets|pages?|pdf)\b[^)\]]{0,10}[)\]]|\.(?:pdf|docx?|odt)\b"
    r"|\A(?:t[ée]l[ée]charger|consulter|lire|voir|ouvrir)\b[\s:–-]{0,5}"
    r"|\A(?:d[ée]lib[ée]ration|arr[êe]t[ée]|d[ée]cision)(?: municipale?| du maire)?\b[\s:–-]{0,5}"
    r"(?:n\s?[°º]\s?[\w/.-]{1,30})?[\s:–-]{0,5}|\A(?:n\s?[°º]\s?)?[0-9][\w/.-]{0,30}[\s:–-]{1,5}",
    re.IGNORECASE,
)
_LONG_WORD = re.compile(r"[^\W\d_]{4,}")
_MIN_LONG_WORDS = 2


def state_link(link: Link) -> StatedFacts | None:
    """Return what a link states of the act that it leads to; None if it states nothing."""
    own, near = fold_accents(link.text).lower(), fold_accents(link.near).lower()
    kind = next((kind for kind, pattern in _KINDS if pattern.search(own)), None)
    number = None if kind in ("pv", "recueil") else _NUMBER.search(link.text)
    day = _day_of_act(own) or _day_of_act(near)
    facts = StatedFacts(
        "link",
        kind=kind,
        number=(number["number"] or number[0]) if number and any(map(str.isdigit, number[0])) else None,
        date=PartialDate.parse(day) if day else None,
        title=None if kind in ("pv", "recueil") else _object_of(link.text),
        address=link.page or None,
    )
    return facts if facts != StatedFacts("link", address=facts.address) else None


def state_links(folder: Path) -> Mapping[Path, tuple[StatedFacts, ...]]:
    """Return what the links of a crawl state of each copy in its folder."""
    stated = {folder / name: state_link(link) for name, link in CrawlNotes(folder).links().items()}
    return {path: (facts,) for path, facts in stated.items() if facts is not None}


def _day_of_act(words: str) -> str:
    """Return the day in folded words that speak of an act, before any that speak of its publication."""
    posted = _POSTED.search(words)
    before = words[: posted.start()] if posted else words
    return find_day(before) if _ACT.search(before) else ""


def _object_of(text: str) -> str | None:
    """Return the words of a link as the object of an act, if they are more than its name."""
    words = " ".join(_FRAME.sub(" ", " ".join(_FRAME.sub(" ", text).split())).split())
    if len(_LONG_WORD.findall(words)) < _MIN_LONG_WORDS or _ACT.match(fold_accents(words).lower()):
        return None
    return words
