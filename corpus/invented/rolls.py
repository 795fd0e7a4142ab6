"""Layouts of rolls: how real pages set who was present, represented and absent, with the exact role of each name.

A layout is a structure (three lists, lists in columns side by side, a row a member, givers and holders
apart…) in one
of its forms. Headings are put together from their parts, so that hardly two acts have the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import zip_longest
from typing import Protocol

from invented import people
from invented.blocks import Block, Flow, Lines, Table
from invented.clerk import Clerk
from invented.people import Person
from invented.tagging import padded, width


class Sitting(Protocol):
    """Who was present, who gave a proxy to whom, who was absent."""

    @property
    def present(self) -> tuple[Person, ...]: ...
    @property
    def represented(self) -> tuple[tuple[Person, Person], ...]: ...
    @property
    def absent(self) -> tuple[Person, ...]: ...


Layout = Callable[[Clerk, Sitting], list[Block]]


def _entry(clerk: Clerk, person: Person, role: str) -> str:
    return people.civility(person, clerk.house.civility) + clerk.name(person, role=role)


def _entries(clerk: Clerk, persons: Sequence[Person], role: str) -> list[str]:
    return [_entry(clerk, person, role) for person in persons]


_WHO = (
    "", "", "les membres", "les conseillers", "Mesdames et Messieurs", "les conseillers municipaux", "Mmes et MM.",
    "les délégués", "les délégués titulaires", "Mesdames, Messieurs", "les élus", "les membres du conseil",
)  # fmt: skip
_HEADINGS = {
    "present": (
        "Présents", "Étaient présents", "Sont présents", "Membres présents", "Étaient présent(e)s", "Présent(e)s",
        "Conseillers présents", "Présents à l'ouverture de la séance", "Titulaires présents",
        "Étaient présents en séance",
        "Ont siégé", "Ont pris part à la séance", "Membres ayant siégé", "Participaient à la séance",
        "En présence de", "Membres en séance", "Présent·e·s", "Les membres présents",
        "Conseillers municipaux présents",
        "Délégués présents", "Élus présents",
    ),
    "absent": (
        "Absents", "Absents excusés", "Excusés", "Étaient absents", "Étaient excusés", "Absent(e)s", "Absent(s)",
        "Absents et excusés", "Membres absents", "Excusé(e)s", "Conseillers municipaux absents",
        "Étaient absents excusés",
        "N'ont pas siégé", "Absents non représentés", "Absents sans pouvoir", "Étaient absents sans procuration",
        "Membres excusés", "Absents non excusés", "S'étaient excusés", "Conseillers absents",
    ),
    "represented": (
        "Pouvoirs", "Procurations", "Représentés", "Absents représentés", "Absents ayant donné pouvoir",
        "Ont donné pouvoir", "Ont donné procuration", "Étaient représentés", "Excusés ayant donné procuration",
        "Délégations de vote", "Absents ayant donné procuration", "Membres représentés", "Avaient donné pouvoir",
        "Absents excusés ayant donné pouvoir", "Ayant donné mandat", "Conseillers représentés", "Pouvoir(s)",
        "Membres ayant donné délégation de vote", "Représentés par procuration",
    ),
}  # fmt: skip
_NONE = {
    "absent": ("Absents : 0", "Absent : néant", "Excusés : néant", ""),
    "represented": ("Pouvoirs : néant", "Procuration : 0", ""),
}


def heading(clerk: Clerk, role: str, number: int) -> str:
    """« Étaient présents les conseillers (12) : », « ABSENTS : 3 ⏎ »; the same words never twice in one form."""
    dice = clerk.dice
    words = dice.pick(_HEADINGS[role])
    who = dice.pick(_WHO) if role == "present" or dice.chance(0.2) else ""
    count = dice.pick(("", "", "", f" ({number})", f" : {number}", f" {number}", f" ({number:02d})"))
    mark = dice.pick((" :", " :", " :", ":", "", " :\n", " –", " : –"))
    words = f"{words} {who}".strip() if not count else words + count
    if dice.chance(0.35):
        words = words.upper()
    after = dice.pick(("Mmes et MM. ", "MM. ")) if dice.chance(0.05) else ""
    return f"{words}{mark} {after}".replace("\n ", "\n")


def _offices(clerk: Clerk, persons: Sequence[Person], role: str) -> list[str]:
    """Entries with the office of most: « , 3ème adjointe »."""
    said = []
    for rank, entry in enumerate(_entries(clerk, persons, role), 1):
        office = clerk.dice.pick(
            (
                f"{rank}ème adjoint",
                "adjointe",
                "Conseiller municipal",
                "conseillère déléguée",
                f"{rank}e Vice-Président",
                "maire",
            )
        )
        said.append(f"{entry}{clerk.dice.pick((', ', ' – ', ' '))}{office}" if clerk.dice.chance(0.8) else entry)
    return said


def _communes(clerk: Clerk, persons: Sequence[Person], role: str) -> list[str]:
    """Entries with the commune of each, before the name or in brackets behind it."""
    before, capitals = clerk.dice.chance(0.5), clerk.dice.chance(0.4)
    said = []
    for person in persons:
        place = person.place.upper() if capitals else person.place
        entry = _entry(clerk, person, role)
        said.append(f"{place} : {entry}" if before else f"{entry} ({place})")
    return said


def _numbered(clerk: Clerk, persons: Sequence[Person], role: str) -> list[str]:
    mark = clerk.dice.pick((". ", " - ", ") ", " "))
    return [f"{number}{mark}{entry}" for number, entry in enumerate(_entries(clerk, persons, role), 1)]


_FORMS: Mapping[str, tuple[Callable[[Clerk, Sequence[Person], str], list[str]], tuple[str, ...]]] = {
    "commas": (_entries, (", ",)),
    "semicolons": (_entries, (" ; ", "; ")),
    "dashes": (_entries, (" – ", " - ")),
    "run on": (_entries, (" ",)),
    "lines": (_entries, ("\n", "\n- ", "\n• ", "\n\n")),
    "offices": (_offices, (", ", "\n", " ; ", " ")),
    "communes": (_communes, (", ", "\n", " ", " ; ")),
    "numbered": (_numbered, ("\n", " ", ", ")),
    "bars": (_entries, (" | ", " / ")),
    "wide": (_entries, ("    ", "\t", "   ")),
}


def _list(clerk: Clerk, persons: Sequence[Person], role: str, form: str) -> str:
    write, separators = _FORMS[form]
    return clerk.dice.pick(separators).join(write(clerk, persons, role))


def _blocks(clerk: Clerk, words: str) -> list[Block]:
    """Running text, or its lines as they are."""
    return [Lines(tuple(words.split("\n")))] if "\n" in words or "   " in words else [Flow(words)]


_GIVES = (
    "donne pouvoir à", "a donné pouvoir à", "ayant donné procuration à", "à", "représenté par",
    "donne procuration à",
    "a donné mandat à", "pouvoir à", ": pouvoir à", "→", "par", "qui a donné pouvoir à",
    "avait donné pouvoir à", "=>",
)  # fmt: skip
_BRACKETS = ("pouvoir à", "procuration à", "représenté par", "donne pouvoir à", "proc. à", "pvr à")


def _proxies(clerk: Clerk, sitting: Sitting) -> list[str]:
    """Each giver with the holder, in one of the ways to say so."""
    dice, tie = clerk.dice, clerk.dice.pick(_GIVES)
    bracket = f"({clerk.dice.pick(_BRACKETS)}"
    way = dice.pick(("tie", "tie", "brackets", "holder first", "of"))
    said = []
    for giver, holder in sitting.represented:
        a, b = _entry(clerk, giver, "represented"), _entry(clerk, holder, "holder")
        match way:
            case "brackets":
                said.append(f"{a} {bracket} {b})")
            case "holder first":
                said.append(f"{b} (pouvoir de {a})")
            case "of":
                said.append(f"Pouvoir de {a} à {b}")
            case _:
                said.append(f"{a} {tie} {b}")
    return said


def _represented(clerk: Clerk, sitting: Sitting) -> list[Block]:
    if not sitting.represented:
        return [Flow(clerk.dice.pick(_NONE["represented"]))]
    head = heading(clerk, "represented", len(sitting.represented))
    return _blocks(clerk, head + clerk.dice.pick((", ", "\n", " ; ", " ", "\n- ")).join(_proxies(clerk, sitting)))


def _absent(clerk: Clerk, sitting: Sitting, form: str = "commas") -> list[Block]:
    if not sitting.absent:
        return [Flow(clerk.dice.pick(_NONE["absent"]))]
    return _blocks(
        clerk, heading(clerk, "absent", len(sitting.absent)) + _list(clerk, sitting.absent, "absent", form)
    )


def _present(clerk: Clerk, sitting: Sitting, form: str) -> list[Block]:
    words = heading(clerk, "present", len(sitting.present)) + _list(clerk, sitting.present, "present", form)
    return _blocks(clerk, words + clerk.dice.pick((".", "", "")))


def _three_lists(form: str, clerk: Clerk, sitting: Sitting) -> list[Block]:
    below = [_represented(clerk, sitting), _absent(clerk, sitting, form)]
    if clerk.dice.chance(0.4):
        below.reverse()
    return [block for blocks in (_present(clerk, sitting, form), *below) for block in blocks]


def _in_absent(form: str, clerk: Clerk, sitting: Sitting) -> list[Block]:
    """Those who gave a proxy stand among the absent: « Absents excusés : A, B (pouvoir à C) »."""
    said = [*_proxies(clerk, sitting), *_entries(clerk, sitting.absent, "absent")]
    words = heading(clerk, "absent", len(said)) + clerk.dice.pick(_FORMS[form][1]).join(said)
    return [*_present(clerk, sitting, form), *(_blocks(clerk, words) if said else [])]


def _columns(left: Sequence[str], right: Sequence[str]) -> Lines:
    """Two columns read line by line."""
    wide = max((width(line) for line in left), default=0) + 4
    pairs = zip_longest(left, right, fillvalue="")
    return Lines(tuple(f"{padded(one, wide)}{other}".rstrip() for one, other in pairs))


def _side_by_side(form: str, clerk: Clerk, sitting: Sitting) -> list[Block]:
    """The present in one column, the others in the next, as a page read line by line gives them."""
    present = [
        heading(clerk, "present", len(sitting.present)).strip(),
        *_entries(clerk, sitting.present, "present"),
    ]
    others = [heading(clerk, "absent", len(sitting.absent)).strip(), *_entries(clerk, sitting.absent, "absent")]
    proxies = [heading(clerk, "represented", len(sitting.represented)).strip(), *_proxies(clerk, sitting)]
    match form:
        case "absent":
            return [_columns(present, others), *_represented(clerk, sitting)]
        case "proxies":
            return [_columns(present, proxies), *_absent(clerk, sitting)]
        case "halves":
            middle = (len(present) + 1) // 2
            return [
                _columns(present[:middle], present[middle:]),
                *_represented(clerk, sitting),
                *_absent(clerk, sitting),
            ]
    return [_columns(present, [*proxies, "", *others])]


def _two_columns_of_proxies(form: str, clerk: Clerk, sitting: Sitting) -> list[Block]:
    """Givers in one column, holders in another; read row by row, or one column after the other."""
    givers = [_entry(clerk, giver, "represented") for giver, _ in sitting.represented]
    holders = [_entry(clerk, holder, "holder") for _, holder in sitting.represented]
    head = heading(clerk, "represented", len(givers)).strip()
    titles = clerk.dice.pick(
        (("Mandants", "Mandataires"), ("Absent", "Pouvoir à"), ("Nom", "Donne pouvoir à"), ("", ""))
    )
    words: list[Block] = []
    match form:
        case "rows":
            words = [Lines((head,)), Table(titles, tuple(zip(givers, holders, strict=True)))]
        case "one after the other":
            words = [Flow(" ".join((head, titles[0], *givers, titles[1], *holders)))]
        case "each with à":
            words = [Flow(" ".join((head, *givers, *(f"à {holder}" for holder in holders))))]
        case _:
            words = [
                Flow(f"{head} {', '.join(givers)}"),
                Flow(f"{clerk.dice.pick(('Mandataires', 'Pouvoirs donnés à', 'À'))} : {', '.join(holders)}"),
            ]
    return [
        *_present(clerk, sitting, clerk.dice.pick(("commas", "lines"))),
        *(words if givers else []),
        *_absent(clerk, sitting),
    ]


_MARKS: Mapping[str, tuple[str, str, str]] = {
    "words": ("Présent", "Absent", "Pouvoir à {}"),
    "small words": ("présent", "absent", "absent, représenté par {}"),
    "letters": ("P", "A", "R {}"),
    "letters and excused": ("P", "E", "PV {}"),
    "ticks": ("X", "", "Procuration à {}"),
    "glued": ("", "ABSENT", "PROCURATION à {}"),
    "signature": ("signé", "excusé", "donne pouvoir à {}"),
    "feminine": ("Présent(e)", "Absent(e) excusé(e)", "Représenté(e) par {}"),
}
_JOINTS = {"small words": " : ", "glued": "-"}


def _rows(clerk: Clerk, sitting: Sitting, form: str) -> Iterator[tuple[str, str]]:
    """The name and the mark of each member of the council, in the council's order."""
    present, absent, proxy = _MARKS[form]
    holders = dict(sitting.represented)
    for person in clerk.council:
        if person in sitting.present:
            yield _entry(clerk, person, "present"), present
        elif person in holders:
            holder = clerk.name(holders[person], role="holder")
            yield _entry(clerk, person, "represented"), proxy.format(holder)
        else:
            yield _entry(clerk, person, "absent"), absent


