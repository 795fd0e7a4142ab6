"""Determine the day of the act: of its séance, else of its signature, else of its @CTES identifier; and the
date of a document that is no act.

An annex (« Règlement d'assainissement ») has the day of the act that it is annexed to, and often shows of it only
the stamps on each page; then the identifier gives the day. A recueil is dated on its cover, or not at all. An
arrêté has the day of its signature, whatever séance it recalls. The day of publication is never that of the act. A
day that no date of the text gives stays unknown.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from recueil.entities.patterns import GAP
from recueil.facts.identity.kind import SINGLE_AUTHOR_KINDS
from recueil.facts.identity.stamps import Identifier, Stamps
from recueil.facts.identity.state_collection import read_collected_act
from recueil.values import Date, Mention, PartialDate

# A recueil's cover: « RECUEIL DES ACTES ADMINISTRATIFS n° 819 du 20 février 2020 ». Its acts have days of their
# own, and « PUBLIÉ LE 22 JANVIER 2018 » is the day of its publication.
_COVER = re.compile(rf"recueil{GAP}des{GAP}actes{GAP}administratifs", re.IGNORECASE)
_COVER_REACH = 300
_CONTENTS = re.compile(r"\b(?:sommaire|table\s{1,4}des\s{1,4}mati[èe]res)\b", re.IGNORECASE)
_PUBLISHED = re.compile(
    r"\b(?:publi|affich|mis\w{0,2}\s{1,4}en\s{1,4}ligne|parution|transmis)[^\d;.]{0,30}\Z", re.IGNORECASE
)
_BEFORE_DAY = 60
_HEAD = 400
# A document that is no act itself names in its title the séance it was written for, and is signed on its first
# page or at its end; between them it tells of others.
_TITLE_PAGE, _FIRST_PAGE, _LAST_PAGE = 600, 1500, 3000
# « Liste des délibérations votées le 16 mai 2025 », « Arrêté préfectoral du 30 décembre 2024 portant … »: a title.
_TITLE = re.compile(
    r"(?:(?:\A(?:\s{0,9}[0-9]{1,3}\s)?|\n|\s[-–]\s)\s{0,40}|(?<=[\w).]\s)(?=(?-i:D[ÉEé]|A[Rr][Rr])))(?:liste\s{1,4}des\s{1,4})?"
    r"(?:s[ée]ance|r[ée]union|d[ée]lib[ée]rations?|proc[èe]s-verbal|compte[- ]rendu|arr[êe]t[ée]|d[ée]cision)\b"
    r"(?:(?!\b(?:vu|modifi|abrog|approbation|pris\w{0,2}\s{1,4}(?:en|par|sur)\b|en\s{1,4}(?:vertu|application)|demande|d[ée]p(?:os|[ôo]t)|re[çc]ue?s?\b|compl[ée]t))[^;.:]){0,160}\Z",
    re.IGNORECASE,
)
# « N° AR-2022-095 du 7 juillet 2022 », in the title of an act of one person, however long.
_NUMBERED = re.compile(
    r"\b[nN]\s?[°ºo]\s{0,3}[\w./-]{1,30}(?:\s[\w./-]{2,30}){0,2}\s{1,3}(?:du|en\s{1,3}date\s{1,3}du)\s{1,3}\Z"
)
_HEADING = re.compile(
    r"\b(?:D[ÉEée]CISION|D[ée]cision|ARR[ÊE]T[ÉE]|Arr[êe]t[ée])\s{1,3}(?:[A-ZÀ-Ý]\w{3,15}\s{1,3}|\w{4,15}[ae]le?\s{1,3}){0,3}"
    r"(?:[nN]\s?[°ºo]\s{0,3})[\w./-]{1,30}(?:\s[\w./-]{2,30}){0,2}\s{1,3}(?:du|en\s{1,3}date\s{1,3}du)\s{1,3}\Z"
)
_CITES = re.compile(
    r"\b(?:vu|loi|d[ée]cret|modifi\w{1,8}(?<!modification)|abrog\w{1,6}|d[ée]lib[ée]ration|d[ée]l[ée]gation|consenti\w{0,2}"
    r"|(?<!acte )pris\w{0,2}|(?:à|a)\s{1,3}compter)\b(?:[^.;]|\.(?=[0-9])){0,80}\Z",
    re.IGNORECASE,
)
# « EXTRAIT DU REGISTRE DES ARRÊTÉS DU MAIRE EN DATE DU 9 juin 2016 »
_REGISTER = re.compile(
    r"\b(?:extrait\s{1,4}du\s{1,4})?registre\s{1,4}des\s{1,4}(?:arr[êe]t[ée]s|d[ée]cisions)\b[^.;:0-9]{0,60}\sdu\s{1,4}\Z",
    re.IGNORECASE,
)
# « Vu l' arrêté », « modifiant l'arrêté » before a title.
_CITED_TITLE = re.compile(r"(?:[ld]['’]|\b(?:vu|l[ae]s?|d[eu]s?|au|aux|cet|cette))\s{0,3}\Z", re.IGNORECASE)
# « Pierrefeu, le mardi 7 janvier », « Marseille le, 31 mars », « 83070 TOULON Cedex, le » of a signature or a
# letterhead, also in the middle of a line.
_PLACE_AND_DAY = re.compile(
    r"[A-ZÀ-Ý][\w'’-]{1,30}\s{0,2},?\s{1,40}[LlI][Ee]\s{0,3}[,:]?[\s–-]{0,5}"
    r"(?:(?i:lun|mar|mercre|jeu|vendre|same)(?i:di)\s{1,3}0?\s?)?\Z"
)
_LETTERHEAD_END = re.compile(r"\b(?:vus?\b|consid[ée]rant|article\b|arr[êe]tent?\b\s{0,3}:)", re.IGNORECASE)
_LETTERHEAD_REACH = 1500
_MEETING_REACH = 1200
# « Montbreuil, 24 août 2016 »: a line of its own.
_PLACE_ALONE = re.compile(r"(?:\A|\n)[^\S\n]{0,120}[A-ZÀ-Ý][\w'’]{1,30}(?:[ -][\w'’]{1,20}){0,5},[^\S\n]{1,4}\Z")
# « Fait à Montbreuil, 24 août 2016 », « Le 24 août 2016, Le Président »
_DONE_AT = re.compile(r"\b(?:Fait|FAIT)\s{1,4}[àaÀA]\s{1,4}[^.;:0-9\n]{2,40}[\s,]\s{0,3}\Z")
_SENTENCE_DAY = re.compile(r"(?:[.;]\s{1,40}|\n\s{0,120})L[eE]\s{1,3}\Z")
_OFFICE_BELOW = re.compile(
    r"[.,]?\s{1,80}(?:P(?:our|OUR)\s{1,3})?L[eaEA]\s{1,3}(?:M(?:aire|AIRE)|P(?:r[ée]sident|R[ÉE]SIDENT|r[ée]fet|R[ÉE]FET)"
    r"|D(?:irect|IRECT))"
)
# « Date de décision : 22/11/2021 », in the head
_DAY_LABEL = re.compile(
    r"\bdate\s{1,4}d(?:e\s{1,4}(?:la\s{1,4})?(?:d[ée]cision|d[ée]lib[ée]ration|s[ée]ance|r[ée]union|signature)"
    r"|e\s{1,4}l['’]\s?(?:acte|arr[êe]t[ée]))\s{0,4}:\s{0,4}(?:le\s{1,4})?(?:\w{5,8}di\s{1,3})?\Z",
    re.IGNORECASE,
)
# « Date : 22 novembre 2021 », « Date et heure : mardi 5 mai 2020 à 18 h », a line of its own in the head
_DATE_LINE = re.compile(
    r"(?:\A|\n)[^\S\n]{0,40}date(?:\s(?:et|/)\s(?:heures?|lieu))?\s{0,4}:\s{0,4}(?:le\s{1,4})?(?:\w{5,8}di\s{1,3})?\Z",
    re.IGNORECASE,
)
_HOUR_TO_LINE_END = re.compile(
    r"(?:,?\s{1,3}(?:[àa–-]\s{1,3})?[0-9]{1,2}\s?[hH:]\s?[0-9]{0,2})?[.,]?[^\S\n]{0,120}(?:\n|\Z)"
)
_LINE_BREAK = re.compile(r"[.,]?[^\S\n]{0,120}\n")
_LINE_END = re.compile(r"[.,]?[^\S\n]{0,120}(?:\n|\Z)")
# « 11 DÉC. 2023 », alone in its line above « Pour le préfet » or below the name of who signs: a stamp.
_ENDS_WORDS = re.compile(r"(?:\A|\n\s{0,40}\n|[.,:;]\s{0,9}|\ble\s{0,9})\n[^\S\n]{0,160}\Z", re.IGNORECASE)
_AFTER_SENTENCE = re.compile(r"\.[^\S\n]{0,40}\n\s{0,160}\Z")
_SIGNS_BELOW = re.compile(
    r"\s{0,240}(?:[Pp]our\s{1,3})?[Ll](?:[ea]\s{1,3}|['’])(?:maire|pr[ée]sident|pr[ée]f[eè]t|direct|adjoint|secr[ée]taire\s{1,3}g)",
    re.IGNORECASE,
)
_SIGNS_ABOVE = re.compile(
    r"\n[^\S\n]{0,160}(?:pour\s{1,3})?l(?:[ea]\s{1,3}|['’])(?:maire|pr[ée]sident|pr[ée]f[eè]t|direct|adjoint|secr[ée]taire\s{1,3}g)"
    r"[^.;:0-9]{0,160}\n[^\S\n]{0,160}[^\W\d_]{2,20}(?:[ '’-]{1,2}[^\W\d_]{1,20}){1,4}\s{0,80}\n[^\S\n]{0,160}\Z",
    re.IGNORECASE,
)
_SENT = re.compile(
    r"\b(?:publi|affich|re[çc]u|transmi|d[ée]p[oô]t|d[ée]pos|ex[ée]cutoire|arriv|courrier|t[ée]l[ée]trans|mis[e]?\s{1,3}en\s{1,3}ligne|visa\b"
    r"|contr[ôo]le|(?:en|à\s{1,3}la)\s{1,3}(?:sous-)?pr[ée]fecture|annexe)",
    re.IGNORECASE,
)
_BLOCK_REACH = 330
# « Le 25 juin 2021 ⏎ Le maire, »: a day alone in its line, above the title of who signs.
_DAY_ALONE = re.compile(r"\n[^\S\n]{0,120}[Ll]e\s{1,3}\Z")
_TITLE_BELOW = re.compile(
    r"[.,]?[^\S\n]{0,120}\n\s{0,240}(?:[Pp]our\s{1,3})?[Ll](?:[ea]\s{1,3}|['’])(?:maire|pr[ée]sident|pr[ée]f[eè]t|direct|adjoint)",
    re.IGNORECASE,
)
# « CONVOCATION ⏎ DU CONSEIL MUNICIPAL »: a letter, with its day in the letterhead.
_CONVOCATION = re.compile(r"\n[^\S\n]{0,120}CONVOCATION\b")
# « Jeudi 19 janvier 2023 », a line of its own below « Relevé de décisions »
_WEEKDAY = re.compile(r"(?:lun|mar|mercre|jeu|vendre|same)di\b", re.IGNORECASE)
_LINE_START = re.compile(
    r"(?:\A|\n)[^\S\n]{0,120}(?:[Ll]e\s|[Dd]u\s|(?:[Ss][ée]ance\s)?[Nn]\s?[°o]\s?[0-9]{1,3}\s?[‐–—-]\s?)?\Z"
)
# « Conseil d'école du 6 novembre 2014 », a line of its own, whatever the assembly
_ASSEMBLY_OF = re.compile(
    r"(?:\A|\n)[^\S\n]{0,80}(?:conseil|comit[ée]|commission|bureau|assembl[ée]e)\b(?:[^\S\n][^\n\d.;:,]{1,60})?"
    r"[^\S\n]d\s?u[^\S\n](?:\w{5,8}di[^\S\n])?\Z",
    re.IGNORECASE,
)
# « Jeudi 30 juin 2022 Présents : », « Jeudi 30 juin 2022 à 18 h Ordre du jour »
_SEANCE_BELOW = re.compile(
    r"(?:\s{1,3}[àaÀ–-]\s{1,3}[0-9]{1,2}\s?[hH:]\s?[0-9]{0,2})?\s{1,9}(?:[ÉE]taient|[ÉE]TAIENT|Pr[ée]sent|PR[ÉE]SENT|Ordre\s{1,3}du\s{1,3}jour"
    r"|ORDRE\s{1,3}DU\s{1,3}JOUR)"
)
# « PROCÈS-VERBAL DU CONSEIL MUNICIPAL DU 30 JANVIER 2020 »
_MINUTES_OF = re.compile(
    r"\b(?:proc[èe]s[\s–-]{1,3}verbal|compte[\s–-]{1,3}rendu)\s{1,4}"
    r"(?:de\s{1,4}la\s{1,4}(?:s[ée]ance|r[ée]union|session)\s{1,4}(?:pl[ée]ni[èe]re|(?:extra)?ordinaire|publique)?\s{0,4})?"
    r"(?:du\s{1,4}(?:conseil|bureau|comit[ée])(?:\s{1,4}(?:municipal|communautaire|syndical|d[ée]partemental))?\s{1,4})?",
    re.IGNORECASE,
)
# « Délibération n° 1 du 24 janvier 2008 », a line of its own
_DELIBERATION_OF = re.compile(
    r"(?:\A|\n)[^\S\n]{0,40}d[ée]lib[ée]ration\s{1,3}n\s?[°o]\s{0,3}[\w./-]{1,20}\s{1,3}du\s{1,3}(?=[0-9])",
    re.IGNORECASE,
)
# « 1°) Compte rendu de la séance du 11 avril »: an item of the agenda.
_ITEM = re.compile(r"(?:\b[0-9]{1,2}|\b[IVX]{1,4})\s?[°./)–-]{1,3}\s{0,3}\Z")
_OF_DAY = re.compile(r"d\s?u\s{1,4}(?:\w{5,8}di\s{1,4})?", re.IGNORECASE)
_TITLE_REACH = 20
_AGENDA = re.compile(r"\bordre\s{1,4}du\s{1,4}jour\b", re.IGNORECASE)
_YEAR_ABOVE = re.compile(
    r"\bl['’]an\s{1,4}deux[\s-]{1,4}mil(?:le)?\b[^;]{3,240}?\sle\s{0,3}:?\s{0,3}\Z", re.IGNORECASE
)
# « TILLY BOCAGE 25 mai 2020 », « CC DU PAYS DE BREY ⏎ 12/12/2019 »: a day that ends one of the first lines,
# where no words
# say what it is of.
_HEADLINE = re.compile(r"(?:\A|\n)(?P<words>[^\n.;:?!]{0,70}?)(?:[,–—-]\s{1,3}|[Ll]e\s|[Dd]u\s|DU\s|LE\s){0,2}\Z")
_HEADLINE_REACH, _HEADLINES = 300, 5
_OF_SOMETHING = re.compile(
    r"\b(?:convo|affich|publi|re[çc]u|envoy|transmi|d[ée]pos|notifi|vu\b|loi\b|d[ée]cret|arr[êe]t|code\b|circulaire|compter"
    r"|jusqu|avant|apr[èe]s|depuis|limite|visa|imprim|page\b|mise?\s|n[ée]e?\s)",
    re.IGNORECASE,
)
# « 1. Procès-verbal du 9 décembre 2014 », « Compte rendu du 7 avril : accepté »: minutes that are approved.
_LAST_MINUTES = re.compile(
    r"(?P<item>(?:(?<!\w)[0-9]{1,2}|\b[IVX]{1,4})\s?[°./)–-]{1,3}\s{0,3}|\bapprou\w{1,10}\s{1,3}(?:l[ea]|du)\s{1,3})?"
    r"\b(?:proc[èe]s[\s–-]{1,3}verbal|comptes?[\s–-]{1,3}rendu|PV|C\.?R\.?)\s{1,4}"
    r"(?:de\s{1,4}la\s{1,4}(?:s[ée]ance|r[ée]union)\s{1,4})?"
    r"(?:du\s{1,4}conseil(?:\s{1,4}(?:municipal|communautaire|syndical))?\s{1,4})?du\s{1,4}(?:\w{5,8}di\s{1,4})?\Z",
    re.IGNORECASE,
)
_APPROVED = re.compile(
    r"\s{0,3}[:,–-]?\s{0,4}(?:(?:il|qui)\s)?(?:(?:est|a\s[ée]t[ée])\s{1,3})?(?:lu\s{1,3}et\s{1,3})?(?:adopt|approuv|accept|vot|valid)[ée]",
    re.IGNORECASE,
)
_ROLES_OF_EFFECT = ("effect-start", "effect-end", "deadline", "birth")
_STAMP_ROLES = ("transmission", "reception", "publication", "notification")
_NON_ACT_KINDS = ("autre", "annexe")
# « Vu pour être annexé à la délibération du Conseil municipal du », before the day of that act.
_ANNEXED_TO = re.compile(
    r"annex[ée]{1,2}s?\s{1,4}[àa]\s{1,4}(?:la|l['’])\s{0,4}(?:d[ée]lib[ée]ration|arr[êe]t[ée])\b[^;:]{0,120}\Z",
    re.IGNORECASE,
)
_ANNEXED_REACH = 200
# The date of a document, alone on its first page: « Juillet 2022 », « Version du 3 mars 2023 »; not « à compter
# du 3 mars 2023 », « approuvé le 3 mars 2023 ».
_IN_A_SENTENCE = re.compile(
    r"(?:\b(?:l[ea]s?|d[eu]s?|aux?|en|[àa]|et|ou|depuis|d[èe]s|fin|d[ée]but|mi|courant|avant|apr[èe]s|par|pour|sur|vers)"
    r"|[dl]['’]|[(/–,-])\s{0,3}\Z"
)
_SENTENCE_GOES_ON = re.compile(r"\s{0,3}(?:[,)/–-]|(?:[àa]u?|et|de|du|des|en|par|sur|pour|qui)\b)")
_VERSION = re.compile(
    r"\b(?:version|[ée]dition|dat[ée]e?s?|mise?s?\s{1,3}[àa]\s{1,3}jour|date|[ée]tablie?)\b[^.;]{0,50}\Z",
    re.IGNORECASE,
)
# « Rapport d'activité 2022 », « RAPPORT ANNUEL – année 2022 »
_YEARLY_REPORT = re.compile(
    r"\b(?:rapport\s{1,4}(?:annuel\s{1,4})?(?:d['’]\s?activit[ée]s?|annuel)|bilan\s{1,4}(?:d['’]\s?activit[ée]s?|annuel))"
    r"[^.;:0-9]{0,120}\b(?P<year>20[0-9]{2})\b(?!\s{0,2}[-–/])",
    re.IGNORECASE,
)
# « BUDGET PRIMITIF voté par nature … ANNÉE 2015 », « Budget principal – BP – 2023 »
_BUDGET = re.compile(
    r"\b(?:budget\s{1,4}(?:primitif|suppl[ée]mentaire|annexe|principal)|compte\s{1,4}(?:administratif|financier\s{1,4}unique)"
    r"|BP\b|CA\b)(?:[^;]{0,240}?\b(?:ann[ée]e|exercice)|[\s–-]{0,5}(?:(?:BP|CA)[\s–-]{1,5})?)\s{0,4}"
    r"(?P<year>20[0-9]{2})\b(?!\s{0,2}[-–/])",
    re.IGNORECASE,
)
# « Dossier d'approbation – Février 2020 »: what follows the dash is the date.
_AFTER_DASH = re.compile(r"[^\W\d_]\s{1,3}[–-]\s{1,3}\Z")


def find_act_date(
    text: str, kind: str | None, dates: Sequence[Mention], identifier: Identifier | None, stamps: Stamps
) -> PartialDate | None:
    """Return the act's day, or None; never a day that does not exist, nor a month.

    For an annex it is the day of the act that it is annexed to.
    """
    if kind == "recueil":
        return _cover_day(text, dates)
    if kind in ("pv", "deliberation"):
        dates = [mention for mention in dates if not _is_of_approved_minutes(text, mention)]
    collected = read_collected_act(text) if kind in SINGLE_AUTHOR_KINDS else None
    listed = (
        collected.day if collected else None
    )  # the State collects an act on the day of its signature, or later
    identified = identifier.day if identifier else listed
    sent = min(
        filter(None, (stamps.transmitted, stamps.received, stamps.published, listed)),
        key=PartialDate.first_day,
        default=None,
    )
    made = [_most_likely(days, identified, sent) for days in _candidate_days(text, kind, dates)]
    if kind not in _NON_ACT_KINDS:
        made.append(_most_likely(_labelled_days(text, dates), identified, sent))
    titled = None if kind in _NON_ACT_KINDS else _title_day(text, kind, dates)
    dated = _most_likely(_days_beside_place(text, dates), identified, sent)
    if kind in SINGLE_AUTHOR_KINDS:
        stamped = _most_likely(_days_of_closing_stamp(text, dates), identified, sent)
        return next(filter(None, (*made, titled, dated, identified, stamped)), None)
    if kind == "autre" and _CONVOCATION.search(text, 0, _TITLE_PAGE):
        lettered = _days_beside_place(text, dates, (None, "signature"))
        made = [_most_likely(lettered, identified, sent), *made]
    if kind == "deliberation" and (numbered := _day_of_number(text, dates)):
        made = [numbered, *made]
    elif titled and not _days_by_role(dates, "seance", _MEETING_REACH):
        made = [titled, *made]  # the day of a meeting far below is that of another: « Prochaine réunion le »
    if kind == "pv" and (own := _day_of_minutes(text, dates)):
        made = [
            own,
            *made,
        ]  # « Conseil du 4 juin : procès-verbal du conseil du 30 janvier », to be approved that day
    made.append(_most_likely(_days_below_year(text, dates), identified, sent))
    headed = (
        _most_likely(_days_of_headlines(text, dates), identified, sent) if kind not in _NON_ACT_KINDS else None
    )
    return next(filter(None, (*made, identified, titled, dated if kind != "autre" else None, headed)), None)


def _days_beside_place(
    text: str, dates: Sequence[Mention], roles: Sequence[str | None] = (None,)
) -> list[PartialDate]:
    """Return the days after a place, « Toulon, le 3 mars 2025 »: those at the end, then of the letterhead."""
    beside = [
        mention
        for mention in dates
        if isinstance(value := mention.value, Date)
        and value.role in roles
        and (
            _PLACE_AND_DAY.search(text, max(0, mention.start - 90), mention.start)
            or _DONE_AT.search(text, max(0, mention.start - 60), mention.start)
            or (
                _SENTENCE_DAY.search(text, max(0, mention.start - 130), mention.start)
                and _OFFICE_BELOW.match(text, mention.end)
            )
            or (
                _PLACE_ALONE.search(text, max(0, mention.start - 260), mention.start)
                and _LINE_END.match(text, mention.end)
            )
            or (
                _DAY_ALONE.search(text, max(0, mention.start - 130), mention.start)
                and _TITLE_BELOW.match(text, mention.end)
            )
        )
    ]
    below = _LETTERHEAD_END.search(text, 0, _LETTERHEAD_REACH)
    head = below.start() if below else _TITLE_PAGE
    last = [mention for mention in beside if mention.start >= max(head, len(text) - _LAST_PAGE)]
    return _days_by_role([*last, *(mention for mention in beside if mention.start < head)], None)


def _is_of_approved_minutes(text: str, mention: Mention) -> bool:
    """Return whether a day is that of the last minutes: an item of the agenda, or said to be approved."""
    minutes = _LAST_MINUTES.search(text, max(0, mention.start - 110), mention.start)
    return minutes is not None and bool(minutes["item"] or _APPROVED.match(text, mention.end))


def _days_of_closing_stamp(text: str, dates: Sequence[Mention]) -> list[PartialDate]:
    """Return the days stamped alone in a line in the block of a signature, below the visas."""
    visas = _LETTERHEAD_END.search(text)
    below = [mention for mention in dates if visas is not None and mention.start > visas.end()]
    return _days_by_role([mention for mention in below if _is_closing_stamp(text, mention)], None)


def _is_closing_stamp(text: str, mention: Mention) -> bool:
    start, end, value = mention.start, mention.end, mention.value
    if not isinstance(value, Date) or not _LINE_END.match(text, end):
        return False
    if _AFTER_SENTENCE.search(text, max(0, start - 200), start) and _SIGNS_BELOW.match(text, end):
        return value.role in (
            None,
            "signature",
            *_STAMP_ROLES,
        )  # « …, sera transmis au préfet. ⏎ 4 MAI 2018 ⏎ Le maire »
    if value.role not in (None, "signature") or _SENT.search(text, max(0, start - 120), start):
        return False
    return bool(
        (_ENDS_WORDS.search(text, max(0, start - 200), start) and _SIGNS_BELOW.match(text, end))
        or _SIGNS_ABOVE.search(text, max(0, start - _BLOCK_REACH), start)
    )


def _labelled_days(text: str, dates: Sequence[Mention]) -> list[PartialDate]:
    """Return the days beside a label of the head, or alone in it with their weekday."""
    labelled = [
        mention
        for mention in dates
        if mention.start < _LETTERHEAD_REACH
        and isinstance(value := mention.value, Date)
        and (
            _DAY_LABEL.search(text, max(0, mention.start - 60), mention.start)
            or (
                value.role is None
                and mention.start < _HEAD
                and _WEEKDAY.match(text, mention.start)
                and (
                    (
                        _LINE_START.search(text, max(0, mention.start - 130), mention.start)
                        and _LINE_END.match(text, mention.end)
                    )
                    or _SEANCE_BELOW.match(text, mention.end)
                )
            )
            or (
                value.role is None
                and mention.start < _HEAD
                and _DATE_LINE.search(text, max(0, mention.start - 80), mention.start)
                and _HOUR_TO_LINE_END.match(text, mention.end)
            )
            or (
                value.role is None
                and mention.start < _HEAD
                and _ASSEMBLY_OF.search(text, max(0, mention.start - 170), mention.start)
                and _LINE_END.match(text, mention.end)
            )
        )
    ]
    return _days_by_role(labelled, None)


def _days_of_headlines(text: str, dates: Sequence[Mention]) -> list[PartialDate]:
    """Return the days that end one of the first lines of a text, or stand alone in it."""
    days = []
    for mention in dates:
        if mention.start >= _HEADLINE_REACH or text.count("\n", 0, mention.start) >= _HEADLINES:
            break
        line = _HEADLINE.search(text, max(0, mention.start - _BEFORE_DAY - 40), mention.start)
        plain = isinstance(mention.value, Date) and mention.value.role in (None, "seance", "signature")
        if plain and line and _LINE_BREAK.match(text, mention.end) and not _OF_SOMETHING.search(line["words"]):
            days.append(mention)
    return _days_by_role(days, None)


def _day_of_minutes(text: str, dates: Sequence[Mention]) -> PartialDate | None:
    """Return the day that the title of minutes names, above any agenda; or None."""
    agenda = _AGENDA.search(text, 0, _HEAD)
    title = _MINUTES_OF.search(text, 0, agenda.start() if agenda else _HEAD)
    if title is None or _CITED_TITLE.search(text, 0, title.start()) or _ITEM.search(text, 0, title.start()):
        return None
    end = title.end()
    days = [
        mention
        for mention in dates
        if end <= mention.start <= end + _TITLE_REACH and _OF_DAY.fullmatch(text, end, mention.start)
    ]
    return next(iter(_days_by_role(days, None)), None)


def _day_of_number(text: str, dates: Sequence[Mention]) -> PartialDate | None:
    """Return the day that a line of the head gives a délibération with its number; or None."""
    title = _DELIBERATION_OF.search(text, 0, _HEAD)
    own = [mention for mention in dates if title is not None and mention.start == title.end()]
    return next(iter(_days_by_role(own, None)), None)


def _days_below_year(text: str, dates: Sequence[Mention]) -> list[PartialDate]:
    """Return the days that other columns part from their year: « L'an deux mil dix-neuf ⏎ N° 12 Le : 3 mai »."""
    return _days_by_role(
        [
            mention
            for mention in dates
            if mention.start < _LETTERHEAD_REACH
            and _YEAR_ABOVE.search(text, max(0, mention.start - 300), mention.start)
        ],
        None,
    )


