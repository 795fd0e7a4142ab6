"""Spell the name of a body: « PRÉFET DU VAR » is « Préfecture du Var », « COMMUNAUTE DE COMMUNES DU VAL D'OURLE »
is « Communauté de communes du Val d'Ourle ».

A name keeps the spelling in small letters that the act has somewhere. A name in capitals only is written with a
capital for each word but the small ones; a commune, a département and a région are spelled as in the gazetteer.

A SIREN or a code stands for a commune, a département or a région: the SIREN of a commune contains its INSEE
code (``213401722`` is 34172), that of a département its number (``229300082``).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType

from recueil.entities.places.communes import CommuneTable, load_communes
from recueil.text import fold_accents, fold_words

_WRITTEN_IN_FULL = {"st": "saint", "ste": "sainte"}
_CORSICA = ("2A", "2B")

# « de la Seine-Saint-Denis », « du Var », « de l'Ain », « des Landes », « de Paris ».
_MASCULINE = frozenset(
    [
        "Bas-Rhin",
        "Calvados",
        "Cantal",
        "Cher",
        "Doubs",
        "Finistère",
        "Gard",
        "Gers",
        "Haut-Rhin",
        "Jura",
        "Loiret",
        "Lot",
        "Morbihan",
        "Nord",
        "Pas-de-Calais",
        "Puy-de-Dôme",
        "Rhône",
        "Tarn",
        "Territoire de Belfort",
        "Val-d'Oise",
        "Val-de-Marne",
        "Var",
    ]
)
_WITHOUT_ARTICLE = frozenset(
    [
        "Loir-et-Cher",
        "Lot-et-Garonne",
        "Maine-et-Loire",
        "Mayotte",
        "Meurthe-et-Moselle",
        "Paris",
        "Saint-Barthélemy",
        "Saint-Martin",
        "Saint-Pierre-et-Miquelon",
        "Saône-et-Loire",
        "Seine-et-Marne",
        "Tarn-et-Garonne",
        "Vaucluse",
    ]
)
_ELIDED = frozenset(["Eure-et-Loir", "Ille-et-Vilaine", "Indre-et-Loire"])
_PLURAL = re.compile(
    r"(?:Alpes|Ardennes|Bouches|Côtes|Deux|Hautes-(?:Alpes|Pyrénées)|Hauts|Landes|Pyrénées|Vosges|Yvelines)\b"
)


@dataclass(frozen=True, slots=True)
class OfficialNames:
    """Names by code and by folded words. Without tables it knows none."""

    communes: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    departements: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    spellings: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: MappingProxyType({}))

    @classmethod
    def read(cls, folder: Traversable, table: CommuneTable) -> OfficialNames:
        communes: dict[str, str] = {}
        departements: dict[str, str] = {}
        spellings: dict[str, dict[str, str]] = {}
        for row, key in zip(*table, strict=True):
            spellings.setdefault(key, {})[row.departement] = row.name
            if row.kind == "commune":
                communes[row.code] = row.name
        for territory in _read_rows((folder / "territories.csv").read_text("utf-8")):
            if territory["kind"] == "departement":
                departements[territory["code"]] = territory["name"]
            # a département is spelled before a commune of the same name: « Paris », « la Réunion »
            spellings.setdefault(_key_of(territory["name"]), {}).setdefault("", territory["name"])
        return cls(communes, departements, spellings)

    def is_known(self, name: str) -> bool:
        """Return whether a commune, a département or a région has this name in some spelling."""
        return _key_of(name) in self.spellings

    def is_commune(self, name: str) -> bool:
        """Return whether a commune has this name in some spelling."""
        return any(self.spellings.get(_key_of(name), {}))

    def code_of_departement(self, name: str) -> str | None:
        """Return the code of the département of this name; None for another name."""
        key = _key_of(name)
        return next((code for code, one in self.departements.items() if _key_of(one) == key), None)

    def is_territory(self, name: str) -> bool:
        """Return whether a département or a région has this name in some spelling."""
        return "" in self.spellings.get(_key_of(name), {})

    def spell(self, name: str, departement: str | None = None) -> str | None:
        """Return the official spelling of a name; None for an unknown name, or if namesakes differ in it.

        ``departement``: where it lies, which tells namesakes apart.
        """
        found = self.spellings.get(_key_of(name), {})
        if departement and departement in found:
            return found[departement]
        names = set(found.values())
        return names.pop() if len(names) == 1 else None

    def territory_of(self, siren: str) -> str | None:
        """Return the name of the commune or the département of a SIREN; None for any other body."""
        if siren.startswith("21"):
            return next((self.communes[code] for code in _insee_codes(siren) if code in self.communes), None)
        if siren.startswith("22"):
            return self.departement(siren[2:4]) or self.departement(siren[2:5])
        return None

    def departement(self, code: str) -> str | None:
        """Return « Département de la Seine-Saint-Denis » for 93 or 093, else None."""
        return f"Département {of}" if (of := self.of_departement(code)) else None

    def of_departement(self, code: str) -> str | None:
        """Return the name of a département after « de », with its article: « du Var » for 83 or 083, else None."""
        name = self.departements.get(code) or self.departements.get(code.removeprefix("0"))
        if name is None:
            return None
        if name.startswith("La "):
            return f"de {name[0].lower()}{name[1:]}"
        if name in _WITHOUT_ARTICLE:
            return f"de {name}"
        if name in _ELIDED:
            return f"d'{name}"
        if _PLURAL.match(name):
            return f"des {name}"
        if name in _MASCULINE:
            return f"du {name}"
        return (
            f"de l'{name}" if _key_of(name)[0] in "aeiouhy" and not name.startswith("Haute") else f"de la {name}"
        )


def departement_of(code: str | None) -> str | None:
    """Return the code of a département in two characters, or three overseas: « 034 » is « 34 »."""
    if code is None or len(code) != 3:
        return code
    return code if code.startswith(("97", "98")) else code[1:]


def _insee_codes(siren: str) -> Iterator[str]:
    """Yield the INSEE codes that the SIREN of a commune may stand for."""
    departement, commune = siren[2:4], siren[5:8]
    yield departement + commune
    if departement == "20":
        yield from (f"{corsican}{commune}" for corsican in _CORSICA)
    if departement == "97":
        yield f"{siren[2:5]}{siren[6:8]}"


def _key_of(name: str) -> str:
    return " ".join(_WRITTEN_IN_FULL.get(word, word) for word in fold_words(name))


def _read_rows(table: str) -> list[dict[str, str]]:
    return list(csv.DictReader(table.splitlines()))


NO_NAMES = OfficialNames()


@cache
def load_official_names(package: str) -> OfficialNames:
    """Load the tables of a package; cached."""
    return OfficialNames.read(files(package) / "gazetteers", load_communes(package))


# Folded; who acts for a body stands for it.
_AUTHORITIES = (
    (re.compile(r"(?:sous-?\s?)?pref(?:e|ecture)te?(?=\s+d)|prefecture(?=\s+d)"), "Préfecture"),
    (re.compile(r"conseil\s+(?:departemental|general)(?=\s+d)"), "Département"),
    (re.compile(r"conseil\s+regional(?=\s)"), "Région"),
    (re.compile(r"c\.?c\.?a\.?s\.?(?=\s+d)"), "CCAS"),
    (re.compile(r"centre\s+communal\s+d'action\s+sociale?(?=\s+d)"), "CCAS"),
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
        "smtc",
        "cc",
        "ca",
        "ddtm",
        "ddt",
        "ddets",
        "direccte",
        "dreal",
        "drac",
        "draaf",
        "ddfip",
        "drfip",
        "ddpp",
        "ddcspp",
        "dsden",
        *("dipn", "ddsp", "dir", "sgcd"),
    ]
)
_WORD = re.compile(r"[^\W_]+")
_AND_SMALL = re.compile(r"[a-zà-ÿœ]{2}")
_QUOTE = re.compile(r"[«»\"“”]")
_GENERIC_START = re.compile(
    r"(?P<what>communaute\s+(?:de\s+communes|d'\s?agglomeration|urbaine)|metropole|departement|region|prefecture"
    r"|ccas|academie|agence\s+regionale\s+de\s+sante)(?P<link>\s+(?:(?:de\s+(?:la\s+)?region|de\s+la|du|des|de|la|les|le)\s+|(?:de\s+l'|d')\s?)?)"
)


_OF_TERRITORIES = frozenset({"prefecture", "departement", "region", "agence regionale de sante"})
_NAME_PART = re.compile(r"[\s-]{1,9}|\Z")
_ARTICLE_OF_TERRITORY = re.compile(r"L['’]|La\s")


def spell_body(name: str, text: str, names: OfficialNames, departement: str | None = None) -> str:
    """Return the name of a body in its usual spelling; ``text`` is that of the act."""
    name = " ".join(_QUOTE.sub(" ", name.replace("’", "'").replace("‘", "'")).split()).strip(" -–")
    name = _with_its_head(name)
    generic = _GENERIC_START.match(fold_accents(name))
    if generic is None:
        own = _spell_own(name, text, names, departement, starts=True)
        return own[:1].upper() + own[1:]
    what, link, own = name[: generic.end("what")], name[generic.end("what") : generic.end()], name[generic.end() :]
    if link.lower().endswith(" la ") and names.is_commune(f"La {own}") and not names.is_commune(own):
        link, own = link[:-3], f"La {own}"
    if generic["what"] in _OF_TERRITORIES:
        own = _known_start(own, names)
        if link.strip() and generic["what"] in ("prefecture", "departement"):
            code = names.code_of_departement(own)
            if code and (of := names.of_departement(code)):
                return f"{_with_small_letters(what.upper(), starts=True)} {of}"
    what = _with_small_letters(what.upper(), starts=True)
    link = " ".join(_COMMON_WORDS.get(fold_accents(word), word.lower()) for word in link.split(" "))
    if link == " de région ":
        link = " de la région "  # « le préfet de région Bretagne »
    spelled = _spell_own(own, text, names, departement, starts=False)
    if generic["what"] in _OF_TERRITORIES and _ARTICLE_OF_TERRITORY.match(spelled):
        spelled = spelled[0].lower() + spelled[1:]  # « Préfecture de l'Eure », yet « CCAS de La Rochelle »
    elif link.endswith("de ") and spelled.startswith("L'") and not names.is_commune(own):
        spelled = spelled[0].lower() + spelled[1:]  # « Communauté de communes de l'Ourle »
    return what + link + spelled


def is_of_commune(name: str, names: OfficialNames) -> bool:
    """Return whether a préfecture bears the name of a commune, as sous-préfectures do."""
    own = _own_name(name, names)
    return names.is_commune(own) and not names.is_territory(own)


def is_of_region(name: str, names: OfficialNames) -> bool:
    """Return whether an agency bears the name of a région, not of a département as its délégations do."""
    own = _own_name(name, names)
    return names.is_territory(own) and names.code_of_departement(own) is None


def _own_name(name: str, names: OfficialNames) -> str:
    name = _with_its_head(" ".join(name.split()))
    generic = _GENERIC_START.match(fold_accents(name))
    return _known_start(name[generic.end() :], names) if generic else name


def _spell_own(own: str, text: str, names: OfficialNames, departement: str | None, *, starts: bool) -> str:
    """Spell a name without the words of its sort."""
    if official := names.spell(own, departement):
        return official
    if not own or _AND_SMALL.search(own):
        return own
    return _spelling_in(text, own) or _with_small_letters(own, starts=starts)


def _known_start(own: str, names: OfficialNames) -> str:
    """Cut a name after the words that are those of a territory: « Bouches-du-Rhône Environnement ».

    Within a word with hyphens only a name of several: « Provence-Alpes-Côte d'Azur-Siège », not « Rhône-Alpes ».
    """
    for end in sorted((match.start() for match in _NAME_PART.finditer(own)), reverse=True):
        start = own[:end]
        whole = end == len(own) or own[end] == " "
        if names.is_known(start) if whole else len(fold_words(start)) > 2 and names.is_territory(start):
            return start
    return own


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
