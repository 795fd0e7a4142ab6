"""Who is asked to pay: requests in sentences; names are invented."""

from __future__ import annotations

import pytest
from tests.facts.awards.test_funding import Row, read, rows
from tests.growth import assert_grows_linearly, repeated
from tests.tables import each_row

from recueil.facts.awards.funding import extract_funding

REQUESTS: list[tuple[str, list[Row]]] = [
    ("Le conseil décide de solliciter l'aide de l'ANS à hauteur de 50 % du montant HT des travaux, soit 9 000 €.",
     [("ANS", "9000", "50")]),
    ("Sollicite le soutien financier de l'Agence Nationale du Sport à hauteur de 24 000 €,",
     [("Agence Nationale du Sport", "24000", None)]),
    ("Le conseil sollicite en outre la Région pour 15 000 €.", [("Région", "15000", None)]),
    ("Le conseil sollicite la Région à hauteur de 40 % de 120 000 € HT.", [("Région", None, "40")]),
    ("sollicite du Département une aide de 30 % d'une dépense subventionnable de 80 000 €.", [("Département", None, "30")]),
    ("sollicite auprès du CGET une subvention de 7 500 €", [("CGET", "7500", None)]),
    ("Il sollicite la DETR à hauteur de 40 % et le Conseil départemental à hauteur de 20 %.",
     [("DETR", None, "40"), ("Conseil départemental", None, "20")]),
    ("AUTORISE le Maire à solliciter une subvention de 12 000 € auprès du Département",
     [("Département", "12000", None)]),
    ("Le conseil :\n- demande à la DRAC une subvention de 50 %, soit 16 800 € ;\n- demande à la Région 40 %, soit 13 440 € ;",
     [("DRAC", "16800", "50"), ("Région", "13440", "40")]),
    ("sollicite une subvention de 5 000 € au titre de la réserve parlementaire", [("réserve parlementaire", "5000", None)]),
    ("sollicite une aide auprès de l'agence de l'environnement et de la maîtrise de l'énergie (ADEME)",
     [("agence de l'environnement et de la maîtrise de l'énergie (ADEME)", None, None)]),
    ("SOLLICITE de l'État une subvention de 40 000 € au titre de la DETR 2023",
     [("État", "40000", None)]),
    ("- SOLLICITE une subvention de la COVADO dans le cadre de son aide", [("COVADO", None, None)]),
    ("le conseil sollicite une aide financière du SIVALOR pour les travaux", [("SIVALOR", None, None)]),
    ("décide de solliciter une subvention exceptionnelle de l'ADEMO", [("ADEMO", None, None)]),
    ("sollicite auprès de la Région une aide au taux maximum",
     [("Région", None, None)]),
    ("décide de demander une subvention au titre de la DETR et du Fonds vert",
     [("DETR", None, None), ("Fonds vert", None, None)]),
    ("autorise Monsieur le Maire à déposer une demande de subvention auprès de la CAF du Val pour un montant de 5 600 €",
     [("CAF du Val", "5600", None)]),
    ("le conseil municipal sollicite l'aide financière de l'Agence de l'eau Loire-Bretagne",
     [("Agence de l'eau Loire-Bretagne", None, None)]),
    ("DEMANDE au Conseil départemental une subvention de 3 000 € au titre des amendes de police",
     [("Conseil départemental", "3000", None)]),
    ("de solliciter les subventions auprès de l'État (DSIL), de la Région et du Département",
     [("État (DSIL)", None, None), ("Région", None, None), ("Département", None, None)]),
    ("SOLLICITE une subvention auprès des services de l'État au titre de la DSIL à hauteur de 80 % du montant HT",
     [("État au titre de la DSIL", None, "80")]),
    ("solliciter l'octroi d'une subvention au titre du FEDER d'un montant de 120 000 €",
     [("FEDER", "120000", None)]),
    ("autorise le Président à solliciter des fonds européens LEADER à hauteur de 24 000 €",
     [("fonds européens LEADER", "24000", None)]),
    ("valide la demande de subvention auprès du SIEL et de l'ADEME",
     [("SIEL", None, None), ("ADEME", None, None)]),
    ("DEMANDE DE SUBVENTION DETR 2023 Le conseil sollicite une subvention de 25 000 € au titre de la DETR.",
     [("DETR", "25000", None)]),
    ("sollicite le concours financier de la Région Occitanie et du Conseil Départemental du Val",
     [("Région Occitanie", None, None), ("Conseil Départemental du Val", None, None)]),
    ("CONSIDERANT que l'étude est estimée à 10 400 € TTC avec une subvention attendue auprès de l'ADEME à hauteur de 7 280 € (70 %).",
     [("ADEME", "7280", "70")]),
    ("Approuve le plan et les subventions sollicitées auprès de l'État (DETR) et du Département pour 30 000 €",
     [("État (DETR)", None, None), ("Département", "30000", None)]),
    ("Une demande de subvention sera déposée auprès de la DRAC à hauteur de 8 000 €",
     [("DRAC", "8000", None)]),
    ("AUTORISE Mme la Présidente à solliciter toute subvention auprès de l'État, la Région, le Département et l'Europe",
     [("État", None, None), ("Région", None, None), ("Département", None, None), ("Europe", None, None)]),
    ("demande l'aide de l'État au titre de la Dotation d'Équipement des Territoires Ruraux (DETR) pour un montant de 23 000 €",
     [("État au titre de la Dotation d'Équipement des Territoires Ruraux (DETR)", "23000", None)]),
    ("SOLLICITE une aide financière de 15 000 € auprès du Conseil départemental du Val et de 10 000 € auprès de la Région Centre-Val de Loire",
     [("Conseil départemental du Val", "15000", None), ("Région Centre-Val de Loire", "10000", None)]),
    ("sollicite Monsieur le Préfet pour l'attribution d'une subvention au titre de la DSIL 2023",
     [("DSIL 2023", None, None)]),
    ("sollicite la Région pour une subvention de 20 000 €",
     [("Région", "20000", None)]),
    ("DECIDE de solliciter le Fonds Vert à hauteur de 40 % soit 40 000 €",
     [("Fonds Vert", "40000", "40")]),
    ("solliciter une aide du Syndicat départemental d'énergie pour l'éclairage public",
     [("Syndicat départemental d'énergie", None, None)]),
    ("De solliciter un fonds de concours de 12 000 € auprès de la Communauté de communes du Val",
     [("Communauté de communes du Val", "12000", None)]),
    ("Il propose de solliciter l'aide la plus élevée possible auprès :\n- de l'Etat,\n- du Conseil général du Val,\n- de la Fondation du "
     "patrimoine.\nLe conseil approuve.",
     [("Etat", None, None), ("Conseil général du Val", None, None), ("Fondation du patrimoine", None, None)]),
    # a sum and a share before whom they are asked from
    ("Il est demandé 9 600 € à la Région et 3 800 € au Département.", [("Région", "9600", None), ("Département", "3800", None)]),
    ("Je propose de demander 30 % au Conseil Général, 20 % à la Région et 2 000 € à la Fondation du Patrimoine.",
     [("Conseil Général", None, "30"), ("Région", None, "20"), ("Fondation du Patrimoine", "2000", None)]),
    ("Une subvention de 14 960 € sera demandée au Département et une aide de 6 000 € à la CAF, le reste étant payé par le budget.",
     [("Département", "14960", None), ("CAF", "6000", None)]),
    # whom, then how much
    ("Le conseil sollicite le Conseil Départemental pour 5 420 € et la réserve parlementaire pour 3 000 €.",
     [("Conseil Départemental", "5420", None), ("réserve parlementaire", "3000", None)]),
    ("Il propose de solliciter l'Etat au titre du F.I.P.D. pour 11.500 € et la Région pour 6.000 €, sur une dépense de 43.750 € H.T.",
     [("Etat au titre du F.I.P.D", "11500", None), ("Région", "6000", None)]),
    ("solliciter auprès de l'État (DRAC) une subvention de 60 000 € et auprès de la Région une subvention de 30 000 €",
     [("État (DRAC)", "60000", None), ("Région", "30000", None)]),
    ("Le bureau autorise le Président à solliciter :\n* l'Etat, au titre du contrat de ruralité, pour 85 000 €,\n* la Région pour 60 000 €,",
     [("Etat, au titre du contrat de ruralité", "85000", None), ("Région", "60000", None)]),
    ("Ce projet est éligible :\n- à la DETR au taux de 30 %, soit 46 860 €\n- au produit des amendes de police, soit 15 000 €\nLe conseil décide de "
     "solliciter les subventions ci-dessus.", [("DETR", "46860", "30"), ("amendes de police", "15000", None)]),
    # in two sentences, or before the verb
    ("Il est possible de solliciter une subvention auprès du Département. Il propose de solliciter une aide de 45 000 €, sur un coût de 187 000 € HT.",
     [("Département", "45000", None)]),
    ("Il propose de présenter le chemin au titre du fonds départemental et de solliciter une subvention de 5 472 €.",
     [("fonds départemental", "5472", None)]),
    ("sollicite auprès de la Préfecture, au titre de la DETR, une aide de 21 400 € (40 %)", [("Préfecture, au titre de la DETR", "21400", "40")]),
    # whom no list knows
    ("sollicite une subvention de 8 000 € auprès du Syndicat Mixte du Val", [("Syndicat Mixte du Val", "8000", None)]),
    ("sollicite une subvention au titre du PSRV d'un montant de 25 084,00 €", [("PSRV", "25084.00", None)]),
    # a project that is presented to whom pays
    ("Le conseil décide de candidater à l'AMI de la Région Hauts-Plateaux, pour une aide attendue de 52 800 €.",
     [("Région Hauts-Plateaux", "52800", None)]),
    ("Il propose de présenter ce dossier au GAL du Pays de Luze, dans le cadre du programme LEADER, afin d'obtenir une aide de 24 000 €, et d'y "
     "associer le Département à hauteur de 9 000 €.",
     [("GAL du Pays de Luze, dans le cadre du programme LEADER", "24000", None), ("Département", "9000", None)]),
    ("Le conseil autorise le maire à répondre à l'appel à projets de l'ADEME et à demander, à ce titre, une aide de 18 000 €.",
     [("ADEME", "18000", None)]),
    ("Il convient de faire deux demandes, l'une au titre de la DETR pour 41 000 €, l'autre au titre de la DSIL pour 22 000 €, et d'établir un dossier "
     "auprès du Département par l'intermédiaire du produit des amendes de police.",
     [("DETR", "41000", None), ("DSIL", "22000", None), ("Département par l'intermédiaire du produit des amendes de police", None, None)]),
    # without a word for an aid
    ("Il est possible de solliciter le conseil départemental au titre du Contrat territorial. Il propose de solliciter une aide financière de "
     "46 000 €, sur un coût de 229 310,40 € HT.", [("conseil départemental au titre du Contrat territorial", "46000", None)]),
    ("SOLLICITE le Bonus relance de la Région Hauts-Plateaux à hauteur de 50 %, soit 12 450 €,", [("Région Hauts-Plateaux", "12450", "50")]),
    ("Le projet est finançable par le Conseil Général à 40 % et par la réserve parlementaire à concurrence de 3 000 €. Accord pour solliciter ces "
     "aides.", [("Conseil Général", None, "40"), ("réserve parlementaire", "3000", None)]),
    ("Elle est subventionnable par le Département à hauteur de 30 %, soit 3 708 €. Le conseil sollicite cette subvention.",
     [("Département", "3708", "30")]),
    ("Ce projet peut faire l'objet d'une subvention de l'Etat au titre de la DETR (35 %, soit 17 500 €) et de la Région (10 000 €). Le conseil "
     "charge le maire des demandes.", [("Etat au titre de la DETR", "17500", "35"), ("Région", "10000", None)]),
    ("Une subvention de la DRAC de 960 € peut être obtenue. Le conseil autorise le maire à la solliciter.", [("DRAC", "960", None)]),
    ("Le conseil, considérant que la Communauté de communes du Lozan attribue des fonds de concours aux communes, décide de solliciter un fonds de "
     "concours pour un montant de 7 450 €.", [("Communauté de communes du Lozan", "7450", None)]),
    ("Il propose de solliciter à nouveau le Département pour 15 000 €.", [("Département", "15000", None)]),
    ("Le conseil sollicite une subvention de 24 000 € auprès du fonds de soutien à l'investissement local de l'Etat.",
     [("fonds de soutien à l'investissement local de l'Etat", "24000", None)]),
    ("L'école doit être rénovée et la commune sollicite une subvention de 9 000 € auprès du Département.", [("Département", "9000", None)]),
    # shares before their funders, sums after
    ("sollicite une subvention de 40 % de la DRAC Val-Brenne, soit 9 456 €, et de 25 % du Conseil Départemental, soit 5 910 €",
     [("DRAC Val-Brenne", "9456", "40"), ("Conseil Départemental", "5910", "25")]),
    ("SUBVENTION AU CONSEIL GENERAL\nLe Conseil sollicite du Conseil Général une subvention aussi élevée que possible, estimée à 4 275 €.",
     [("Conseil Général", "4275", None)]),
    ("Le conseil décide de demander au titre de la DETR une subvention pour le préau, opération arrêtée à 84 300 € HT.", [("DETR", None, None)]),
    ("décide de déposer un dossier DETR pour la toiture (estimation 32 000 € HT, aide escomptée 40 % soit 12 800 €)", [("DETR", "12800", "40")]),
    ("Sollicite de l'Etat, au titre du Fonds National d'Aménagement du Territoire, une subvention de 20 000 €, et du fonds commun, une subvention de "
     "15 000 €.", [("Etat, au titre du Fonds National d'Aménagement du Territoire", "20000", None)]),
    ("sollicite une aide au titre du fonds de soutien à l'investissement public local pour 8 000 €",
     [("fonds de soutien à l'investissement public local", "8000", None)]),
    # where a name ends
    ("sollicite de Monsieur le Préfet de Loir-et-Cher une subvention de 18 360 € au titre de la DETR.", [("Préfet de Loir-et-Cher", "18360", None)]),
    ("Le conseil sollicite une subvention auprès de l'Agence Nationale du Sport\nAnnoncé pour le printemps, le chantier durera.",
     [("Agence Nationale du Sport", None, None)]),
    ("SOLLICITE UNE SUBVENTION AUPRES DE LA REGION NORMANDIE DANS LE CADRE DU PLAN", [("REGION NORMANDIE", None, None)]),
    ("sollicite une aide de la Région Auvergne – Rhône-Alpes et du Département", [("Région Auvergne – Rhône-Alpes", None, None), ("Département", None, None)]),
    ("sollicite une aide de la Région Auvergne -Rhône Alpes", [("Région Auvergne -Rhône Alpes", None, None)]),
    ("sollicite auprès du Ministère de l'Intérieur une subvention de 10 000 €", [("Ministère de l'Intérieur", "10000", None)]),
]  # fmt: skip

