"""Séances of several communes through the years, act by act, so that what lies between acts is known.

A chronicle without defects has the look-alikes of each: a large subsidy with its convention, an amendment below
the limit, a member who leaves the room. A planted defect names the acts that show it, by their file names.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from invented import people
from invented.dates import month, weekday
from invented.dice import Dice
from invented.people import Person

FIRST_YEAR = 2016
_PLACES = ("Valserine-le-Haut", "Bourdelins", "Corvaz-sur-Vèze", "Montfaubert", "Saint-Orvin", "Les Aubrelles",
           "Trévazay", "Peyrelongue-en-Gardelle", "Champlourdin")  # fmt: skip
_CLUBS = ("Union sportive", "Comité des fêtes", "Harmonie municipale", "Foyer rural", "Amicale laïque",
          "Judo-club", "Compagnie du Lavoir", "Société d'horticulture")  # fmt: skip
_FIRMS = ("Terrassements Bidaultier", "Menuiserie Lacombaz", "Électricité Ravardin", "Couverture Poncelas",
          "Espaces verts Dufeuillant", "Informatique Orvalis", "Peinture Maurandier")  # fmt: skip
_PURPOSES = ("l'entretien des chemins communaux", "la location de barnums et de scènes",
             "la fourniture de mobilier scolaire", "le remplacement de l'éclairage public",
             "la maintenance du parc informatique", "l'assurance du parc automobile")  # fmt: skip
_ROUTINES = (
    ("Règlement intérieur de la médiathèque", "approuve le règlement intérieur de la médiathèque"),
    ("Dénomination d'une voie du lotissement des Prés", "décide de dénommer rue des Prés la voie du lotissement"),
    ("Adhésion au service commun d'archives", "approuve l'adhésion de la commune au service commun d'archives"),
    ("Modification du tableau des emplois", "approuve la modification du tableau des emplois"),
    ("Convention avec le syndicat d'électrification", "approuve la convention avec le syndicat d'électrification"),
    ("Classement de chemins ruraux", "décide de classer les chemins ruraux du plan dans la voirie communale"),
    ("Rapport annuel sur la qualité de l'eau", "prend acte du rapport annuel sur la qualité de l'eau"),
    ("Inscription de la commune au concours des villages fleuris", "décide d'inscrire la commune au concours"),
    ("Servitude de passage au lieu-dit les Combes", "approuve la servitude de passage au lieu-dit les Combes"),
    ("Plan de gestion de la forêt communale", "approuve le plan de gestion de la forêt communale"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Paper:
    """A document: the file name it asks for, without suffix, and its text."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Planted:
    """A defect: its kind, the commune, and what shows it: file names, or a number or an item that is missing."""

    kind: str
    body: str
    year: int
    shows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chronicle:
    """The documents of all séances, and the defects among them."""

    papers: tuple[Paper, ...]
    planted: tuple[Planted, ...]
    seances: int


@dataclass(slots=True)
class _Item:
    """A délibération to be: its title, what follows « le conseil municipal », and remarks below the vote."""

    title: str
    considered: str
    decided: str
    remark: str = ""
    kinds: tuple[str, ...] = ()
    number: str = ""
    cites: str = ""


@dataclass(slots=True)
class _Commune:
    name: str
    dice: Dice
    council: list[Person]
    clubs: list[str]
    firms: list[str]
    papers: list[Paper] = field(default_factory=list)
    planted: list[Planted] = field(default_factory=list)

    @property
    def mayor(self) -> Person:
        return self.council[0]


KINDS = (
    "numbering_gap", "minutes_missing", "agenda_item", "subsidy_convention", "below_threshold", "amendment",
    "before_budget", "delegation", "late_transmission", "cited_missing", "repeated", "interest",
)  # fmt: skip
"""What can be planted: each once in a commune and year, one kind after the other."""


