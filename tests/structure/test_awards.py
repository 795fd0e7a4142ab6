"""Who receives what: sentences and tables with the awards they make; those that make none come last."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recueil import annotated
from recueil.extract.amounts import Amounts
from recueil.extract.budget import Budget
from recueil.extract.periods import Periods
from recueil.structure.awards import awards_of
from recueil.structure.recipient_kinds import luhn
from recueil.values import Amount, Mention
from recueil.values.award import Award


def read(text: str) -> tuple[Award, ...]:
    amounts, lines, periods = (list(extractor.find(text, {})) for extractor in (Amounts(), Budget(), Periods()))
    return awards_of(text, amounts, lines, periods, [])


def brief(award: Award) -> tuple[str, str, str, str | None]:
    assert award.amount is not None
    value = award.amount.value
    assert isinstance(value, Amount)
    return award.what, award.beneficiary, f"{value.amount:f}", award.recipient


# One award each: the sentence, the decision, the name as written, the amount, what the name is.
SENTENCES = [
    # Subventions: the one who receives stands after the amount, before it, or before the verb's object
    ("DÉCIDE d'attribuer une subvention de 1 500 € à l'association « Les Hirondelles » pour son tournoi",
     "subvention", "Les Hirondelles", "1500", "association"),
    ("- ATTRIBUE à l'Amicale laïque de Vertmont, au titre de l'année 2022, une subvention d'un montant de 800 euros ;",
     "subvention", "Amicale laïque de Vertmont", "800", "association"),
    ("Décide de verser une subvention exceptionnelle à la Fédération de pêche d'un montant de 1.400 €.",
     "subvention", "Fédération de pêche", "1400", "association"),
    ("accorde 500 € de subvention au comité des fêtes de Montclair", "subvention", "comité des fêtes de Montclair", "500", "association"),
    ("APPROUVE l'octroi d'une subvention de $1000 €$ au Triangle des sapeurs", "subvention", "Triangle des sapeurs", "1000", None),
    ("Vu le projet présenté, Après en avoir délibéré, le bureau approuve l'attribution d'une subvention de 4 400 € à la "
     "SARL « La Miche », représentée par Mme Léa PICQ", "subvention", "SARL La Miche", "4400", "company"),
    ("Demande de subvention en faveur du Souvenir français. Il est proposé d'accorder une subvention de 100 €.",
     "subvention", "Souvenir français", "100", "association"),
    ("verse une subvention de 400,00 € au CCAS de Pont-le-\nLac afin d'animer le repas", "subvention", "CCAS de Pont-le-Lac", "400.00", "public body"),
    ("il est proposé d'accorder un fonds de concours de 8 000 € à la commune de Saint-Loup pour le préau",
     "fonds de concours", "commune de Saint-Loup", "8000", "public body"),
    ("approuve le versement d'une participation de 1 200 € au Syndicat mixte des Rivières",
     "participation", "Syndicat mixte des Rivières", "1200", "public body"),
    # A private person
    ("ACCORDE à Madame Léa PICQ une aide de 300 € pour l'achat d'un vélo", "aide", "Madame Léa PICQ", "300", "person"),
    ("DECIDE l'attribution d'une subvention d'un montant de 1500 € à Madame et Monsieur Rose et Paul AUBRAC dans le cadre",
     "subvention", "Madame et Monsieur Rose et Paul AUBRAC", "1500", "person"),
    # Contracts; what the firm is or does after its name is no part of it
    ("Retient la société ELAN étant moins disante pour un montant de 900 € HT", "marche", "ELAN", "900", "company"),
    ("Retient la Société EUROTRA BN pour un montant de 900 € HT", "marche", "Société EUROTRA BN", "900", "company"),
    ("Retient l'entreprise Maçonnerie FERRAND pour son devis d'un montant de 1 775,00 € HT soit 2 130,00 € TTC.",
     "marche", "Maçonnerie FERRAND", "1775.00", "company"),
    ("Décide d'attribuer les travaux de fauchage, pour 2021, au bénéfice de la société DUJARDIN, pour un montant de 11 460 € HT",
     "marche", "DUJARDIN", "11460", "company"),
    ("VOTE l'attribution de l'étude à la société Delta & Courlis pour un montant de 12 934 € H.T.",
     "marche", "Delta & Courlis", "12934", "company"),
    ("DÉCIDE d'attribuer le lot n° 2 à la SARL PLOMBERIE DU LAC pour un montant de 68 045,49 € HT",
     "marche", "SARL PLOMBERIE DU LAC", "68045.49", "company"),
    ("Monsieur le Président a approuvé l'offre de prix de la SARL D'ARCHITECTURE AGORA pour une mission, d'un montant de 26 550.00 € HT",
     "marche", "SARL D'ARCHITECTURE AGORA", "26550.00", "company"),
    ("- Approuve l'avenant n° 1 au marché de jeux attribué à l'entreprise\n   Legendre,\n- Arrête le montant du présent avenant à la somme de 12 200 € HT",
     "avenant", "Legendre", "12200", "company"),
    # Loans and guarantees
    ("décide de contracter auprès de la Banque des Communes un emprunt de 350 000 € au taux de 0,74 %",
     "emprunt", "Banque des Communes", "350000", "company"),
    ("décide de réaliser un prêt de 120 000 euros auprès du Crédit Agricole Centre-Est", "emprunt", "Crédit Agricole Centre-Est", "120000", "company"),
    ("Accorde sa garantie à hauteur de 50 % pour un prêt de 903 795 euros souscrit par la SA d'HLM Toit Vert auprès de la "
     "Caisse des Dépôts", "garantie", "SA d'HLM Toit Vert", "903795", "company"),
    ("Emprunteur       OFFICE PUBLIC TOIT COMMUN\nMontant  9 €\n\nCette garantie est accordée pour le prêt à hauteur de 2 M€",
     "garantie", "OFFICE PUBLIC TOIT COMMUN", "2000000", "public body"),
    # Sales and purchases: the other party
    ("Décide de céder la parcelle AB 12 à M. et Mme Paul AUBRAC au prix de 35 000 €", "cession", "M. et Mme Paul AUBRAC", "35000", "person"),
    ("Décide de vendre le terrain au prix de 12 000 € à la SCI LES TILLEULS", "cession", "SCI LES TILLEULS", "12000", "company"),
    ("Décide d'acquérir la parcelle appartenant à Mme Jeanne TERRIER au prix de 12 000 €", "acquisition", "Mme Jeanne TERRIER", "12000", "person"),
    ("renouvelle l'adhésion de la commune à l'AGORA des maires, pour une cotisation de 120 €", "cotisation", "AGORA des maires", "120", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "what", "name", "amount", "recipient"), SENTENCES)
def test_a_sentence_awards(text: str, what: str, name: str, amount: str, recipient: str | None) -> None:
    (award,) = read(text)
    assert brief(award) == (what, name, amount, recipient)


# Rows: name and amount of each.
ROWS = [
    ("Le conseil accorde une subvention de 150 € au comité des fêtes de Montclair et 90 € à la Société de chasse.",
     {"comité des fêtes de Montclair": "150", "Société de chasse": "90"}),
    ("Il est proposé l'attribution des subventions suivantes :\n- 2 500,00 € au Centre communal d'action sociale ;\n- 300 € à l'Amicale des Aînés.",
     {"Centre communal d'action sociale": "2500.00", "Amicale des Aînés": "300"}),
    ("Le conseil vote les subventions suivantes : Amicale laïque 400 € Chorale du Lac 250 € Foyer rural 1 200 € TOTAL 1 850 € Le conseil approuve",
     {"Amicale laïque": "400", "Chorale du Lac": "250", "Foyer rural": "1200"}),
    ("Association               Subvention\n\nTennis club                    500 €\n\nLes Amis de l’orgue            150,00 €\n\nBoules              0 €\nTOTAL   650 €",
     {"Tennis club": "500", "Les Amis de l’orgue": "150.00"}),
    ("Les subventions aux associations sont les suivantes :\n\n| Association | Montant |\n| --- | --- |\n| Le Fil Bleu | 300 € |\n| Club d'échecs | $120 €$ |",
     {"Le Fil Bleu": "300", "Club d'échecs": "120"}),
    # the column that is decided, not the one asked for nor the budget of the project
    ("SUBVENTIONS 2012\n\nAssociation\n\nVersé en 2011\n\nDemande\n\nVote\n\nSecours du Val\n\n1 200 €\n\n1 500 €\n\n1 350 €\n\nL'Étape\n\n0 €\n\n9 €\n\n8 €",
     {"Secours du Val": "1350", "L'Étape": "8"}),
    ("décide d'attribuer les subventions suivantes :\n  Bénéficiaire          Commune       Budget de l'action    Subvention\n"
     "  Les Nuits du Val       Sérigny         84 000 €            12 000 €\n  Harmonie municipale    Lourmes          9 750 €             1 250 €\n",
     {"Les Nuits du Val": "12000", "Harmonie municipale": "1250"}),
    # a code opens each row, a name may wrap, a letter tells the nature
    ("allouer des subventions selon le tableau.\nCode STRUCTURE NATURE Montant\n4853 UNION DES ARTISANS\nDU VAL F 1 500 €\n4657 LE FIL BLEU M 3 000 €\nTOTAL 4 500 €",
     {"UNION DES ARTISANS DU VAL": "1500", "LE FIL BLEU": "3000"}),
    # without euro signs, but the rows make the total
    ("Attribution de subventions\nCode  Nom association             Nature       Montant\n771   CHAMP OUVERT               Projet        10 000\n867   CINÉ VAL         Projet   1 500\n      TOTAL       11 500",
     {"CHAMP OUVERT": "10000", "CINÉ VAL": "1500"}),
    # names first, then the figures of all; every row adds up; the decision stands below
    ("CINÉ VAL \n\nYATAGA \n\n2 500 € \n\n3 820 € \n\n6 320 € \n\n0 € \n\n262 € \n\n262 € \n\nATTRIBUE les subventions comme précédemment indiqué",
     {"CINÉ VAL": "6320", "YATAGA": "262"}),
    ("décide d'attribuer le marché comme suit : Lot 01 — Mobilier : Atelier BENOÎT de Mézan (99290) pour un montant de 10 229,00 € HT "
     "Lot 02 — Signalétique : Color'Art pour un montant de 3 957,00 € HT",
     {"Atelier BENOÎT de Mézan": "10229.00", "Color'Art": "3957.00"}),
    ("Lot                    Entreprise retenue       Montant HT\n1 - Gros œuvre            BATI VERT              102 000,00 €\n2 - Peinture        COLOR'ART        13 957,50 €\n",
     {"BATI VERT": "102000.00", "COLOR'ART": "13957.50"}),
    ("les propositions d'attribution suivantes :\n|  Lot | Entreprise | Montant HT  |\n| --- | --- | --- |\n|  1-Désamiantage | QUALI'T\n99150 MONTCLAIR | 7500,00 € |\n",
     {"QUALI'T": "7500.00"}),
    # the exposé proposes, the dispositif decides: once; and a price is not another with VAT
    ("La commission propose de retenir la SARL ELAN TP pour son devis HT de 10.781,00 €.\nRetient la SARL ELAN TP pour un montant de 10.781,00 € HT.\n"
     "Retient la SARL ELAN TP pour un montant de 12.937,20 € TTC.", {"SARL ELAN TP": "10781.00"}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "rows"), ROWS)
def test_rows(text: str, rows: dict[str, str]) -> None:
    assert {award.beneficiary: brief(award)[2] for award in read(text)} == rows


NO_AWARDS = [
    # nobody is named
    "Attribue une subvention de 500 € à l'association.",
    "décide d'attribuer une subvention de 360 € (30 € par élève) pour un voyage en Grèce",
    "accorde une subvention de 750 € à un propriétaire de Saint-Hilaire",
    "verse une aide de 300 € à Monsieur le Maire",
    "décide d'acquérir les parcelles AV 21 et AV 373 pour un montant de 244 000 euros",
    # asked for, received, refused, recalled
    "La commune sollicite une subvention de 30 000 € auprès du Département de la Vèze.",
    "Considérant la subvention de 7 280 € attendue de l'ADEME",
    "L'association Le Fil Bleu demande une subvention de 500 €.",
    "Par délibération du 3 mai 2021, le conseil a attribué une subvention de 500 € au Tennis club.",
    "Vu la délibération n° 12 accordant une subvention de 500 € au Tennis club ;",
    "Pour mémoire, la subvention de 500 € au Tennis club",
    "Les associations ont reçu 5 000 € l'an dernier.",
    # offers that nothing retains
    "Le devis de la SARL Dupuy s'élève à 2 545 € HT.",
    "Entreprises consultées :\nEntreprise            Montant HT\nBATI VERT            102 000,00 €\nCOLOR'ART            98 000,00 €\n",
    # other money: tariffs, rents, limits, credits, a financing plan, the commune itself
    "fixe le loyer du local loué à la SARL Dupuy à 300 € par mois",
    "autorise le Maire à signer avec M. Paul AUBRAC les commandes n'excédant pas 4 000 € HT",
    "Plan de financement :\nDépartement    75 000 €    30 %\nRégion    50 000 €    20 %",
    "Article 6574 : Subventions aux associations + 2 500 €",
    "une aide plafonnée à 1 500 € au foyer Le Nid",
    "Commune de Montclair\nApprouve le versement d'une participation de 900 € à la commune de Montclair",
    "Les subventions versées : SPORTS 305 350 € CULTURE 13 800 €",
    # figures that do not make the total may be anything
    "Attribution de subventions\nAssociation             Montant\nCHAMP OUVERT        10 000\nCINÉ VAL         1 500\nTOTAL       99 500",
    # names and figures that cannot be matched
    "CINÉ VAL\n\nYATAGA\n\nLE FIL\n\n100 €\n\n400 €\n\n0 €\n\n0 €\n\nATTRIBUE les subventions ci-dessus",
]  # fmt: skip


@pytest.mark.parametrize("text", NO_AWARDS)
def test_no_award(text: str) -> None:
    assert read(text) == ()


def test_a_whole_award() -> None:
    text = (
        "ALLOUE au titre de l'année 2022 une subvention de 4 000 € au FC Vertmont (SIRET 732 829 320 00074) pour son "
        "école de foot, et DIT que les crédits sont inscrits au chapitre 65, article 65748."
    )
    (award,) = read(text)
    assert (award.beneficiary, text[award.beneficiary_start :][:11]) == ("FC Vertmont", "FC Vertmont")
    assert (award.siret, award.rna, award.purpose) == ("73282932000074", None, "son école de foot")
    assert award.line is not None
    assert str(award.line.value) == "article 65748"
    assert award.period is not None
    assert str(award.period.value) == "2022"
    assert text[award.start : award.end] == "4 000 € au FC Vertmont"


def test_rows_share_the_line_and_the_year_of_their_table() -> None:
    text = (
        "Il est proposé d'attribuer pour l'année 2021 les subventions suivantes :\n- Le Fil Bleu (W691234567) : 300 €\n"
        "- La Ruche : 120 €\nLes crédits sont prévus au compte 6574."
    )
    first, second = read(text)
    assert (first.beneficiary, first.rna, second.beneficiary, second.rna) == (
        "Le Fil Bleu",
        "W691234567",
        "La Ruche",
        None,
    )
    for award in (first, second):
        assert award.line is not None
        assert str(award.line.value) == "compte 6574"
        assert award.period is not None
        assert str(award.period.value) == "2021"


def test_a_person_the_text_names_is_a_person() -> None:
    text = annotated.read("attribue une aide de 300 € à <PERSON PICQ, Léa>Léa PICQ</PERSON> pour son vélo")
    (award,) = awards_of(text.text, list(Amounts().find(text.text, {})), [], [], text.mentions)
    assert (award.beneficiary, award.recipient) == ("Léa PICQ", "person")


@pytest.mark.parametrize(
    ("digits", "agrees"),
    [("73282932000074", True), ("732829320", True), ("73282932000075", False), ("35600000049837", True)],
)
def test_check_digits(digits: str, agrees: bool) -> None:
    assert luhn(digits) is agrees


@given(st.text("0123456789 €.,:;\n|«»éABClasubventiondeà'", max_size=200))
def test_an_award_lies_in_its_text(text: str) -> None:
    text = f"attribue une subvention {text}"
    amounts = [Mention(at, at + 1, Amount(Decimal(5)), "test") for at, sign in enumerate(text) if sign == "€"]
    for award in awards_of(text, amounts, [], [], []):
        assert 0 <= award.start < award.end
        assert award.start <= award.beneficiary_start < award.end


@pytest.mark.parametrize(
    "piece",
    [
        "attribue une subvention de 5 € à ",
        "Association Montant ",
        "Association | Montant |\n| A | 5 € |\n",
        "les subventions suivantes : ",
        "retient l'entreprise lot 1 : ",
        "L'Amicale de ",
        "12 \n\n",
        "attribue les subventions ci-dessus ",
        "5 € 6 € ",
    ],
)
def test_the_worst_input_ends(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    amounts = [
        Mention(at, at + 3, Amount(Decimal(5)), "test") for at in range(len(text)) if text.startswith("5 €", at)
    ]
    assert all(award.end <= len(text) for award in awards_of(text, amounts, [], [], []))
