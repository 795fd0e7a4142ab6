"""Find the body that issued the act.

« VILLE DE SAINT-LOUBIN » is « Saint-Loubin », « le Conseil communautaire de la Communauté de communes du
Val d'Ourlière » is « Communauté de communes du Val d'Ourlière ». The assembly or authority that the head
names first determines the sort of body, since a commune's act also names its département and its
intercommunalité. Of several names, the one printed most often wins.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from itertools import chain, islice, pairwise

from recueil.facts.identity.body_spelling import (
    NO_NAMES,
    OfficialNames,
    departement_of,
    is_of_commune,
    is_of_region,
    spell_body,
)
from recueil.facts.identity.kind import HEAD_LENGTH
from recueil.facts.identity.state_collection import read_collected_act
from recueil.text import PrefilteredPattern, fold_accents, merge_matches

_UPPER = "A-ZÀ-ÖØ-ÞŒ"
_GAP = r"[^\S\n]{1,3}"
_BREAK = r"\s{1,60}"
_ELIDED = "(?:[dDlL]['’‘`´])?"
_LETTER = r"[^\W\d_]"
# Words of the heading that follow a name when its lines have run together: by their beginnings, and whole, since
# names of communes begin alike: « Villejuif », « Rueil », « Sallanches », « Lieusaint ».
_STOP = (
    r"(?!(?i:extrait|proc[eè]s|compte|s[eé]ance|session|(?<!la\s)r[eé]union|assembl[ée]e|conseil|arr[eê]t|d[ée]lib|d[ée]cision"
    r"|registre|r[ée]publique|d[ée]partement|arrondissement|nombre|convocation|l['’]an\b|budget|envoy[ée]|re[çc]u\b"
    r"|publi|affich|objet|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|pr[ée]sents?|vu\b|rapport"
    r"|communaut[ée]|universit[ée]\b|libert[ée]\b|t[ée]l\b|t[ée]l[ée]|direction|pr[ée]fet|monsieur|madame|mm?\b|mr\b|mmes?\b|et\s{1,3}l['’]|association|recueil|l[ée]galement"
    r"|d[ûu]ment|r[ée]guli[èe]rement|[ée]valuation|(?<!grand\s)est\b|s['’]est"
    r"|(?<!deux\s)(?<!trois\s)(?<!quatre\s)(?<!cinq\s)cantons?\b|(?:date|mairie|plan|ordre|liste|commune|ville|bureau|h[ôo]tel|place|rue|avenue|code|page|service|maire"
    r"|article|acte|lieu|dossier|point|membre|ann[ée]e|exercice|rapporteur|salle|dg[as])s?\b(?!-)))"
)
_WORD = (
    rf"{_STOP}{_ELIDED}[{_UPPER}](?:{_LETTER}|['’‘-]){{0,30}}(?![\w])"
    rf"(?:(?<=-)\s{{0,40}}\n\s{{0,40}}{_STOP}[{_UPPER}](?:{_LETTER}|['’-]){{1,30}})?"
)
_SMALL = r"(?i:d[eu]|des|la|le|les|l[èe]s|lez|sur|sous|en|aux?"


def _name_pattern(more: str) -> str:
    """Build a regex for a name of up to seven words with small link words; ``more``: further links."""
    return rf"(?:[«\"“]\s?)?(?P<name>{_WORD}(?:{_GAP}(?:{_SMALL}{more}){_GAP}){{0,2}}{_WORD}){{0,6}})"


_PLACE = _name_pattern("")
_NAME = _name_pattern(r"|et(?! l['’])|&|[–-]")
_OF_COMMUNE = rf"(?:{_BREAK}(?i:de|du|des)\s{{1,60}}|{_BREAK}(?i:d)['’‘]\s{{0,3}})"
_OF_BODY = rf"(?:{_BREAK}(?i:de{_BREAK}l['’‘]\s{{0,3}}|d['’‘]\s{{0,3}}|(?:de{_BREAK}la|de|du|des)\s{{1,60}}))"

# « Conseil départemental de l'environnement et des risques sanitaires », which advises a préfet.
_OF_COMMITTEE = (
    r"\s{1,60}(?:d['’]\s?|de\s{1,60}(?:l['’]\s?|la\s{1,60})?)"
    r"(?i:hyg|environnement|s[ée]curit|pr[ée]vention|acc[èe]s|insertion)"
)
_REGION = rf"(?:(?i:r[ée]gion){_BREAK})?"

# « Centre Hospitalier Intercommunal de Brignoles – Le Luc », « CHU de Lourmes », « EHPAD Les Tilleuls ».
_HOSPITAL = PrefilteredPattern(
    rf"(?P<whole>(?:(?i:centre{_BREAK}hospitalier(?:{_BREAK}(?:intercommunal|universitaire|r[ée]gional|sp[ée]cialis[ée]|d[ée]partemental)){{0,2}}"
    rf"|groupe{_BREAK}hospitalier|[ée]tablissement{_BREAK}public{_BREAK}de{_BREAK}sant[ée])|\bCHR?U|\bEHPAD)(?:{_OF_BODY}|{_BREAK}){_NAME}"
    rf"(?:\s?[»\"”]?{_OF_BODY}{_NAME.replace('?P<name>', '?P<place>')})?)",
    *("centre", "groupe", "etablissement", "chu", "chru", "ehpad"),
)

# « Syndicat mixte du Parc naturel régional des Monts de Vèze »
_OF_WHERE = (
    r"(?:(?:\s(?:naturel|r[ée]gional|rural|scolaire|communal|urbain)){0,3}"
    rf"{_OF_BODY}{_NAME.replace('?P<name>', '?P<place>')})"
)

_PATTERNS = {
    "commune": (
        PrefilteredPattern(
            rf"(?i:\b(?:commune|ville|mairie)(?:{_BREAK}nouvelle)?){_OF_COMMUNE}{_PLACE}",
            *("commune", "ville", "mairie"),
        ),
        PrefilteredPattern(rf"(?i:conseil{_BREAK}municipal){_OF_COMMUNE}{_PLACE}", "conseil"),
        PrefilteredPattern(rf"(?i:\bmaire){_OF_COMMUNE}{_PLACE}", "maire"),
    ),
    "community": (
        PrefilteredPattern(
            rf"(?P<whole>(?i:communaut[ée]{_BREAK}(?:de{_BREAK}communes|d['’]\s?agglom[ée]ration|urbaine))(?:{_OF_BODY}"
            rf"|{_BREAK}){_NAME})",
            "communaute",
        ),
        PrefilteredPattern(
            rf"(?P<whole>(?i:\b(?:euro)?m[ée]tropole){_OF_BODY}{_NAME})", "eurometropole", "metropole"
        ),
        PrefilteredPattern(rf"(?P<whole>\bC\.?C\.?(?:{_OF_BODY}){_NAME})", "c.c", "cc"),
        PrefilteredPattern(
            rf"(?i:conseil{_BREAK}(?:communautaire|de{_BREAK}communaut[ée])){_OF_BODY}(?P<whole>{_NAME})",
            "conseil",
        ),
        PrefilteredPattern(rf"\b(?P<whole>(?:M[ée]tropole|MÉTROPOLE|METROPOLE)\s{_NAME})", "metropole"),
        PrefilteredPattern(
            rf"(?i:conseil{_BREAK}communautaire){_GAP}(?!(?i:pr[ée]sid|secr[ée]t|d[ée]l[ée]gu))(?P<whole>(?={_WORD}{_GAP}(?:{_SMALL}){_GAP})?{_WORD}){_NAME})",
            "conseil",
        ),
    ),
    "department": (
        PrefilteredPattern(rf"(?P<whole>(?i:d[ée]partement){_OF_BODY}{_NAME})", "departement"),
        PrefilteredPattern(
            rf"(?P<whole>(?i:conseil{_BREAK}(?:d[ée]partemental|g[ée]n[ée]ral)(?!{_OF_COMMITTEE})){_OF_BODY}{_NAME})",
            "conseil",
        ),
    ),
    "region": (
        PrefilteredPattern(rf"(?P<whole>(?i:\br[ée]gion)(?:{_OF_BODY}|{_BREAK}){_NAME})", "region"),
        PrefilteredPattern(rf"(?P<whole>(?i:conseil{_BREAK}r[ée]gional)(?:{_OF_BODY}|{_GAP}){_NAME})", "conseil"),
    ),
    "syndicate": (
        PrefilteredPattern(
            rf"(?P<whole>(?i:syndicat(?:{_BREAK}(?:mixte|intercommunal|d[ée]partemental))?(?:{_BREAK}[àa]{_BREAK}vocation{_BREAK}[a-zé]{{5,15}})?)"
            rf"(?:{_OF_BODY}|{_BREAK})(?!(?i:intercommunal{_BREAK}[àa]{_BREAK}vocation)){_NAME}"
            rf"{_OF_WHERE}?)",
            "syndicat",
        ),
        PrefilteredPattern(
            rf"(?P<whole>(?i:p[ôo]le{_BREAK}d['’]\s?[ée]quilibre{_BREAK}territorial(?:{_BREAK}et{_BREAK}rural)?){_OF_BODY}{_NAME})",
            "pole",
        ),
        PrefilteredPattern(
            rf"(?P<whole>\b(?:PETR|SIVU|S\.?I\.?V\.?O\.?M\.?|SMICTOM|SICTOM|SIVOS|SIAEP)(?:{_OF_BODY}|{_GAP}){_NAME})",
            *("petr", "sivu", "sivom", "s.i.v.o.m", "smictom", "sictom", "sivos", "siaep"),
        ),
        PrefilteredPattern(rf"(?P<whole>(?i:parc{_BREAK}naturel{_BREAK}r[ée]gional){_OF_BODY}{_NAME})", "parc"),
        PrefilteredPattern(
            rf"(?P<whole>[Ss]yndicat(?:\s(?:[dl]['’])?[a-zéèêàîôûç]{{1,20}}){{1,9}}?\s(?:d['’]|de\sla\s|de\sl['’]|du\s|des\s|de\s){_NAME}"
            rf"{_OF_WHERE}?)",
            "syndicat",
        ),
    ),
    "board": (
        PrefilteredPattern(
            rf"(?P<whole>(?i:centre{_BREAK}(?:communal|intercommunal){_BREAK}d['’]action{_BREAK}sociale?|\bc\.?c\.?a\.?s\b\.?"
            rf"|\bcias|caisse{_BREAK}des{_BREAK}[ée]coles)"
            rf"(?:{_BREAK}(?i:de{_BREAK}la{_BREAK}(?:commune|ville)){_OF_COMMUNE}|{_OF_BODY}){_NAME})",
            *("centre", "ccas", "c.c.a.s", "cias", "caisse"),
        ),
        PrefilteredPattern(
            rf"(?P<whole>(?i:service{_BREAK}d[ée]partemental{_BREAK}d['’]incendie{_BREAK}et{_BREAK}de{_BREAK}secours)"
            rf"(?:{_OF_BODY}{_NAME}|(?P<place>)))",
            "service",
        ),
        PrefilteredPattern(
            rf"(?P<whole>\bSDIS(?:\s[0-9][0-9AB](?P<place>(?P<name>))"
            rf"|{_OF_BODY}{_NAME.replace('?P<name>', '?P<own>')}))",
            "sdis",
        ),
        PrefilteredPattern(
            rf"(?P<whole>(?i:office{_BREAK}public{_BREAK}de{_BREAK}l['’]habitat)(?:{_OF_BODY}|{_BREAK}){_NAME})",
            "office",
        ),
        PrefilteredPattern(
            rf"(?P<whole>(?i:office(?:{_BREAK}(?:municipal|intercommunal|communautaire))?{_BREAK}de{_BREAK}tourisme"
            rf"(?:{_BREAK}(?:municipal|intercommunal|communautaire))?)(?:{_OF_BODY}|{_BREAK}){_NAME})",
            "office",
        ),
        _HOSPITAL,
    ),
    "establishment": (
        _HOSPITAL,
        PrefilteredPattern(
            rf"(?P<whole>(?i:centre{_BREAK}p[ée]nitentiaire|maison{_BREAK}d['’]\s?arr[êe]t|tribunal{_BREAK}administratif"
            rf"|maison{_BREAK}de{_BREAK}retraite|r[ée]gie{_BREAK}des{_BREAK}eaux)(?:{_OF_BODY}|{_BREAK}){_NAME})",
            *("centre", "maison", "tribunal", "regie"),
        ),
        PrefilteredPattern(rf"(?P<whole>(?i:universit[ée]){_OF_BODY}{_NAME})", "universit"),
        PrefilteredPattern(
            rf"(?P<whole>(?i:acad[ée]mie)(?i:{_BREAK}de\s{{1,60}}|{_BREAK}d['’‘]\s{{0,3}}){_NAME})", "academie"
        ),
        PrefilteredPattern(
            rf"(?P<whole>(?i:direction{_BREAK}(?:inter)?(?:d[ée]partementale|r[ée]gionale)"
            rf"(?:{_BREAK}(?:des?|du|et|la|l['’]\s?)?{_BREAK}?[^\W\d_]{{3,20}}){{1,8}}?)(?i:{_BREAK}(?:de{_BREAK}la|du|des)\s{{1,60}})"
            rf"{_NAME})",
            "direction",
        ),
    ),
    "prefecture": (
        PrefilteredPattern(rf"(?P<whole>(?i:\bpr[ée]fecture){_OF_BODY}{_REGION}{_NAME})", "prefecture"),
        PrefilteredPattern(rf"(?P<whole>(?i:\bpr[ée]f[èe]te?){_OF_BODY}{_REGION}{_NAME})", "prefet"),
    ),
    "agency": (
        PrefilteredPattern(
            rf"(?P<whole>(?i:agence{_BREAK}r[ée]gionale{_BREAK}de{_BREAK}sant[ée])(?:{_OF_BODY}|{_BREAK}){_NAME}"
            rf"\s?\n\s{{0,9}}{_WORD}(?:{_GAP}(?:[dD]['’])?{_WORD}){{0,2}})",
            "agence",
        ),
        PrefilteredPattern(
            rf"(?P<whole>(?i:agence{_BREAK}r[ée]gionale{_BREAK}de{_BREAK}sant[ée])(?:{_OF_BODY}|{_BREAK}){_NAME})",
            "agence",
        ),
    ),
}
# « Clermont Auvergne Métropole »: suffixes of a name, and the longest name.
_NO_LINK = r"(?!(?i:par|pour|de|du|des|les|la|le|et|ou|en|sur|avec|dans|entre)\b)"
_NAME_SUFFIX = re.compile("agglomeration|metropole")
_SUFFIXED_NAME = re.compile(
    rf"(?<!\w)(?P<whole>{_NO_LINK}{_WORD}(?:{_GAP}{_NO_LINK}{_WORD}){{0,2}}{_GAP}(?i:agglom[ée]ration|m[ée]tropole)\b"
    rf"(?:{_GAP}(?=V(?:al|AL)\s|P(?:ays|AYS)\s){_WORD}(?:{_GAP}(?:{_SMALL})){_GAP}){{1,2}}{_WORD})?)(?P<name>)"
)
_LONGEST, _AFTER_SUFFIX = 600, 60
# Assemblies and authorities, folded.
_AUTHORITIES = PrefilteredPattern(
    r"\b(?:(?P<commune>conseil\s{1,40}municipal|\b(?:arrete|decision)s?\s{1,4}(?:municipale?|du\s{1,4}maire)\b"
    r"|\bnous,?\s{1,4}maire\b)"
    r"|(?P<community>conseil\s{1,40}(?:communautaire|metropolitain|de\s{1,4}communaute)"
    r"|bureau\s{1,40}(?:communautaire|metropolitain))"
    r"|(?P<department>conseil\s{1,40}(?:departemental|general)\b"
    rf"(?!{_OF_COMMITTEE})"
    r"|actes\s{1,40}administratifs\s{1,40}du\s{1,40}departement)"
    r"|(?P<region>conseil\s{1,40}regional)|(?P<syndicate>comite\s{1,40}syndical|bureau\s{1,40}syndical"
    r"|conseil\s{1,40}syndical|\bpetr\b)"
    r"|(?P<board>conseil\s{1,40}d'administration)"
    r"|(?P<establishment>\bl[ea]\s{1,4}direct(?:eur|rice)\s{1,4}(?:general[e]?\s{1,4})?(?:adjointe?\s{1,4})?d(?:u\s|e\s{1,4}l)"
    r"[^.;:]{0,30}?(?:hospitalier|hopita|\bchu\b|ehpad|penitentiaire|maison\s{1,4}d)"
    r"|(?:recteur|rectrice)\s{1,4}de\s{1,4}l'\s?academie|president\s{1,4}du\s{1,4}tribunal)|(?P<agency>agence\s{1,40}regionale\s{1,40}de\s{1,40}sante)"
    r"|(?P<prefecture>arretes?\s{1,40}(?:inter)?prefectora|\bprefete?\s{1,4}d|"
    # the numbers that the State's collections bear
    r"recueil\s{1,4}des\s{1,4}actes\s{1,4}administratifs\s{1,4}(?:special\s{1,4})?n\s?[°o]\s?"
    r"[r0-9]?[0-9][0-9ab]-20[0-9]{2}-[0-9]{3})"
    r"|(?P<last>\bprefecture\s{1,4}d))",
    *("recueil", "conseil", "arrete", "decision", "nous", "bureau", "actes", "comite", "petr", "agence", "prefe"),
    *("le d", "la d", "recteur", "rectrice", "president"),
)
_THE_MAYOR_OF = re.compile(r"l[ea](?<!\w..)\s{1,4}(?P<commune>maire)\s{1,4}d")
# « Reçu en préfecture de l'Hérault », « rapport du conseil départemental »: another body.
_NOT_THE_ISSUER = re.compile(
    r"(?:(?:\ben|\ba la|\bvu l[ea]?'?|\bmembre de la|\bau)\s{1,4}"
    r"|\bsous[-\s]{1,4})\Z"
)
# « désigné par le président du tribunal »
_BY_OTHERS = re.compile(r"\bpar\s{1,4}(?:l[ea]\s{1,4})?\Z")
_ITS_COLLECTION = re.compile(r"administratifs\s{1,4}de\s{1,4}la\s{1,4}\Z")
# An act that was sent to a préfecture was not issued by a préfet.
_SENT_TO_THE_STATE = re.compile(
    r"\b(?:envoye|recu|reception|envoi)\s{1,4}(?:en\s{1,4}|a\s{1,4}la\s{1,4})?prefecture"
)


# « Le Préfet du Var, Officier de la Légion d'honneur, Vu »: the préfet decides, whatever service prepared the act.
_PREFECT_ORDERS = re.compile(
    r"\n\s{0,80}l[ea]\s{1,4}(?:sous-?\s?)?prefete?\b[^.;]{0,200}?\bvu\b|(?:\n|\s-)\s{0,80}arrete\s{1,4}(?:inter-?\s?)?prefectoral"
    r"|(?<!l')(?<!l' )(?<!d')(?<!es )(?<!et )\barrete\s{1,4}(?:inter-?\s?)?prefectoral\s{1,4}(?:n\s?[°o]|portant)"
)
_COLLECTION_CODE = re.compile(
    r"recueil\s{1,4}des\s{1,4}actes\s{1,4}administratifs\s[^0-9]{0,40}n?\s?[°o]?\s?[r]?(?P<code>[0-9][0-9ab][0-9]?)-20[0-9]{2}-[0-9]{3}"
)
_AGENCY = re.compile(r"(?:ars\b|agence\s{1,3}regionale)")
# Of these sorts another body that the heading names is not the issuer: « statuts de la communauté de communes ».
_WITH_OWN_NAMES = frozenset({"commune", "department", "region", "prefecture"})
_LETTERHEAD, _LONGEST_LINE = 600, 160
_ROLL = re.compile(
    r"(?:\A|\n|\betaient\s)[^\S\n]{0,40}(?:membres\s)?presents?\s{0,3}(?::|\n)"
    r"|\b(?:delegues|membres|conseillers|elus)\s(?:titulaires\s)?presents?(?:\s?\(\w{1,4}\))?\s{0,3}(?![\s:]*[0-9]{1,3}\s{0,3}(?:[^\w\s]|\Z))"
)
# « Centre communal d'action sociale de la commune de Lourmes »
_OF_THE_COMMUNE = re.compile(r" de la (?:commune|ville) (?=d[eu]s? |d['’])", re.IGNORECASE)
# What may follow the name in the line: « – Séance du 3 mai », « Délibération n° 4 »
_AFTER_LETTERHEAD = re.compile(
    r"[–—|(-]|(?:seance|deliberation|decision|conseil|comite|bureau|reunion|extrait|proces|commission|arrete)\b"
)
_TITLE_OF_ACT = re.compile(
    r"\b(?:reglement|rapport|convention|tarifs?|seance|deliberation|compte|budget|projet)\b"
)
_FOLDED_WORD = re.compile(r"[^\W_]{1,30}")
_COMPARED_NAMES = 20
# A word that no name of a commune goes on with.
_AFTER_COMMUNE = re.compile(r"[^\W\d_]{4,30}", re.IGNORECASE)
# Letters of a name that a misreading leaves recognisable, and how alike the two are.
_LONG_NAME, _ALIKE = 8, 0.9
# « Provence -Alpes -Côte d'Azur »: scanners part words from their hyphens.
_HYPHEN_APART = re.compile(rf"[\s-](?:(?<=[^\W\d_][^\S\n])-|(?<=[^\W\d_]-)[^\S\n])(?={_STOP}[^\W\d_])")
# « VILLENEUVE-SUR-VÈZE ⏎ Service Urbanisme », « Lourmes-le-Lac, Séance du 5 décembre ».
_OPENING = re.compile(
    rf"(?:[^\w«]{{0,40}}|S[ée]ance\s{{1,3}}du\s[0-9]{{1,2}}(?:er)?\s[^\W\d_]{{3,9}}\s[0-9]{{4}}\s{{0,3}}[–—-]\s){_PLACE}"
    r"(?P<after>\s{0,3}(?:[,\n–(]|[.-](?![^\W\d_]))|\s(?=[A-ZÉ][a-zé]|CM\s|CCAS\b|[0-9]{1,2}[ ./][0-9a-zéû]))"
)
# What follows a place alone: « , séance du 5 mai », « – CM du 3 mai », « 12.04.2021 », « , le 20 juin ».
_MEETS_ON = re.compile(
    r"\s{0,3}[,.–(-]{0,1}\s{0,3}(?:\n\s{0,3})?(?:le\s{1,3})?"
    r"(?:(?:l'an|seance|reunion|cm|conseil|session|assemblee|deliberation|dcm)\b"
    r"|[0-9]{1,2}(?:er)?[ ./](?:[0-9]{1,2}[ ./]|janv|fevr|mars|avril|mai|juin|juil|aout|sept|octob|novem|decem))"
)
_MUNICIPAL = re.compile(
    r"\bconseil\s{1,3}municipal|\b(?:le|la|m\.|mme|monsieur|madame)\s{1,3}(?:le\s{1,3}|la\s{1,3})?maire\b"
    r"|\ble\s{1,3}conseil\b|\bla\s{1,3}commune\b|\bcm\s{1,3}d[ue]\b|\badjointe?\b|\bseance\s{1,3}du\b|\breunion\s{1,3}du\b|\bmairie\b"
)
_OTHER_ASSEMBLY = re.compile(
    r"\b(?:conseil\s{1,3}(?:communautaire|syndical|departemental|regional|metropolitain|d'administration|d'ecole)"
    r"|comite\s{1,3}(?:syndical|social)|l[ea]\s{1,3}presidente?\b(?!\s{1,3}d)|bureau\s{1,3}(?:communautaire|syndical))"
)
# Headings that no commune is named like.
_HEADING = re.compile(
    r"(?:relev[ée]|proces|extrait|deliber|decision|arrete|annexe|convocation|urbanisme|administ|subvention|personnel|projet"
    r"|rapport|avenant|convention|registre|tableau|direction|culturel|enfance|jeunesse|travaux|voirie|information|ressource"
    r"|republique|libert|egalit|fraternit|departement|arrondissement|prefecture|association|reunion|conseil|syndicat"
    r"|communaut|metropole|guide|reglement|bilan|memento|programme|calendrier|agenda|etude|charte|statuts|cahier|fiche|journal"
    r"|bulletin|lettre|invitation|avis|annonce|motion|voeu|debat|synthese|election|tarif|cantine|assainissement|police|securite"
    r"|foret|communication|publi|dossier|monsieur|madame|recueil|comite|commission|environnement|logement|tourisme|economie"
    r"|education|scolaire|(?:ville|mairie|commune|compte|note|finance|budget|ordre|culture|sport|sante|marche|liste|plan|service"
    r"|pole|question|affaire|canton|region|objet|seance|page|acte|bureau|ccas|vie|social)s?\Z)"
)
# « CC PAYS DE LOURMES », « CA DU VAL DE VÈZE » alone at the top
_SHORT_COMMUNITY = re.compile(
    rf"\s{{0,20}}(?P<kind>CC|CA|CU)(?:{_OF_BODY}|\s{{1,3}})(?P<name>{_WORD}[^\n,;:0-9–]{{0,60}}?)\s{{0,3}}(?:\n|[–—(]|[0-9])"
)
_COMMUNITY_KINDS = {
    "CC": "Communauté de communes",
    "CA": "Communauté d'agglomération",
    "CU": "Communauté urbaine",
}
# « RÉGIE DES TRANSPORTS DE LOURMES », « CHAMBRE DE MÉTIERS DE LA VÈZE » alone at the top, above its assembly
_INSTITUTION = re.compile(
    r"\s{0,20}(?P<name>(?:chambre|regie|office|agence|caisse|etablissement|institut|parc|centre|ecole|universite|maison|port"
    r"|grand port|societe publique|service|syndicat|federation|conservatoire|groupement|pole|musee|theatre"
    r"|opera)\s"
    r"[^\n.;:0-9(]{4,90}?)[ \t]{0,9}(?:\n|\s[–—-]\s)"
)
_WITHOUT_PLACE = re.compile(r"(?:action sociale|ecoles|secours|sante|retraite|administration|habitat)\Z")
_ASSEMBLY = re.compile(
    r"\b(?:conseil\s{1,3}d'administration|assemblee\s{1,3}generale|conseil\s{1,3}d'exploitation|conseil\s{1,3}de\s{1,3}surveillance"
    r"|comite\s{1,3}(?:syndical|directeur))"
)
# « Entre la commune de Lourmes, représentée par son maire »
_PUBLIC_PARTY = re.compile(
    rf"\b[Ll][aA]\s(?:(?:[Cc]ommune|COMMUNE|[Vv]ille|VILLE)\s(?i:de\s|du\s|des\s|d['’]\s?)(?:{_PLACE})"
    rf"|(?P<whole>[Cc]ommunaut[ée]\s(?:de\scommunes|d['’]agglom[ée]ration|urbaine)(?:{_OF_BODY}"
    rf"|\s){_NAME.replace('?P<name>', '?P<own>')}))"
    r"(?=[^\n.;]{0,60},?\srepr[ée]sent[ée]e\s(?:par|[^\n.;]{0,40}\spar)"
    r"|,\s[^\n.;]{0,120}\set\srepr[ée]sent[ée]e\spar)"
)
_COUNCIL_BELOW = re.compile(
    r"\bconseil\s{1,4}municipal\b|\bextrait\s{1,4}du\s{1,4}registre|\bcommune\s{1,4}nouvelle"
)
_COUNCIL_REACH = 400
# « VERTMONT-SUR-VÈZE », « Saint-Lourmes », « Lourmes – Conseil municipal »: no other heading looks so.
_FORM_OF_PLACE = re.compile(r"\ASainte?[ -]|[-](?:sur|sous|en|l[eèé]s?|la|aux?|du|des?|d['’])[-\s]", re.IGNORECASE)
_MEETING_FOLLOWS = re.compile(r"\s{0,3}[–-]\s{0,3}(?:seance\s{1,3}du\s{1,3})?conseil\s{1,3}municipal\b")
# « La commune de Lourmes a publié »: a sentence about the commune that writes.
_SUBJECT = re.compile(rf"\bLa\s(?:commune|[Vv]ille)\s(?:de\s|d['’])\s?{_PLACE}")
_RULES = re.compile(r"\b(?:reglement|charte|tarifs)\b")
_TITLE_OF_COMMUNE = re.compile(rf"\b(?:DE\s)?LA\s(?:COMMUNE|VILLE)\s(?:DE|DU|DES)\s{_PLACE}")
# « La ministre du travail, de la santé et des familles, Vu »
_MINISTRY = re.compile(
    r"\bL[ea]\s{1,4}ministre\s{1,4}(?P<of>(?:d[eu]s?\s|de\s(?:la\s|l['’]))[^.;:]{3,160}?)\s{0,3},?\s{1,80}V[Uu]\b",
    re.IGNORECASE,
)
# « Lourmes-le-Lac, séance du 5 décembre 2022 », at the foot of pages
_SEANCE_OF = re.compile(
    rf"^[^\S\n]{{0,160}}{_PLACE}\s?,\s{{0,3}}[Ss][ée]ance\s{{1,3}}du\s{{1,3}}[0-9]", re.MULTILINE
)
# « réunis à la mairie de Lourmes », « salle du conseil de la mairie de Lourmes »
_MEETS_AT = PrefilteredPattern(
    rf"(?i:r[ée]uni{_LETTER}{{0,3}}\b[^.;:]{{0,80}}?\b(?:mairie|h[ôo]tel{_BREAK}de{_BREAK}ville)){_OF_COMMUNE}{_PLACE}",
    "reuni",
)
_SIGNED_AT = PrefilteredPattern(
    rf"\b(?i:(?:fait|d[ée]lib[ée]r[ée]|arr[êe]t[ée])(?:{_BREAK}et{_BREAK}(?:d[ée]lib[ée]r[ée]|arr[êe]t[ée]|d[ée]cid[ée]|sign[ée]))?"
    rf"(?:{_BREAK}en{_BREAK}mairie)?){_BREAK}(?i:à|a|en{_BREAK}mairie{_BREAK}de)\s{{1,20}}{_PLACE}",
    *("fait", "delibere", "arrete"),
)
_DOMAIN = re.compile(r"(?:@|\bwww\.)(?P<domain>[\w-]{3,60}(?:\.[\w-]{1,60}){0,2})\.[a-z]{2,8}\b")
_POSTAL = re.compile(rf"(?<![0-9])[0-9]{{5}}[^\S\n]{{1,3}}{_PLACE}")
# « l'ancien maire de », « les communes de »: of another commune.
_OTHERS = re.compile(
    r"\b(?:ancien|ancienne|communes?\s{1,4}(?:voisines?|membres?)|autres?|president\s{1,4}[^.;]{0,14})\s{1,4}(?:la\s|l'|de\s)?\Z"
)
_CITED = re.compile(r"\b(?:vu|par|au|entre|avec|a)\s{1,4}(?:la\s{1,4}|le\s{1,4}|l')?\Z")
_OF_ITS_COUNCIL = re.compile(
    r"(?:conseil\s{1,40}municipal|\bmaire|deliberations|adjoints?"
    r"|secretaire|(?:reunis?|assembles?)\s{1,40}(?:[a-z]{4,12}\s{1,40})?a)"
    r"\s{1,40}(?:de\s{1,40})?(?:la\s{1,40}|cette\s{1,40})?\Z"
)
_STYLED_WORD = re.compile(rf"{_ELIDED}[{_UPPER}][\w'’‘-]+")
_DANGLING = re.compile(r"(?:\s?[–-]\s?\w\Z|[ .–'’-]|\s(?i:au|aux|d[eu]|des|la|les?|et|sur|en)\Z){1,6}\Z")
_ARTICLE = re.compile(r"\b(?:la|une|les|cette|chaque|des|sa|par|sur|dans)\s{1,40}\Z")


def find_body(
    text: str,
    siren: str | None = None,
    departement: str | None = None,
    names: OfficialNames = NO_NAMES,
) -> str | None:
    """Return the name of the issuing body in its usual spelling; None if nothing names it.

    ``siren`` and ``departement`` are those of the act's identifier; ``names`` spell what is in capitals only.
    """
    departement = departement_of(departement)
    name = _find_name(text, siren, departement, names)
    return spell_body(name, text, names, departement) if name else None


def _find_name(text: str, siren: str | None, departement: str | None, names: OfficialNames) -> str | None:
    text = _HYPHEN_APART.sub("-", text)
    head = text[:HEAD_LENGTH]
    whole = fold_accents(text)
    small = whole[:HEAD_LENGTH]
    sort = find_body_sort(small)
    if sort != "commune" and (letterhead := _letterhead_body(text)):
        return letterhead
    collected = read_collected_act(text)
    code = _code_of_collection(small)
    if (
        collected
        and collected.service
        and not code
        and not _PREFECT_ORDERS.search(small)
        and not (sort == "agency" and _AGENCY.match(fold_accents(collected.service)))
    ):
        return collected.service
    if code or (collected and (sort == "department" or _PREFECT_ORDERS.search(small))):
        sort = "prefecture"
    if name := _most_printed(head, small, sort or "commune", names):
        return _whole_name(name, text, whole, names) if sort in ("commune", None) else name
    if ministry := _MINISTRY.search(head):
        return f"Ministère {ministry['of']}"
    if siren and (name := names.territory_of(siren)):
        return name
    if sort in ("commune", None) and (name := _name_elsewhere(text, whole, small, sort, names)):
        return name
    code = collected.departement if collected else code
    collects = sort == "prefecture" or (collected is not None and collected.service is None)
    if collects and code and (of := names.of_departement(code)):
        return f"Préfecture {of}"
    if sort not in _WITH_OWN_NAMES and (name := _heading_name(head, small) or _institution(text, small)):
        return name
    if sort is None and (name := _public_party(head, small)):
        return name
    if sort in ("commune", None) and (name := _ruled_commune(text, head, names)):
        return name
    return _dominant_name(text, whole, names, sort) if sort else _dominant_name(text, whole, names, times=4)


def find_body_sort(small: str) -> str | None:
    """Return the sort of body whose assembly or authority the head names first; None if it names none."""
    heads = False  # « PRÉFECTURE DU RHÔNE » heads the acts of communes too
    for match in merge_matches(_AUTHORITIES.finditer(small), _THE_MAYOR_OF.finditer(small)):
        sort, start = str(match.lastgroup), match.start()
        if _NOT_THE_ISSUER.search(small[max(0, start - 14) : start]):
            continue
        if sort == "establishment" and _BY_OTHERS.search(small, max(0, start - 14), start):
            continue
        if sort not in ("prefecture", "last"):
            return sort
        if sort == "prefecture" and not _SENT_TO_THE_STATE.search(small):
            return sort
        heads = heads or (sort == "last" and not _ITS_COLLECTION.search(small, max(0, start - 30), start))
    return "prefecture" if heads and not _SENT_TO_THE_STATE.search(small) else None


def _most_printed(head: str, small: str, sort: str, names: OfficialNames) -> str | None:
    """Return the name of the first way that names a body of this sort, the one printed most often; or None.

    « Préfecture de Brignoles » is a sous-préfecture, which decides for the préfet of the département.
    """
    ways = [phrase.finditer(small, head) for phrase in _PATTERNS[sort]]
    if sort == "community":
        ways.insert(3, _suffixed_names(head, small))
    for left, way in zip(range(len(ways) - 1, -1, -1), ways, strict=True):
        found = list(_iter_names(way, head, small))
        if sort == "prefecture":
            found = [name for name in found if not is_of_commune(name, names)]
        elif sort == "agency":  # its délégations bear the name of a département
            found = [name for name in found if is_of_region(name, names)] or ([] if left else found)
        if found:
            times = Counter(fold_accents(name).replace("-", " ") for name in found)
            return max(found, key=lambda name: times[fold_accents(name).replace("-", " ")])
    return None


def _whole_name(name: str, text: str, whole: str, names: OfficialNames) -> str:
    """Return the name of a commune with the words that a letterhead sets far off: « LOURMES    LE LAC »; or as the
    text spells it elsewhere, where a scanner misread it.
    """
    if names.is_commune(name) or not names.communes:
        return name
    words = _FOLDED_WORD.findall(fold_accents(name))
    start = re.compile(
        r"(?<!\w)" + r"[\s'-]{1,4}".join(map(re.escape, words)) + r"(?P<more>(?:[\s'-]{1,60}[a-z]{1,20}){1,4})"
    )
    for match in islice(start.finditer(whole), _COMPARED_NAMES):
        more = _FOLDED_WORD.findall(match["more"])
        for count in range(len(more), 0, -1):
            if names.is_commune(longer := " ".join([*words, *more[:count]])):
                return longer
    if shorter := _known_beginning(name, names):
        return shorter
    printed = (match["name"] for pattern in _PATTERNS["commune"] for match in pattern.finditer(whole, text))
    alike = (other for other in islice(printed, _COMPARED_NAMES) if names.is_commune(other))
    return next((other for other in alike if _is_misreading(fold_accents(name), fold_accents(other))), name)


def _known_beginning(name: str, names: OfficialNames) -> str | None:
    """Return the commune that a name begins with, where lines have run in: « Lourmes Règlement »; or None."""
    words = name.split()
    for count in range(len(words) - 1, 0, -1):
        if names.is_commune(shorter := " ".join(words[:count])):
            return shorter if words[count][0].isupper() and _AFTER_COMMUNE.fullmatch(words[count]) else None
    return None


def _is_misreading(name: str, other: str) -> bool:
    """Return whether two names differ in a letter or two of many."""
    short, long = sorted((len(name), len(other)))
    return short >= _LONG_NAME and long - short < 3 and SequenceMatcher(None, name, other).ratio() >= _ALIKE


def _code_of_collection(small: str) -> str | None:
    found = _COLLECTION_CODE.search(small)
    return found["code"].upper() if found else None


def _name_elsewhere(text: str, whole: str, small: str, sort: str | None, names: OfficialNames) -> str | None:
    """Return the commune that heads the text without a word, meets, signs or is named again and again; or None."""
    if opening := _opening_commune(text, small, sort, names):
        return opening
    feet = _only_name(match["name"] for match in _SEANCE_OF.finditer(text))
    if feet and names.is_commune(feet):
        return feet
    if sort != "commune":
        return None
    if name := _name_of_domain(text, names):
        return name
    for pattern in (_MEETS_AT, _SIGNED_AT):
        if name := _only_name(match["name"] for match in pattern.finditer(whole, text)):
            return name
    return _dominant_name(text, whole, names, "commune") or _only_name(
        match["name"] for match in _SUBJECT.finditer(text)
    )


def _name_of_domain(text: str, names: OfficialNames) -> str | None:
    """Return the commune of a postal address whose name is also that of a web site or of mail: « 99770 LOURMES,
    accueil@lourmes.fr »; or None.
    """
    domains = [fold_accents(match["domain"]).replace("-", "") for match in _DOMAIN.finditer(text)]
    if not domains:
        return None
    found = {
        fold_accents(name): name
        for match in _POSTAL.finditer(text)
        if names.is_commune(name := _DANGLING.sub("", _cut_at_case_change(" ".join(match["name"].split()))))
        and any("".join(_FOLDED_WORD.findall(fold_accents(name))) in domain for domain in domains)
    }
    return next(iter(found.values())) if len(found) == 1 else None


def _only_name(printed: Iterable[str]) -> str | None:
    """Return the name if all that are printed are the same; or None."""
    names = [_DANGLING.sub("", _cut_at_case_change(" ".join(name.split()))) for name in printed]
    return names[0] if len({fold_accents(name).replace("-", " ") for name in names}) == 1 else None


def _opening_commune(text: str, small: str, sort: str | None, names: OfficialNames) -> str | None:
    """Return the commune whose name alone opens the text, above its council or known as one; or None."""
    match = _OPENING.match(text)
    if match is None:
        return None
    name = _DANGLING.sub("", _cut_at_case_change(" ".join(match["name"].split())))
    if names.is_commune(name) and (sort == "commune" or match["after"].strip(" ")):
        return name
    if _meets_there(small, name, match.end("name")):
        return name
    council = _COUNCIL_BELOW.search(small, match.end("name"), match.end("name") + _COUNCIL_REACH)
    if sort != "commune" or not council or not match["after"].strip(" "):
        return None
    if _FORM_OF_PLACE.search(name) or _MEETING_FOLLOWS.match(small, match.end("name")):
        return name
    # Any heading may stand there: « RELEVÉ ». A place is named again with a preposition: « Fait à Lourmes ».
    again = re.compile(rf"(?:\bde\s|\bd['’]|\bà\s)\s{{0,3}}(?=[{_UPPER}])(?i:{re.escape(name)})(?!\w)")
    return name if again.search(text, match.end("name")) else None


def _meets_there(small: str, name: str, end: int) -> bool:
    """Return whether a name alone at the top is that of a commune whose council meets: « VÈZE-LE-BAS CM du »."""
    words = _FOLDED_WORD.findall(fold_accents(name))
    return (
        not any(map(_HEADING.match, words))
        and _MEETS_ON.match(small, end) is not None
        and _MUNICIPAL.search(small) is not None
        and _OTHER_ASSEMBLY.search(small) is None
        and (name.isupper() or _FORM_OF_PLACE.search(name) or "-" in name or small.startswith(",", end))
        and (len(words) > 1 or small.startswith(",", end))
    )


def _letterhead_body(text: str) -> str | None:
    """Return the grouping, syndicate or board whose name alone fills the first line, or None."""
    start = len(text) - len(text.lstrip())
    if short := _SHORT_COMMUNITY.match(text):
        return f"{_COMMUNITY_KINDS[short['kind']]} {_of(text, short)}"
    line = text[start : start + _LONGEST_LINE].split("\n", 1)[0]
    small = fold_accents(line)
    for sort in ("community", "syndicate", "board"):
        ways = [phrase.finditer(small, line) for phrase in _PATTERNS[sort]]
        for match in (*chain.from_iterable(ways), *(_suffixed_names(line, small) if sort == "community" else ())):
            rest = line[match.end() :].strip(" \t»*")
            if (
                match.start() == 0
                and line[0].isupper()
                and (not rest or _AFTER_LETTERHEAD.match(fold_accents(rest)))
            ):
                named = _OF_THE_COMMUNE.sub(" ", " ".join((match["whole"] or "").split()))
                return _DANGLING.sub("", named) or None
    return None


def _of(text: str, short: re.Match[str]) -> str:
    """Return the words after « CC » with the link that they begin with: « du Val », « Pays de Vèze »."""
    return " ".join(text[short.end("kind") : short.end("name")].split())


def _institution(text: str, small: str) -> str | None:
    """Return the institution whose name alone fills the first line, if its assembly decides; or None."""
    match = _INSTITUTION.match(small)
    if match is None or not _ASSEMBLY.search(small) or _TITLE_OF_ACT.search(match["name"]):
        return None
    words = text[match.start("name") : match.end("name")].split()
    proper = any(word[0].isupper() or word[1:3].strip("'’").istitle() for word in words[1:])
    return " ".join(words) if proper and not _WITHOUT_PLACE.search(match["name"]) else None


def _public_party(head: str, small: str) -> str | None:
    """Return the only commune or grouping that a convention represents by its head, or None."""
    found = {
        fold_accents(name): name
        for match in _PUBLIC_PARTY.finditer(head)
        if (name := " ".join((match["whole"] or match["name"]).split()))
    }
    return next(iter(found.values())) if len(found) == 1 and "convention" in small else None


def _ruled_commune(text: str, head: str, names: OfficialNames) -> str | None:
    """Return the known commune that rules name in their title or as the subject of a sentence, if it is the only
    one: « RÈGLEMENT INTÉRIEUR DE L'ACCUEIL DE LA VILLE DE LOURMES », « La Ville de Lourmes organise »; or None.
    """
    if _RULES.search(fold_accents(head[:_LETTERHEAD])) is None:
        return None
    named = (*_TITLE_OF_COMMUNE.finditer(head, 0, _LETTERHEAD), *_SUBJECT.finditer(text))
    name = _only_name(match["name"] for match in named)
    return name if name and names.is_commune(name) else None


def _dominant_name(text: str, whole: str, names: OfficialNames, *sorts: str, times: int = 2) -> str | None:
    """Return the name that a text prints so many ``times``, and twice as often as any other of its sorts, if one
    is. Where a scanner misread the name of a commune, that counts for the commune.
    """
    counts: Counter[str] = Counter()
    spellings: dict[str, str] = {}
    for sort in sorts or ("community", "department", "region", "syndicate", "commune"):
        for pattern in _PATTERNS[sort]:
            for match in pattern.finditer(whole, text):
                if sort == "commune" and (_OTHERS.search(whole, max(0, match.start() - 30), match.start())):
                    continue
                groups = match.groupdict()
                named = groups.get("whole") or match["name"]
                name = _DANGLING.sub("", " ".join(_cut_at_case_change(named).split()))
                key = fold_accents(name).replace("-", " ")
                counts[key] += 1
                spellings.setdefault(key, name)
    for key in [key for key in counts if not names.is_commune(spellings[key])]:
        alike = (other for other in counts if names.is_commune(spellings[other]) and _is_misreading(key, other))
        if meant := next(alike, None):
            counts[meant] += counts.pop(key)
    (most, first), (_, second) = (*counts.most_common(2), ("", 0), ("", 0))[:2]
    return spellings[most] if first >= max(times, 2 * second) else None


def _heading_name(head: str, small: str) -> str | None:
    """Return the first name of a body of any sort that stands in the heading with a capital, above the roll, which
    names those that members represent; or None.
    """
    roll = _ROLL.search(small, 0, _LETTERHEAD)
    end = roll.start() if roll else _LETTERHEAD
    found = [
        (match.start(), name)
        for sort, patterns in _PATTERNS.items()
        if sort != "agency"
        for pattern in patterns
        for match in pattern.finditer(small[:end], head[:end])
        if head[match.start()].isupper() and not _CITED.search(small, max(0, match.start() - 20), match.start())
        for name in _iter_names(iter([match]), head, small)
    ]
    return min(found)[1] if found else None


def _suffixed_names(head: str, small: str) -> Iterator[re.Match[str]]:
    reached = 0
    for word in _NAME_SUFFIX.finditer(small):
        match = _SUFFIXED_NAME.search(head, max(reached, word.start() - _LONGEST), word.end() + _AFTER_SUFFIX)
        if match:
            reached = match.end()
            yield match


def _iter_names(matches: Iterator[re.Match[str]], head: str, small: str) -> Iterator[str]:
    for match in matches:
        if not _names_issuer(match, head, small):
            continue
        name = match["name"] or ""
        if name and not _DANGLING.sub("", f" {name}"):
            continue  # « le budget du syndicat ⏎ Le comité »
        styled = _cut_at_case_change(name)
        groups = match.groupdict()
        whole = groups.get("whole", name)
        if not groups.get("place"):
            whole = whole[: len(whole) - (len(name) - len(styled))]
        if whole.strip():
            named = _OF_THE_COMMUNE.sub(" ", " ".join(whole.split()).replace("- ", "-"))
            yield _DANGLING.sub("", named)


def _names_issuer(match: re.Match[str], head: str, small: str) -> bool:
    """Return whether the match names the issuer: « COMMUNE DE X », « le conseil municipal de la commune de
    X »; not « un terrain de la commune de X ».
    """
    before = small[max(0, match.start() - 60) : match.start()]
    commune = small.startswith(("commune", "ville", "mairie"), match.start())
    if commune and _OF_ITS_COUNCIL.search(before):
        return True
    if _NOT_THE_ISSUER.search(before):
        return False
    return not commune or (head[match.start()].isupper() and not _ARTICLE.search(before))


def _cut_at_case_change(name: str) -> str:
    """Cut a name where capitals and ordinary case change: « VERTMONT Le » and « Vertmont LE » end at
    « Vertmont ».
    """
    words = list(_STYLED_WORD.finditer(name))
    if not words:
        return name
    capitals = words[0][0].isupper()
    for before, word in pairwise(words):
        if len(word[0]) > 1 and word[0].isupper() != capitals:
            return name[: before.end()]
    return name
