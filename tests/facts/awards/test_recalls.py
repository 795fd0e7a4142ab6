"""Awards that an act only recalls, amends or pays, and those that it makes itself though it cites an earlier one."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.growth import assert_grows_linearly, repeated

from recueil.facts.awards.recalls import mark_recalls
from recueil.values import Amount, Award, Mention, PartialDate, Period, Reference

CITED = Reference("délibération", "2023-12", PartialDate(2023, 3, 14))
SAYS = "la délibération n° 2023-12 du 14 mars 2023"
AWARDED = f"Vu {SAYS} attribuant une subvention de 1 500 € à l'association Les Mille Voix ;\n\n"
SAME_YEAR, LATER = PartialDate(2023, 9, 20), PartialDate(2024, 2, 5)


def recalled(text: str, date: PartialDate, *, period: int | None = None, title: str | None = None) -> list[bool]:
    """Whether the award, the last amount of a text, is marked as one of the cited act."""
    at, start = text.index(SAYS), text.rindex("1 500 €")
    reference = Mention(at + 3, at + len(SAYS), CITED, "")
    year = Mention(start, start, Period(PartialDate(period), PartialDate(period)), "") if period else None
    amount = Mention(start, start + 7, Amount(Decimal(1500)), "")
    award = Award(start, start + 7, "subvention", "Les Mille Voix", start, amount, period=year)
    (marked,) = mark_recalls(text, [award], [reference], date, title)
    assert marked.recalls in (None, reference)
    return [marked.recalls is not None]


@pytest.mark.parametrize(
    ("text", "date"),
    [
        (f"{AWARDED}DÉCIDE de verser le solde de la subvention, 1 500 €, à Les Mille Voix", LATER),
        (f"{AWARDED}AUTORISE le versement de la subvention de 1 500 € à Les Mille Voix", LATER),
        (f"{AWARDED}APPROUVE l'avenant n° 1 à la convention, pour 1 500 €, avec Les Mille Voix", LATER),
        (f"{AWARDED}RECTIFIE : 1 500 € à Les Mille Voix", LATER),
        (f"{AWARDED}DÉCIDE d'attribuer 1 500 € à Les Mille Voix", SAME_YEAR),
        (
            f"Le Maire rappelle que par {SAYS} le conseil a accordé une subvention de 1 500 € à Les Mille Voix.",
            LATER,
        ),
    ],
)
def test_an_award_that_the_cited_act_made(text: str, date: PartialDate) -> None:
    assert recalled(text, date) == [True]


@pytest.mark.parametrize(
    ("text", "date"),
    [
        (f"{AWARDED}DÉCIDE d'attribuer une subvention de 1 500 € à Les Mille Voix", LATER),
        (f"{AWARDED}DÉCIDE de verser une subvention de 1 500 € à Les Mille Voix", LATER),
        (f"{AWARDED}DÉCIDE de verser la nouvelle subvention de 1 500 € à Les Mille Voix", SAME_YEAR),
        (f"{AWARDED}DÉCIDE d'une subvention complémentaire de 1 500 € à Les Mille Voix", SAME_YEAR),
        (
            f"Vu {SAYS} portant règlement intérieur ;\n\nDÉCIDE de verser le solde de 1 500 € à Les Mille Voix",
            LATER,
        ),
        (f"{AWARDED}DÉCIDE de verser le solde de la subvention, 1 500 €", PartialDate(2023, 3, 14)),
    ],
    ids=["renewed", "paid anew", "new", "complementary", "no award", "its own day"],
)
def test_an_award_of_its_own(text: str, date: PartialDate) -> None:
    assert recalled(text, date) == [False]


def test_an_award_of_another_year_is_its_own() -> None:
    text = f"{AWARDED}AUTORISE le versement de la subvention de 1 500 € à Les Mille Voix"
    assert recalled(text, LATER, period=2024) == [False]
    assert recalled(text, LATER, period=2023) == [True]


def test_the_title_says_what_is_done() -> None:
    text = f"{AWARDED}DÉCIDE d'allouer 1 500 € à Les Mille Voix"
    assert recalled(text, LATER, title="Versement du solde de la subvention") == [True]


def test_time_grows_with_the_text() -> None:
    def mark(text: str) -> object:
        amount = Mention(0, 7, Amount(Decimal(1500)), "")
        awards = [Award(at, at + 7, "subvention", "Les Mille Voix", at, amount) for at in range(0, len(text), 90)]
        references = [Mention(at, at + 9, CITED, "") for at in range(0, len(text), 90)]
        return mark_recalls(text, awards, references, LATER)

    assert_grows_linearly(mark, repeated("attribuant vers - rappelle le versement d'une, accord "))
