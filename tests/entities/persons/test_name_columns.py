"""Columns of names that no cue leads."""

from __future__ import annotations

import pytest
from tests.growth import assert_grows_linearly, repeated

from recueil.entities.persons import positions
from recueil.entities.persons.name_words import load_lexicon
from recueil.evaluation import gold

WORDS = load_lexicon("fr_recueil")

COLUMNS = [
    # surnames that are common words, an unknown given name
    "Les cadres :⏎<PERSON ADDEL, Agnès>ADDEL Agnès</PERSON>⏎<PERSON BLANC, Alain>BLANC Alain</PERSON>⏎<PERSON DE FLEURAC, Montserrat>DE FLEURAC Montserrat</PERSON>⏎<PERSON JUILLET, Franck>JUILLET Franck</PERSON>",
    # a PDF sets a space before the hyphen
    "<PERSON BORRIOT, Jean-Pascal>BORRIOT Jean -Pascal</PERSON>⏎<PERSON CELLIAN, Émilie>CELLIAN Émilie</PERSON>⏎<PERSON HOARAL-LASSUR, Véronique>HOARAL -LASSUR Véronique</PERSON>",
    # grades and amounts behind the name, one line that wraps
    "<PERSON MAUNEL, Michèle>MAUNEL Michèle</PERSON> Contrôleur 30 000⏎<PERSON SAUQUILLOT, Paola>SAUQUILLOT Paola</PERSON> Contractuel de⏎catégorie B 30 000⏎<PERSON BROUSSARD, Florent>BROUSSARD Florent</PERSON> Agent 10 000",
    # a surname that is a street word, a town in the next column
    "<PERSON MAUNEL, Michèle>MAUNEL Michèle</PERSON> FONTVERGNE T X⏎<PERSON VALLÉE, Luc>VALLÉE Luc</PERSON> HOUDAN T X⏎<PERSON DE LA CHAPELLE, Anne>DE LA CHAPELLE Anne</PERSON> HOUDAN S X⏎<PERSON BROUSSARD, Florent>BROUSSARD Florent</PERSON> FONTVERGNE T Absent⏎<PERSON MAZEL, Alain>MAZEL Alain</PERSON> BEUVILLE-LE-PETIT T X",
    # letters that mark who is present
    "P   <PERSON MAUNEL, Michèle>MAUNEL Michèle</PERSON>⏎A   <PERSON DE FLEURAC, Enzo>DE FLEURAC Enzo</PERSON>⏎PR  <PERSON BROUSSARD, Florent>BROUSSARD Florent</PERSON>⏎P   <PERSON MAZEL, Alain>MAZEL Alain</PERSON> | E   <PERSON AIMÉ, Anne>AIMÉ Anne</PERSON>",
    # given names first
    "<PERSON MARCHAL, Luc>Luc MARCHAL</PERSON>⏎<PERSON PHONSAVANG, Kanthala>Kanthala PHONSAVANG</PERSON>⏎<PERSON VERDIN, Anne>Anne VERDIN</PERSON>",
]

NO_COLUMNS = [
    "RUE Jean Moulin⏎PLACE Paul Éluard⏎AVENUE Simone Veil",
    "CHARGES Personnel⏎PRODUITS Divers⏎TOTAL Général",
    "Montant HT⏎Commune MAZEL⏎Canton VERNOY",
]


@pytest.mark.parametrize("sentence", COLUMNS)
def test_columns_are_read(sentence: str) -> None:
    text = gold.parse_tagged(sentence.replace("⏎", "\n")).text
    found = positions.scan_by_position(text, WORDS).mentions
    assert gold.render_tagged(text, found).replace("\n", "⏎") == sentence


@pytest.mark.parametrize("sentence", NO_COLUMNS)
def test_other_columns_hold_no_person(sentence: str) -> None:
    assert positions.scan_by_position(sentence.replace("⏎", "\n"), WORDS).mentions == []


@pytest.mark.parametrize("piece", ["ADDEL Agnès\n", "Luc MARCHAL\n", "ADDEL ", "\n", "1.\n - MARCHAL\n"])
def test_a_hostile_text_takes_time_in_proportion(piece: str, size: int) -> None:
    assert_grows_linearly(lambda text: positions.scan_by_position(text, WORDS), repeated(piece), size)
