"""Who was present, represented, absent: the lists of 5 to 70 names, with proxies in every form acts give them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from invented import people
from invented.blocks import Block, Flow, Lines, Table
from invented.clerk import Clerk
from invented.people import Person
from invented.rolls import write_roll


@dataclass(frozen=True, slots=True)
class Attendance:
    present: tuple[Person, ...]
    represented: tuple[tuple[Person, Person], ...]
    absent: tuple[Person, ...]

    @property
    def voters(self) -> int:
        return len(self.present) + len(self.represented)


def attend(clerk: Clerk) -> Attendance:
    """Most come, some send a proxy to one who came, a few are missing."""
    officers = {clerk.chair, clerk.secretary, clerk.rapporteur}
    missing = [person for person in clerk.council if person not in officers]
    away = clerk.dice.some(missing, clerk.dice.below(1 + len(clerk.council) // (2 if clerk.roll else 4)))
    present = tuple(person for person in clerk.council if person not in away)
    clerk.speakers = present
    represented = away[: clerk.dice.below(len(away) + 1)]
    holders = clerk.dice.some(present, len(represented))
    absent = tuple(sorted(away[len(represented) :], key=lambda person: person.family))
    return Attendance(present, tuple(zip(represented, holders, strict=False)), absent)


def roster(clerk: Clerk, attendance: Attendance) -> list[Block]:
    if clerk.roll:
        return write_roll(clerk, attendance, clerk.roll)
    lists = [_present(clerk, attendance), _represented(clerk, attendance), _absent(clerk, attendance)]
    if clerk.plant == "holder":
        lists[1:] = lists[:0:-1]
    blocks = [block for each in lists for block in each]
    if clerk.dice.chance(0.8):
        label = clerk.dice.pick(("Secrétaire de séance : ", "Secrétaire : ", "A été nommé secrétaire : "))
        blocks.append(Flow(label + clerk.titled(clerk.secretary, role="secretary")))
    return blocks


def _present(clerk: Clerk, attendance: Attendance) -> list[Block]:
    label = clerk.dice.pick(("Présents :", "Étaient présents :", "PRÉSENTS :", "Présents", "Membres présents :"))
    if clerk.dice.chance(0.2):
        label = f"{label.rstrip(' :')} : {len(attendance.present)}"
    match clerk.house.roster:
        case "lines":
            return [Lines((label, *(_entry(clerk, person) for person in attendance.present)))]
        case "functions":
            return [Lines((label, *_with_functions(clerk, attendance.present)))]
        case "grid":
            return [Lines((label,)), _grid(clerk, attendance.present)]
        case "table":
            return [_signed(clerk, attendance)]
        case "communes":
            return [Lines((label,)), *_by_commune(clerk, attendance.present)]
        case "groups":
            return [Flow(f"{label} {_grouped(clerk, attendance.present)}.")]
        case form:
            listed = _listed(clerk, attendance.present, form)
            return [Lines((label,)), Flow(listed)] if clerk.dice.chance(0.5) else [Flow(f"{label} {listed}")]


def _entry(clerk: Clerk, person: Person, role: str = "present") -> str:
    """One person of a list, with the house's civility, if it gives one."""
    return people.civility(person, clerk.house.civility) + clerk.name(person, role=role)


def _listed(clerk: Clerk, persons: Sequence[Person], form: str, role: str = "present") -> str:
    joint = {"semicolons": " ; ", "dashes": " – "}.get(form, ", ")
    slips = (" , ", ",", ", , ") if joint == ", " and clerk.dice.chance(0.3) else (joint,)
    parts: list[str] = []
    for person in persons:
        moved = clerk.dice.pick(_MOVES) if clerk.dice.chance(0.02) and not clerk.plant else ""
        parts += (_entry(clerk, person, role) + moved, clerk.dice.pick(slips) if clerk.dice.chance(0.1) else joint)
    return "".join(parts[:-1]) + clerk.dice.pick((".", ".", ""))


_MOVES = (" (arrivée à 18h36)", " (à partir du point n° 3)", " (arrivé à l'affaire n° 5)", " (jusqu'à 19 h 05)")


def _with_functions(clerk: Clerk, persons: Sequence[Person]) -> list[str]:
    """The chair, the deputies in their order, then the others."""
    others = [person for person in persons if person != clerk.chair]
    deputies = len(others) // 4
    said = [f"{_entry(clerk, clerk.chair)}, {clerk.chair_title}"]
    for rank, person in enumerate(others, 1):
        deputy = f", {rank}{'er' if rank == 1 else 'ème'} {clerk.body.deputy}"
        said.append(_entry(clerk, person) + (deputy if rank <= deputies else ""))
    mark = clerk.dice.pick(("", "- ", "• ", "   "))
    return [mark + words for words in said]


def _grid(clerk: Clerk, persons: Sequence[Person]) -> Table:
    columns = clerk.dice.between(2, 3)
    cells = [_entry(clerk, person) for person in persons]
    cells += [""] * (-len(cells) % columns)
    return Table((), tuple(tuple(cells[at : at + columns]) for at in range(0, len(cells), columns)))