def chronicle(seed: int, seances: int, bodies: int = 6, years: int = 8, *, planted: bool = False) -> Chronicle:
    """Write at least so many séances, with every kind of defect if ``planted``: always the same for a seed."""
    papers: list[Paper] = []
    defects: list[Planted] = []
    a_year = max(4, -(-seances // (bodies * years)))
    for index in range(bodies):
        commune = _found(seed, index)
        for year in range(years):
            # The kinds of a year are so few that none hides another.
            kinds = tuple(KINDS[(3 * (index + year) + n) % len(KINDS)] for n in range(3)) if planted else ()
            _write_year(commune, FIRST_YEAR + year, a_year, kinds)
        papers += commune.papers
        defects += commune.planted
    return Chronicle(tuple(papers), tuple(defects), a_year * bodies * years)


def _found(seed: int, index: int) -> _Commune:
    dice = Dice(f"commune/{seed}/{index}")
    name = _PLACES[index % len(_PLACES)]
    clubs = [f"{club} de {name}" for club in dice.some(_CLUBS, 6)]
    return _Commune(name, dice, people.council(dice, 13), clubs, dice.some(_FIRMS, 5))


def _write_year(commune: _Commune, year: int, number: int, kinds: Sequence[str]) -> None:
    days = _days(year, number)
    agenda = [_routine(commune, year, index) for index in range(number)]
    _add_subsidies(commune, year, agenda, kinds)
    _add_contracts(commune, year, agenda, kinds, days)
    agenda[1].append(_budget(commune, year))
    if year in (FIRST_YEAR, 2020):  # in 2020 after the election of a new council
        agenda[0 if year == FIRST_YEAR else number // 2][:0] = [_delegation(), _designation(commune)]
    at = 0
    for index, items in enumerate(agenda):
        for item in items:
            at += 1
            if "numbering_gap" in kinds and index == number - 2 and item is items[0]:
                commune.planted.append(Planted("numbering_gap", commune.name, year, (f"{year}-{at:03d}",)))
                at += 1
            item.number = f"{year}-{at:03d}"
    if "cited_missing" in kinds:
        gone = f"{year}-{at + 40:03d}"
        item = agenda[number - 1][0]
        item.cites = f"Vu la délibération n° {gone} du {_day(days[1])} ;\n"
        _plant(commune, "cited_missing", year, item)
    for index, (day, items) in enumerate(zip(days, agenda, strict=True)):
        for item in items:
            commune.papers.append(Paper(_name(commune, item.number), _deliberation(commune, day, item)))
        extra = ""
        if "agenda_item" in kinds and index == 3:
            extra = "Acquisition de la parcelle du Moulin Rouvray"
            commune.planted.append(Planted("agenda_item", commune.name, year, (extra,)))
        if "minutes_missing" in kinds and index == 2:
            commune.planted.append(Planted("minutes_missing", commune.name, year, (str(day),)))
        else:
            name = f"{_slug(commune.name)}-pv-{day}"
            commune.papers.append(Paper(name, _minutes(commune, day, items, extra)))
    _add_decisions(commune, year, days, kinds)


def _plant(commune: _Commune, kind: str, year: int, *items: _Item) -> None:
    shows = tuple(_name(commune, item.number) for item in items)
    commune.planted.append(Planted(kind, commune.name, year, shows))


def _days(year: int, number: int) -> list[datetime.date]:
    first = datetime.date(year, 1, 20)
    apart = 320 // number
    days = [first + datetime.timedelta(apart * index) for index in range(number)]
    return [day - datetime.timedelta(max(0, day.weekday() - 4)) for day in days]


def _routine(commune: _Commune, year: int, index: int) -> list[_Item]:
    title, decided = _ROUTINES[(year * 3 + index) % len(_ROUTINES)]
    return [_Item(f"{title} ({year}, n° {index + 1})", "Le maire présente le dossier.", decided)]


# Subsidies


def _subsidy(club: str, euros: int, year: int, more: str = "", what: str = "") -> _Item:
    purpose = what or f"son fonctionnement de l'année {year}"
    return _Item(
        f"Subvention à l'association {club} pour {what or f'{year}'}",
        f"L'association {club} a demandé une subvention.",
        f"attribue à l'association {club} une subvention de {_euros(euros)} pour {purpose}{more}",
    )


def _add_subsidies(commune: _Commune, year: int, agenda: list[list[_Item]], kinds: Sequence[str]) -> None:
    clubs = commune.clubs
    signed = " ; approuve la convention d'objectifs et autorise le maire à la signer"
    agenda[2].append(_subsidy(clubs[0], 31_000, year, signed))
    agenda[3].append(_subsidy(clubs[1], 1_200 + 10 * (year % 7), year))
    # The member who was designated to it leaves the room, or does not.
    own = _subsidy(clubs[2], 2_300 + 5 * (year % 9), year)
    member = commune.council[3]
    if "interest" in kinds:
        own.kinds = ("interest",)
    else:
        own.remark = f"{_titled(member)} quitte la salle et ne prend pas part au vote."
    agenda[-1].append(own)
    if "subsidy_convention" in kinds:
        for place, what in ((2, "le tournoi de printemps"), (3, "la rénovation de son local")):
            agenda[place].append(_subsidy(clubs[3], 14_500, year, what=what))
            agenda[place][-1].kinds = ("subsidy_convention",)
    if "before_budget" in kinds:
        agenda[0].append(_subsidy(clubs[4], 4_400, year, what=f"la saison {year}"))
        agenda[0][-1].kinds = ("before_budget",)
    if "repeated" in kinds:
        for place in (2, 3):
            agenda[place].append(_subsidy(clubs[5], 3_750, year, what=f"le vide-grenier {year}"))
            agenda[place][-1].kinds = ("repeated",)


# Contracts


def _contract(firm: str, euros: int, purpose: str) -> _Item:
    return _Item(
        f"Attribution du marché pour {purpose}",
        f"L'offre de l'entreprise {firm} est la mieux classée.",
        f"attribue le marché pour {purpose} à l'entreprise {firm} pour un montant de {_euros(euros)} HT",
    )


def _amendment(firm: str, euros: int, purpose: str) -> _Item:
    return _Item(
        f"Avenant n° 1 au marché pour {purpose}",
        f"L'entreprise {firm} est titulaire du marché.",
        f"approuve l'avenant n° 1 au marché pour {purpose} attribué à l'entreprise {firm} pour un montant de "
        f"{_euros(euros)} HT",
    )


def _add_contracts(
    commune: _Commune, year: int, agenda: list[list[_Item]], kinds: Sequence[str], days: Sequence[datetime.date]
) -> None:
    firms = commune.firms
    works = f"les travaux de l'école Jules-Verne, tranche {year}"
    agenda[1].append(_contract(firms[0], 180_000, works))
    agenda[3].append(_amendment(firms[0], 9_000, works))
    agenda[1].append(_contract(firms[1], 21_500 + year, f"la fourniture de plants pour {year}"))
    if "amendment" in kinds:
        purpose = f"les travaux du préau {year}"
        agenda[1].append(_contract(firms[2], 120_000, purpose))
        agenda[3].append(_amendment(firms[2], 23_400, purpose))
        agenda[1][-1].kinds = agenda[3][-1].kinds = ("amendment",)
    if "below_threshold" in kinds:
        limit = 40_000 if days[0] >= datetime.date(2020, 1, 1) else 25_000
        for place, share in ((1, 96), (2, 97), (3, 98)):
            purpose = _PURPOSES[(year + place) % len(_PURPOSES)]
            agenda[place].append(_contract(firms[3], limit * share // 100, f"{purpose} ({year})"))
            agenda[place][-1].kinds = ("below_threshold",)


def _budget(commune: _Commune, year: int) -> _Item:
    total = 1_200_000 + 1_000 * commune.dice.between(1, 400)
    return _Item(
        f"Budget primitif {year}",
        "Le maire présente le projet de budget.",
        f"adopte le budget primitif de l'exercice {year}, équilibré en fonctionnement à {_euros(total)}",
    )


def _delegation() -> _Item:
    return _Item(
        "Délégations du conseil municipal au maire",
        "L'article L. 2122-22 du code général des collectivités territoriales permet de déléguer.",
        "donne délégation au maire, en application de l'article L. 2122-22 du code général des collectivités "
        "territoriales, pour prendre toute décision concernant la préparation, la passation, l'exécution et le "
        "règlement des marchés et des accords-cadres d'un montant inférieur à 90 000 € HT, ainsi que toute "
        "décision concernant leurs avenants, lorsque les crédits sont inscrits au budget",
    )


def _designation(commune: _Commune) -> _Item:
    member = commune.council[3]
    return _Item(
        "Désignation d'un représentant de la commune",
        "Le conseil doit désigner son représentant.",
        f"désigne {_titled(member)} pour représenter la commune au conseil d'administration de l'association "
        f"{commune.clubs[2]}",
    )


def _add_decisions(commune: _Commune, year: int, days: Sequence[datetime.date], kinds: Sequence[str]) -> None:
    made: list[tuple[datetime.date, int, int, tuple[str, ...]]] = [(days[2], 1, 42_000, ())]
    if "delegation" in kinds:
        made.append((days[3], 2, 97_500, ("delegation",)))
    for day, number, euros, planted in made:
        when = day + datetime.timedelta(3)
        name = f"{_slug(commune.name)}-dm-{year}-{number:02d}"
        commune.papers.append(Paper(name, _decision(commune, when, f"{year}/{number:02d}", euros)))
        commune.planted += [Planted(kind, commune.name, year, (name,)) for kind in planted]
    late = "late_transmission" in kinds
    name = f"{_slug(commune.name)}-ar-{year}-07"
    commune.papers.append(Paper(name, _appointment(commune, days[1] + datetime.timedelta(5), year, late=late)))
    if late:
        commune.planted.append(Planted("late_transmission", commune.name, year, (name,)))


# Texts


def _head(commune: _Commune) -> str:
    return f"DÉPARTEMENT DE LA HAUTE-VÈZE\n\nCOMMUNE DE {commune.name.upper()}\n\n"


def _titled(person: Person) -> str:
    return f"{'Mme' if person.woman else 'M.'} {person.given} {person.surname()}"


def _roll(commune: _Commune) -> str:
    return ", ".join(_titled(person) for person in commune.council[:-1])


def _deliberation(commune: _Commune, day: datetime.date, item: _Item) -> str:
    if item.kinds:
        _plant_once(commune, item, day.year)
    away = commune.council[-1]
    before = day - datetime.timedelta(8)
    sent = day + datetime.timedelta(4)
    remark = f"{item.remark}\n" if item.remark else ""
    return (
        f"{_head(commune)}EXTRAIT DU REGISTRE DES DÉLIBÉRATIONS DU CONSEIL MUNICIPAL\n\n"
        f"Séance du {weekday(day)} {_day(day)}\n\nDélibération n° {item.number}\n\n"
        f"Objet : {item.title}\n\n"
        f"Date de convocation : {_day(before)}\n\n"
        f"Présents : {_roll(commune)}.\nAbsent excusé : {_titled(away)}.\n\n"
        f"{item.cites}{item.considered}\n\n"
        f"Après en avoir délibéré, le conseil municipal, à l'unanimité :\n- {item.decided}.\n\n{remark}"
        f"Le maire,\n{_titled(commune.mayor)}\n\n"
        f"Transmis en préfecture le {_day(sent)}\n"
    )


def _plant_once(commune: _Commune, item: _Item, year: int) -> None:
    """Note an item of a defect: those of one kind and year show it together."""
    name = _name(commune, item.number)
    for kind in item.kinds:
        known = next((one for one in commune.planted if (one.kind, one.year) == (kind, year)), None)
        if known is not None:
            commune.planted.remove(known)
        shows = (*(known.shows if known else ()), name)
        commune.planted.append(Planted(kind, commune.name, year, shows))


def _minutes(commune: _Commune, day: datetime.date, items: Sequence[_Item], extra: str) -> str:
    titles = ["Approbation du procès-verbal de la séance précédente", *(item.title for item in items)]
    titles += [*([extra] if extra else ()), "Questions diverses"]
    agenda = "\n".join(f"{at}. {title}" for at, title in enumerate(titles, start=1))
    decided = "\n\n".join(
        f"Délibération n° {item.number} : {item.title}\n{item.considered}\nAdopté à l'unanimité." for item in items
    )
    return (
        f"{_head(commune)}PROCÈS-VERBAL DE LA SÉANCE DU CONSEIL MUNICIPAL\ndu {weekday(day)} {_day(day)}\n\n"
        f"Présents : {_roll(commune)}.\nAbsent excusé : {_titled(commune.council[-1])}.\n"
        f"Secrétaire de séance : {_titled(commune.council[1])}\n\nORDRE DU JOUR\n\n{agenda}\n\n{decided}\n\n"
        f"La séance est levée à 22 h 10.\n"
    )


def _decision(commune: _Commune, day: datetime.date, number: str, euros: int) -> str:
    firm = commune.firms[4]
    return (
        f"{_head(commune)}DÉCISION DU MAIRE N° {number}\n"
        "prise en application de l'article L. 2122-22 du code général des collectivités territoriales\n\n"
        f"OBJET : Attribution du marché de restauration du lavoir\n\nLe maire de {commune.name},\n\n"
        "Vu le code général des collectivités territoriales, notamment son article L. 2122-22 ;\n\nDÉCIDE\n\n"
        f"Article 1er : Le marché de restauration du lavoir est attribué à l'entreprise {firm} pour un montant "
        f"de {_euros(euros)} HT.\n\nArticle 2 : Il en sera rendu compte au conseil municipal.\n\n"
        f"Fait à {commune.name}, le {_day(day)}\nLe maire,\n{_titled(commune.mayor)}\n"
    )


def _appointment(commune: _Commune, day: datetime.date, year: int, *, late: bool) -> str:
    received = day + datetime.timedelta(41 if late else 9)
    return (
        f"{_head(commune)}ARRÊTÉ DU MAIRE N° AR-{year}-07\n\nportant recrutement d'un adjoint technique\n\n"
        f"Le maire de {commune.name},\n\nVu le code général de la fonction publique ;\n\nARRÊTE\n\n"
        "Article 1er : Un adjoint technique est recruté à temps complet.\n\n"
        f"Fait à {commune.name}, le {_day(day)}\nLe maire,\n{_titled(commune.mayor)}\n\n"
        f"Reçu en préfecture le {_day(received)}\n"
    )


def _day(day: datetime.date) -> str:
    return f"{'1er' if day.day == 1 else day.day} {month(day)} {day.year}"


def _euros(euros: int) -> str:
    return f"{Decimal(euros):,}".replace(",", " ") + " €"


def _name(commune: _Commune, number: str) -> str:
    return f"{_slug(commune.name)}-{number}"


def _slug(name: str) -> str:
    return name.lower().replace("é", "e").replace("è", "e").replace("'", "-").replace(" ", "-")