def find_document_date(text: str, kind: str | None, dates: Sequence[Mention]) -> PartialDate | None:
    """Return the date that a document which is no act bears itself, as precise as printed; or None.

    It is printed alone on the first page, or is that of the signature of an annex; a yearly report has its year.
    """
    if kind not in _NON_ACT_KINDS:
        return None
    for mention in dates:
        if mention.start >= _FIRST_PAGE:
            break
        if isinstance(value := mention.value, Date) and value.when.exists and _is_alone(text, mention, value):
            return value.when
    if kind == "annexe" and (signed := _last_signature(text, dates)):
        return signed
    report = _YEARLY_REPORT.search(text, 0, 2 * _HEAD)
    if kind == "annexe":
        report = report or _BUDGET.search(text, 0, 2 * _HEAD)
    return PartialDate(int(report["year"])) if report else None


def _is_alone(text: str, mention: Mention, value: Date) -> bool:
    before = text[max(0, mention.start - 100) : mention.start]
    if value.role in (None, "seance") and _VERSION.search(before):
        return True
    if value.role is not None or _SENTENCE_GOES_ON.match(text, mention.end):
        return False
    dashed = text[mention.start].isupper() and _AFTER_DASH.search(before)
    return bool(dashed) or not _IN_A_SENTENCE.search(before)


