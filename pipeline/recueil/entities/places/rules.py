"""Places with an unmistakable head: « 12, rue des Lilas », « salle Jeanne Vasseur », « lieu-dit Le Clos »."""

from __future__ import annotations

from recueil.entities.tagger.names import LINKS, RuleMatch, is_capitalised, joins, name_end, quoted_end, skip_links
from recueil.entities.tagger.words import Words

_STREETS = frozenset(
    [
        "allee",
        "allees",
        "av",
        "avenue",
        "bd",
        "bld",
        "boulevard",
        "chemin",
        "cours",
        "esplanade",
        "faubourg",
        "impasse",
        "mail",
        "parvis",
        "passage",
        "place",
        "pl",
        "promenade",
        "quai",
        "quais",
        "route",
        "rue",
        "ruelle",
        "rues",
        "sente",
        "sentier",
        "square",
        "traverse",
        "venelle",
        "voie",
        "rond",
        "giratoire",
    ]
)
_SITES = frozenset(
    [
        "aerodrome",
        "aeroport",
        "auditorium",
        "chateau",
        "cimetiere",
        "clos",
        "complexe",
        "espace",
        "etang",
        "foret",
        "gare",
        "gymnase",
        "gymnases",
        "halle",
        "hameau",
        "hotel",
        "ile",
        "jardin",
        "jardins",
        "lac",
        "lotissement",
        "maison",
        "mediatheque",
        "musee",
        "parc",
        "parking",
        "piscine",
        "plage",
        "pont",
        "port",
        "quartier",
        "residence",
        "salle",
        "salles",
        "secteur",
        "stade",
        "theatre",
        "tour",
        "zac",
        "za",
        "zi",
        "zae",
        "zone",
        "lieudit",
        "lieu",
        "centre",
        "ilot",
        "domaine",
        "presbytere",
        "eglise",
        "chapelle",
        "foyer",
        "camping",
        "bois",
        "vallee",
        "pole",
        "ecoquartier",
        "moulin",
        "cite",
    ]
)
_OF_SITE = frozenset(
    [
        "activites",
        "artisanale",
        "commercial",
        "commerciale",
        "culturel",
        "departemental",
        "des",
        "activite",
        "communale",
        "communal",
        "conseil",
        "amenagement",
        "concerte",
        "economique",
        "economiques",
        "fetes",
        "industrielle",
        "intercommunal",
        "municipal",
        "municipale",
        "municipaux",
        "polyvalente",
        "polyvalent",
        "omnisports",
        "omnisport",
        "reunion",
        "reunions",
        "spectacle",
        "spectacles",
        "sport",
        "sportif",
        "sports",
        "seances",
        "ville",
        "departement",
        "communautaire",
        "associations",
        "loisirs",
        "dit",
        "region",
        "nautique",
        "aquatique",
        "urbain",
        "historique",
        "bourg",
        "mariages",
        "conferences",
        "conference",
        "technique",
    ]
)
_NUMBER_SUFFIXES = frozenset({"bis", "ter", "quater", "b", "a"})


def find_places(words: Words) -> list[RuleMatch]:
    """Find streets and sites by their first word: in reading order, without overlaps."""
    found: list[RuleMatch] = []
    reached = 0
    for at, word in enumerate(words.folded):
        if at < reached:
            continue
        match = None
        if word in _STREETS:
            match = _street(words, at, reached)
        elif word in _SITES:
            match = _site(words, at)
        if match:
            found.append(match)
            reached = match.last
    return found


def _street(words: Words, at: int, reached: int) -> RuleMatch | None:
    start = skip_links(words, at + 1, 3)
    if start >= len(words) or not joins(words, start):
        return None
    last = name_end(words, start)
    numbered = _number_before(words, at, reached)
    if last == start:
        # « 12 rue des lilas »: with a number, one word in lower case is a name.
        if numbered == at or start == at + 1 or not words.folded[start].isalpha():
            return None
        last = start + 1
    elif words.forms[start].isdigit():
        return None
    return RuleMatch(numbered, last, "place.street")


def _number_before(words: Words, at: int, reached: int) -> int:
    """Return where the number of a street begins: « 12 », « 1 bis », « 3, »; ``at`` if there is none."""
    first = at
    if first - 1 >= reached and words.folded[first - 1] in _NUMBER_SUFFIXES and words.gaps[first] in (1, 2, 5):
        first -= 1
    before = first - 1
    if before >= reached and words.forms[before].isdigit() and len(words.forms[before]) < 5:
        if words.gaps[first] in (1, 2, 5):
            return before
    return at


def _site(words: Words, at: int) -> RuleMatch | None:
    """Return « salle des fêtes de Valdoré », « gymnase Marcel Le Guen », « ZAC des Tuileries »."""
    last = at + 1
    for _ in range(4):
        following = skip_links(words, last, 2)
        if following < len(words) and joins(words, following) and words.folded[following] in _OF_SITE:
            last = following + 1
        else:
            break
    start = skip_links(words, last, 3)
    if start >= len(words):
        return None
    quoted = quoted_end(words, start)
    if quoted > start:
        return RuleMatch(at, quoted, "place.site")
    if not joins(words, start) or words.folded[start] in LINKS:
        return None
    end = name_end(words, start)
    return RuleMatch(at, end, "place.site") if end > start and is_capitalised(words, start) else None
