"""Budget lines as imputations name them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.growth import assert_grows_linearly, repeated
from tests.tables import each_row

from recueil.entities.budget.component import Budget
from recueil.entities.budget.nomenclature import load_plan
from recueil.evaluation import gold

SENTENCES = [
    "des <BUDGET programme 206>programmes 206</BUDGET> « Qualité  et\nsécurité », et <BUDGET programme 134>134</BUDGET> « Entreprises », <BUDGET programme 215>215</BUDGET>",
    # Chapters
    "crédits inscrits au budget 2014 au <BUDGET chapitre 922>chapitre 922</BUDGET>;",
    "dépense au <BUDGET chapitre 908241>chapitre 908241</BUDGET>, <BUDGET chapitre 920>Chap 920</BUDGET> <BUDGET nature 6184>nature 6184</BUDGET>",
    "<BUDGET chapitre 011>chapitre 11</BUDGET>- <BUDGET article 611>Article 611</BUDGET> du budget",
    "<BUDGET chapitre 012>chapitre 12</BUDGET> – Charges de personnel, crédits du <BUDGET chapitre 21>chapitre 21</BUDGET>",
    "virement du <BUDGET chapitre 022>chapitre 022</BUDGET> au <BUDGET chapitre 042>chapitre 42</BUDGET>",
    "(recettes de fonctionnement, <BUDGET chapitre 002 @fonctionnement>chapitre 002</BUDGET>)",
    "les crédits des <BUDGET chapitre 20>chapitres 20</BUDGET>, <BUDGET chapitre 204>204</BUDGET> et <BUDGET chapitre 21>21</BUDGET>",
    "aux <BUDGET chapitre 20>chapitres 20</BUDGET>,\n   <BUDGET chapitre 21>21</BUDGET> et <BUDGET chapitre 23>23</BUDGET> du budget",
    "DF - <BUDGET chapitre 66 @fonctionnement>chapitre 66</BUDGET> - <BUDGET article 66111 @fonctionnement>Art.66111</BUDGET>  +85,00",
    "au <BUDGET chapitre 65>chapitre 65</BUDGET> 150 000 €",
    "les <BUDGET chapitre 20>chapitres 20</BUDGET>, <BUDGET chapitre 204>204</BUDGET> et <BUDGET chapitre 21>21</BUDGET>",
    # Accounts
    "<BUDGET chapitre 65>chapitre 65</BUDGET> <BUDGET article 6574>article 6574</BUDGET> <BUDGET fonction 30>fonction 30</BUDGET>",
    "<BUDGET article 6531>article 6531</BUDGET> du <BUDGET chapitre 65>chapitre 65</BUDGET> du budget primitif",
    "dépense, <BUDGET article 2051>ART.2051</BUDGET>",
    "dépenses d'investissement <BUDGET article 2156 @investissement>article 2156</BUDGET> 10002 : -341€",
    "dépenses : <BUDGET article 1641>article 1641</BUDGET> OPFI : +341€",
    "recettes d'investissement du BP 2021, <BUDGET article 1068 @investissement>article 1068</BUDGET>",
    "le <BUDGET compte 1641>compte 1641</BUDGET> emprunt et le <BUDGET compte 21828>compte 21828</BUDGET>",
    "<BUDGET compte 002>Compte 002</BUDGET> : excédent, <BUDGET compte 678>compte 678</BUDGET> (opération budgétaire)",
    "Augmentation du <BUDGET compte 11>compte 11</BUDGET> de 15 000€",
    "<BUDGET compte 777-042>Compte 777-042</BUDGET> : + 5 000 €",
    "<BUDGET compte 2315-041>comptes 2315-041</BUDGET> et <BUDGET compte 238-041>238-041</BUDGET>",
    "<BUDGET compte 022>C/022</BUDGET> -1507.50€ / <BUDGET compte 61523>C/61523</BUDGET> +1507.50€",
    "<BUDGET compte 73925>compte 73925</BUDGET> (<BUDGET chapitre 014>chapitre 014</BUDGET>), <BUDGET compte 2188>cpte 2188</BUDGET>",
    "aux <BUDGET compte 60636>comptes 60636</BUDGET> (vêtements de travail), <BUDGET compte 6232>6232</BUDGET> (fêtes)",
    "<BUDGET nature 2748>nature 2748</BUDGET>, sous <BUDGET fonction 53>fonction 53</BUDGET>",
    "<BUDGET chapitre 13>Chapitre 13</BUDGET> <BUDGET article 1341>Art. 1341</BUDGET> D.E.T.R.  +7.500,00 €",
    "le titre émis à l'<BUDGET article 1068>article 1068</BUDGET>, l'<BUDGET article 204413>article 204413</BUDGET> ne figure pas",
    "<BUDGET article 21538>Article 21538</BUDGET>" + 110 * " " + "70 378,99 €",
    "dépense imputée au <BUDGET chapitre 65>chapitre 65</BUDGET>, natrue 65 51 11, <BUDGET rubrique 221>rubrique 221</BUDGET>",
    # Functions
    "<BUDGET nature 6574>nature 6574</BUDGET> - <BUDGET fonction 025>fonction 025</BUDGET> - service 4B0",
    "section investissement, <BUDGET fonction 90213 @investissement>fonction 90213</BUDGET>, <BUDGET nature 21312 @investissement>nature 21312</BUDGET>",
    "<BUDGET fonction 90211>fonction 90211</BUDGET> et <BUDGET fonction 90212>90212</BUDGET>",
    "(<BUDGET nature 6042>Nature/Fonction 6042</BUDGET>/<BUDGET fonction 92421>92421</BUDGET>), soit 76000 €",
    "<BUDGET chapitre 905>chapitre 905</BUDGET> « habitat », <BUDGET sous-fonction 51>sous-fonction 51</BUDGET>, <BUDGET fonction 515>code fonctionnel 515</BUDGET>",
    # Operations, programmes, imputations, lines
    "<BUDGET opération 2018006>opération 2018006</BUDGET>, <BUDGET article 21318>article 21318</BUDGET>",
    "(<BUDGET opération 2019010>opé 2019010</BUDGET>) à l'<BUDGET article 2188>article 2188</BUDGET>",
    "tondeuse : <BUDGET opération 32>opé 32</BUDGET>, <BUDGET article 2188>article 2188</BUDGET>",
    "<BUDGET opération 31>Opération 31</BUDGET> – Cimetière ………… 22 000 €",
    "piscine (<BUDGET opération 1907>opération 1907</BUDGET>, 6,45 M€), <BUDGET opération 2025-HAB-07>opération 2025-HAB-07</BUDGET>",
    "<BUDGET programme HP515-004>programme HP 515-004</BUDGET> (51004), action 15100401, <BUDGET programme P031>Programme P031</BUDGET>",
    "DI - <BUDGET opération 0008 @investissement>Opération 0008</BUDGET> - Acquisitions",
    "crédits de l’<BUDGET opération 255>opération 255</BUDGET> correspondant au préau",
    "les <BUDGET programme 166>programmes 166</BUDGET> et <BUDGET programme 101>101</BUDGET>",
    "<BUDGET imputation 204-20422>imputation 204-20422</BUDGET>, <BUDGET imputation 752>imputation 752</BUDGET> revenus",
    "à l'<BUDGET imputation 2031-0030>imputation 2031-0030</BUDGET> (<BUDGET imputation 65_6574_301>imputation 65_6574_301</BUDGET>)",
    "à l<BUDGET imputation 2151>imputation 2151</BUDGET> et à l'<BUDGET imputation 1641>imputation\n1641</BUDGET> emprunts",
    "Les crédits seront prélevés sur la <BUDGET ligne 1495>ligne 1495</BUDGET>, <BUDGET nature 6574>nature 6574</BUDGET>, <BUDGET chapitre 922>chapitre 922</BUDGET>",
    "<BUDGET ligne 17566>ligne de crédits 17566</BUDGET>",
    "<BUDGET sous-fonction 0240>Sous- fonction 0240</BUDGET> – Fêtes",
    "<BUDGET sous-fonction 41201>Sous-fonction 41201</BUDGET> Stade, crédits du <BUDGET programme 0176>programme 0176</BUDGET>",
    "imputé à la <BUDGET rubrique 311>rubrique 311</BUDGET> <BUDGET nature 6574>nature 6574</BUDGET>",
    "Les crédits sont inscrits à l'<BUDGET opération 24>opération n° 24</BUDGET> « Halle »",
    "<BUDGET opération 11>Op n° 11</BUDGET> – Voirie\n<BUDGET compte 2151>2151</BUDGET> - Réseaux de voirie",
    "crédits de l'<BUDGET opération 17>opération d'équipement n° 17</BUDGET>",
    "<BUDGET imputation 65/65748/338>Imputation budgétaire : 65 / 65748 / 338</BUDGET>",
    # A word between the label and its code, or the side of the budget
    "au <BUDGET chapitre 012>chapitre globalisé 012</BUDGET>, <BUDGET chapitre 041>chapitre d'ordre 041</BUDGET> du budget",
    "<BUDGET nature 2031>nature comptable 2031</BUDGET>, <BUDGET compte 7788>compte de recettes 7788</BUDGET>",
    "<BUDGET chapitre 65>Chapitre D65</BUDGET> : 3 000 €, <BUDGET compte 1068>compte R 1068</BUDGET>",
    "à l'<BUDGET article 6574>article 6574</BUDGET> « Subventions de fonctionnement »",
    # A chapter and its account, linked
    "Diminution | <BUDGET chapitre 65>65</BUDGET> - <BUDGET compte 6574>6574</BUDGET>\n380,00 €",
    "crédits ouverts au <BUDGET chapitre 011>011</BUDGET>/<BUDGET compte 6228>6228</BUDGET>/<BUDGET fonction 311>311</BUDGET>",
    "au <BUDGET chapitre 65>chapitre 65</BUDGET>/<BUDGET compte 6574>6574</BUDGET>",
    # Without a label: a verb leads to the code, or the side of the budget
    "La dépense sera imputée au <BUDGET compte 65748>65748</BUDGET> du budget",
    "affectation au <BUDGET compte 1068>1068</BUDGET>, report au R<BUDGET chapitre 002>002</BUDGET>",
    "D-<BUDGET compte 6574>6574</BUDGET>-33 : Subventions, (D <BUDGET chapitre 001>001</BUDGET>)",
    # Without a label: the nomenclature's own title follows, or a signed amount in the next column
    "<BUDGET compte 2188>2188</BUDGET> Autres immobilisations 4 500 €",
    "<BUDGET compte 6531>6531</BUDGET> FO1- Indemnités des élus + 668 €",
    "<BUDGET chapitre 022>022</BUDGET> — Dépenses imprévues - 668 €, <BUDGET chapitre 65>65</BUDGET> - Autres charges de gestion",
    "R-<BUDGET compte 7588>7588</BUDGET> : Autres produits divers",
    "| <BUDGET compte 2151>2151</BUDGET> | +10 000,00 |\nvoirie      <BUDGET compte 21318>21318</BUDGET>        -4.091,00",
]

LOOKALIKES = [
    "Vu l'article 30 du décret, l'article L. 2122-22 et l'article 2122-22 du Code",
    "l'article 1383 du code général des impôts, les dépenses ; code général des impôts, article 1383",
    "article 1464 B, 1636 B sexies, article 1382 bis",
    "Article 1 : Le budget est adopté. Article 10 : Les crédits sont ouverts. Article 21 : dépenses",
    "Chapitre 1 Etat des lieux, CHAPITRE 7.1, Chapitre 13 : Dispositions diverses",
    "chapitre 20 du titre II du Code de l'Urbanisme, crédits",
    "Budget 900 à 904, Budget 904 – Décision modificative n°1",
    "Conseillers en fonction : 30, délégation de fonction n°14/252",
    "La commune compte 2017 habitants, l'école compte 21 élèves et compte 2 601 livres",
    "le compte administratif 2022, le compte 2022, le compte 31/12/2023",
    "vote par nature et fonction, contributions en nature : 430 €",
    "opération 2024, opération n°2 « Quartier », opération 150 logements, opération 200 000 €",
    "PROGRAMME 2020, programme 5, programme 150 logements, autorisation de programme n° 2022-03",
    "rubrique n°3.1.4, rubrique 2565 de la nomenclature, la ligne 16 du métro, la ligne 2014",
    "13 subventions versées, 2018 Autres travaux, 16 emprunts",
    "AP/CP N°3, AE/CP n° 4, AP 2014-05, service 4B0, LC 15871, mission 90010-75-030",
    "ligne de subvention DE 003, sous-chapitre 934-12, 2111 - 041, 675 - 042, 2031-2019005",
    "le parc compte 214 engins, l'établissement compte 21 classes",
    "article A 12, chapitre P2, opération HP",
    "40003 EAU- CCLO, pompe n° 6061",
    "crédits affectés au 2024, dépenses 04 93 65-6574, du 65-2024, reporté au 1068 habitants, tarif 21-65748 €",
    "recettes : article R 1411, article D 2313-3, opération n° 3 du quartier, fonction 2021",
    "la parcelle D 2152, A 3133, le 01 22 33 44 55",
]


@pytest.fixture(scope="module")
def budget() -> Budget:
    return Budget("fr_recueil")


@each_row("sentence", SENTENCES)
def test_budget_lines_are_read(sentence: str, budget: Budget) -> None:
    text = gold.parse_tagged(sentence).text
    assert gold.render_tagged(text, budget.find(text, {})) == sentence


@each_row("sentence", LOOKALIKES)
def test_lookalikes_are_left(sentence: str, budget: Budget) -> None:
    assert gold.render_tagged(sentence, budget.find(sentence, {})) == sentence


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("11", "011"),
        ("12", "012"),
        ("42", "042"),
        ("13", "13"),
        ("20", "20"),
        ("011", "011"),
        ("922", "922"),
        ("99", None),
    ],
)
def test_the_leading_zero_of_a_chapter_is_restored(written: str, code: str | None) -> None:
    assert load_plan("fr_recueil").chapter(written) == code


def test_every_code_of_the_plan_is_digits_with_a_title() -> None:
    known = load_plan("fr_recueil")
    for labels in (known.chapters, known.accounts, known.functions):
        assert all(code.isdigit() and all(titles) for code, titles in labels.items())


@given(st.text("0123456789 .,-–/|+€\n()chapitresroctnéfgmlABIF", max_size=120))
def test_any_text_gives_ordered_mentions(text: str) -> None:
    end = 0
    for mention in Budget("fr_recueil").find(text, {}):
        assert end <= mention.start < mention.end <= len(text)
        end = mention.end


@pytest.mark.parametrize(
    "piece", ["1", " ", "A", "123 ", "chapitre 65, ", "article 6574 du ", "2188 - ", "chapitres 65 (", "1/2/3 "]
)
def test_a_hostile_text_takes_time_in_proportion(piece: str, size: int, budget: Budget) -> None:
    assert_grows_linearly(lambda text: list(budget.find(text, {})), repeated(piece), size)
