"""Who presided, wrote down, reported and signed."""

from __future__ import annotations

import pytest
from tests.growth import assert_grows_linearly, repeated
from tests.tables import each_row

from recueil.evaluation import gold
from recueil.facts.identity.officers import Officers, find_officers, find_rapporteur
from recueil.values import Mention, Person


def named(tagged: str, office: str, kind: str = "deliberation") -> str | None:
    """The full name of who holds an office in a tagged text."""
    act = gold.parse_tagged(tagged)
    mention = getattr(find_officers(act.text, kind, act.mentions), office)
    return str(mention.value.full_name) if mention else None


PICQ = "<PERSON PICQ, Anne>Anne PICQ</PERSON>"
RUFFIN = "<PERSON RUFFIN, Paul>Paul RUFFIN</PERSON>"
TOURNIER = "<PERSON TOURNIER>TOURNIER</PERSON>"

PRESIDENTS = [
    f"Le Conseil, présidé par M. {PICQ}, nomme Mme {RUFFIN} secrétaire.",
    f"Le bureau communautaire, présidé par Mme {PICQ}, approuve",
    f"Excusé : {RUFFIN}⏎Présidence assurée par M. {PICQ}⏎Secrétaire : {RUFFIN}",
    f"Présidence de séance assurée par Madame {PICQ}, Maire",
    # of the only item, not of the séance
    f"sous la présidence de M. {RUFFIN}. Objet : compte administratif. Le conseil, réuni sous la présidence de Mme {PICQ},"
    f" première adjointe, délibérant sur le compte administratif de l'exercice 2015 dressé par M. {RUFFIN}, maire",
    f"s'est réuni sur la convocation de Madame {PICQ}, Maire. Présents : {RUFFIN}",
    f"Présents : {RUFFIN} Animatrice de séance : {PICQ}, Présidente",
    f"La commission déchets, présidée par {RUFFIN}, se réunit le 3. Madame {PICQ} préside la séance.",
    f"sous la présidence de Madame le Maire Étaient présents : {RUFFIN}. Fait à X, Le Maire, {PICQ}",
    f"sous la présidence de Madame {PICQ}, Maire. Présents : {RUFFIN}",
    f"La séance est ouverte à 19 heures par Mme {PICQ}, maire. Présents : {RUFFIN}",
    f"COMMISSION PERMANENTE – Réunion du 8 juillet 2022 Présidente : Mme {PICQ} Présents : {RUFFIN}",
    f"sous la⏎présidence de Madame la Maire, {PICQ}⏎Présents : {RUFFIN}",
    # two columns read one after the other
    f"à 18H00, sous la⏎   Ville de            présidence de Madame le Maire, {PICQ}⏎  Présents",
    f"sous la présidence de son Maire, {PICQ}. Présents : {RUFFIN}",
    f"SOUS LA PRESIDENCE DE MADAME {PICQ}, MAIRE",
    f"En l'absence du maire, la présidence de la séance est assurée par Madame {PICQ}",
    f"La séance est présidée par Mme {PICQ}, première adjointe",
    f"Présidence : {PICQ}, maire",
    f"Président de séance : Mme {PICQ}",
    f"Mme {PICQ}, présidente du Conseil départemental, ouvre la séance",
    f"Mme {PICQ}, doyenne d'âge, préside l'assemblée. {RUFFIN}",
    f"sur la convocation qui leur a été adressée par la Présidente, Mme {PICQ}. Présents : {RUFFIN}",
    f"sous la présidence de Mme la Maire. Présents : Mme {PICQ}, Maire, M. {RUFFIN}, Mme",
    f"convocation adressée par le Maire, {RUFFIN}. Sous la présidence de Mme {PICQ}",
    f"sur convocation du 6 avril 2023 adressée par Madame {PICQ}, Présidente.⏎Présents : {RUFFIN}",
    f"Département de la Brenne⏎Présidente : Mme {PICQ}⏎Présents : {RUFFIN}",
    f"Étaient présents :⏎Présidente : {PICQ}⏎Vice-présidents : {RUFFIN}",
    f"Excusés : {RUFFIN} La Présidente {PICQ} ouvre la séance à 18h30",
    f"Mme {PICQ}, maire, déclare la séance ouverte à 20 h",
    f"La séance, présidée, en l absence de M. {RUFFIN}, Président du CCAS, par Mme {PICQ}, Vice-Présidente, débute à 18 h",
    f"Présents : {RUFFIN}. Mme {PICQ}, Présidente de la communauté de communes, constate que le quorum est atteint",
    f"Mme {PICQ}, la maire, procède à l'ouverture de la séance",
    # a margin breaks into the sentence
    f"{'':30}Convoqué le 8 mai, le conseil s'est réuni⏎{'Extrait du registre des':30}sous la présidence de Mme la⏎"
    f"{'délibérations':30}Maire, {PICQ}.⏎{'':30}Présents : {RUFFIN}⏎{'':30}Absents : néant",
    f"Le conseil communautaire étant présidé par M. {PICQ}, M. {RUFFIN} assure le secrétariat",
    f"Présents : {RUFFIN}⏎Présidé par {PICQ}",
    f"Ouverture de la séance par le Président, {PICQ}. Présents : {RUFFIN}",
    f"M. {PICQ}, Président, assure la présidence. Présents : {RUFFIN}",
    # a séance that is opened with its day or hour
    f"Madame {PICQ}, maire, déclare la séance du 12 mars 2021 ouverte et procède à l'appel.",
    f"Madame {PICQ}, maire, déclare la séance à 18 h 30 ouverte.",
]
NO_PRESIDENT = [
    f"le club de tennis présidé par M. {PICQ}",
    f"Secrétaire de séance : {PICQ} Le Maire déclare la séance ouverte",
    f"Excusés : {PICQ} Après avoir constaté le quorum, le Président ouvre la séance",
    f"M. {RUFFIN}, président de l'association, sort de la salle. La présidence est assurée par Mme {PICQ}.",
    f"sous la présidence de Monsieur le Maire. Présents : {PICQ}, maire-adjointe, {RUFFIN}",
    f"Monsieur le Maire ouvre la séance. Présents : {PICQ}, Maire, {RUFFIN}",
    f"Monsieur le Maire se retire et laisse la présidence à Mme {PICQ}",
    f"Mme {PICQ}, Présidente de la commission des finances, expose",
    f"Présents : Mme {PICQ}, maire, {RUFFIN}",
    f"sous la vice-présidence de Mme {PICQ}",
    f"l'association Grain de sel (présidente : Mme {PICQ})",
    f"Commission voirie⏎Président : {PICQ}⏎Membres :⏎{RUFFIN}",
    f"Il est constitué le bureau de vote suivant :⏎Président : {PICQ}⏎Assesseurs : {RUFFIN}",
    f"sur convocation adressée par Mme {PICQ}, directrice des services. Présents : {RUFFIN}",
    f"convocation adressée par courriel. Mme {PICQ}, Présidente du club, est reçue",
    f"Sous la présidence de Mme {PICQ}, première adjointe, le conseil examine le compte administratif",
    "sous la présidence de Monsieur le Maire. Présents :",
]
SECRETARIES = [
    f"Le conseil choisit un secrétaire : Madame {PICQ} a été désignée et a accepté cette charge.",
    f"Mme {PICQ} tient le secrétariat.",
    f"Présents : {RUFFIN} (maire), {PICQ} (1re adjointe, secrétaire de séance), M.",
    f"Les fonctions de secrétaire sont remplies par Mme {PICQ}",
    f"Le secrétariat a été assuré par : {PICQ}.",
    f"Mme {PICQ}, désignée conformément à l'article L. 2121-15 du CGCT, remplit les fonctions de secrétaire.",
    f"désigné en qualité de secrétaire de séance, conformément à l'article L. 2121-15 du CGCT, Mme {PICQ}",
    f"Secrétaire de séance (art. L. 2541-6 du CGCT) : Mme {PICQ}",
    f"Secrétaire de séance désignée en application de l'article L 2121-15 du CGCT : Mme {PICQ}",
    f"Mme {PICQ} ayant obtenu la majorité des suffrages a été désignée pour remplir ces fonctions",
    f"Le conseil municipal désigne à l'unanimité {PICQ} secrétaire de séance.",
    f"Mme {PICQ} a accepté d'être secrétaire.",
    f"Mme {PICQ} se propose comme secrétaire de séance.",
    f"Mme {PICQ} a été nomrnée secrétaire.",
    f"Assistait : {RUFFIN}, secrétaire du syndicat. Secrétaire : Mme {PICQ}",
    f"Secrétaire de séance : Mme {PICQ} OBJET : Tarifs",
    f"SECRÉTAIRE DE SÉANCE :⏎{PICQ} {RUFFIN}",
    f"Présents : {RUFFIN}⏎Secrétaire : Mme {PICQ}.",
    f"Présents : {RUFFIN}⏎Secrétaire de séance : {PICQ}",
    f"Secrétaires de séance : Mesdames {PICQ} et {RUFFIN}",
    f"Madame {PICQ} est nommée secrétaire de séance.",
    f"Madame {PICQ} a été désignée à l'unanimité comme secrétaire de séance.",
    f"Mme {PICQ}, ayant obtenu la majorité, a été désignée pour remplir les fonctions de secrétaire",
    f"le conseil nomme Madame {PICQ} pour remplir les fonctions de secrétaire",
    f"que le secrétariat de la présente séance soit assuré par Mme {PICQ}",
    f"Il nomme {PICQ}, secrétaire de séance.",
    f"à la nomination d'un secrétaire de séance. Madame {PICQ} a été désignée pour remplir cette fonction.",
    f"M. {RUFFIN} préside. Mme {PICQ} fait office de secrétaire pour la rédaction",
    f"La séance est levée.⏎Le secrétaire de séance       Le Maire,⏎{PICQ}      {RUFFIN}",
    f"Le conseil a choisi pour secrétaire Melle {PICQ}.",
    f"Absents : M. {RUFFIN}⏎A été nommée secrétaire : {PICQ}",
    f"Présents : {RUFFIN}⏎A été désignée secrétaire de séance : Mme {PICQ}",
    f"Absents : M. {TOURNIER}, M. {RUFFIN}, Secrétaire de séance : Mme {PICQ}",
    f"à l'élection d'un secrétaire. Mme {PICQ}, ayant obtenu la majorité des suffrages, a été désignée pour remplir ces⏎"
    "fonctions et procède à l'appel",
    f"la nomination d'un secrétaire de séance, le conseiller le plus jeune, à savoir {PICQ} qui procède à l'appel",
    f"Le Maire, {RUFFIN}⏎La secrétaire, {PICQ}",
    f"Le Maire, {RUFFIN}            La secrétaire de séance, {PICQ}",
    f"{PICQ}, la plus jeune membre de l'assemblée, remplit les fonctions de secrétaire",
    f"Secrétaire : le Conseil a choisi, au scrutin à mains levées, {PICQ}, assistée de M. {RUFFIN}",
    f"Secrétaire de séance : M. {RUFFIN}, empêché, remplacé par Mme {PICQ}",
    f"invite le Conseil à nommer celui qui doit remplir les fonctions de secrétaire. Madame {PICQ}, désignée, prend place au bureau.",
    f"à l'élection d'un secrétaire de séance. {PICQ}, élue à l'unanimité, prend place à la droite du maire.",
    f"celui de ses membres qui sera secrétaire. Mme {PICQ}, choisie prend place. M. {RUFFIN} ouvre la séance",
    f"Le conseil décide à l'unanimité des membres présents que Madame {PICQ} sera Secrétaire de séance. M. {RUFFIN}",
    f"Présente : Mme {RUFFIN} Est nommée secrétaire, Mme {PICQ} AFFAIRES GÉNÉRALES",
    f"désignation d'un(e) secrétaire de séance Le comité syndical désigne à l'unanimité {PICQ}. M. {RUFFIN}",
    f"Le Maire propose le secrétariat de séance à {PICQ} qui l'accepte. M. {RUFFIN}",
    f"M. {RUFFIN} est excusé.⏎Mme {PICQ} prend le secrétariat.",
]
NO_SECRETARY = [
    f"Secrétaire auxiliaire : {PICQ}",
    f"La secrétaire de mairie, Mme {PICQ}, était présente",
    f"Mme {PICQ}, secrétaire générale de la préfecture, est chargée",
    f"DESIGNATION DU SECRETAIRE DE SEANCE Rapporteur : Mme {PICQ}",
    f"Mme {PICQ} est secrétaire de l'association",
    f"signé par la présidente et le secrétaire. Présents : {PICQ}",
    f"Présents : {PICQ}⏎Secrétaire de séance :",
]
RAPPORTEURS = [
    f"Rapporteur : Mme {PICQ}",
    f"RAPPORTEUR : {PICQ}⏎Vu le code",
    f"Madame la Maire, {PICQ}, rapporte :",
    f"Mme {PICQ}, adjointe aux finances, expose que",
    f"Sur le rapport de Madame {PICQ}",
]
SIGNATORIES = [
    f"Pour extrait conforme,⏎Madame le Maire,⏎{PICQ}⏎Publiée le : 23 mai 2014",
    f"Fait à Vertmont, le 3 mai 2021⏎Le Maire,⏎{PICQ}",
    f"Fait et délibéré les jour, mois et an susdits.⏎La Présidente du Syndicat⏎⏎{PICQ}",
    f"Pour le préfet et par délégation,⏎la secrétaire générale,⏎⏎{PICQ}⏎" + "Voies de recours. " * 40,
    f"Fait à Vertmont⏎Pour le Maire empêché, l'adjointe déléguée à la tranquillité,⏎{PICQ}",
    f"Signé électroniquement par : {PICQ}⏎Date de signature",
    f"Signé électroniquement le 16/04/2026 par {PICQ}",
    f"Vertmont, le 10 mai 2022⏎{PICQ}",
    f"Vertmont, le 10 mai 2022⏎la directrice départementale des Finances publiques⏎{PICQ}",
    f"{PICQ}⏎Madame l'Adjointe en charge du⏎commerce, de l'artisanat, des noyaux⏎villageois, de l'éclairage public,"
    " des⏎illuminations et de la vie nocturne⏎Signé le : 13 août 2020",
    f"{PICQ}⏎⏎Madame l'Adjointe en charge du logement⏎⏎Signé le : 24 août 2020",
    # two signatures side by side
    f"Pour extrait conforme⏎La Présidente,            Le secrétaire de séance,⏎{PICQ}           {RUFFIN}",
    f"Séance levée⏎Le secrétaire de séance,            Le Maire,⏎{RUFFIN}           {PICQ}",
    f"Pour extrait conforme⏎La Maire, {PICQ}⏎La secrétaire de séance, {RUFFIN}",
]
NO_SIGNATORY = [
    f"Président de séance : {PICQ}\nPrésents : MM. Paul RUFFIN, Louis CARON, Mmes Paule DENIS, Rose LEBLANC, M. Éric VASSEUR\n"
    "Le conseil adopte les taux.",
    # the head of a short act
    f"Secrétaire : Mme {PICQ}\nPrésents : MM. Paul RUFFIN, Louis CARON, Mmes Paule DENIS, Rose LEBLANC, M. Éric VASSEUR\n"
    "Le conseil d'administration accorde un secours de 180 € et une subvention de 2 000 € à la banque alimentaire.",
    f"Le Maire, Mme {PICQ}, rapporte que les travaux sont finis.",
    f"autorise Monsieur le Maire à signer l'acte de vente avec {PICQ}",
    f"Fait à Vertmont⏎Le Maire⏎Notifié à M. {TOURNIER} le :",
    "Pour extrait conforme,⏎Le Maire",
    f"Nous avons rencontré le nouveau directeur de l'école, M. {TOURNIER}.⏎Fin à 21h10",
    f"demande de financement du poste de chef de projet,⏎Rapporteur M. {TOURNIER}⏎16",
    f"sous la présidence de M. {RUFFIN}, Maire. Présents : M. {RUFFIN}, Maire, Mme {TOURNIER}, M.",
    f"puis accueillir le Préfet de la Vèze, {TOURNIER}, afin de le sensibiliser",
    f"Assistaient également : {RUFFIN} (Président des Boucles) {TOURNIER}",
    f"l'adjointe au chef du pôle, M. {TOURNIER}, adjoint au chef",
]


