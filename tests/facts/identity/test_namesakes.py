"""Invented acts of communes that share their names, headed as councils head theirs: each is of the right one.

The communes are those of the referential, drawn by a fixed seed; persons and matters are invented. What an act may
be of is computed from the table alone: the namesakes that have the département, the postal code or the EPCI that it
prints.
"""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import pytest

from recueil.entities.places.communes import CommuneRow
from recueil.facts.identity.identity import extract_identity
from recueil.facts.identity.referential import Referential, load_referential
from recueil.facts.identity.resolve_body import printed_number, resolve_body
from recueil.values.body import BodyResolution

_BODY = """
{title}
L'an deux mille vingt-trois, le quatorze mars à vingt heures, le conseil municipal, légalement convoqué, s'est réuni
en séance publique sous la présidence de Monsieur Aubin PERROCHEL, maire.
Présents : Aubin PERROCHEL, Solène GUIRAMAND, Thibault OSTREVAN, Mireille CADORET.
Secrétaire de séance : Solène GUIRAMAND.
Objet : réfection du préau de l'école
Le conseil municipal, après en avoir délibéré, à l'unanimité, approuve les travaux pour un montant de 12 400 € HT.
Fait et délibéré les jour, mois et an que dessus.
Le maire, Aubin PERROCHEL
"""
_REGISTER = "EXTRAIT DU REGISTRE DES DÉLIBÉRATIONS DU CONSEIL MUNICIPAL"

# Sous-préfectures and chefs-lieux de canton whose names one département has.
_SEATS = {
    "02": "Soissons", "03": "Vichy", "10": "Nogent-sur-Seine", "16": "Confolens", "17": "Jonzac", "21": "Montbard",
    "24": "Nontron", "25": "Montbéliard", "27": "Bernay", "28": "Nogent-le-Rotrou", "31": "Muret", "33": "Libourne",
    "38": "La Tour-du-Pin", "39": "Lons-le-Saunier", "44": "Châteaubriant", "50": "Coutances", "51": "Épernay",
    "54": "Toul", "59": "Avesnes-sur-Helpe", "60": "Compiègne", "62": "Béthune", "63": "Issoire", "67": "Haguenau",
    "69": "Villefranche-sur-Saône", "71": "Autun", "76": "Dieppe", "77": "Provins", "78": "Rambouillet",
    "80": "Abbeville", "81": "Albi", "83": "Draguignan", "86": "Châtellerault", "89": "Avallon", "91": "Étampes",
}  # fmt: skip


class Namesake(NamedTuple):
    """A commune whose act is made, and all that share its name, itself included."""

    row: CommuneRow
    all: Sequence[CommuneRow]


class Made(NamedTuple):
    """The text of an act, and the SIREN of the communes that it may be of."""

    text: str
    possible: frozenset[str]


def _sirens(rows: Sequence[CommuneRow], fits: Callable[[CommuneRow], bool]) -> frozenset[str]:
    return frozenset(row.siren for row in rows if fits(row))


def _act(heading: str, foot: str = "", title: str = _REGISTER) -> str:
    return f"{heading}\n{_BODY.format(title=title)}{foot}\n"


def _of(name: str) -> str:
    """Return a name as « commune » is linked to it: « du Port », « d'Aiglun », « de Vernon »."""
    for article, link in (("Le ", "du "), ("Les ", "des ")):
        if name.startswith(article):
            return link + name.removeprefix(article)
    return f"d'{name}" if name[0] in "AEÉIOUYŒÎ" else f"de {name}"


def _without_link(of: str) -> str:
    """Return the name of a département in « de la Seine-Saint-Denis », « de l'Ain », « de Paris »."""
    return re.sub(r"\A(?:de la |de l'|des |du |de |d')", "", of)


Shape = Callable[[Namesake, Referential], Made | None]


def _in_departement(
    heading: Callable[[CommuneRow, str], str], foot: Callable[[str], str] = lambda of: ""
) -> Shape:
    def make(chosen: Namesake, referential: Referential) -> Made | None:
        row = chosen.row
        body = referential.departement(row.departement)
        assert body is not None
        of_departement = body.label.removeprefix("Département ")
        text = _act(heading(row, of_departement), foot(of_departement))
        return Made(text, _sirens(chosen.all, lambda each: each.departement == row.departement))

    return make


