"""Find the title of a document that is no act but annexed to one: a plan, rules, a contract, a report, a budget.

« Vu pour être annexé à la délibération du », « PLAN LOCAL D'URBANISME », « Règlement intérieur de la
piscine », « Rapport d'orientations budgétaires 2024 », « CONVENTION ENTRE LES SOUSSIGNÉS », « Tarifs 2023 ».
It stands above all else but stamps; in the object of an act the same words follow what the act does with it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice

from recueil.text import PrefilteredPattern

_S = r"\s{1,4}"
# Words of the head, below its stamps, among which the title begins.
_TITLE_WORDS = 80
_WORD = re.compile(r"\S+")
_LOOK_BACK = 100

# Stamps, which say nothing of what is below them.
_STAMP = PrefilteredPattern(
    rf"(?:\b(?:envoye|recu|depose|transmis)e?{_S}(?:en|a{_S}la){_S}(?:sous-?\s?)?prefecture(?:{_S}le\b)?"
    rf"|\baccuse{_S}(?:de{_S}reception|certifie)(?:{_S}en{_S}prefecture|{_S}executoire)?"
    rf"|\bdate{_S}de{_S}(?:(?:tele)?transmission|reception(?:{_S}(?:en{_S})?prefecture)?)"
    rf"|\b(?:publie|affiche)e?{_S}le\b|\bid\s?:)(?:\s{{0,3}}:?\s{{0,3}}[0-9]{{1,2}}[/.-][0-9]{{1,2}}[/.-][0-9]{{4}}\b)?"
    r"|\b[0-9][0-9ab][0-9]?\s?-\s?[0-9]{9}\s?-\s?(?:19|20)[0-9]{6}\s?-\s?[\w./-]{1,30}",
    *("envoye", "recu", "depose", "transmis", "accuse", "date", "publie", "affiche", "id", *"0123456789"),
)

_ANNEXED = (
    rf"annexes?{_S}(?:(?:n\s?[°o]\s{{0,2}})?[0-9ivx]{{1,3}}\b(?!{_S}(?:d|au{_S}))|a{_S}l[a']|au{_S}rapport)"
    rf"|(?:vue?{_S})?pour{_S}etre{_S}annexee?s?"
    rf"|annexee?s?{_S}a{_S}(?:la|l'|notre)\s{{0,4}}(?:deliberation|arrete)"
)
_PLANS = (
    rf"plans?{_S}(?:local|locaux|climat|communal|departemental|pluriannuel|intercommunal|masse|d'actions?"
    rf"|de{_S}(?!travail|table)[a-z]{{5}})"
    rf"|schema{_S}(?:d|region|commun|intercomm|pluri)|plui?[-\s]|zonage|notice\b|diagnostic"
    rf"|orientations{_S}d'amenagement"
    rf"|projet{_S}(?:d'amenagement{_S}et|de{_S}territoire|educatif|d'etablissement|social)"
    rf"|evaluation{_S}environnementale|etude{_S}(?:d|prealable)|resume{_S}non{_S}technique"
    rf"|programme{_S}(?:d|pluri|local)|programmation\s|lignes{_S}directrices{_S}de{_S}gestion"
    rf"|dossier{_S}d(?:'enquete|'approbation|'arret|e{_S}(?:concertation|modification|revision|mise{_S}en))"
    rf"|document{_S}(?:unique|cadre|d'orientation)|p\.?a\.?d\.?d\b|fiche{_S}(?:action|projet|de{_S}poste)"
)
_RULES = (
    rf"dispositions{_S}(?:reglementaires|applicables|generales)|c\.?c\.?[at]\.?p\b"
    rf"|reglement{_S}(?!\(|ue\b|n\s?[°o]|general{_S}sur)[a-z]|charte\s|statuts\b|cahier{_S}des{_S}c"
)
_CONTRACTS = (
    rf"convention\b(?!{_S}collective)|contrat{_S}(?:de|d'|local|type|territorial|enfance)|avenant{_S}(?!.{{0,30}}arrete)|protocole\s"
    rf"|bail\b|pacte\s|acte{_S}d'engagement|promesse{_S}de|entre{_S}les{_S}soussignes|entre\s{{0,3}}:"
)
_REPORTS = (
    rf"rapports?{_S}(?:d'|d[eu]{_S}|des{_S}|sur{_S}|annuel|au{_S}conseil|relatif|egalite|social|quinquennal|public"
    rf"|n\s?[°o])"
    rf"|note{_S}(?:de{_S}(?:synthese|presentation)|explicative|relative|synthetique|breve|budgetaire)"
    rf"|presentation{_S}(?:breve|synthetique|du{_S}budget)|bilan{_S}(?:d|social|annuel)"
)
_MONEY = (
    rf"(?:projet{_S}de{_S})?budget{_S}(?:primitif|supplementaire|principal|annexe|general|previsionnel|20)"
    rf"|bp{_S}20|decision{_S}modificative|compte{_S}(?:administratif|de{_S}gestion|financier)|orientations?{_S}budgetaires?"
    rf"|maquette{_S}budgetaire|(?:grille|nouveaux|catalogue{_S}des){_S}tari|tarifs?\b|bareme"
)
_LISTS = (
    rf"tableau{_S}(?:d|recap|synth)"
    rf"|(?:liste|etat){_S}(?:des{_S}(?:subventions|emplois|biens|marches|restes|admissions|attributions|associations"
    r"|tarifs|parcelles)|annexe)"
)
_TITLE = PrefilteredPattern(
    rf"\b(?:(?P<annexed>{_ANNEXED})|{_PLANS}|{_RULES}|{_CONTRACTS}|{_REPORTS}|{_MONEY}|{_LISTS})",
    *("annex", "vu", "pour", "plan", "plu", "schema", "orientation", "projet", "evaluation", "etude", "resume"),
    *("lignes", "dossier", "document", "padd", "p.a.d.d", "fiche", "cctp", "c.c.t.p", "ccap", "c.c.a.p"),
    *("diagnostic", "dispositions", "notice", "zonage", "reglement", "cahier", "charte", "statuts", "protocole"),
    *("avenant", "convention", "contrat", "bail", "pacte", "acte d", "promesse", "entre", "rapport", "note"),
    *(
        "presentation",
        "bilan",
        "budget",
        "bp",
        "compte",
        "decision m",
        "maquette",
        "grille",
        "nouveaux",
        "catalogue",
        "tarif",
    ),
    *("bareme", "tableau", "liste", "etat", "programm"),
)
_LONG_WORD = re.compile(r"[^\W\d_]{4}")
_CAPITAL_WORD = r"[A-ZÀ-ÖØ-ÞŒ0-9(«][A-ZÀ-ÖØ-ÞŒ0-9’'.,()/«»°-]{0,30}(?![a-zà-ÿ])"
_CAPITAL_WORDS = re.compile(
    rf"{_CAPITAL_WORD}(?:(?:[^\S\n]{{1,3}}|\s?\n[^\S\n]{{0,60}})(?:{_CAPITAL_WORD}|[–:&-])){{1,30}}"
)
_UPPER_WORD = r"[A-ZÀ-ÖØ-Þ][\w-]{1,30}"
_WORDS = re.compile(
    rf"{_UPPER_WORD}(?:['’]\w{{1,30}})?(?:[^\S\n]{{1,3}}(?:[a-zà-ÿœ(«][\w’'’)»-]{{0,30}}"
    rf"|(?:19|20)[0-9]{{2}}(?:[-/](?:20)?[0-9]{{2}})?\b|(?:(?<=\bd[eu] )|(?<=\bla )){_UPPER_WORD})){{1,30}}"
)
# « Plan Climat Air Energie Territorial (PCAET) », « Budget Primitif 2020 »: each word with a capital.
_OTHER_WORDS = (
    r"(?!Plan\b|Approuv|Arr[êe]t|Adopt|Accus|Modif|Conseil|Version|Dossier|Envoy|Re[çc]u|Publi|Pi[èe]ce|Mairie"
    r"|Commune|Ville|Page|T(?:ome|OME)|S[ée]ance)"
)
_CAPITALISED_WORD = rf"{_OTHER_WORDS}(?:[dDlL]['’])?\(?[A-ZÀ-Ý][\w’'-]{{2,20}}\)?"
_CAPITALISED = re.compile(
    r"(?:Plan|Sch[ée]ma|Programme|Projet|R[èe]glement|Charte|Budget|Rapport|[ÉE]valuation)"
    rf"(?:[^\S\n]{{1,3}}(?:{_CAPITALISED_WORD}|d[eu]s?|et|la|le|les)){{0,9}}"
    rf"[^\S\n]{{1,3}}(?:20[0-9]{{2}}\b|{_CAPITALISED_WORD})"
)
# « Plan Local d'Urbanisme ⏎ Le Projet d'Aménagement », lines of their own above an empty one.
_LINES = re.compile(
    r"[^\S\n]{0,60}[A-ZÀ-ÖØ-Þ][^\n.]{5,90}(?:\n[^\S\n]{0,60}[^\s.][^\n.]{3,90}){0,2}(?=\n[^\S\n]{0,60}\n)"
)
# The first number of the text below the title.
_AFTER_TITLE = re.compile(r"(?:\s(?:[0-9]{1,2}|[–:&-])){1,4}\Z")
# Titles of what goes with no act.
_OTHER_TITLE = re.compile(
    rf"\b(?:dossier{_S}de{_S}presse|communique{_S}de{_S}presse|guide\s|magazine\b"
    rf"|bulletin{_S}(?:municipal|d'information)|lettre{_S}d'information|journal{_S}(?:officiel|municipal)"
    rf"|note[a-z]?{_S}d'information|recepisse|attestation|avis{_S}de{_S}(?:concours|recrutement|vacance)|commissaires?{_S}enqueteu?r|conclusions{_S}et{_S}avis"
    rf"|objet\s{{0,3}}:{_S}convocation)"
)
# « Objet : Règlement intérieur », « approbation de la convention », « (Annexe 1) »: what an act is about, cites.
_CITED_BEFORE = (
    r"(?:\b(?:par|de|du|des|le|la|les|ce|cet|cette|un|une|au|aux|son|sa|et|sur)\s{1,40}|[ld]\s?'\s?|\(\s?)\Z"
)
_CITED = re.compile(_CITED_BEFORE)
_SUBJECT = re.compile(
    rf"(?:\b(?:objet|portant|considerant|approbation|adoption|modification|revision|signature|vote|avis|presentation"
    rf"|debat|deliberation|ordre{_S}du{_S}jour)\b|\bvu\b(?!{_S}pour))[^.;]{{0,60}}\Z|{_CITED_BEFORE}"
)
# What stands above the object of an act, or opens an agenda.
_ASSEMBLY = re.compile(
    rf"\b(?:presents|absents|excuses|etaient|ordre{_S}du{_S}jour|convoque[a-z]{{0,3}}|secretaire{_S}de{_S}(?:la{_S})?seance"
    rf"|donne{_S}(?:pouvoir|procuration)|formant{_S}la{_S}majorite)\b"
)


@dataclass(frozen=True, slots=True)
class AnnexTitle:
    """Where a title stands; whether it says that it is ``annexed``; whether words of an act before it make it
    ``cited``, the object of that act perhaps.
    """

    start: int
    annexed: bool
    cited: bool


def find_annex_title(small: str) -> AnnexTitle | None:
    """Return the title of something annexed to an act, in a folded head without stamps; or None.

    One that follows words of an act, « modification n° 2 – notice », is returned only if the head has no other.
    """
    words = list(islice(_WORD.finditer(small), _TITLE_WORDS))
    if not words:
        return None
    if has_other_title(small):
        return None
    opening, reach = words[0].start(), words[-1].end()
    cited: AnnexTitle | None = None
    for match in _TITLE.finditer(small[:reach]):
        if _ASSEMBLY.search(small, opening, match.start()):
            break
        annexed = match["annexed"] is not None
        before = small[max(opening, match.start() - _LOOK_BACK) : match.start()]
        if not (_CITED if annexed else _SUBJECT).search(before):
            return AnnexTitle(match.start(), annexed, cited=False)
        if cited is None and not _CITED.search(before):
            cited = AnnexTitle(match.start(), annexed=False, cited=True)
    return cited


def has_other_title(small: str) -> bool:
    """Return whether a folded head without stamps is that of something that goes with no act."""
    words = list(islice(_WORD.finditer(small), _TITLE_WORDS))
    return bool(words) and _OTHER_TITLE.search(small, words[0].start(), words[-1].end()) is not None


def read_annex_title(head: str, small: str) -> str | None:
    """Return the words of the title of an annex, on one line, from its head and the same folded; or None.

    In a text of one line it ends where capitals end, or where a word with a capital begins something else.
    """
    title = find_annex_title(blank_stamps(small))
    if title is None or title.annexed:
        return None
    start = head.rfind("\n", max(0, title.start - _LOOK_BACK), title.start) + 1
    start = title.start if not start or small[start : title.start].strip() else start
    pattern = _CAPITAL_WORDS if head[start : start + 4].isupper() else _WORDS
    match = pattern.match(head, start)
    words = _AFTER_TITLE.sub("", " ".join(match[0].split())) if match else ""
    if len(_LONG_WORD.findall(words)) > 1:
        return words
    if capitalised := _CAPITALISED.match(head, start):
        return " ".join(capitalised[0].split())
    lines = _LINES.match(head, start) if head[start - 1 : start] == "\n" else None
    return " ".join(lines[0].split()) if lines else None


def blank_stamps(small: str) -> str:
    """Return a folded text with blanks in place of the words, days and identifiers of its stamps."""
    pieces: list[str] = []
    after = 0
    for match in _STAMP.finditer(small):
        pieces += [small[after : match.start()], " " * len(match[0])]
        after = match.end()
    return "".join([*pieces, small[after:]])
