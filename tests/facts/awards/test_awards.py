"""Who receives what: sentences and tables with the awards they make; those that make none come last."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.growth import assert_grows_linearly, repeated
from tests.tables import each_row

from recueil.entities.amounts.component import Amounts
from recueil.entities.budget.component import Budget
from recueil.entities.dates.periods import Periods
from recueil.evaluation import gold
from recueil.facts.awards.awards import extract_awards
from recueil.values import Amount, Mention
from recueil.values.award import Award
from recueil.values.organisation import luhn


def read(text: str) -> tuple[Award, ...]:
    amounts, lines, periods = (
        list(extractor.find(text, {})) for extractor in (Amounts(), Budget("fr_recueil"), Periods())
    )
    return extract_awards(text, amounts, lines, periods, [])


def brief(award: Award) -> tuple[str, str, str, str | None]:
    assert award.amount is not None
    value = award.amount.value
    assert isinstance(value, Amount)
    return award.what, award.beneficiary, f"{value.amount:f}", award.recipient


# One award each: the sentence, the decision, the name as written, the amount, what the name is.
SENTENCES = [
    # a sum that is corrected
    ("La subvention attribuée à l'Amicale des Boulistes de Brey n'est pas de 450 € mais de 540 €.",
     "subvention", "Amicale des Boulistes de Brey", "540", "association"),
    ("Le conseil décide de participer en apportant son soutien financier d'un montant de 126 000 € à travers un fonds de concours au profit de la COPAVE.",
     "participation", "COPAVE", "126000", None),
    ("Fixe à 12 000 € le prix de cession du terrain au profit de la SAS LOGIBOIS.", "cession", "SAS LOGIBOIS", "12000", "company"),
    ("2. FINANCES\n\nSUBVENTION AU CLUB DE HANDBALL\n\nM. Lemoine demande un bilan. Le conseil municipal, par 13 voix pour, décide d'attribuer 9 000 € au Stade Morvandais.",
     "subvention", "Stade Morvandais", "9000", None),
    # Subventions: the one who receives stands after the amount, before it, or before the verb's object
    ("DÉCIDE d'attribuer une subvention de 1 500 € à l'association « Les Hirondelles » pour son tournoi",
     "subvention", "Les Hirondelles", "1500", "association"),
    ("Décide l'attribution à Réseau ferré d'une subvention de 1 500 €.", "subvention", "Réseau ferré", "1500", None),
    ("Attribue à Vasseur située à Brey une aide de 700 €.", "aide", "Vasseur", "700", None),
    ("Autorise la cession du terrain AB 12, rue Neuve à Varzelle, au profit de Mme Anne VERDIER moyennant le prix de 4 500 €.",
     "cession", "Mme Anne VERDIER", "4500", "person"),
    ("AUTORISE le versement d'une avance de 5 000 € sur la subvention 2022 à l'association Les Petits Nez.",
     "aide", "Les Petits Nez", "5000", "association"),
    ("DIT que la subvention pour 2022 de l'association Le Fil est de 3 000 €.", "subvention", "Le Fil", "3000", "association"),
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
    ("Accepte de participer à hauteur de 6.000,00 € aux frais de fonctionnement du SIAC de\n   FROMONT.", "participation", "SIAC de FROMONT", "6000.00", None),
    ("Décide de participer à hauteur de 150 € au voyage scolaire organisé par le collège Anne Frank", "participation", "collège Anne Frank", "150", "public body"),
    ("FIXE à 1 500 € la subvention allouée à l'association Rugby Club de Montclair", "subvention", "Rugby Club de Montclair", "1500", "association"),
    ("attribue à l'école Sainte-Anne un forfait communal de 650 € par élève, soit 15 600 €", "participation", "école Sainte-Anne", "15600", None),
    ("Considérant la demande de l'association Val Natation, décide de lui attribuer une subvention exceptionnelle de 400 €",
     "subvention", "Val Natation", "400", "association"),
    ("Subvention au Tennis Club : 500 €. Adopté à l'unanimité.", "subvention", "Tennis Club", "500", "association"),
    ("verse une subvention à l'association pour la gestion de la bibliothèque de Vertmont d'un montant de 237,60 €",
     "subvention", "association pour la gestion de la bibliothèque de Vertmont", "237.60", "association"),
    ("attribue une avance remboursable de 10 000 € à la SCOP Ardelle", "aide", "SCOP Ardelle", "10000", "company"),
    ("DE VALIDER le versement d'une subvention exceptionnelle de 1 000€ au profit du Centre Alimentaire du Val", "subvention", "Centre Alimentaire du Val", "1000", None),
    # A private person
    ("faire procéder au versement de la somme de 300,00 € au profit de Mr Pierre FERRIER", "versement", "Mr Pierre FERRIER", "300.00", "person"),
    ("Décide d'indemniser les trois exploitants :\n   Monsieur Quentin LONGUET, de la somme de 100€", "indemnite", "Monsieur Quentin LONGUET", "100", "person"),
    ("ACCORDE à Madame Léa PICQ une aide de 300 € pour l'achat d'un vélo", "aide", "Madame Léa PICQ", "300", "person"),
    ("DECIDE d'allouer l'indemnité de conseil à Madame Joëlle AUBRAC, receveur municipal au taux de 50 %, soit un montant brut de 325,77 €",
     "indemnite", "Madame Joëlle AUBRAC", "325.77", "person"),
    ("ACCORDE une remise gracieuse de 250 € à Mme Julie PICQ", "remise gracieuse", "Mme Julie PICQ", "250", "person"),
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
    ("Accepte le devis modificatif de Monsieur Yves PICQ d'un montant de 4.550,00 €", "marche", "Monsieur Yves PICQ", "4550.00", "person"),
    ("> Retient l'entreprise proposée par la commission, à savoir FERRAND Alain pour son devis d'un montant de 930,94 €",
     "marche", "FERRAND Alain", "930.94", None),
    ("Retient l'offre de l'entreprise FLORO, mieux disante, pour un montant de 179 941,00 € HT", "marche", "FLORO", "179941.00", "company"),
    ("Décide d'attribuer le marché de maîtrise d'œuvre, pour un montant de 122 500 € HT, soit 147 000 TTC au groupement Koya Scop",
     "marche", "Koya Scop", "122500", "company"),
    ("Monsieur le Maire présente le devis de l'entreprise TANGUY pour 3 400 € HT. Le conseil, à l'unanimité, accepte ce devis.",
     "marche", "TANGUY", "3400", "company"),
    ("Décisions prises sur délégation\n- Contrat de maintenance (823,66 € HT) à l'entreprise FLEXO – 33 rue Basse", "marche", "FLEXO", "823.66", "company"),
    ("Titulaire du marché : Société BATIVERT - Montant du marché : 2 500 000 € HT", "marche", "Société BATIVERT", "2500000", "company"),
    ("Autorise le Maire à signer la convention avec Ornéa Métropole (projet dessertes) d'un montant de 21.595,00 € HT",
     "convention", "Ornéa Métropole", "21595.00", "public body"),
    ("Approuve l'avenant n° 1 au lot 3 conclu avec l'entreprise SERRU'FER pour un montant en plus-value de 1 250,00 € HT",
     "avenant", "SERRU'FER", "1250.00", "company"),
    # what is told in parts: who holds the contract, what the avenant adds, that it is approved
    ("Le lot 3 a été attribué à l'entreprise GRANJON – ZA du Val pour un montant de 3 712,53 € HT.\nL'avenant n°1 concerne un bac "
     "et s'élève à 767,00 € HT. Il porte le montant du lot 3 à 4 479,53 € HT.\nLe conseil\n- APPROUVE l'avenant n°1 du lot 3",
     "avenant", "GRANJON", "767.00", "company"),
    ("Décisions prises sur délégation\n- Le marché de toiture a été attribué à l'entreprise HAUTEVILLE – Allée du Lac 99440 VERTMONT pour un montant de 3 652,20 € HT.",
     "marche", "HAUTEVILLE", "3652.20", "company"),
    ("Décisions prises sur délégation\n- Remplacement de l'armoire pour un montant de 1 363,00 € HT par l'entreprise ACEG – 735 montée du Lac.",
     "marche", "ACEG", "1363.00", "company"),
    ("Devis de l'Entreprise LEPRINCE, d'un montant de 1.583,00 € HT.\nAccepte les devis présentés pour les montants énoncés ci-dessus.",
     "marche", "Entreprise LEPRINCE", "1583.00", "company"),
    ("> Charge Madame Emmanuelle AUBRAC de réaliser ce chantier suivant son devis s'élevant à 1.650,00 €",
     "marche", "Madame Emmanuelle AUBRAC", "1650.00", "person"),
    ("Adopte l'avenant 1 de ROUTIERE PERIGNON pour un montant total dudit marché de 473 743,75 € HT", "avenant", "ROUTIERE PERIGNON", "473743.75", None),
    ("Par délibération du 2 mai 2021, l'acte a été signé avec l'entreprise BEAUVAL pour 57 744,55 € HT.\nLe conseil\n- APPROUVE la modification n° 1 du contrat en cours "
     "d'exécution pour un montant de 4 305,25 € HT.", "avenant", "BEAUVAL", "4305.25", "company"),
    # Loans and guarantees
    ("décide de contracter auprès de la Banque des Communes un emprunt de 350 000 € au taux de 0,74 %",
     "emprunt", "Banque des Communes", "350000", "company"),
    ("décide de réaliser un prêt de 120 000 euros auprès du Crédit Agricole Centre-Est", "emprunt", "Crédit Agricole Centre-Est", "120000", "company"),
    ("Accorde sa garantie à hauteur de 50 % pour un prêt de 903 795 euros souscrit par la SA d'HLM Toit Vert auprès de la "
     "Caisse des Dépôts", "garantie", "SA d'HLM Toit Vert", "903795", "company"),
    ("Emprunteur       OFFICE PUBLIC TOIT COMMUN\nMontant  9 €\n\nCette garantie est accordée pour le prêt à hauteur de 2 M€",
     "garantie", "OFFICE PUBLIC TOIT COMMUN", "2000000", "public body"),
    ("DÉCIDE de contracter un emprunt aux conditions suivantes :\nPrêteur : Crédit Agricole du Val\nMontant : 200 000 €\nTaux : 3 %",
     "emprunt", "Crédit Agricole du Val", "200000", "company"),
    ("Le Conseil décide d'emprunter la somme de 200 000 € à la Banque Postale", "emprunt", "Banque Postale", "200000", "company"),
    # Sales and purchases: the other party
    ("Décide de céder la parcelle AB 12 à M. et Mme Paul AUBRAC au prix de 35 000 €", "cession", "M. et Mme Paul AUBRAC", "35000", "person"),
    ("Décide de vendre le terrain au prix de 12 000 € à la SCI LES TILLEULS", "cession", "SCI LES TILLEULS", "12000", "company"),
    ("Décide d'acquérir la parcelle appartenant à Mme Jeanne TERRIER au prix de 12 000 €", "acquisition", "Mme Jeanne TERRIER", "12000", "person"),
    ("Approuve l'achat de la parcelle AB 406, avenue du Lac, à madame TERRIER-COQ, au prix de 1 000€", "acquisition", "madame TERRIER-COQ", "1000", "person"),
    ("Accepte la rétrocession de la cavurne appartenant à Monsieur Henri AUBRAC au profit de la commune pour le montant de 53,97 €",
     "acquisition", "Monsieur Henri AUBRAC", "53.97", "person"),
    ("- Vente de gré à gré de la balayeuse à la commune de Saint-Loup pour un prix de 2 000 €", "cession", "commune de Saint-Loup", "2000", "public body"),
    ("décide de reconduire en 2024 la vente d'herbe à l'EARL OLIVIER pour un prix global de 76,00 €", "cession", "EARL OLIVIER", "76.00", "company"),
    ("> Décide d'adhérer à l'Association des Chemins du Val.\n> Charge le Maire de verser une participation de 100 € par an",
     "cotisation", "Association des Chemins du Val", "100", "association"),
    ("renouvelle l'adhésion de la commune à l'AGORA des maires, pour une cotisation de 120 €", "cotisation", "AGORA des maires", "120", None),
]  # fmt: skip


@each_row(("text", "what", "name", "amount", "recipient"), SENTENCES)
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
    # sentences that give to several
    ("accorde à l'Entente sportive (foot) 2 000 €, au Judo club 600 € et à la Pétanque du Val 200 €",
     {"Entente sportive": "2000", "Judo club": "600", "Pétanque du Val": "200"}),
    ("ATTRIBUE 2 500,00 € au CCAS (article 657362) et 150 € à l'Amicale des pompiers", {"CCAS": "2500.00", "Amicale des pompiers": "150"}),
    ("DECIDE d'attribuer à l'association Les Amis une subvention de 1 200 € et à l'Amicale laïque une subvention de 800 €",
     {"Les Amis": "1200", "Amicale laïque": "800"}),
    ("CONSIDÉRANT la demande de subvention des associations,\n\nDE VERSER la somme maximum, liée au contexte, de :\n- 750€ pour le Cercle Breton\n- 500€ pour DMT\n",
     {"Cercle Breton": "750", "DMT": "500"}),
    ("décide d'attribuer les subventions suivantes :\n500 € : Comité des fêtes\n300 € : Club de judo\n", {"Comité des fêtes": "500", "Club de judo": "300"}),
    ("décide d'attribuer les fonds de concours suivants : Commune de Berval : 20 000 € pour l'école ; Commune de Meslon : 15 000 € pour la salle",
     {"Commune de Berval": "20000", "Commune de Meslon": "15000"}),
    ("- Association ADMR : 1 200 €\n- Familles rurales : 500 €\nLe conseil approuve l'attribution de ces subventions.",
     {"Association ADMR": "1200", "Familles rurales": "500"}),
    ("d'un loyer pour les locaux, le Maire propose les subventions suivantes :\nASSOCIATIONS 2015\nSubvention\n\"nette\" Loyer Subvention\nversée\n"
     "ALEGRIA 300 € 263 € 563 €\nJUDO CLUB 0 € 420 € 420 €\n", {"ALEGRIA": "563", "JUDO CLUB": "420"}),
    ("1 Subventions associatives\nDemandes en cours :\n   - Cyclo club (demande non précisée) : Proposition d'attribution du conseil  230€\n"
     "Banque alimentaire (demande 400€) : Proposition d'attribution du conseil  380€\n", {"Cyclo club": "230", "Banque alimentaire": "380"}),
    # a column of names and then one of figures, which the total confirms
    ("décide d'attribuer les subventions suivantes :\nTennis club\nLe Fil Bleu\n\n500 €\n\n300 €\n\nTOTAL\n800 €", {"Tennis club": "500", "Le Fil Bleu": "300"}),
    ("Le bureau approuve la répartition suivante :\n- 2 750 € sont alloués à la Radio du Campus\n- 6 400 € alloués à l'Épicerie solidaire Trois Pains",
     {"Radio du Campus": "2750", "Épicerie solidaire Trois Pains": "6400"}),
    ("La commission permanente décide d'attribuer pour 2013 :\n\nà l'Harmonie de Valmont\n\n1 830 €\n\nau Brass Band du Plateau\n\n945 €\n",
     {"Harmonie de Valmont": "1830", "Brass Band du Plateau": "945"}),
    # lists of firms
    ("Il est proposé de retenir les entreprises suivantes : Lot 1 Gros œuvre : SARL Maçonnerie du Lac 41 260,35 € HT Lot 3 Menuiseries : Menuiserie Le Goff 22 417,80 € HT",
     {"SARL Maçonnerie du Lac": "41260.35", "Menuiserie Le Goff": "22417.80"}),
    ("> Retient les entreprises suivantes :\n   Sas FMTP pour un devis de 5.567,00 € HT soit 6.680,40 € TTC,\n   LACOURT Peinture pour un devis de 3.598,79 € HT",
     {"Sas FMTP": "5567.00", "LACOURT Peinture": "3598.79"}),
    ("propose de retenir les devis suivants :\n- L'Entreprise FERRAND, pour 1.198,78€ HT ; la surface étant plus importante.\n- La Menuiserie PICOT pour un montant de 1.918,00€ HT",
     {"Entreprise FERRAND": "1198.78", "Menuiserie PICOT": "1918.00"}),
    ("Il a décidé d'attribuer ces missions comme suit : Mission SPS : SOCOLAB pour un montant de 3 502 € HT Contrôle technique : VERIDEK pour un montant de 5 450 € HT",
     {"SOCOLAB": "3502", "VERIDEK": "5450"}),
    ("il propose d'accepter les devis suivants : Lot N° 4 — Plomberie —- SOPRAL Pose d'éviers dans les classes +4 203,44 € HT Lot N°7 — Doublages — BHN : Plafond garderie +7 198,00 € HT",
     {"SOPRAL": "4203.44", "BHN": "7198.00"}),
    # a blank line in the middle of a sentence; an avenant, and not the contract that is recalled
    ("décide à l'unanimité :\n\n- d'autoriser le Président à signer avec la société Grues Lambert le marché de deux nacelles, pour\n\nun montant de 84 600,00 € HT ;\n",
     {"Grues Lambert": "84600.00"}),
    ("Considérant le marché conclu le 12 mars 2013 avec la société Vallée Travaux Publics pour un montant de 146 230,00 € HT ;\nMadame le Maire propose un avenant n° 1 "
     "d'un montant de 7 865,40 € HT, au profit de la société Vallée Travaux Publics.\nLe conseil, à l'unanimité,\n- APPROUVE l'avenant n° 1.",
     {"Vallée Travaux Publics": "7865.40"}),
    # tables of firms: what the mayor concluded by delegation, the one that is retained, cells that the page mixes
    ("Décisions prises par le Maire sur délégation\n\n|  Préparation, passation et règlement des marchés < 20 000 € HT |  |  |   |\n| --- | --- | --- | --- |\n"
     "|  Date | Objet | Fournisseur/demandeur | Montant HT  |\n|  06/10/2022 | Plomberie aux écoles | NICO PLOMB - 281 route du Lac - 99440 VERTMONT | 1 429,36 €  |\n"
     "|  Délivrance des concessions dans les cimetières |  |  |   |\n|  Date | Objet | Demandeur | Montant  |\n|  28/10/2022 | Concession de 15 ans | François PICQ | 170 €  |\n",
     {"NICO PLOMB": "1429.36"}),
    ("décisions du Maire, passation des marchés Date Objet Fournisseur Montant HT 06/10/2022 Plomberie aux écoles NICO PLOMB - 281 route du Lac - 99440 VERTMONT 1 429,36 € "
     "24/11/2022 Bacs pour livres BCI - 6 Allée Kepler - 99420 CHAMPS SUR VEZE 1 350,00 €", {"NICO PLOMB": "1429.36", "BCI": "1350.00"}),
    ("d'attribuer le marché au candidat suivant :\n\n|  Entreprise | Adresse | Prix de l'offre € HT  |\n| --- | --- | --- |\n|  SEDEC | 145 route de Mézan 99700 SÉRIGNY | 22 780,00 €  |",
     {"SEDEC": "22780.00"}),
    # the exposé proposes, the dispositif decides: once; and a price is not another with VAT
    ("La commission propose de retenir la SARL ELAN TP pour son devis HT de 10.781,00 €.\nRetient la SARL ELAN TP pour un montant de 10.781,00 € HT.\n"
     "Retient la SARL ELAN TP pour un montant de 12.937,20 € TTC.", {"SARL ELAN TP": "10781.00"}),
]  # fmt: skip


@each_row(("text", "rows"), ROWS)
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
    "Indemnités de fonction : le maire, M. Jean LE GALL, percevra 1 500 € par mois ; Mme Anne PICQ, adjointe, 600 €.",
    "Trois entreprises ont été consultées. Les devis suivants ont été présentés :\n- SARL A2B pour un montant de 10 000 €\n- SARL DUGOT pour 12 000 €",
    "la Région Armor a accordé une subvention de 5 000 € à la commune",
    "ACCEPTE l'indemnité de sinistre d'un montant de 1 200 € versée par ASSURVAL.",
    "APPROUVE la convention de mise à disposition de la salle au Club de Judo moyennant une redevance de 200 €.",
    "Approuve les travaux suivants :\n- Réfection toiture école : 12 000 €\n- Voirie rue du Port : 45 000 €",
    "Fixe les prix des lots du lotissement comme suit :\nLot n° 1 : 35 000 €\nLot n° 2 : 38 000 €",
    "Décide d'adhérer au groupement de commandes pour un montant maximum de 20 000 €.",
    "Les tarifs des concessions attribuées à M. PICQ sont de 200 €.",
    "La Fédération de Pêche propose des travaux sur la base du devis validé par la Fédération de Pêche, d'un montant de 3.425,00 € HT",
    "APPROUVE l'avenant n°4 du lot 15. L'aménagement s'élèvera à 50 000 €. L'entreprise ECLAIR est titulaire du lot 15.",
    # what works cost that an aid is asked for, who lends, and who pays
    "Vestiaires\nCoût : 60 000 € HT\nParticipation de la Fédération de football : 12 000 €\nDETR : 18 000 €\nAccord du conseil, à l'unanimité, pour déposer les "
    "dossiers de demande de subvention.",
    "L'achat d'une balayeuse, d'un montant de 48 000 €, sera financé par un emprunt de 30 000 € auprès du Crédit rural et par des fonds propres pour 18 000 €.",
    "Il propose de solliciter la subvention la plus large au titre de la D.G.E. pour le programme suivant :\n- rue des Cordiers : 204 300 € HT\n- crèche des Lutins : "
    "96 000 € HT\nUnanimité.",
    "Le conseil approuve la participation du Syndicat Territoire d'Energie : travaux 20 000 € HT, participation du TEV 12 000 €, contribution de la commune 8 000 €.",
    "L'association est financée par la CAF à 40 % et par le Département à 20 %. Le conseil lui attribue 500 €.",
    "– Le Département du Vessin a notifié le 12 mars l'attribution d'une subvention de 18 500 € pour la salle, et la DETR (31 200 €) a été versée en totalité.",
    # names and figures that cannot be matched
    "décide d'attribuer les subventions suivantes :\nTennis club\nLe Fil Bleu\n\n500 €\n\n300 €\n\nTOTAL\n900 €",
    "CINÉ VAL\n\nYATAGA\n\nLE FIL\n\n100 €\n\n400 €\n\n0 €\n\n0 €\n\nATTRIBUE les subventions ci-dessus",
]  # fmt: skip


@each_row("text", NO_AWARDS)
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
    text = gold.parse_tagged("attribue une aide de 300 € à <PERSON PICQ, Léa>Léa PICQ</PERSON> pour son vélo")
    (award,) = extract_awards(text.text, list(Amounts().find(text.text, {})), [], [], text.mentions)
    assert (award.beneficiary, award.recipient) == ("Léa PICQ", "person")


@pytest.mark.parametrize(
    ("digits", "agrees"),
    [
        ("73282932000074", True),
        ("732829320", True),
        ("73282932000075", False),
        ("35600000049837", True),
        ("35600000000048", True),
    ],
)
def test_check_digits(digits: str, agrees: bool) -> None:
    assert luhn(digits) is agrees


def test_what_is_proposed_and_then_decided_is_one_award_as_decided() -> None:
    sentence = "d'attribuer une subvention de 1 500 € à l'association Les Mille Voix.\n\n"
    text = f"M. le Maire propose {sentence}Le conseil, après en avoir délibéré, décide {sentence}"
    (award,) = read(text)
    assert brief(award) == ("subvention", "Les Mille Voix", "1500", "association")
    assert award.start > text.index("Le conseil")


def test_an_acronym_names_the_same_award_as_the_words_of_its_letters() -> None:
    text = (
        "- Association Bibliothèque et Centre de Documentation de Brey (ABCD). Il est proposé une subvention de 50 €.\n\n"
        "Le conseil accepte de verser les subventions suivantes :\n- ABCD de Brey : 50 €\n- ABC de Lurey : 50 €\n"
    )
    assert [brief(award)[1] for award in read(text)] == [
        "Association Bibliothèque et Centre de Documentation de Brey (ABCD)",
        "ABC de Lurey",
    ]


@given(st.text("0123456789 €.,:;\n|«»éABClasubventiondeà'", max_size=200))
def test_an_award_lies_in_its_text(text: str) -> None:
    text = f"attribue une subvention {text}"
    amounts = [Mention(at, at + 1, Amount(Decimal(5)), "test") for at, sign in enumerate(text) if sign == "€"]
    for award in extract_awards(text, amounts, [], [], []):
        assert 0 <= award.start < award.end
        assert award.start <= award.beneficiary_start < award.end


def grants(many: int) -> str:
    return "".join(f"Attribue une subvention de 5 € à l'association Les Amis{number}.\n" for number in range(many))


def test_as_many_awards_as_there_are_names() -> None:
    assert len(read(grants(200))) == 200


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
        "approuve l'avenant n° 1 de l'entreprise A ",
        "le lot est attribué à l'entreprise A, l'avenant n° 1 s'élève à 5 € . approuve l'avenant n° 1 ",
        "retient lots lots : ",
        "lot 1 - a - b : 5 € ",
        "convention avec association ",
        "ABC 12 rue ",
        "attribue une subvention de 5 € à chacun des clubs : A, B et C ",
        "A, B et ",
        "Vote des subventions 2023 Club A 5 € ",
        "Association Montant Club A 5 Club B 6 ",
        "Association 2022 2023 Club A 1 200 300 ",
        "devis de Batir : 5 € . Retient le devis de Batir . ",
        "Décision n° 12 : devis ",
        "signer avec la société A . Le montant s'élève à 5 € . ",
        "l'association A se voit attribuer une subvention de 5 € ",
    ],
)
def test_a_hostile_text_takes_time_in_proportion(piece: str, size: int) -> None:
    assert_grows_linearly(
        lambda given: extract_awards(*given, [], [], []), lambda size: priced(repeated(piece)(size)), size
    )


def test_many_names_take_time_in_proportion(size: int) -> None:
    assert_grows_linearly(
        lambda given: extract_awards(*given, [], [], []), lambda size: priced(grants(size // 60)), size
    )


def priced(text: str) -> tuple[str, list[Mention]]:
    five = Amount(Decimal(5))
    return text, [Mention(at, at + 3, five, "test") for at in range(len(text)) if text.startswith("5 €", at)]


SUBSIDIES = "Association          Montant\nLes Mille Voix       1 500 €\nJudo Club du Val       800 €\n"
TABLES_IMPUTED = [
    (f"Décide d'attribuer les subventions suivantes :\n{SUBSIDIES}\nLes crédits sont inscrits au chapitre 65, article 65748.", "article 65748"),
    (f"Les crédits inscrits au chapitre 65, article 65748, sont répartis en subventions comme suit :\n\n{SUBSIDIES}", "article 65748"),
    (f"Décide de prélever au chapitre 65 les subventions ci-dessous :\n{SUBSIDIES}Adopté. L'article 2188 est abondé.", "chapitre 65"),
    (f"Vu les crédits du chapitre 011 ;\nDécide d'attribuer les subventions suivantes :\n{SUBSIDIES}", None),
]  # fmt: skip


@each_row(("text", "line"), TABLES_IMPUTED)
def test_a_table_has_the_line_of_the_sentence_that_imputes_it(text: str, line: str | None) -> None:
    assert [str(award.line.value) if award.line else None for award in read(text)] == [line, line]
