"""Who pays a part: plans as sentences, rows and tables; and figures that make no plan."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.growth import assert_grows_linearly, repeated
from tests.tables import each_row

import fr_recueil
from recueil.entities.amounts.component import Amounts
from recueil.entities.component import mentions_by_kind
from recueil.entities.percentages import Percentages
from recueil.facts.assemble import assemble_facts
from recueil.facts.awards import funders
from recueil.facts.awards.funding import extract_funding
from recueil.text import fold_accents
from recueil.values import Amount, Mention, Percentage
from recueil.values.award import FundingPlan

Row = tuple[str, str | None, str | None]


def read(text: str) -> tuple[FundingPlan, ...]:
    return extract_funding(text, list(Amounts().find(text, {})), list(Percentages().find(text, {})))


def figure(mention: Mention | None) -> str | None:
    return f"{mention.value.amount:f}" if mention and isinstance(mention.value, Amount) else None


def rows(plan: FundingPlan) -> list[Row]:
    return [
        (one.name, figure(one.amount), None if one.percent is None else f"{one.percent:f}") for one in plan.funders
    ]


# One plan each: its rows and its total.
PLANS: list[tuple[str, list[Row], str | None]] = [
    # no words announce it
    ("Dépenses : travaux 90 000 €. Recettes : DETR 40 000 € ; Région 20 000 € ; Fonds de concours de la communauté de communes 10 000 € ; "
     "autofinancement 20 000 €. Le conseil approuve.",
     [("DETR", "40000", None), ("Région", "20000", None), ("Fonds de concours de la communauté de communes", "10000", None),
      ("autofinancement", "20000", None)], None),
    # « Autofinancement : » opens no other plan
    ("Plan de financement :\n\nTravaux HT : 100 000 €\nDETR : 40 000 €\nDépartement : 20 000 €\nAutofinancement : 40 000 €\nTotal : 100 000 €\n",
     [("DETR", "40000", None), ("Département", "20000", None), ("Autofinancement", "40000", None)], "100000"),
    # the headings run into the first row
    ("Financeurs Taux Montant HT ADEME 30 % 19 000,00 € Région 20 % 12 000,00 € Fonds propres 50 % 31 000,00 €",
     [("ADEME", "19000.00", "30"), ("Région", "12000.00", "20"), ("Fonds propres", "31000.00", "50")], None),
    ("Le conseil sollicite les subventions suivantes : DETR 2023 (40 %) 22 000 € Fonds départemental (20 %) 11 000 € Agence de l'eau (10 %) "
     "5 500 € Reste à charge 16 500 €",
     [("DETR 2023", "22000", "40"), ("Fonds départemental", "11000", "20"), ("Agence de l'eau", "5500", "10"), ("Reste à charge", "16500", None)], None),
    ("Plan de financement : Département 49 %, Région 35 %, Commune 16 %",
     [("Département", None, "49"), ("Région", None, "35"), ("Commune", None, "16")], None),
    ("Le plan de financement s'établit comme suit : CAF 60%,\nsoit 241 440€ HT, Etat - DETR 20%, soit 80 480€ HT et part communale 20%, soit 80 480€ HT,\nAutorise le maire",
     [("CAF", "241440", "60"), ("Etat - DETR", "80480", "20"), ("part communale", "80480", "20")], None),
    ("Précise que le plan de financement est : Etat au titre de la\n          DETR 2022 (50%) : 8 902,04€ HT, part communale : 8 902,03€,",
     [("Etat au titre de la DETR 2022", "8902.04", "50"), ("part communale", "8902.03", None)], None),
    ("FINANCEURS              MONTANT HT            TAUX\nÉtat – DETR 2020        75 000,00 €         30,00 %\nRégion (contrat de ruralité)     50 000,00 €       20,00 %\n"
     "Autofinancement       125 000,00 €      50,00 %\nTOTAL         250 000,00 €     100 %\n",
     [("État – DETR 2020", "75000.00", "30.00"), ("Région (contrat de ruralité)", "50000.00", "20.00"), ("Autofinancement", "125000.00", "50.00")], "250000.00"),
    # a share makes a funder of a name that no list knows
    ("Plan de financement :\n\nFédération de Basket Ball        6 000,00 €    10,00 %\nVille de Montclair          54 000,00 €   90,00 %\nTotal      60 000,00 €     100,00 %",
     [("Fédération de Basket Ball", "6000.00", "10.00"), ("Ville de Montclair", "54000.00", "90.00")], "60000.00"),
    # expenses on the left
    ("plan de financement suivant :\n      Dépenses subventionnables            Recettes\n Construction d’un      Département de la Vèze (20 %)    31 000 €\n"
     " local      155 000 € HT\n                     Commune de Montclair     124 000 €\n",
     [("Département de la Vèze", "31000", "20"), ("Commune de Montclair", "124000", None)], None),
    ("plan de financement :\nDEPENSES HT                              RECETTES\nBarques        56 560€ | LEADER           45 248€ | 80%\n                   Autofinancement        11 312€ | 20%\n"
     "TOTAL       56 560€ | TOTAL        56 560€ | 100%",
     [("LEADER", "45248", "80"), ("Autofinancement", "11312", "20")], "56560"),
    # without euro signs, when they make the total
    ("plan de financement ci-après :\n Toilettes       85 000,00 | DETR          60 000,00       60,00%\n Ponton      15 000,00 | Fonds propres       40 000,00      40,00%\n"
     "      TOTAL     100 000,00                TOTAL     100 000,00     100,00%",
     [("DETR", "60000.00", "60.00"), ("Fonds propres", "40000.00", "40.00")], "100000.00"),
    ("| Financeurs | Montant HT | $\\%$ |\n| :-- | --: | --: |\n| Fonds vert | $46075 €$ | $25 \\%$ |\n| SDE 99 | $138225 €$ | 75 % |\n| TOTAL | $184300 €$ | $100 \\%$ |",
     [("Fonds vert", "46075", "25"), ("SDE 99", "138225", "75")], "184300"),
    # flattened, with a sub-total
    ("plan de financement suivant : RESSOURCES Montant HT % ADEME (Travaux) 130 400.00€ 80 % Sous total : 130 400.00 € 80 % Auto financement 32 600.00€ 20 % TOTAUX 163 000.00 €",
     [("ADEME (Travaux)", "130400.00", "80"), ("Auto financement", "32600.00", "20")], "163000.00"),
    # without any euro sign, when they make the cost
    ("Les travaux, estimés à 118 000 HT, sont lourds. Il propose de solliciter les aides suivantes : Etat (DRAC) 37 000 Conseil Départemental 49 200 "
     "Part communale 31 800 Adopté", [("Etat (DRAC)", "37000", None), ("Conseil Départemental", "49200", None), ("Part communale", "31800", None)], None),
    # a base and its part
    ("plan de financement :\nFinanceur | Base | Taux | Montant\nEtat - Fonds vert | 320 000 € | 25 % | 80 000 €\nRégion | 320 000 € | 75 % | 240 000 €\n",
     [("Etat - Fonds vert", "80000", "25"), ("Région", "240000", "75")], None),
    # far apart, and dotted
    ("plan de financement :\n  DRAC (25 %)                                    12 000 €\n  Région ................................. 36 000 €\n",
     [("DRAC", "12000", "25"), ("Région", "36000", None)], None),
    ("Subventions attendues : CNDS 12 400 €, Région 15 500 €. Reste à la commune : 24 800 €.",
     [("CNDS", "12400", None), ("Région", "15500", None), ("Reste à la commune", "24800", None)], None),
    ("Cette dépense sera financée par la DETR (9 800 €), le Département (4 900 €) et les fonds communaux.",
     [("DETR", "9800", None), ("Département", "4900", None)], None),
    ("Chapelle 29 457,50 €\nRECETTES HT\nSubventions dont DETR\net Fondation du Patrimoine     23 566,00 €\nAutofinancement     5 891,50 €\n     Total     29 457,50 €",
     [("Subventions dont DETR et Fondation du Patrimoine", "23566.00", None), ("Autofinancement", "5891.50", None)], "29457.50"),
    # a sentence
    ("Le financement est assuré par une subvention de l'État de 38 400 €, une aide du Département de la Vèze de 19 200 € et un autofinancement de "
     "38 400 €.", [("État", "38400", None), ("Département de la Vèze", "19200", None), ("autofinancement", "38400", None)], None),
    ("La dépense sera couverte par une subvention de l'Agence de l'eau (45 000 €), une participation du Syndicat des eaux du Val (10 000 €) et un "
     "emprunt de 35 000 €.", [("Agence de l'eau", "45000", None), ("Syndicat des eaux du Val", "10000", None), ("emprunt", "35000", None)], None),
    ("La DRAC Occitane prendrait 40 % de la dépense, soit 16 000 €, la Région 20 %, soit 8 000 €, et le Département 20 %, soit 8 000 €. Le solde, "
     "8 000 €, serait supporté par la commune.",
     [("DRAC Occitane", "16000", "40"), ("Région", "8000", "20"), ("Département", "8000", "20"), ("Le solde", "8000", None)], None),
    ("Les travaux seront financés à hauteur de 30 % par l'Etat, 20 % par la Région et 50 % par la commune.",
     [("Etat", None, "30"), ("Région", None, "20")], None),
    # a heading of one word
    ("Délibération\nFINANCEMENT\nEtat / DETR : 24 600,00\nCommune : 57 400,00\nTOTAL : 82 000,00 €\n",
     [("Etat / DETR", "24600.00", None), ("Commune", "57400.00", None)], "82000.00"),
    ("Plan de financement : DETR : 40 % de 120 000 € = 48 000 € ; Région : 25 % de 120 000 € ; Commune : 42 000 €.",
     [("DETR", "48000", "40"), ("Région", None, "25"), ("Commune", "42000", None)], None),
    ("Plan de financement :\n- Subvention du Département, taux 28 % du montant total des travaux HT : 5 600 €\n- Solde fonds libres : 18 400 €",
     [("Subvention du Département", "5600", "28"), ("Solde fonds libres", "18400", None)], None),
    ("Les aides attendues se répartissent ainsi. Plan de financement :\nRégion Grand Est 15 % 42 600 €\nDépartement 5 % 14 200 €",
     [("Région Grand Est", "42600", "15"), ("Département", "14200", "5")], None),
    # sums before names
    ("Le plan de financement se décompose ainsi : 31 200 € au titre de la DSIL (40 %), 15 600 € au titre du contrat départemental (20 %), 31 200 € à la "
     "charge de la commune (40 %).",
     [("DSIL", "31200", "40"), ("contrat départemental", "15600", "20"), ("commune", "31200", "40")], None),
    ("Le financement du projet est le suivant : 45 000 € de l'État, 12 000 € du Département de la Vèze et 33 000 € d'autofinancement.",
     [("État", "45000", None), ("Département de la Vèze", "12000", None), ("autofinancement", "33000", None)], None),
    ("Plan de financement - Salle\nSubventions : Etat : 100 000 € ; Région : 60 000 €\nEmprunt : 200 000 €",
     [("Etat", "100000", None), ("Région", "60000", None), ("Emprunt", "200000", None)], None),
    # all names, then all sums, of which the last or the first is the cost
    ("Plan de financement\nDETR\nVille de Montclair\n3- Éclairage\nTOTAL\n6 000.00 € H.T\n14 000.00 € H.T\n20 000.00 € H.T\nLe conseil approuve.",
     [("DETR", "6000.00", None), ("Ville de Montclair", "14000.00", None)], "20000.00"),
    ("Acquisition d'un tableau\nDépense\nSubvention FRAM :\nEtat\nRégion\nParticipation\nville de Montclair\n900 €\n250 €\n250 €\n400 €\nLe conseil approuve.",
     [("Etat", "250", None), ("Région", "250", None), ("ville de Montclair", "400", None)], "900"),
]  # fmt: skip


@each_row(("text", "expected", "total"), PLANS)
def test_a_plan(text: str, expected: list[Row], total: str | None) -> None:
    (plan,) = read(text)
    assert (rows(plan), figure(plan.total)) == (expected, total)


def test_a_plan_that_the_decision_repeats_is_one() -> None:
    plan = "plan de financement : CAF 60%, soit 240 €, part communale 40%, soit 160 €"
    assert len(read(f"Le {plan}.\nAprès en avoir délibéré, approuve le {plan}.")) == 1


def test_each_operation_has_its_plan() -> None:
    text = (
        "Programme : plans de financement de deux opérations\nOpération 1 : autopartage\n"
        "  Coût 100,00 € | FEADER 64,00 € (64%) | autofinancement 36,00 € (36%)\nOpération 2 : ferme\n"
        "  Coût 50,00 € | FEADER 32,00 € (64%) | Région 18,00 € (36%)\n"
    )
    assert [rows(plan) for plan in read(text)] == [
        [("FEADER", "64.00", "64"), ("autofinancement", "36.00", "36")],
        [("FEADER", "32.00", "64"), ("Région", "18.00", "36")],
    ]


def test_figures_that_miss_the_total_are_left_out() -> None:
    text = "plan de financement :\nDETR      60 000,00    60,00%\nFonds propres     70 000,00     40,00%\nTOTAL    100 000,00"
    (plan,) = read(text)
    assert (rows(plan), plan.total) == ([("DETR", None, "60.00"), ("Fonds propres", None, "40.00")], None)


@pytest.mark.parametrize(
    "text",
    [
        "Le plan de financement serait :\n|  DEPENSES (€ HT) | RECETTES  |\n|  Piste | 72 000,00 €  |\n|  City-stade | 56 000,00 €  |\n|  TOTAL | 128 000,00 €  |",
        "Plan de financement : le coût est de 40 000 € HT, TVA 20 %",
        "Département 49 %, Région 35 %, Commune 16 %",
        "Opération n° 14\n1321 – Réserve parlementaire 30 000,00\n1323 – Subvention du Département 104 050,00\n1641 - Emprunts 200 000,00\nTOTAL 334 050,00 €",
        "Financements : Subventions du Département : 264 € ; ADEME : 0 € ; Eco Papier : 787 438 €",
        "Pour mémoire, la salle a été financée en 2012 par l'État (90 000 €), le Département (45 000 €) et un emprunt de 120 000 €.",
        "Travaux\nFinancement\n\nRéseau\n\n250 000 € HT\n\nDETR (20 %)\nVille\n\n50 000 €\n200 000 €",
        "Plan de financement : 20 000 € de la Région, 10 000 € de la vente de bois et 5 000 € de souscriptions.",
        "L'association est financée par la CAF à 40 % et par le Département à 20 %. Le conseil lui attribue 500 €.",
        "Financeur   Notifié   Encaissé\nPlan de financement   Notifié   Encaissé\nÉtat   90 000,00 €   87 412,66 €\nRégion   60 000,00 €   60 000,00 €",
        "Budget de l'atelier présenté par l'association\nRecettes\nAdeme   5 000 €\nRégion   4 000 €\nCommune   2 500 €\nTotal   11 500 €",
        "Aides obtenues : DETR 40 000 € ; Région 20 000 €.",
        "Plan de financement\nDETR\nVille de Montclair\nTOTAL\n6 000 €\n14 000 €\n21 000 €\nLe conseil approuve.",
        "Une aide de la Région de 50 %, plafonnée à 20 000 €",
        "",
    ],
)
def test_no_plan(text: str) -> None:
    assert read(text) == ()


@given(st.text("0123456789 €%.,:;\n|DETRégionplafcmuTOAL", max_size=200))
def test_a_plan_lies_in_its_text(text: str) -> None:
    text = f"plan de financement : {text}"
    for plan in read(text):
        assert 0 <= plan.start < plan.end <= len(text)
        assert all(plan.start <= one.start < one.end <= plan.end and one.name for one in plan.funders)


@pytest.mark.parametrize(
    "piece",
    ["plan de financement ", "financeurs DETR 5 € 5 % ", "Région ", "5 € 5 % ", "5 € \n\n", "DETR  " + " " * 90],
)
def test_a_hostile_text_takes_time_in_proportion(piece: str, size: int) -> None:
    def make(size: int) -> tuple[str, list[Mention], list[Mention]]:
        text = repeated(piece, "plan de financement : ")(size)
        at = [index for index in range(len(text)) if text.startswith("5 ", index)]
        amounts = [Mention(index, index + 3, Amount(Decimal(5)), "test") for index in at[::2]]
        shares = [Mention(index, index + 3, Percentage(Decimal(5)), "test") for index in at[1::2]]
        return text, amounts, shares

    assert_grows_linearly(lambda given: extract_funding(*given), make, size)


def test_a_part_of_a_plan_is_no_award() -> None:
    text = (
        "Dépenses : travaux 90 000 €. Recettes : DETR 40 000 € ; Région 20 000 € ; Fonds de concours de la communauté de "
        "communes 10 000 € ; autofinancement 20 000 €. Le conseil approuve et attribue 500 € au Judo Club du Val."
    )
    facts = assemble_facts(text, mentions_by_kind(fr_recueil.load()(text)))
    assert [award.beneficiary for award in facts.awards] == ["Judo Club du Val"]
    assert [figure(funder.amount) for plan in facts.funding for funder in plan.funders] == [
        "40000",
        "20000",
        "10000",
        "20000",
    ]


def test_a_funder_is_found_where_its_key_is(root: Path) -> None:
    for file in sorted((root / "corpus" / "actes").rglob("*.txt")):
        plain = fold_accents(file.read_text("utf-8"))
        found = [match.span() for match in funders.ANY_FUNDER.finditer(plain)]
        assert found == [match.span() for match in funders.FUNDER.finditer(plain)], file