def _at_postal_code(heading: Callable[[CommuneRow, str], str], foot: Callable[[CommuneRow, str], str]) -> Shape:
    def make(chosen: Namesake, referential: Referential) -> Made | None:
        row = chosen.row
        code = row.postal_codes.split()[0]
        possible = _sirens(chosen.all, lambda each: code in each.postal_codes.split())
        return Made(_act(heading(row, code), foot(row, code)), possible)

    return make


def _at_seat(words: str) -> Shape:
    def make(chosen: Namesake, referential: Referential) -> Made | None:
        row = chosen.row
        seat = _SEATS.get(row.departement)
        if seat is None:
            return None
        possible = _sirens(chosen.all, lambda each: each.departement == row.departement)
        return Made(
            _act(f"RÉPUBLIQUE FRANÇAISE\n{words.format(seat=seat)}\nCOMMUNE {_of(row.name).upper()}"), possible
        )

    return make


def _in_epci(chosen: Namesake, referential: Referential) -> Made | None:
    row = chosen.row
    epci = referential.body_of(row.epci.split()[0]) if row.epci else None
    if epci is None or epci.label.endswith(")"):
        return None
    possible = _sirens(chosen.all, lambda each: row.epci.split()[0] in each.epci.split())
    return Made(_act(f"{epci.label}\nCommune {_of(row.name)}"), possible)


def _with_identifier(chosen: Namesake, referential: Referential) -> Made | None:
    row = chosen.row
    identifier = f"{row.departement.zfill(3)}-{row.siren}-20230314-D2023_12-DE"
    foot = f"Accusé de réception en préfecture\n{identifier}\nDate de télétransmission : 16/03/2023"
    return Made(_act(f"Commune {_of(row.name)}", foot), frozenset([row.siren]))


def _with_siret(chosen: Namesake, referential: Referential) -> Made | None:
    row = chosen.row
    siren = row.siren
    if siren[0] not in "12":
        return None  # new communes may have the number of a company, which no heading is searched for
    siret = f"{siren[:3]} {siren[3:6]} {siren[6:]} 00015"
    return Made(_act(f"MAIRIE {_of(row.name).upper()}\nN° SIRET : {siret}"), frozenset([row.siren]))


def _with_code(chosen: Namesake, referential: Referential) -> Made | None:
    row = chosen.row
    return Made(_act(f"Commune {_of(row.name)}\nCode INSEE : {row.code}"), frozenset([row.siren]))


def _without_any(heading: Callable[[CommuneRow], str], foot: str = "") -> Shape:
    def make(chosen: Namesake, referential: Referential) -> Made | None:
        return Made(_act(heading(chosen.row), foot), _sirens(chosen.all, lambda each: True))

    return make


# Towns and départements that the acts are about, not of: no namesake may be told by them.
_ELSEWHERE = (
    "Vu la convention avec le Département de la Corrèze ;\nla société Perrochel et fils, 19100 Brive-la-Gaillarde ;\n"
    "le tribunal administratif de Limoges peut être saisi."
)

