"""The issuing body, in its usual spelling."""

from __future__ import annotations

import pytest
from tests.growth import assert_grows_linearly, repeated
from tests.tables import each_row

from recueil.facts.identity.body import find_body
from recueil.facts.identity.body_spelling import OfficialNames


@each_row(
    ("head", "body"),
    [
        ("COMMUNE DE VERTMONT-LE-HAUT\nSéance du 3 mai 2021", "Vertmont-le-Haut"),
        # a name that begins like a word of the heading
        ("VILLE DE VILLEMONT DÉPARTEMENT DE LA VÈZE\nCONSEIL MUNICIPAL", "Villemont"),
        ("COMMUNE DE RUEFORT-SUR-VÈZE PLACE HAUTE", "Ruefort-sur-Vèze"),
        (
            "les membres du conseil municipal se sont réunis à la mairie de VERTMONT, sous la présidence",
            "Vertmont",
        ),
        ("Département de la Vèze Ville de Vertmont PROCES-VERBAL DU CONSEIL MUNICIPAL", "Vertmont"),
        ("EXTRAIT DU REGISTRE DES DÉLIBÉRATIONS DU CONSEIL MUNICIPAL DE LA VILLE DE VERTMONT (VÈZE)", "Vertmont"),
        (
            "Extrait du registre des délibérations du Conseil\nMunicipal de la Ville de\nVertmont\nn° 12",
            "Vertmont",
        ),
        ("les membres du Conseil Municipal de la Commune de VERTMONT-\nLE-LAC, convoqués", "Vertmont-le-Lac"),
        ("COMPTE RENDU DU CONSEIL MUNICIPAL DE VERTMONT\nLundi 7 avril", "Vertmont"),
        ("Mairie d'Étrames-les-Bois\nCONSEIL MUNICIPAL DU 3 MAI", "Étrames-les-Bois"),
        ("Nous, Maire de Vertmont,\nVu le code", "Vertmont"),
        ("COMMUNE DE LA ROCHE-BLANCHE – SEANCE DU 22 MARS\nle Conseil Municipal", "La Roche-Blanche"),
        # flattened to one line
        ("PROCES-VERBAL DU CONSEIL MUNICIPAL DE LA COMMUNE DE SAINT-LOUP LUNDI 6 FEVRIER", "Saint-Loup"),
        ("VILLE DE VERTMONT EXTRAIT DU REGISTRE DU CONSEIL MUNICIPAL", "Vertmont"),
        ("VILLE DE VERTMONT DEL2023_002 le Conseil municipal", "Vertmont"),
        # the name printed most often, whatever its hyphens
        ("Commune de Vertmonl\nle conseil municipal de la commune de Vertmont\nLe maire de Vertmont", "Vertmonl"),
        (
            "Procès-verbal du Conseil communautaire de la Communauté de communes du Val d'Ourle\nMercredi",
            "Communauté de communes du Val d'Ourle",
        ),
        (
            "le Conseil Communautaire de la Communauté de Communes « Cœur de Vèze », dûment convoqué",
            "Communauté de communes Cœur de Vèze",
        ),
        ("Grand Corve Métropole\nCONSEIL MÉTROPOLITAIN", "Grand Corve Métropole"),
        ("DÉPARTEMENT DE LA HAUTE-VÈZE CONSEIL DÉPARTEMENTAL Réunion", "Département de la Haute-Vèze"),
        ("RÉGION MARCHES-ET-LITTORAL\nCONSEIL RÉGIONAL", "Région Marches-et-Littoral"),
        (
            "SYNDICAT INTERCOMMUNAL DES EAUX DE LA BRUME\nCOMITÉ SYNDICAL",
            "Syndicat intercommunal des Eaux de la Brume",
        ),
        (
            "CENTRE COMMUNAL D'ACTION SOCIALE DE VERTMONT\nCONSEIL D'ADMINISTRATION",
            "CCAS de Vertmont",
        ),
        ("PRÉFECTURE DE L'OURLE\nARRÊTÉ\nLe préfet de l'Ourle\nVu", "Préfecture de l'Ourle"),
        ("ARRÊTÉ PRÉFECTORAL\nLe préfet de la Haute-Vèze\nVu", "Préfecture de la Haute-Vèze"),
        ("La préfète de région Marches-Littoral,\nVu", "Préfecture de la région Marches-Littoral"),
        ("PRÉFET\nDE LA RÉGION\nMARCHES-\nLITTORAL\nDécision", "Préfecture de la région Marches-Littoral"),
        ("PRÉFET DE LA VÈZE\nSous-préfecture de Lourmes\nArrêté du 3 mai", "Préfecture de la Vèze"),
        (
            "RECUEIL DES ACTES\nADMINISTRATIFS\nN°99-2018-047\nle président du conseil départemental de la Vèze"
            "\nPRÉFET DE LA VÈZE",
            "Préfecture de la Vèze",
        ),
        (
            "PÔLE D’ÉQUILIBRE TERRITORIAL ET RURAL DE LA BRUME  Comité syndical",
            "Pôle d'équilibre territorial et rural de la Brume",
        ),
        # what was sent to a préfecture is of no préfet
        (
            "Reçu en préfecture le 24/09/2024\nCommune de Vertmont\nArrêté préfectoral du préfet de la Vèze",
            "Vertmont",
        ),
        ("PRÉFECTURE DE LA VÈZE\nCOMMUNE DE VERTMONT\nConseil municipal du 3 mai", "Vertmont"),
        # the council below a name without a word, a signature, a sentence about the commune
        ("VERTMONT-SUR-VÈZE\nEXTRAIT DU REGISTRE\nLe Conseil Municipal", "Vertmont-sur-Vèze"),
        ("Vertmont – Conseil municipal du 3 mai 2021", "Vertmont"),
        ("Conseil municipal\nFait et délibéré à Vertmont, le 3 mai", "Vertmont"),
        ("Conseil municipal du 3 mai\nLa commune de Vertmont a publié un appel", "Vertmont"),
        ("CONSEIL MUNICIPAL\nla ville de VERTMONT. Chacun à Vertmont\nla ville de VERTMONT", "Vertmont"),
        # other sorts of bodies
        ("Conseil communautaire Val de Vèze du 3 mai", "Val de Vèze"),
        ("La Commission permanente du Conseil régional Marches-Littoral", "Région Marches-Littoral"),
        ("C.C.A.S. DE VERTMONT\nConseil d'administration", "CCAS de Vertmont"),
        ("S.I.V.O.M. DES TROIS VALLÉES\nComité syndical", "S.I.V.O.M. des Trois Vallées"),
        ("Syndicat d'énergie du Val de Vèze\nComité syndical", "Syndicat d'énergie du Val de Vèze"),
        ("SYNDICAT DES EAUX DES QUATRE CANTONS\nComité syndical", "Syndicat des Eaux des Quatre Cantons"),
        (
            "Syndicat mixte du Parc naturel régional des Monts de Vèze",
            "Syndicat mixte du Parc naturel régional des Monts de Vèze",
        ),
        ("Syndicat scolaire\ndu Val de Vèze\nSIVOS\n\nFEUILLE DE PRÉSENCE\n", "Syndicat scolaire du Val de Vèze"),
        ("Le Directeur du Centre Hospitalier de Vertmont,\nVu", "Centre Hospitalier de Vertmont"),
        ("LE RECTEUR DE L'ACADÉMIE DE VERTMONT\nVU", "Académie de Vertmont"),
        ("La ministre du travail et de la santé,\nVu le code", "Ministère du travail et de la santé"),
        ("Le préfet de la région Marches -Littoral\nVu", "Préfecture de la région Marches-Littoral"),
        # an act in a collection of the State, of a service or of the préfet
        (
            "Centre hospitalier Vertmont\n99-2025-01-21-00009\nDécision de délégation\n"
            "Centre hospitalier Vertmont - 99-2025-01-21-00009 - Décision de délégation 5\nLe directeur,\nVu",
            "Centre hospitalier Vertmont",
        ),
        (
            "Direction de la mer - 99-2025-01-21-00009 - Arrêté 5\nPRÉFET DE LA VÈZE\nLe Préfet de la Vèze,\nVu",
            "Préfecture de la Vèze",
        ),
        (
            "Certificat – page 2 /2Centre hospitalier Vertmont - 99-2025-01-21-00009 - Décision 5\nLe directeur,\nVu",
            "Centre hospitalier Vertmont",
        ),
        # lines that have run together
        (
            "Centre hospitalier Vertmont 99-2025-01-21-00009 Décision de délégation Centre hospitalier Vertmont - "
            "99-2025-01-21-00009 - Décision de délégation 5 Le directeur, Vu",
            "Centre hospitalier Vertmont",
        ),
        (
            "DIRECCTE\n99-2018-01-21-001\nRécépissé\nDIRECCTE - 99-2018-01-21-001 - Récépissé\n7\n",
            "DIRECCTE",
        ),
        # a métropole with the land that its name ends with, and without the words before
        ("CONSEIL MÉTROPOLITAIN\nLourmes Métropole Val de Vèze\nSéance", "Lourmes Métropole Val de Vèze"),
        (
            "Conseil métropolitain\nLOGEMENTS AIDÉS PAR LOURMES MÉTROPOLE VAL DE VÈZE DANS LE PARC",
            "Lourmes Métropole Val de Vèze",
        ),
        (
            "COMMUNAUTÉ D'AGGLOMÉRATION DE L'OURLOIS SUD\nConseil communautaire",
            "Communauté d'agglomération de l'Ourlois Sud",
        ),
        # a name alone at the top, whatever bodies the text names below
        (
            "COMMUNAUTE DE COMMUNES VALLEES DE LA VEZE\nSéance du 29 septembre\nConseil départemental de l'Ourle  24 000 €",
            "Communauté de communes Vallees de la Veze",
        ),
        ("CA DU BASSIN DE LOURMES\nDÉCISION DU PRÉSIDENT", "Communauté d'agglomération du Bassin de Lourmes"),
        ("CC Bocage-Lourmes – Conseil du 8 mars 2022", "Communauté de communes Bocage-Lourmes"),
        ("LOURMES MÉTROPOLE\nDECISION N° D2023-558\nLe Président", "Lourmes Métropole"),
        ("Réunion du Conseil de l'Eurométropole de Lourmes du vendredi", "Eurométropole de Lourmes"),
        (
            "CHAMBRE DE MÉTIERS ET DE L'ARTISANAT DE L'OURLE\nAssemblée générale du 13 juin",
            "Chambre de Métiers et de l'Artisanat de l'Ourle",
        ),
        (
            "REGIE DES TRANSPORTS DE LOURMES\nCONSEIL D'ADMINISTRATION DU 30 SEPTEMBRE",
            "Régie des transports de Lourmes",
        ),
        ("VÈZE-LE-BAS CM du 9 septembre\nLe maire", "Vèze-le-Bas"),
        ("Vertmont, le 20 juin 2019. Objet : chemin rural. Le conseil municipal", "Vertmont"),
        ("Vertmont-la-Forêt. Délibération du conseil municipal du 29 juin", "Vertmont-la-Forêt"),
        ("Séance du 5 mars 2020 – VERTMONT-VÈZE\nL'an deux mille vingt, le conseil municipal", "Vertmont-Vèze"),
        (
            "CONVENTION D'OBJECTIFS\nEntre\nLa commune de Vertmont, représentée par son maire,\nEt\nL'association « Lire »",
            "Vertmont",
        ),
        # a heading, and an institution without its place
        ("RELEVÉ DE DÉCISIONS\nSéance du 3 mai\nle conseil municipal", None),
        ("GUIDE PRATIQUE\nle 3 mai 2021\nLe maire", None),
        ("Centre communal d'action sociale\nConseil d'administration", None),
        (
            "CONVENTION entre la commune de Vertmont, représentée par son maire, et la commune de Lourmes, représentée par son maire",
            None,
        ),
        (
            "CCAS Compte rendu Le Centre Communal d'Action Sociale de la commune de Vertmont s'est réuni. Conseil d'administration",
            "CCAS de Vertmont",
        ),
        (
            "Comité syndical\nM. Jean PICQ, Président du Parc naturel régional des Hautes Combes - M. Paul RUFFIN",
            "Parc naturel régional des Hautes Combes",
        ),
        (
            "Syndicat Intercommunal à Vocation Scolaire du Val Fleuri\nRéunion du comité syndical",
            "Syndicat Intercommunal à Vocation Scolaire du Val Fleuri",
        ),
        ("OFFICE DE TOURISME VERTMONT ANNÉE 2014 RECUEIL DES ACTES", "Office de Tourisme Vertmont"),
        (
            "ENTRE LA COMMUNAUTÉ D’AGGLOMÉRATION DU VERTMONTAIS ET L’OFFICE\nconseil communautaire",
            "Communauté d'agglomération du Vertmontais",
        ),
        ("Mairie de VERTMONT LIBERTE – EGALITE – FRATERNITE CONSEIL MUNICIPAL", "Vertmont"),
        (
            "CONVENTION Entre la VILLE DE VERTMONT, domiciliée à l'Hôtel de Ville, 99000 et représentée par son Maire",
            "Vertmont",
        ),
        ("Mairie de PLAN-SUR-VÈZE – PROCES VERBAL – Conseil Municipal du 2 juin", "Plan-sur-Vèze"),
        # those that members represent, and a syndicat without a name
        ("Conseil d'administration\nPRÉSENTS\nUniversité de Vertmont Paul RUFFIN", None),
        ("BUREAU SYNDICAL Délégués présents : Conseil départemental de la Vèze Anne PICQ", None),
        ("Comité syndical\nAdoption du budget du syndicat\nLe comité adopte", None),
        # another body, or none
        ("Arrêté préfectoral\nLe préfet\nVu l'avis du conseil départemental d'hygiène", None),
        ("conseil municipal\nIl évoque la commune de Ruffigny", None),
        ("CR du conseil municipal 9 avril 2021\nle terrain sis sur la commune de Ruffigny", None),
        ("le conseil municipal de cette commune, régulièrement convoqué", None),
        ("Conseil Municipal\nEnvoyé en préfecture de la Vèze", None),
        ("La ministre\npublié au recueil des actes administratifs de la préfecture de la Vèze", None),
        ("Madame la Maire donne lecture", None),
        ("", None),
    ],
)
def test_body(head: str, body: str | None) -> None:
    assert find_body(head) == body