NO_REQUESTS = [
    "la demande de subvention de l'association Rando Vert auprès de la commune",
    "Le club sollicite une subvention de 500 € auprès de la commune",
    "Ordre du jour : Demandes de financements : DSIL, DETR 2023 et autres concours financiers",
    "Nous sommes prêts à déposer au titre du Fonds Vert nos dossiers pour la rénovation",
    "Vu la demande de subvention au titre de l'année 2023 présentée par le Judo Club",
    "Le Maire rappelle que le Département a accordé une subvention de 12 000 €",
    "sollicite l'avis du Département sur le projet",
    "M. MABON demande un vote séparé sur la Fondation de France : 11 pour. Les autres subventions sont approuvées.",
    "La commune sollicitera des devis auprès d'entreprises de la région",
    "demande au Département de réaliser les travaux",
    "Le Département demande une participation de 5 000 € à la commune",
    "M. PICQ demande si la Région aide les communes",
    "L'école de musique sollicite de la commune une subvention de 2 500 €, comme auprès du Département",
    "Le comité des fêtes demande une subvention de 800 € au Conseil Général et à la commune.",
    "Le conseil demande à l'Etat de maintenir la dotation de solidarité rurale et au Département de rétablir le ramassage.",
    "La commission a sollicité et obtenu une aide de la Fondation du Patrimoine à hauteur de 18 000 €.",
    "Il fait part de la demande de participation émanant de la Fondation du Patrimoine. Le conseil décide.",
    "Associations. Le comité des fêtes sollicite une subvention de 1 800 € auprès de la commune et de 600 € auprès du Département.",
    "Le conseil décide de candidater au label des villages fleuris de la Région.",
    "Le maire propose de présenter le projet au Département en avril.",
    "sollicite le versement de la subvention de 12 000 € accordée par le Département en 2020",
    "Le Président présente le dossier de demande de subvention de la MJC auprès de la CAF pour 4 000 €. Adopté.",
    "La commune a candidaté à l'AMI de l'ADEME en 2018 et a reçu une aide de 5 000 €.",
    "Le conseil établit le dossier auprès du Département pour le transport scolaire.",
    "Dépenses éligibles : 88 000 € HT. L'ADEME sera consultée. Le conseil décide de déposer les dossiers.",
]  # fmt: skip


@each_row(("text", "funders"), REQUESTS)
def test_requests(text: str, funders: list[Row]) -> None:
    assert [row for plan in read(text) for row in rows(plan)] == funders
    assert all(plan.requested for plan in read(text))


@each_row("text", NO_REQUESTS)
def test_no_request(text: str) -> None:
    assert read(text) == ()


def test_a_request_repeats_the_plan() -> None:
    text = "sollicite la DETR. Plan de financement : DETR 40 %, soit 16 000 €, Département 30 %, soit 12 000 €"
    (plan,) = read(text)
    assert (plan.requested, [name for name, *_ in rows(plan)]) == (False, ["DETR", "Département"])


@pytest.mark.parametrize(
    "piece",
    [
        "sollicite une subvention auprès de l'État ",
        "sollicite ",
        "demande de subvention ",
        "subvention demandée DETR, ",
        "la Région Val Vert ",
    ],
)
def test_a_hostile_text_takes_time_in_proportion(piece: str, size: int) -> None:
    assert_grows_linearly(lambda text: extract_funding(text, [], []), repeated(piece), size)
