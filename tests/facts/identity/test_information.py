"""Documents that only inform (menus, bulletins, posters, forms, guides) are told from acts, and no act from them."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import pytest
from tests.growth import assert_grows_linearly, repeated

from recueil.facts.assemble import extract_document_facts
from recueil.facts.identity.information import is_information

WRITTEN = Path(__file__).with_name("not_acts.txt")
MENU = """RESTAURANT SCOLAIRE
Menus du 3 au 7 mars
Lundi : carottes râpées, poulet rôti, purée, yaourt
Mardi : potage, omelette, haricots verts, compote
Jeudi : salade verte, lasagnes, fromage
Vendredi : œufs durs, saucisses, lentilles, tarte"""
BULLETIN = """VERLANE INFOS
Bulletin municipal n° 45 – Automne 2024
Sommaire : le mot du maire, les travaux, la rentrée, l'état civil, l'agenda
Chers habitants, l'été se termine et la vie associative reprend.
Directeur de la publication : Marc LE GUEN. Impression : Presses du Val. Tirage : 800 exemplaires.
Ne pas jeter sur la voie publique."""
MAGAZINE = """Regards
LE MAGAZINE DE LA COMMUNAUTÉ DE COMMUNES n° 12
ÉDITO
Chères habitantes, chers habitants, ce numéro vous invite à découvrir nos marchés.
Rédaction : service communication. Mise en page : Atelier du Pont. Crédits photos : ville de Verlane. Dépôt légal à parution."""
POSTER = """GRAND LOTO DES ÉCOLES
Samedi 12 octobre 2024 à 20 h 30
Salle des fêtes de Fontvergne
Ouverture des portes à 18 h 30 – Buvette et crêpes
Réservation : 01 99 00 12 34
Organisé par l'association des parents d'élèves"""
PROGRAMME = """PROGRAMME DES ANIMATIONS D'ÉTÉ
Ateliers pour tout public, entrée libre. Mercredi 10 juillet, 14h : conte à partir de 4 ans à la médiathèque.
Inscriptions à l'accueil, places limitées. Renseignements : accueil de la mairie."""
FORM = """FICHE D'INSCRIPTION À LA CANTINE 2024-2025
Nom de l'enfant : ..............................  Prénom : ..............................
Adresse : ......................................................
Téléphone : ....................
Je soussigné .................... certifie l'exactitude de ces renseignements.
À retourner en mairie avant le 31 août, avec les pièces justificatives. Signature du responsable légal"""
GUIDE = """GUIDE DU TRI
Édition 2024
Comment trier vos déchets ? Où jeter le verre ? Les bacs jaunes sont collectés le mardi.
Horaires de la déchèterie : du lundi au samedi. Contact : 01 99 00 12 35, www.cc-verlane.example"""
JOB = """LA COMMUNE DE FONTVERGNE RECRUTE
Un agent polyvalent des services techniques, à temps complet
Missions : entretien des espaces verts. Profil : permis B, expérience souhaitée.
Rémunération statutaire. Adresser lettre de motivation et CV avant le 15 mai. Poste à pourvoir au 1er juin."""
PRESS = """COMMUNIQUÉ DE PRESSE
Fontvergne, le 4 mai 2024. La piscine rouvre ses portes.
Contact presse : presse@fontvergne.fr"""


@pytest.mark.parametrize("text", [MENU, BULLETIN, MAGAZINE, POSTER, PROGRAMME, FORM, GUIDE, JOB, PRESS])
def test_what_only_informs_is_known_by_several_of_its_phrases(text: str) -> None:
    assert is_information(text)


def written(half: int) -> list[str]:
    """Return the documents of ``not_acts.txt`` with even (0) or odd (1) numbers; no rule was written on the odd ones."""
    parts = re.split(r"^=== (\d+) \w+\n", WRITTEN.read_text("utf-8"), flags=re.MULTILINE)[1:]
    return [text for number, text in zip(parts[::2], parts[1::2], strict=True) if int(number) % 2 == half]


@pytest.mark.parametrize(("half", "known"), [(0, 24), (1, 20)], ids=["read", "unread"])
def test_most_of_what_councils_publish_besides_acts_is_known(half: int, known: int) -> None:
    assert sum(map(is_information, written(half))) == known


ACTS = {
    "a délibération on the canteen": MENU + "\nVu le code général des collectivités territoriales,\nArticle 1er : les menus sont approuvés.",
    "minutes in a bulletin": BULLETIN + "\nLe conseil municipal, après en avoir délibéré, approuve le compte administratif.",
    "an order on a sale": POSTER + "\nVu l'article L. 310-2 du code de commerce,\nARRÊTE",
    "an act with a stamp": GUIDE + "\n099-219900058-20240414-D2024_19-DE",
    "a convocation": "Convocation\nProgramme de la soirée du 3 mai à 20 h, entrée libre, salle des fêtes, inscriptions et buvette, réservation",
    "rules for readers": "RÈGLEMENT INTÉRIEUR DE LA MÉDIATHÈQUE\nL'entrée est libre. Horaires d'ouverture : 14h à 18h. Inscription gratuite.",
    "a letter": "Madame, Monsieur,\nVous avez sollicité la commune au sujet de la collecte des déchets. Veuillez agréer mes salutations.",
    "what can be approved": "Objet : recrutement d'un agent saisonnier\nArticle unique : un poste à temps complet est créé. CV, candidature, profil, missions.",
}  # fmt: skip


@pytest.mark.parametrize("text", ACTS.values(), ids=ACTS.keys())
def test_what_belongs_to_an_act_does_not_only_inform(text: str) -> None:
    assert not is_information(text)


def test_a_document_that_only_informs_is_marked_as_a_whole() -> None:
    found = extract_document_facts(MENU, defaultdict(list)).whole.identity
    assert (found.kind, found.informative) == ("autre", True)
    found = extract_document_facts(ACTS["rules for readers"], defaultdict(list)).whole.identity
    assert (found.kind, found.informative) == ("annexe", False)


@pytest.mark.parametrize(
    "piece", ["bulletin ", "n° 12 ", "nom ", "n o m s ....", "vu\n", "préfet de ", "oui ", "concours "]
)
def test_time_grows_with_the_length_of_the_text(piece: str) -> None:
    assert_grows_linearly(is_information, repeated(piece, before="bulletin municipal "))
