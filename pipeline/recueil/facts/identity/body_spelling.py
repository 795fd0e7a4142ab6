"""Spell the name of a body: « PRÉFET DU VAR » is « Préfecture du Var », « COMMUNAUTE DE COMMUNES DU VAL D'OURLE »
is « Communauté de communes du Val d'Ourle ».

A name keeps the spelling in small letters that the act has somewhere. A name in capitals only is written with a
capital for each word but the small ones; a commune, a département and a région are spelled as in the gazetteer.
"""

from __future__ import annotations

import re

from recueil.facts.identity.official_names import OfficialNames
from recueil.text import fold_accents

# Folded; who acts for a body stands for it.
_AUTHORITIES = (
    (re.compile(r"(?:sous-?\s?)?pref(?:e|ecture)te?(?=\s+d)|prefecture(?=\s+d)"), "Préfecture"),
    (re.compile(r"conseil\s+(?:departemental|general)(?=\s+d)"), "Département"),
    (re.compile(r"conseil\s+regional(?=\s)"), "Région"),
    (re.compile(r"c\.?c\.?a\.?s\.?(?=\s+d)"), "CCAS"),
    (re.compile(r"centre\s+communal\s+d'action\s+sociale(?=\s+d)"), "CCAS"),
)
_SMALL_WORDS = frozenset(
    [
        "a",
        "au",
        "aux",
        "d",
        "de",
        "des",
        "du",
        "en",
        "et",
        "l",
        "la",
        "le",
        "les",
        "lès",
        "lez",
        "sous",
        "sur",
        "entre",
    ]
)
# Words that name the sort of a body: small letters after the first word, with the accents that capitals lack.
_COMMON_WORDS = {
    fold_accents(word): word
    for word in [
        "agence",
        "agglomération",
        "action",
        "assainissement",
        "autorité",
        "caisse",
        "canton",
        "centre",
        "collectivité",
        "communal",
        "communale",
        "communauté",
        "communes",
        "communautaire",
        "commune",
        "conseil",
        "culturelles",
        "défense",
        "départemental",
        "départementale",
        "département",
        "déchets",
        "direction",
        "directions",
        "eau",
        "eaux",
        "écoles",
        "économie",
        "électricité",
        "emploi",
        "énergie",
        "énergies",
        "enseignement",
        "environnement",
        "équilibre",
        "établissement",
        "finances",
        "fiscal",
        "foncier",
        "général",
        "groupement",
        "habitat",
        "hospitalier",
        "hôpital",
        "hôpitaux",
        "incendie",
        "intercommunal",
        "intercommunale",
        "interdépartementale",
        "logement",
        "lycée",
        "mairie",
        "maison",
        "métropole",
        "mixte",
        "national",
        "nationale",
        "office",
        "ordures",
        "ménagères",
        "pénitentiaire",
        "pôle",
        "populations",
        "potable",
        "préfecture",
        "protection",
        "public",
        "publics",
        "publique",
        "publiques",
        "régie",
        "région",
        "régional",
        "régionale",
        "retraite",
        "routes",
        "rural",
        "santé",
        "secours",
        "service",
        "services",
        "social",
        "sociale",
        "solidarités",
        "syndicat",
        "territoire",
        "territoires",
        "territorial",
        "territoriale",
        "travail",
        "traitement",
        "tribunal",
        "transports",
        "universitaire",
        "université",
        "urbaine",
        "urbain",
        "ville",
        "vocation",
        "unique",
        "multiple",
        "police",
        "pays",
        "administratif",
        "cohésion",
        "mer",
        "prévention",
        "pour",
        "académie",
        "éducation",
        "nationale",
        "aménagement",
        "développement",
    ]
}
# « Pays », « Ville » and the like begin proper names as well.
_OF_NAMES = frozenset({"pays", "ville", "canton", "mer", "eaux", "eau", "energie", "energies"})
_ARTICLES = frozenset({"l", "la", "le", "les"})
_INITIALS = frozenset(
    [
        "ccas",
        "cias",
        "sivu",
        "sivom",
        "smictom",
        "sictom",
        "sirtom",
        "smirtom",
        "petr",
        "sdis",
        "chu",
        "chru",
        "ehpad",
        "ars",
        "siaep",
        "siaepa",
        "sdis",
        "smtc",
        "cc",
        "ca",
        "ddtm",
    ]
)
_WORD = re.compile(r"[^\W_]+")
_AND_SMALL = re.compile(r"[a-zà-ÿœ]{2}")
_QUOTE = re.compile(r"[«»\"“”]")
_GENERIC_START = re.compile(
    r"(?P<what>communaute\s+(?:de\s+communes|d'\s?agglomeration|urbaine)|metropole|departement|region|prefecture"
    r"|ccas|academie)(?P<link>\s+(?:(?:de\s+(?:la\s+)?region|de\s+la|du|des|de|la|les|le)\s+|(?:de\s+l'|d')\s?)?)"
)


