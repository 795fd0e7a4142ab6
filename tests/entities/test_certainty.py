"""Certainties: exact hundredths, and the thresholds that judge them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from recueil.entities.component import Calibration, Thresholds, exact_certainty


@pytest.mark.parametrize(
    ("probability", "certainty"),
    [(0.0, "0.00"), (0.8399999, "0.83"), (0.84, "0.83"), (0.845, "0.84"), (0.999, "0.99"), (1.0, "0.99")],
)
def test_a_probability_is_rounded_down_to_hundredths(probability: float, certainty: str) -> None:
    assert str(exact_certainty(probability)) == certainty


def test_what_is_below_a_threshold_is_doubtful_or_left_out() -> None:
    thresholds = Thresholds.of(0.85, 0.3)
    judged = [(thresholds.keeps(each), thresholds.doubts(each)) for each in map(Decimal, ("0.29", "0.30", "0.85"))]
    assert judged == [(False, True), (True, True), (True, False)]


@pytest.mark.parametrize(("counted", "kept"), [(0.3, 0.5), (1.1, 0.5), (0.5, -0.1)])
def test_thresholds_out_of_order_are_refused(counted: float, kept: float) -> None:
    with pytest.raises(ValueError, match=f"not kept {kept} and counted {counted}"):
        Thresholds.of(counted, kept)


@pytest.mark.parametrize(("probability", "share"), [(0.0, 0.003), (0.5, 0.438), (0.9, 0.652), (1.0, 0.995)])
def test_a_probability_is_calibrated_on_its_log_odds(probability: float, share: float) -> None:
    assert round(Calibration(0.4, -0.25).apply(probability), 3) == share


def test_without_a_calibration_a_probability_stays_as_it_is() -> None:
    assert [Calibration().apply(probability) for probability in (0.0, 0.3, 1.0)] == [0.0, 0.3, 1.0]
