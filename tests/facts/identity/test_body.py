"""The issuing body, as printed."""

from __future__ import annotations

import pytest
from tests.growth import assert_grows_linearly, repeated
from tests.tables import each_row

from recueil.facts.identity.body import find_body


@each_row(
    ("head", "body"),
    [
        ("COMMUNE DE VERTMONT-LE-HAUT\nSéance du 3 mai 2021", "VERTMONT-LE-HAUT"),
        # a name that begins like a word of the heading
        ("VILLE DE VILLEMONT DÉPARTEMENT DE LA VÈZE\nCONSEIL MUNICIPAL", "VILLEMONT"),
        ("COMMUNE DE RUEFORT-SUR-VÈZE PLACE HAUTE", "RUEFORT-SUR-VÈZE"),
        (
            "les membres du conseil municipal se sont réunis à la mairie de VERTMONT, sous la présidence",
            "VERTMONT",
        ),
        ("Département de la Vèze Ville de Vertmont PROCES-VERBAL DU CONSEIL MUNICIPAL", "Vertmont"),
        ("EXTRAIT DU REGISTRE DES DÉLIBÉRATIONS DU CONSEIL MUNICIPAL DE LA VILLE DE VERTMONT (VÈZE)", "VERTMONT"),
        (
            "Extrait du registre des délibérations du Conseil\nMunicipal de la Ville de\nVertmont\nn° 12",
            "Vertmont",
        ),
        ("les membres du Conseil Municipal de la Commune de VERTMONT-\nLE-LAC, convoqués", "VERTMONT-LE-LAC"),
        ("COMPTE RENDU DU CONSEIL MUNICIPAL DE VERTMONT\nLundi 7 avril", "VERTMONT"),
        ("Mairie d'Étrames-les-Bois\nCONSEIL MUNICIPAL DU 3 MAI", "Étrames-les-Bois"),
        ("Nous, Maire de Vertmont,\nVu le code", "Vertmont"),
        ("COMMUNE DE LA ROCHE-BLANCHE – SEANCE DU 22 MARS\nle Conseil Municipal", "LA ROCHE-BLANCHE"),
        # flattened to one line
        ("PROCES-VERBAL DU CONSEIL MUNICIPAL DE LA COMMUNE DE SAINT-LOUP LUNDI 6 FEVRIER", "SAINT-LOUP"),
        ("VILLE DE VERTMONT EXTRAIT DU REGISTRE DU CONSEIL MUNICIPAL", "VERTMONT"),
        ("VILLE DE VERTMONT DEL2023_002 le Conseil municipal", "VERTMONT"),
        # the name printed most often, whatever its hyphens
        ("Commune de Vertmonl\nle conseil municipal de la commune de Vertmont\nLe maire de Vertmont", "Vertmonl"),
        (
            "Procès-verbal du Conseil communautaire de la Communauté de communes du Val d'Ourle\nMercredi",
            "Communauté de communes du Val d'Ourle",
        ),
        (
            "le Conseil Communautaire de la Communauté de Communes « Cœur de Vèze », dûment convoqué",
            "Communauté de Communes « Cœur de Vèze",
        ),
        ("Grand Corve Métropole\nCONSEIL MÉTROPOLITAIN", "Grand Corve Métropole"),
        ("DÉPARTEMENT DE LA HAUTE-VÈZE CONSEIL DÉPARTEMENTAL Réunion", "DÉPARTEMENT DE LA HAUTE-VÈZE"),
        ("RÉGION MARCHES-ET-LITTORAL\nCONSEIL RÉGIONAL", "RÉGION MARCHES-ET-LITTORAL"),
        (
            "SYNDICAT INTERCOMMUNAL DES EAUX DE LA BRUME\nCOMITÉ SYNDICAL",
            "SYNDICAT INTERCOMMUNAL DES EAUX DE LA BRUME",
        ),
        (
            "CENTRE COMMUNAL D'ACTION SOCIALE DE VERTMONT\nCONSEIL D'ADMINISTRATION",
            "CENTRE COMMUNAL D'ACTION SOCIALE DE VERTMONT",
        ),
        ("ARRÊTÉ PRÉFECTORAL\nLe préfet de la Haute-Vèze\nVu", "préfet de la Haute-Vèze"),
        ("La préfète de région Marches-Littoral,\nVu", "préfète de région Marches-Littoral"),
        ("PRÉFET\nDE LA RÉGION\nMARCHES-\nLITTORAL\nDécision", "PRÉFET DE LA RÉGION MARCHES-LITTORAL"),
        ("PRÉFET DE LA VÈZE\nSous-préfecture de Lourmes\nArrêté du 3 mai", "PRÉFET DE LA VÈZE"),
        (
            "RECUEIL DES ACTES\nADMINISTRATIFS\nN°99-2018-047\nle président du conseil départemental de la Vèze"
            "\nPRÉFET DE LA VÈZE",
            "PRÉFET DE LA VÈZE",
        ),
        (
            "PÔLE D’ÉQUILIBRE TERRITORIAL ET RURAL DE LA BRUME  Comité syndical",
            "PÔLE D’ÉQUILIBRE TERRITORIAL ET RURAL DE LA BRUME",
        ),
        # what was sent to a préfecture is of no préfet
        (
            "Reçu en préfecture le 24/09/2024\nCommune de Vertmont\nArrêté préfectoral du préfet de la Vèze",
            "Vertmont",
        ),
        ("PRÉFECTURE DE LA VÈZE\nCOMMUNE DE VERTMONT\nConseil municipal du 3 mai", "VERTMONT"),
        # another body, or none
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


@pytest.mark.parametrize(
    ("before", "piece"),
    [("", "Commune de "), ("COMMUNE DE ", "A "), ("", "Le-"), ("", "conseil municipal de la ")],
)
def test_a_hostile_text_takes_time_in_proportion(before: str, piece: str, size: int) -> None:
    assert_grows_linearly(find_body, repeated(piece, before), size)
