"""Justified lines are read with single spaces, and every value is where the printed text has it."""

from __future__ import annotations

from decimal import Decimal

from tests.growth import assert_grows_linearly, repeated

import fr_recueil
from recueil.entities.component import mentions_by_kind
from recueil.facts.assemble import assemble_facts
from recueil.facts.justified import JustifiedText
from recueil.values import Amount

LINE = "décide  de  vendre  au  profit  de  Mme  Anne  VERDIER  la  parcelle\nAB 12 au prix de 4 500 €.\n"


def test_takes_the_further_spaces_out_of_justified_lines() -> None:
    table = "Tennis Club      Varzelle     500 €\n"
    assert JustifiedText.of(LINE + table).text == (
        "décide de vendre au profit de Mme Anne VERDIER la parcelle\nAB 12 au prix de 4 500 €.\n" + table
    )


def test_maps_each_word_back_to_its_place() -> None:
    prose = JustifiedText.of(LINE)
    for word in LINE.split():
        at = LINE.index(word)
        assert prose.restore(prose.squeeze(at)) == at
        assert prose.restore(prose.squeeze(at + len(word))) == at + len(word)


def test_reads_an_award_at_its_place() -> None:
    text = f"Le conseil municipal, à l'unanimité,\n{LINE}"
    (award,) = assemble_facts(text, mentions_by_kind(fr_recueil.load()(text))).awards
    assert (award.what, award.beneficiary) == ("cession", "Mme Anne VERDIER")
    assert text[award.beneficiary_start :].startswith("Mme  Anne  VERDIER")
    assert award.amount is not None
    assert text[award.amount.start : award.amount.end] == "4 500 €"
    assert award.amount.value == Amount(Decimal("4500"), role="prix-vente")


def test_takes_time_in_proportion_to_the_text() -> None:
    assert_grows_linearly(JustifiedText.of, repeated("mot  mot  mot  mot  mot\n"))
