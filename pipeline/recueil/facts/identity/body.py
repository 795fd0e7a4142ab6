"""Find the body that issued the act, as printed.

« VILLE DE SAINT-LOUBIN » is « SAINT-LOUBIN », « le Conseil communautaire de la Communauté de communes du
Val d'Ourlière » is « Communauté de communes du Val d'Ourlière ». The assembly or authority that the head
names first determines the sort of body, since a commune's act also names its département and its
intercommunalité. Of several names, the one printed most often wins.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from recueil.facts.identity.kind import HEAD_LENGTH
from recueil.text import PrefilteredPattern, fold_accents, merge_matches

_UPPER = "A-ZÀ-ÖØ-ÞŒ"
_GAP = r"[^\S\n]{1,3}"
_BREAK = r"\s{1,60}"
_ELIDED = "(?:[dDlL]['’‘`´])?"
_LETTER = r"[^\W\d_]"
# Words of the heading that follow a name when its lines have run together: by their beginnings, and whole, since
# names of communes begin alike: « Villejuif », « Rueil », « Sallanches », « Lieusaint ».
_STOP = (
    r"(?!(?i:extrait|proc[eè]s|compte|s[eé]ance|session|r[eé]union|conseil|arr[eê]t|d[ée]lib|d[ée]cision"
    r"|registre|r[ée]publique|d[ée]partement|arrondissement|nombre|convocation|l['’]an\b|budget|envoy[ée]|re[çc]u\b"
    r"|publi|affich|objet|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|pr[ée]sents?|vu\b|rapport"
    r"|communaut[ée]|t[ée]l\b|t[ée]l[ée]|direction|pr[ée]fet|monsieur|madame|association|recueil|l[ée]galement"
    r"|d[ûu]ment|r[ée]guli[èe]rement|[ée]valuation|est\b|s['’]est"
    r"|(?:canton|date|mairie|plan|ordre|liste|commune|ville|bureau|h[ôo]tel|place|rue|avenue|code|page|service|maire"
    r"|article|acte|lieu|dossier|point|membre|ann[ée]e|exercice|rapporteur|salle|dg[as])s?\b))"
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

_REGION = rf"(?:(?i:r[ée]gion){_BREAK})?"

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
        PrefilteredPattern(rf"(?P<whole>(?i:m[ée]tropole){_OF_BODY}{_NAME})", "metropole"),
    ),
    "department": (
        PrefilteredPattern(rf"(?P<whole>(?i:d[ée]partement){_OF_BODY}{_NAME})", "departement"),
        PrefilteredPattern(
            rf"(?P<whole>(?i:conseil{_BREAK}(?:d[ée]partemental|g[ée]n[ée]ral)){_OF_BODY}{_NAME})", "conseil"
        ),
    ),
    "region": (
        PrefilteredPattern(rf"(?P<whole>(?i:\br[ée]gion)(?:{_OF_BODY}|{_BREAK}){_NAME})", "region"),
        PrefilteredPattern(rf"(?P<whole>(?i:conseil{_BREAK}r[ée]gional){_OF_BODY}{_NAME})", "conseil"),
    ),
    "syndicate": (
        PrefilteredPattern(
            rf"(?P<whole>(?i:syndicat(?:{_BREAK}(?:mixte|intercommunal|d[ée]partemental))?)(?:{_OF_BODY}|{_BREAK}){_NAME}"
            rf"(?:{_OF_BODY}{_NAME.replace('?P<name>', '?P<place>')})?)",
            "syndicat",
        ),
        PrefilteredPattern(
            rf"(?P<whole>(?i:p[ôo]le{_BREAK}d['’]\s?[ée]quilibre{_BREAK}territorial(?:{_BREAK}et{_BREAK}rural)?){_OF_BODY}{_NAME})",
            "pole",
        ),
        PrefilteredPattern(
            rf"(?P<whole>\b(?:PETR|SIVU|SIVOM|SMICTOM|SICTOM)(?:{_OF_BODY}|{_BREAK}){_NAME})",
            *("petr", "sivu", "sivom", "smictom", "sictom"),
        ),
    ),
    "board": (
        PrefilteredPattern(
            rf"(?P<whole>(?i:centre{_BREAK}(?:communal|intercommunal){_BREAK}d['’]action{_BREAK}sociale|\bccas"
            rf"|\bcias|caisse{_BREAK}des{_BREAK}[ée]coles)"
            rf"{_OF_BODY}{_NAME})",
            *("centre", "ccas", "cias", "caisse"),
        ),
        PrefilteredPattern(
            rf"(?P<whole>(?i:service{_BREAK}d[ée]partemental{_BREAK}d['’]incendie{_BREAK}et{_BREAK}de{_BREAK}secours)"
            rf"(?:{_OF_BODY}{_NAME}|(?P<place>)))",
            "service",
        ),
        PrefilteredPattern(
            rf"(?P<whole>(?i:centre{_BREAK}hospitalier|office{_BREAK}public{_BREAK}de{_BREAK}l['’]habitat)(?:{_OF_BODY}"
            rf"|{_BREAK}){_NAME})",
            *("centre", "office"),
        ),
    ),
    "prefecture": (
        PrefilteredPattern(rf"(?P<whole>(?i:\bpr[ée]fecture){_OF_BODY}{_REGION}{_NAME})", "prefecture"),
        PrefilteredPattern(rf"(?P<whole>(?i:\bpr[ée]f[èe]te?){_OF_BODY}{_REGION}{_NAME})", "prefet"),
    ),
    "agency": (
        PrefilteredPattern(
            rf"(?P<whole>(?i:agence{_BREAK}r[ée]gionale{_BREAK}de{_BREAK}sant[ée])(?:{_OF_BODY}|{_BREAK}){_NAME})",
            "agence",
        ),
    ),
}
# « Clermont Auvergne Métropole »: suffixes of a name, and the longest name.
_NAME_SUFFIX = re.compile("agglomeration|metropole")
_SUFFIXED_NAME = re.compile(
    rf"(?P<whole>{_WORD}(?:{_GAP}{_WORD}){{0,2}}{_GAP}(?i:agglom[ée]ration|m[ée]tropole))\b(?P<name>)"
)
_LONGEST = 600
# Assemblies and authorities, folded.
_AUTHORITIES = PrefilteredPattern(
    r"\b(?:(?P<commune>conseil\s{1,40}municipal|\b(?:arrete|decision)s?\s{1,4}(?:municipale?|du\s{1,4}maire)\b"
    r"|\bnous,?\s{1,4}maire\b)"
    r"|(?P<community>conseil\s{1,40}(?:communautaire|metropolitain|de\s{1,4}communaute)"
    r"|bureau\s{1,40}(?:communautaire|metropolitain))"
    r"|(?P<department>conseil\s{1,40}(?:departemental|general)\b"
    r"|actes\s{1,40}administratifs\s{1,40}du\s{1,40}departement)"
    r"|(?P<region>conseil\s{1,40}regional)|(?P<syndicate>comite\s{1,40}syndical|bureau\s{1,40}syndical"
    r"|conseil\s{1,40}syndical|\bpetr\b)"
    r"|(?P<board>conseil\s{1,40}d'administration)|(?P<agency>agence\s{1,40}regionale\s{1,40}de\s{1,40}sante)"
    r"|(?P<prefecture>arretes?\s{1,40}(?:inter)?prefectora|\bprefete?\s{1,4}d|"
    # the numbers that the State's collections bear
    r"recueil\s{1,4}des\s{1,4}actes\s{1,4}administratifs\s{1,4}(?:special\s{1,4})?n\s?[°o]\s?"
    r"[r0-9]?[0-9][0-9ab]-20[0-9]{2}-[0-9]{3})"
    r"|(?P<last>\bprefecture\s{1,4}d))",
    *("recueil", "conseil", "arrete", "decision", "nous", "bureau", "actes", "comite", "petr", "agence", "prefe"),
)
_THE_MAYOR_OF = re.compile(r"l[ea](?<!\w..)\s{1,4}(?P<commune>maire)\s{1,4}d")
# « Reçu en préfecture de l'Hérault », « rapport du conseil départemental »: another body.
_NOT_THE_ISSUER = re.compile(
    r"(?:(?:\ben|\ba la|\bvu l[ea]?'?|\bmembre de la|\bau)\s{1,4}"
    r"|\bsous[-\s]{1,4})\Z"
)
_ITS_COLLECTION = re.compile(r"administratifs\s{1,4}de\s{1,4}la\s{1,4}\Z")
# An act that was sent to a préfecture was not issued by a préfet.
_SENT_TO_THE_STATE = re.compile(
    r"\b(?:envoye|recu|reception|envoi)\s{1,4}(?:en\s{1,4}|a\s{1,4}la\s{1,4})?prefecture"
)


_OF_ITS_COUNCIL = re.compile(
    r"(?:conseil\s{1,40}municipal|\bmaire|deliberations|adjoints?"
    r"|secretaire|(?:reunis?|assembles?)\s{1,40}(?:[a-z]{4,12}\s{1,40})?a)"
    r"\s{1,40}(?:de\s{1,40})?(?:la\s{1,40}|cette\s{1,40})?\Z"
)
_STYLED_WORD = re.compile(rf"{_ELIDED}[{_UPPER}][\w'’‘-]+")
_DANGLING = re.compile(r"(?:[ .–'’-]|\s(?i:au|aux|d[eu]|des|la|les?|et|sur|en)\Z){1,6}\Z")
_ARTICLE = re.compile(r"\b(?:la|une|les|cette|chaque|des|sa|par|sur|dans)\s{1,40}\Z")


def find_body(text: str) -> str | None:
    """Return the name of the issuing body with single spaces; None if the head names none."""
    head = text[:HEAD_LENGTH]
    small = fold_accents(text)[:HEAD_LENGTH]
    return _most_printed(head, small, _body_sort(small))


def _body_sort(small: str) -> str:
    """Return the sort of body whose assembly or authority the head names first; ``commune`` if it names
    none.
    """
    heads = False  # « PRÉFECTURE DU RHÔNE » heads the acts of communes too
    for match in merge_matches(_AUTHORITIES.finditer(small), _THE_MAYOR_OF.finditer(small)):
        sort, start = str(match.lastgroup), match.start()
        if _NOT_THE_ISSUER.search(small[max(0, start - 14) : start]):
            continue
        if sort not in ("prefecture", "last"):
            return sort
        if sort == "prefecture" and not _SENT_TO_THE_STATE.search(small):
            return sort
        heads = heads or (sort == "last" and not _ITS_COLLECTION.search(small, max(0, start - 30), start))
    return "prefecture" if heads and not _SENT_TO_THE_STATE.search(small) else "commune"


def _most_printed(head: str, small: str, sort: str) -> str | None:
    ways = [phrase.finditer(small, head) for phrase in _PATTERNS[sort]]
    if sort == "community":
        ways.append(_suffixed_names(head, small))
    for way in ways:
        if names := list(_iter_names(way, head, small)):
            times = Counter(fold_accents(name).replace("-", " ") for name in names)
            return max(names, key=lambda name: times[fold_accents(name).replace("-", " ")])
    return None


def _suffixed_names(head: str, small: str) -> Iterator[re.Match[str]]:
    reached = 0
    for word in _NAME_SUFFIX.finditer(small):
        match = _SUFFIXED_NAME.search(head, max(reached, word.start() - _LONGEST), word.end() + 1)
        if match:
            reached = match.end()
            yield match


def _iter_names(matches: Iterator[re.Match[str]], head: str, small: str) -> Iterator[str]:
    for match in matches:
        if not _names_issuer(match, head, small):
            continue
        name = match["name"] or ""
        styled = _cut_at_case_change(name)
        groups = match.groupdict()
        whole = groups.get("whole", name)
        if not groups.get("place"):
            whole = whole[: len(whole) - (len(name) - len(styled))]
        if whole.strip():
            yield _DANGLING.sub("", " ".join(whole.split()).replace("- ", "-"))


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
