"""The notation of corpus/gold and of the tests."""

from __future__ import annotations

from decimal import Decimal

import pytest

from recueil.evaluation import gold
from recueil.values import Amount, Mention

TAGGED = "soit <AMOUNT 12.00 EUR>12 €</AMOUNT> et <AMOUNT 0.50 EUR /m²>50 cts/m²</AMOUNT> <b>en tout</b>"


def test_read_gives_text_and_mentions() -> None:
    assert gold.parse_tagged(TAGGED) == gold.Annotated(
        "soit 12 € et 50 cts/m² <b>en tout</b>",
        (
            Mention(5, 9, Amount(Decimal("12.00")), "gold"),
            Mention(13, 22, Amount(Decimal("0.50"), per="m²"), "gold"),
        ),
    )


def test_write_is_the_inverse_of_read() -> None:
    read = gold.parse_tagged(TAGGED)
    assert gold.render_tagged(read.text, read.mentions) == TAGGED


@pytest.mark.parametrize(
    "broken",
    [
        "<AMOUNT 12.00 EUR>12 €",
        "12 €</AMOUNT>",
        "<AMOUNT 12.00 EUR>12 <AMOUNT 12.00 EUR>€</AMOUNT></AMOUNT>",
    ],
)
def test_a_tag_out_of_place_is_named(broken: str) -> None:
    with pytest.raises(ValueError, match=r"tag out of place: '</?AMOUNT"):
        gold.parse_tagged(broken)


def test_a_value_that_does_not_parse_is_refused() -> None:
    with pytest.raises(ValueError, match="not an amount"):
        gold.parse_tagged("<AMOUNT 12 euros>12 €</AMOUNT>")