def read(text: str) -> str:
    """« ⏎ » stands for the line breaks of the source."""
    return text.replace("⏎", "\n")


@each_row("text", PRESIDENTS)
def test_president(text: str) -> None:
    assert named(read(text), "president") == "Anne PICQ"


@each_row("text", NO_PRESIDENT)
def test_no_president(text: str) -> None:
    assert named(read(text), "president") is None


@each_row("text", SECRETARIES)
def test_secretary(text: str) -> None:
    assert named(read(text), "secretary") == "Anne PICQ"


@pytest.mark.parametrize("text", NO_SECRETARY)
def test_no_secretary(text: str) -> None:
    assert named(read(text), "secretary") is None


@pytest.mark.parametrize("text", RAPPORTEURS)
def test_rapporteur(text: str) -> None:
    assert named(read(text), "rapporteur") == "Anne PICQ"


def test_minutes_have_as_many_rapporteurs_as_points() -> None:
    assert named(f"Rapporteur : Mme {PICQ}", "rapporteur", "pv") is None


@each_row("text", SIGNATORIES)
def test_signatory(text: str) -> None:
    assert named(read(text), "signatory") == "Anne PICQ"


@each_row("text", NO_SIGNATORY)
def test_no_signatory(text: str) -> None:
    assert named(read(text), "signatory") is None


