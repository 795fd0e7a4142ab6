"""The day of the act itself, from the dates of its text and its identifier."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.growth import assert_grows_linearly, repeated
from tests.tables import each_row

from recueil.entities.dates.component import Dates
from recueil.evaluation import gold
from recueil.facts.identity.act_dates import find_act_date, find_document_date
from recueil.facts.identity.stamps import find_identifier, read_stamps
from recueil.values import Date, Mention, PartialDate

IDENTIFIED = "ID : 099-219900420-20230206-D2023_14-DE"


def date_of(text: str, kind: str | None, dates: Sequence[Mention]) -> PartialDate | None:
    """The day, from the dates and from the stamps that the text bears."""
    return find_act_date(text, kind, dates, find_identifier(text), read_stamps(text, dates))


def dated(*canonical: str) -> list[Mention]:
    return [Mention(n, n + 1, Date.parse(text), "test") for n, text in enumerate(canonical)]


@pytest.mark.parametrize(
    ("kind", "dates", "date"),
    [
        ("deliberation", ["2014-07-18 convocation", "2014-07-24 seance", "2014-07-31 seance"], "2014-07-24"),
        ("deliberation", ["2013-07-08 legal", "2014-07-25 signature"], "2014-07-25"),
        ("deliberation", ["2014-07-25 signature", "2014-07-24 seance"], "2014-07-24"),
        ("arrete", ["2014-07-24 seance", "2014-07-25 signature"], "2014-07-25"),
        ("decision", ["2014-07-24 seance"], "2014-07-24"),
        ("deliberation", ["2014-02-31 seance !impossible", "2014-03-01 signature"], "2014-03-01"),
        ("deliberation", ["2014-07 seance"], None),
        ("deliberation", ["2014-07-24", "2014-07-25 transmission"], None),
        # the day of publication is never that of the act
        ("deliberation", ["2014-07-25 publication"], None),
    ],
)
def test_date_is_the_seance_or_the_signature(kind: str, dates: list[str], date: str | None) -> None:
    assert date_of("", kind, dated(*dates)) == (date and PartialDate.parse(date))


# Texts as they come: the dates are read, and given their roles, first.
TEXTS = [
    ("arrete", "ARRÊTÉ D'AUTORISATION\nVU la loi n° 64.1245 du 16 décembre 1964 modifiée", None),
    # a day that ends one of the first lines
    ("deliberation", "BREY BOCAGE 25 mai 2020\nDélibération 04\nLe conseil vote 100 € au Judo Club.", "2020-05-25"),
    ("deliberation", "CC DU PAYS DE BREY\n12/12/2019\nObjet : culture\nLe Conseil approuve.", "2019-12-12"),
    # of any assembly, alone in its line
    ("pv", "Conseil d'école du 6 novembre 2014\nPrésents :\nMme PICQ", "2014-11-06"),
    ("pv", "Collège de Brey\nCompte-rendu du conseil\nNo 3 ‐ Mardi 24 novembre 2020 \n(voté le 31/05/2021)", "2020-11-24"),
    ("pv", "BREY\n\n\n\n\nNous avons revu le conseil d'école du 6 novembre 2014\n", None),
    ("deliberation", "BREY\nConvocation du 25 mai 2020\nLe conseil vote 100 € au Judo Club.", None),
    ("deliberation", "BREY\nObjet : travaux à faire avant le 25 mai 2020\nLe conseil approuve.", None),
    ("decision", "Vu la loi\nDécide\nPierrefeu -du-Var, le mardi 7 janvier 2025\nLa directrice", "2025-01-07"),
    ("decision", "MAISON D'ARRÊT A Draguignan , le 05/03/2025 Décision portant délégation Vu le code", "2025-03-05"),
    ("arrete", "Arrêté n° 4 portant péril. Vu la délégation consentie par arrêté n° 1336 du 20 juillet 2020", None),
    (
        "arrete",
        "ARRÊTÉ\nVu l'avis\nARRÊTE\n" + "le mur " * 100 + "\n   Le 25 juin 2021\n   Le maire,\n" + "un recours " * 100,
        "2021-06-25",
    ),
    (
        "autre",
        "Mairie de Houdan\nHoudan, le 3 octobre 2025\n\n  CONVOCATION\nséance du conseil qui se tiendra le jeudi 9 octobre 2025"
        + " et du public" * 40,
        "2025-10-03",
    ),
    ("arrete", "Vu l'\n arrêté ministériel du 21 octobre 2010, arrête", None),
    ("arrete", "Arrêté fixant les membres de la commission à compter du 1er juillet 2025", None),
    ("decision", "Décision n°2024-087 du 18 avril 2024\nDécide\nDate de signature : 19/04/2024", "2024-04-18"),
    ("pv", "Réunion du bureau – Compte-rendu – 14/05/2018 " + "x " * 1600 + "Prochaine réunion le 29 mai 2018", "2018-05-14"),
    ("deliberation", "Extrait du procès-verbal des délibérations Séance du 17 février 2020\nX, le 18 février 2020", "2020-02-17"),
    ("pv", "DCM du 3 mars 2021 Présents :", "2021-03-03"),
    ("pv", "Date du conseil : 3 mars 2021", "2021-03-03"),
    ("deliberation", f"Envoyé en préfecture le 17/02/2023 {IDENTIFIED} TARIFS à compter du 01/03/2023", "2023-02-06"),
    ("deliberation", f"Publié le 17/02/2023 {IDENTIFIED} TARIFS à compter du 01/03/2023", "2023-02-06"),
    ("deliberation", f"Séance du 6 février 2023\nReçu en préfecture le 17/02/2023\n{IDENTIFIED}", "2023-02-06"),
    # a clerk typed the day of sending in the identifier
    ("deliberation", f"Séance du 3 février 2023\n{IDENTIFIED}", "2023-02-03"),
    # of two séances, the one that the identifier bears too
    ("deliberation", f"Séance du 3 février 2023\n{IDENTIFIED}\nSéance du 6 février 2023", "2023-02-06"),
    # the opinion of another body, of its own séance, annexed to the act
    ("deliberation", f"{IDENTIFIED}\nFait et délibéré en séance le 07/07/2022 par la mission", "2023-02-06"),
    # posted before the séance: the convocation
    ("deliberation", "Séance du 6 février 2023\nDate d'affichage : 31 janvier 2023", "2023-02-06"),
    ("arrete", "ARRÊTÉ N° 12\nLe Maire,\nVu l'avis de la séance du 3 mai 2021\nFait à Vertmont, le 9 mai 2021", "2021-05-09"),
    ("arrete", "ARRÊTÉ N° 2019-275-04 DU 2 OCTOBRE 2019 relatif à la chasse", "2019-10-02"),
    # « 01 MARS 2023 », whose rubber stamp was misread
    ("arrete", "Publié le 2 mars 2023\nARRÊTÉ\nFait à Vertmont, le 1 MARS 2073", None),
    ("decision", "Décision de dispense N° DK-2022-095 du 07/07/2022\n" + IDENTIFIED, "2022-07-07"),
    ("arrete", "99-2024-12-30-00003 - Arrêté préfectoral du 30 décembre 2024 fixant", "2024-12-30"),
    ("arrete", "Le préfet, Vu l'arrêté du 30 décembre 2024 fixant les prix", None),
    ("pv", "Liste des délibérations votées\nLe 16 MAI 2025\nApprobation du procès-verbal du 4 avril 2025", "2025-05-16"),
    ("pv", "Approbation du procès-verbal de la séance du 3 mai 2021. La loi du 8 juillet 2013", None),
    ("recueil", "RECUEIL DES ACTES ADMINISTRATIFS n° 819 du 20 février 2020\nSéance du 10 février 2020", "2020-02-20"),
    ("recueil", "RECUEIL DES ACTES\nADMINISTRATIFS\nN°99-2018-006\nPUBLIÉ LE 22 JANVIER 2018", None),
    ("autre", "Rapport d'orientation budgétaire\nConseil communautaire du 9 février 2023", "2023-02-09"),
    # a séance in the middle of a bundle of documents
    ("autre", "PLAN LOCAL D'URBANISME\n" + "Pièce écrite\n" * 200 + "Séance du 16 mars 2017", None),
    # a letter printed in the middle of a magazine, and a report that is signed at its end
    ("autre", f"{'Nouvelles du bourg. ' * 200}Fait à Vertmont, le 24 juillet 2008\n{'Nouvelles du bourg. ' * 200}", None),
    ("autre", f"Arrêté du 26/09/2023\n{'Avis et conclusions. ' * 200}Vu l'arrêté du 26/09/2023\nFait à Vertmont, le 30 décembre 2023", "2023-12-30"),
    ("autre", "Règlement du service d'assainissement, modifié en 2019", None),
    ("autre", "ID : 099-219900420-20231306-D2023_14-DE", None),
    ("annexe", "PLAN LOCAL\nVu pour être annexé à la délibération du Conseil municipal du 20 mars 2023", "2023-03-20"),
    ("annexe", "CONVENTION\nFait à Vertmont, le 9 mai 2021", None),
    # of a cover, not of its contents
    ("recueil", "RECUEIL DES ACTES ADMINISTRATIFS N° 64\nSommaire\nArrêté relatif à la course du 17 mai 2017", None),
    # below a long letterhead, at the end without « le », before the title of who signs, beside a label
    ("arrete", "PRÉFET\n" + "Service des eaux\n" * 45 + "Vertmont le 12/05/2025\nARRÊTÉ\nVu le code", "2025-05-12"),
    ("arrete", "ARRÊTÉ\nVu le code\nArrête\nVertmont, 24 août 2016\nAnne PICQ", "2016-08-24"),
    ("arrete", "ARRÊTÉ Vu le code, arrête. Fait à Vertmont, 24 août 2016 Pour le préfet", "2016-08-24"),
    ("arrete", "ARRÊTÉ Vu le code, arrête. Le 24 août 2016, Le Président,", "2016-08-24"),
    ("decision", "DÉCISION DU MAIRE Date de décision : 22/11/2021 Date de transmission : 25/11/2021", "2021-11-22"),
    ("pv", "Bureau communautaire\nRelevé de décisions\nJeudi 19 janvier 2023\nPrésents : Anne PICQ", "2023-01-19"),
    ("pv", "COMITÉ SYNDICAL\nDate : 12 mars 2021\nPrésidence : Anne PICQ", "2021-03-12"),
    ("pv", "COMITÉ SYNDICAL\nDate et heure : vendredi 12 mars 2021 à 18h30\nPrésidence : Anne PICQ", "2021-03-12"),
    ("pv", "COMITÉ SYNDICAL\nDate de convocation : 12 mars 2021\nPrésidence : Anne PICQ", None),
    ("pv", "Bureau communautaire\nRelevé de décisions\n19 janvier 2023, jeudi\nPrésents : Anne PICQ", None),
    # minutes that the next séance approves, and a day that columns part from its year
    ("pv", "CONSEIL MUNICIPAL JEUDI 4 JUIN 2020 PROCÈS–VERBAL DU CONSEIL MUNICIPAL DU 30 JANVIER 2020 Le conseil", "2020-01-30"),
    ("pv", "Conseil municipal du 4 juin 2020\nORDRE DU JOUR\nProcès-verbal du conseil municipal du 30 janvier 2020", "2020-06-04"),
    ("deliberation", "L'an deux mil dix-neuf\nN° 2019.07.092\nLe : 23 juillet 2019\nLe conseil s'est réuni", "2019-07-23"),
    # the code of a collection of the State: the day of signature, before the event
    ("arrete", "Préfecture du Val - 99-2018-05-25-00001 - Arrêté autorisant une course 3\nARRÊTÉ\nVu le code", "2018-05-25"),
    ("arrete", "Sous-préfecture - 99-2018-05-25-00001 - Arrêté 3\nARRÊTÉ\nFait à Lourmes, le 16 juin 2018", "2018-05-25"),
    ("arrete", "Sous-préfecture - 99-2018-05-25-00001 - Arrêté 3\nARRÊTÉ\nFait à Lourmes, le 24 mai 2018", "2018-05-24"),
    # titles in a text on one line, not what was asked or what gave the power
    ("arrete", "Délégation du Val Arrêté du 16 janvier 2024 modifiant l'arrêté du 6 juin 2023", "2024-01-16"),
    ("deliberation", "ÎLES DU VENT DÉLIBÉRATION N° 38/2020 du 24 juillet 2020 fixant les indemnités", "2020-07-24"),
    ("arrete", "ARRÊTÉ ACCORDANT UN PERMIS\nDemande déposée le 10/08/2020\nLOURMES, LE 5 NOVEMBRE 2020", "2020-11-05"),
    ("arrete", "ARRÊTÉ N° 71\nFait en mairie, le 29 août 2024", "2024-08-29"),
    ("decision", "DÉCISION n° 2024/14\nprise en application de la délibération du comité du 23/09/2020\nLe 18 novembre 2024\nLe Président", "2024-11-18"),
    ("pv", "Compte rendu de la réunion plénière du 15 mai 2023 Présents : Anne PICQ", "2023-05-15"),
    ("pv", "Compte rendu du conseil d'école Jean Picq Jeudi 30 juin 2022 Présents : Anne PICQ", "2022-06-30"),
    ("pv", "Registre des procès-verbaux du conseil SÉANCE DU 14 MARS 2023 Date de convocation : 8 mars 2023", "2023-03-14"),
    ("deliberation", "COMITÉ DE LA CAISSE DES ÉCOLES DU 30 NOVEMBRE 2021 Délibération n° 4", "2021-11-30"),
    ("deliberation", "Délibération n° 1 du 24 JANVIER 2008\nLes délégations du conseil municipal du 3 avril 2001", "2008-01-24"),
    # stamped above the title of who signs, or below the name; not where it was posted or received
    ("arrete", "ARRÊTÉ\nVu le code\nArrête : une copie sera notifiée.\n\n 11 DEC. 2023\n\n Pour le Préfet\n Anne PICQ", "2023-12-11"),
    ("arrete", "ARRÊTÉ\nVu le code\nArrête\nLourmes, le\n\n Pour le préfet,\n Le secrétaire général,\n\n Luc PICQ\n\n 15 JUIN 2020\n", "2020-06-15"),
    ("decision", "DÉCISION\nVu le code\nDécide\nLe Président,\nAnne PICQ\n30 JUIN 2014\n", "2014-06-30"),
    ("arrete", "ARRÊTÉ\nVu le code\nArrête : il sera transmis au sous-préfet.\n\n4 MAI 2018\nLe Président,\nAnne PICQ\n", "2018-05-04"),
    ("arrete", "ARRÊTÉ\nVu le code\nArrête\nLe Maire,\nLuc PICQ\nAffiché le\n12 MAI 2022\n", None),
    ("arrete", "ARRÊTÉ\nVu le code\nArrête\nLe Maire,\nLuc PICQ\nReçu en mairie\n12 MAI 2022\n", None),
    ("arrete", "ARRÊTÉ\nVu le code\nVu l'avis rendu\n12 MAI 2022\nArrête : fermé\n", None),
    # minutes that are approved, as an item or in words, and the day that the assembly sat
    ("pv", "Le conseil a siégé le vendredi 19 mai 2017\nCompte rendu du 7 avril 2017 : il est accepté", "2017-05-19"),
    ("pv", "Extrait du procès-verbal de la délibération du conseil\nSéance ordinaire du 24 février 2015\n1. Procès-verbal du 9 décembre 2014", "2015-02-24"),
    ("pv", "1. Compte rendu de la séance du 10 décembre 2012 Le conseil l'accepte", None),
    ("pv", "4 Compte rendu du CA de la Halle aux Voiles 23 juin 2015 / Page 1 Étaient présents", "2015-06-23"),
    # an item of the agenda, and the register from which rules are taken
    ("pv", "SEANCE DU 19 JUIN 2012\n1°) Compte rendu de la séance du 11 avril 2012 : adopté", "2012-06-19"),
    ("arrete", "RÈGLEMENT DE L'ACCUEIL EXTRAIT DU REGISTRE DES ARRÊTÉS DU MAIRE EN DATE DU 9 JUIN 2016", "2016-06-09"),
]  # fmt: skip

DOCUMENTS = [
    ("annexe", "BUDGET PRIMITIF voté par nature COMMUNE DE X ANNÉE 2015", "2015"),
    ("annexe", "Budget principal – BP – 2023 Page 87", "2023"),
    (
        "annexe",
        "RAPPORT ANNUEL SUR LE PRIX ET LA QUALITÉ DU SERVICE PUBLIC DE L'EAU POTABLE Exercice 2017",
        "2017",
    ),
    ("annexe", "ORIENTATIONS D'AMÉNAGEMENT Dossier d'approbation – Février 2020 Vu pour être annexé", "2020-02"),
    ("annexe", "PLAN CLIMAT\nRésumé\nJuillet 2022 1", "2022-07"),
    ("annexe", "RÈGLEMENT DES EAUX Mis à jour : conseil du 8 décembre 2022, 1 rue Haute", "2022-12-08"),
    ("annexe", "Rejets au réseau\nRapport d'activité 2022\nédito du président", "2022"),
    ("annexe", "CONVENTION d'occupation\nFait à Vertmont, le 9 mai 2021", "2021-05-09"),
    ("annexe", "TARIFS à compter du 01/01/2023", None),
    ("annexe", "RAPPORT D'ORIENTATION BUDGÉTAIRE 2023\nSéance du 9 février 2023", None),
    ("annexe", "PLAN LOCAL\napprouvé le 3 mai 2019, modifié le 4 juin 2021", None),
    ("deliberation", "Séance du 9 février 2023\nJuillet 2022", None),
]


@each_row(("kind", "text", "date"), TEXTS)
def test_date_of_a_text(kind: str, text: str, date: str | None) -> None:
    found = date_of(text, kind, list(Dates().find(text, {})))
    assert found == (date and PartialDate.parse(date))


@each_row(("kind", "text", "date"), DOCUMENTS)
def test_date_of_a_document(kind: str, text: str, date: str | None) -> None:
    found = find_document_date(text, kind, list(Dates().find(text, {})))
    assert found == (date and PartialDate.parse(date))


def test_a_seance_to_come_is_not_the_one_whose_act_was_sent_already() -> None:
    act = gold.parse_tagged(
        "Reçu en préfecture le <DATE 2023-02-17 reception>17/02/2023</DATE>\n"
        "Prochaine séance : <DATE 2023-03-09 seance>9 mars 2023</DATE>\n"
        "Séance du <DATE 2023-02-06 seance>6 février 2023</DATE>"
    )
    assert date_of(act.text, "deliberation", act.mentions) == PartialDate(2023, 2, 6)


def test_a_hostile_text_takes_time_in_proportion(size: int) -> None:
    assert_grows_linearly(
        lambda given: date_of(given[0], "deliberation", given[1]),
        lambda size: (
            repeated("séance du arrêté délibération ")(size),
            dated(*["2014-07-24 seance"] * (size // 10)),
        ),
        size,
    )


ROLES = ["seance", "signature", "publication", "convocation", "legal"]


@given(
    st.lists(st.tuples(st.integers(2010, 2030), st.integers(1, 13), st.integers(1, 32), st.sampled_from(ROLES))),
    st.sampled_from(["deliberation", "arrete", "pv", "recueil", "autre"]),
)
def test_the_day_exists_and_is_one_of_the_text(days: list[tuple[int, int, int, str]], kind: str) -> None:
    dates = dated(*(f"{year}-{month:02d}-{day:02d} {role}" for year, month, day, role in days))
    found = date_of("x" * len(dates), kind, dates)
    assert found is None or (found.exists and found in [PartialDate(*each[:3]) for each in days])
