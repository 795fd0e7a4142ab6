"""Beneficiaries that the model predicts, where the rules give an amount to nobody."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pytest

from recueil.entities.amounts.component import Amounts
from recueil.entities.budget.component import Budget
from recueil.entities.dates.periods import Periods
from recueil.entities.percentages import Percentages
from recueil.facts.assemble import assemble_facts, extract_document_facts
from recueil.facts.awards.organisations import add_beneficiaries
from recueil.facts.awards.predictions import MODEL_RULE, confirm_by_totals
from recueil.values import Award, Facts, Identity, Mention, Person
from recueil.values.award import PredictedName, PredictedNames, PrintedTotal

SURE, DOUBTFUL = Decimal("0.95"), Decimal("0.70")
SILENT = "Les subventions sont attribuées ainsi. Mouvement de fonds : 140 €, les Mollets d'acier, vu ensemble."
"""No rule reads an award in it."""


def predict(text: str, sum_: str, name: str, certainty: Decimal = SURE) -> PredictedName:
    return PredictedName(
        text.index(sum_), text.index(name), text.index(name) + len(name), certainty, certainty < Decimal("0.9")
    )


def mentions_of(text: str, persons: Sequence[Mention] = ()) -> dict[str, Sequence[Mention]]:
    found: dict[str, Sequence[Mention]] = {"person": persons, "date": [], "reference": [], "organisation": []}
    for extractor in (Amounts(), Budget("fr_recueil"), Periods(), Percentages()):
        found[extractor.kind] = list(extractor.find(text, found))
    return found


def read(
    text: str, *predicted: PredictedName, kind: str = "deliberation", persons: Sequence[Mention] = ()
) -> tuple[Award, ...]:
    found = mentions_of(text, persons)
    return assemble_facts(text, found, Identity(kind=kind), predicted=PredictedNames(predicted)).awards


def test_without_predictions_the_sentence_awards_nothing() -> None:
    assert read(SILENT) == ()


@pytest.mark.parametrize("certainty", [SURE, DOUBTFUL])
def test_a_prediction_is_an_award_with_its_certainty(certainty: Decimal) -> None:
    (award,) = read(SILENT, predict(SILENT, "140 €", "les Mollets d'acier", certainty))
    assert award.amount is not None
    assert (award.what, award.beneficiary) == ("subvention", "Mollets d'acier")
    assert (award.amount.rule, award.amount.certainty) == (MODEL_RULE, certainty)
    assert award.doubtful is (certainty == DOUBTFUL)


def test_a_predicted_beneficiary_is_no_organisation_of_the_act() -> None:
    awards = read(SILENT, predict(SILENT, "140 €", "les Mollets d'acier"))
    assert add_beneficiaries(SILENT, [], [], [], [Facts(awards=awards)]) == []


def test_a_prediction_is_doubtful_where_no_words_say_what_is_decided() -> None:
    text = "Mouvement de fonds : 140 €, les Mollets d'acier, vu ensemble."
    (award,) = read(text, predict(text, "140 €", "les Mollets d'acier"))
    assert (award.what, award.doubtful) == ("versement", True)


def test_a_rule_wins() -> None:
    text = "Le conseil attribue une subvention de 140 € au Judo Club, avec le Cercle nautique."
    (award,) = read(text, predict(text, "140 €", "Cercle nautique"))
    assert award.beneficiary == "Judo Club"
    assert award.amount is not None
    assert award.amount.certainty is None


def test_a_rule_has_chosen_the_column_of_a_row() -> None:
    text = "Le conseil attribue une subvention de 140 € au Judo Club, dont le budget est de 900 €."
    (award,) = read(text, predict(text, "900 €", "Judo Club"))
    assert award.amount is not None
    assert award.amount.start == text.index("140 €")


def test_the_columns_of_a_table_say_what_is_awarded_in_its_other_rows() -> None:
    text = (
        "Le conseil municipal décide d'attribuer les subventions suivantes :\n\n"
        "Association                 Demande        Subvention accordée\n"
        "Judo Club de Vern           900,00 €       750,00 €\n"
        "Amicale des Anciens                        400,00 €\n"
        "Les Mille Voix              300,00 €\n\nAdopté à l'unanimité."
    )
    awards = read(text, predict(text, "300,00", "Mille Voix"))
    assert [award.beneficiary for award in awards] == ["Judo Club de Vern", "Amicale des Anciens"]


def test_what_a_rule_reads_again_stays_that_of_the_rule() -> None:
    text = f"Le conseil attribue une subvention de 140 € aux Mollets d'acier.\n{SILENT}"
    at = text.rindex("140 €")
    name = text.rindex("Mollets")
    (award,) = read(text, PredictedName(at, name, name + len("Mollets d'acier"), SURE))
    assert award.amount is not None
    assert award.amount.certainty is None


@pytest.mark.parametrize("kind", ["annexe", "autre", "convocation"])
def test_acts_that_award_nothing_have_no_predicted_awards(kind: str) -> None:
    assert read(SILENT, predict(SILENT, "140 €", "les Mollets d'acier"), kind=kind) == ()


@pytest.mark.parametrize(
    ("text", "sum_", "name"),
    [
        (
            "Par délibération du 3 mai a été attribuée, 140 €, les Mollets d'acier, la somme",
            "140 €",
            "les Mollets d'acier",
        ),
        ("Le conseil sollicite en ce jour : 140 €, les Mollets d'acier, vus", "140 €", "les Mollets d'acier"),
        (
            "Marché : SARL LENOIR, 9 000 € HT, puis SARL BRUN, 9 500 € HT, vues.",
            "9 000 €",
            "SARL LENOIR",
        ),  # offers
        ("Les subventions sont attribuées. Mouvement : 140 €, vers le, vu", "140 €", "vers le"),
        (
            "Mouvement de fonds : 140 €, Beaulieu 69700 Rives, vu ensemble.",
            "140 €",
            "Beaulieu 69700 Rives",
        ),  # an address
        ("Le tarif est de 140 € par enfant, les Mollets d'acier.", "140 €", "les Mollets d'acier"),  # a rate
        ("Mouvement de fonds : 140 €, travaux du port, vu ensemble.", "140 €", "travaux du port"),  # no body
        ("Mouvement : 140 €, Région Bretagne, vu ensemble.", "140 €", "Région Bretagne"),  # who pays
        (
            "Mouvement de fonds :\nArticle 6574 : Mollets d'acier 140 €\n",
            "140 €",
            "Mollets d'acier",
        ),  # a budget line
        (
            "Plan de financement :\nÉtat (DETR) : 40 000 €\nLe Relais : 20 000 €\nCommune : 10 000 €\nTotal : 70 000 €\n",
            "20 000 €",
            "Le Relais",
        ),
    ],
)
def test_what_something_else_claims_is_no_award(text: str, sum_: str, name: str) -> None:
    assert read(text, predict(text, sum_, name)) == ()


def test_a_prediction_of_a_person_is_an_award_to_a_private_person() -> None:
    text = "Mouvement de fonds : 140 €, Odile VERNAY, vu ensemble."
    start = text.index("Odile")
    person = Mention(start, start + len("Odile VERNAY"), Person("Odile", "VERNAY"), "test")
    (award,) = read(text, predict(text, "140 €", "Odile VERNAY"), persons=[person])
    assert (award.beneficiary, award.recipient) == ("Odile VERNAY", "person")
    named = text.replace("Odile", "Mme Odile")
    (award,) = read(named, predict(named, "140 €", "Mme Odile VERNAY"))
    assert (award.beneficiary, award.recipient) == ("Mme Odile VERNAY", "person")


def test_predictions_follow_their_act_in_a_document() -> None:
    text = f"EXTRAIT DU REGISTRE DES DÉLIBÉRATIONS\nLe  conseil  municipal  a  délibéré  comme  suit  le  jour  dit.\n{SILENT}"
    predicted = predict(text, "140 €", "les Mollets d'acier")
    (award,) = extract_document_facts(text, mentions_of(text), predicted=PredictedNames((predicted,))).whole.awards
    assert text[award.beneficiary_start :].startswith("Mollets d'acier")
    assert award.amount is not None
    assert award.amount.start == text.index("140 €")


def test_a_printed_total_removes_the_doubt_of_awards_that_make_it() -> None:
    text = "Les Mollets d'acier : 140 €\nLe Relais : 60 €\nTotal 200 €"
    awards = [
        award
        for sum_, name in (("140 €", "Mollets d'acier"), ("60 €", "Relais"))
        for award in read(text, predict(text, sum_, name, DOUBTFUL))
    ]
    assert [award.doubtful for award in awards] == [True, True]
    end = text.index("Total")
    whole = PrintedTotal(end, len(text), 0, end, amount=Decimal(200))
    other = PrintedTotal(end, len(text), 0, end, amount=Decimal(201))
    assert [award.doubtful for award in confirm_by_totals(awards, [whole])] == [False, False]
    assert [award.doubtful for award in confirm_by_totals(awards, [other])] == [True, True]