def _last_signature(text: str, dates: Sequence[Mention]) -> PartialDate | None:
    last = [mention for mention in reversed(dates) if mention.start >= len(text) - _LAST_PAGE]
    return next(iter(_days_by_role(last, "signature")), None)


def _title_day(text: str, kind: str | None, dates: Sequence[Mention]) -> PartialDate | None:
    """Return the first day of the text but those of stamps if the words before it name an act and cite none; or
    None.
    """
    for mention in dates:
        if mention.start >= _HEAD:
            break
        if not isinstance(mention.value, Date) or mention.value.role in (*_STAMP_ROLES, *_ROLES_OF_EFFECT):
            continue
        before = text[: mention.start]
        numbered = kind in SINGLE_AUTHOR_KINDS and _NUMBERED.search(before) and not _CITES.search(before)
        title = _TITLE.search(before)
        if title and _CITED_TITLE.search(text, 0, title.start()):
            title = None
        if mention.value.role == "signature" or not (title or numbered):
            return None
        return next(iter(_days_by_role([mention], None, _HEAD)), None)
    return None


def _cover_day(text: str, dates: Sequence[Mention]) -> PartialDate | None:
    cover = _COVER.search(text)
    end = cover.end() + _COVER_REACH if cover else 0
    contents = _CONTENTS.search(text, 0, end)  # the days of the acts, and of what they are about
    end = contents.start() if contents else end
    printed = [
        mention
        for mention in dates
        if cover
        and mention.start >= cover.end()
        and not _PUBLISHED.search(text, max(0, mention.start - _BEFORE_DAY), mention.start)
    ]
    return next(iter(_days_by_role(printed, None, end)), None)


