"""Prose is read without what pages add to it, and every value is where the printed text has it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.growth import assert_grows_linearly, repeated

import fr_recueil
from recueil.entities.component import mentions_by_kind
from recueil.facts.assemble import assemble_facts
from recueil.facts.flowing import FlowingText
from recueil.values import Amount

LINE = "décide  de  vendre  au  profit  de  Mme  Anne  VERDIER  la  parcelle\nAB 12 au prix de 4 500 €.\n"


def test_takes_the_further_spaces_out_of_justified_lines() -> None:
    table = "Tennis Club      Varzelle     500 €\n"
    assert FlowingText.of(LINE + table).text == (
        "décide de vendre au profit de Mme Anne VERDIER la parcelle\nAB 12 au prix de 4 500 €.\n" + table
    )


def test_maps_each_word_back_to_its_place() -> None:
    prose = FlowingText.of(LINE)
    for word in LINE.split():
        at = LINE.index(word)
        assert prose.restore(prose.squeeze(at)) == at
        assert prose.restore(prose.squeeze(at + len(word))) == at + len(word)


def test_joins_lines_of_prose_that_small_letters_continue() -> None:
    text = (
        "Le conseil municipal, après en avoir délibéré, décide\n   d'accorder une subvention.\n- une liste de dix lignes,"
        " de quatre-vingts mots au plus\na) un point\n"
    )
    prose = FlowingText.of(text)
    assert prose.text == text.replace("décide\n   d'accorder", "décide d'accorder")
    assert text[prose.restore(prose.text.index("d'accorder")) :].startswith("d'accorder une")


STAMPS = [
    "Page 2 sur 5",
    "page 2/5",
    "Accusé de réception en préfecture 099-219900123-20230314-D2023_017-DE",
    "Accusé de réception en préfecture\n099-219900123-20230314-D2023_017-DE\nDate de télétransmission : 20/03/2023\n"
    "Date de réception préfecture : 20/03/2023",
    "Envoyé en préfecture le 20/03/2023 Reçu en préfecture le 20/03/2023 Affiché le ID : 099-219900123-20230314-D17-DE",
]


@pytest.mark.parametrize("stamp", STAMPS)
@pytest.mark.parametrize("blank", ["\n", " "])
def test_takes_out_what_pages_print_between_two_lines(stamp: str, blank: str) -> None:
    text = f"Tennis Club 500 €{blank}{stamp}{blank}Judo Club 300 €"
    prose = FlowingText.of(text)
    assert prose.text == f"Tennis Club 500 €{blank}Judo Club 300 €"
    assert text[prose.restore(prose.text.index("Judo")) :] == "Judo Club 300 €"


@pytest.mark.parametrize(
    "text",
    ["Une subvention est votée (page 2 du rapport).", "Reçu en préfecture, le dossier de la page 12 est complet."],
)
def test_leaves_sentences_about_pages(text: str) -> None:
    assert FlowingText.of(text).text == text


def test_reads_an_award_at_its_place() -> None:
    text = f"Le conseil municipal, à l'unanimité,\n{LINE}"
    (award,) = assemble_facts(text, mentions_by_kind(fr_recueil.load()(text))).awards
    assert (award.what, award.beneficiary) == ("cession", "Mme Anne VERDIER")
    assert text[award.beneficiary_start :].startswith("Mme  Anne  VERDIER")
    assert award.amount is not None
    assert text[award.amount.start : award.amount.end] == "4 500 €"
    assert award.amount.value == Amount(Decimal("4500"), role="prix-vente")


def test_takes_time_in_proportion_to_the_text() -> None:
    for piece in ("mot  mot  mot  mot  mot\n", "Page 1 sur 2\n", "Envoyé en préfecture le 20/03/2023 "):
        assert_grows_linearly(FlowingText.of, repeated(piece))
