"""Counts of one vote that stand together: every form of count in every frame gives the same vote."""

from __future__ import annotations

from itertools import product

import pytest
from tests.growth import assert_grows_linearly, repeated

from recueil.evaluation.gold import parse_tagged
from recueil.facts.votes.votes import extract_votes

Counts = tuple[int | None, int | None, int | None]

# Counts in prose, after « par »: for, against, abstentions.
TOLD: dict[str, Counts] = {
    "12 voix pour, 2 voix contre et 1 abstention": (12, 2, 1),
    "douze voix pour, deux voix contre et une abstention": (12, 2, 1),
    "12 (douze) voix pour, 2 (deux) voix contre, 1 (une) abstention": (12, 2, 1),
    "2 contre, 1 abstention et 12 pour": (12, 2, 1),
    "12 voix favorables, 2 défavorables, 1 abstention": (12, 2, 1),
    "12 pour (dont 3 procurations), 2 contre (dont 1 procuration), 1 abstention": (12, 2, 1),
    "12 voix pour dont 3 pouvoirs, 2 voix contre dont 1 pouvoir et 1 abstention": (12, 2, 1),
    "12 voix en faveur, 2 opposées, 1 abstention": (12, 2, 1),
    "12 votes en faveur de la proposition, 2 votes en défaveur et 1 abstention": (12, 2, 1),
    "12 oui, 2 non, 1 abstention": (12, 2, 1),
    "12 voix contre 2 et 1 abstention": (12, 2, 1),
    "12 voix pour, aucune voix contre, aucune abstention": (12, 0, 0),
    "12 voix pour sur 15": (12, None, None),
    "12 voix": (12, None, None),
}
PROSE = (
    "Le conseil municipal, par {}, approuve la convention.",
    "La délibération est adoptée par {}.",
    "Le conseil décide par {} :\n- de fixer le prix à 12 €.",
    "Après délibération et par {}, le bureau valide le programme.",
)
# Counts that stand by themselves.
STATED: dict[str, Counts] = {
    "12 pour – 2 contre – 1 abstention": (12, 2, 1),
    "12 POUR 2 CONTRE 1 ABSTENTION": (12, 2, 1),
    "Pour : 12, contre : 2, abstention : 1": (12, 2, 1),
    "Pour 12 Contre 2 Abstention 1": (12, 2, 1),
    "Pour (12), contre (2), abstention (1)": (12, 2, 1),
    "Pour : 12 (dont 2 pouvoirs) Contre : 2 (dont 1 pouvoir) Abstention : 1": (12, 2, 1),
    "Pour : 12 voix ; Contre : 2 voix ; Abstention : 1 voix": (12, 2, 1),
    "Représentés 15 voix Exprimés 14 voix Pour 12 voix Contre 2 voix Abstention 1 voix NPPV": (12, 2, 1),
    "Abstention : 1 Contre : 2 Pour : 12": (12, 2, 1),
    "Votants : 15 – Exprimés : 14 – Pour : 12 – Contre : 2 – Abstention : 1": (12, 2, 1),
    "15 votants, 14 suffrages exprimés, 12 pour, 2 contre, 1 abstention": (12, 2, 1),
    "Nombre de voix pour : 12 Nombre de voix contre : 2 Nombre d'abstentions : 1": (12, 2, 1),
    "Ont voté pour : 12 ; ont voté contre : 2 ; se sont abstenus : 1": (12, 2, 1),
    "Oui : 12, non : 2, blanc : 1": (12, 2, None),
    "12 sont pour, 2 s'y opposent, 1 s'abstient": (12, 2, 1),
    "12 délégués y sont favorables, 2 s'y opposent, 1 est sans avis": (12, 2, 1),
    "12 conseillers ont voté pour, 2 ont voté contre et 1 s'est abstenu": (12, 2, 1),
    "Douze syndics votent pour et deux s'abstiennent": (12, None, 2),
    "Qui est pour ? 12. Qui est contre ? 2. Qui s'abstient ? Personne.": (12, 2, 0),
    "12 / 12 pour": (12, None, None),
    "Pour\n12\nContre\n-\nAbstention\n1": (12, 0, 1),
    "Pour\n\n12\n\nContre\n\n2\n\nAbstention\n\n1": (12, 2, 1),
    "Pour | Contre | Abstention\n12 | 2 | 1": (12, 2, 1),
    "| Pour | Contre | Abstention |\n| 12 | 2 | 1 |": (12, 2, 1),
    "POUR\nCONTRE\nABSTENTION\n12\n2\n1": (12, 2, 1),
    "| Pour | 12 |\n| Contre | 2 |\n| Abstention | 1 |": (12, 2, 1),
    "Pour        Contre      Abstentions\n 12          /            1": (12, 0, 1),
}
FRAMES = (
    "Le conseil, après en avoir délibéré, approuve la convention.\nVote : {}",
    "Le conseil, après en avoir délibéré, approuve la convention.\n\n{}\n",
    "Résultat du vote : {}\nLa délibération est adoptée.",
    "Vote à main levée : {}",
)


def counts_of(text: str, kind: str) -> list[tuple[str | None, Counts]]:
    return [
        (vote.outcome, (vote.votes_for, vote.against, vote.abstentions)) for vote in extract_votes(text, (), kind)
    ]


@pytest.mark.parametrize("kind", ["pv", "deliberation"])
def test_every_count_is_read_in_every_frame(kind: str) -> None:
    forms = [*product(PROSE, TOLD.items()), *product(FRAMES, STATED.items())]
    wrong = {
        text: found
        for frame, (words, expected) in forms
        if (found := counts_of(text := frame.format(words), kind)) != [("adopted", expected)]
    }
    assert wrong == {}


