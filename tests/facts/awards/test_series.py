"""Awards of a series of names and amounts in running text; names are invented."""

from __future__ import annotations

import pytest
from tests.facts.awards.test_awards import brief, read
from tests.growth import assert_grows_linearly, repeated

# A text, and the decision, beneficiary and amount of each award.
SERIES = [
    # what the money is for stands in brackets
    ("Le conseil, à l'unanimité, attribue aux associations Tennis Club de Varzelle 1 500 € (fonctionnement) Amicale laïque 800 € "
     "(fonctionnement) Judo Club Varzellois 450 € (tournoi).",
     [("subvention", "Tennis Club de Varzelle", "1500"), ("subvention", "Amicale laïque", "800"), ("subvention", "Judo Club Varzellois", "450")]),
    # one letter as a bullet
    ("Le conseil, à l'unanimité, approuve les subventions suivantes : o Tennis Club de Varzelle 1 500 € o Amicale laïque 800 € "
     "o Souvenir français 150 €.",
     [("subvention", "Tennis Club de Varzelle", "1500"), ("subvention", "Amicale laïque", "800"), ("subvention", "Souvenir français", "150")]),
    # the amount first, and another name just before the next
    ("Le conseil, à l'unanimité, attribue : une subvention de 1 500 € au Tennis Club de Varzelle (convention n° 2021-10), de 800 € à "
     "l'Amicale laïque (convention n° 2021-11), de 450 € au Judo Club Varzellois (convention n° 2021-12).",
     [("subvention", "Tennis Club de Varzelle", "1500"), ("subvention", "Amicale laïque", "800"), ("subvention", "Judo Club Varzellois", "450")]),
    ("Le conseil, à l'unanimité, accorde une aide : à M. Paul VERDIER, pour son toit, 500 € ; à Mme Anne LACOMBE, pour sa façade, "
     "250 € ; à M. Karim BENSAÏD, pour sa porte, 80 €.",
     [("aide", "M. Paul VERDIER", "500"), ("aide", "Mme Anne LACOMBE", "250"), ("aide", "M. Karim BENSAÏD", "80")]),
    # what the list is of tells that unknown names are recipients
    ("Le conseil, par 14 voix pour, accorde une aide aux associations suivantes : Cœur de Brey (80 €), Vélo et Nature (150 €), "
     "Théâtre en herbe (300 €).",
     [("subvention", "Cœur de Brey", "80"), ("subvention", "Vélo et Nature", "150"), ("subvention", "Théâtre en herbe", "300")]),
    ("La commission permanente décide d'individualiser les crédits suivants : - Vélo et Nature – semi-marathon – 3 500 € - Amicale "
     "laïque – rencontres – 2 000 € - commune de Brey – travaux à l'école – 12 500 €",
     [("subvention", "Vélo et Nature", "3500"), ("subvention", "Amicale laïque", "2000"), ("subvention", "commune de Brey", "12500")]),
    # the vote on each
    ("Vote des subventions : Mission locale du Val : 150 € – Pour : 13 – Contre : 0 – Abstention : 1 Judo Club : 500 € – Pour : 14 – "
     "Contre : 0 – Abstention : 0 Amicale laïque : 200 € – Pour : 12 – Contre : 1 – Abstention : 1",
     [("subvention", "Mission locale du Val", "150"), ("subvention", "Judo Club", "500"), ("subvention", "Amicale laïque", "200")]),
    # headings of the parts of a list
    ("Le conseil accorde les subventions suivantes : Fonction 40 – Sports Judo Club : 200 € Tennis Club : 650 € Fonction 33 – Action "
     "culturelle Harmonie de Brey : 300 €",
     [("subvention", "Judo Club", "200"), ("subvention", "Tennis Club", "650"), ("subvention", "Harmonie de Brey", "300")]),
    # the year of each sum
    ("Le conseil adopte les subventions : Judo Club : 100 € en 2022, 200 € en 2023 Amicale laïque : 500 € en 2022, 450 € en 2023 "
     "Tennis Club : 80 € en 2022, 90 € en 2023",
     [("subvention", "Judo Club", "200"), ("subvention", "Amicale laïque", "450"), ("subvention", "Tennis Club", "90")]),
    ("Au titre de la culture : Chorale du Val 200 €, Harmonie de Brey 650 €. Au titre du sport : Judo Club 300 €, Tennis Club 80 €. "
     "Le conseil vote ces subventions.",
     [("subvention", "Chorale du Val", "200"), ("subvention", "Harmonie de Brey", "650"), ("subvention", "Judo Club", "300"),
      ("subvention", "Tennis Club", "80")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "awards"), SERIES)
def test_reads_series(text: str, awards: list[tuple[str, str, str]]) -> None:
    assert [brief(award)[:3] for award in read(text)] == awards


NOT_AWARDED = [
    "Le lot 8 – Carrelage – a été attribué à l'entreprise Dussol pour un montant de 8 526 € HT. Cela génère une plus-value de 140 € HT. "
    "Cet avenant porte le montant du lot 8 à 8 666 € HT.",
    "Rappel des subventions 2019, on a donné 3 110 € : Tennis Club 60 € Amicale sportive 1 220 € Banque alimentaire 100 €.",
    "Le conseil vote un acompte sur la base de la subvention 2023 (CCAS : 480 000 € ; Judo Club : 154 000 € ; Rugby Club : 70 000 €).",
    "Le conseil, à l'unanimité, fixe les tarifs du repas : Judo Club 12 €, Amicale laïque 15 €, Tennis Club 18 €.",
]


@pytest.mark.parametrize("text", NOT_AWARDED)
def test_reads_no_award_in_what_is_recalled_or_a_tariff(text: str) -> None:
    assert read(text) == ()


def test_takes_time_in_proportion_to_the_series() -> None:
    assert_grows_linearly(
        read, repeated("Tennis Club 500 € (gala) Amicale laïque 300 € ", "Le conseil attribue : ")
    )
