"""Lists of members, proxies, signatures: names told by the layout of an act."""

from __future__ import annotations

import pytest
from tests.tables import each_row

from recueil.entities.persons import positions
from recueil.entities.persons.name_words import load_lexicon
from recueil.evaluation import gold
from recueil.values import Person

WORDS = load_lexicon("fr_recueil")

LISTS = [
    # a sentence of names, one line
    "Présents : <PERSON MARCHAL, Luc>Luc MARCHAL</PERSON>, <PERSON EL AMRANI, Najwa>Najwa EL AMRANI</PERSON> et <PERSON DE VERNOY, Henri>Henri DE VERNOY</PERSON>.",
    # a separator before the comma, none after it, an empty item
    "Présents : <PERSON JARNIN, Stéphanie>Stéphanie JARNIN</PERSON> ,<PERSON KRYZ, Pascal>Pascal KRYZ</PERSON>, ,<PERSON MIRAL, Patricia>Patricia MIRAL</PERSON>",
    # broken over lines, in a hyphen too
    "Présents : <PERSON BODIN, Maud>Maud⏎BODIN</PERSON>, <PERSON De SAINT-LOUP, Cédric>Cédric De SAINT-⏎LOUP</PERSON>, <PERSON KERMADEC, Anne-Louise>Anne-⏎Louise KERMADEC</PERSON>",
    # one name a line, with its function
    "Étaient présents :⏎M.<PERSON CHARRIAT, Jean-Paul>CHARRIAT Jean-Paul</PERSON> Maire⏎Mme <PERSON CASTELLI, Catherine>CASTELLI Catherine</PERSON> Adjointe⏎<PERSON ROCHEL, Danièle>ROCHEL Danièle</PERSON>⏎<PERSON GIRARDIN, Paul>GIRARDIN Paul</PERSON>",
    "Élus présents⏎<PERSON Marchal, Luc>Luc Marchal</PERSON>⏎<PERSON Verdin, Anne>Anne Verdin</PERSON>⏎<PERSON Roux, Guy>Guy Roux</PERSON>",
    # bullets, numbers, semicolons, dashes
    "Présents :⏎- <PERSON MARCHAL, Luc>Luc MARCHAL</PERSON>⏎- <PERSON VERDIN, Anne>Anne VERDIN</PERSON>⏎• <PERSON ROUX, Guy>Guy ROUX</PERSON>",
    "Suppléants : 1. <PERSON Marchal, Luc>Luc Marchal</PERSON> 2. <PERSON Verdin, Anne>Anne Verdin</PERSON>",
    "Présents : <PERSON RANNOU, Hervé>RANNOU Hervé</PERSON> ; <PERSON LE MOAL, Yvon>LE MOAL Yvon</PERSON> ; <PERSON CONNAN, Josette>CONNAN Josette</PERSON>",
    "Etaient présents : <PERSON DUMAS, Michaël>Michaël DUMAS</PERSON> - <PERSON PIGNOL, Chantal>Chantal PIGNOL</PERSON> <PERSON THEVENOT, Anne>Anne THEVENOT</PERSON>",
    # given names the gazetteer does not know, initials
    "Présents : <PERSON MARCHAL, Luc>Luc MARCHAL</PERSON>, <PERSON PHONSAVANG, Kanthala>Kanthala PHONSAVANG</PERSON>, <PERSON Phonsavang, Kanthala>Kanthala Phonsavang</PERSON>",
    "Présents : <PERSON RIOUX, P.>P. RIOUX</PERSON> — <PERSON LE BRIAN, Y.>Y. LE BRIAN</PERSON> — <PERSON VIOLET, A.>A .VIOLET</PERSON> - <PERSON MUSSET, MC>MC MUSSET</PERSON>",
    # « M. » behind a surname is an initial; « I. » below a heading is the number of a chapter
    "Présents : <PERSON ALBAROL, G.>ALBAROL G.</PERSON> – <PERSON HÉRAL, M.>HÉRAL M.</PERSON> - <PERSON IMBERTIN, A.>IMBERTIN A.</PERSON> – "
    "<PERSON CAZOTEL, M.A.>CAZOTEL M.A.</PERSON>, <PERSON PORTOL, M.>PORTOL M.</PERSON> (excusée)",
    "Présents : <PERSON ALBAROL, G.>ALBAROL G.</PERSON> – <PERSON HÉRAL, B.>HÉRAL B.</PERSON>⏎ORDRE DU JOUR⏎I.⏎COMPTES",
    # « ET » in capitals, an apostrophe that the text of a PDF lost
    "Absents : Mmes et MM <PERSON LABEDAL>LABEDAL</PERSON>, <PERSON SOUMARD>SOUMARD</PERSON>, <PERSON QUENTRAL>QUENTRAL</PERSON> ET <PERSON ZAMPARAL>ZAMPARAL</PERSON>",
    "PRESENTS : 4 M. et Mmes <PERSON MONNARAL, Josette>Josette MONNARAL</PERSON> <PERSON O NEILLAL, Brigitte>Brigitte O NEILLAL</PERSON> <PERSON CHARBOL, Alain>Alain"
    " CHARBOL</PERSON> <PERSON DE BRIANCOL, Luc>Luc DE BRIANCOL</PERSON>",
    # a column of towns beside one of names
    "Étaient présents :⏎ARBOUVILLAL⏎BERSEYAL⏎FLEURNAYAL⏎VILLEBAUDAL⏎VERTAL S/ SEINE⏎Monsieur <PERSON MALESNAL>MALESNAL</PERSON>⏎Monsieur "
    "<PERSON PALUBAL>PALUBAL</PERSON>⏎Madame <PERSON TOUCHAL>TOUCHAL</PERSON>⏎Monsieur <PERSON GARERAL>GARERAL</PERSON>",
    # surnames with their towns in brackets, hyphens set apart, the letters of a heading set apart
    "Délégués présents : Mmes <PERSON AUBERTAL>AUBERTAL</PERSON> (Vaux-Dame), <PERSON BAVERAL>BAVERAL</PERSON> (Fresnay), <PERSON ÉLISOR>ÉLISOR</PERSON> ()"
    " M. <PERSON FAIVRAL>FAIVRAL</PERSON> (Germonde), <PERSON GROSPERRAL>GROSPERRAL</PERSON> (Haut-Ognon)",
    "Adoption du procès - verbal. Présents : <PERSON ROUX-LALANNE, Anne-Laure>ROUX - LALANNE Anne - Laure</PERSON>, <PERSON BODIN, Luc>BODIN Luc</PERSON>",
    "A B S E N T S E X C U S É S⏎⏎<PERSON PETTONEL, A-M.>A-M. PETTONEL</PERSON>, <PERSON CORRIN, G.>G. CORRIN</PERSON>",
    # surnames that are common words
    "Présents : <PERSON VILLE, Marc>Marc VILLE</PERSON>, <PERSON CHEMIN, Valérie>Valérie CHEMIN</PERSON>, Mme <PERSON CHAPELLE>CHAPELLE</PERSON>",
    # surnames only
    "Absentes : MMES <PERSON DAGOGNEL>DAGOGNEL</PERSON>, <PERSON JACQUIN>JACQUIN</PERSON>, <PERSON PRETOT>PRETOT</PERSON>",
    "Mrs <PERSON PLANTIN>PLANTIN</PERSON> – <PERSON HIGON>HIGON</PERSON> – <PERSON MARTINOT>MARTINOT</PERSON>",
    "Messieurs <PERSON PINTAT>PINTAT</PERSON> et <PERSON LESAULNOY>LESAULNOY</PERSON>",
    "Madame <PERSON Debuissy>Debuissy</PERSON>, Messieurs <PERSON Leblond>Leblond</PERSON> et <PERSON Thuillot>Thuillot</PERSON>",
    "Présents : <PERSON MARCHAL>MARCHAL</PERSON>, <PERSON VERDIN>VERDIN</PERSON>, <PERSON ROUX>ROUX</PERSON> et <PERSON CAPEL>CAPEL</PERSON>",
    "Absents : M. <PERSON DARDIN>DARDIN</PERSON>, <PERSON DELGENS>DELGENS</PERSON> et <PERSON FONTAL>FONTAL</PERSON>",
    # MM. leads women too
    "MM. : <PERSON DARDEL, Catherine>Catherine DARDEL</PERSON>, <PERSON PETIT, Paul>Paul PETIT</PERSON>",
    # the attendance stands behind the name, as a call of names does
    "<PERSON BRUNEL, Jean-Louis>Jean-Louis BRUNEL</PERSON> : présent <PERSON CHEMIN, Valérie>Valérie CHEMIN</PERSON> : présente",
    # moves during the meeting are no part of the name
    "Présents : <PERSON MARCHAL, Luc>Luc MARCHAL</PERSON> (arrivé à 18h36), <PERSON DUARTEL, Françoise>Françoise DUARTEL</PERSON> (arrivée au point n°5-a)",
    (
        "Présents : <PERSON Duartel, Françoise>Françoise Duartel</PERSON> (arrivée en cours de séance) - "
        "<PERSON Perrot, Philippe>Philippe Perrot</PERSON> - <PERSON Petiot, Jade>Jade Petiot</PERSON>"
    ),
    (
        "Présents : <PERSON Passard, Gilles>Gilles Passard</PERSON> (a quitté la salle avant le vote), "
        "<PERSON Perrot, Philippe>Philippe Perrot</PERSON>, <PERSON Petiot, Jade>Jade Petiot</PERSON>"
    ),
    (
        "Présents : <PERSON Passard, Gilles>Gilles Passard</PERSON> (à distance, depuis son domicile)⏎"
        "<PERSON Perrot, Philippe>Philippe Perrot</PERSON>⏎<PERSON Petiot, Jade>Jade Petiot</PERSON>"
    ),
    "Arrivée de Monsieur <PERSON GACOIS, Stéphane>Stéphane GACOIS</PERSON> qui prend part aux délibérations",
    # a margin column beside the list, gaps of a justified line
    "    Extrait du registre des        Présents :⏎    Montpellier                    <PERSON MARCHAL, Luc>Luc MARCHAL</PERSON>, <PERSON BOUALI, Sabria>Sabria⏎                                   BOUALI</PERSON>",
    "Absents : <PERSON PICHON, Sophie>PICHON     Sophie</PERSON>,   monsieur    <PERSON BAECHELEN, Ludovic>Ludovic     BAECHELEN</PERSON>    donne",
    (
        "                                   Présents :⏎"
        "    Direction des Finances         <PERSON MARCHAL, Luc>Luc MARCHAL</PERSON>, <PERSON VERDIN, Anne>Anne VERDIN</PERSON>,⏎"
        "                                   <PERSON ROUX, Guy>Guy ROUX</PERSON>, <PERSON BOUALI, Sabria>Sabria⏎"
        "    n° 2014 / 182                  BOUALI</PERSON>, <PERSON DE SAINT LOUP, Cédric>Cédric DE⏎"
        "    Rapporteur :                   SAINT LOUP</PERSON>⏎"
        "    <PERSON Lenoir, Paul>Paul Lenoir</PERSON>⏎"
        "                                   Absents :"
    ),
    # towns that head the lists of their delegates
    "LES HERBIERS : présents <PERSON SOULIARD, Luc>Luc SOULIARD</PERSON> MOUCHAMPS : <PERSON MANDINEAU, Patrick>Patrick MANDINEAU</PERSON>",
    # OCR
    "Présents : Mrs <PERSON CAPEL>CAPEL</PERSON>, CO11RlVE, <PERSON DEJEANNE>DEJEANNE</PERSON>, <PERSON ESTRADEL>ESTRADEL</PERSON>, <PERSON LABEURD>LABEURD</PERSON>",
]

