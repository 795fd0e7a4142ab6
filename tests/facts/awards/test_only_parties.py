"""Awards of decisions with one party and one sum, stated apart, and sums that stand beside these; names are invented."""

from __future__ import annotations

import pytest
from tests.facts.awards.test_awards import brief, read
from tests.growth import assert_grows_linearly, repeated
from tests.tables import each_row

AVENANT = (
    "DELIBERATION N° 2016-41\nObjet : Marché 2015-07 – Conduite de Pré-Long – Avenant n° 2\n"
    "Le marché a été notifié le 3 février 2016 à l'entreprise HYDROTERRE SAS pour un montant de 184 600,00 € HT.\n"
    "Un premier avenant a augmenté ce montant de 6 150,00 € HT.\n"
    "Un fourreau est nécessaire, d'où une plus-value de 9 428,30 € HT.\n"
    "Le Bureau, à l'unanimité :\n- APPROUVE l'avenant n° 2, qui porte le marché à 200 178,30 € HT.\n"
)
LAND = (
    "Acquisition d'un terrain\nM. le Maire indique que les consorts LEVANNIER sont prêts à se dessaisir de la parcelle AH 311.\n"
    "Le prix convenu est de 18 € le m², soit 7 416 €.\n"
    "Le Conseil se prononce favorablement sur cette acquisition ; les frais, évalués à 900 €, seront supportés par la commune.\n"
)
GRANT = (
    "PREFECTURE DE LA HAUTE-VEZE\nArrêté portant attribution d'une subvention\nVu le dossier présenté,\nARRETE\n"
    "Article 1 : Une subvention de l'Etat d'un montant de 38 640 € est accordée à l'opération suivante :\n"
    "Maître d'ouvrage : commune de Follengy\nDépense subventionnable : 96 600 € HT\n"
)
INSTALMENTS = (
    "Délibération n° 7 : convention avec l'épicerie sociale\nLa Présidente lit la convention avec l'association Le Panier du Pont. "
    "Le CCAS s'engage à verser chaque année une contribution de 4 800 €, en deux fois : une somme de 3 000 € et une somme de "
    "1 800 €.\nLe conseil d'administration approuve la convention."
)
AWARDS: list[tuple[str, dict[str, str]]] = [
    (AVENANT, {"HYDROTERRE SAS": "9428.30"}),
    (LAND, {"consorts LEVANNIER": "7416"}),
    (GRANT, {"commune de Follengy": "38640"}),
    (INSTALMENTS, {"Le Panier du Pont": "4800"}),
    (
        "Objet : Remboursement de frais\nM. Octave SERVAL, adjoint, a réglé sur ses deniers l'achat de guirlandes, pour un total "
        "de 87,60 €.\nLe conseil accepte que cette somme lui soit remboursée.",
        {"M. Octave SERVAL": "87.60"},
    ),
    (
        "5 - Assurance statutaire\nCelle de SOCRATIM est la plus intéressante : la prime s'élèverait à 3 845 €. Le Conseil la retient "
        "par 9 voix.",
        {"SOCRATIM": "3845"},
    ),
    # two parties, or nothing said of the only one
    (
        AVENANT.replace("Un fourreau", "La société VEZE TP, titulaire du marché voisin, l'a relevé. Un fourreau"),
        {},
    ),
    (
        "Achat d'une chaudière\nLe SDIS a visité l'école.\nLe conseil décide de remplacer la chaudière pour 5 000 €.",
        {},
    ),
    # rejected, or only estimated
    (LAND.replace("se prononce favorablement sur", "rejette"), {}),
    (LAND.replace("Le prix convenu est de 18 € le m², soit", "Le bien est estimé à"), {}),
    # beside another: a second decision, offers that were not chosen, dues no longer paid
    (
        "DECIDE d'acheter au Garage Peyrolles un fourgon pour 13 990 € TTC,\nDECIDE de céder l'ancien véhicule à la SARL Casse-Auto du "
        "Midi au prix de 300 €.",
        {"Garage Peyrolles": "13990", "SARL Casse-Auto du Midi": "300"},
    ),
    (
        "Le comité adhère à l'Association des maires ruraux (95 €). Il décide de ne plus adhérer à la Ligue de l'enseignement "
        "(cotisation de 62 €).",
        {"Association des maires ruraux": "95"},
    ),
    (
        "DECIDE de participer, à hauteur de 3 500 €, à l'organisation du Raid des Vallées porté par l'association Vèze Aventure.",
        {"Vèze Aventure": "3500"},
    ),
    (
        "Une bourse est attribuée à l'association étudiante « Radio Campus », soit 400 €. Adopté.",
        {"Radio Campus": "400"},
    ),
    (
        "PIANOS – CONCLUSION DU MARCHE AVEC LA COMPAGNIE VENT DEBOUT POUR 4 735,50 € TTC. Le conseil approuve.",
        {"COMPAGNIE VENT DEBOUT": "4735.50"},
    ),
]


@each_row(("text", "awards"), AWARDS)
def test_awards(text: str, awards: dict[str, str]) -> None:
    assert dict(brief(award)[1:3] for award in read(text)) == awards


@pytest.mark.parametrize(
    "piece", ["avec la société Véza TP ", "une somme de 10 € ", "- décide 10 €, soit 5 €\n", "\n\n* de M. X "]
)
def test_grows_linearly(piece: str) -> None:
    assert_grows_linearly(read, repeated("Objet : marché de travaux\nLe conseil approuve " + piece))
