"""What the head of an act says of the act."""

from __future__ import annotations

import pytest

from recueil.structure import header


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        ("EXTRAIT DU REGISTRE DES DÉLIBÉRATIONS DU CONSEIL MUNICIPAL\nSéance du 3 mars 2021", "deliberation"),
        ("Extrait du registre des \ndélibérations du Conseil\nn° 2014 / 193", "deliberation"),
        ("Convoqué le lundi 3 mars, le conseil s'est réuni", "deliberation"),
        ("Procès-verbal du conseil municipal\nDélibération n° 1", "pv"),
        ("COMMUNE DE VAUXCLAIR\nCOMPTE RENDU DE LA SÉANCE DU 4 MAI 2010", "pv"),
        ("RECUEIL DES ACTES ADMINISTRATIFS n° 12\nArrêté n° 4", "recueil"),
        ("ARRÊTÉ n° 2023-17 portant réglementation du stationnement", "arrete"),
        ("DÉCISION N° 2022-04 du maire", "decision"),
        ("Rapport d'activité de l'année 2022", None),
        ("Le compte administratif est arrêté à la somme de", None),
    ],
)
def test_kind(head: str, kind: str | None) -> None:
    assert header.kind_of(head) == kind


@pytest.mark.parametrize(
    ("head", "number"),
    [
        ("Montclair\nn° 2014 / 193\nSéance publique", "2014/193"),
        ("DÉLIBÉRATION N° DE2024-112", "DE2024-112"),
        ("ARRÊTÉ MUNICIPAL n° 23.017", "23.017"),
        ("Vu la loi n° 2015-991 du 7 août 2015", None),
    ],
)
def test_number(head: str, number: str | None) -> None:
    assert header.number_of(head, "deliberation") == number


@pytest.mark.parametrize("kind", ["pv", "recueil"])
def test_the_minutes_of_a_seance_have_no_number_nor_object_of_their_own(kind: str) -> None:
    head = "DÉLIBÉRATION N° DE2024-112\nObjet : Vente de la parcelle AB 12\n"
    assert (header.number_of(head, kind), header.title_of(head, kind)) == (None, None)


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("Objet : Vente de la parcelle AB 12\n\nVu le code", "Vente de la parcelle AB 12"),
        ("OBJET: Tarifs de la cantine Vu le code général des", "Tarifs de la cantine"),
        (
            "Absents :\nLéa PICQ.\n \n\nConvention avec le collège pour\nle gymnase\n\n\nMonsieur le Maire rapporte :",
            "Convention avec le collège pour le gymnase",
        ),
        ("Vu le code général\nConsidérant", None),
    ],
)
def test_title(head: str, title: str | None) -> None:
    assert header.title_of(head, "deliberation") == title