def test_the_number_of_the_next_item_is_no_part_of_a_count() -> None:
    assert counts_of("Adopté – Pour : 12 – Contre : 2\n301 – Tarifs", "pv") == [("adopted", (12, 2, None))]


A = "<PERSON PICQ, Léa>Léa PICQ</PERSON>"
B = "<PERSON ROULIN>ROULIN</PERSON>"


@pytest.mark.parametrize(
    ("tagged", "against", "abstaining"),
    [
        (f"Vote : 8 pour, 1 contre : M. {B}, 1 abstention : Mme {A}.", ["ROULIN"], ["PICQ"]),
        (f"Pour : 8 Contre : 1 (M. {B}) Abstention : 1 (Mme {A})", ["ROULIN"], ["PICQ"]),
        (f"POUR : 8 voix\nCONTRE : 1 voix (M. {B})\nABSTENTION : 1 voix (Mme {A})", ["ROULIN"], ["PICQ"]),
        (
            f"8 pour, 1 contre, 1 abstention.\nA voté contre : M. {B}. S'est abstenue : Mme {A}.",
            ["ROULIN"],
            ["PICQ"],
        ),
        (f"Qui est contre ? M. {B}. Qui s'abstient ? Mme {A}. La délibération est adoptée.", ["ROULIN"], ["PICQ"]),
    ],
)
def test_who_is_named_beside_a_count(tagged: str, against: list[str], abstaining: list[str]) -> None:
    annotated = parse_tagged(tagged)
    (vote,) = extract_votes(annotated.text, annotated.mentions, "pv")
    assert [str(voter.value).split(",")[0] for voter in vote.names_against] == against
    assert [str(voter.value).split(",")[0] for voter in vote.names_abstaining] == abstaining
    assert (vote.against, vote.abstentions) == (1, 1)


# A vote of minutes, and what parts it from the next.
FIRST = {
    "Vote : 12 pour, 2 contre, 1 abstention.": ("adopted", (12, 2, 1)),
    "Adopté à l'unanimité.": ("adopted", (None, None, None)),
    "Pour : 9 Contre : 0 Abstention : 6": ("adopted", (9, 0, 6)),
    "Le conseil décide de retenir ce devis (11 pour, 4 abstentions).": ("adopted", (11, None, 4)),
    "La demande est rejetée par 9 voix contre 6.": ("rejected", (6, 9, None)),
    "Le conseil prend acte du rapport.": ("noted", (None, None, None)),
}
SECOND = {
    "Par 12 voix pour et 3 contre, le conseil approuve.": ("adopted", (12, 3, None)),
    "Vote : unanimité": ("adopted", (None, None, None)),
    "Adopté – 2 abstentions.": ("adopted", (None, None, 2)),
    "Tous les élus votent pour.": ("adopted", (None, None, None)),
    "Le conseil fixe le loyer à 400 €, avec 1 abstention.": ("adopted", (None, None, 1)),
    "La demande est refusée : 3 pour, 8 contre.": ("rejected", (3, 8, None)),
}
ITEMS = (
    "{}\nTarifs du camping\nLe maire propose une hausse. {}\n",
    "{}\n\nTarifs du camping\n\nLe maire propose une hausse. {}\n",
    "{}\n202 – Tarifs du camping\nLe maire propose une hausse. {}\n",
    "- Bail du garage. {}\n- Tarifs du camping. Le maire propose une hausse. {}\n",
    "Bail du garage : {}\nCamping : {}\n",
    "→ Bail du garage. {}\n→ Tarifs du camping. {}\n",
)


def test_the_votes_of_two_items_of_minutes_are_two() -> None:
    wrong = {
        text: found
        for item, (one, first), (other, second) in product(ITEMS, FIRST.items(), SECOND.items())
        if (found := counts_of(text := item.format(one, other), "pv")) != [first, second]
    }
    assert wrong == {}


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Tous les membres présents votent pour.", [True]),
        ("L'ensemble du conseil approuve la proposition.", [True]),
        ("Accord de l'ensemble des délégués.", [True]),
        ("Le conseil, unanime, alloue 4 000 €.", [True]),
        ("L'assemblée approuve unanimement la convention.", [True]),
        ("Le vote est unanime.", [True]),
        ("Approuvé par tous.", [True]),
        ("Adopté sans opposition.", [None]),
        ("Sauf vote unanime contraire, il est procédé au scrutin secret.", []),
        ("Votre décision unanime était de permettre cet aménagement.", []),
        ("Le public est unanime.", []),
    ],
)
def test_everyone_decides_in_many_words(sentence: str, expected: list[bool | None]) -> None:
    assert [vote.unanimous for vote in extract_votes(sentence, (), "pv")] == expected


@pytest.mark.parametrize(
    "text",
    [
        "La pétition a recueilli Pour : 49 Contre : 3.",
        "Le sondage : 12 oui, 3 non.",
        "Les parcelles AV 21 pour 12 ares et AV 30 contre 2 ares sont échangées.",
    ],
)
def test_what_nobody_votes_is_no_tally(text: str) -> None:
    assert extract_votes(text, (), "pv") == ()


@pytest.mark.parametrize(
    "piece",
    ["12 pour, 2 contre, ", "pour : 12 ", "Pour | Contre | ", "pour\n12\n", "votants ", "par 12 voix contre 2 ", "amendement 1 pour 2 contre adopte ", "tous les membres présents ", "unanime "],
)  # fmt: skip
def test_a_hostile_text_takes_time_in_proportion(piece: str, size: int) -> None:
    assert_grows_linearly(lambda text: extract_votes(text, (), "pv"), repeated(piece), size)
