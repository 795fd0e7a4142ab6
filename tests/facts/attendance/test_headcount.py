"""What an act counts itself."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.growth import assert_grows_linearly, repeated
from tests.tables import each_row

from recueil.facts.attendance.headcount import find_headcount
from recueil.text import fold_accents
from recueil.values.attendance import Headcount

COUNTS = [
    ("En exercice : 65⏎Présents : 50⏎Pouvoirs : 5⏎Votants : 55", Headcount(65, 50, 5, None, 55)),
    ("Nombre de conseillers en exercice : 23 Nombre de présents : 20 Nombre de pouvoirs : 1", Headcount(23, 20, 1)),
    ("Conseillers en fonction : 30 Conseillers présents:.…....…….24", Headcount(30, 24)),
    ("Nombre de Conseillers en exercice Présents Procurations Votants 27 20 3 23 N° 2022", Headcount(27, 20, 3, None, 23)),
    (
        "Membres⏎en fonction :⏎⏎______________⏎⏎Nombre de membres⏎en séance :⏎⏎______________⏎⏎Pouvoirs :⏎⏎____________⏎⏎27⏎⏎21⏎⏎4",
        Headcount(27, 21, 4),
    ),
    ("18 membres du Bureau étaient présents : Mme Roux", Headcount(present=18)),
    ("Votants : 27 dont 22 Présents et 05 Procurations", Headcount(present=22, proxies=5, voting=27)),
    ("Soit 31 présents⏎2 procurations 33 votants", Headcount(present=31, proxies=2, voting=33)),
    ("Nombre de conseillers en exercice : vingt-trois (23)⏎Présents : dix-huit", Headcount(23, 18)),
    ("Absents excusés : 10 Pouvoirs : néant", Headcount(proxies=0, absent=10)),
    ("En exercice : 22 – Présents : 17 – Pouvoirs : 3 – Votants : 20", Headcount(22, 17, 3, None, 20)),
    ("Excusés Représentés : 8 P. ROUX représenté par G. CAPEL", Headcount(proxies=8)),
    ("31 présents 1 absent 32 votants", Headcount(present=31, absent=1, voting=32)),
    ("Conseillers⏎en exercice :⏎____⏎Conseillers⏎en séance :⏎____⏎Pouvoirs :⏎____⏎29⏎27⏎2⏎Date", Headcount(29, 27, 2)),
    # the first decides
    ("Présents : 18 … Présents : 17", Headcount(present=18)),
]  # fmt: skip

OPEN = [
    "Présents : 24 puis 25",
    "Votants : 22 ou 21",
    "Nombre de conseillers présents : 34 de la délibération 01 à 03 – 33 à la délibération 04",
    "Conseillers présents ou représentés : 38",
    "Conseillers présents (y compris ceux ayant donné procuration) : 28",
    "Nombre de présents Nombre de procurations Nombre de votants 7 FEVRIER 2020 26 3 29",
    "Présents : 1. Jean ROUX 2. Anne CAPEL",
    "Présents à 19 h 30",
    "à l'unanimité des membres présents",
    "de la délibération 42 à 44 Pouvoirs : Roger ROUX",
    "Pouvoirs : Roger ROUX",
    "Mme ROUX présente 3 dossiers",
    "qui représente 11 voix, avec un pouvoir écrit",
]


@each_row(("sentence", "counts"), COUNTS)
def test_counts(sentence: str, counts: Headcount) -> None:
    assert find_headcount(fold_accents(sentence.replace("⏎", "\n"))) == counts


@each_row("sentence", OPEN)
def test_what_is_no_single_count_is_left_open(sentence: str) -> None:
    assert find_headcount(fold_accents(sentence)) == Headcount()


HOSTILE = {
    "labels": repeated("presents : votants : absents 12 membres "),
    "words and blanks": lambda size: "vingt et un " * (size // 24) + " " * (size // 2) + "presents",
}


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_text_takes_time_in_proportion(make: Callable[[int], str], size: int) -> None:
    assert_grows_linearly(find_headcount, make, size)
