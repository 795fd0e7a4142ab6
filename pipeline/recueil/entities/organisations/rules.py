"""Names of organisations with an unmistakable head: « commune de X », « syndicat mixte … », « SARL X ».

A head is a row of words; what may follow depends on its sort: a name (« commune de Valdoré »), lower-case words and
a name (« direction départementale des territoires de l'Orne »), or nothing (« centre de gestion »).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from recueil.entities.places.gazetteer import PlaceMatch
from recueil.entities.tagger.names import (
    LINKS,
    STOPS,
    RuleMatch,
    is_capitalised,
    joins,
    name_end,
    quoted_end,
    skip_links,
)
from recueil.entities.tagger.words import Words

# Heads that need a name after them.
_OF_NAME = """
commune | commune nouvelle | ville | mairie | prefecture | sous prefecture | prefecture maritime
metropole | communaute de communes | communaute d agglomeration | communaute urbaine | communaute agglomeration
conseil departemental | conseil regional | conseil general | hopital | hopitaux | chambre regionale des comptes
tribunal administratif | tribunal judiciaire | tribunal de grande instance | cour administrative d appel | cour d appel
centre hospitalier | centre hospitalier universitaire | centre hospitalier regional | universite | office de tourisme
office du tourisme | caisse d allocations familiales | agence de l eau | chambre d agriculture
chambre de commerce et d industrie | chambre de metiers | chambre des metiers et de l artisanat | centre de gestion
centre communal d action sociale | centre intercommunal d action sociale | office public de l habitat
agence regionale de sante | rectorat | academie | agence departementale | comite departemental | comite regional
etablissement public territorial | pole metropolitain | pole d equilibre territorial et rural | parc naturel regional
departement | region | caisse des ecoles | maison departementale | bibliotheque | ccas | cias | cdg | sivom | sivu | petr | sdis | caf | ept | epfl
direction departementale | direction regionale | direction interdepartementale | service departemental
etablissement public foncier | mission locale | college | lycee | ecole | groupe scolaire | gie | conseil syndical
"""
# Heads after which lower-case words go on until a name or another word ends them.
_PHRASES = """
direction departementale | direction regionale | direction interregionale | direction generale | ministere
direction departementale interministerielle | delegation departementale | agence nationale | agence departementale
agence regionale | agence de l environnement | syndicat | syndicat mixte | syndicat intercommunal
syndicat departemental | syndicat interdepartemental | syndicat intercommunautaire | etablissement public
service departemental | mission regionale | office national | office francais | chambre regionale | conservatoire
federation | union departementale | union regionale | union nationale | federation departementale | caisse primaire
caisse nationale | caisse regionale | centre national | comite departemental | comite regional | conseil superieur
fondation | mutuelle | institut | institut national | observatoire | association departementale | association nationale
federation francaise | federation nationale | societe d economie mixte | societe publique locale | inspection academique
inspection generale | autorite de regulation | banque des territoires | caisse des depots
"""
_ALONE = """
caisse des depots et consignations | caisse d epargne | credit agricole | credit mutuel | la banque postale
agence nationale du sport | agence de l eau | education nationale | banque des territoires | parlement europeen
union europeenne | commission europeenne | conseil d etat | conseil constitutionnel | cour des comptes | la poste
agence regionale de sante | agence nationale de l habitat | agence nationale pour la renovation urbaine
voies navigables de france | meteo france | pole emploi | france travail | medecins sans frontieres | croix rouge francaise
office national des forets | electricite de france | action logement | cdc habitat
"""
_FORMS = """
sarl | sas | sasu | eurl | sci | snc | scop | selarl | selas | gaec | earl | scp | scic | sem | spl | semop | sa d hlm
societe | ste | entreprise | association | asso | cabinet | groupement | compagnie | cie | fondation | federation
amicale | comite des fetes | club | ets | etablissements | cooperative | union sportive | union locale | garage
"""
_LOWER_IN_PHRASE = LINKS | frozenset(
    [
        "actes",
        "action",
        "actions",
        "adultes",
        "affaires",
        "agricole",
        "agriculture",
        "agroalimentaire",
        "aide",
        "alimentation",
        "amenagement",
        "anciens",
        "animation",
        "archives",
        "architecture",
        "assainissement",
        "assurance",
        "autonomie",
        "aquatiques",
        "bassin",
        "bassins",
        "biodiversite",
        "civile",
        "circulation",
        "cohesion",
        "collecte",
        "combattants",
        "communes",
        "commercants",
        "commerce",
        "communale",
        "concurrence",
        "conservation",
        "consommation",
        "construction",
        "consommateurs",
        "culture",
        "culturelle",
        "culturelles",
        "culturels",
        "dechets",
        "defense",
        "departemental",
        "departementale",
        "departementales",
        "departementaux",
        "developpement",
        "distribution",
        "durable",
        "eau",
        "eaux",
        "economie",
        "economique",
        "economiques",
        "ecologique",
        "education",
        "eleves",
        "elimination",
        "emploi",
        "enfance",
        "energie",
        "energies",
        "enseignement",
        "entreprises",
        "environnement",
        "environnementale",
        "autorite",
        "equipement",
        "equipements",
        "espaces",
        "espace",
        "familiales",
        "famille",
        "finances",
        "financiere",
        "foncier",
        "fonciere",
        "foret",
        "forets",
        "fluviale",
        "formation",
        "fraudes",
        "gaz",
        "geologique",
        "habitat",
        "handicapees",
        "hydraulique",
        "incendie",
        "industrie",
        "information",
        "informatique",
        "innovation",
        "intercommunal",
        "intercommunale",
        "interdepartemental",
        "insertion",
        "interieur",
        "intermodal",
        "jeunesse",
        "jeunes",
        "justice",
        "justices",
        "logement",
        "logements",
        "lutte",
        "maladie",
        "marins",
        "mer",
        "milieux",
        "mixte",
        "mobilite",
        "mobilites",
        "modernisation",
        "montagne",
        "musique",
        "nationale",
        "national",
        "naturels",
        "naturel",
        "naturelle",
        "naturelles",
        "numerique",
        "observatoire",
        "ordures",
        "menageres",
        "ouvert",
        "paysage",
        "patrimoine",
        "pays",
        "peche",
        "penitentiaire",
        "personnes",
        "petite",
        "population",
        "populations",
        "pour",
        "potable",
        "prevention",
        "production",
        "programmation",
        "protection",
        "public",
        "publics",
        "publique",
        "publiques",
        "recherche",
        "recherches",
        "regional",
        "regionale",
        "regulation",
        "renovation",
        "renouvelables",
        "repression",
        "rivieres",
        "rural",
        "rurale",
        "rurales",
        "sante",
        "sanitaire",
        "sapeurs",
        "pompiers",
        "scolaire",
        "scolaires",
        "secours",
        "securite",
        "sites",
        "social",
        "sociale",
        "solidaire",
        "solidarite",
        "solidarites",
        "sport",
        "sportive",
        "sportif",
        "sportifs",
        "sports",
        "statistique",
        "statistiques",
        "superieur",
        "superieure",
        "tourisme",
        "territoire",
        "territoires",
        "territorial",
        "territoriale",
        "territoriales",
        "traitement",
        "transition",
        "transports",
        "transport",
        "travail",
        "travaux",
        "universitaire",
        "urbain",
        "urbaine",
        "urbanisme",
        "usagers",
        "valorisation",
        "vallee",
        "versants",
        "veterinaire",
        "vie",
        "vieillesse",
        "village",
        "villes",
        "ville",
        "voirie",
        "agees",
        "recettes",
        "electricite",
        "electrification",
        "reseaux",
        "reseau",
        "sud",
        "nord",
        "est",
        "ouest",
        "syndicale",
        "vocation",
        "multiple",
        "unique",
        "interministerielle",
        "francaise",
        "francais",
    ]
)
_MAX_PHRASE = 22


def _heads(rows: str) -> dict[str, list[tuple[str, ...]]]:
    """Return the heads by their first word, the longest first."""
    by_word: dict[str, list[tuple[str, ...]]] = {}
    for head in sorted(
        (tuple(part.split()) for part in rows.replace("\n", "|").split("|")), key=len, reverse=True
    ):
        if head:
            by_word.setdefault(head[0], []).append(head)
    return by_word


_SORTS = (
    ("organisation.alone", _heads(_ALONE)),
    ("organisation.phrase", _heads(_PHRASES)),
    ("organisation.of", _heads(_OF_NAME)),
    ("organisation.form", _heads(_FORMS)),
)
_FIRST_WORDS = frozenset(word for _, heads in _SORTS for word in heads)
_PLAIN_FORMS = frozenset({"societe", "ste", "entreprise", "cabinet", "groupement", "compagnie", "club", "garage", "amicale",
                          "federation", "fondation", "union", "comite", "cooperative"})  # fmt: skip


def find_organisations(
    words: Words, places: Sequence[PlaceMatch], acronyms: Mapping[str, str], occupied: Sequence[int]
) -> list[RuleMatch]:
    """Find the organisations that a head, a last word or an acronym tells: in reading order, without overlaps.

    ``acronyms`` has the kind of each, ``organisation`` or ``other``; ``occupied`` is not 0 for the words of other
    values, as persons.
    """
    place_at = {match.first: match.last for match in places}
    found: list[RuleMatch] = []
    reached = 0
    for at, word in enumerate(words.folded):
        if at < reached:
            continue
        match = None
        if word in _FIRST_WORDS:
            match = _match_at(words, at, place_at)
        elif word in _LAST_WORDS and not occupied[at]:
            match = _named_before(words, at, reached)
        elif words.forms[at].isupper() and not occupied[at]:
            match = _acronym_at(words, at, acronyms)
        if match:
            found.append(match)
            reached = match.last
    return found


# « Rodez Agglomération », « Tours Métropole Val de Loire »: brand names of groupings.
_LAST_WORDS = frozenset({"agglomeration", "agglo", "metropole", "communaute", "intercom", "interco", "habitat"})
_ARTICLES = frozenset({"le", "la", "du", "au", "l", "par", "avec", "les", "aux", "des"})
_FEW_CAPITALS = 3
_ROMAN = frozenset("IVXLCDM")


def _named_before(words: Words, at: int, reached: int) -> RuleMatch | None:
    """Return « Rodez Agglomération »: capitalised words right before a last word that is capitalised too."""
    if at == reached or not joins(words, at) or words.folded[at - 1] in LINKS:
        return None
    first = at
    while first > reached and joins(words, first) and at - first < 8:
        before = first - 1
        while before > reached and words.folded[before] in LINKS and words.forms[before][0].islower():
            before -= 1
        if not is_capitalised(words, before) or words.folded[before] in STOPS or words.folded[before] in LINKS:
            break
        if any(not joins(words, inner) for inner in range(before + 1, first + 1)):
            break
        first = before
    plain = words.folded[at] == "habitat" or words.forms[first].isupper()
    if first == at or (plain and not is_capitalised(words, at)):
        return None
    after = name_end(words, at + 1) if at + 1 < len(words) and joins(words, at + 1) else at + 1
    direct = after if is_capitalised(words, at) and not words.forms[at].isupper() else at + 1
    return RuleMatch(first, max(direct, at + 1), "organisation.last")


def _acronym_at(words: Words, at: int, acronyms: Mapping[str, str]) -> RuleMatch | None:
    """Return an acronym of the list, or one that stands after an article in prose: « le SIVALOR »."""
    form = words.forms[at]
    kind = acronyms.get(form)
    if kind == "other" or not 2 < len(form) < 9 or not form.isalpha() or set(form) <= _ROMAN:
        return None
    near = [other for other in words.forms[max(0, at - 3) : at + 4] if other.isalpha()]
    prose = sum(other.isupper() for other in near) < _FEW_CAPITALS and any(other.islower() for other in near)
    if kind == "organisation" and (prose or not all(other.isupper() for other in near)):
        return RuleMatch(at, at + 1, "organisation.acronym")
    article = at and words.folded[at - 1] in _ARTICLES and words.forms[at - 1].islower() and joins(words, at)
    return RuleMatch(at, at + 1, "organisation.article") if article and prose else None


def _match_at(words: Words, at: int, place_at: dict[int, int]) -> RuleMatch | None:
    matches = [
        RuleMatch(at, last, rule)
        for rule, heads in _SORTS
        if (length := _head_length(words, at, heads.get(words.folded[at], ())))
        and (last := _end_of(words, at, at + length, rule, place_at))
    ]
    return max(matches, key=lambda match: match.last, default=None)


def _head_length(words: Words, at: int, heads: Sequence[tuple[str, ...]]) -> int:
    for head in heads:
        last = at + len(head)
        if tuple(words.folded[at:last]) == head and all(joins(words, inner) for inner in range(at + 1, last)):
            return len(head)
    return 0


def _end_of(words: Words, at: int, head_end: int, rule: str, place_at: dict[int, int]) -> int:
    """Return the end of the organisation whose head ends at ``head_end``; 0 if nothing follows that makes a name."""
    if rule == "organisation.alone":
        return head_end
    if head_end >= len(words):
        return 0
    if rule == "organisation.form":
        return _end_of_form(words, at, head_end)
    if rule == "organisation.phrase":
        return _end_of_phrase(words, head_end, place_at)
    start = skip_links(words, head_end, 3)
    if start >= len(words):
        return 0
    if start == head_end and not joins(words, start):
        return quoted_end(words, start) if words.gaps[start] == 8 and quoted_end(words, start) > start else 0
    return _name_or_place(words, start, place_at)


def _name_or_place(words: Words, start: int, place_at: dict[int, int]) -> int:
    if start >= len(words) or not joins(words, start):
        quoted = quoted_end(words, start) if start < len(words) else start
        return quoted if quoted > start else 0
    for first in (start, start - 1):
        if first in place_at and place_at[first] > start:
            return place_at[first]
    last = name_end(words, start)
    return last if last > start else 0


def _end_of_form(words: Words, at: int, head_end: int) -> int:
    quoted = quoted_end(words, head_end)
    if quoted > head_end:
        return quoted
    if not joins(words, head_end):
        return 0
    if is_capitalised(words, head_end):
        return max(name_end(words, head_end), head_end + 1)
    if words.folded[at] in _PLAIN_FORMS and words.folded[head_end] in LINKS:
        return 0
    start = skip_links(words, head_end, 2)
    if start == head_end or start >= len(words) or not is_capitalised(words, start) or not joins(words, start):
        return 0
    return name_end(words, start)


def _end_of_phrase(words: Words, head_end: int, place_at: dict[int, int]) -> int:
    """Return the end of « des territoires et de la mer de l'Orne »: known lower-case words, then a name."""
    last = at = head_end
    while at < len(words) and at - head_end < _MAX_PHRASE:
        comma = words.gaps[at] == 5 and words.folded[at] in LINKS and words.folded[at] != "et"
        if not joins(words, at) and not comma:
            quoted = quoted_end(words, at)
            return quoted if quoted > at else last
        if words.folded[at] in LINKS:
            at += 1
            continue
        if words.folded[at] in _LOWER_IN_PHRASE or words.folded[at] == "d":
            at = last = at + 1
            continue
        end = _name_or_place(words, at, place_at)
        return end or last
    return last if last > head_end else 0
