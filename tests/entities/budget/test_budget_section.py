"""The section and the budget of a line, where the act says so near it or in a heading above it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.growth import assert_grows_linearly, repeated

from recueil.entities.budget.budget_section import BudgetContext
from recueil.entities.budget.component import Budget
from recueil.evaluation import gold
from recueil.values import BudgetLine

SENTENCES = [
    "section de fonctionnement, <BUDGET chapitre 65 @fonctionnement>chapitre 65</BUDGET>",
    "<BUDGET chapitre 21 @investissement>chapitre 21</BUDGET> de la section d'investissement",
    "<BUDGET article 2188 @investissement>article 2188</BUDGET> (section d’investissement)",
    "dépenses réelles de fonctionnement, <BUDGET article 6061 @fonctionnement>article 6061</BUDGET>",
    "dépenses fonctionnement <BUDGET chapitre 011 @fonctionnement>chapitre 011</BUDGET> <BUDGET article 6061 @fonctionnement>article 6061</BUDGET>",
    "DI - <BUDGET opération 0008 @investissement>Opération 0008</BUDGET>, RI - <BUDGET chapitre 16 @investissement>Chapitre 16</BUDGET>",
    "RF : <BUDGET article 74718 @fonctionnement>article 74718</BUDGET>",
    "Budget de l'eau, section d'exploitation : <BUDGET article 611 @fonctionnement>article 611</BUDGET>",
    "INVESTISSEMENT\n\nLibellé    Montant\n<BUDGET article 2151 @investissement>Article 2151</BUDGET>  10 000 €",
    "| **FONCTIONNEMENT** | | |\n| <BUDGET compte 60632 @fonctionnement>60632</BUDGET> : Fournitures de petit équipement | 5 €",
    # The nearest statement wins; a code of the other section has none.
    "Fonctionnement :\n<BUDGET article 6232 @fonctionnement>article 6232</BUDGET> 5 €\nSection d'investissement\n<BUDGET article 2313 @investissement>article 2313</BUDGET> 9 €",
    "dépenses d'investissement, <BUDGET article 6574>article 6574</BUDGET>",
    "section de fonctionnement. La dépense va au <BUDGET chapitre 21>chapitre 21</BUDGET>",
    "<BUDGET chapitre 023>023</BUDGET> - Virement à la section d'investissement",
    "dépenses de fonctionnement : <BUDGET chapitre 023 @fonctionnement>chapitre 023</BUDGET>",
    "Investissement :\nRAS\nBudget Assainissement :\nCharges\n<BUDGET compte 11>Compte 11</BUDGET> : 35 000 €",
    "fonctionnement\n<BUDGET compte 11 @fonctionnement>Compte 11</BUDGET> : 35 000 €",
    # Too far, or in another sentence
    "Les dépenses d'investissement sont suivies. La cotisation va à l'<BUDGET article 6281>article 6281</BUDGET> du budget",
    "crédits de l’<BUDGET opération 255>opération 255</BUDGET> en fonctionnement",
]


@pytest.fixture(scope="module")
def budget() -> Budget:
    return Budget("fr_recueil")


@pytest.mark.parametrize("sentence", SENTENCES)
def test_sections(sentence: str, budget: Budget) -> None:
    text = gold.parse_tagged(sentence).text
    assert gold.render_tagged(text, budget.find(text, {})) == sentence


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("au chapitre 65 du budget principal", "principal"),
        ("au chapitre 65 du budget communal", "principal"),
        ("crédits du budget de la commune, chapitre 65", "principal"),
        ("au budget annexe de l'eau, chapitre 011", "eau"),
        ("au chapitre 011 du budget annexe « Locaux commerciaux »", "locaux commerciaux"),
        ("budget annexe 2014 « Zone de l’Écluse », chapitre 011", "zone de l’écluse"),
        ("budget annexe M14 dénommé « Atelier », chapitre 011", "atelier"),
        ("budget annexe du lotissement, chapitre 011", "lotissement"),
        ("BUDGET ASSAINISSEMENT\nVirement de crédits\nArticle 611   500 €", "assainissement"),
        ("Budget annexe déchets ménagers – DM n° 1\n\nFonctionnement\nArticle 611   500 €", "déchets ménagers"),
        ("Le budget assainissement est à l'équilibre.\nAugmentation du compte 11 de 500 €", None),
        ("au chapitre 65 du budget primitif 2019", None),
        ("Le budget principal est voté. La dépense va au chapitre 65", None),
        ("chapitre 65", None),
    ],
)
def test_budgets(sentence: str, name: str | None, budget: Budget) -> None:
    (line,) = [mention.value for mention in budget.find(sentence, {})]
    assert isinstance(line, BudgetLine)
    assert line.budget == name


@given(st.text("sectiondefvm'l budgrà.,:\n|«»€1 ", max_size=200), st.integers(0, 199), st.integers(0, 20))
def test_any_place_may_be_asked_about(text: str, start: int, length: int) -> None:
    name = BudgetContext(text).budget(start, start + length)
    assert name in (None, "principal") or all(word in text.lower() for word in name.split())


@pytest.mark.parametrize(
    "piece",
    ["budget annexe ", "section de ", "DI ", "chapitre 65 en fonctionnement, ", "budget eau chapitre 65 ", "\n"],
)
def test_a_hostile_text_takes_time_in_proportion(piece: str, size: int, budget: Budget) -> None:
    assert_grows_linearly(lambda text: list(budget.find(text, {})), repeated(piece), size)
