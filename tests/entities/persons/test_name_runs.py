"""Rows of names without separators: one order of given name and surname for the whole row."""

from __future__ import annotations

import pytest
from tests.growth import assert_grows_linearly, repeated

from recueil.entities.persons.component import Persons
from recueil.entities.persons.name_runs import split_run
from recueil.entities.persons.name_words import load_lexicon

PERSONS = Persons(load_lexicon("fr_recueil"))

# The names stand apart from one another by bars, which the text does not have.
ROWS = [
    "DUPRELLE Jean|MARTINOT Paul|LE GUENNIC Marc|DE VILLERS Sophie|PAUL Jacques|GARCIA LOPEZ Maria",
    "DUPRELLE JEAN|MARTIN PAUL|DURAND ANNE|LE GUENNIC MARC|DE VILLERS SOPHIE|PAUL JACQUES|GARCIA LOPEZ MARIA",
    "JEAN DUPRELLE|PAUL MARTIN|ANNE DURAND|MARC LE GUENNIC|SOPHIE DE VILLERS|JACQUES PAUL|MARIA GARCIA LOPEZ",
    "Jean DUPRELLE|Paul MARTIN|Anne DURAND|Marc LE GUENNIC|Sophie DE VILLERS|Jacques PAUL|Maria GARCIA LOPEZ",
    "Jean Duprelle|Paul Martin|Anne Durand|Marc Le Guennic|Sophie de Villers|Jacques Paul|Maria Garcia Lopez",
    "Duprelle Jean|Martin Paul|Durand Anne|Le Guennic Marc|de Villers Sophie|Paul Jacques|Garcia Lopez Maria",
    "DUPRELLE Tugdualez|MARTIN Nolwennig|DURAND Xaverinou|LE GUENNIC Ezekielo",
    "Tugdualez DUPRELLE|Nolwennig MARTIN|Xaverinou DURAND|Ezekielo LE GUENNIC",
]


@pytest.mark.parametrize("row", ROWS)
def test_a_row_is_split_into_its_names(row: str) -> None:
    text = f"Étaient présents : {row.replace('|', ' ')}.\nAbsents : néant"
    assert [text[mention.start : mention.end] for mention in PERSONS.find(text, {})] == row.split("|")


@pytest.mark.parametrize(
    "shape",
    [
        "GGCC",  # Jean Paul MARTIN DUPONT: one name
        "CCCCCC",  # surnames alone
        "GGGGGG",  # either order
        "GCI",  # initials are read by the grammar of one name
        "",
    ],
)
def test_a_row_that_is_no_run_is_left_to_the_grammar(shape: str) -> None:
    assert split_run(shape) is None


def test_hostile_rows_take_time_in_proportion() -> None:
    for piece in ("GC", "gC", "PPPC", "C", "g", "GgCM"):
        assert_grows_linearly(split_run, repeated(piece))
