"""spaCy component for percentages, with their roles.

« TVA 20 % », « 36 % de l'indice », « à temps partiel (80 %) ».

Forms: « 49 % », « 49, 19 % », « 0, 3 0 % », « - 20 % », « 5 ou 10 % », « 1,50/1,80 % », « vingt pour
cent », « 5 p. 100 », « 2 points de fiscalité ».

The role comes from the first of these that applies: a limit right before (« dans la limite de »), the words
right after (« % de l'indice brut », « % du coût »), a cue for a guarantee or for interest, a sign of change
(« + 2 % »), the list of allowances, the row of a plan de financement, the nearest cue before it in its
clause, the criterion before it in a list of criteria. Without any of these a percentage has no role.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal

from spacy.language import Language

from recueil.entities.amounts.roles import FUNDER
from recueil.entities.component import Extractor, MentionsByKind
from recueil.entities.numbers import (
    PAD,
    RATE,
    drop_overlapping,
    find_minus_sign,
    find_number_start,
    find_number_words,
    find_range_bound,
    parse_rate,
    regex_before_unit,
)
from recueil.entities.patterns import MAX_CUE_DISTANCE, MONTHS, SPACE, RoleCues, clause_of, regex_alternatives
from recueil.text import fold_accents
from recueil.values import Mention, Percentage

_LIMIT = re.compile(
    rf"\b(?:limite{SPACE}(?:maxim(?:ale|um){SPACE})?de|plafonne[es]{{0,2}}{SPACE}a|plafond{SPACE}de|jusqu'a"
    rf"|maximum{SPACE}de|excedant|excede(?:nt|r|ra)?|depass(?:e|ent|er|ant)|au[ -]dela{SPACE}de){SPACE}{{0,3}}"
    rf"(?:les{SPACE}|la{SPACE})?\Z"
)
_AFTER = re.compile(
    rf"{SPACE}{{0,2}}\)?{SPACE}{{0,2}}(?:"
    r"(?P<tva>(?:de |d'|pour la )tva)"
    r"|(?P<interet>(?:de taux )?d'interets?)"
    r"|(?P<indice>(?:maximum )?(?:de |du )?(?:l'|la )?(?:valeur )?(?:de l')?"
    r"(?:ib|indice(?! (?:tp|bt|du|des|de (?:reference|prix)|insee|irl|icc|ilc))"
    r"|traitement (?:correspondant|indiciaire)))"
    r"|(?P<plafond>maximum|maxi|au (?:plus|maximum))"
    r"|(?P<quotite>d'un (?:temps (?:plein|complet)|etp)|(?:d'un |d')?(?:etp|equivalent temps plein)"
    r"|du temps (?:plein|complet|de travail))"
    r"|(?P<evolution>de (?:plus|moins)|par rapport (?:a|au|aux)|d'(?:augmentation|inflation|evolution)"
    r"|de (?:hausse|baisse|croissance))"
    r"|(?P<financement>du (?:montant|cout)(?! (?:maximum|initial|annuel|des (?:credits|indemnites)"
    r"|du (?:marche|lot|regime)))|(?:de la|des) depenses? (?:eligibles?|subventionnables?|ht|hors)"
    r"|de l'assiette|du prix du sejour)"
    r"|(?P<none>des? (?:foyers|menages|habitants|familles|effectifs|voix|sieges|membres|reponses|logements)))\b"
)
_CUES = RoleCues({
    "tva": r"tva|taxe sur la valeur ajoutee",
    "taxe": (
        r"taxes? (?:fonciere|d'habitation|d'amenagement|de sejour|sur)[a-z ]{0,30}|foncier(?: non)?(?: bati)?|teom"
        r"|tf[pn]?n?b|th|thrs|cfe|cotisation fonciere[a-z ]{0,20}|versement (?:mobilite|transport)"
        r"|taux d'imposition|taux (?:inter|)(?:communal|communaux)|taux departemental"
    ),
    "interet": (
        r"taux (?:d'interets?|fixe|variable|nominal|annuel|actuariel)(?: [a-z]{2,12}){0,2}|euribor[a-z0-9 ]{0,10}"
        r"|eonia|livret a|taeg|teg|marge(?! (?:d'(?:appreciation|erreur)|de manoeuvre|brute))|taux de"
    ),
    "promotion": r"taux de promotion|ratios?(?: promus[a-z -]{0,20})?|promus[ -]promouvables|taux d'avancement",
    "quotite": r"temps (?:partiel|non[ -]complet|de travail)|quotite(?! garantie)|mi-temps",
    "garantie": r"garantie?s?|garantit|quotite garantie|caution solidaire|se porter? garante?|cautionne",
    "ponderation": (
        r"criteres?|ponderation|ponderees?|valeur technique|prix des prestations|note technique|valeur financiere"
    ),
    "evolution": (
        r"hausses?|baisses?|augmentations?|diminutions?|progressions?|evolutions?|croissance|recul|inflation"
        r"|revision|majorations?|revalorisation|(?:augment|diminu|baiss|progress|evolu|major|ralenti|recul|revaloris)"
        r"(?:e|es|er|ent|ant|era|ait|erait|ee|ees)"
    ),
    "financement": (
        r"subventions?|taux (?:de |d')(?:subvention|financement|participation|prise en charge|aide|intervention)"
        r"|(?<!l')aides?|auto[ -]?financement|fonds propres|cofinancements?|finance(?:s|e|es|r|ment)?|detr|dsil"
        r"|feder|feader|ademe|leader|fonds de concours"
    ),
    "": (
        r"rendement|participation|represente(?:nt)?|abattements?|exoneration|degrevement|remise|reduction|rabais|pente"
        r"|penalites?|cotisations?|capital|part|commission|acompte|versement|solde|frais|effectifs?|prelevement"
        r"|retenue|execution|realisation"
    ),
})  # fmt: skip
_MAX_DISTANCE = {
    "promotion": 120,
    "ponderation": 120,
    "garantie": 120,
    "financement": 90,
    "tva": 25,
    "interet": 40,
}
_DEFAULT_MAX_DISTANCE = 60
_CLAUSE_BREAK = re.compile(r"%|[.;!?]\s|\n\s{0,200}\n")
_LINK_TO_RATE = re.compile(
    rf"(?:\b(?:de|d'|a|au|en|entre|soit|est|pour|dont|atteint|environ|quasiment|maximum|minimum|[0-9]{{4}})"
    rf"|[:=(|$+–-]|\.{{3,60}}|{SPACE}{{2}}|\n|(?<=taux)|(?<=marge)|(?<=tva)|(?<=bati)|(?<=etp)|(?<=partiel)|(?<=complet)|(?<=prestations)"
    rf"|(?<=hausse)|(?<=baisse)|(?<=diminution)|(?<=representant)|(?<=detr)|(?<=dsil)){SPACE}{{0,60}}\$?\Z"
)
# « Département 37 500,00 € 15,00 % », « Autofinancement : 712 710 € (53,5 %) »: rows of a plan de financement.
_ROW = re.compile(rf"{FUNDER}[^%\n]{{0,50}}?(?:[0-9]|€)(?:{SPACE}|[|(:$]){{1,40}}\Z")
_OF_PLAN = re.compile(rf"€{SPACE}?(?:ht|ttc)?[\s|(:$]{{1,60}}\Z|\({SPACE}?\Z")
_PLAN = re.compile(r"plan (?:previsionnel )?de financement")
_PLAN_LENGTH = 1500
_LOAN = re.compile(r"(?<![a-z])(?:emprunt|pret|credit|caisse d'epargne|banque|refinancement)")
_INDEX = re.compile(r"indice (?:brut|terminal|1 ?[0-9]{3})|ib 1[0-9]{3}")
_ALLOWANCE = re.compile(
    r"(?<![a-z])(?:indemnites?|maires?|adjointe?s?|conseillere?s?(?: (?:municip|communaut|deleg)[a-z]{1,6})?"
    r"|(?:vice-)?presidente?s?|deleguee?s?)\b[^%.;]{0,50}\Z"
)
# « 5 ou 10 % », « de 19,6 % à 20 % »
_PAIRED = re.compile(r"\s{0,3}(?:(?:ou|a)\s{1,3}|/)")
# « Prix 40 %, délai 20 %, moyens humains 40 % ».
_LISTED = re.compile(r"[^%.;]{1,90}")
_CHANGED = re.compile(rf"\+{SPACE}?\Z")


class RateRoles:
    """Assigns roles to the percentages of one text; call ``role`` in reading order."""

    def __init__(self, text: str) -> None:
        self._text = fold_accents(text)
        self._indexed = _INDEX.search(self._text) is not None
        self._plans = [match.end() for match in _PLAN.finditer(self._text)]

    def role(self, start: int, end: int, before: tuple[int, str | None]) -> str | None:
        """Return the role of the percentage at ``text[start:end]``.

        ``before`` is the end of the previous percentage and its role.
        """
        left = self._text[max(before[0], start - MAX_CUE_DISTANCE) : start]
        if _LIMIT.search(left):
            return "plafond"
        after = _AFTER.match(self._text, end)
        if after is None and _PAIRED.fullmatch(left):
            return before[1]
        governed = _role_by_cue(left)
        if after and not (governed == "garantie" and after.lastgroup == "financement"):
            return after.lastgroup if after.lastgroup != "none" else None
        return governed if governed in ("garantie", "interet") else self._in_place(left, start, before, governed)

    def _in_place(self, left: str, start: int, before: tuple[int, str | None], governed: str | None) -> str | None:
        """Return the role by the sign, the list or the row of the percentage, else by ``governed``."""
        if _CHANGED.search(left):
            return "evolution"
        if self._indexed and _ALLOWANCE.search(left):
            return "indice"
        if _ROW.search(left) or (self._is_in_plan(start) and _OF_PLAN.search(left)):
            return "financement"
        listed = governed is None and before[1] == "ponderation"
        if listed and _LISTED.fullmatch(self._text, before[0], start):
            return "ponderation"
        return governed or None

    def _is_in_plan(self, start: int) -> bool:
        """Return whether ``start`` is within a plan de financement."""
        at = bisect(self._plans, start)
        return at > 0 and start - self._plans[at - 1] <= _PLAN_LENGTH


def _role_by_cue(left: str) -> str | None:
    """Return the role of the nearest cue.

    Empty when the cue gives none or is out of reach, None without a cue.
    """
    clause = clause_of(left)
    if (nearest := _CUES.nearest_cue(clause, _CLAUSE_BREAK)) is None:
        return None
    role, word = nearest
    far = len(clause) - word.end() > _MAX_DISTANCE.get(role, _DEFAULT_MAX_DISTANCE)
    lent = word[0] != "taux de" or _LOAN.search(left)
    return role if lent and not far and _LINK_TO_RATE.search(left) else ""


_POINTS = r"points?\s{1,3}(?:de\s{1,3})?(?:pourcentage|taux|fiscalit[ée])"
_UNIT = rf"(?:\\?[%‰]|(?i:pour{SPACE}{{0,3}}cents?\b|p\.{SPACE}?100\b|{_POINTS}))"
_UNIT_INITIALS = r"\\%‰pP"
_WORD = re.compile(rf"%|[pP]our{SPACE}{{0,3}}cents?\b")
# OCR errors for 1er: « 1% décembre 2018 », « Monsieur le 1% adjoint », « 1% et 2ème étages ».
_ORDINAL_NOUN = (
    rf"(?:{regex_alternatives(MONTHS)}|adjointe?|vice-pr[ée]sidente?|[ée]tages?|nuit[ée]e?|tour|trimestre|semestre|alin[ée]a"
    rf"|et{SPACE}2[eèn][a-z]{{1,3}})(?![^\W\d_])"
)
_OCR_OF_1ER = re.compile(rf"1%{SPACE}{{1,3}}(?i:{_ORDINAL_NOUN})")
_FIGURES = re.compile(rf"(?P<figure>{regex_before_unit(RATE, _UNIT_INITIALS)})\)?{PAD}\$?(?P<unit>{_UNIT})")
_NUMBERED = re.compile(r"[nN] ?[°º] ?\Z")


class Percentages(Extractor):
    kind = "percentage"

    def find(self, text: str, earlier: MentionsByKind) -> Iterable[Mention]:
        found = drop_overlapping([*_find_in_digits(text), *_find_in_words(text)])
        return [*_add_roles(text, found)] if found else []


def _find_in_digits(text: str) -> Iterator[Mention]:
    for match in _FIGURES.finditer(text):
        if _OCR_OF_1ER.match(text, match.start()):
            continue
        start = find_number_start(text, *match.span("figure"))
        number = parse_rate(text[start : match.end("figure")])
        if number is None or _NUMBERED.search(text, max(0, start - 4), start):
            continue
        power = -1 if match["unit"].endswith("‰") else 0
        if (bound := find_range_bound(text, start)) and (first := parse_rate(text[slice(*bound)])) is not None:
            yield Mention(*bound, Percentage(first.scaleb(power)), "bound")
        sign = find_minus_sign(text, start, match.end())
        value = Percentage((number if sign is None else -number).scaleb(power))
        yield Mention(start if sign is None else sign, match.end(), value, "figures")


def _find_in_words(text: str) -> Iterator[Mention]:
    for unit in _WORD.finditer(text):
        if spelt := find_number_words(text, unit.start()):
            yield Mention(spelt[0], unit.end(), Percentage(Decimal(spelt[1])), "words")


def _add_roles(text: str, found: Iterable[Mention]) -> Iterator[Mention]:
    """Add to each percentage its role, where the words around it tell one."""
    roles = RateRoles(text)
    before: tuple[int, str | None] = (0, None)
    for mention in found:
        if isinstance(mention.value, Percentage):
            role = roles.role(mention.start, mention.end, before)
            before = (mention.end, role)
            yield replace(mention, value=replace(mention.value, role=role))


@Language.factory("recueil_percentages", assigns=["doc.spans"])
def create_percentages(nlp: Language, name: str) -> Percentages:
    return Percentages()