def test_an_arrete_has_a_signatory_alone() -> None:
    act = gold.parse_tagged(
        f"Vu l'avis de la commission, sous la présidence de M. {RUFFIN}\nFait à X\nLe Maire, {PICQ}"
    )
    assert find_officers(act.text, "arrete", act.mentions) == Officers(signatory=act.mentions[1])


@pytest.mark.parametrize("kind", ["recueil", "autre", "annexe"])
def test_what_is_no_act_has_no_officers(kind: str) -> None:
    act = gold.parse_tagged(f"sous la présidence de M. {RUFFIN}. Le Maire, {PICQ}")
    assert find_officers(act.text, kind, act.mentions) == Officers()


@pytest.mark.parametrize(
    "piece",
    ["Le Maire, ", "sous la présidence de ", "secrétaire est nommée pour les ", "x ", " \n" * 20, "Présents : "],
)
def test_a_hostile_text_takes_time_in_proportion(piece: str, size: int) -> None:
    def make(size: int) -> tuple[str, list[Mention]]:
        text = repeated(piece)(size)
        return text, [Mention(at, at + 5, Person("Anne", "PICQ"), "test") for at in range(0, len(text) - 5, 70)]

    assert_grows_linearly(lambda given: find_officers(given[0], "deliberation", given[1]), make, size)


def test_the_rapporteur_of_an_item() -> None:
    act = gold.parse_tagged(f"Rapporteur : M. {RUFFIN}. Mme {PICQ} propose")
    assert find_rapporteur(act.text, act.mentions) == act.mentions[0]
    assert find_rapporteur(act.text, act.mentions[1:]) is None
