"""Every form of a name met in published acts, and what only looks like one; people invented."""

from __future__ import annotations

import pytest
from tests.tables import each_row

from recueil.entities.persons.component import Persons
from recueil.entities.persons.name_words import load_lexicon
from recueil.evaluation import gold

PERSONS = Persons(load_lexicon("fr_recueil"))

LISTS_AND_MOVES = [
    # civilities, lists, proxies, moves during the meeting, votes
    "M. <PERSON OUTREBEAU, Pascal>Pascal  OUTREBEAU</PERSON>, Mrs <PERSON PLANTIN>PLANTIN</PERSON> – <PERSON HIGON>HIGON</PERSON> – <PERSON MARTEAU>MARTEAU</PERSON>",
    "MM. <PERSON DRUGEAN, Serge>Serge DRUGEAN</PERSON>, <PERSON LEFOUR, Roland>Roland LEFOUR</PERSON>, <PERSON LEHUGUET, Liliane>Liliane LEHUGUET</PERSON> et mesdames <PERSON Bucquoy, Maryvonne>Maryvonne Bucquoy</PERSON>",
    "Présents : MRS <PERSON DARDIN, Bernard>DARDIN Bernard</PERSON>, <PERSON PETIT, Pierre>PETIT Pierre</PERSON>, Ms. <PERSON PLANTIN, Rémi>PLANTIN Rémi</PERSON>, <PERSON VERDIN, Lucas>VERDIN Lucas</PERSON>",
    "Mme <PERSON DIT GUERVAL, LOUIS>LOUIS DIT GUERVAL</PERSON>, Mme <PERSON VALENTIN-LE-HIREL, Sylvie>Sylvie VALENTIN-LE-HIREL</PERSON>",
    "<PERSON KRZYZANEK, Pascal>Pascal KRZYZANEK</PERSON>, Mme <PERSON PHOUTTHALANG, Khanthaly>Khanthaly PHOUTTHALANG</PERSON>",
    "M. <PERSON DARDIN>DARDIN</PERSON> a donné pourvoir à Mme <PERSON VERDIN>VERDIN</PERSON>",
    "M. <PERSON DARDIN>DARDIN</PERSON> donne pouvoir pour voter en son nom à Mme <PERSON VERDIN>VERDIN</PERSON>",
    "Pouvoir de M. <PERSON DARDIN>DARDIN</PERSON> à Mme <PERSON VERDIN>VERDIN</PERSON>",
    "Absent ayant donné procuration : Mr <PERSON BEAUFROY, Sébastien>Sébastien BEAUFROY</PERSON> à Mme <PERSON NOELLET, Andrée>Andrée NOELLET</PERSON>",
    "Mme <PERSON MASSONNE, Vanessa>Vanessa MASSONNE</PERSON> (arrive à l'affaire n° 5)",
    "<PERSON FOUCHARD, Dominique>Dominique FOUCHARD</PERSON> (jusqu’à 19 h 05) ayant donné pouvoir à <PERSON RAYNAUD, Claude>Claude RAYNAUD</PERSON> (à partir de 19 h 05)",
    "M.<PERSON GOSSARD>GOSSARD</PERSON> quitte la séance à 21h49 avec par conséquent le pouvoir donné par Mme <PERSON HUDOT>HUDOT</PERSON>",
    "en raison de l’absence excusée de M. <PERSON LEBLANCHE>LEBLANCHE</PERSON>",
    "Vote contre : M. <PERSON Papinot>Papinot</PERSON>, Mme <PERSON Debuissy>Debuissy</PERSON> ; abstention de M. <PERSON Tanguet>Tanguet</PERSON>",
    "Présents : M. <PERSON LALLEMENT>LALLEMENT</PERSON>, M. <PERSON MAIRE>MAIRE</PERSON>, Mme <PERSON DACQUIN, M-L.>M-L. DACQUIN</PERSON>, Mme <PERSON LE DÛ>LE DÛ</PERSON>",
    "Présents : MM. <PERSON ABADIE, A.>ABADIE A.</PERSON>, <PERSON BERGÈS, B.>BERGÈS B.</PERSON>, <PERSON CARRÈRE, C.>CARRÈRE C.</PERSON>",
    "Étaient présents : Mesdames et Messieurs <PERSON OSTRAVIL>OSTRAVIL</PERSON>, <PERSON LAMURE>LAMURE</PERSON>, <PERSON QUIBRON>QUIBRON</PERSON>. Absents : Mesdames et Messieurs <PERSON TACHKER>TACHKER</PERSON> (à <PERSON LAMURE>LAMURE</PERSON>), <PERSON VILLARS>VILLARS</PERSON> (pouvoir à <PERSON QUIBRON>QUIBRON</PERSON>)",
    "Étaient présents :⏎<PERSON OSTRAVIL>OSTRAVIL</PERSON>⏎<PERSON DE BRIVAZEC>DE BRIVAZEC</PERSON>⏎<PERSON LAMURE>LAMURE</PERSON>⏎<PERSON QUIBRON>QUIBRON</PERSON>⏎Absents :⏎<PERSON TACHKER>TACHKER</PERSON>⏎<PERSON VERDIN>VERDIN</PERSON>",
    "M. <PERSON BENEFICET>BENEFICET</PERSON> : Oui Mme <PERSON DARDIN>DARDIN</PERSON> : Abstention",
]

