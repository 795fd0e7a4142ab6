"""Where the séances of a document begin. « ¦ » stands where one starts; days are written in tags."""

from __future__ import annotations

import pytest
from tests.growth import assert_grows_linearly, repeated

from recueil.evaluation import gold
from recueil.facts.segmentation.seances import find_seances
from recueil.values import Date, Mention, PartialDate

MARCH, APRIL = "<DATE 2024-03-03>3 mars 2024</DATE>", "<DATE 2024-04-12>12 avril 2024</DATE>"


def found(marked: str) -> list[tuple[int, str]]:
    read = gold.parse_tagged(marked.replace("¦", ""))
    return [(start, str(day)) for start, day in find_seances(read.text, read.mentions)]


@pytest.mark.parametrize(
    "marked",
    [
        f"VERTMONT\n¦Séance du {MARCH}\nTarifs\n¦Séance du {APRIL}\nTaux\n",
        f"¦Conseil municipal du {MARCH} à 20 h 30\nTarifs\nSéance du {MARCH}\nVente\n¦Conseil municipal du {APRIL}\n",
        f"¦SÉANCE ORDINAIRE DU {MARCH}\nTarifs\n   ¦# Liste des délibérations de la séance du {APRIL}\nTaux",
    ],
)
def test_seances(marked: str) -> None:
    plain = gold.parse_tagged(marked).text
    first, second = (plain.index("¦"), plain.rindex("¦") - 1)
    starts = [start for start, _ in found(marked)]
    assert [plain.replace("¦", "")[start:].lstrip() for start in starts] == [
        plain.replace("¦", "")[place:] for place in (first, second)
    ]
    assert [day for _, day in found(marked)] == ["2024-03-03", "2024-04-12"]


@pytest.mark.parametrize(
    "marked",
    [
        f"Séance du {MARCH}\nTarifs\nSéance du {MARCH}\nTaux\n",
        f"Séance du {MARCH}\nApprobation du procès-verbal de la séance du {APRIL}\n",
        f"Séance du {MARCH}\nLe compte rendu\nséance du {APRIL}\n",
        f"Séance du {MARCH}\nConseil municipal du {APRIL} : le compte rendu est approuvé\n",
        f"Séance du {MARCH}\nSéance du {APRIL}\nSéance du {MARCH}\n",
        f"Séance du {MARCH}\nSéance d'<DATE 2024-04>avril 2024</DATE>\n",
    ],
)
def test_no_list_of_seances(marked: str) -> None:
    assert found(marked) == []


@pytest.mark.parametrize("piece", ["Séance du 3 mars 2024\n", "Conseil municipal ", "\n Séance du conseil "])
def test_a_hostile_text_takes_time_in_proportion(piece: str, size: int) -> None:
    day = Date(PartialDate(2024, 3, 3))
    assert_grows_linearly(lambda text: find_seances(text, [Mention(0, 4, day, "")]), repeated(piece), size)