def _candidate_days(text: str, kind: str | None, dates: Sequence[Mention]) -> tuple[list[PartialDate], ...]:
    """Return lists of candidate days, the best kind first."""
    if kind not in _NON_ACT_KINDS:
        met, signed = _days_by_role(dates, "seance"), _days_by_role(dates, "signature")
        if kind not in SINGLE_AUTHOR_KINDS:
            return met, signed
        return _headed_days(text, dates), signed, met
    annexed = _days_by_role([mention for mention in dates if _is_of_the_act(text, mention)], None)
    planned = _days_by_role(dates, "seance", _TITLE_PAGE)
    if kind == "annexe":
        return annexed, planned
    last = _last_signature(text, dates)
    return annexed, planned, [last] if last else _days_by_role(dates, "signature", _FIRST_PAGE)


def _headed_days(text: str, dates: Sequence[Mention]) -> list[PartialDate]:
    """Return the day after the number in the heading: « Décision n° 2024-087 du 18 avril 2024 »."""
    for mention in dates:
        if mention.start >= _HEAD:
            break
        heading = _HEADING.search(text, 0, mention.start) or _REGISTER.search(text, 0, mention.start)
        if (
            heading
            and not _CITED_TITLE.search(text, 0, heading.start())
            and not _CITES.search(text, 0, heading.start())
        ):
            return _days_by_role([mention], None, _HEAD)
    return []


def _is_of_the_act(text: str, mention: Mention) -> bool:
    """Return whether a date is that of the act which the document says it is annexed to."""
    return _ANNEXED_TO.search(text, max(0, mention.start - _ANNEXED_REACH), mention.start) is not None


def _most_likely(
    days: Sequence[PartialDate], identified: PartialDate | None, sent: PartialDate | None
) -> PartialDate | None:
    """Return the day that the identifier confirms, else the first not later than sending or publication; or
    None.
    """
    if identified in days:
        return identified
    return next((day for day in days if sent is None or day.first_day() <= sent.first_day()), None)


def _days_by_role(dates: Sequence[Mention], role: str | None, end: int | None = None) -> list[PartialDate]:
    """Return the days of a role, or of any role, before an offset, in reading order."""
    return [
        value.when
        for mention in dates
        if isinstance(value := mention.value, Date) and (end is None or mention.start < end)
        if role in (None, value.role) and value.when.day and value.when.exists
    ]