_OF_TERRITORIES = frozenset({"prefecture", "departement", "region"})


def spell_body(name: str, text: str, names: OfficialNames, departement: str | None = None) -> str:
    """Return the name of a body in its usual spelling; ``text`` is that of the act."""
    name = " ".join(_QUOTE.sub(" ", name.replace("’", "'").replace("‘", "'")).split()).strip(" -–")
    name = _with_its_head(name)
    generic = _GENERIC_START.match(fold_accents(name))
    if generic is None:
        own = _spell_own(name, text, names, departement, starts=True)
        return own[:1].upper() + own[1:]
    what, link, own = name[: generic.end("what")], name[generic.end("what") : generic.end()], name[generic.end() :]
    if generic["what"] in _OF_TERRITORIES:
        own = _known_start(own, names)
    what = _with_small_letters(what.upper(), starts=True)
    link = " ".join(_COMMON_WORDS.get(fold_accents(word), word.lower()) for word in link.split(" "))
    if link == " de région ":
        link = " de la région "  # « le préfet de région Bretagne »
    return what + link + _spell_own(own, text, names, departement, starts=False)


def _spell_own(own: str, text: str, names: OfficialNames, departement: str | None, *, starts: bool) -> str:
    """Spell a name without the words of its sort."""
    if official := names.spell(own, departement):
        return official
    if not own or _AND_SMALL.search(own):
        return own
    return _spelling_in(text, own) or _with_small_letters(own, starts=starts)


def _known_start(own: str, names: OfficialNames) -> str:
    """Cut a name after the words that are those of a territory: « Bouches-du-Rhône Environnement »."""
    words = own.split(" ")
    starts = (" ".join(words[:count]) for count in range(len(words), 0, -1))
    return next(filter(names.is_known, starts), own)


def _with_its_head(name: str) -> str:
    small = fold_accents(name)
    for pattern, head in _AUTHORITIES:
        if match := pattern.match(small):
            return f"{head}{name[match.end() :]}"
    return name


def _spelling_in(text: str, own: str) -> str | None:
    """Return the spelling of a name in small letters that a text has most often; None without any."""
    words = _WORD.findall(fold_accents(own))
    if not words or len("".join(words)) < 3:
        return None
    pattern = re.compile(r"(?<!\w)" + r"[\s'’-]{1,4}".join(map(re.escape, words)) + r"(?!\w)")
    counts: dict[str, int] = {}
    for match in pattern.finditer(fold_accents(text)):
        written = " ".join(text[match.start() : match.end()].split())
        if written[0].isupper() and _AND_SMALL.search(written) and not _has_capital_word(written):
            counts[written] = counts.get(written, 0) + 1
    return max(counts, key=lambda written: (counts[written], written.count("-")), default=None)


def _has_capital_word(written: str) -> bool:
    return any(len(word) > 3 and word.isupper() for word in _WORD.findall(written))


def _with_small_letters(name: str, *, starts: bool) -> str:
    """Write a name in capitals with small letters: « SYNDICAT MIXTE DU VAL D'OURLE »."""
    generic = starts
    pieces: list[str] = []
    reached = 0
    for match in _WORD.finditer(name):
        word, folded = match[0], fold_accents(match[0])
        pieces.append(name[reached : match.start()])
        reached = match.end()
        first = match.start() == 0
        common = _COMMON_WORDS.get(folded) if generic else None
        if folded in _INITIALS:
            pieces.append(word.upper())
        elif folded in _SMALL_WORDS and not (first and (starts or folded in _ARTICLES)):
            pieces.append(word.lower())
        elif common and not (folded in _OF_NAMES and not first):
            pieces.append(common.capitalize() if first and starts else common)
        else:
            generic = False
            pieces.append(word.capitalize())
    pieces.append(name[reached:])
    return "".join(pieces)
