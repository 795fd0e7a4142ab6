"""Locate the head of an act inside a longer text: where it opens, and its title."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice


@dataclass(frozen=True, slots=True)
class ActHeading:
    """The start of an act; ``item``: its number or identifier as printed."""

    start: int
    item: str | None
    title: str | None


# Openings of a register's extract, above its attendance.
_HEAD_OPENING = re.compile(
    r"E(?:XTRAIT\s{1,5}DU\s{1,5}(?:PROC[EÈ]S[ -]VERBAL\s{1,5}DU\s{1,5})?R[EÉ]GISTRE"
    r"|xtrait\s{1,5}du\s{1,5}[Rr]egistre)"
    r"|R(?:[EÉ]PUBLIQUE\s{1,5}FRAN[CÇ]AISE|[ée]publique\s{1,5}[Ff]ran[çc]aise)"
    r"|PROJET\s{1,3}DE\s{1,3}D[EÉ]LIB"
    r"|L['’]?\s?[Aa][Nn]\s{1,3}[Dd][Ee][Uu][Xx]\s{1,3}[Mm][Ii][Ll]"
)
# How far above its number an act may open, and how far apart the lines of its head stand.
_REACH, _HEAD_LINES_APART = 8000, 900
# Where a title ends: at a blank line, where the visas or the speaker begin, at the end of its sentence.
_TITLE_END = re.compile(
    r",?\s(?:Vu|VU|[Rr]apporteurs?|RAPPORTEUR|(?P<named>M\.|Mme|MM\.|Monsieur|Madame|MONSIEUR|MADAME)"
    r"|L[ea]\s(?:[a-zéà]{4}|Conseil|CONSEIL|Maire|MAIRE|Pr[ée]s|PR[EÉ]S|Bureau|BUREAU|Co(?:mit|mmis|de\s))"
    r"|Considérant"
    r"|CONSID|Sur\sproposition|Il\sest|Ce\srapport|L['’]assemblée|Conformément|Dans\sle\scadre|Après|Par\s)"
    # « Transfert du temple : ⏎ Nous allons voter », a page number above the visas
    r"|(?P<colon>\s:[^\S\n]{0,10}\n\s{0,40}(?=[A-ZÉ][a-zé]|[0-9]{1,3}\s[a-zé]{4}))|\n[^\S\n]{0,160}[0-9]{1,3}[^\S\n]{0,20}\n(?=\s{0,40}(?:VU|Vu|L[ae]\s|M\.|Mme))"
    r"|\n\s{0,40}(?=Décision\s(?:n\s?°\s?)?[0-9]|Date\s|Fait\s[àa]\s|(?:Affich|Publi)[ée])|\n[^\S\n]{0,200}\n|(?<=[a-zé)»])(?<!\bart)[.;]\s{1,9}(?=[A-ZÉ])"
    # a sentence on the next line, capitals above it or not
    r"|(?P<sentence>(?<=[\w»).])(?<! de)(?<! du)(?<! la)(?<! le)(?<! et)(?<! à)(?<! des)(?<! les)(?<! au)(?<! aux)"
    r"[^\S\n]{0,10}\n\s{0,40}(?=[A-ZÉÀ][a-zéèê’']{1,15}\s[a-zéàê]|[0-9]{1,3}\s[a-zé]{5}))"
)
# « … Enfance en Pays ⏎ Ourlois ainsi que son suppléant ⏎⏎ Suite au », « Quartier Haut : ⏎ Phase 1, démolition
# du site ⏎ de l'école ⏎⏎ »: the rest of a title on lines of its own, which no full stop ends.
_REST_OF_TITLE = re.compile(
    r"\s{0,40}(?!(?i:vote|adopt|approuv|unanim|arriv|d[ée]part|sortie|pr[ée]sents?\b|nous\s|[0-9]{1,3}\s(?:voix|votes?)\b))"
    r"(?:[^\n]{5,120}[\w»)”\"-][^\S\n]{0,20}\n\s{0,40}(?=[a-zà-ÿ(«–-]))?[^\n]{5,90}[\w»)”\"],?[^\S\n]{0,20}\n"
    r"(?=[^\S\n]{0,200}(?:\n|Vu\s|VU\s|L[ea]\s(?:conseil|bureau|comité|Conseil|Bureau|Comité|Maire|maire)\b|M\.|Mme\s|Monsieur|Madame))"
)
_LEAD = re.compile(r"[\s:.)/°*#|_–—-]{0,60}(?:O(?:bjet|BJET)\s{0,3}:\s{0,9})?")
# « Monsieur le Maire rappelle », « , Mme PICQ »: who speaks, not « RUE M. PICQ », within a line of a title.
_SPEAKS = re.compile(
    r"[^\n]{0,120}?\b(?:l[ea]\s|L[EA]\s|expos|rappel|inform|pr[ée]sent|propos|indiqu|expliqu|pr[ée]cis|donn|f(?:ait|ont)\b|signal|demand|soum|rapport"
    r"|souhait|[ée]voqu|annonc|a\s)|[^\n]{0,80}(?:\n\s{0,40}\n|\Z)"
)
# « ACCÈS DES USAGERS AUX ⏎⏎ PRESTATIONS », « cession d'une serre à Mme PICQ »: no title ends with these words.
_GOES_ON = re.compile(
    r"\s(?:[àÀA]|d[eu]s?|D[EU]S?|la|LA|les?|LES?|et|ET|aux?|AUX?|par|PAR|sur|SUR|dans|DANS|pour|POUR|avec|AVEC|en|EN|entre|ENTRE|une?|UNE?|son|SON|sa|SA)\s{0,3}\Z"
)
_VERB = re.compile(r"\b(?:est|sont|a|ont|sera|seront|doit|doivent|peut|permet|fait|nous|il|elle|ils)\b")
# A line in capitals, of which a scanner may have misread a letter or two.
_CAPITAL_LINE = re.compile(
    r"\s{0,40}(?P<words>(?=[^\n]{0,60}[A-ZÀ-Þ]{2})[^a-zà-öø-ÿ\n]{2,160}(?:[a-zà-ÿ][^a-zà-öø-ÿ\n]{2,160}){0,2})\n"
)
# « ⏎⏎: DEMANDE DE SUBVENTION », « ⏎⏎– BUDGET ANNEXE », « ⏎⏎DE L'EAU »: it goes on with what is above.
_LINKED = re.compile(
    r"\s{0,40}(?:[:–(-]\s{0,3}(?=[A-ZÀ-Þ])|(?:À|A|D[EU]S?|ET|AUX?|PAR|SUR|DANS|POUR|AVEC|EN)\s|D['’])(?!MADAME|MONSIEUR|M\.|MME)"
)
# « ⏎⏎ : ⏎⏎ », « (PARCELLE AK ⏎⏎ N° 117) »
_COLON_BELOW = re.compile(r"\s{0,40}[:–-][^\S\n]{0,20}\n")
_CLOSED = re.compile(r"\s{0,40}[^()\n]{1,80}\)[^\S\n]{0,20}\n")
_YEAR_BELOW = re.compile(r"\s{0,40}(?P<words>(?:19|20)[0-9]{2})[^\S\n]{0,20}\n")
_MONTH = re.compile(
    r"\b(?:JANVIER|F[EÉ]VRIER|MARS|AVRIL|MAI|JUIN|JUILLET|AO[UÛ]T|SEPTEMBRE|OCTOBRE|NOVEMBRE|D[EÉ]CEMBRE)\s{0,3}\Z"
)
# What opens another part in capitals: an item of a list, a table, a service, the author, who takes part.
_OTHER_PART = re.compile(
    r"\s{0,40}(?:[A-ZÀa-z0-9]{1,4}\s?[./)]|[A-Z0-9]{1,4}\s?[–-]\s|[0-9]{4}[\s.-]"
    r"|(?:L[EA]S?|L['’]AN|VU|ARTICLE|RAPPORTEUR|D[EÉ]PENSES|RECETTES|FONCTIONNEMENT|INVESTISSEMENT|SECTION|DIRECTION|SERVICE"
    r"|CONTEXTE|ARR[EÊ]T|PR[EÉ]SENTS?|S[EÉ]ANCE|MONTANT|TOTAL|NOM|CM|CA)\b"
    r"|(?:CONSID|EXPOS[EÉ]|PR[EÉ]AMBUL|D[EÉ]LIB[EÉ]R[EÉ]|D[EÉ]CIDE|ABSENT|ADOPT[EÉ]|APPROUV[EÉ])"
    r"|[^\n]{0,60}\b(?:PREN(?:D|NENT)|PR[EÉ]SID[EÉ])|\((?:MADAME|MONSIEUR|MM?E?\b))"
)
_OUTCOME_COLUMN = re.compile(
    r"(?P<title>[^\n]{10,200}?)[^\S\n]{3,}(?:[ÀàAa]?\s?l?['’]?(?:[Uu]nanimité|UNANIMITÉ)|[Mm]ajorité(?:\s\([^()\n]{1,40}\))?|[Aa]pprouvée?|[Aa]doptée?|[Rr]ejetée?)[^\S\n]{0,20}\n"
)
# A line that is shorter than this ends by itself.
_FULL_LINE = 50
_LEGIBLE = 12  # letters of a line in capitals for one that is read as a small one
_LONG_WORDS = re.compile(r"[A-ZÀ-Þ]{4}")
_CONTINUED = 4
_LONGEST = 450


# The label that each act of a register bears once: « OBJET : Règlement des cimetières (n°02/2020-01) ».
_OBJECT = re.compile(r"O(?:BJET|bjet)\s{0,3}:")
_OPENS_LINE = re.compile(r"(?<=\n)[\s#*•-]{0,40}\Z")
_NUMBER_ABOVE = re.compile(
    r"(?:D[ée]lib[ée]ration|D[ÉE]LIB[ÉE]RATION)(?:\s{0,3}[nN]\s?[°ºo²]?\s{0,3}:?\s{0,3}(?P<number>[\w][\w/._-]{0,24}))?[\s:*-]{0,20}\Z"
)
_IN_TITLE = re.compile(r"\(\s?[nN]\s?[°ºo]\s?([^()\s][^()]{0,25})\)")


def has_objects(text: str) -> bool:
    """Return whether at least two places may label the object of an act."""
    return len(list(islice(_OBJECT.finditer(text), 2))) > 1


def find_objects(text: str, decided: Callable[[int, int], bool]) -> list[ActHeading]:
    """Return a heading for each object between which something is decided.

    An object repeated on each page counts once.
    """
    found: list[ActHeading] = []
    for match in _OBJECT.finditer(text):
        start = _object_start(text, match)
        if start is None:
            continue
        title = read_title(text, match.end())
        if not title or (found and (found[-1].title == title or not decided(found[-1].start, start))):
            continue
        above = _NUMBER_ABOVE.search(text, max(0, start - 80), start)
        within = _IN_TITLE.search(title)
        number = (above and above["number"]) or (within and within[1])
        found.append(ActHeading(above.start() if above else start, number, title))
    while found and not decided(found[-1].start, len(text)):
        found.pop()
    return found


def _object_start(text: str, label: re.Match[str]) -> int | None:
    """Return where the line of the label begins; « Objet » in small letters is a label only at the start of
    a line.
    """
    at = label.start()
    if label[0].startswith("OBJET"):
        return text.rfind("\n", max(0, at - 40), at) + 1 or at
    opening = _OPENS_LINE.search(text, max(0, at - 40), at)
    return opening.start() if opening else None


def find_head(text: str, after: int, before: int) -> int | None:
    """Return where the head between two offsets opens, or None: « EXTRAIT DU REGISTRE … L'an deux mille
    … ».
    """
    found = [match.start() for match in _HEAD_OPENING.finditer(text, max(after, before - _REACH), before)]
    if not found:
        return None
    opening = found.pop()
    while found and opening - found[-1] <= _HEAD_LINES_APART:
        opening = found.pop()
    return text.rfind("\n", max(after, opening - 80), opening) + 1 or opening


def title_end(text: str, at: int) -> int:
    """Return the end of the title that begins at an offset with its lead (« : », « Objet : »)."""
    if lead := _LEAD.match(text, at):
        at = lead.end()
    words = text[at : at + _LONGEST]
    reached = 1
    for _ in range(_CONTINUED):
        end = _TITLE_END.search(words, reached)
        if end is None:
            break
        line = words[: end.start()].rpartition("\n")[2]
        goes_on = (
            _GOES_ON.search(words, max(0, end.start() - 8), end.start())
            or _continues_in_capitals(words, end)
            or (not line.isupper() and _has_rest(words, end))
            or (end["named"] is not None and _is_within_line(words, end))
        )
        if not goes_on:
            return at + end.start()
        reached = end.end()
    if len(words) == _LONGEST:
        return at + len(words.rpartition("\n")[0] or words.rpartition(" ")[0])
    return at + len(words)


def _has_rest(words: str, end: re.Match[str]) -> bool:
    """Return whether the line or two below are the rest of a title, no sentence."""
    if end["sentence"] is None and end["colon"] is None:
        return False
    rest = _REST_OF_TITLE.match(words, end.end())
    return rest is not None and _VERB.search(rest[0]) is None


def _is_within_line(words: str, end: re.Match[str]) -> bool:
    """Return whether a name stands in the middle of a line of a title in capitals, and nobody speaks."""
    return (
        "\n" in words
        and "\n" not in end[0]
        and words[: end.start()].rpartition("\n")[2].isupper()
        and not end[0].startswith(",")
        and words[end.start() - 1] not in ",:–-"
        and _SPEAKS.match(words, end.start("named")) is None
    )


def _continues_in_capitals(words: str, end: re.Match[str]) -> bool:
    """Return whether a title in capitals goes on below an empty line, in capitals again: double spacing.

    A line that is not full may be one of several in capitals: « POLITIQUE DE LA VILLE ⏎⏎ DEMANDE DE SUBVENTION ».
    """
    title = words[: end.start()]
    line = title.rpartition("\n")[2].strip()
    small = sum(map(str.islower, line))  # scanners misread some
    if end[0].strip() or end["sentence"] is not None or small * _LEGIBLE > len(line) or line.endswith("."):
        return False
    if _COLON_BELOW.match(words, end.end()) or (
        title.count("(") > title.count(")") and _CLOSED.match(words, end.end())
    ):
        return True
    if _YEAR_BELOW.match(words, end.end()):
        return _MONTH.search(title) is not None
    below = _CAPITAL_LINE.match(words, end.end())
    if below is None or _OTHER_PART.match(words, end.end()):
        return False
    repeated = below["words"].strip()[:_FULL_LINE] in " ".join(title.split())
    return not repeated and bool(
        len(line) > _FULL_LINE or _LINKED.match(words, end.end()) or len(_LONG_WORDS.findall(below["words"])) > 1
    )


def read_title(text: str, at: int, before: int | None = None) -> str | None:
    """Return the title after a number, on one line, or None; the next act opens at ``before``.

    In a list of what was decided, the column of the outcomes is left out: « Tarifs 2025 pour la      Unanimité ».
    """
    if lead := _LEAD.match(text, at):
        at = lead.end()
    if before is not None and (column := _OUTCOME_COLUMN.match(text, at, before)):
        words = f"{column['title']}\n{text[column.end() : before]}"
        return " ".join(words[: title_end(words, 0)].split()) or None
    end = title_end(text, at)
    return " ".join(text[at : end if before is None else min(end, before)].split()) or None