def _row_a_member(form: str, clerk: Clerk, sitting: Sitting) -> list[Block]:
    """A member a row with a mark, and in half of the acts a column for the vote; or one after the other in
    a line."""
    rows = list(_rows(clerk, sitting, form))
    if form in _JOINTS or clerk.dice.chance(0.3):
        joint = _JOINTS.get(form, " ")
        said = [f"{name}{joint}{mark}" if mark else name for name, mark in rows]
        return _blocks(
            clerk,
            clerk.dice.pick(("", "Étaient présents : ", "Appel nominal : "))
            + clerk.dice.pick((" ", "\n", ", ")).join(said),
        )
    votes = clerk.dice.chance(0.5)
    if votes:
        cells = tuple((name, mark, clerk.dice.pick(("Pour", "Pour", "Contre", "Abst."))) for name, mark in rows)
        return [Table(("Nom", "Présence", "Vote"), cells)]
    return [
        Table(("Membres", clerk.dice.pick(("Présent / Absent / Pouvoir", "Présence", "Émargement"))), tuple(rows))
    ]


def _one_list(form: str, clerk: Clerk, sitting: Sitting) -> list[Block]:
    """One list of all members, the absent among them said to be so: « A, B (absent), C (pouvoir à A) »."""
    left, right = ("(", ")") if form == "brackets" else (", ", "")
    said = []
    for name, mark in _rows(clerk, sitting, "small words"):
        said.append(name if mark == "présent" else f"{name} {left}{mark}{right}".replace(" ,", ","))
    head = heading(clerk, "present", len(sitting.present))
    return _blocks(clerk, head + clerk.dice.pick((", ", " ; ", "\n")).join(said))


