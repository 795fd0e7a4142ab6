"""Codes are decoded where their nomenclature is known, or where every plan agrees; else never."""

from __future__ import annotations

import csv
from collections import defaultdict
from importlib.resources import files

import pytest
from tests.tables import each_row

from recueil.entities.budget.component import Budget
from recueil.entities.budget.nomenclature import load_titles
from recueil.text import fold_hyphenated
from recueil.values import BudgetLine, Date, Mention, PartialDate

LEVELS = {"chapitres": "chapitre", "comptes": "compte", "fonctions": "fonction"}


def rows(table: str) -> list[dict[str, str]]:
    text = (files("fr_recueil") / "gazetteers" / f"{table}.csv").read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


@pytest.fixture(scope="module")
def budget() -> Budget:
    return Budget("fr_recueil")


def line_of(budget: Budget, text: str, meeting: int | None = None) -> BudgetLine:
    seance = Mention(0, 1, Date(PartialDate.parse(str(meeting)), "seance"), "test") if meeting else None
    (line,) = [mention.value for mention in budget.find(text, {"date": [seance] if seance else []})]
    assert isinstance(line, BudgetLine)
    return line


@pytest.mark.parametrize("table", LEVELS)
def test_every_row_decodes_to_its_own_label_in_each_of_its_nomenclatures(table: str) -> None:
    known = load_titles("fr_recueil")
    for row in rows(table):
        for nomenclature in row["nomenclatures"].split():
            assert known.title(LEVELS[table], row["code"], nomenclature) == row["label"]


@pytest.mark.parametrize("table", LEVELS)
def test_without_a_nomenclature_only_what_several_plans_agree_on_has_a_label(table: str) -> None:
    known = load_titles("fr_recueil")
    labels: dict[str, dict[str, str]] = defaultdict(dict)
    for row in rows(table):
        labels[row["code"]] |= dict.fromkeys(row["nomenclatures"].split(), fold_hyphenated(row["label"]))
    for code, named in labels.items():
        label = known.common_title(LEVELS[table], code)
        agreed = len(named) > 1 and len(set(named.values())) == 1 and not (table == "chapitres" and code[0] == "9")
        assert (label is not None) == agreed
        assert label is None or {fold_hyphenated(label)} == set(named.values())


@each_row(
    ("sentence", "nomenclature", "label"),
    [
        # The trap of votes by function: three nomenclatures, two subjects, and no guess.
        ("nomenclature M14, chapitre 922", "M14", "Enseignement - Formation"),
        ("référentiel M57, chapitre 922", "M57", "Dotations et participations"),
        ("instruction budgétaire M52, chapitre 922", "M52", "Dotations et participations"),
        ("au budget 2014 au chapitre 922", None, None),
        ("au budget 2014 au chapitre 931", None, None),
        ("fonction 025, nomenclature M14", "M14", "Aides aux associations (non classées ailleurs)"),
        ("section de fonctionnement, fonction 025", None, None),
        ("le compte 276348 (M57)", "M57", "Autres communes"),
        ("crédits, instruction comptable M. 14, article 6574", "M14", None),
        # What every plan calls alike
        ("inscrit au chapitre 65", None, "Autres charges de gestion courante"),
        ("inscrit au chapitre 011", None, "Charges à caractère général"),
        ("le compte 73111", None, None),
        # Details, orders, functions behind 90 or 92, local digits
        ("nomenclature M14, compte 777-042", "M14", None),
        ("nomenclature M14, fonction 92421", "M14", "Centres de loisirs"),
        ("nomenclature M14, chapitre 908241", "M14", None),
        ("nomenclature M57, article 739111899", "M57", None),
        # No level of the nomenclature
        ("nomenclature M57, opération 0008", None, None),
        # Statements that do not hold for the line
        ("le passage à la nomenclature M57 est décidé. Crédits au chapitre 922", None, None),
        ("nomenclature M14 ou M57 ; crédits au chapitre 922", None, None),
        ("la rue M14 est barrée, crédits au chapitre 922", None, None),
        ("le budget annexe de l'eau suit la nomenclature M49. Budget principal : chapitre 922", None, None),
        (
            "le budget annexe de l'eau suit la nomenclature M49. Budget annexe de l'eau : chapitre 70",
            "M49",
            "Ventes",
        ),
    ],
)
def test_decoding(sentence: str, nomenclature: str | None, label: str | None, budget: Budget) -> None:
    line = line_of(budget, sentence)
    assert line.nomenclature == nomenclature
    if label:
        assert line.label is not None
        assert fold_hyphenated(line.label).startswith(fold_hyphenated(label))
    elif nomenclature is None:
        assert line.label is None


@pytest.mark.parametrize(
    ("sentence", "meeting", "nomenclature"),
    [
        ("Le conseil municipal impute au chapitre 922", 2025, "M57"),
        ("Le conseil municipal impute au chapitre 922", 2023, None),
        ("Le conseil municipal vote le compte administratif de l'exercice 2023, chapitre 922", 2024, None),
        ("Le conseil communautaire impute au chapitre 922", 2025, None),
        ("Le conseil municipal, budget annexe de l'eau, impute au chapitre 922", 2025, None),
        ("Le conseil municipal impute au chapitre 922", None, None),
    ],
)
def test_the_year_decides_for_communes_since_2024(
    sentence: str, meeting: int | None, nomenclature: str | None, budget: Budget
) -> None:
    assert line_of(budget, sentence, meeting).nomenclature == nomenclature
