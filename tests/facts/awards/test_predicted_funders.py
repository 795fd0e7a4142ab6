"""Funders that the model predicts, where the rules read no plan and no request."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.facts.awards.test_predictions import DOUBTFUL, SURE, mentions_of, predict

from recueil.facts.assemble import assemble_facts
from recueil.facts.awards.predicted_funders import MODEL_RULE
from recueil.values import Identity
from recueil.values.award import FundingPlan, PredictedName, PredictedNames

SILENT = "La Région des Trois Rivières viendra compléter le montage : 14 000 €, vu ensemble."
"""No rule reads a request in it."""


def read(
    text: str, *funders: PredictedName, beneficiaries: tuple[PredictedName, ...] = ()
) -> tuple[FundingPlan, ...]:
    predicted = PredictedNames(beneficiaries, funders)
    return assemble_facts(text, mentions_of(text), Identity(kind="deliberation"), predicted=predicted).funding


def named(plans: tuple[FundingPlan, ...]) -> list[tuple[str, str]]:
    return [(each.name, str(each.amount.value)) for plan in plans for each in plan.funders if each.amount]


def test_without_predictions_nobody_is_asked() -> None:
    assert read(SILENT) == ()


@pytest.mark.parametrize("certainty", [SURE, DOUBTFUL])
def test_a_prediction_is_a_request_with_its_certainty(certainty: Decimal) -> None:
    (plan,) = read(SILENT, predict(SILENT, "14 000 €", "La Région des Trois Rivières", certainty))
    (funder,) = plan.funders
    assert (plan.requested, plan.total, funder.name) == (True, None, "Région des Trois Rivières")
    assert SILENT[plan.start : plan.end] == "Région des Trois Rivières viendra compléter le montage : 14 000 €"
    assert funder.amount is not None
    assert (str(funder.amount.value), funder.amount.rule) == ("14000.00 EUR", MODEL_RULE)
    assert (funder.amount.certainty, funder.amount.doubtful) == (certainty, certainty == DOUBTFUL)


def test_what_a_rule_reads_and_the_own_part_are_left_alone() -> None:
    text = "Le conseil sollicite une subvention de 9 000 € auprès du Département. Fonds propres, vus ensemble : 500 €."
    plans = read(text, predict(text, "9 000 €", "conseil"), predict(text, "500 €", "Fonds propres"))
    assert named(plans) == [("Département", "9000.00 EUR @subvention")]


@pytest.mark.parametrize(("other", "asked"), [(SURE, []), (Decimal("0.6"), [("Mollets d'acier", "140.00 EUR")])])
def test_of_a_sum_that_is_awarded_too_the_surer_prediction_counts(
    other: Decimal, asked: list[tuple[str, str]]
) -> None:
    text = "Les subventions sont attribuées ainsi. Mouvement de fonds : 140 €, les Mollets d'acier, vu ensemble."
    funder = predict(text, "140 €", "les Mollets d'acier", Decimal("0.8"))
    beneficiary = predict(text, "140 €", "les Mollets d'acier", other)
    assert named(read(text, funder, beneficiaries=(beneficiary,))) == asked