def _signed(clerk: Clerk, attendance: Attendance) -> Table:
    """A sheet with one row a person, as committees of syndicates keep it."""
    proxies = dict(attendance.represented)
    mark = clerk.dice.pick(("Présent", "X") if clerk.house.layout == "flat" else ("Présent", "X", "P"))
    rows = []
    for person in clerk.council:
        state = mark if person in attendance.present else "Excusé" if person in attendance.absent else ""
        role = "present" if person in attendance.present else "absent" if state else "represented"
        state = state or f"Pouvoir à {clerk.name(proxies[person], role='holder')}"
        rows.append((clerk.name(person, role=role), person.place, state))
    return Table(("Nom et prénom", "Commune", "Présent / Absent / Pouvoir"), tuple(rows))


def _by_commune(clerk: Clerk, persons: Sequence[Person]) -> list[Block]:
    placed = sorted(persons, key=lambda person: person.place)
    capitals = clerk.dice.chance(0.6)
    groups = []
    for place, members in groupby(placed, key=lambda person: person.place):
        label = place.upper() if capitals else place
        groups.append(Flow(f"{label} : {', '.join(_entry(clerk, person) for person in members)}"))
    return list(groups)


def _grouped(clerk: Clerk, persons: Sequence[Person], role: str = "present") -> str:
    """« MM. ARBEL, BRAIL et Mmes CORET, DEN »."""
    said = []
    for plural, single, woman in (("MM. ", "M. ", False), ("Mmes ", "Mme ", True)):
        names = [clerk.name(person, role=role) for person in persons if person.woman == woman]
        if names:
            said.append((plural if len(names) > 1 else single) + clerk.dice.pick((", ", ", ", " – ")).join(names))
    return clerk.dice.pick((" et ", ", ", " ; ")).join(said)


def _absent(clerk: Clerk, attendance: Attendance) -> list[Block]:
    if clerk.house.roster == "table":
        return []
    if not attendance.absent:
        return [Lines((clerk.dice.pick(("Absents : 0", "Absent excusé : Néant.", "Absents : néant")),))]
    label = clerk.dice.pick(("Absents :", "Absents excusés :", "Excusés :", "Absent(s) :"))
    if clerk.house.roster == "groups":
        return [Flow(f"{label} {_grouped(clerk, attendance.absent, 'absent')}")]
    if clerk.house.roster in ("lines", "functions", "grid"):
        return [Lines((label, *(_entry(clerk, person, "absent") for person in attendance.absent)))]
    return [Flow(f"{label} {_listed(clerk, attendance.absent, clerk.house.roster, 'absent')}")]


_VERBS = {
    "held": ("a donné pouvoir à", "a donné procuration à", "ayant donné procuration à", "ayant donné pouvoir à"),
    "gives": ("donne pouvoir à", "donne procuration à", "a donné pouvoir à", "donne pourvoir à"),
    "represented": ("représenté par", "représentée par", "est représenté par"),
    "by": ("par",),
    "lines": ("à",),
    "sheet": (": pouvoir à",),
}


def _represented(clerk: Clerk, attendance: Attendance) -> list[Block]:
    if clerk.house.roster == "table":
        return []
    if not attendance.represented:
        return [Lines((clerk.dice.pick(("Ont donné procuration : Néant.", "Pouvoirs : 0", "Pouvoir : néant")),))]
    form = clerk.house.proxies
    label = clerk.dice.pick(
        ("Pouvoirs :", "Absents représentés :", "Procurations :", "Absents ayant donné pouvoir :")
    )
    pairs = [(_entry(clerk, a, "represented"), _entry(clerk, b, "holder")) for a, b in attendance.represented]
    match form:
        case "no holder":
            givers = [giver for giver, _ in attendance.represented]
            return [Flow(_NO_HOLDER), Flow(_listed(clerk, givers, "commas", "represented"))]
        case "brackets":
            word = clerk.dice.pick(("pouvoir", "procuration"))
            said = [f"{a} ({word} à {b})" for a, b in pairs]
            return [Flow(f"Absents excusés : {', '.join(said)}.")]
        case "pouvoir de":
            return [Lines(tuple(f"Pouvoir de {a} à {b}" for a, b in pairs))]
    verb = clerk.dice.pick(_VERBS[form])
    said = [f"{a} {verb} {b}" for a, b in pairs]
    if form in ("lines", "gives"):
        mark = clerk.dice.pick(("", "- ", "-   ", "• "))
        return [Lines((label, *(mark + words for words in said)))]
    return [Flow(f"{label} {clerk.dice.pick((' ; ', ', ', ' - ')).join(said)}")]


_NO_HOLDER = (
    "Absents ayant voté par procuration en application de l'article L 2121-20 du Code général des collectivités "
    "territoriales :"
)


def counts(clerk: Clerk, attendance: Attendance) -> str:
    numbers = len(clerk.council), len(attendance.present), attendance.voters
    if clerk.plant:
        voters = attendance.voters + (clerk.plant == "voters")
        proxies = len(attendance.represented)
        return f"En exercice : {numbers[0]} – Présents : {numbers[1]} – Pouvoirs : {proxies} – Votants : {voters}"
    forms = (
        "Nombre de conseillers en exercice : {} – Présents : {} – Votants : {}",
        "Membres en exercice : {}   Présents : {}   Votants : {}",
        "Effectif légal : {}, présents {}, votants {}",
    )
    return clerk.dice.pick(forms).format(*numbers)