PROXIES = [
    "<PERSON LEVYN, Nathalie>Nathalie LEVYN</PERSON> représentée par <PERSON DARDEL, Catherine>Catherine DARDEL</PERSON>",
    "Mme <PERSON AIGUON>AIGUON</PERSON> par Mme <PERSON QUENEL>QUENEL</PERSON>",
    "Pouvoirs :⏎-   Monsieur <PERSON LANNIEL, Gérard>Gérard LANNIEL</PERSON> à Madame <PERSON LEMAITROT, Emmanuelle>Emmanuelle LEMAITROT</PERSON>",
    "Pouvoirs : <PERSON ESCLAINVAL, Denis>Denis ESCLAINVAL</PERSON> ................................. à <PERSON FOLCHET, Marylène>Marylène FOLCHET</PERSON>",
    "Mme <PERSON PETITOT>PETITOT</PERSON> : pouvoir à Mme <PERSON GERZAT>GERZAT</PERSON>",
    "Mmes <PERSON DAGOGNEL>DAGOGNEL</PERSON> (pouvoir à <PERSON CLAIRVAL, R.>R. CLAIRVAL</PERSON>), <PERSON JACQUIN>JACQUIN</PERSON>",
    "ayant donné procuration à M. <PERSON QUEMENOR, Yves>Yves QUEMENOR</PERSON>",
    "donne pourvoir à monsieur <PERSON Grandet>Grandet</PERSON>, <PERSON Lefoye, Chantal>Chantal Lefoye</PERSON> donne pouvoir à monsieur <PERSON Mallat>Mallat</PERSON>",
]