PLACES = [
    # surnames that are common words, streets beside people, offices, signatures, rolls, the roster
    "Monsieur <PERSON CHASSARD, Urbain>Urbain CHASSARD</PERSON>, Mr <PERSON CHASSARD, Urbain>CHASSARD Urbain</PERSON>, Mme <PERSON HOARAU, Thi Mai>Thi Mai HOARAU</PERSON>, le Président, <PERSON CHASSARD, Urbain>Urbain CHASSARD</PERSON>",
    "Présents : <PERSON BRIAND, Guy>BRIAND Guy</PERSON> ; <PERSON DOYEN, Virginie>DOYEN Virginie</PERSON> ; <PERSON MAIRE DU POSAT, Arnaud>MAIRE DU POSAT Arnaud</PERSON> ; <PERSON ECHEVET, Yannick>ECHEVET Yannick</PERSON>",
    "Mme <PERSON URBAIN, Sandrine>URBAIN Sandrine</PERSON>, M. <PERSON VARANGEOT, Loïs>Loïs VARANGEOT</PERSON>, M. <PERSON COMMUNAL, Jean-Paul>COMMUNAL Jean-Paul</PERSON>",
    "l’entretien du port Mme <PERSON KERVADOC>KERVADOC</PERSON> indique, espace Saint-Loup PABU Monsieur <PERSON LECLAIR, Luc>Luc LECLAIR</PERSON> expose",
    "le commandant <PERSON ESPARBAIS>ESPARBAIS</PERSON>, le Lieutenant <PERSON DURIEUX, Marc>Marc DURIEUX</PERSON>, l’abbé <PERSON VERDELOT>VERDELOT</PERSON>",
    "Affaire suivie par : <PERSON CHAUVAL, A.>A. CHAUVAL</PERSON>",
    "aides aux travaux - Rapporteur <PERSON JARRIGEON, F>F JARRIGEON</PERSON> PERSONNEL 14. Rapporteur <PERSON MAZARD, MH>MH MAZARD</PERSON>",
    "Rapporteur <PERSON RIVIERAS, P>P RIVIERAS</PERSON> RODEZ AGGLOMERATION",
    "Secrétaire : <PERSON BECQUET, Dominique>Dominique BECQUET</PERSON> PACU/17-2023",
    "Président : <PERSON RONDOT, Landry>Landry RONDOT</PERSON> SAINT PAUL EN PAREDS : <PERSON GARDON, Bénédicte>Bénédicte GARDON</PERSON>",
    "LES HERBIERS : présents Mme <PERSON ROCHEFAUCON, Brigitte>Brigitte ROCHEFAUCON</PERSON> LA ROCHE-MALVERT : M. <PERSON VERNISSOT, Guy>Guy VERNISSOT</PERSON>",
    "Les assesseurs, <PERSON GAYRALD, C.>C. GAYRALD</PERSON>, <PERSON LEFLOCH, R.>R. LEFLOCH</PERSON>",
    "Le ministre de l’intérieur,⏎<PERSON RETAILLON, BRUNO>BRUNO RETAILLON</PERSON>⏎",
    "La directrice générale des services,⏎<PERSON Brannec, Tudual>Tudual Brannec</PERSON>⏎",
    "l’adjointe déléguée,⏎⏎<PERSON Jousselin, C.>C. Jousselin</PERSON>⏎",
    "La séance est levée. <PERSON Boisgirault, P.>P. Boisgirault</PERSON>, Maire",
    "– <PERSON Courtevallon, Nathalie>Nathalie Courtevallon</PERSON>, présidente du PETR",
    "Mme <PERSON GUERLAVOT, Lise>Lise GUERLAVOT</PERSON>. Le Président, <PERSON GUERLAVOT>GUERLAVOT</PERSON> La trésorière, A",
    "Mme <PERSON CASTELLANE, Lise>Lise CASTELLANE</PERSON>. Abstention 1 (<PERSON Castellane>Castellane</PERSON>) au vote",
    "M. <PERSON LAVALLOT, Luc>Luc LAVALLOT</PERSON>. Vu l’avis du maire de Lavallot et du maire de LAVALLOT",
    "Présents : <PERSON APPERT>APPERT</PERSON>, <PERSON BEN AMAROU>BEN AMAROU</PERSON>, <PERSON DE KERGOSIAN>DE KERGOSIAN</PERSON>, <PERSON PHAMEL>PHAMEL</PERSON>. Pouvoirs : <PERSON SERFATEL>SERFATEL</PERSON> à <PERSON PHAMEL>PHAMEL</PERSON>. Absents : <PERSON UGOLINO>UGOLINO</PERSON>, <PERSON WERNAIRE>WERNAIRE</PERSON>.",
    "Absents : MM. <PERSON ORTHEL>ORTHEL</PERSON> (exc.), <PERSON SOURBET>SOURBET</PERSON> (exc., pouv. à M. <PERSON BAUDOIN>BAUDOIN</PERSON>), Mme <PERSON TAUPIN>TAUPIN</PERSON>",
    "Présents : <PERSON ABAUZOT, R.>ABAUZOT R.</PERSON> : P | <PERSON BESSADOT, J.-F.>BESSADOT J.-F.</PERSON> : P | <PERSON DEHEURLOT, G.>DEHEURLOT G.</PERSON> : E | <PERSON JOSSERAND-LYS, M.>JOSSERAND-LYS M.</PERSON> : P",
    "Étaient présents les conseillers suivants (un par case) :⏎<PERSON CHASTAN, Bruno>CHASTAN Bruno</PERSON>⏎<PERSON NORMANDEL, Léa>NORMANDEL Léa</PERSON>              <PERSON BOUCHARDET, Serge>BOUCHARDET Serge</PERSON>",
    "Commissaires : 1- <PERSON DAVIOT, Jean-Pierre>DAVIOT Jean-Pierre</PERSON> (Lanvern) 2- <PERSON PICHONNET, François>PICHONNET François</PERSON> (Ménil-Jean)",
    "Adjoints : <PERSON BOUTHOMY, N.>BOUTHOMY N.</PERSON>, <PERSON KERLOC’HEN, M.-J.>KERLOC’HEN M.-J.</PERSON>, DE CHASSEYRAN H.",
    "(MM. <PERSON AVENAL>AVENAL</PERSON>, <PERSON RAYSSOT>RAYSSOT</PERSON>) Abstentions 3, Mme <PERSON OUCHENET>OUCHENET</PERSON>), - INSTAURE le régime",
]

