"""Totals that an act prints of its subsidies, against the awards that were read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

import pytest
from tests.growth import assert_grows_linearly, repeated

from recueil.facts.awards.printed_totals import find_printed_totals
from recueil.values import Amount, Attendance, Award, Mention
from recueil.values.finding import find_shortfalls

FIGURE = re.compile(r"(?P<figure>\d{1,3}(?: \d{3}){0,2}) €")
HEAD = "Le conseil attribue les subventions suivantes :\n\nAssociation      Subvention\n"
ROWS = "Les Mille Voix       1 500 €\nTennis Club          2 000 €\n"


def amounts_of(text: str) -> list[Mention]:
    return [
        Mention(match.start(), match.end(), Amount(Decimal(match["figure"].replace(" ", ""))), "")
        for match in FIGURE.finditer(text)
    ]


def shortfalls(text: str, names: Sequence[str] = ("Les Mille Voix", "Tennis Club")) -> list[tuple[str, str, str]]:
    """What falls short if the awards to these beneficiaries, each with the last amount of its line, were read."""
    amounts = amounts_of(text)
    awards = []
    for name in names:
        at = text.rindex(name)
        end = text.find("\n", at)
        last = [amount for amount in amounts if at < amount.start < (end if end > 0 else len(text))][-1]
        awards.append(Award(at, last.end, "subvention", name, at, last))
    totals = find_printed_totals(text, amounts, awards)
    return [
        (one.what, f"{one.read}", f"{one.printed}") for one in find_shortfalls(Attendance(), (), awards, totals)
    ]


@pytest.mark.parametrize(
    ("text", "short"),
    [
        (
            f"{HEAD}{ROWS}Comité des fêtes         3 000 €\nTOTAL                6 500 €\n",
            [("awarded", "3500", "6500")],
        ),
        (f"{HEAD}{ROWS}TOTAL                6 500 €\n", [("awarded", "3500", "6500")]),
        (f"{HEAD}{ROWS}TOTAL\n\n     6 500 €\n", [("awarded", "3500", "6500")]),
        (
            "Attribue les quatre subventions suivantes, pour un montant total de 6 500 € :\n" + ROWS,
            [("awards", "2", "4"), ("awarded", "3500", "6500")],
        ),
        (
            f"{ROWS}DÉCIDE d'attribuer les aides listées ci-dessus, pour un total de 6 500 €",
            [("awarded", "3500", "6500")],
        ),
        (f"{HEAD}{ROWS}Soit un total de 6 500 € inscrit au budget.", [("awarded", "3500", "6500")]),
        (f"Il est proposé d'aider les 3 associations ci-dessous :\n{ROWS}", [("awards", "2", "3")]),
        (
            "Association  Demandé  Voté\nLes Mille Voix   9 000 €    1 500 €\nTennis Club   2 000 €    2 000 €\n"
            "TOTAL     20 000 €    6 500 €\n",
            [("awarded", "3500", "6500")],
        ),
    ],
)
def test_less_was_read_than_the_act_prints(text: str, short: list[tuple[str, str, str]]) -> None:
    assert shortfalls(text) == short


@pytest.mark.parametrize(
    "text",
    [
        f"{HEAD}{ROWS}TOTAL                3 500 €\n",
        f"{HEAD}{ROWS}Sous-total           2 000 €\n",
        f"{HEAD}{ROWS}TOTAL                3 000 €\n",
        f"{HEAD}{ROWS}TOTAL      20 000 €     6 500 €\n",
        f"{HEAD}{ROWS}TOTAL DES DÉPENSES     6 500 €\n",
        f"{HEAD}{ROWS}Plan de financement :\nDépartement     3 000 €\nTOTAL     6 500 €\n",
        f"Attribue les deux subventions suivantes, pour un montant total de 3 500 € :\n{ROWS}",
        f"Le conseil remercie les 12 associations du village.\n{ROWS}",
        f"Dans la limite d'un montant total de 6 500 €.\n{ROWS}",
    ],
    ids=[
        "complete", "subtotal", "less", "two columns", "expenses", "financing", "complete sentence", "no list", "limit",
    ],
)  # fmt: skip
def test_what_is_no_total_of_these_awards_says_nothing(text: str) -> None:
    assert shortfalls(text) == []


def test_one_award_alone_makes_no_table() -> None:
    assert shortfalls("Les Mille Voix       1 500 €\nTOTAL      6 500 €\n", ["Les Mille Voix"]) == []


@pytest.mark.parametrize(
    "piece",
    [
        "\nTOTAL 1 €",
        "\n \t total ",
        "les 3 associations ",
        "montant total de 1 € subvention ",
        "\nA 1 €\ntotal 3 €",
    ],
)
def test_time_grows_with_the_text(piece: str) -> None:
    def find(text: str) -> object:
        amounts = amounts_of(text)
        awards = [Award(amount.start, amount.end, "subvention", "A", 0, amount) for amount in amounts]
        return find_printed_totals(text, amounts, awards)

    assert_grows_linearly(find, repeated(piece))
