"""The grammar of one name, and the kinds of word it reads."""

from __future__ import annotations

import csv
import unicodedata
from importlib.resources import files

import pytest
from tests.tables import each_row

from recueil.entities.persons import name_grammar
from recueil.entities.persons.name_grammar import Trust
from recueil.entities.persons.name_words import (
    NAME_KINDS,
    NameLexicon,
    Word,
    find_name_words,
    kind_string,
    load_lexicon,
)
from recueil.text import fold_hyphenated

WORDS = load_lexicon("fr_recueil")

# text, least trust, (given, family)
NAMES = [
    ("Philippe MARCHAL", Trust.NONE, ("Philippe", "MARCHAL")),
    ("Marie-Thérèse DI MARCO", Trust.NONE, ("Marie-Thérèse", "DI MARCO")),
    ("Cédric De SAINT-\nLOUP", Trust.NONE, ("Cédric", "De SAINT-LOUP")),
    ("Anne-\n    Louise KERMADEC", Trust.NONE, ("Anne-Louise", "KERMADEC")),
    ("Abdi EL MANSOURI", Trust.OFFICE, ("Abdi", "EL MANSOURI")),
    ("Henri d’ORVAL", Trust.NONE, ("Henri", "d’ORVAL")),
    ("Hugues DE GRANDLIEU St CYR", Trust.NONE, ("Hugues", "DE GRANDLIEU St CYR")),
    ("Anne TERRAL DONTEVAL", Trust.NONE, ("Anne", "TERRAL DONTEVAL")),
    ("JeanClaude GARNERIN", Trust.NONE, ("JeanClaude", "GARNERIN")),
    ("Evelyne BALLORé", Trust.NONE, ("Evelyne", "BALLORé")),
    ("Jean Michel RICHERAND", Trust.NONE, ("Jean Michel", "RICHERAND")),
    ("Kanthala PHONSAVANG", Trust.OFFICE, ("Kanthala", "PHONSAVANG")),
    ("Kanthala Marie PHONSAVANG", Trust.ITEM, ("Kanthala Marie", "PHONSAVANG")),
    ("Oumarou Jean Pierre DIALLO", Trust.ITEM, ("Oumarou Jean Pierre", "DIALLO")),
    ("R. CLAIRVAL", Trust.OFFICE, ("R.", "CLAIRVAL")),
    ("A .VIOLET", Trust.OFFICE, ("A.", "VIOLET")),
    ("F JARRIN", Trust.OFFICE, ("F", "JARRIN")),
    ("ROCHEL Danièle", Trust.OFFICE, ("Danièle", "ROCHEL")),
    ("BONNEAU J.CL.", Trust.OFFICE, ("J.CL.", "BONNEAU")),
    ("LE GUERN Anne", Trust.OFFICE, ("Anne", "LE GUERN")),
    ("ELSA CARRIAT", Trust.OFFICE, ("ELSA", "CARRIAT")),
    ("Philippe Marchal", Trust.OFFICE, ("Philippe", "Marchal")),
    ("Alexandra Di Fiori-Paty", Trust.OFFICE, ("Alexandra", "Di Fiori-Paty")),
    ("MC MUSSET", Trust.OFFICE, ("MC", "MUSSET")),
    ("De GILBAUD F.", Trust.OFFICE, ("F.", "De GILBAUD")),
    ("ROCHEL Danièle Adjointes", Trust.OFFICE, ("Danièle", "ROCHEL")),
    ("ROCHEL Danièle Marchal", Trust.LIST, ("Danièle", "ROCHEL")),
    ("Dupontel Marie", Trust.LIST, ("Marie", "Dupontel")),
    ("J. Dupontel", Trust.OFFICE, ("J.", "Dupontel")),
    ("J. Dupontel Marchal", Trust.LIST, ("J.", "Dupontel")),
    ("PHONSAVANG Kanthala", Trust.ITEM, ("Kanthala", "PHONSAVANG")),
    ("Kanthala Phonsavang", Trust.ITEM, ("Kanthala", "Phonsavang")),
    ("LY Amadou CONTRAVEL", Trust.TITLE, ("Amadou", "LY")),
    ("Martin P-Y", Trust.TITLE, ("P-Y", "Martin")),
    ("DAGOGNEL", Trust.TITLE, (None, "DAGOGNEL")),
    ("Mme de LATRESNE", Trust.TITLE, (None, "de LATRESNE")),
    ("Debuissy", Trust.TITLE, (None, "Debuissy")),
]


@each_row(("text", "trust", "parts"), NAMES)
def test_a_name_is_read_in_its_order(text: str, trust: Trust, parts: tuple[str | None, str]) -> None:
    (name, *_) = name_grammar.parse_names(_row(text), trust)
    assert (name.given, name.family) == parts