OFFICES = [
    "Le Maire,⏎⏎ <PERSON MARCHAL, Philippe>Philippe MARCHAL</PERSON>⏎Publiée le : 23/05/2014",
    "Monsieur le Maire, <PERSON Marchal, Philippe>Philippe Marchal</PERSON>, rapporte",
    "sous la présidence de <PERSON Marchal, Philippe>Philippe Marchal</PERSON>",
    "Secrétaire de séance : <PERSON LE DREFF, Marceau>Marceau LE DREFF</PERSON> Approbation du procès-verbal",
    "Signé électroniquement par : <PERSON Bretonneau, Armand>Armand Bretonneau</PERSON> Date de signature",
    "Rapporteur : <PERSON JARRIN, F>F JARRIN</PERSON>",
    "ARRIVEE DE Mme <PERSON CARRIAT, ELSA>ELSA CARRIAT</PERSON> A 19H13",
]

NOT_NAMES = [
    "Présents : 18 Votants : 21 Absents : 3",
    "Ont donné procuration : Néant.",
    "Donne pouvoir à Monsieur le Maire ou son représentant de signer",
    "DONNE tout pouvoir à Madame le Maire",
    "Monsieur le Percepteur expose, Madame la Directrice générale aussi",
    "Mesdames, Messieurs les Conseillers Municipaux, J’ai l’honneur de vous inviter",
    "MM. les secrétaires généraux des préfectures de la Mayenne et du Maine",
    "831 € à Madame et Monsieur P.",
    "absents ayant voté par procuration en application de l'article L 2121-20 du Code Général des Collectivités",
    "la mairie de Saint Philbert de Bouaine, comme le Maire",
    "Le Maire de St Philbert",
    "Membres : Correspondant Défense⏎Enseignement Supérieur",
]


