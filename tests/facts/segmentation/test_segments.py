"""Where a text holds several acts. « ¦ » stands where the next one starts."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.growth import assert_grows_linearly, repeated

from recueil.facts.segmentation.act_headings import read_title
from recueil.facts.segmentation.segments import Segment, split_acts

CUT = "¦"
VOTED = "Le conseil municipal, après en avoir délibéré, à l'unanimité, approuve cette proposition.\n\n"
HEAD = "COMMUNE DE VERTMONT\nSéance du 3 mars 2021\nPrésents : Léa PICQ, Jean ORVAL\nSecrétaire : Léa PICQ\n\n"
AGENDA = (
    "Ordre du jour :\n1. Budget primitif\n2. Tarifs du camping\n3. Vente d'un chemin\n4. Questions diverses\n\n"
)
PLAIN = "Compte tenu des travaux menés sur la place, il convient de revoir le montant prévu.\n"


def extract(number: str, title: str) -> str:
    return (
        f"EXTRAIT DU REGISTRE DES DÉLIBÉRATIONS\nL'an deux mille vingt et un, le trois mars\nPrésents : Léa PICQ\n"
        f"N° {number}\nOBJET : {title}\n{PLAIN}{VOTED}"
    )


def stamp(number: str) -> str:
    return f"Envoyé en préfecture le 05/03/2021\nReçu en préfecture le 05/03/2021\nID : 099-219900420-20210303-{number}-DE\n"


def page(code: str, words: str) -> str:
    return f"{words}\n\nPréfecture - {code} - {words}\n\n4\n\n"


# kind, text with its cuts
SEVERAL = [
    pytest.param(
        "pv",
        f"{HEAD}{CUT}2021-03-1 MODIFICATION DES STATUTS\n{PLAIN}{VOTED}{CUT}2021-03-2 VENTE D'UN CHEMIN\n{PLAIN}{VOTED}",
        id="the year, the month and the rank, printed above each délibération",
    ),
    pytest.param(
        "pv",
        f"{HEAD}{CUT}Délibération n°20210303-01\n\n   Tarifs\n{PLAIN}{VOTED}{CUT}Délibération n°20210303-02\n\n   Emprunt\n{VOTED}",
        id="the number on a line of its own",
    ),
    pytest.param(
        "pv",
        f"{HEAD}{CUT}Délibération n²0210303-01\nTarifs\n{VOTED}{CUT}Délibération n°20210303-02\nEmprunt\n{VOTED}",
        id="n° read as n²",
    ),
    pytest.param(
        "deliberation",
        f"{HEAD.replace(chr(10), ' ')}{CUT}N° 2021-012 FINANCES – Tarifs Vu le code Adopté à l'unanimité "
        f"{CUT}N° 2021-013 FINANCES – Emprunt Vu la délibération n° 2021-014 Adopté à l'unanimité ",
        id="in one line",
    ),
    pytest.param(
        "pv",
        f"{HEAD}{AGENDA}{CUT}Question n° 1 : Budget primitif\n{PLAIN}{VOTED}{CUT}Question n° 2 : Tarifs du camping\n"
        f"{PLAIN}Voir la\nQuestion n° 4 de la séance passée.\n{VOTED}{CUT}Question n° 3 : Vente d'un chemin\n{PLAIN}{VOTED}",
        id="questions",
    ),
    pytest.param(
        "pv",
        f"{HEAD}{AGENDA}{CUT}1. BUDGET PRIMITIF\n{PLAIN}{VOTED}{CUT}2. TARIFS DU CAMPING\n{PLAIN}1. Emplacement nu\n"
        f"2. Emplacement équipé\n{VOTED}{CUT}3. VENTE D'UN CHEMIN\n{PLAIN}{VOTED}",
        id="an agenda treated point by point, with a list in one of the points",
    ),
    pytest.param(
        "pv",
        f"{HEAD}{CUT}1.   BUDGET PRIMITIF\n{PLAIN}{VOTED}{CUT}2,   TARIFS DU CAMPING\n{PLAIN}{VOTED}"
        f"{CUT}4.   VENTE D'UN CHEMIN\n{PLAIN}{VOTED}LISTE DES DÉLIBÉRATIONS\n1.   BUDGET PRIMITIF\n2.   TARIFS DU CAMPING\n",
        id="a point read as a comma, a number lost, and the list of the délibérations at the end",
    ),
    pytest.param(
        "deliberation",
        f"{extract('2021-012', 'Tarifs')}{CUT}{extract('2021-013', 'Emprunt')}",
        id="extracts of a register, each with its head",
    ),
    pytest.param(
        "deliberation",
        f"{HEAD}{CUT}OBJET : Tarifs (n° 02/2021-01)\n{PLAIN}{VOTED}{CUT}OBJET : Emprunt (n° 02/2021-02)\n{PLAIN}{VOTED}",
        id="objects",
    ),
    pytest.param(
        None,
        f"{stamp('D2021_01')}Tarifs\n{stamp('D2021_01')}{PLAIN}{CUT}{stamp('D2021_02')}Emprunt\n{stamp('D2021_02')}",
        id="another @CTES identifier",
    ),
    pytest.param(
        "deliberation",
        f"{stamp('D2021_007')}{extract('1', 'Tarifs')}{CUT}{stamp('D2021_009')}{extract('2', 'Emprunt')}",
        id="stamps that stand once each, their numbers alike",
    ),
    pytest.param(
        "deliberation",
        f"{stamp('D2021_01')}{extract('1', 'Tarifs')}{CUT}{stamp('D2021_02')}{extract('2', 'Emprunt')}",
        id="stamps above the heads of their acts",
    ),
    pytest.param(
        "deliberation",
        f"{extract('1', 'Tarifs')}{stamp('D2021_01')}{CUT}{extract('2', 'Emprunt')}{stamp('D2021_02')}",
        id="stamps below their acts",
    ),
    pytest.param(
        "recueil",
        "RECUEIL DES ACTES\nADMINISTRATIFS\nSommaire\nPréfecture\n99-2021-03-03-001 - Arrêté de police (2 pages)\n"
        f"99-2021-03-04-002 - Arrêté de chasse (1 page)\n\n2\n\n{CUT}Préfecture\n99-2021-03-03-001\n"
        + page("99-2021-03-03-001", "Arrêté de police")
        + page("99-2021-03-03-001", "Vu l'arrêté n° 99-2020-01-01-003")
        + f"{CUT}Préfecture\n99-2021-03-04-002\n"
        + page("99-2021-03-04-002", "Arrêté de chasse"),
        id="the codes of a préfecture",
    ),
    pytest.param(
        "recueil",
        "RECUEIL DES ACTES\nADMINISTRATIFS\nSommaire\nPréfecture\n99-2021-03-03-001 - Arrêté de police (2 pages)\n"
        f"99-2021-03-04-002 - Arrêté de chasse (1 page)\n\n2\n\n{CUT}Préfecture\n99-2021-03-03-001\n"
        + page("99-2021-03-03-001", "Arrêté de police"),
        id="one act of a préfecture, and one in the table of contents alone",
    ),
    pytest.param(
        "recueil",
        "RECUEIL\nSommaire\nArrêté n° 2021-1 du 3 mars 2021\nArrêté n° 2021-2 du 4 mars 2021\n\n"
        f"{CUT}Arrêté n° 2021-1 du 3 mars 2021\nportant police\nVu le code\nARRÊTE :\nArticle 1 : Rien.\nFait à Vertmont\n"
        f"{CUT}Arrêté n° 2021-2 du 4 mars 2021\nportant chasse\nVu le code\nARRÊTE :\nArticle 1 : Tout.\nFait à Vertmont\n",
        id="numbered arrêtés",
    ),
    pytest.param(
        "recueil",
        "RECUEIL\nSommaire\nArrêté n° 2021-1 du 3 mars 2021\n"
        + "\f" * 99
        + f"{CUT}Arrêté n° 2021-1 du 3 mars 2021\nportant police\nVu le code\nARRÊTE :\nArticle 1 : Rien.\nFait à Vertmont\n"
        f"{CUT}Arrêté du 4 mars 2021\nportant chasse\nVu le code\nARRÊTE :\nArticle 1 : Tout.\nFait à Vertmont\n",
        id="arrêtés below empty pages",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "marked"), SEVERAL)
def test_several_acts(kind: str | None, marked: str) -> None:
    parts = marked.split(CUT)
    text = "".join(parts)
    assert [text[segment.start : segment.end] for segment in split_acts(text, kind)] == parts


ONE = [
    pytest.param("pv", f"{HEAD}{AGENDA}{PLAIN}{VOTED}", id="an agenda"),
    pytest.param("deliberation", extract("2021-012", "Tarifs"), id="one extract"),
    pytest.param("deliberation", extract("2021-012", "Tarifs") + "1. APPROUVE le plan ;\n2. AUTORISE le maire ;\n", id="a numbered dispositif"),
    pytest.param("arrete", f"ARRÊTÉ N° 12\nVu l'arrêté\nArrêté n° 11\nARRÊTE :\nArticle 1 : Oui.\n{PLAIN}Article 2 : Non.\n", id="articles"),
    pytest.param("deliberation", f"{HEAD}Vu la délibération n° 2021-01 du 3 mars\nVu la\nDélibération n° 2021-02\n{VOTED}", id="acts cited"),
    pytest.param("deliberation", f"{stamp('D2021_01')}{PLAIN}{stamp('D2021_07')}{PLAIN}{stamp('D2021_01')}{VOTED}", id="one page misread"),
    pytest.param("deliberation", f"{stamp('D2021_0318')}{PLAIN}{stamp('D2021_0818')}{VOTED}", id="the second page misread"),
    pytest.param(None, f"1/3\nEnvoyé à tous\n{VOTED}2/3\nEnvoyé à tous\n{VOTED}3/3\nEnvoyé à tous\n{VOTED}", id="numbers of pages"),
    pytest.param(None, "FOLIO 71\nMonsieur le Maire décide.\nFOLIO 72\nIl approuve à l'unanimité.\nFOLIO 73\nVoté à l'unanimité.", id="folios"),
    pytest.param(None, f"4.1 Organisation\n{VOTED}4.2 Publicité\n{VOTED}4.3 Permanences\n{VOTED}", id="sections of a report"),
    pytest.param("arrete", page("99-2021-03-03-001", "Arrêté de police") + page("99-2021-03-03-001", "Article 2"), id="an arrêté of a recueil"),
    pytest.param("pv", "", id="nothing"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "text"), ONE)
def test_one_act(kind: str | None, text: str) -> None:
    assert split_acts(text, kind) == (Segment(0, len(text)),)


def test_a_segment_says_what_it_rests_on() -> None:
    first = f"2021-03-1 Modification des statuts\n\n{PLAIN}{VOTED}"
    second = f"2021-03-2 Vente d'un chemin\n\n{PLAIN}{VOTED}"
    ends = (len(HEAD), len(HEAD + first), len(HEAD + first + second))
    assert split_acts(HEAD + first + second, "pv") == (
        Segment(0, ends[0], evidence="head"),
        Segment(ends[0], ends[1], "2021-03-1", "Modification des statuts", "number"),
        Segment(ends[1], ends[2], "2021-03-2", "Vente d'un chemin", "number"),
    )


HOSTILE = {
    "ranks": repeated("\n1. A"),
    "numbers": repeated("\n2021-03-1 A unanimité"),
    "stamps": lambda size: "".join(stamp(f"D{number}") for number in range(size // 100)),
    "objects": repeated("OBJET : A. unanimité "),
    "orders": repeated("\nArrêté n° 1\nVu le\nARRÊTE :\n"),
    "blanks": repeated(" "),
    "lines": repeated("\n"),
    "figures": repeated("1 "),
}


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_text_takes_time_in_proportion(make: Callable[[int], str], size: int) -> None:
    assert_grows_linearly(lambda text: split_acts(text, None), make, size)


@given(
    st.lists(
        st.sampled_from(
            [HEAD, AGENDA, VOTED, PLAIN, "1. A\n", "2. B\n", "N° 2021-1 C\n", stamp("D1"), stamp("D2")]
        )
    )
)
@settings(max_examples=200, deadline=None)
def test_segments_tile_the_text(pieces: list[str]) -> None:
    text = "".join(pieces)
    segments = split_acts(text, "pv")
    assert (segments[0].start, segments[-1].end) == (0, len(text))
    assert all(one.end == other.start for one, other in pairwise(segments))


@pytest.mark.parametrize(
    ("words", "title"),
    [
        (
            "RENOUVELLEMENT DE LA CONVENTION DE PARTENARIAT AVEC LE CENTRE\n\nDES MONUMENTS DE LOURMES\n\nLe centre est\n",
            "RENOUVELLEMENT DE LA CONVENTION DE PARTENARIAT AVEC LE CENTRE DES MONUMENTS DE LOURMES",
        ),
        ("Transfert du temple vers la commune :\nNous allons voter\n", "Transfert du temple vers la commune"),
        ("Admissions en non-valeur\n2 admissions pour 128 €\n", "Admissions en non-valeur"),
        ("Avenant du contrat de la commune\n1\nVU la délibération", "Avenant du contrat de la commune"),
        (
            "Décisions prises par délégation (art. L. 2122-22 du CGCT)\nDécision 2023-11 du 3 mai : devis",
            "Décisions prises par délégation (art. L. 2122-22 du CGCT)",
        ),
        ("VENTE D'UN CHEMIN\n\n13. DEMANDE DE SUBVENTION\n\nLe maire\n", "VENTE D'UN CHEMIN"),
        (
            "POLITIQUE DE LA VILLE\n\nDEMANDE DE SUBVENTION : ATELIER\n\n: SOLDE DE L'ANNÉE\n\nLe maire\n",
            "POLITIQUE DE LA VILLE DEMANDE DE SUBVENTION : ATELIER : SOLDE DE L'ANNÉE",
        ),
        (
            "ADOPTION DES COMPTES RENDUS DES SÉANCES DES 2 JUIN ET 7 JUILLET\n\n2014\n\nAvant d'aborder\n",
            "ADOPTION DES COMPTES RENDUS DES SÉANCES DES 2 JUIN ET 7 JUILLET 2014",
        ),
        (
            "COMMlSSION D'ÉTHIQUE ET DE CONTRÔLE\n\nDES FlNANCES\n\nLe maire\n",
            "COMMlSSION D'ÉTHIQUE ET DE CONTRÔLE DES FlNANCES",
        ),
        ("LYCÉE RUFFIN\n\nD'OURLIÈRE\n\n(Madame PICQ prend part au vote)\n", "LYCÉE RUFFIN D'OURLIÈRE"),
        (
            "EXAMEN DES DEMANDES DE SUBVENTIONS\n\nA. SUBVENTION À L'ASSOCIATION\n",
            "EXAMEN DES DEMANDES DE SUBVENTIONS",
        ),
        ("VOTE DU BUDGET DE LA COMMUNE\n\nFONCTIONNEMENT DÉPENSES\n", "VOTE DU BUDGET DE LA COMMUNE"),
        (
            "ADHÉSION AU CONSEIL NATIONAL DES VILLES ET VILLAGES FLEURIS\n\n(MADAME PICQ PREND PART AU VOTE)\n",
            "ADHÉSION AU CONSEIL NATIONAL DES VILLES ET VILLAGES FLEURIS",
        ),
        ("ÉLECTION DU MAIRE\nÉlection du maire dans les communes\nLe maire est élu\n", "ÉLECTION DU MAIRE"),
        (
            "TRAVAUX RUE M. PICQ ET RUE HAUTE\n— VERTMONT\n\nMonsieur le maire\n",
            "TRAVAUX RUE M. PICQ ET RUE HAUTE — VERTMONT",
        ),
        ("TRAVAUX M. PICQ rappelle les devis\n\nAprès\n", "TRAVAUX"),
        (
            "Désignation du représentant de la société Enfance en Pays\nOurlois ainsi que son suppléant\n\nSuite au\n",
            "Désignation du représentant de la société Enfance en Pays Ourlois ainsi que son suppléant",
        ),
        (
            "Quartier Haut :\nPhase 1, démolition du site de l'école Ruffin -\ndemande de subvention DSIL\n\nVu le code",
            "Quartier Haut : Phase 1, démolition du site de l'école Ruffin - demande de subvention DSIL",
        ),
        (
            "Charte de bonne conduite\nDélégation donnée à l'exécutif de recourir à l'emprunt pour\nl'année 2020\n\nMonsieur\n",
            "Charte de bonne conduite Délégation donnée à l'exécutif de recourir à l'emprunt pour l'année 2020",
        ),
        ("Adressage\nIl est proposé de nommer les voies\n\nMonsieur\n", "Adressage"),
        ("VENTE D'UN TERRAIN (PARCELLE AK\n\nN° 117)\n\nLa ville\n", "VENTE D'UN TERRAIN (PARCELLE AK N° 117)"),
        (
            "COMMUNAUTÉ D'OURLE\n\n:\n\nRECOMPOSITION DU CONSEIL\n\nLa ville\n",
            "COMMUNAUTÉ D'OURLE : RECOMPOSITION DU CONSEIL",
        ),
        ("Document unique :\n1 personne viendra pour évaluer les\nrisques de la commune.\n", "Document unique"),
        ("Tarifs de la salle\nLes tarifs seront revus.\n\nAprès\n", "Tarifs de la salle"),
        (
            "RENOUVELLEMENT DE LA CONVENTION DE PARTENARIAT AVEC LE CENTRE\n\nLe centre des monuments\n",
            "RENOUVELLEMENT DE LA CONVENTION DE PARTENARIAT AVEC LE CENTRE",
        ),
    ],
)
def test_where_a_title_ends(words: str, title: str) -> None:
    assert read_title(f"12 {words}", 3) == title


@pytest.mark.parametrize(
    ("words", "title"),
    [
        (
            "Partenariat territorial avec le   Unanimité\nDépartement de la Vèze\n",
            "Partenariat territorial avec le Département de la Vèze",
        ),
        ("Décision modificative n° 1     Majorité (2 contre)\n", "Décision modificative n° 1"),
        ("Rénovation de la cuisine   Unanimité\n\nDate affichage : 3 mai\n", "Rénovation de la cuisine"),
        ("Rénovation de la cuisine\nDate affichage : 3 mai\n", "Rénovation de la cuisine"),
        ("Rénovation de la cuisine de l'école ", "Rénovation de la cuisine de l'école"),
    ],
)
def test_a_list_of_outcomes_keeps_them_out_of_its_titles(words: str, title: str) -> None:
    assert read_title(f"12 {words}13 Tarifs du marché   Unanimité", 3, 3 + len(words)) == title


def test_rows_of_a_table_are_no_acts_of_an_arrete() -> None:
    rows = "\n GF1   Atelier dédié\nLe préfet autorise\n GF2   Atelier de chimie\nLe préfet autorise\n GF3   Atelier\n"
    assert split_acts(f"ARRÊTÉ{rows}", "arrete") == (Segment(0, 6 + len(rows)),)