@each_row(("text", "trust"), [(text, trust) for text, trust, _ in NAMES if trust > Trust.NONE])
def test_less_trust_reads_another_name_or_none(text: str, trust: Trust) -> None:
    (wanted, *_) = name_grammar.parse_names(_row(text), trust)
    assert wanted not in name_grammar.parse_names(_row(text), Trust(trust - 1))


@pytest.mark.parametrize(
    ("text", "families"),
    [
        ("Chantal PIGNOL Marie-Thérèse THEVENOT", ["PIGNOL", "THEVENOT"]),
        ("ROCHEL Danièle MARTINOT Jean", ["ROCHEL", "MARTINOT"]),
        ("St Philbert de Bouaine Armand BRETONNEAU", ["BRETONNEAU"]),
        ("DE DÉSIGNER Paul LE BIHEN", ["LE BIHEN"]),
    ],
)
def test_names_that_follow_each_other_are_parted(text: str, families: list[str]) -> None:
    assert [name.family for name in name_grammar.parse_names(_row(text), Trust.OFFICE)] == families


@each_row(
    ("text", "shape"),
    [
        ("M.CHARRIAT Jean-Paul Maire", "VCGR"),
        ("Mmes DAGOGNEL", "WC"),
        # known by its second part, a plural that is no word of acts, a particle that is none
        ("SIMONEL Ange-Pierre", "CG"),
        ("Saint-Pierre", "M"),
        ("FERRANDEL Luis", "CG"),
        ("LE DU Katell", "PCG"),
        ("MM. : Catherine DARDEL", "WGC"),
        ("Mrs PLANTIN", "WC"),
        ("madame Guilloux", "VM"),
        ("M. de LATRESNE", "VPC"),
        ("la S.A.R.L. DUPONTEL", "BC"),
        ("J’ai Vu l’Académie L’HOSTAL", "xOMC"),
        ("TTC XIV Azay-sur-Cher", "xxx"),
        ("Présents Rue Société", "LSB"),
        ("DUPONTEL-ABSENT", "CL"),
    ],
)
def test_words_have_their_kinds(text: str, shape: str) -> None:
    assert kind_string(find_name_words(text, WORDS)) == shape


# Table → the values its second column may have; none when it is free text or missing.
CATEGORIES = {
    "civilities": {"", "M.", "Mme", "Mlle", "Me", "Dr", "Pr"},
    "given_names": None,
    "street_words": {"place", "organisation"},
    "act_words": {"role", "list", "given", "other"},
    "link_words": {"list", "name", "street"},
}


@pytest.mark.parametrize("table", CATEGORIES)
def test_every_row_of_a_table_is_clean(table: str) -> None:
    text = (files("fr_recueil") / "gazetteers" / f"{table}.csv").read_text("utf-8")
    rows = [tuple(row.values()) for row in csv.DictReader(text.splitlines())]
    assert len(rows) == len(set(rows))
    assert all(cell == unicodedata.normalize("NFC", cell.strip()) for row in rows for cell in row)
    if (known := CATEGORIES[table]) is not None:
        assert {row[1] for row in rows} <= known
    if table in ("street_words", "act_words", "link_words"):
        assert all(row[0] == row[0].lower() for row in rows)


@pytest.mark.parametrize("table", ["street_words", "act_words"])
def test_a_word_is_of_one_kind(table: str) -> None:
    text = (files("fr_recueil") / "gazetteers" / f"{table}.csv").read_text("utf-8")
    kinds_of: dict[str, set[str]] = {}
    for row in csv.DictReader(text.splitlines()):
        kinds_of.setdefault(fold_hyphenated(row["word"]), set()).add(row["kind"])
    assert {word: found for word, found in kinds_of.items() if len(found) > 1} == {}


def test_tables_do_not_contradict_each_other() -> None:
    assert not WORDS.given & WORDS.streets.keys()
    assert not WORDS.given & WORDS.acts.keys()
    assert not WORDS.streets.keys() & WORDS.acts.keys()


@each_row("written", WORDS.civilities)
def test_a_civility_of_the_table_is_read_as_one(written: str) -> None:
    assert kind_string(find_name_words(f"{written} DURAND", WORDS)) == (
        "WC" if WORDS.civility(written).plural else "VC"
    )


def test_fold_drops_case_and_accents() -> None:
    assert fold_hyphenated("Ève-Cœur") == "eve-coeur"


def test_a_vocabulary_is_read_once() -> None:
    assert load_lexicon("fr_recueil") is WORDS
    assert isinstance(WORDS, NameLexicon)


def _row(text: str) -> list[Word]:
    return [word for word in find_name_words(text, WORDS) if word.kind in NAME_KINDS]
