"""Classify an act by kind: « EXTRAIT DU REGISTRE DES DÉLIBÉRATIONS », « Procès-verbal de la séance du »,
« ARRÊTÉ N° 12 ».

Its first heading decides; if there is none, or the pages with the heading are missing, the formulas of its
text do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from recueil.entities.patterns import SPACE
from recueil.facts.identity.annex_title import AnnexTitle, blank_stamps, find_annex_title, has_other_title
from recueil.facts.identity.resolutions import resolves, resolves_below, resolves_often
from recueil.text import PrefilteredPattern, fold_accents

# The head: where a kind, a number or an object names this act and not one it cites.
HEAD_LENGTH = 6000
# Characters read to distinguish a procès-verbal from a single délibération.
_BODY = 30_000

# Acts of one person: signed, not voted on.
SINGLE_AUTHOR_KINDS = ("arrete", "decision")

_S = r"\s{1,40}"
# « EXTRAIT DU REGISTRE DES ARRÊTÉS DU MAIRE », « DES DÉCISIONS »
_OF_ONE_PERSON = rf"{_S}(?:aux|des){_S}(?:arretes|decisions)\b"
# Folded; an act names itself in capitals, at the start of a line or with its number.
_HEADINGS: tuple[tuple[str, PrefilteredPattern], ...] = tuple(
    (kind, PrefilteredPattern(pattern, *words))
    for kind, pattern, words in (
        (
            "deliberation",
            rf"extrait{_S}d(?:u|es){_S}(?:registre(?!{_OF_ONE_PERSON})|deliberation|proces[ -]{{0,3}}verbal)"
            rf"|registre{_S}(?:aux|de|des){_S}(?:actes{_S}et{_S})?deliberations?"
            rf"|deliberation{_S}(?:n\s?[°o²]|[a-z]{{0,6}}[-/_]?[0-9]{{1,4}}[-/._][0-9a-z]"
            rf"|du{_S}[0-9]{{1,2}}{_S}[a-z]{{3,9}}{_S}[0-9]{{4}}"
            rf"|(?:d(?:u|e){_S}(?:la{_S}|l')?)?(?:conseil|bureau|comite|commission|assemblee|seance)\b"
            rf"|(?:date{_S}d[eu]\b|nombre{_S}de\b|l'an\b|objets?\b|(?:adoptee|prise|votee){_S}(?:lors|en|par|au)\b))|deliberation[^\S\n]{{0,3}}\n"
            rf"|objet{_S}de{_S}la{_S}deliberation\b|actes?{_S}du{_S}conseil{_S}d'administration\b",
            ("extrait", "registre", "deliberation", "objet", "acte"),
        ),
        (
            "recueil",
            rf"recueil{_S}(?:de{_S}[a-z]{{4,14}}{_S}(?:[a-z]{{4,14}}{_S})?et{_S})?(?:(?:special|mensuel|hebdomadaire|trimestriel|normal){_S})?d(?:es{_S}|'\s?)"
            rf"(?:actes{_S}administratifs|(?:actes|deliberations|decisions|arretes)\b)|recueil{_S}administratif\b"
            rf"|sommaire{_S}du{_S}raa\b",
            ("recueil", "sommaire"),
        ),
        (
            "pv",
            rf"registre{_S}des{_S}proces[\s–-]{{0,3}}verbaux|proces?[\s–-]{{0,3}}verb(?:al|aux)|compte[\s–-]{{0,3}}rendu"
            rf"|\b(?:c-?r|pv){_S}(?:d(?:u|e|es)|cm|conseil|bureau|comite|seance|reunion)\b"
            rf"|releve{_S}(?:des?{_S}(?:decisions|conclusions)|du{_S}(?:conseil|bureau|comite)\b|de{_S}la{_S}(?:seance|reunion)\b)|liste{_S}des{_S}deliberations"
            rf"|deliberations{_S}examinees{_S}(?:en|lors|au|par|le)\b|verbatim{_S}d(?:u|e|es)\b",
            ("registre", "proce", "compte", "cr", "c-r", "pv", "releve", "liste", "deliberations", "verbatim"),
        ),
        (
            "arrete",
            rf"arre?te{_S}(?:(?:(?:d'\s?)?[a-z]{{1,14}}{_S}){{0,3}}(?:n\s?[°o]|d[ue]\b|portant\b)"
            rf"|(?:municipal|prefectoral|temporaire|permanent|portant|modificatif|interprefectoral|instituant"
            rf"|fixant|autorisant|reglementant|prescrivant)[a-z]{{0,4}}\b)"
            rf"|arre?ten\s?°|artrete{_S}n|extrait{_S}d(?:e{_S}l)?'\s?arrete|registre{_S}(?:aux|des){_S}arretes",
            ("arrete", "arrte", "artrete", "extrait", "registre"),
        ),
        (
            "decision",
            rf"decision{_S}(?:(?:(?!modificative)(?:d'\s?)?[a-z]{{1,14}}{_S}){{0,3}}n\s?[°o]|d(?:u|e){_S}(?:la{_S}|l')?(?:maire|president|bureau|autorite|directeur)"
            rf"|municipale|deliberee|portant|tarifaire|relative|fixant|prise{_S}(?:par|en)\b|[a-z]{{2,5}}/[a-z0-9/]{{0,8}}\s?[0-9/-])|decisionn\s?°"
            rf"|registre{_S}(?:aux|des){_S}decisions",
            ("decision", "registre"),
        ),
    )
)
# « Vu l'arrêté n° 12 », « approbation du procès-verbal », « la délibération du conseil »: other acts.
_CITATION_BEFORE = re.compile(
    r"(?:\b(?:vu|par|de|du|des|le|la|les|ce|cet|cette|un|une|au|aux|en|dernier|presente?|precedente?|ladite"
    r"|son|sa|et)\s{1,40}"
    r"|[ld]\s?'\s?|\b(?:approbation|adoption|lecture|extrait|annexee?s?)\s{1,40}(?:[a-z]{1,3}\s{1,40}){0,2})\Z"
)
# « suivant Délibération du Conseil »: a word in small letters before one with a capital.
_IN_A_SENTENCE = re.compile(r"(?:(?<![\w’'-])[a-zéèêàç]{2,20}|\()[^\S\n]{0,3}\Z")
# « Délibération du conseil N° 1/ Compte rendu Procès-verbal de la séance du », « Objet : procès-verbal du »
_IS_OBJECT = re.compile(
    r"(?:\bn\s?[°o]\s{0,2}[0-9]{1,4}\s?[/:)–-]|\bobjets?\s{0,3}:)\s{0,3}"
    r"(?:(?:compte|proces)[ -](?:rendu|verbal)\s{1,3})?\Z"
)
# « Objet : compte-rendu de la séance du 20 juin 2017 L'an deux mille dix-sept », « OBJET : PROCÈS VERBAL DE
# RÉUNION »: minutes of its own séance; « Objet : procès-verbal de la séance du 3 mai » approves those of another.
_OBJECT_IS_MINUTES = re.compile(
    r"\bobjets?\s{0,3}:\s{0,3}(?:compte|proces)[ -](?:rendu|verbal)\s{1,3}"
    r"(?:(?:integral|sommaire|succinct)\s{1,3})?de\s{1,3}"
    r"(?:(?:la\s{1,3})?(?:seance|reunion)(?:\s{1,3}du\s[^.;:\n]{6,40}?)?\s{1,3}l'an\s|reunion\b(?!\s{1,3}du\b))"
)
# « OBJET : RELEVÉ DE DÉCISIONS »
_OBJECT_IS_RECORD = re.compile(r"\bobjets?\s{0,3}:\s{0,3}releves?\s{1,3}des?\s{1,3}(?:decisions|conclusions)\b")
# « CONSEIL MUNICIPAL 28 JANVIER ⏎ SOMMAIRE ⏎ Approbation du compte rendu … 2 ⏎ Budget primitif … 3 »: minutes.
_CONTENTS = re.compile(r"\b(?:sommaire|table\s{1,4}des\s{1,4}matieres)\b")
_CONTENTS_REACH = 800
_OF_ASSEMBLY = re.compile(
    r"\b(?:conseils?\s{1,4}(?:municipa(?:l|ux)|communautaires?|departemental|regional|metropolitain|d'administration|syndical)"
    r"|comite\s{1,4}syndical)\b"
)
_OF_ANOTHER_SORT = re.compile(
    r"\b(?:rapports?|notes?\s{1,4}(?:de|explicatives?)|projets?\s{1,4}de|ordre\s{1,4}du\s{1,4}jour|convocation|recueil"
    r"|reglement)\b"
)
_LEADER = re.compile(r"\.{5,300}\s{0,3}[0-9]{1,3}\b")
_APPROVES_MINUTES = re.compile(
    r"\b(?:approbation|adoption)\s{1,4}d(?:u|es)\s{1,4}(?:proces[\s–-]{0,3}verba|comptes?[\s–-]{0,3}rendu|pv\b)"
)
# « le compte rendu des décisions du maire », « compte rendu annuel »: an item of the agenda.
_OTHER_REPORT = re.compile(
    rf"{_S}(?:ci-joint|annex|annuel|financier|technique|est\b|etant\b"
    rf"|de{_S}(?:synthese|reception|remise|constat|bornage|mise{_S}a{_S}disposition|visite|gestion)\b"
    rf"|de{_S}la{_S}(?:seance|reunion|session){_S}(?:precedente|anterieure)"
    rf"|de{_S}la{_S}commission\b(?!{_S}permanente)"
    r"|d(?:e(?:s\s|\sl'|\s)|'|u\s)\s{0,9}(?:decision|delegation|emploi|activite|adjudication|exercice|travaux"
    r"|carence|derni|commission))"
)
# « Compte rendu affiché le 17 mars 2023 » above a délibération.
_POSTED = re.compile(rf"{_S}(?:(?:succinct|sommaire){_S})?(?:affich|publi|transmis|mis{_S}en)", re.IGNORECASE)
_LINE_START = re.compile(r"(?:\A|(?<!l')(?<!vu)(?<!d')\n)[^\S\n]{0,80}(?:[#*•–—-]{1,3}\s{0,3})?(?:l')?\Z")
# « 388 Recueil des Actes Administratifs » at the head of a page: of an act that the recueil prints.
_PAGE_NUMBER = re.compile(r"(?:\A|\n)[^\S\n]{0,20}[0-9]{2,4}[^\S\n]{1,20}\Z")
# The conclusions of a commissaire enquêteur cite on the cover the arrêté that opened the inquiry.
_INQUIRY = re.compile(r"commissaires?\s{1,4}enquet(?:eu?r|rice)|conclusions\s{1,4}et\s{1,4}avis")
_NEAR = 160

# Below the title of an annex, how soon the heading of an act makes it the object of that act: « Budget primitif
# 2023 ⏎ EXTRAIT DU REGISTRE DES DÉLIBÉRATIONS ».
_HEADING_BELOW = 1200
_CTES = re.compile(r"\b[0-9][0-9ab][0-9]\s?-\s?[0-9]{9}\s?-\s?(?:19|20)[0-9]{6}\s?-")

# « Le conseil municipal, légalement convoqué, s'est réuni »: an act of an assembly, whatever its heading.
_MEETS = PrefilteredPattern(
    r"\bs(?:'est|e\s{1,4}sont)\s{1,4}(?:[a-z]{3,14}\s{1,4})?(?:reuni|assemble)|\b(?:legale|du"
    r"|reguliere)ment\s{1,4}convoque"
    r"|\betaient\s{1,4}presents?\b|\bpresents\s{0,3}(?:\([0-9]{1,3}\)\s{0,3})?:|\bquorum\s[^.;]{0,24}\batteint",
    *("s'est", "se", "legalement", "dument", "regulierement", "etaient", "presents", "quorum"),
)
# « 1. Bois de chauffage », « II/ VOIRIE », « 3° », « 2) »: the points of a séance, each on a line of its own.
_POINT = re.compile(r"(?:\A|\n)[^\S\n]{0,40}(?:[0-9]{1,2}|[IVX]{1,4})\s?[./)°–-](?![0-9])")
# « Secrétaire : Mme Vasseur 1. MODIFICATION DES STATUTS »: the first point, where lines have run together.
_FIRST_POINT = re.compile(
    r"(?<![\w.,/°-])(?:1|I)\s?[./)°–-]{1,2}\s?[A-ZÀ-Ý][A-ZÀ-Ý'’-]{2,20}\s[A-ZÀ-Ý'’-]{2,20}(?![a-zà-ÿ])"
)
# « 1. Nomination d'un secrétaire de séance », « 01/ Approbation du procès-verbal »: with what a séance begins.
_OPENING_POINT = re.compile(
    r"(?<![\w.,/°-])(?:(?:point|question|affaire|dossier)\s{1,3}(?:n\s?[°o]\s?)?)?(?:0?1|i|a)\s?[./):°–-]{1,2}\s{0,3}"
    r"(?:(?:nomination|designation|election|choix)\s{1,4}d(?:u|e\s{1,4}la|'?\s?une?|e)\s{1,4}secretaire"
    r"|(?:approbation|adoption)\s{1,4}d(?:u|es)\s{1,4}(?:proces[\s-]{1,3}verba|comptes?[\s-]{1,3}rendu|pv\b))"
)
# « Approbation à l'unanimité du compte-rendu de la réunion du »
_APPROVED_MINUTES = re.compile(
    r"\b(?:approbation|adoption)\s{1,4}a\s{1,4}l'unanimite\s{1,4}d(?:u|es)\s{1,4}"
    r"(?:proces[\s-]{1,3}verba|comptes?[\s-]{1,3}rendu|pv\b)"
    r"|(?:proces[\s-]{1,3}verbal|compte[\s-]{1,3}rendu|\bpv)\b[^.;]{0,90}\s(?:est|a\s{1,4}ete)\s{1,4}(?:adopte|approuve)"
)
_MIN_POINTS, _MOST_POINTS = 2, 200
# « Séance du 26 juin 2018 DÉLIBÉRATIONS L'an deux mille dix-huit »
_DELIBERATIONS_OF_SEANCE = re.compile(r"\bdeliberations\s{1,40}l'an\b")
# A délibération without its usual heading is short, or certified: « pour extrait conforme ».
_LONGEST_ALONE = 6000
_CERTIFIED = re.compile(
    r"\bpour\s{1,4}(?:extrait|copie|expedition)\b|\b(?:fait|ainsi)\s{1,4}et\s{1,4}delibere|certifie[^.;]{0,60}\sexecutoire"
    r"|\bau\s{1,4}registre\b"
)
_CONVENES = re.compile(
    r"(?:reunion|ordre\s{1,4}du\s{1,4}jour)\s{1,4}du\s{1,4}prochain\s{1,4}conseil"
    r"|honneur\s{1,4}de\s{1,4}vous\s{1,4}(?:inviter|convoquer|convier)|objet\s{0,3}:\s{0,3}convocation"
    r"|\bse\s{1,4}reunira\b|honneur\s{1,4}de\s{1,4}vous\s{1,4}(?:informer|faire\s{1,4}(?:connaitre|savoir))\s{1,4}qu"
    r"[^.;]{0,120}\b(?:reunion|assemblee|seance|conseil)\b[^.;]{0,80}\b(?:aura\s{1,4}lieu|se\s{1,4}tiendra)\b"
)
_DELIBERATES = (
    re.compile(
        r"apres(?<!\wapres)\s{1,40}(?:(?:en\s{1,40})?(?:avoir\s{1,40})?(?:[a-z]{4,10}\s{1,4}et\s{1,4})?delibere|deliberation)"
    ),
    re.compile(r"le(?<!\wle)\s{1,40}conseil\s{1,40}(?:[a-z]{5,14}\s{1,40})?adopte\b"),
)
# « La séance est ouverte », « le procès-verbal est adopté », « questions diverses ».
_MINUTES = PrefilteredPattern(
    r"\bseance\s{1,4}(?:(?:est|etait|a\s{1,4}ete)\s{1,4}(?:levee|ouverte|close)|ouverte\b)|\b(?:ouvr"
    r"|lev)e\s{1,4}la\s{1,4}seance|\bouverture\s{1,4}de\s{1,4}la\s{1,4}seance"
    r"|(?:proces[ -]verbal|compte[ -]rendu|\bpv)\b[^.;]{0,90}\s(?:est|a\s{1,4}ete)\s{1,4}"
    r"(?:lu(?:,|\s{1,4}et)\s{1,4})?"
    r"(?:adopte|approuve|adresse)"
    r"|(?:proces[ -]verbal|compte[ -]rendu|\bpv)\b[^.;:\n]{0,60}\s?:\s{0,3}(?:il\s{1,4}est\s{1,4})?"
    r"(?:adopte|approuve|accepte)"
    r"|(?:proces[ -]verbal|compte[ -]rendu|\bpv)\b[^.;:\n]{0,90}\.\s{1,4}(?:il\s{1,4}est\s{1,4})?"
    r"(?:adopte|approuve|accepte)\s{1,4}a\s{1,4}l'unanimite"
    r"|(?:proces[ -]verbal|compte[ -]rendu|\bpv)\b[^.;:\n]{0,60}\setant\s{1,4}(?:signe|adopte|approuve)"
    r"|(?:proces[ -]verbal|compte[ -]rendu|\bpv)\b[^.;]{0,90}\s"
    r"n'(?:appell?e|a\s{1,4}(?:appele|fait|donne|souleve))\b"
    r"|\bapprouve(?:nt)?\s{1,4}(?:le|les)\s{1,4}(?:proces[ -]verb|comptes?[ -]rendu)"
    r"|\b(?:adoption|approbation)\s{1,4}du\s{1,4}(?:dernier\s|precedent\s)?"
    r"(?:proces[ -]verbal|compte[ -]rendu|pv)\b"
    r"[^.;:\n]{0,60}[:–-]\s{0,3}(?:adopte|approuve|(?:a\s{1,3})?(?:l'\s?)?unanimite)"
    r"|\bquestions\s{1,4}diverses",
    *("seance", "ouvre", "leve", "ouverture", "proces", "compte", "pv", "approuve", "adoption", "questions"),
    "approbation",
)
# « LE MAIRE, Vu … ARRÊTE », « Le Préfet … DÉCIDE ».
_ORDERS = re.compile(r"A(?<!\wA)(?:RR[ÊE]T(?:E|ONS)| R R [ÊE] T E)\b(?!\s{0,3}(?:N\s?[°O]|D[UE]\b))")
_DECIDES = re.compile(r"D(?<!\wD)[ÉE]CID(?:E|ONS)\b|\n[^\S\n]{0,80}D[ée]cid(?:e|ons)\b")
_AUTHORITY = re.compile(
    r"\b(?:nous,?\s{1,4}|l[ea]\s{1,4})(?:maire|prefete?|president|presidente|directeur"
    r"|directrice|recteur|rectrice)\b[^;]{0,300}?\bvu\b(?!\s{1,4}pour)"
)
# « Arrêté imposant des prescriptions … Vu le code … Vu le décret »: a title of any words above its visas.
_TITLE_OF_ORDER = PrefilteredPattern(
    r"\barre?te\b(?!s)|\bdecision\b(?!\s{1,4}modificative)", "arrete", "arrte", "decision"
)
_TITLE_REACH = 900  # from the title to the first visa
# « Arrête : Article 1er »: its visas may name any authority.
_ORDERS_AT_ONCE = re.compile(
    r"\b(?P<verb>arrete|decide)(?:nt)?\s{0,3}:?\s{0,9}article\s{1,4}(?:1\s?(?:er)?\b|premier|unique)"
)
# One act has one object; the minutes of a séance have an agenda.
_ABOUT = re.compile(r"\bobjet(?:s|\(s\))?\s{0,3}:|\bobjet\s{1,4}de\s{1,4}la\s{1,4}deliberation\b")
# Not « l'ordre du jour et les notes explicatives ont été transmis ».
_AGENDA = re.compile(
    r"(?<!l')(?<!l' )\bordre\s{1,4}du\s{1,4}jour\b"
    r"|\bl'\s?ordre\s{1,4}du\s{1,4}jour\s{0,4}(?::|est\b|etait\b|suivant|appelle|comporte|etant)"
)
# « CONSEIL MUNICIPAL DU 14 DÉCEMBRE 2022 ORDRE DU JOUR »: the agenda alone, as it is sent with the convocation.
_AGENDA_REACH, _LETTER_REACH = 400, 800
_DRAFT = re.compile(r"\bprojets?\s{1,4}de\s{1,4}deliberations?\b")
# « SOMMAIRE », « PRÉAMBULE », « Article 1er », « CHAPITRE I »: a document in parts.
_PARTS = re.compile(
    r"\b(?:sommaire|preambule|table\s{1,4}des\s{1,4}matieres|(?:article|chapitre|titre|partie)\s{1,4}(?:1|i|premier)\b)"
)
# « AVIS D'ENQUÊTE PUBLIQUE », « CERTIFICAT D'AFFICHAGE », « Madame, Monsieur, »
_ANNOUNCES = re.compile(
    r"\bavis\s{1,4}(?:d'enquete|au\s{1,4}public|d[e']\s?(?:marche|publicite|attribution|mise|concertation))|\bcertificat\b"
    r"|\bcommunique\b|(?<!sur )\binvitation\b|\b(?:madame|monsieur|mesdames|messieurs|collegue)s?\s{0,3},\s"
)
_OUTCOME = re.compile(
    r"\bunanimite|\bvot(?:e|es|ants?|ants)\b\s{0,3}:|\babstention|\badopte|\bapprouve|\bpresents\b"
)
# The outcomes of one item stand together.
_VOTED = re.compile(r"\bunanimite\b|\bvotes?\s{0,3}:|\babstention|\b[0-9]{1,3}\s{1,3}voix\b")
_APART = 500
# « Le point est adopté à l'unanimité », « le conseil, à l'unanimité, décide », « 12 voix pour »: what is decided,
# not the rules of voting.
_DECIDED = re.compile(
    r"\b(?:adopt|approuv|accept|decid|autoris|valid|vot|fix|emet)(?:e|ee|es|ent|er|te|tes)?\b[^.;:]{0,60}\ba\s{1,4}l'unanimite"
    r"|\ba\s{1,4}l'unanimite\b[^.;:]{0,60}?\b(?:adopte|approuve|accepte|decide|autorise|valide|vote|fixe|emet|donne|prend)"
    r"|\bapres\s{1,4}(?:en\s{1,4})?avoir\s{1,4}(?:[a-z]{4,10}\s{1,4}et\s{1,4})?delibere"
    r"|\b[0-9]{1,3}\s{1,3}(?:voix\s{1,3}|votes\s{1,3})?pour\b(?=[\s,;.)]{1,4}(?:[0-9]|et\b|contre|abst|\n|\Z))"
    r"|\bpour\s{0,3}:\s{0,3}[0-9]{1,3}\b[^.]{0,20}\bcontre\s{0,3}:"
)
# « M. PICQ demande si », « Madame la Présidente répond que »: what is said in a séance.
_SPEECH = re.compile(
    r"\bM(?:\.|me|onsieur|adame)\s{1,3}(?:l[ea]\s{1,3}[\w-]{4,16}|(?:[A-ZÀ-Ý][\w'’.-]{0,20}\s{1,3}){0,2}[A-ZÀ-Ý][\w'’-]{1,20})\s{1,3}"
    r"(?:demande|r[ée]pond|pr[ée]cise|indique|informe|explique|souhaite|ajoute|souligne|remercie|s['’]interroge|s['’][ée]tonne"
    r"|regrette|estime|pense|intervient|rappelle|propose|confirme)\b"
)
_MIN_SPEECHES = 5
# « (2 pages) »: an entry in the table of contents of a recueil.
_LISTED_PAGES = re.compile(r"\([0-9]{1,3}\s?pages?\)")
# « Le présent arrêté sera affiché »: an act names itself; « la présente décision peut être contestée » says any.
_NAMES_ITSELF = re.compile(
    r"(?:(?<!\bde\s)\bl[ea]|\bdu(?=\s{1,4}present\s{1,4}arrete))\s{1,4}presente?\s{1,4}(?P<kind>arrete|decision|deliberation)\b"
    r"(?!\s{1,4}(?:peut|pourra|est\s{1,4}susceptible))"
)
_OBJECT_START = 25  # of the words of an object, which page headers repeat
_NUMBERED = re.compile(
    r"D(?<!\wD)(?<!la D)(?<!La D)(?<!VU D)(?<!Vu D)(?:[ée]lib[ée]ration|[ÉE]LIB[ÉE]RATION)"
    rf"{SPACE}{{1,3}}[Nn]\s?[°o²]{SPACE}{{0,3}}(?P<number>[\w/.-]{{1,25}})"
)
_MIN_SEVERAL = 3
_AGENDA_ITEM = re.compile(r"(?:\s[–•-]\s{1,3}|\s[0-9]{1,2}\s?[.)°/–-]{1,2}\s{1,3})(?=[a-z])")
_AGENDA_ITEMS, _OPENS_AGENDA = 500, 8
_HEADED_NUMBER = re.compile(
    r"(?:\A|\n)[^\S\n]{0,40}(?:(?P<noun>D[ée]lib[ée]ration|D[ÉE]LIB[ÉE]RATION|DCM|DEL)[^\S\n]{1,3}(?:[Nn]\s?[°o]\s?)?|[Nn]\s?°\s?"
    r"|(?=20[0-9]{2}[-/_.][0-9]{1,3}(?:[-/_.][0-9]{1,4})?(?:[^\S\n]{0,3}[:–-][^\S\n]{0,3}|[^\S\n]{1,2}(?=[A-ZÉ]{4}))[^\W\d_]{2}"
    r"(?![^\n]{0,400}\.{4})))"
    r"(?:(?P<first>[0-9]{1,4})[-/](?P<year>20[0-9]{2})(?![\w/-])"
    r"|(?P<series>(?:19|20)?[0-9]{2}[-/_.](?:[0-9]{1,2}[-/_.])?)(?P<last>[0-9]{1,4}))(?![\w/-])"
)
# How each numbered point of a séance ends.
_POINT_OUTCOME = re.compile(
    r"\bunanimite\b|\b[0-9]{1,3}\s{1,3}voix\b|\babst|\b(?:prend|prennent|dont)\s{1,4}acte\b|\bvotes?\s{0,3}:"
    r"|\b[0-9]{1,3}\s{1,3}pour\b[\s,;–-]{1,4}[0-9]|\bpour\s{0,3}:\s{0,3}[0-9]"
    r"|\b(?:adopte|approuve|rejete)e?s?\s{0,3}(?:[.;\n]|\Z)"
)
_MIN_LONG = 2500
# « PROCÈS-VERBAL DES DÉLIBÉRATIONS DU CONSEIL MUNICIPAL » above one object.
_OF_DELIBERATIONS = re.compile(r"proces?[\s–-]{0,3}verbal\s{1,4}des\s{1,4}deliberations\b")
_SEANCE = re.compile(r"\bseance\s{1,4}(?:d[ue]\b|ordinaire|extraordinaire|publique)")
_LONG_DOCUMENT = 4000
_COLLECTED = re.compile(r"\b[0-9r][0-9ab][0-9]?-20[0-9]{2}-[01][0-9]-[0-3][0-9]-[0-9]{3,5}\b")  # by the State
_HEAD_WORDS = 100  # above a heading, below the stamps
_VISA = re.compile(r"\bvu\b[\s*:]{0,4}(?:l[ae]s?\b|l['’‘`])")
_MIN_VISAS, _VISAS_REACH = 4, 3000
_ASSEMBLY_ABOVE = re.compile(
    r"\b(?:conseil|assemblee|comite|bureau|commission)(?:\s{1,4}[a-z'’]{1,20}){0,4}\s{0,4},?\s{0,40}\Z"
)
# « Sous la présidence de », « Secrétaire de séance : », « Membres en exercice : 15 »: what a sitting prints.
_SITS = re.compile(
    r"\bsous\s{1,9}la\s{1,9}presidence\s{1,9}d|\bsecretaire(?:\s{1,4}de\s{1,4}(?:la\s{1,4})?seance)?\s{0,3}:"
    r"|\b(?:membres|conseillers|delegues|administrateurs)\b[^.;:]{0,30}\sen\s{1,4}exercice\b"
    r"|\bsuffrages\s{1,4}exprimes\s{0,3}:|\bvotants\s{0,3}:|\bpresidence\s{1,4}de\s{1,4}(?:m\.|mme|monsieur|madame)\s"
    r"|(?:\A|\n|\b(?:membres|delegues|elus|conseillers|administrateurs|titulaires)\s)presents[^\S\n]{0,9}\n"
)
# « Après en avoir délibéré, le conseil municipal, à l'unanimité, approuve »
_RESOLVED = re.compile(
    r"\bapres\s{1,4}(?:en\s{1,4})?avoir\s{1,4}(?:[a-z]{4,10}\s{1,4}et\s{1,4})?delibere\b[^.;]{0,120}\b(?:decide|approuve|adopte|autorise|emet|fixe|accepte)"
)
# « Les tarifs sont votés à l'unanimité », « 26 votants : adopté à l'unanimité (26 pour) »
_STAMPED = re.compile(r"\b(?:adopt|approuv|vot|valid)ee?s?\s{1,4}a\s{1,4}l'unanimite")
# « Le conseil municipal … décide », « APPROUVE »: what an assembly does, in an act without its usual formulas.
_RESOLVES = re.compile(
    r"\b(?:conseil|assemblee|comite|bureau|commission)\b[^.;:]{0,160}(?<!\ba)(?<!\bont)\s{1,4}"
    r"(?:decide|approuve|adopte|autorise|prend\s{1,4}acte|emet|fixe|vote)(?:nt)?\b(?!\s{1,4}(?:l[ea]|par|en)\s{1,4}[0-9])"
)


# « Rapport du président … Adopté à l'unanimité. Pour extrait conforme »: what the report proposes, decided.
_ADOPTED_EXTRACT = re.compile(
    r"(?:\badopte|\bapprouve|\bunanim)[^;]{0,600}\bpour\s{1,3}(?:extrait|copie|expedition)\b"
)


def classify_act(text: str) -> str:
    """Return ``deliberation``, ``pv`` (also for a compte rendu), ``arrete``, ``decision``, ``recueil``,
    ``annexe`` or ``autre``.

    ``annexe``: a plan, a report, a budget, a contract, rules, even if the stamp of their délibération is on each
    page. ``autre``: no act and nothing annexed to one, such as a convocation or a press release.
    """
    head = text[:HEAD_LENGTH]
    whole = fold_accents(text)
    small = blank_stamps(whole[:HEAD_LENGTH])
    headings = list(_kind_headings(head, small)) or list(_titles_above_visas(head, small))
    first_heading = min(headings, default=(HEAD_LENGTH, "pv"))
    if _is_agenda(small, whole[:_BODY], *first_heading) or _precedes_seance(
        head, small, whole[:_BODY], first_heading[1]
    ):
        return "autre"
    if len(_LISTED_PAGES.findall(small)) >= _MIN_SEVERAL:
        return "recueil"
    if _lists_items_of_minutes(small) or _OBJECT_IS_MINUTES.search(small) or _OBJECT_IS_RECORD.search(small):
        return "pv"
    title = find_annex_title(small)
    first = min(headings)[0] if headings else None
    recorded = _records_seance(text[:_BODY], whole[:_BODY]) or _heads_several(text[:_BODY], whole[:_BODY])
    adopted = title and small.startswith("rapport", title.start) and _ADOPTED_EXTRACT.search(whole[:_BODY])
    if title and not title.cited and not (recorded or adopted or _is_object(title, first, head, small)):
        return "annexe"
    if headings and (
        _cites_deliberation(text[:_BODY], whole[:_BODY], small, min(headings))
        or _is_cited_far_below(head, small, min(headings))
    ):
        headings = []
    if headings:
        return _kind_from_headings(text[:_BODY], whole[:_BODY], headings)
    if recorded:
        return "pv"
    kind = _kind_from_formulas(text[:_BODY], whole[:_BODY], small)
    accompanies = title is not None or _CTES.search(whole[:HEAD_LENGTH]) or _is_composed(small, len(text))
    return "annexe" if kind == "autre" and accompanies and not _CONVENES.search(small) else kind


def _lists_items_of_minutes(small: str) -> bool:
    """Return whether the head is a table of contents of a séance, with pages or at the very top, that opens with
    the last minutes.
    """
    contents = _CONTENTS.search(small, 0, _CONTENTS_REACH)
    if contents is None or not _OF_ASSEMBLY.search(small, 0, contents.start()):
        return False
    approves = _APPROVES_MINUTES.search(small, contents.end(), contents.end() + _CONTENTS_REACH)
    if approves is None or _OF_ANOTHER_SORT.search(small, 0, contents.start()):
        return False
    opens = contents.start() <= _NEAR and approves.start() - contents.end() <= _NEAR
    return len(_LEADER.findall(small)) >= _MIN_SEVERAL or opens


def _is_composed(small: str, length: int) -> bool:
    """Return whether a head without stamps is that of a long document or of one in parts, no letter and no
    announcement: what councils publish beside their acts goes with them.
    """
    return (
        len(small.split()) >= _HEAD_WORDS
        and (_PARTS.search(small) is not None or (length >= _LONG_DOCUMENT and not _COLLECTED.search(small)))
        and not (_ANNOUNCES.search(small, 0, _AGENDA_REACH) or has_other_title(small))
    )


def _is_cited_far_below(head: str, small: str, heading: tuple[int, str]) -> bool:
    """Return whether a heading stands below much text of another kind: nobody meets, and no authority orders after
    its visas.
    """
    start, kind = heading
    if kind == "recueil" or len(small[:start].split()) < _HEAD_WORDS:
        return False
    if kind in SINGLE_AUTHOR_KINDS:
        return not _is_order(head, small) and len(_VISA.findall(small)) < _MIN_SEVERAL
    return not (_MEETS.search(small) or _MINUTES.search(small) or _SEANCE.search(small, 0, _AGENDA_REACH))


def _is_object(title: AnnexTitle, heading: int | None, head: str, small: str) -> bool:
    """Return whether what seems titled as an annex is the object of the act that is headed or decided below."""
    if title.annexed and (heading is None or title.start < heading):
        return False
    near = title.start + _HEADING_BELOW
    meets = _MEETS.search(small)
    return (
        (heading is None and (_RESOLVED.search(small) is not None or resolves_below(small, title.start)))
        or (heading is not None and heading < near)
        or (meets is not None and meets.start() < near)
        or _is_order(head, small)
        or (_ORDERS.search(head) is not None and len(_VISA.findall(small)) >= _MIN_SEVERAL)
    )


def _kind_headings(head: str, small: str) -> Iterator[tuple[int, str]]:
    """Yield the first heading of the head that names this act by a kind, and those of other kinds before or
    near it.
    """
    reach = HEAD_LENGTH
    for kind, phrase in _HEADINGS:
        for match in phrase.finditer(small[:reach]):
            if _names_itself(head, small, match, kind):
                yield match.start(), kind
                reach = min(reach, match.end() + 2 * _NEAR)
                break


def _titles_above_visas(head: str, small: str) -> Iterator[tuple[int, str]]:
    """Yield the title of an act of one person, whatever its words, that stands shortly above its first visas."""
    visas = list(islice(_VISA.finditer(small), _MIN_SEVERAL))
    if len(visas) < _MIN_SEVERAL or _MEETS.search(small) or has_other_title(small):
        return
    first = visas[0].start()
    for match in _TITLE_OF_ORDER.finditer(small[:first]):
        start = match.start()
        before = small[max(0, start - 60) : start]
        if first - start <= _TITLE_REACH and head[start].isupper() and not _CITATION_BEFORE.search(before):
            yield start, "decision" if match[0] == "decision" else "arrete"
            return


def _names_itself(head: str, small: str, match: re.Match[str], kind: str) -> bool:
    before = small[max(0, match.start() - 60) : match.start()]
    if kind == "pv" and (_OTHER_REPORT.match(small, match.end()) or _POSTED.match(head, match.end())):
        return False
    if kind == "recueil" and _PAGE_NUMBER.search(before):
        return False
    if kind == "arrete" and _INQUIRY.search(small, 0, match.start()):
        return False
    if small.startswith(("registre", "extrait"), match.start()):
        return head[match.start()].isupper() or not _CITATION_BEFORE.search(before)
    if _LINE_START.search(before):
        return True
    if kind == "arrete" and match.start() > _NEAR and not head[match.start() + 1].isupper():
        return False
    if not head[match.start()].isupper() or _CITATION_BEFORE.search(before):
        return False
    return head[match.start() + 1].isupper() or not _IN_A_SENTENCE.search(
        head, max(0, match.start() - 40), match.start()
    )


def _is_agenda(small: str, whole: str, heading: int, kind: str) -> bool:
    """Return whether the head is that of an agenda or of a letter that convenes, before any heading of an act, and
    nothing is decided below.
    """
    agenda = _AGENDA.search(small, 0, min(heading, _AGENDA_REACH))
    if kind == "pv":  # the minutes of the last séance, to be approved
        agenda = agenda or _CONVENES.search(small, 0, heading)
    return agenda is not None and not _OUTCOME.search(whole)


def _precedes_seance(head: str, small: str, whole: str, kind: str) -> bool:
    """Return whether the head is that of a letter that convenes or of a draft, and nobody meets below."""
    draft = _DRAFT.search(small, 0, _AGENDA_REACH)
    if draft and head[draft.start()].isupper():
        return not _MEETS.search(whole)
    convenes = kind == "pv" and _CONVENES.search(small, 0, _LETTER_REACH)
    return bool(convenes) and not any(pattern.search(whole) for pattern in (_MEETS, *_DELIBERATES))


def _kind_from_headings(body: str, whole: str, headings: list[tuple[int, str]]) -> str:
    """Return the kind of the first heading; « REGISTRE DES DÉLIBÉRATIONS PROCÈS-VERBAL », délibérations in a row,
    and a séance that is opened and approves the minutes of the last are minutes.
    """
    start, kind = min(headings)
    if kind == "deliberation":
        minutes = any(
            each == "pv" and at - start < _NEAR and not _IS_OBJECT.search(whole, max(0, at - 60), at)
            for at, each in headings
        )
        numbers = {match["number"] for match in _NUMBERED.finditer(body)}
        opened = not _ABOUT.search(whole, 0, HEAD_LENGTH) and (
            len(list(_MINUTES.finditer(whole))) > 1
            or _MINUTES.search(whole[:start]) is not None
            or _goes_on_to_points(body, whole)
        )
        several = len(numbers) >= _MIN_SEVERAL or _heads_several(body, whole) or _decides_several(whole)
        several = several or _lists_agenda(whole) or _decides_by_points(body, whole)
        return "pv" if minutes or opened or several else kind
    if kind == "pv" and _OF_DELIBERATIONS.match(whole, start):
        one = sum(1 for _ in _ABOUT.finditer(whole)) == 1 and not _MINUTES.search(whole)
        return "deliberation" if one and not _AGENDA.search(whole) else kind
    return kind


def _goes_on_to_points(body: str, whole: str) -> bool:
    """Return whether numbered points follow the approval of the last minutes, and several outcomes stand there."""
    minutes = _APPROVED_MINUTES.search(whole)
    if minutes is None:
        return False
    points = sum(1 for _ in _POINT.finditer(body, minutes.end()))
    outcomes = sum(1 for _ in _VOTED.finditer(whole, minutes.end()))
    return points >= _MIN_POINTS and outcomes >= _MIN_POINTS


def _lists_agenda(whole: str) -> bool:
    """Return whether the head lists an agenda of several items, above no object of its own: « ORDRE DU JOUR -
    Travaux en forêt - Tarifs - Indemnité ».
    """
    agenda = _AGENDA.search(whole, 0, HEAD_LENGTH)
    if agenda is None or _ABOUT.search(whole, 0, HEAD_LENGTH):
        return False
    below = whole[agenda.end() : agenda.end() + _AGENDA_ITEMS]
    return below[:_OPENS_AGENDA].lstrip(" :\n").startswith(("-", "–", "•", "1")) and (
        len(_AGENDA_ITEM.findall(below)) >= _MIN_SEVERAL
    )


def _heads_several(body: str, whole: str) -> bool:
    """Return whether lines begin with the numbers of different délibérations of one series: « Délibération
    2014-07-02 Indemnité », or, of an assembly that the head names, « N° 14-06-41 : ».
    """
    sat = _OF_ASSEMBLY.search(whole, 0, _CONTENTS_REACH) is not None
    series: dict[str, set[str]] = {}
    for match in _HEADED_NUMBER.finditer(body):
        if sat or match["noun"]:
            series.setdefault(match["year"] or match["series"], set()).add(match["first"] or match["last"])
    return any(len(numbers) >= _MIN_POINTS for numbers in series.values())


def _decides_several(whole: str) -> bool:
    """Return whether several items are decided: by their objects, formulas and outcomes that stand apart."""
    decisions = sum(1 for _ in _DELIBERATES[0].finditer(whole))
    objects = _count_objects(whole)
    listed = _AGENDA.search(whole, 0, HEAD_LENGTH) is not None or _APPROVED_MINUTES.search(whole) is not None
    return (
        max(decisions, objects) >= _MIN_SEVERAL
        or (decisions > 1 and _count_outcomes(whole) >= _MIN_SEVERAL)
        or (objects > 1 and listed and sum(1 for _ in _VOTED.finditer(whole)) > 1)
    )


def _decides_by_points(body: str, whole: str) -> bool:
    """Return whether several numbered points each have an outcome; the points of a dispositif have none."""
    starts = [match.start() for match in islice(_POINT.finditer(body), _MOST_POINTS)]
    ends = [*starts[1:], len(whole)]
    decided = (_POINT_OUTCOME.search(whole, start, end) for start, end in zip(starts, ends, strict=False))
    return sum(1 for each in decided if each) >= _MIN_POINTS


def _count_objects(whole: str) -> int:
    """Return how many different objects are printed; page headers repeat them."""
    return len({whole[match.end() : match.end() + _OBJECT_START].strip() for match in _ABOUT.finditer(whole)})


def _count_outcomes(whole: str) -> int:
    """Return how many outcomes stand apart."""
    outcomes, reached = 0, 0
    for match in _VOTED.finditer(whole):
        if match.start() >= reached:
            outcomes, reached = outcomes + 1, match.start() + _APART
    return outcomes


def _records_seance(body: str, whole: str) -> bool:
    """Return whether several decisions of an assembly stand apart, or what many speakers said."""
    return _are_apart(_DECIDED, whole, _MIN_SEVERAL) or _are_apart(_SPEECH, body, _MIN_SPEECHES)


def _are_apart(pattern: re.Pattern[str], text: str, fewest: int) -> bool:
    """Return whether so many matches stand apart from one another."""
    count, reached = 0, 0
    for match in pattern.finditer(text):
        if match.start() >= reached:
            count, reached = count + 1, match.end() + _NEAR
            if count == fewest:
                return True
    return False


def _cites_deliberation(body: str, whole: str, small: str, heading: tuple[int, str]) -> bool:
    """Return whether « Délibération du conseil municipal du 3 mai 2021 » stands on what was annexed to it: in a
    long text, nobody meets or decides.
    """
    start, kind = heading
    if kind != "deliberation" or small.startswith(("extrait", "registre"), start) or len(whole) < _MIN_LONG:
        return False
    return not (
        _MEETS.search(whole)
        or any(pattern.search(whole) for pattern in _DELIBERATES)
        or _DECIDES.search(body)
        or _RESOLVES.search(whole)
    )


def _kind_from_formulas(body: str, whole: str, small: str) -> str:
    """Return the kind by the formulas of the text, if no heading names it."""
    decisions = sum(1 for pattern in _DELIBERATES for _ in pattern.finditer(whole))
    outcome = _RESOLVES.search(whole) or _DECIDED.search(whole) or _STAMPED.search(whole)
    minutes = sum(1 for _ in _MINUTES.finditer(whole))
    meets = _MEETS.search(small) or (_SITS.search(small) if outcome or minutes else None)
    if meets and _ABOUT.search(small) and decisions < _MIN_SEVERAL and not _decides_several(whole):
        return "pv" if minutes and _count_objects(whole) > 1 else "deliberation"
    if (
        decisions >= _MIN_SEVERAL
        or (meets and _decides_several(whole))
        or minutes > 1
        or (minutes and (decisions or meets))
    ):
        return "pv"
    if meets:
        points = sum(1 for _ in _POINT.finditer(body))
        several = (
            points >= _MIN_SEVERAL
            or _decides_by_points(body, whole)
            or _AGENDA.search(small)
            or _DELIBERATIONS_OF_SEANCE.search(small)
            or _FIRST_POINT.search(body, meets.end(), HEAD_LENGTH)
            or _OPENING_POINT.search(small, meets.end())
            or (
                len(whole) > _LONGEST_ALONE
                and _count_outcomes(whole) != 1
                and not (_CTES.search(whole, 0, HEAD_LENGTH) or _CERTIFIED.search(whole))
            )
        )
        return "pv" if several else "deliberation"
    at_once = _ORDERS_AT_ONCE.search(whole)
    if at_once and (at_once["verb"] == "arrete" or not (decisions or _RESOLVES.search(whole))):
        return "arrete" if at_once["verb"] == "arrete" else "decision"
    if _is_order(body, small):
        return "arrete" if _ORDERS.search(body) else "decision"
    if _CONVENES.search(small):
        return "autre"
    if decisions:
        return "deliberation"
    named = {match["kind"] for match in _NAMES_ITSELF.finditer(whole)}
    for kind in ("arrete", "deliberation", "decision"):
        if kind in named:
            return kind
    if resolves(whole) and not (_ANNOUNCES.search(small, 0, _AGENDA_REACH) or has_other_title(small)):
        points = sum(1 for _ in _POINT.finditer(body))
        return "pv" if minutes or points >= _MIN_SEVERAL or resolves_often(whole) else "deliberation"
    return _kind_from_visas(body, small)


def _kind_from_visas(body: str, small: str) -> str:
    """Return the kind of what visas open, in a text that is cut before it decides: « LE CONSEIL, Vu … Vu »."""
    visas = list(islice(_VISA.finditer(small, 0, _VISAS_REACH), _MIN_VISAS))
    if len(visas) < _MIN_VISAS or has_other_title(small):
        return "autre"
    if _ASSEMBLY_ABOVE.search(small, 0, visas[0].start()):
        return "deliberation"
    return "decision" if _DECIDES.search(body) and not _ORDERS.search(body) else "arrete"


def _is_order(body: str, small: str) -> bool:
    """Return whether an authority, after its visas, orders or decides."""
    return bool((_ORDERS.search(body) or _DECIDES.search(body)) and _AUTHORITY.search(small))
