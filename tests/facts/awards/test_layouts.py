"""Awards of tables in columns, of items of lists, and of two sentences; names are invented."""

from __future__ import annotations

import pytest
from tests.facts.awards.test_awards import brief, read
from tests.growth import assert_grows_linearly, repeated

# A text, and the decision, beneficiary and amount of each award.
LAYOUTS = [
    # the decided column, not the one that was asked
    ("Attribution des subventions\n"
     "Association            Président           Demandé      Voté\n"
     "Amicale laïque         Mme Rey Anne          600 €       500 €\n"
     "Judo Club du Val       M. Petit Jean       2 000 €     1 200 €\n"
     "Total                                      2 600 €     1 700 €\n"
     "Le conseil, à l'unanimité, approuve.",
     [("subvention", "Amicale laïque", "500"), ("subvention", "Judo Club du Val", "1200")]),
    # an earlier year is no decision, whatever it is called
    ("Il est proposé de consentir les avances ci-dessous :\n"
     "Structure                 Subvention 2019      Avance 2020\n"
     "CCAS                           31 000 €          10 000 €\n"
     "Judo Club du Val                4 500 €           1 800 €\n"
     "Le conseil municipal approuve à l'unanimité.",
     [("subvention", "CCAS", "10000"), ("subvention", "Judo Club du Val", "1800")]),
    # no heading: the firms are where capitals stand, and no lot has two
    ("Décide de conclure les accords-cadres avec les opérateurs suivants :\n\n"
     "Lot n° 1  Viandes fraîches      Établissements BOVARD        90 000 € HT\n"
     "Lot n° 2  Fruits et légumes     PRIMEURS DU HAUT-VAL         75 000 € HT\n",
     [("marche", "Établissements BOVARD", "90000"), ("marche", "PRIMEURS DU HAUT-VAL", "75000")]),
    # one cell a line
    ("Le bureau approuve les aides de la liste :\nCommune\nNature\nCoût HT\nAide\nBois-Vert\nÉclairage du stade\n31 500,00\n"
     "12 600,00\nLes Prés\nHorloges\n4 200,00\n1 680,00\n",
     [("aide", "Bois-Vert", "12600.00"), ("aide", "Les Prés", "1680.00")]),
    # parts with subtotals, without euro signs, on one line
    ("Attribution des subventions. ASSOCIATION Demandé 2022 Voté 2022 SPORTS Judo Club du Val 1 500 1 300 Les Archers du Roy - 400 "
     "Sous-total Sports 1 500 1 700 CULTURE Harmonie de Brey 2 000 1 900 Sous-total Culture 2 000 1 900 TOTAL 3 500 3 600 "
     "Adopté à l'unanimité.",
     [("subvention", "Judo Club du Val", "1300"), ("subvention", "Les Archers du Roy", "400"), ("subvention", "Harmonie de Brey", "1900")]),
    ("Le conseil décide d'attribuer les marchés :\n- lot n° 1 « Gros œuvre » à l'entreprise MAÇONNERIE DU VAL pour 125 000 € HT ;\n"
     "- lot n° 2 « Charpente » à la SARL BOIS ET TOITS, de Brey, pour 45 300 € HT.",
     [("marche", "MAÇONNERIE DU VAL", "125000"), ("marche", "SARL BOIS ET TOITS", "45300")]),
    # each amount says what it is
    ("Subventions 2023 : Tennis Club du Val (demande : 500 €) proposé : 400 € Judo Club de Brey demande 300 € accordé 300 € "
     "Amis du Val demande 200 € avis défavorable. Adopté.",
     [("subvention", "Tennis Club du Val", "400"), ("subvention", "Judo Club de Brey", "300")]),
    # a purpose stands between the name and the amount
    ("Fonds de concours aux communes. Sont proposés : Bois-le-Haut, toiture de la mairie, 9 500 € ; Lurey-le-Vieux, columbarium, "
     "2 150 € ; Vert-le-Haut, aire de jeux, 7 000 €. Adopté à l'unanimité.",
     [("fonds de concours", "Bois-le-Haut", "9500"), ("fonds de concours", "Lurey-le-Vieux", "2150"),
      ("fonds de concours", "Vert-le-Haut", "7000")]),
    ("Le Président rappelle que la communauté adhère à plusieurs syndicats et qu'il convient de fixer les contributions :\n"
     "- SMICTOM du Val : 12 300 €\n- PETR Pays de Brey : 4 500 €\nLe conseil approuve.",
     [("participation", "SMICTOM du Val", "12300"), ("participation", "PETR Pays de Brey", "4500")]),
    ("Culture. Décide d'affecter 57 500 € en faveur des bénéficiaires ci-dessous ;\n"
     "Dossier     Bénéficiaire                  Objet              Montant proposé\n"
     "22-0451     Compagnie du Pont             Création                  12 500 €\n"
     "22-0452     Office municipal des sports   Festival                  45 000 €\n",
     [("subvention", "Compagnie du Pont", "12500"), ("subvention", "Office municipal des sports", "45000")]),
    # the beneficiary stands in an earlier sentence
    ("L'association Foyer Saint-Marc entreprend des travaux. Il est proposé d'accorder une subvention d'équipement de 30 %, soit "
     "2 224 €. Adopté à l'unanimité.",
     [("subvention", "Foyer Saint-Marc", "2224")]),
    # cells that go on below
    ("Le bureau décide d'allouer les subventions suivantes :\nMaître d'ouvrage\nOpération\nSubvention\nCommune de Font\nsur Brey\n"
     "Mairie\n16 899 €\nSIVOS du Val\nRéfection de la cour\nd'école\n9 500 €\n",
     [("subvention", "Commune de Font sur Brey", "16899"), ("subvention", "SIVOS du Val", "9500")]),
    # flattened to one line, with a column between the names and the amounts
    ("Attribution des fonds de concours, dossiers ci-dessous Commune Projet Coût HT Demandé Fonds de concours Bois-le-Haut Rénovation "
     "mairie 182 400,00 € 40 000,00 € 32 500,00 € Lurey City-stade 61 250,00 € 15 000,00 € 12 250,00 € TOTAL 243 650,00 € "
     "55 000,00 € 44 750,00 € Le conseil approuve.",
     [("fonds de concours", "Bois-le-Haut", "32500.00"), ("fonds de concours", "Lurey", "12250.00")]),
    ("Le conseil décide d'attribuer les aides ci-dessous : Bénéficiaire Commune Travaux Montant TTC Aide CCVB Mme GIRAUD Éliane "
     "Lurey-le-Vieux Salle de bains 8 934,20 € 500,00 € M. et Mme TURPAIN Bois-sur-Brey Isolation 27 410,00 € 1 500,00 € L'Épicerie "
     "de Marie Lurey Vitrine 900,00 € 90,00 € Adopté.",
     [("aide", "Mme GIRAUD Éliane", "500.00"), ("aide", "M. et Mme TURPAIN", "1500.00")]),
    # the later of two years, though a title names one, too
    ("Attribution des subventions aux associations pour l'année 2023 ASSOCIATIONS MONTANT 2022 MONTANT 2023 ACCA 150 € 150 € AMICALE "
     "LAIQUE 500 € 600 € US BREY FOOTBALL 1 200 € 1 300 € TOTAL 1 850 € 2 050 € Le conseil approuve.",
     [("subvention", "ACCA", "150"), ("subvention", "AMICALE LAIQUE", "600"), ("subvention", "US BREY FOOTBALL", "1300")]),
    ("Subventions aux associations. Le conseil, à l'unanimité, décide d'attribuer : Comité des fêtes 1 500 €, Les Aînés ruraux 250 €.",
     [("subvention", "Comité des fêtes", "1500"), ("subvention", "Les Aînés ruraux", "250")]),
    ("Décide de conclure les accords-cadres avec les opérateurs suivants : Lot n° 1 Viandes Établissements BOVARD 90 000 € HT Lot n° 2 "
     "Fruits et légumes PRIMEURS DU VAL 75 000 € HT.",
     [("marche", "Établissements BOVARD", "90000"), ("marche", "PRIMEURS DU VAL", "75000")]),
    ("Le conseil décide de l'attribution du marché.\n\nLot 1 : Gros œuvre – Entreprise DUVIAL SAS – 125 000,00 € HT\n"
     "Lot 2 : Charpente – Entreprise BOIS ET TOIT – 45 300,50 € HT\n",
     [("marche", "Entreprise DUVIAL SAS", "125000.00"), ("marche", "Entreprise BOIS ET TOIT", "45300.50")]),
    # who sells, who buys, who borrows: another sentence names them
    ("Les consorts DELBOSC acceptent de céder à la commune 1 850 m² au prix de 1,20 € le m², soit 2 220 €. Le conseil approuve.",
     [("acquisition", "consorts DELBOSC", "2220")]),
    ("Considérant la demande de Monsieur Yves CARRON d'acquérir la parcelle D 256 ; DECIDE de céder ladite parcelle pour un prix de "
     "20 € le m², soit 900 €, frais à la charge de l'acquéreur.",
     [("cession", "Monsieur Yves CARRON", "900")]),
    ("Vu le contrat de prêt n° 145 signé entre : HABITAT BREY SA D'HLM ci-après l'emprunteur, et la Caisse des dépôts ; Article 1 : "
     "accorde sa garantie à hauteur de 50 % pour le remboursement d'un prêt d'un montant total de 1 254 300,00 euros souscrit par "
     "l'emprunteur auprès de la Caisse des dépôts.",
     [("garantie", "HABITAT BREY SA D'HLM", "1254300.00")]),
    ("L'offre de la société Cars Rivaud, 1 180 € TTC pour trois cars, est préférée à celle des Transports Dinet (1 325 € TTC).",
     [("marche", "Cars Rivaud", "1180")]),
    ("Après étude des devis, l'assemblée opte pour celui de la SARL FERRONNERIE DU LAC (4 320 € TTC).",
     [("marche", "SARL FERRONNERIE DU LAC", "4320")]),
    # who asks is who receives, whoever else pays
    ("L'association « Les Amis de l'orgue » a sollicité la Ville pour le buffet (coût : 38 600 €, dont 8 000 € de la Fondation des Arts). "
     "Il est proposé :\n- d'attribuer cette subvention exceptionnelle de 5 000 € ;\nAdopté à l'unanimité.",
     [("subvention", "Les Amis de l'orgue", "5000")]),
    # the assembly amends what was proposed
    ("Elle propose d'attribuer une subvention de 1 500 € à l'association Jazz en Brey. Après débat, la proposition est amendée et le "
     "conseil décide d'attribuer une subvention de 1 000 € à l'association Jazz en Brey.",
     [("subvention", "Jazz en Brey", "1000")]),
    ("Bourse au permis : aide de 500 € à Mlle Inès BARRET et à M. Théo LAGNON. Approuvé à l'unanimité.",
     [("subvention", "Mlle Inès BARRET", "500"), ("subvention", "M. Théo LAGNON", "500")]),
    ("Autorise M. le Maire à régler la somme de 1 065 € à la commune de Lurey (une participation de 7 316 € ayant été versée en 2005).",
     [("participation", "commune de Lurey", "1065")]),
    ("Il est proposé de céder à la Société du Val Immobilière ou à tout autre acquéreur la parcelle AM 163 au prix de 350 €.",
     [("cession", "Société du Val Immobilière", "350")]),
    ("Le maire présente deux devis : SARL PIERRE ET CHAUX : 8 450,00 € HT et EURL MACON DU LAC : 9 120,00 € HT. Le conseil retient la "
     "SARL PIERRE ET CHAUX.",
     [("marche", "SARL PIERRE ET CHAUX", "8450.00")]),
    ("Il est proposé d'accorder une subvention de 1 500 € à l'association, « BREY, VILLES JUMELÉES ». Adopté.",
     [("subvention", "BREY, VILLES JUMELÉES", "1500")]),
    # the amounts stand before the names, in columns and on one line
    ("Le conseil vote les subventions ci-dessous :\n"
     "Montant voté 2023    Rappel 2022    Nom de l'association\n"
     "          80,00 €        60,00 €    Familles rurales\n"
     "         300,00 €       430,00 €    Les Archers du Roy\n",
     [("subvention", "Familles rurales", "80.00"), ("subvention", "Les Archers du Roy", "300.00")]),
    ("Le conseil vote les subventions ci-dessous : Montant voté 2023 Rappel 2022 Nom de l'association 250,00 € 300,00 € ASCR "
     "80,00 € 210,00 € Harmonie de Brey 150,00 € 200,00 € Amis du Val. Adopté à l'unanimité.",
     [("subvention", "ASCR", "250.00"), ("subvention", "Harmonie de Brey", "80.00"), ("subvention", "Amis du Val", "150.00")]),
    # the heading tells the bearer of a project from its title
    ("Le bureau décide d'accorder les subventions suivantes :\n"
     "Porteur du projet          Intitulé du projet            Coût du projet    Subvention accordée\n"
     "Compagnie du Pont          Résidence au collège                 2 500 €                  800 €\n"
     "Tennis Club du Val         Festival de la rue                  12 010 €                6 000 €\n",
     [("subvention", "Compagnie du Pont", "800"), ("subvention", "Tennis Club du Val", "6000")]),
    # two gifts to each
    ("Vote des subventions 2022 :\nAssociation             Fonctionnement    Exceptionnelle\n"
     "Harmonie de Brey                 800 €                 -\nLes Écureuils                  3 500 €           1 200 €\n"
     "Le conseil municipal approuve l'attribution de ces subventions.",
     [("subvention", "Harmonie de Brey", "800"), ("subvention", "Les Écureuils", "3500"), ("subvention", "Les Écureuils", "1200")]),
    # bare figures on one line, and what follows them
    ("Le conseil vote les subventions suivantes (en euros) : Familles rurales : 1 500 Rugby Club de Brey : 6 000 Les Écureuils : 200 "
     "Foyer rural : 12 500 Vote : pour 14, contre 0, abstention 0.",
     [("subvention", "Familles rurales", "1500"), ("subvention", "Rugby Club de Brey", "6000"), ("subvention", "Les Écureuils", "200"),
      ("subvention", "Foyer rural", "12500")]),
    # the firm after its trade
    ("Attribution des marchés. Lot Désignation Entreprise retenue Montant € HT 1 Gros œuvre Bâti-Val 44 998,94 "
     "2 Étanchéité Colavie 160 885,00 3 Cloisons doublages Arbo Paysages 223 178,00 TOTAL HT 429 061,94 Adopté à l'unanimité.",
     [("marche", "Bâti-Val", "44998.94"), ("marche", "Colavie", "160885.00"), ("marche", "Arbo Paysages", "223178.00")]),
    # Markdown on one line
    ("Le conseil adopte les subventions suivantes : | Bénéficiaire | Objet | Montant | |---|---|---| | Chorale du Val | Saison 2023 | "
     "800 € | | École de musique de Brey | Concert | 80 € | | TOTAL | | 880 € | Adopté à l'unanimité.",
     [("subvention", "Chorale du Val", "800"), ("subvention", "École de musique de Brey", "80")]),
    # an address ends the name
    ("Bénéficiaire Adresse Montant de l'aide Colavie 12 rue des Lilas 99120 Brey 2 300,00 € Bâti-Val ZA des Vents 99200 Lurey 500,00 € "
     "La commission permanente attribue les aides ci-dessus.",
     [("aide", "Colavie", "2300.00"), ("aide", "Bâti-Val", "500.00")]),
    # labelled fields
    ("Bénéficiaire : Judo Club du Val\nObjet : tournoi d'été\nBudget prévisionnel : 4 500 €\nSubvention proposée : 650 €\n\n"
     "Bénéficiaire : Théâtre en herbe\nObjet : achat de costumes\nBudget prévisionnel : 900 €\nSubvention proposée : 300 €\n"
     "La commission permanente, à l'unanimité, adopte les propositions.",
     [("subvention", "Judo Club du Val", "650"), ("subvention", "Théâtre en herbe", "300")]),
    ("Établissement : Crédit agricole du Val\nMontant du contrat de prêt : 48 900 €\nDurée : 20 ans\n"
     "Commission d'engagement : 200 €\nLe conseil autorise le maire à signer le contrat de prêt.",
     [("emprunt", "Crédit agricole du Val", "48900")]),
    # a share of the costs in brackets
    ("Le conseil attribue les aides suivantes :\n- à Garage du Pont : 1 500 € (20 % de 7 500 € HT de travaux)\n"
     "- à Boulangerie du Lac : 2 000 € (20 % de 10 000 € HT de travaux)\nAdopté.",
     [("aide", "Garage du Pont", "1500"), ("aide", "Boulangerie du Lac", "2000")]),
    ("Après présentation, les subventions suivantes sont votées à l'unanimité Judo Club du Val 1 200,00 € ASCR 1 500,00 € "
     "Foyer rural 150,00 €",
     [("subvention", "Judo Club du Val", "1200.00"), ("subvention", "ASCR", "1500.00"), ("subvention", "Foyer rural", "150.00")]),
    # a sum for each of a list of names, and the vote on each
    ("Une subvention de 250 € est accordée aux associations suivantes : Cœur de Brey – Radio Val – Judo Club. Adopté.",
     [("subvention", "Cœur de Brey", "250"), ("subvention", "Radio Val", "250"), ("subvention", "Judo Club", "250")]),
    ("Compagnie du Pont : subvention de 80 €. Adopté à l'unanimité.\nRadio Val : subvention de 90 €. Adopté par 12 voix pour.",
     [("subvention", "Compagnie du Pont", "80"), ("subvention", "Radio Val", "90")]),
    # who asks, and what is given
    ("Radio Val demande 500 €. Le conseil accorde 300 €. Vélo et Nature demande 900 €. Le conseil accorde 450 €.",
     [("subvention", "Radio Val", "300"), ("subvention", "Vélo et Nature", "450")]),
    ("OBJET : SUBVENTION Radio Val\nLe conseil municipal, après en avoir délibéré, accorde la somme de 650 €.",
     [("subvention", "Radio Val", "650")]),
    ("Le conseil soutient l'association Radio Val et dit que la somme de 800 € sera versée à cette association sur facture. Adopté.",
     [("subvention", "Radio Val", "800")]),
    ("La ville poursuit son soutien financier à hauteur de 450 € pour 2024. Le conseil approuve la convention à conclure avec "
     "l'association Radio Val et autorise le maire à la signer.",
     [("subvention", "Radio Val", "450")]),
    # a list that says for nothing what it gives
    ("Le conseil décide de verser : - Judo Club du Val : 500 € - Vélo en ville : 300 € - Amicale laïque : 200 € Adopté.",
     [("subvention", "Judo Club du Val", "500"), ("subvention", "Vélo en ville", "300"), ("subvention", "Amicale laïque", "200")]),
    # two years without euro signs or totals: each row reads in one way only
    ("Le conseil vote les subventions. Associations 2021 2022 Judo Club 1 500 1 600 Amicale laïque 150 200 Chorale du Val 1 500 300 "
     "Foyer rural 90 100 Adopté à l'unanimité.",
     [("subvention", "Judo Club", "1600"), ("subvention", "Amicale laïque", "200"), ("subvention", "Chorale du Val", "300"),
      ("subvention", "Foyer rural", "100")]),
    ("Le conseil attribue les marchés suivants : Lot 1 – Gros œuvre – Bâti-Val – 125 000 € HT Lot 2 – Peinture – Colavie – 9 500 € HT.",
     [("marche", "Bâti-Val", "125000"), ("marche", "Colavie", "9500")]),
    ("Le conseil décide de céder : la parcelle AB 12 (520 m²) à M. Paul VERDIER au prix de 1 500 € ; la parcelle AB 13 (610 m²) à Mme "
     "Anne LACOMBE au prix de 1 800 € ; la parcelle AB 14 (90 m²) à M. Karim BENSAÏD au prix de 300 € ; et autorise le maire à signer.",
     [("cession", "M. Paul VERDIER", "1500"), ("cession", "Mme Anne LACOMBE", "1800"), ("cession", "M. Karim BENSAÏD", "300")]),
    ("Délibération n° 2022-11 : Subvention à Radio Val. Le conseil, à l'unanimité, attribue une subvention de 650 €. Délibération n° "
     "2022-12 : Subvention à Vélo en ville. Le conseil, à l'unanimité, attribue une subvention de 300 €.",
     [("subvention", "Radio Val", "650"), ("subvention", "Vélo en ville", "300")]),
    # a column of names, and then one of sums, each under its heading
    ("ALLOUE au titre de l'exercice 2022 les concours financiers suivants :\nBénéficiaire\nUnion sportive bréoise\nHarmonie municipale\n"
     "Comité des fêtes\nMontant alloué\n12 000 €\n3 500 €\n1 800 €\nArticle 2 – DIT que la dépense sera imputée au chapitre 65",
     [("subvention", "Union sportive bréoise", "12000"), ("subvention", "Harmonie municipale", "3500"),
      ("subvention", "Comité des fêtes", "1800")]),
    # the heading above the first name is no part of it
    ("SUBVENTIONS 2021\nNom de l'association\nLes Archers du Roc\n300 €\nClub de l'amitié\n450 €\nVélo Club\n1 200 €\nTOTAL\n1 950 €\n"
     "Le conseil municipal approuve.",
     [("subvention", "Les Archers du Roc", "300"), ("subvention", "Club de l'amitié", "450"), ("subvention", "Vélo Club", "1200")]),
    # records of firms that are helped
    ("Aides à la modernisation des entreprises\nDossier n° 1\nEntreprise : Boulangerie Maury\nProjet : four\nDépense éligible : "
     "25 000 € HT\nAide proposée : 5 000 €\nDossier n° 2\nEntreprise : SARL Vélo-Services\nProjet : vitrine\nDépense éligible : 17 100 € "
     "HT\nAide proposée : 3 420 €\nLe Bureau, à l'unanimité, attribue les aides proposées.",
     [("aide", "Boulangerie Maury", "5000"), ("aide", "SARL Vélo-Services", "3420")]),
    # contracts of insurance
    ("Contrats d'assurance\nLOTS | ASSUREURS | PRIME ANNUELLE TTC\n1 Dommages aux biens | Assurval | 8 120,43 €\n2 Responsabilité "
     "civile | MUTUALP | 2 990,00 €\n3 Flotte automobile | sans suite | -\nLe conseil attribue les marchés conformément au tableau.",
     [("marche", "Assurval", "8120.43"), ("marche", "MUTUALP", "2990.00")]),
    # a convention names its parties first
    ("Entre\nLa commune de Brey, représentée par son maire,\nEt\nL'association « Lire et Rire », régie par la loi de 1901, représentée "
     "par sa présidente,\nArticle 3 – La commune s'engage à verser à l'association une subvention de 6 500 € pour l'année 2021.",
     [("subvention", "Lire et Rire", "6500")]),
    # an earlier sentence names who gets more
    ("Par convention, la Ville a attribué à Brey Volley une subvention de 45 000 €. Il est proposé de porter cette subvention à 52 000 €. "
     "Le conseil adopte.",
     [("subvention", "Brey Volley", "52000")]),
    ("DÉCIDE - de confier la défense de ses intérêts à la SELARL Corvin Avocats ; - de régler ses honoraires, fixés au forfait à 3 600 € "
     "TTC.",
     [("marche", "SELARL Corvin Avocats", "3600")]),
    ("Le conseil autorise la Directrice à contracter auprès de la Banque des Territoires un emprunt d'un montant total maximum de "
     "2 340 000 €.",
     [("emprunt", "Banque des Territoires", "2340000")]),
]  # fmt: skip