NAMES = OfficialNames(
    communes={"34172": "Montpellier", "2B033": "Bastia", "97411": "Saint-Denis"},
    departements={"93": "Seine-Saint-Denis", "83": "Var", "89": "Yonne", "53": "Mayenne"},
    spellings={
        "mazeres": {"09": "Mazères", "33": "Mazères"},
        "albi": {"81": "Albi"},
        "var": {"": "Var"},
        "mayenne": {"53": "Mayenne", "": "Mayenne"},
        "bretagne": {"": "Bretagne"},
        "rhone": {"": "Rhône"},
        "marches": {"73": "Marches"},
        "val de l ourle": {"": "Val-de-l'Ourle"},
        "brignoles": {"83": "Brignoles"},
        "la rochelle": {"17": "La Rochelle"},
        "sainte genevieve des bois": {"91": "Sainte-Geneviève-des-Bois"},
    },
)


@pytest.mark.parametrize(
    ("text", "siren", "body"),
    [
        ("Réunion du 3 mai", "213401722", "Montpellier"),
        ("Réunion du 3 mai", "212000335", "Bastia"),
        ("Réunion du 3 mai", "219740115", "Saint-Denis"),
        ("COMMISSION PERMANENTE DU CONSEIL DÉPARTEMENTAL", "229300082", "Département de la Seine-Saint-Denis"),
        ("Conseil de communauté", "243400017", None),
        # what the act prints is preferred
        ("COMMUNE DE MAZERES\nConseil municipal", "213401722", "Mazères"),
        ("Commune d'Albi Le conseil municipal", None, "Albi"),
        ("PRÉFET DU VAR ENVIRONNEMENT\nArrêté préfectoral", None, "Préfecture du Var"),
        ("PRÉFECTURE DE MAYENNE\nArrêté préfectoral", None, "Préfecture de la Mayenne"),
        ("Conseil d'administration du CCAS de la Rochelle", None, "CCAS de La Rochelle"),
        # a sous-préfecture decides for the préfet, a délégation for its agency
        (
            "Sous-préfecture de Brignoles\n83-2025-04-30-00001\nArrêté\n"
            "Sous-préfecture de Brignoles - 83-2025-04-30-00001 - Arrêté 5\nARRÊTÉ PRÉFECTORAL",
            None,
            "Préfecture du Var",
        ),
        (
            "Agence régionale de santé du Var - 83-2025-01-08-00013 - Arrêté 5\n"
            "AGENCE RÉGIONALE DE SANTÉ\nDE BRETAGNE\nDélégation du Var\nVu",
            None,
            "Agence régionale de santé de Bretagne",
        ),
        # the commune of the address, which is that of its site, not a body that an object names
        (
            "CONSEIL MUNICIPAL DU 3 MAI 2024\nOrdre du jour\n12, quai Haut – 81000 ALBI – accueil@mairie-albi.fr",
            None,
            "Albi",
        ),
        ("CONSEIL MUNICIPAL DU 3 MAI 2024\n12, quai Haut – 81000 ALBI – contact@vertmont.fr", None, None),
        ("CONSEIL MUNICIPAL DU 3 MAI 2024\nRecomposition de la Communauté de Communes du Val d'Ourle", None, None),
        (
            "Agence régionale de santé Marches-et-Littoral\nDélégation du Var\nLe directeur",
            None,
            "Agence régionale de santé Marches-et-Littoral",
        ),
        ("Conseil régional de Rhône-Alpes", None, "Région de Rhône-Alpes"),
        ("Région Marches-et-Littoral\nConseil régional", None, "Région Marches-et-Littoral"),
        (
            "Agence régionale de santé Val-de-l'Ourle-Siège\nLe directeur de l'agence régionale de santé",
            None,
            "Agence régionale de santé Val-de-l'Ourle",
        ),
        # a scanner misread it once
        (
            "Le Conseil Municipal de Sainte-Geneviève-des-Boïs\nla ville de Sainte-Geneviève-des-Bois propose",
            None,
            "Sainte-Geneviève-des-Bois",
        ),
        ("RECUEIL DES ACTES ADMINISTRATIFS N°89-2025-133", None, "Préfecture de l'Yonne"),
        # at the foot of its pages
        (
            "1. TARIFS\nLe maire\n      Albi, séance du 3 mai 2024\n2. VOIRIE\n    Albi, Séance du 3 mai 2024",
            None,
            "Albi",
        ),
        ("1. TARIFS\n      Lourmes, séance du 3 mai 2024\n", None, None),
        # misread twice, in no heading
        (
            "1. TARIFS\nle conseil municipal de La Rochelle a recruté, la commune de La Rochelie verse\n"
            "la commune de La Rochelie et la ville de La Rochelle",
            None,
            "La Rochelle",
        ),
        # who appoints the commissaire is not who publishes the notice
        (
            "AVIS D'ENQUÊTE\nCOMMUNE D'ALBI\nM. Picq a été désigné par le président du tribunal administratif de Vertmont",
            None,
            "Albi",
        ),
        # rules name the commune in their title or in a sentence, if it is known
        ("RÈGLEMENT DE L'ACCUEIL DE LA VILLE DE ALBI EXTRAIT DU REGISTRE DES ARRÊTÉS DU MAIRE", None, "Albi"),
        ("RÈGLEMENT DES MARCHÉS\nPréambule\nLa Ville d'Albi organise deux marchés.", None, "Albi"),
        ("RÈGLEMENT DES MARCHÉS\nPréambule\nLa Ville de Lourmes organise deux marchés.", None, None),
        (
            "ARS\n99-2025-01-21-009\nArrêté 5\nARS - 99-2025-01-21-009 - Arrêté\n\n5\n",
            None,
            "Agence régionale de santé",
        ),
    ],
)
def test_official_names_and_the_siren(text: str, siren: str | None, body: str | None) -> None:
    assert find_body(text, siren, None, NAMES) == body


@pytest.mark.parametrize(
    ("before", "piece"),
    [
        ("", "Commune de "),
        ("COMMUNE DE ", "A "),
        ("", "Le-"),
        ("", "conseil municipal de la "),
        ("", "A -"),
        ("", "A - 99-2025-01-21-"),
        ("syndicat", " a"),
        ("", "99000 Lourmes @lourmes.fr "),
        ("", "www.a.a.a."),
    ],
)
def test_a_hostile_text_takes_time_in_proportion(before: str, piece: str, size: int) -> None:
    assert_grows_linearly(find_body, repeated(piece, before), size)