PARTED = [
    # words that the text of a PDF parts or glues; the act names the same person elsewhere
    "Mme <PERSON CONTIN, Christine>CONTIN Chri stine</PERSON>, inspectrice, M. <PERSON BERNARDEL, Stéphane>Stéphan e BERNARDEL</PERSON> et Mme <PERSON SMOLINE, Pascale>Pasca le SMOLINE</PERSON>",
    "Madame <PERSON CURNIAN, Sandrine>Sa ndrine CURNIAN</PERSON> , Monsieur <PERSON JULIANE, Sylvio>JULIANE Sylv io</PERSON>, Officier",
    "M. <PERSON MAHRÉ, Philippe>Philippe MAHR É</PERSON>, préfet",
    "En l’absence de M. <PERSON VERTIN, Jérôme>Jérôme VERT IN</PERSON>, signé <PERSON VERTIN, Jérôme>Jérôme VERTIN</PERSON> ; M. <PERSON DA SILVEIRA, Luc>Luc DA SILVEIRA</PERSON> et M. <PERSON DASILVEIRA, Luc>Luc DASILVEIRA</PERSON>",
    "Mme <PERSON CHARPENTEL-TITRY, Nathalie>CHARPENTEL -TITRY Nathalie</PERSON>, attachée",
    "V9⏎ <PERSON CHARPENTEL-TITRY, JP>JP CHARPENTEL -TITRY</PERSON>⏎CE⏎Monsieur <PERSON CHARPENTEL-TITRY, Jean-Pierre>Jean -Pierre CHARPENTEL -TITRY</PERSON>, chef",
    "Commissaire enquêtrice : <PERSON Le Faouët, J>J Le Faouët</PERSON>. Page 1",
    "Signé⏎<PERSON MAHREL, Philippe>Philippe MAHREL</PERSON>Le Préfet ; <PERSON VIALLOT, Anne-Cécile>Anne-Cécile VIALLOT</PERSON>Pour le Préfet, le secrétaire général <PERSON GIUDICEL, Lucien>Lucien GIUDICEL</PERSON>Agence régionale",
    "La cheffe de service,⏎SignéSigné⏎<PERSON Chazot, Annie>Annie Chazot</PERSON>⏎",
    "Mme <PERSON BREVAND>BREVAND</PERSON> , Officier QID⏎Mme <PERSON BOUTIER, Florence>Florence BOUTIER</PERSON>, cheffe de la M.A.H de Vertbourg, directrice de la M.A.H. de Vertbourg",
]

