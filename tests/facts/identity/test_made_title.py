"""A title for an act that prints none."""

from __future__ import annotations

from dataclasses import replace

import pytest

from recueil.facts.identity.number_title import make_title
from recueil.values import PartialDate
from recueil.values.act import Identity

DAY, FIRST, MONTH = PartialDate(2023, 5, 23), PartialDate(2023, 5, 1), PartialDate(2022, 7)


@pytest.mark.parametrize(
    ("identity", "title"),
    [
        (Identity("pv", date=DAY), "Procès-verbal de la séance du 23 mai 2023"),
        (Identity("pv"), "Procès-verbal de séance"),
        (Identity("arrete", "2023-12", date=FIRST), "Arrêté n° 2023-12 du 1er mai 2023"),
        (Identity("decision", "D12"), "Décision n° D12"),
        (Identity("deliberation", date=DAY), "Délibération du 23 mai 2023"),
        (Identity("recueil", date=DAY), "Recueil des actes administratifs du 23 mai 2023"),
        (Identity("annexe", date=DAY), "Annexe à l'acte du 23 mai 2023"),
        (Identity("annexe", document_date=MONTH), "Document annexé, juillet 2022"),
        (Identity("autre", document_date=MONTH), "Document, juillet 2022"),
        (Identity(date=DAY), "Point de la séance du 23 mai 2023"),
    ],
)
def test_an_act_without_a_title_gets_one_that_is_marked(identity: Identity, title: str) -> None:
    assert make_title(identity) == replace(identity, title=title, title_made=True)


@pytest.mark.parametrize(
    "identity",
    [Identity("arrete", title="portant nomination", date=DAY), Identity("autre"), Identity("arrete"), Identity()],
)
def test_a_printed_title_stays_and_nothing_is_made_of_nothing(identity: Identity) -> None:
    assert make_title(identity) == identity