SHAPES: dict[str, Shape] = {
    "département, then commune": _in_departement(
        lambda row, of: f"RÉPUBLIQUE FRANÇAISE\nDÉPARTEMENT {of.upper()}\nCOMMUNE {_of(row.name).upper()}"
    ),
    "département on one line with the commune": _in_departement(
        lambda row, of: f"Mairie {_of(row.name)} – Département {of}"
    ),
    "département by its name alone": _in_departement(
        lambda row, of: f"{_without_link(of).upper()}\nMAIRIE {_of(row.name).upper()}"
    ),
    "département after a colon": _in_departement(
        lambda row, of: f"Département : {_without_link(of)}\nCommune {_of(row.name)}"
    ),
    "département by its number": _in_departement(
        lambda row, of: f"Département : {row.departement}\nCommune {_of(row.name)}"
    ),
    "number in brackets": _in_departement(lambda row, of: f"VILLE {_of(row.name).upper()} ({row.departement})"),
    "name of the département in brackets": _in_departement(
        lambda row, of: f"Commune {_of(row.name)} ({_without_link(of)})"
    ),
    "abbreviated": _in_departement(
        lambda row, of: f"VILLE {_of(row.name).upper().replace('SAINT', 'ST')} ({row.departement})"
    ),
    "address in the letterhead": _at_postal_code(
        lambda row, code: f"Mairie {_of(row.name)}\n3, place de la Mairie\n{code} {row.name.upper()}",
        lambda row, code: "",
    ),
    "address on one line": _at_postal_code(
        lambda row, code: (
            f"VILLE {_of(row.name).upper()}\nHôtel de ville – 12 rue des Écoles – {code} {row.name} – Tél."
        ),
        lambda row, code: "",
    ),
    "address at the foot": _at_postal_code(
        lambda row, code: f"COMMUNE {_of(row.name).upper()}",
        lambda row, code: f"Mairie – 3 place de la Mairie – {code} {row.name.upper()}",
    ),
    "postal code in brackets": _at_postal_code(
        lambda row, code: f"Commune {_of(row.name)} ({code})", lambda row, code: ""
    ),
    "arrondissement": _at_seat("ARRONDISSEMENT DE {seat}"),
    "canton": _at_seat("Canton de {seat}"),
    "arrondissement after a colon": _at_seat("Arrondissement : {seat}"),
    "EPCI beside the name": _in_epci,
    "préfecture of receipt": _in_departement(
        lambda row, of: f"COMMUNE {_of(row.name).upper()}",
        lambda of: f"Acte reçu en préfecture {of} le 16/03/2023",
    ),
    "transmitted to the préfecture": _in_departement(
        lambda row, of: f"Mairie {_of(row.name)}",
        lambda of: f"Transmis au représentant de l'État – Préfecture {of} – le 16 mars 2023",
    ),
    "identifier": _with_identifier,
    "SIRET": _with_siret,
    "INSEE code": _with_code,
    "nothing": _without_any(lambda row: f"COMMUNE {_of(row.name).upper()}"),
    "nothing but others": _without_any(lambda row: f"Mairie {_of(row.name)}", _ELSEWHERE),
}
_PER_SHAPE = 6
_UNREAD = frozenset({"Salles", "Les Plans"})  # find_body reads these as words


@pytest.fixture(scope="module")
def referential() -> Referential:
    return load_referential("fr_recueil")


def make_acts(referential: Referential, seed: int, per_shape: int) -> Iterator[tuple[str, Namesake, Made]]:
    """Make acts of each shape, of communes drawn by a seed."""
    named = defaultdict(list)
    for row in referential.communes.rows:
        if row.kind == "commune" and row.siren:
            named[row.name].append(row)
    groups = [rows for rows in named.values() if len(rows) > 1]
    draw = random.Random(seed)
    for shape, make in SHAPES.items():
        done = 0
        while done < per_shape:
            rows = draw.choice(groups)
            chosen = Namesake(draw.choice(rows), rows)
            made = make(chosen, referential)
            if made is not None and chosen.row.name not in _UNREAD:
                done += 1
                yield shape, chosen, made


def resolve(text: str, referential: Referential) -> BodyResolution | None:
    identity = extract_identity(text, {}, names=referential.names)
    return resolve_body(text, identity.body, printed_number(identity), referential)


def is_right(found: BodyResolution | None, made: Made) -> bool:
    """Return whether an act is resolved to the only body it may be of, or to all that it may be of."""
    if found is None:
        return False
    if len(made.possible) == 1:
        return found.siren in made.possible
    return found.siren is None and made.possible <= set(found.candidates)


def test_acts_of_namesakes_are_of_the_right_one_or_ambiguous(referential: Referential) -> None:
    wrong = []
    counts: Counter[str] = Counter()
    for shape, chosen, made in make_acts(referential, 22, _PER_SHAPE):
        found = resolve(made.text, referential)
        counts["acts"] += 1
        if not is_right(found, made):
            wrong.append((shape, chosen.row.name, chosen.row.departement, found))
    assert counts["acts"] >= 100
    assert wrong == []
