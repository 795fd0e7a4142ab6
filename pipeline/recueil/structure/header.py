"""What the head of an act says of the act itself: its kind, number and title.

« EXTRAIT DU REGISTRE DES DÉLIBÉRATIONS », « Procès-verbal de la séance du … », « n° 2014 / 193 », « Objet : … »
"""

from __future__ import annotations

import re

from recueil.extract.lexis import GAP, SPACE

# The head: where a kind, a number or an object names this act and not one it cites.
_HEAD = 6000

# First heading wins, and a procès-verbal speaks of délibérations on every page, never the other way round.
_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE | re.MULTILINE))
    for kind, pattern in (
        ("recueil", rf"recueil{GAP}des{GAP}actes{GAP}administratifs"),
        ("pv", rf"^[^\n]{{0,80}}?\b(?:proc[eè]s[ -]verb(?:al|aux)|compte[ -]rendu)\b(?!{GAP}(?:ci-joint|annex))"),
        (
            "deliberation",
            rf"registre{GAP}des{GAP}d[ée]lib[ée]rations|d[ée]lib[ée]ration{GAP}(?:n[°ºo]|du{GAP}conseil)",
        ),
        (
            "arrete",
            rf"^{SPACE}{{0,60}}(?:l['’]{GAP})?arr[êe]t[ée]"
            rf"(?:e|{GAP}(?:n[°ºo]|du|de|portant|municipal|pr[ée]fectoral))",
        ),
        ("decision", rf"^{SPACE}{{0,60}}d[ée]cision{GAP}(?:n[°ºo]|du|municipale|portant)"),
    )
)
_DELIBERATES = re.compile(rf"\bd[ée]lib[ée]r[ée]|convoqu[ée]|le{GAP}conseil{GAP}adopte", re.IGNORECASE)

_NUMBER = re.compile(
    rf"(?:^{SPACE}{{0,80}}|\b(?:d[ée]lib[ée]ration|arr[êe]t[ée]|d[ée]cision)(?:{GAP}[a-zé]{{3,20}})?{GAP})"
    rf"n[°ºo]{SPACE}{{0,3}}:?{SPACE}{{0,3}}(?P<number>[A-Z]{{0,6}}{SPACE}?\d[\w]{{0,12}}(?:{SPACE}?[-/._]{SPACE}?\w{{1,12}}){{0,4}})",
    re.IGNORECASE | re.MULTILINE,
)
_OBJECT = re.compile(
    rf"\bobjet{SPACE}{{0,3}}:{GAP}(?P<title>[^\n]{{4,300}}(?:\n(?!{SPACE}{{0,20}}\n)[^\n:]{{4,200}}){{0,2}})",
    re.IGNORECASE,
)
# In a text flattened to one line the object ends where the visas or the rapporteur begin.
_AFTER_OBJECT = re.compile(
    r"\s(?:Vu|VU|Rapporteur|M\.|Mme|Monsieur|Madame|Le [Cc]onseil|Considérant)\s.*", re.DOTALL
)
_RAPPORTEUR = re.compile(
    r"^[^\n]{0,20}(?:M\.|Mme|Monsieur|Madame)[^\n]{2,80}(?:rapporte|expose|pr[ée]sente)\b",
    re.MULTILINE,
)
_BLANK_LINES = re.compile(r"\n[^\S\n]*\n\s*")
_LONGEST_TITLE = 300
# Kinds that hold the acts of others, and bear the number and the object of none.
_OF_A_SEANCE = ("pv", "recueil")


def kind_of(text: str) -> str | None:
    """``deliberation``, ``pv``, ``arrete``, ``decision`` or ``recueil``; None when the head names none."""
    head = text[:_HEAD]
    found = [(match.start(), kind) for kind, pattern in _KINDS if (match := pattern.search(head))]
    if found:
        return min(found)[1]
    return "deliberation" if _DELIBERATES.search(head) else None


def number_of(text: str, kind: str | None) -> str | None:
    """The number the body gives its act, as printed save for the spaces; a séance's minutes have none."""
    match = None if kind in _OF_A_SEANCE else _NUMBER.search(text[:_HEAD])
    return re.sub(r"\s+", "", match["number"]) if match else None


def title_of(text: str, kind: str | None) -> str | None:
    """The object, where one is labelled or stands above the rapporteur's line; a séance's minutes have several."""
    if kind in _OF_A_SEANCE:
        return None
    head = text[:_HEAD]
    if match := _OBJECT.search(head):
        return _one_line(_AFTER_OBJECT.sub("", match["title"]))
    if match := _RAPPORTEUR.search(head):
        paragraphs = [part for part in _BLANK_LINES.split(head[: match.start()]) if part.strip()]
        if len(paragraphs) > 1 and len(paragraphs[-1]) <= _LONGEST_TITLE:
            return _one_line(paragraphs[-1])
    return None


def _one_line(text: str) -> str:
    return " ".join(text.split())