@each_row("sentence", [*LISTS, *PROXIES, *OFFICES])
def test_names_are_told_by_their_place(sentence: str) -> None:
    text = gold.parse_tagged(sentence.replace("⏎", "\n")).text
    found = positions.scan_by_position(text, WORDS).mentions
    assert gold.render_tagged(text, found).replace("\n", "⏎") == sentence


@each_row("sentence", NOT_NAMES)
def test_offices_and_headings_are_no_names(sentence: str) -> None:
    text = sentence.replace("⏎", "\n")
    assert gold.render_tagged(text, positions.scan_by_position(text, WORDS).mentions) == text


@each_row(
    ("written", "civility"),
    [
        ("M.", "M."), ("Mr", "M."), ("monsieur", "M."), ("MADAME", "Mme"), ("Mme", "Mme"), ("Melle", "Mlle"),
        ("Maître", "Me"), ("Me", "Me"), ("Docteur", "Dr"), ("Mmes", "Mme"), ("Messieurs", "M."), ("MM.", None),
        ("Mrs", None), ("Présidente :", None),
    ],
)  # fmt: skip
def test_the_civility_is_kept_apart(written: str, civility: str | None) -> None:
    (mention,) = positions.scan_by_position(f"{written} Luce VERDIN", WORDS).mentions
    assert mention.value == Person("Luce", "VERDIN", civility)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Présents : Luc MARCHAL", "person.list"),
        ("Mme VERDIN", "person.civility"),
        ("Le Maire, Guy Roux", "person.office"),
        ("Il salue Anne LENOIR", "person.capitals"),
    ],
)
def test_the_rule_says_what_told_the_name(text: str, rule: str) -> None:
    assert [mention.rule for mention in positions.scan_by_position(text, WORDS).mentions] == [rule]
