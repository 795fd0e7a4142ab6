"""The votes of an act."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.growth import assert_grows_linearly, repeated
from tests.tables import each_row

from recueil.evaluation.gold import parse_tagged
from recueil.facts.votes.votes import extract_votes
from recueil.values.vote import Vote


def summary(vote: Vote) -> str:
    """« adopted + 12/0/2 »: outcome, unanimous (+), divided (-) or neither (.), for/against/abstentions."""
    share = {True: "+", False: "-", None: "."}[vote.unanimous]
    counts = (vote.votes_for, vote.against, vote.abstentions)
    return f"{vote.outcome} {share} {'/'.join('?' if count is None else str(count) for count in counts)}"


def summaries(text: str, kind: str | None = "pv") -> list[str]:
    return [summary(vote) for vote in extract_votes(text, (), kind)]


@each_row(
    ("sentence", "expected"),
    [
        ("Le Conseil adopte.\nPour extrait conforme", "adopted . ?/?/?"),
        # all but a few
        ("Adopté moins 2 abstentions.", "adopted - ?/?/2"),
        ("Pose d'un banc : - Adopté, moins une voix contre.", "adopted - ?/1/?"),
        ("Le conseil municipal, moins trois abstentions, accepte le devis.", "adopted - ?/?/3"),
        ("Adopté (4 abstentions : groupe « Ensemble »).", "adopted - ?/?/4"),
        ("Adopté par 12 voix, 3 conseillers s'étant abstenus.", "adopted - 12/?/3"),
        ("Adopté par 9 voix, un élu s étant abstenu.", "adopted - 9/?/1"),
        ("La motion recueille 10 voix, deux conseillers s'abstenant.", "adopted - 10/?/2"),
        ("Le conseil municipal, à l'unanimité moins une voix, adopte le budget.", "adopted - ?/?/?"),
        ("Le conseil approuve, à la majorité absolue, 1 abstention, le tarif.", "adopted - ?/?/1"),
        ("La délibération est adoptée, M. Picq votant contre.", "adopted . ?/?/?"),
        ("Les aides sont versées. Votants 11, pour 11.", "adopted . 11/?/?"),
        # a recital runs to the assembly, however it is called
        ("Considérant l'analyse des offres,\nLe comité, à l'unanimité,\n- attribue le lot 1", "adopted + ?/?/?"),
        ("Considérant le besoin,\nLa commission permanente, à l'unanimité, approuve", "adopted + ?/?/?"),
        # « N voix contre N » of the assembly, whatever it decides
        ("Le conseil municipal, par 12 voix contre 1, autorise la maire à signer.", "adopted - 12/1/?"),
        ("Par 8 voix contre 1, le conseil renonce aux panneaux.", "adopted - 8/1/?"),
        ("Après en avoir délibéré, par neuf voix contre deux, le comité fixe le prix.", "adopted - 9/2/?"),
        ("Le bureau, par 11 voix contre 4, rejette la demande.", "rejected - 4/11/?"),
        ("Le comité, à la majorité de 12 voix contre 3, accepte le devis.", "adopted - 12/3/?"),
        ("La demande est rejetée à la majorité de neuf voix contre six.", "rejected - 6/9/?"),
        ("Le conseil, à la majorité absolue de 12 voix contre 3, décide de vendre.", "adopted - 12/3/?"),
        # « unanime » of who decides
        ("Le conseil municipal unanime accepte le devis.", "adopted + ?/?/?"),
        ("Les membres présents unanimes votent le tarif.", "adopted + ?/?/?"),
        # decided in the words before
        ("Le Comité autorise la signature du marché (une voix contre).", "adopted - ?/1/?"),
        (
            "LE CONSEIL MUNICIPAL, ouï Mme Roux, DECIDE A LA MAJORITE ABSOLUE, moins 2 voix contre et 3 abstentions, d'allouer 50 €",
            "adopted - ?/2/3",
        ),
        # all the others, groups, and voters without names
        ("Trois abstentions, tous les autres pour.", "adopted - ?/?/3"),
        ("Bancs : adopté, un contre (M. Picq), une abstention, les autres pour.", "adopted - ?/1/1"),
        ("Deux voix contre, les autres conseillers votent pour.", "adopted - ?/2/?"),
        (
            "Le plan est adopté (le groupe Agir, soit 14 voix, vote pour ; le groupe Cap, soit 5 voix, vote contre).",
            "adopted - 14/5/?",
        ),
        ("Le règlement est adopté à la majorité, 4 membres ayant voté contre.", "adopted - ?/4/?"),
        ("Accepté à la majorité, un élu ayant voté contre et deux s'étant abstenus.", "adopted - ?/1/2"),
        ("REPOUSSÉ par 9 voix contre 3 (groupe Agir).", "rejected - 3/9/?"),
        ("Le budget des écoles est approuvé avec trois abstentions.", "adopted - ?/?/3"),
        ("Le compte est adopté, moins une abstention.", "adopted - ?/?/1"),
        ("Huit élus sont favorables et un s'abstient.", "adopted - 8/?/1"),
        ("Le texte recueille 9 voix favorables et deux abstentions.", "adopted - 9/?/2"),
        ("Tous les conseillers sont d'accord pour repeindre le préau.", "adopted + ?/?/?"),
        # ballots, « oui » and « non »
        ("Le scrutin secret donne : Oui : 11 – Non : 2 – Blanc : 1.", "adopted - 11/2/?"),
        ("Résultat : oui : 8, non : 3, bulletins nuls : 1.", "adopted - 8/3/?"),
        ("Le comité se prononce favorablement (12 oui, 3 non, 1 blanc).", "adopted - 12/3/?"),
        ("La proposition est acceptée par 6 oui et 2 abstentions.", "adopted - 6/?/2"),
        ("Mis aux voix, le vœu n est pas adopté (5 pour, 8 contre).", "rejected - 5/8/?"),
        ("Les conseillers prennent acte du bilan.", "noted . ?/?/?"),
        # misread by a scanner
        ("LE CONSEIL MUNICIPAL, A L'UNANIMIÏE, ACCEPTE CETTE PROPOSITION", "adopted + ?/?/?"),
        ("LE CONSEIL MUNICIPAL, A L'UNANIM?TE, ACCEPTE CETTE PROPOSITION", "adopted + ?/?/?"),
        ("Le conseil, à l'unaninité, accepte", "adopted + ?/?/?"),
        ("Proposition approuvée à l'unanimité.", "adopted + ?/?/?"),
        ("Après en avoir délibéré,\n- PROPOSE à l'unanimité la liste des contribuables.", "adopted + ?/?/?"),
        (
            "CONSIDERANT qu'il n'appelle aucune remarque, décide à l'unanimité d'adopter ce document.",
            "adopted + ?/?/?",
        ),
        ("Personne ne le souhaitant, il est adopté à l'unanimité.", "adopted + ?/?/?"),
        ("Abstention : 2 Opposition : 0 Approbation : 32", "adopted - 32/0/2"),
        ("Vote du conseil : 7 favorables, 1 défavorable, 1 abstention.", "adopted - 7/1/1"),
        ("3 votes favorables, une abstention.", "adopted - 3/?/1"),
        (
            "La commission propose : 200 € à l'ACCA Votants : 16 Pour : 15 Contre : 1 Abstention : 0",
            "adopted - 15/1/0",
        ),
        ("Les élus donnent leur accord.\nPOUR : 12 (dont 2 pouvoirs)\n", "adopted . 12/?/?"),
        ("Lecture est faite du procès-verbal du 10 juillet, qui est approuvé sans réserve.", "adopted . ?/?/?"),
        ("Le débat a lieu. Il en est donné acte.", "noted . ?/?/?"),
        (
            "Le conseil municipal, après en avoir délibéré, à l’unanimité, approuve la convention.",
            "adopted + ?/?/?",
        ),
        ("ADOPTÉ À L’UNANIMITE", "adopted + ?/?/?"),
        ("Après en avoir délibéré, le Conseil, à Funanimité des membres présents, décide", "adopted + ?/?/?"),
        ("A l'unanimité des suffrages exprimés, le conseil fixe le tarif", "adopted + ?/?/?"),
        ("Le procès-verbal de la séance du 3 mai est approuvé.", "adopted . ?/?/?"),
        ("le conseil, à l’unanimité et deux abstentions, décide", "adopted + ?/?/2"),
        ("le conseil, à l’unanimité, moins une abstention, des membres présents : décide", "adopted + ?/?/1"),
        ("le conseil, à l'unanimité (14 voix) : approuve", "adopted + 14/?/?"),
        ("29 votants – 29 pour : adopté à l'unanimité", "adopted + 29/?/?"),
        ("Votants : 8 – Pour : 8 – Unanimité", "adopted + 8/?/?"),
        ("A l'unanimité (pour : 10 - contre : 0 - abstentions : 0), le conseil approuve", "adopted + 10/0/0"),
        ("Accord à l’unanimité 29 VOIX POUR/1 ABSTENTION", "adopted + 29/?/1"),
        ("Le conseil, unanimement, décide de vendre.", "adopted + ?/?/?"),
        ("Le conseil, unanime, autorise la vente en l'état.", "adopted + ?/?/?"),
        ("Le prix reste à 2,50 €. Accord de l'ensemble des membres présents.", "adopted + ?/?/?"),
        ("La vente est adoptée par 15 voix pour (contre : M. Roux)", "adopted . 15/?/?"),
        ("le conseil, à la majorité, approuve", "adopted - ?/?/?"),
        ("à la majorité par 9 voix pour et 8 abstentions, le conseil approuve", "adopted - 9/?/8"),
        ("à la majorité absolue (49 voix Pour et 4 abstentions), le conseil rend un avis", "adopted - 49/?/4"),
        (
            "le conseil, à la majorité (26 voix contre, 1 abstention et 3 pour) :\n N’adopte pas",
            "rejected - 3/26/1",
        ),
        ("L’amendement est rejeté par 24 voix contre et 11 pour.", "rejected - 11/24/?"),
        ("Le conseil, à l'unanimité, refuse de céder la parcelle.", "rejected + ?/?/?"),
        ("le conseil, par vingt-six voix pour et deux contre, décide", "adopted - 26/2/?"),
        ("PAR 21 VOIX POUR, 08 CONTRE, LE CONSEIL APPROUVE", "adopted - 21/8/?"),
        ("POUR : 26 CONTRE : 0 ABSTENTIONS : 3", "adopted - 26/0/3"),
        ("Vote : 14 pour / 0 contre / 0 abstention → adopté", "adopted + 14/0/0"),
        ("2 contre 3 absentions 6 votes pour", "adopted - 6/2/3"),
        ("0 contre, 0 abstention, 11 pour", "adopted + 11/0/0"),
        ("VOTE : Pour : 28 Contre : Abstention : Le conseil désigne", "adopted + 28/0/0"),
        ("Abstention : Contre : Pour : 11", "adopted + 11/0/0"),
        ("Pour : 12 Contre : néant Abstention : /", "adopted + 12/0/0"),
        ("Votes pour : Votes contre : Abstentions : 41 0 0", "adopted + 41/0/0"),
        ("38 Pour: Contre : Abstention : / /", "adopted + 38/0/0"),
        ("Exprimés 20 voix Pour 18 voix Contre 2 voix Abstention 2 voix NPPV", "adopted - 18/2/2"),
        ("Pour 12 Contre Abstention 1", "adopted - 12/0/1"),
        ("Le vote est enregistré : Pour 40 voix Contre Abstention 2 voix", "adopted - 40/0/2"),
        ("Vote : Pour Contre Abstention 41 0 2", "adopted - 41/0/2"),
        # a figure under one of three labels: the first column is never empty, of the others nothing is known
        ("Vote : Pour Contre Abstention 24 Adopté à la majorité", "adopted - 24/?/?"),
        ("Le conseil, à $\\mathbf{1 2}$ voix pour et 1 abstention, approuve", "adopted - 12/?/1"),
        ("Vote : Pour : $\\mathbf{13}$ Contre : $0$ Abstention : $0$", "adopted + 13/0/0"),
        ("DÉCISION : accord unanime (10 suffrages).", "adopted + 10/?/?"),
        ("Le conseil, à l'unanimité (11 suffrages), approuve", "adopted + 11/?/?"),
        ("Le compte rendu de la séance du 3 mai est lu et approuvé.", "adopted . ?/?/?"),
        ("Coût : 12 € le mètre. Accord du conseil. La dépense sera réglée", "adopted . ?/?/?"),
        ("Préambule\nAccord du conseil municipal pour ajouter un point", "adopted . ?/?/?"),
        ("Rien ne change. OK pour tout le monde.", "adopted + ?/?/?"),
        ("Après lecture de la lettre, le retrait est voté par tous les membres présents.", "adopted + ?/?/?"),
        ("Onze délégués sont pour, Monsieur Picq est contre.", "adopted . 11/?/?"),
        ("Votants : 11  Pour : 1O  Contre : 1  Abstention : O", "adopted - 10/1/0"),
        ("Pour : 15 Contre : 0 Procès-verbal du bureau du 26 mai 1/17 Abstention : 0", "adopted + 15/0/0"),
        ("Vote du budget :\n\n15 pour\n\nQuestions", "adopted . 15/?/?"),
        ("Le conseil approuve par 25 voix pour le compte rendu", "adopted . 25/?/?"),
        ("Le conseil vote : Pour Contre Abstention UNANIMITE", "adopted + ?/?/?"),
        ("Adopté par 11 VOIX POUR, 00 CONTRE, abstentions : O. Divers", "adopted + 11/0/0"),
        ("Pour : 12 Contre : - Abstention : -", "adopted + 12/0/0"),
        ("le conseil, à la majorité et une abstention :\n- DÉSIGNE Mme Picq", "adopted - ?/?/1"),
        ("ADOPTÉE\nPour extrait conforme", "adopted . ?/?/?"),
        ("Le taux est fixé.\nAdopté, M. Picq et Mme Ruffin ne prenant pas part au vote.", "adopted . ?/?/?"),
        ("Rapport du service d'eau | Prise d'acte 56/2022 | Compte", "noted . ?/?/?"),
        ("Pas de remarques ? Adopté.", "adopted . ?/?/?"),
        # the words decide, whatever the counts: a check reports it
        ("le conseil, par 6 voix pour et 25 contre, adopte la proposition", "adopted - 6/25/?"),
        ("Adopté à la majorité : 6 voix pour, 25 voix contre", "adopted - 6/25/?"),
        ("Délibération adoptée par 6 voix pour et 25 contre.", "adopted - 6/25/?"),
        ("le conseil, par 6 voix pour et 25 contre :\n- ADOPTE le budget", "adopted - 6/25/?"),
        ("le conseil, par 6 voix pour et 25 contre, n'adopte pas la proposition", "rejected - 6/25/?"),
        ("le conseil, par 6 voix pour et 25 contre, rejette la motion", "rejected - 6/25/?"),
        ("6 voix contre, 0 abstention, 5 pour", "rejected - 5/6/0"),
        ("Le projet approuvé en 2012 obtient 5 voix pour et 6 contre.", "rejected - 5/6/?"),
        (
            "Vote : 5 pour, 6 contre. Le conseil passe au point suivant et approuve le procès-verbal",
            "rejected - 5/6/?",
        ),
        ("Le conseil municipal prend acte du rapport d'activité.", "noted . ?/?/?"),
        ("Le Conseil, ayant entendu l’exposé : PREND ACTE de l’installation", "noted . ?/?/?"),
        ("Le conseil, à la majorité avec 38 voix pour et une abstention, prend acte du débat", "noted - 38/?/1"),
        ("Le conseil accepte le devis à l'unanimité.", "adopted + ?/?/?"),
        ("Le conseil, l'exposé entendu, adopte cette proposition à l'unanimité.", "adopted + ?/?/?"),
        ("émet un avis favorable à cette adhésion par 5 voix contre 1.", "adopted - 5/1/?"),
        # how many of them were proxies counts nothing
        (
            "Accord à la majorité : 10 pour (8 + 2 procurations pour), 3 abstentions et 2 contre",
            "adopted - 10/2/3",
        ),
        ("Approbation à la majorité : 9 pour (7 et 2 pouvoirs) et 1 contre", "adopted - 9/1/?"),
        # a name that is not known as one
        ("Adopté à la majorité : 5 pour, 1 abstention (R. Blanc) et 1 contre", "adopted - 5/1/1"),
        ("Le conseil retient le devis (9 voix, 1 abstention).", "adopted - 9/?/1"),
        (
            "Le conseil approuve, à l'unanimité, le compte.\n\nA l'unanimité (pour : 6 contre : 0 abstentions : 0)",
            "adopted + 6/0/0",
        ),
        (
            "La seconde concerne les indemnités. Contre ? 3. Abstentions ? 5. Elle est adoptée par 15 voix.",
            "adopted - 15/3/5",
        ),
        ("Résultat : favorables 19, défavorables 0, abstentions 2", "adopted - 19/0/2"),
        ("Le rapport n° 9 sur les cimetières est retiré de l'ordre du jour.", "withdrawn . ?/?/?"),
        ("Cette délibération est ajournée et reportée à une date ultérieure", "postponed . ?/?/?"),
        ("Point reporté à une prochaine séance", "postponed . ?/?/?"),
        (
            "Les points relatifs à l'approbation du plan local d'urbanisme et à l'abrogation des cartes communales"
            " sont retirés de l'ordre du jour",
            "withdrawn . ?/?/?",
        ),
    ],
)
def test_one_vote(sentence: str, expected: str) -> None:
    assert summaries(sentence) == [expected]


@each_row(
    "sentence",
    [
        "Le conseil municipal, après en avoir délibéré, décide d'attribuer une subvention.",
        "Le conseil municipal, réuni à la majorité de ses membres en exercice, désigne",
        "Les délibérations sont prises à la majorité absolue des suffrages exprimés.",
        "Le maire est élu au scrutin secret et à la majorité absolue.",
        "Le conseil peut décider à l’unanimité de ne pas procéder au scrutin secret.",
        "La majorité municipale porte un contre-projet.",
        "Vu l'avis favorable, à l'unanimité, du comité social territorial,",
        "La commission des finances a émis un avis favorable à l'unanimité.",
        "Vu l'avis favorable des commissions (pour : 21 ; contre : 0 ; abstentions : 2)",
        "Par délibération du 18 décembre, les travaux ont été approuvés à l'unanimité.",
        "Madame la maire rappelle que le conseil avait approuvé à l'unanimité le projet.",
        "le projet a déjà recueilli votre approbation à l'unanimité",
        "Considérant que le conseil a voté à l'unanimité la motion",
        "DESIGNE à la majorité absolue (18 voix) M. X délégué titulaire",
        "A obtenu Mme X : 12 voix. A été proclamée élue",
        "M. X (9 voix contre 4 à M. Y)",
        "Remboursement du capital des emprunts pour : 334 565,40 €",
        "231 817,88 euros de réalisations contre 521 202,02 en prévisions",
        "une inflation de 9,2 % en 2022 contre 4,1 % en 2021",
        "les parcelles AV 21 et AV 373 pour un montant de 2 000 euros",
        "une contre-proposition et 2 contre-pentes",
        "La pétition a recueilli Pour : 49 Contre : 33",
        "des compétences unanimement reconnues",
        "Le commissaire relève : avis favorables 12, sans avis 3.",
        "Les votes ont lieu à l'unanimité ou à la majorité absolue.",
        "Y a-t-il des abstentions ? Des votes contre ?",
        "Le conseil municipal est invité à prendre acte du bilan.",
        "Ce dossier doit, à nouveau, être retiré.",
        "Le résultat reporté en section de fonctionnement",
        "M. le maire se retire pour laisser le conseil délibérer.",
        "Les dossiers retirés en mairie sont complets",
        "La rencontre a fait l'unanimité parmi les plus petits.",
        "C'est pour cela que j'ai voté contre.",
        "Elle s'est abstenue de tout commentaire.",
        "Absents ayant voté par procuration",
        "au scrutin secret, sauf accord unanime contraire",
        "sous réserve de l'accord du conseil.",
        "L'accord du conseil est requis",
        "Proclamés élus : M. X, 12 suffrages. M. Y, 9 suffrages",
        "La liste conduite par Mme X obtient 12 suffrages.",
        "Le 3 mai, l'avis est OK pour tout le monde concerné",
        "un prix de $\\mathbf{1 2}$ euros pour la salle",
        "L'élu s'abstient de prendre des mesures lui accordant un avantage.",
        "Les agents s'abstiennent.",
        "Monsieur le Maire propose à l'unanimité du bureau une liste.",
        "Vu le rapport du 9 novembre 2023, approuvé à l'unanimité de ses membres présents,",
        "La commission a été élue par 12 voix contre 3.",
        "La candidature de Mme X recueille 10 voix, celle de M. Y 4.",
        "Considérant l'avis du comité technique, rendu à l'unanimité, le maire signe",
        "Le conseil a retenu pour : 12 enfants, une aide",
        "Le sondage donne 15 oui, 2 non, 3 sans avis.",
        "Les autres votent avec leurs pieds, dit M. Picq.",
    ],
)
def test_no_vote(sentence: str) -> None:
    assert summaries(sentence) == []


def test_the_acts_of_one_person_are_not_voted() -> None:
    assert summaries("Le maire prend acte. Adopté à l'unanimité.", "arrete") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Le Conseil, à l'unanimité, décide de vendre le pré.\nAdopté à l'unanimité.", ["adopted + ?/?/?"]),
        (
            "Pour : 18 Contre : 0 Abstention : 0 Vu le code général, Vu la délibération n° 12, "
            "Après en avoir délibéré et à l’unanimité, le bureau approuve",
            ["adopted + 18/0/0"],
        ),
        (
            "le conseil, à l'unanimité ; APPROUVE le procès-verbal.\n38 Pour: Contre : Abstention : / / "
            "Approbation par l'assemblée à l'unanimité des votants par 38 voix.",
            ["adopted + 38/0/0"],
        ),
        ("Pour : 28 Contre : Abstention : Le procès-verbal est adopté à l’unanimité.", ["adopted + 28/0/0"]),
        ("Par 6 voix pour, 1 contre et 1 abstention, ADOPTÉ.", ["adopted - 6/1/1"]),
        (
            "Adopté à l'unanimité : Date : Adopté à la majorité : Voix contre : 0 Abstentions : 4",
            ["adopted - ?/0/4"],
        ),
    ],
)
def test_a_vote_said_twice_is_one(text: str, expected: list[str]) -> None:
    assert summaries(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Adopté à l'unanimité des 9 votants", ["adopted + 9/?/?"]),
        ("le comité, à l'unanimité des 23 membres présents et représentés, approuve", ["adopted + 23/?/?"]),
        ("décide, à l'unanimité des 14 suffrages exprimés, de vendre", ["adopted + 14/?/?"]),
        ("Le conseil, à l'unanimité des 9 votants, refuse la vente.", ["rejected + ?/?/?"]),
        ("adopte à l'unanimité des 3 propositions reçues la première", ["adopted + ?/?/?"]),
    ],
)
def test_unanimity_of_so_many_counts_them(text: str, expected: list[str]) -> None:
    assert summaries(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Le Conseil, à l'unanimité, Vu le code général, Considérant le projet, Ayant entendu le rapporteur, DÉCIDE : "
        "Article 1er : le compte rendu de la séance du 24 mai est approuvé. Article 2 : elle peut être contestée",
        "Le comité, à l'unanimité, Vu l'article L. 2121-15, DÉCIDE : Article 1 : la proposition est adoptée.",
        "Le bureau, à l'unanimité, Considérant qu'il y a lieu d'arrêter les termes, DÉCIDE : la motion est approuvée.",
    ],
)
def test_visas_may_stand_between_the_vote_of_a_deliberation_and_what_it_adopts(text: str) -> None:
    assert summaries(text, "deliberation") == ["adopted + ?/?/?"]


def test_names_of_a_deliberation_and_the_counts_below_are_one_vote() -> None:
    text = "Le conseil, à la majorité (1 contre ; 1 abstention), APPROUVE le règlement.\n36 POUR\n1 CONTRE\n1 ABSTENTION\n"
    assert summaries(text, "deliberation") == ["adopted - 36/1/1"]


def test_counts_in_the_head_of_a_deliberation_and_the_unanimity_of_its_dispositif_are_one_vote() -> None:
    text = f"Votes : pour : 21 ; contre : 0 ; abstention : 0\nObjet : Pré\n{'Vu le code. ' * 300}le conseil décide à l'unanimité"
    assert summaries(text, "deliberation") == ["adopted + 21/0/0"]


@each_row(
    ("text", "expected"),
    [
        (
            "Le point est adopté à l’unanimité. 2 – Tarifs. Le point est adopté à l’unanimité.",
            ["adopted + ?/?/?"] * 2,
        ),
        (
            "Le PV est approuvé à l'unanimité.\n\n## Tarifs\n\nLe Conseil, à l'unanimité,\n- FIXE les tarifs",
            ["adopted + ?/?/?"] * 2,
        ),
        (
            "DM1 : Vote : 14 pour / 0 contre → adopté\nDM2 : Vote : 14 pour / 0 contre → adopté",
            ["adopted . 14/0/?"] * 2,
        ),
        ("Comptes :\n15 pour\nBudget :\n15 pour", ["adopted . 15/?/?"] * 2),
        (
            "Le conseil accepte par 8 voix pour et une contre. Un chemin est ajouté. Accord du conseil. Le prix suivra",
            ["adopted - 8/1/?", "adopted . ?/?/?"],
        ),
        (
            "Avis favorable de la commission Accord à l'unanimité Vente du pré Accord à l'unanimité",
            ["adopted + ?/?/?"] * 2,
        ),
        (
            "Le conseil, à l’unanimité, a approuvé le procès-verbal. Le conseil prend acte des décisions.",
            ["adopted + ?/?/?", "noted . ?/?/?"],
        ),
        (
            "Sur 19 élus, 2 sont contre, 4 s'abstiennent et 13 sont pour. Le Conseil, à l'unanimité (une abstention), décide",
            ["adopted - 13/2/4", "adopted + ?/?/1"],
        ),
        (
            "Pour : 12 Contre : Abstention :\nDEL 2018-63 / Motion, mise aux voix : à la majorité (7 voix contre et 4 pour), le conseil n'adopte pas",
            ["adopted + 12/0/0", "rejected - 4/7/?"],
        ),
        (
            "L'amendement obtient 6 voix pour et 25 contre.\nLe Conseil adopte.",
            ["rejected - 6/25/?", "adopted . ?/?/?"],
        ),
        (
            "L’amendement est rejeté par 24 voix contre et 11 pour.\nLe Conseil adopte à la majorité.\nPour : 31, Contre : 6, Abstentions : 2",
            ["rejected - 11/24/?", "adopted - 31/6/2"],
        ),
        (
            "N° Objet Pour Contre Abstention 1 Approbation du PV 15 0 0 2 Tarifs 2024 14 1 0 3 Budget 13 0 2",
            ["adopted + 15/0/0", "adopted - 14/1/0", "adopted - 13/0/2"],
        ),
        (
            "Délibération n° 2023-01 – Tarifs – APPROUVÉE Délibération n° 2023-02 – Budget – REJETÉE",
            ["adopted . ?/?/?", "rejected . ?/?/?"],
        ),
        # a heading in capitals, or a row, parts two votes; a refusal in the next paragraph is of another
        (
            "TARIFS\n\nLe conseil, à l'unanimité, fixe le tarif et sollicite une aide.\n\nCLASSE DE NEIGE\n"
            "Une aide est versée. Vote : unanimité.\n\nCHEMIN DU SERRE\nLe devis est lu. Unanimité.\n\nAIDE AUX SINISTRÉS\n"
            "À la suite de la crue, le conseil, par 10 voix, décide de verser 100 francs.\n",
            ["adopted + ?/?/?", "adopted + ?/?/?", "adopted + ?/?/?", "adopted . 10/?/?"],
        ),
        (
            "Deux agents seront recrutés. Vote : 9 pour, 1 abstention.\n\nCHEMIN DU SERRE\n"
            "Le conseil refuse par 8 voix contre 2.\n",
            ["adopted - 9/?/1", "rejected - 2/8/?"],
        ),
        (
            "Bail de chasse du lot n° 2 | Approuvé (7 pour, 2 abstentions) 48/2022 | Avenant n° 1 au marché de la voirie "
            "| Approuvé à la majorité (6 pour, 2 contre)",
            ["adopted - 7/?/2", "adopted - 6/2/?"],
        ),
        # lines have run together
        (
            "le PV est adopté à l'unanimité. 1) Ruisseau Vote : 4 pour et 1 abstention 2) Budget",
            ["adopted + ?/?/?", "adopted - 4/?/1"],
        ),
        (
            "accepte à l'unanimité. 2. Tarifs 2015 Adopté par 4 voix pour, 1 abstention.",
            ["adopted + ?/?/?", "adopted - 4/?/1"],
        ),
        (
            "Eau : le conseil retient le devis (9 voix, 1 abstention).\nÉcole : le conseil refuse à l'unanimité la fermeture.",
            ["adopted - 9/?/1", "rejected + ?/?/?"],
        ),
        (
            "Adopté à l'unanimité.\nPréau\nDeux artisans ont chiffré les travaux.\nVote : 6 pour – 1 contre – 0 abstention",
            ["adopted + ?/?/?", "adopted - 6/1/0"],
        ),
        (
            "Vote : Pour 13 – Contre 0 – Abstentions 2\n\n2.1 TARIF DES COPIES\n\nIl est étendu.\n\nVOTE : Unanimité\n",
            ["adopted - 13/0/2", "adopted + ?/?/?"],
        ),
        (
            "LES DÉLÉGUÉS ACCEPTENT à l'unanimité.\n\nQUESTIONS :\n\nGarderie.\n\nADOPTÉ par 4 voix, 2 élus s'abstenant.",
            ["adopted + ?/?/?", "adopted - 4/?/2"],
        ),
        (
            "La régie est retenue par 16 pour, 1 contre, 2 abstentions.\n\n2. Rapport\n\nLes délégués prennent acte du rapport.",
            ["adopted - 16/1/2", "noted . ?/?/?"],
        ),
        (
            "Le conseil, à l'unanimité, autorise la présidente. Bons de bois Il en sera acheté quarante. Accord unanime.",
            ["adopted + ?/?/?"] * 2,
        ),
        (
            "Le conseil, moins trois abstentions, approuve l'avenant.\nPiscine\nAdopté par 19 voix pour, 1 voix contre",
            ["adopted - ?/?/3", "adopted - 19/1/?"],
        ),
        (
            "TARIFS\nAdopté (4 abstentions).\nVENTE\nApprouvé à la majorité, 3 voix contre.",
            ["adopted - ?/?/4", "adopted - ?/3/?"],
        ),
        # the number of the next point follows at once, or its heading has no full stop
        (
            "Vote du conseil : unanimité. II - URBANISME 3 - Nom d'une venelle Vote du conseil : 12 pour, 3 abstentions.",
            ["adopted + ?/?/?", "adopted - 12/?/3"],
        ),
        (
            "Approuvé à l'unanimité 3) Ravalement Le bureau est retenu pour 900 €. 9 pour, 1 abstention",
            ["adopted + ?/?/?", "adopted - 9/?/1"],
        ),
        (
            "Vote : 7 pour, 1 abstention\n\nDélibération 2019-22 : repas\n\nIl coûte 9 €.\n\nAccepté à l'unanimité",
            ["adopted - 7/?/1", "adopted + ?/?/?"],
        ),
        (
            "Onze délégués sont pour.\n\nII Forage\n\nLe comité accepte à l'unanimité le devis.",
            ["adopted . 11/?/?", "adopted + ?/?/?"],
        ),
        (
            "Il est adopté à l'unanimité.\n2 Taxe\nM le Maire rappelle le décret. Pour : 9 Contre : 0 Abstentions : 0",
            ["adopted + ?/?/?", "adopted + 9/0/0"],
        ),
        (
            "par 24 voix POUR, 5 CONTRE :\n- la fermeture.\n5.2 – Information\nL'Assemblée PREND ACTE, de l'information.",
            ["adopted - 24/5/?", "noted . ?/?/?"],
        ),
        (
            "Il est adopté à l'unanimité. La motion : qui est contre ? 4. Elle est adoptée par 15 voix.",
            ["adopted + ?/?/?", "adopted - 15/4/?"],
        ),
        # the next item follows, in a line or a sentence of its own
        (
            "Vote : 9 pour, 0 contre, 2 abstentions.\nCantine : le maire rappelle les prix. Le conseil approuve à l'unanimité.",
            ["adopted - 9/0/2", "adopted + ?/?/?"],
        ),
        (
            "Le devis est retenu par six voix et une abstention. VOIRIE : les prix sont reconduits à l'unanimité.",
            ["adopted - 6/?/1", "adopted + ?/?/?"],
        ),
        (
            "Le bail est prolongé. Pour : unanimité Aide au club de tir : Pour : 18 – Contre : 2",
            ["adopted + ?/?/?", "adopted - 18/2/?"],
        ),
        (
            "Une abstention. Le budget est adopté avec une abstention. Les tarifs. Des contre ? Des abstentions ? Unanimité, merci.",
            ["adopted - ?/?/1", "adopted + ?/?/?"],
        ),
        (
            "Bail - Adopté à l'UNANIMITÉ 2. FINANCES (Luc Picq) Emprunt - Adopté à 14 voix POUR et 2 ABSTENTIONS",
            ["adopted + ?/?/?", "adopted - 14/?/2"],
        ),
        (
            "La délibération est adoptée par 9 voix, 3 abstentions. V.2 BAIL La délibération est adoptée à l'unanimité.",
            ["adopted - 9/?/3", "adopted + ?/?/?"],
        ),
        (
            "Adoptée par 9 voix pour, 2 contre\n\nVŒU SUR LA GARE\n\nLe vœu est rejeté : 4 pour, 7 contre",
            ["adopted - 9/2/?", "rejected - 4/7/?"],
        ),
        (
            "Les retraits de M. Picq sont mis aux voix. REPOUSSÉS par 8 voix contre 2. L'ensemble est adopté à la majorité.",
            ["rejected - 2/8/?", "adopted - ?/?/?"],
        ),
        (
            "Le conseil, avec 7 voix pour et 2 voix contre, accepte.\n\n1-2 Eau\n\nLes conseillers prennent acte du rapport.",
            ["adopted - 7/2/?", "noted . ?/?/?"],
        ),
    ],
)
def test_several_votes(text: str, expected: list[str]) -> None:
    assert summaries(text) == expected


A = "<PERSON PICQ, Léa>Léa PICQ</PERSON>"
B = "<PERSON ROULIN>ROULIN</PERSON>"


@each_row(
    ("tagged", "field", "families", "count"),
    [
        (f"par 16 voix pour et 2 contre (Mme {A} et M. {B}), approuve", "against", ["PICQ", "ROULIN"], 2),
        (f"à la majorité (16 voix pour et 2 voix contre : M. {B}, porteur du pouvoir de Mme {A})", "against", ["ROULIN", "PICQ"], 2),
        (f"à l'unanimité (2 abstentions de Mme {A} et M. {B}) : approuve", "abstaining", ["PICQ", "ROULIN"], 2),
        (f"Pour : 12 Contre : 0 Abstention : M. {B}\nLe maire", "abstaining", ["ROULIN"], 1),
        (f"Pour : 12 Contre : 2 (MM. {B}, {A}) Abstentions : 0", "against", ["ROULIN", "PICQ"], 2),
        (f"Mme {A} et M. {B} ne prennent pas part au vote. Le conseil, à l’unanimité, attribue", "not_voting", ["PICQ", "ROULIN"], 2),
        (f"par 9 voix pour, Mme {A} s'abstient. Le conseil approuve", "abstaining", ["PICQ"], 1),
        (f"Pour : 20 Contre : 4 Abstention : 0 – Mme {A} et M. {B} ayant voté contre :\n- Fixe", "against", ["PICQ", "ROULIN"], 4),
        (f"à la majorité, Mme {A} et M. {B} ayant voté contre, approuve", "against", ["PICQ", "ROULIN"], 2),
        (f"à la majorité (Mme {A} vote contre), approuve", "against", ["PICQ"], 1),
        (f"par 12 voix pour, M. {B} s'étant abstenu, approuve", "abstaining", ["ROULIN"], 1),
        (f"par 9 voix pour, Mme {A} s'abstient et M. {B} s'abstient. Le conseil approuve", "abstaining", ["PICQ", "ROULIN"], 2),
        (f"Pour : 6 Contre : 2 Abstentions 3 : Mme {A}, M. {B}", "abstaining", ["PICQ", "ROULIN"], 3),
        (f"Abstention(s) de : Mme {A}, M. {B}. Mme {A} use d'un pouvoir. Adopté à la majorité : Contre : 0", "abstaining", ["PICQ", "ROULIN"], 2),
        (f"à l'unanimité, à l'exception de M. {B} qui ne prend pas part au vote, décide", "not_voting", ["ROULIN"], 1),
        (f"Secrétaire : {A} M. {B}, intéressé, quitte la salle et ne prend pas part au vote. À l'unanimité, le conseil attribue", "not_voting", ["ROULIN"], 1),
        (f"Mme {A}, présidente de l'amicale, ne prend pas part au vote. M. {B}, trésorier du club, ne prend pas part au vote\nÀ l'unanimité, le conseil attribue", "not_voting", ["PICQ", "ROULIN"], 2),
        (f"Absents : {A}, {B}\nN'a pas pris part au vote : aucun\nAdopté à l'unanimité", "not_voting", [], 0),
        (f"Pour : 20 Contre : 2 Abstention : 0 – Mme {A} et M. {B} ayant voté contre", "abstaining", [], 0),
        (f"Pour : 20 Contre : 0 Abstention : 0 M. {B}, maire", "abstaining", [], 0),
        (f"Adopté à la majorité.\nOnt voté contre : Mme {A}\nS'est abstenu : M. {B}\nLe maire", "against", ["PICQ"], 1),
        (f"Adopté à la majorité.\nOnt voté contre : Mme {A}\nS'est abstenu : M. {B}\nLe maire", "abstaining", ["ROULIN"], 1),
        (f"Pour : 20 Contre : 2 – M. {B} ayant voté contre :\nMme {A} est désignée", "against", ["ROULIN"], 2),
        (f"Les loyers sont annulés. M. {B} s'abstient.", "abstaining", ["ROULIN"], 1),
        (f"La motion est adoptée, Pour Contre Abstention 17 Mme {A} – M. {B} 3", "against", ["PICQ", "ROULIN"], 2),
        (f"La motion est adoptée, Pour Contre Abstention 17 Mme {A} – M. {B} 3", "abstaining", [], 3),
        (f"Vote : Pour Contre Abstention 24 Mme {A} – M. {B}", "abstaining", [], None),
        (f"à la majorité, Mme {A} vote pour et M. {B} vote contre", "for", ["PICQ"], None),
        (f"LE CONSEIL, A L’EXCEPTION DE MADAME {A}, MONSIEUR {B} QUI S'ABSTIENNENT, ACCEPTE", "abstaining", ["PICQ", "ROULIN"], 2),
        (f"LE CONSEIL, A L’EXCEPTION DE MADAME {A} QUI VOTE CONTRE ET DE MONSIEUR {B} QUI S'ABSTIENT, ACCEPTE", "abstaining", ["ROULIN"], 1),
        (f"Adopté, sauf par M. {B} qui s’abstient.", "abstaining", ["ROULIN"], 1),
        (f"LE CONSEIL, A L'EXCEPTION DE M. {B} QUI S'ABSTIENT, APPROUVE LE COMPTE (LE MAIRE, AYANT QUITTE LA SALLE, NE PARTICIPE PAS AU VOTE)", "not_voting", [], None),
        (f"Le conseil, par 3 voix pour et l’abstention de M. {B}, retient l'offre", "abstaining", ["ROULIN"], 1),
        (f"Le prix est de 3 €. Adopté par 15 voix (contre : M. {B}).", "against", ["ROULIN"], 1),
    ],
)  # fmt: skip
def test_names(tagged: str, field: str, families: list[str], count: int | None) -> None:
    text, persons = (annotated := parse_tagged(tagged)).text, annotated.mentions
    (vote,) = extract_votes(text, persons, "pv")
    assert [str(person.value).split(",")[0] for person in getattr(vote, f"names_{field}")] == families
    counted = {
        "for": vote.votes_for,
        "against": vote.against,
        "abstaining": vote.abstentions,
        "not_voting": vote.not_voting,
    }
    assert counted[field] == count


def test_counts_that_say_again_who_was_named_are_one_vote() -> None:
    annotated = parse_tagged(
        f"Mme {A} vote contre. M. {B} s'abstient. Le projet est adopté : 9 pour, 1 contre, 1 abstention."
    )
    votes = extract_votes(annotated.text, annotated.mentions, "pv")
    assert [summary(vote) for vote in votes] == ["adopted - 9/1/1"]


def test_those_who_do_not_take_part_are_counted() -> None:
    (vote,) = extract_votes(
        "Adoptée par : 46 voix Pour, 1 abstention et 5 ne prenant pas part au vote", (), "deliberation"
    )
    assert (vote.votes_for, vote.abstentions, vote.not_voting) == (46, 1, 5)


def test_a_vote_is_where_it_is_said() -> None:
    text = "Le conseil, par 12 voix pour et 3 contre, approuve."
    (vote,) = extract_votes(text, (), "pv")
    assert text[vote.start : vote.end] == "12 voix pour et 3 contre"


def test_figures_that_are_typeset_stand_where_the_text_has_them() -> None:
    text = "Le conseil, par $\\mathbf{1 2}$ voix pour et 3 contre, approuve."
    (vote,) = extract_votes(text, (), "pv")
    assert text[vote.start : vote.end] == "$\\mathbf{1 2}$ voix pour et 3 contre"


@given(
    st.lists(
        st.sampled_from(
            ["à l'unanimité ", "12 ", "voix ", "pour ", "contre : ", "abstention ", "\n", "le conseil ", "prend acte ", ". ", "adopté "]
        ),
        max_size=40,
    )
)  # fmt: skip
def test_offsets_lie_in_the_text_and_follow_each_other(words: list[str]) -> None:
    text = "".join(words)
    found = extract_votes(text, (), "pv")
    assert all(0 <= vote.start < vote.end <= len(text) for vote in found)
    assert [vote.start for vote in found] == sorted(vote.start for vote in found)


@pytest.mark.parametrize(
    "piece",
    ["pour : ", "pour contre abstention 1 ", "pour contre abstention objet 1 0 0 ", "objet 1 0 0 2 ", "délibération n° 1 – adoptée ", "accord du ", "$1 ", "$\\mathbf{1}$", "s'abstient. ", "1 ", "\n", " ", "le conseil ", "prend acte ", "à l'unanimité ", "vingt et ", "contre : 2 abstention ", "adopté\n", "a ", "ayant voté contre ", "s'étant abstenus ", "à la majorité ", "le conseil adopte. ", "dont acte ", "adopté, m. a ne ", "| prise d'acte ", "\n \nTARIFS DU CAMPING\n", "7 pour | bail du lot | ", "amendement 1 pour 2 contre adopte "],
)  # fmt: skip
def test_a_hostile_text_takes_time_in_proportion(piece: str, size: int) -> None:
    assert_grows_linearly(lambda text: extract_votes(text, (), "pv"), repeated(piece), size)
