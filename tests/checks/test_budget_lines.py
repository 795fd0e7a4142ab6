"""Chapters, accounts, credits moved, sections said to be balanced."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from importlib.resources import files

import pytest
from tests.tables import each_row

from recueil.checks.chart import Chart, load_chart
from recueil.checks.rules import run_rules
from recueil.values import BudgetLine, Mention
from recueil.values.act import Facts
from recueil.values.finding import Finding

Findings = Callable[..., list[Finding]]

SECTIONS = [
    ("au <BUDGET chapitre 65>chapitre 65</BUDGET> de la section d'investissement", "fonctionnement"),
    ("au <BUDGET chapitre 21>chapitre 21</BUDGET> (section de fonctionnement)", "investissement"),
    ("section d'investissement, au <BUDGET chapitre 011>chapitre 11</BUDGET>", "fonctionnement"),
    ("au <BUDGET chapitre 65>chapitre 65</BUDGET> de la section de fonctionnement", None),
    ("au <BUDGET chapitre 023>chapitre 023</BUDGET>, virement à la section d'investissement", None),
    ("virement à la section d'investissement, <BUDGET chapitre 023>chapitre 023</BUDGET>", None),
    ("au <BUDGET chapitre 922>chapitre 922</BUDGET> de la section de fonctionnement", None),
    ("au <BUDGET chapitre 65>chapitre 65</BUDGET>. La section d'investissement", None),
]  # fmt: skip


@pytest.mark.parametrize(("tagged", "expected"), SECTIONS)
def test_a_chapter_belongs_to_its_section(findings: Findings, tagged: str, expected: str | None) -> None:
    found = [(f.check, f.severity, f.expected) for f in findings(tagged)]
    assert found == ([("chapitre-section", "error", expected)] if expected else [])


ACCOUNTS = [
    ("<BUDGET chapitre 65>chapitre 65</BUDGET>, <BUDGET article 6574>article 6574</BUDGET>", None),
    ("<BUDGET chapitre 011>chapitre 11</BUDGET>- <BUDGET article 611>Article 611</BUDGET>", None),
    ("<BUDGET chapitre 014>chapitre 014</BUDGET> <BUDGET compte 73925>compte 73925</BUDGET>", None),
    ("<BUDGET chapitre 204>chapitre 204</BUDGET>, <BUDGET article 20422>article 20422</BUDGET>", None),
    ("<BUDGET chapitre 042>Chapitre 042</BUDGET> -<BUDGET article 777>Art. 777</BUDGET>", None),
    ("<BUDGET chapitre 041>chapitre 041</BUDGET> <BUDGET article 2111>article 2111</BUDGET>", None),
    ("<BUDGET nature 6574>nature 6574</BUDGET>, <BUDGET chapitre 922>chapitre 922</BUDGET>", None),
    ("<BUDGET chapitre 65>chapitres 65</BUDGET> et <BUDGET article 2188>article 2188</BUDGET>", None),
    ("<BUDGET chapitre 65>chapitre 65</BUDGET> : 100 €. <BUDGET article 2188>article 2188</BUDGET>", None),
    ("<BUDGET chapitre 20>chapitres 20</BUDGET>, <BUDGET chapitre 21>21</BUDGET>, <BUDGET article 6574>article 6574</BUDGET>", None),
    ("<BUDGET chapitre 20>chapitre 20</BUDGET>, <BUDGET article 20422>article 20422</BUDGET>", ("warning", "chapitre 204")),
    ("<BUDGET chapitre 011>chapitre 011</BUDGET>, <BUDGET article 6411>article 6411</BUDGET>", ("warning", "chapitre 012")),
    ("assainissement : <BUDGET chapitre 011>chapitre 011</BUDGET>, <BUDGET article 6411>article 6411</BUDGET>", None),
    ("<BUDGET chapitre 21>chapitre 21</BUDGET>, <BUDGET article 6574>article 6574</BUDGET>", ("error", "chapitre 65")),
    ("<BUDGET compte 2188>compte 2188</BUDGET> (<BUDGET chapitre 65>chapitre 65</BUDGET>)", ("error", "chapitre 21")),
]  # fmt: skip


@each_row(("tagged", "expected"), ACCOUNTS)
def test_an_account_is_under_its_chapter(
    findings: Findings, tagged: str, expected: tuple[str, str] | None
) -> None:
    found = [(f.check, f.severity, f.correction) for f in findings(tagged)]
    assert found == ([("compte-chapitre", *expected)] if expected else [])


CHAPTERS = [("656", "M57", True), ("656", "M14", False), ("922", "M57", False), ("92421", "M14", False), ("731", "M14", True), ("6586", None, False)]  # fmt: skip


@pytest.mark.parametrize(("code", "nomenclature", "unknown"), CHAPTERS)
def test_a_chapter_exists_in_the_nomenclature_of_the_act(
    code: str, nomenclature: str | None, unknown: bool
) -> None:
    text = f"au chapitre {code}"
    mention = Mention(3, len(text), replace(BudgetLine("chapitre", code), nomenclature=nomenclature), "test")
    found = run_rules(text, Facts(), {"budget": [mention]}, load_chart("fr_recueil"))
    assert [(f.check, f.severity, f.found) for f in found] == (
        [("chapitre-inconnu", "warning", code)] if unknown else []
    )


def test_without_a_chart_the_plans_are_not_asked() -> None:
    text = "au chapitre 999"
    mention = Mention(3, len(text), BudgetLine("chapitre", "999", "M57"), "test")
    assert run_rules(text, Facts(), {"budget": [mention]}) == ()


def moved(*rows: tuple[str, str]) -> str:
    lines = (
        f"<BUDGET compte {code}>C/{code}</BUDGET> {'+' if sum_[0] != '-' else ''}<AMOUNT {sum_}.00 EUR>{sum_} €</AMOUNT>\n"
        for code, sum_ in rows
    )
    return "".join(lines)


TRANSFERS = [
    ("Virement de crédits :\n" + moved(("022", "-1507"), ("61523", "1507")), None),
    ("Virement de crédits :\n" + moved(("6061", "-100"), ("673", "150")), "warning"),
    ("Décision modificative n° 1 :\n" + moved(("6061", "-100"), ("673", "150")), None),
    ("Décision modificative :\nDépenses\n" + moved(("6061", "-100"), ("673", "150")) + "Recettes\n" + moved(("752", "50")), None),
    ("Virement de crédits :\n" + moved(("6061", "100"), ("673", "150")), None),
    ("Subventions :\n" + moved(("6061", "-100"), ("673", "150")), None),
    ("Virement de crédits. Le <BUDGET compte 6061>C/6061</BUDGET> a un solde de <AMOUNT -900.00 EUR>- 900 €</AMOUNT> :\n" + moved(("6061", "-100"), ("673", "100")), None),
]  # fmt: skip


@pytest.mark.parametrize(("tagged", "severity"), TRANSFERS)
def test_credits_moved_cancel_out(findings: Findings, tagged: str, severity: str | None) -> None:
    found = [(f.check, f.severity, f.found) for f in findings(tagged)]
    assert found == ([("virement-equilibre", severity, "50.00")] if severity else [])


BALANCES = [
    ("La section de fonctionnement s'équilibre, dépenses : <AMOUNT 900.00 EUR>900 €</AMOUNT>, recettes : <AMOUNT 900.00 EUR>900 €</AMOUNT>.", False),
    ("La section de fonctionnement s'équilibre, dépenses : <AMOUNT 900.00 EUR>900 €</AMOUNT>, recettes : <AMOUNT 950.00 EUR>950 €</AMOUNT>.", True),
    ("Le budget est voté, dépenses : <AMOUNT 900.00 EUR>900 €</AMOUNT>, recettes : <AMOUNT 950.00 EUR>950 €</AMOUNT>.", False),
    ("Il s'équilibre, fonctionnement : <AMOUNT 900.00 EUR>900 €</AMOUNT>, investissement : <AMOUNT 950.00 EUR>950 €</AMOUNT>.", False),
    ("Section non équilibrée, en suréquilibre, dépenses : <AMOUNT 900.00 EUR>900 €</AMOUNT>, recettes : <AMOUNT 950.00 EUR>950 €</AMOUNT>, soit un excédent", False),
]  # fmt: skip


@pytest.mark.parametrize(("tagged", "broken"), BALANCES)
def test_a_section_said_to_be_balanced(findings: Findings, tagged: str, broken: bool) -> None:
    assert [(f.check, f.severity) for f in findings(tagged)] == (
        [("section-equilibre", "error")] if broken else []
    )


def test_the_tables_hold_codes_and_sections_only() -> None:
    read = Chart.read(files("fr_recueil") / "gazetteers")
    assert {section for codes in read.sections.values() for section in codes.values()} == {
        "fonctionnement",
        "investissement",
    }
    assert all(re.fullmatch(r"[0-9]{2,8}", code) for codes in read.chapters.values() for code in codes)
    assert set(read.chapters) == {"M14", "M57", "M52"}
