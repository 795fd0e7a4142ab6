"""The day of the act itself, from the dates of its text and its identifier."""

from __future__ import annotations

import pytest

from recueil.extract.dates import Dates
from recueil.structure import act_date
from recueil.values import Date, Mention, PartialDate

IDENTIFIED = "ID : 099-219900420-20230206-D2023_14-DE"


def dated(*canonical: str) -> list[Mention]:
    return [Mention(n, n + 1, Date.parse(text), "test") for n, text in enumerate(canonical)]


@pytest.mark.parametrize(
    ("dates", "date"),
    [
        (["2014-07-18 convocation", "2014-07-24 seance", "2014-07-31 seance"], "2014-07-24"),
        (["2013-07-08 legal", "2014-07-25 signature"], "2014-07-25"),
        (["2014-02-31 seance !impossible", "2014-03-01 signature"], "2014-03-01"),
        (["2014-07 seance"], None),
        (["2014-07-24", "2014-07-25 transmission"], None),
        (["2014-07-25 publication"], "2014-07-25"),
        (["2014-07-25 publication", "2064-07-01 signature"], "2014-07-25"),
    ],
)
def test_date_is_the_seance_or_the_signature(dates: list[str], date: str | None) -> None:
    assert act_date.date_of("", "deliberation", dated(*dates)) == (date and PartialDate.parse(date))


# Texts as they come: the dates are read, and given their roles, first.
TEXTS = [
    ("deliberation", f"Envoyé en préfecture le 17/02/2023 {IDENTIFIED} TARIFS à compter du 01/03/2023", "2023-02-06"),
    ("deliberation", f"Séance du 6 février 2023\nReçu en préfecture le 17/02/2023\n{IDENTIFIED}", "2023-02-06"),
    # a clerk typed the day of sending in the identifier
    ("deliberation", f"Séance du 3 février 2023\n{IDENTIFIED}", "2023-02-03"),
    # the opinion of another body, of its own séance, annexed to the act
    ("deliberation", f"{IDENTIFIED}\nFait et délibéré en séance le 07/07/2022 par la mission", "2023-02-06"),
    ("arrete", "ARRÊTÉ N° 12\nLe Maire,\nVu l'avis de la séance du 3 mai 2021\nFait à Vertmont, le 9 mai 2021", "2021-05-09"),
    ("arrete", "ARRÊTÉ N° 2019-275-04 DU 2 OCTOBRE 2019 relatif à la chasse", "2019-10-02"),
    ("recueil", "RECUEIL DES ACTES ADMINISTRATIFS n° 819 du 20 février 2020\nSéance du 10 février 2020", "2020-02-20"),
    ("recueil", "RECUEIL DES ACTES\nADMINISTRATIFS\nN°99-2018-006\nPUBLIÉ LE 22 JANVIER 2018", "2018-01-22"),
    ("pv", "Approbation du procès-verbal de la séance du 3 mai 2021. La loi du 8 juillet 2013", None),
    (None, "Règlement du service d'assainissement, modifié en 2019", None),
    (None, "ID : 099-219900420-20231306-D2023_14-DE", None),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "text", "date"), TEXTS)
def test_date_of_a_text(kind: str | None, text: str, date: str | None) -> None:
    found = act_date.date_of(text, kind, list(Dates().find(text, {})))
    assert found == (date and PartialDate.parse(date))