def _unheaded(form: str, clerk: Clerk, sitting: Sitting) -> list[Block]:
    """The present without any heading, under « L'an… » or by commune, the others below."""
    return [
        *_blocks(clerk, _list(clerk, sitting.present, "present", form)),
        *_represented(clerk, sitting),
        *_absent(clerk, sitting),
    ]


def _officers_apart(form: str, clerk: Clerk, sitting: Sitting) -> list[Block]:
    """« Maire : A ⏎ Adjoints : B, C ⏎ Conseillers : D, E », all present."""
    rest = [person for person in sitting.present if person != clerk.chair]
    deputies, others = rest[: len(rest) // 3], rest[len(rest) // 3 :]
    head = heading(clerk, "present", len(sitting.present)).strip()
    parts = [f"{clerk.chair_title} : {_entry(clerk, clerk.chair, 'present')}"]
    for titles, members in (
        (("Adjoints", "Vice-Présidents", "Maires-adjoints"), deputies),
        (("Conseillers", "Conseillers municipaux", "Membres"), others),
    ):
        parts.append(f"{clerk.dice.pick(titles)} : {_list(clerk, members, 'present', 'commas')}")
    words = "\n".join((head, *parts)) if form == "lines" else " ".join((head, *parts))
    return [*_blocks(clerk, words), *_represented(clerk, sitting), *_absent(clerk, sitting)]


_STRUCTURES: Mapping[str, tuple[Callable[[str, Clerk, Sitting], list[Block]], Sequence[str]]] = {
    "three lists": (_three_lists, tuple(_FORMS)),
    "proxies among the absent": (_in_absent, tuple(_FORMS)),
    "side by side": (_side_by_side, ("absent", "proxies", "halves", "both")),
    "columns of proxies": (_two_columns_of_proxies, ("rows", "one after the other", "each with à", "two lists")),
    "row a member": (_row_a_member, tuple(_MARKS)),
    "one list": (_one_list, ("brackets", "commas")),
    "without heading": (_unheaded, ("commas", "lines", "communes", "offices", "dashes")),
    "by office": (_officers_apart, ("lines", "running")),
}

ROLLS: Mapping[str, Layout] = {
    f"{structure}: {form}": partial(write, form)
    for structure, (write, forms) in _STRUCTURES.items()
    for form in forms
}
"""Every layout by its name."""

_SECRETARY = (
    "Secrétaire de séance : {}", "Secrétaire : {}", "{} a été désigné secrétaire de séance.",
    "Secrétaire de séance {}",
    "A été nommée secrétaire : {}", "{} est nommé secrétaire de séance",
    "Le secrétariat de séance est assuré par {}",
    "Désignation du secrétaire de séance : {}", "{} est désignée pour remplir les fonctions de secrétaire.",
    "Mme la Présidente propose de désigner {} comme secrétaire de séance", "Secrétaire élu : {}",
)  # fmt: skip


def write_roll(clerk: Clerk, sitting: Sitting, layout: str) -> list[Block]:
    """The roll in a layout, with the secretary above, below or nowhere."""
    blocks = ROLLS[layout](clerk, sitting)
    secretary = Flow(clerk.dice.pick(_SECRETARY).format(clerk.titled(clerk.secretary, role="secretary")))
    place = clerk.dice.pick(("below", "below", "above", "nowhere"))
    if place == "nowhere":
        return blocks
    return [secretary, *blocks] if place == "above" else [*blocks, secretary]