NOBODY = [
    # offices, anonymised people, streets, companies, what stands where a name could
    "la SCI Les Tilleuls représentée par M. J., 831 € à Madame et Monsieur P.",
    "M. le maire, Monsieur le Maire, Mr Ie Maire, Madame la Maire",
    "Madame le maire quitte la séance.",
    "comme le Maire, chemin Jean-Marie VIANOT, la vallée du Rhône, Eglise ST MARC, SICAE",
    "développement Urbain, le 5 mai MARCHAL, Plan Local d’Urbanisme",
    "rue du Docteur PRODHOMET, RUE M. GONTARD, Rue du Capitaine Garbot, bien sans maître Rue René Autrel",
    "Si la COMMUNE assure, Paul a DIT, Jean ne VEUT pas, le service ADMR Aron, la SCS Georges Thiot",
    "le poste Harmony Energy, la Sous-commission EVENEMENTIEL, salon de coiffure « Brigitte Coiffure »",
]


@each_row("sentence", [*LISTS_AND_MOVES, *PLACES, *PARTED])
def test_each_form_is_read(sentence: str) -> None:
    text = gold.parse_tagged(sentence.replace("⏎", "\n")).text
    assert gold.render_tagged(text, PERSONS.find(text, {})).replace("\n", "⏎") == sentence


@pytest.mark.parametrize("sentence", NOBODY)
def test_lookalikes_are_refused(sentence: str) -> None:
    text = sentence.replace("⏎", "\n")
    assert gold.render_tagged(text, PERSONS.find(text, {})) == text