NOTHING = [
    # one of several offers
    "Entreprise : SARL Vélo-Services\nMontant du devis : 9 000 € HT\nEntreprise : Duvial TP\nMontant du devis : 8 000 € HT\nLe conseil "
    "attribue les subventions et ajourne les devis.",
    "Il s'agit d'un bien appartenant aux consorts VERDIER. Une déclaration d'intention d'aliéner a été reçue pour ce bien au prix de "
    "141 000 €. Le conseil renonce à préempter.",
    "L'offre de la société Colavie (12 400 €) est jugée trop élevée et n'est pas retenue. Le conseil relance la consultation.",
    "Radio Val : subvention de 80 € en 2019, sans suite.",
    # offers that are compared
    "Analyse des offres\nEntreprise                 Montant HT     Note\nBOVARD OUEST                45 000,00      82\n"
    "VERNET NORD                 43 200,00      95\nLe conseil décide de retenir la mieux disante.",
    "Les tarifs 2024 sont les suivants : Salle des fêtes 150 € Salle des associations 80 €. Adopté à l'unanimité.",
    "DM n° 1 : 6574 Subventions aux associations + 2 000 € ; 022 Dépenses imprévues - 2 000 €. Adopté à l'unanimité.",
    # an earlier gift, and a rate at the end of a line
    "Décide d'annuler la subvention de 5 000 € attribuée à l'association Brey en fête par délibération n° 12 du 5 mai.",
    "Le conseil décide d'accorder à la commune de Lurey une prorogation de la subvention de 22 000 € attribuée par délibération.",
    "Attribution d'une participation à l'association Les Lutins de 6,50 €\npar journée-enfant. Adopté.",
    # credits, and participations that others pay
    "Attribution des subventions\n\n61523  Entretien réseaux      + 2 000,00\n70111  Vente d'eau           + 2 000,00\nAdopté.",
    # what an official may decide, what another act says, pay, figures that are no money
    "Délégation de signature est donnée aux entreprises de Brey, à l'effet de signer en matière de contentieux fiscal les décisions "
    "d'admission, dans la limite de 60 000 €.",
    "Vu la convention avec l'Établissement foncier du Val ; Vu la déclaration d'intention d'aliéner souscrite pour la vente de la "
    "parcelle AH 531, au prix de vente de 730 000 € ;\nDécide de préempter.",
    "Fixe les indemnités du maire titulaire :\nBénéficiaires             Montant mensuel brut attribué\nMr GARDIN Sylvain          770,10 €\n"
    "Mme GUILLET Jeanne         770,10 €\n",
    "Aides. Les eaux respectent les valeurs :\nParamètre       Concentration maximale en mg/l\nMES             35\nDCO             125\nArrête",
    "Présentation du bilan des subventions versées en 2020 : Amicale des pompiers 600 €, Gym volontaire 250 €. Adopté.",
    "Subvention au vélo club. En 2015, ce club a bénéficié d'une subvention de fonctionnement de 14 500 €. Adopté.",
    "Il resterait 469 400 € à la charge de la commune. 1) Rénovation de l'école Marie-Curie : reste 9 400 €. Subvention adoptée.",
    # what the amount was
    "L'avenant proposé avec la société Les Lutins fait passer la compensation annuelle de 148 300 € à 156 750 €. Adopté.",
    # the name may end anywhere before the amounts
    "Le conseil attribue les aides : Bénéficiaire Commune Travaux Montant TTC Aide L'Épicerie de Marie Lurey Vitrine 900,00 € 90,00 € "
    "Le Petit Bois Brey Enseigne 800,00 € 80,00 € Adopté.",
    # the accounts of an association
    "Vu les comptes de l'association pour la subvention.\n\n         Charges                                  Produits\n"
    "                    CR 2023    BP 2024                                 CR 2023    BP 2024\n"
    "Achats                2 500     15 700   Subventions                   123 000    130 000\n"
    "Salaires et charges 109 000     21 200   Ville de Vertbourg             40 000     40 000\n"
    "Impôts               11 300      8 000   Autres                         18 000     20 000\nLe conseil adopte.",
    # several bodies are named
    "L'association Les Lutins et l'association Les Lilas coopèrent. Il est proposé d'accorder une subvention de 500 €. Adopté.",
]


@pytest.mark.parametrize(("text", "awards"), LAYOUTS)
def test_layouts(text: str, awards: list[tuple[str, str, str]]) -> None:
    assert [brief(award)[:3] for award in read(text)] == awards


@pytest.mark.parametrize("text", NOTHING)
def test_nothing(text: str) -> None:
    assert read(text) == ()


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "Association   Voté\nJudo Club   500 €\n",
        "- Judo Club : 500 € ; ",
        "subventions : Nom\nAide\nBrey\n500,00\n",
        "L'association Brey. Il propose une subvention de 500 €. ",
        "Commune Projet Coût Aide Brey Halle 900 € 90 € ",
        "Commune Projet Coût Aide ",
        "M. Rey accepte de céder à la commune au prix de 9 € le m², soit 90 €, garantie d'un prêt entre ",
        "Lot 1 Viandes REY 90 € Lot 2 : Décide d'attribuer les lots : ",
    ],
)
def test_long_texts_take_linear_time(text: str) -> None:
    assert_grows_linearly(read, repeated(text))
