"""The parts of an act. Each piece of a text stands beside the part it is."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.growth import assert_grows_linearly, repeated

from recueil.facts.sections import extract_sections
from recueil.values.act import part_at

STAMP = "Envoyé en préfecture le 05/03/2021\nReçu en préfecture le 05/03/2021\nAffiché le\nID : 099-219900420-20210303-D2021_01-DE"

ACTS: dict[str, list[tuple[str, str]]] = {
    "délibération": [
        ("header", "EXTRAIT DU REGISTRE DES DÉLIBÉRATIONS\nPrésents : Léa PICQ\nOBJET : Tarifs du camping\n"),
        ("expose", "Monsieur le Maire rappelle que les tarifs datent de 2015.\n"),
        ("visas", "Vu le code général des collectivités territoriales,\nVu l'avis de la commission,\n"),
        ("considerants", "Considérant que les charges ont augmenté,\n"),
        ("dispositif", "Après en avoir délibéré, le conseil municipal :\n- APPROUVE les tarifs ;\n"),
        ("vote", "Pour : 12 Contre : 0 Abstention : 1\n"),
        ("signature", "Fait et délibéré les jour, mois et an susdits.\nLe Maire,\nJean ORVAL\n"),
    ],
    "arrêté": [
        ("header", "MAIRIE DE VERTMONT\nARRÊTÉ n° 2021-12 portant stationnement\nLe Maire de Vertmont,\n"),
        ("visas", "VU le code de la route,\nVU, l'article 5 de l'arrêté du 3 mars,\n"),
        ("considerants", "CONSIDÉRANT qu'il convient de régler le stationnement,\n"),
        ("dispositif", "ARRÊTE :\n"),
        ("dispositif 1er", "Article 1er : Le stationnement est interdit. L'article 3 est abrogé.\n"),
        ("dispositif 2", "ARTICLE 2 - Il est permis le dimanche.\n"),
        ("dispositif 3", "Article 3. Le maire est chargé de l'exécution du présent arrêté.\n"),
        ("signature", "Fait à Vertmont, le 3 mars 2021\n"),
        ("annex", "ANNEXE 1 : Plan\nArticle 4 : Cela n'est pas de l'arrêté.\n"),
    ],
    "arrêté in one line": [
        ("header", "ARRETE N° 3 Le Maire de Vertmont, "),
        ("visas", "Vu le code de la route, Vu la demande, "),
        ("considerants", "Considérant qu'il convient de régler, "),
        ("dispositif", "ARRETE "),
        ("dispositif 1", "ARTICLE 1 : Le stationnement est interdit. "),
        ("dispositif 2", "ARTICLE 2 : Il est permis le dimanche. "),
        ("signature", "Fait à Vertmont, le 3 mars 2021"),
    ],
    "what was proposed is decided": [
        ("header", "Extrait du registre des délibérations\nPrésents :\nLéa PICQ\nClasses découvertes\n"),
        ("expose", "Monsieur le Maire, Jean Orval, rapporte :\nLes classes partent en juin.\n"),
        ("dispositif", "En conséquence, il est proposé au Conseil Municipal :\n- d'approuver la convention.\n"),
        ("vote", "Le Conseil adopte."),
        ("", "\n"),
        ("signature", "Pour extrait conforme,\nMonsieur le Maire\n"),
    ],
    "what was proposed and decided otherwise": [
        ("header", "Objet : Tarifs\n"),
        ("expose", "Madame la Présidente expose la situation.\nIl est proposé au bureau de baisser les tarifs.\n"),
        ("dispositif", "Le Bureau, après en avoir délibéré, décide de les tenir.\n"),
    ],
    "délibération of a procès-verbal": [
        ("header", "2021-03-1 VENTE D'UN CHEMIN RURAL\n"),
        (
            "expose",
            "\nLe chemin n'est plus emprunté depuis de longues années. Un riverain souhaite l'acquérir au prix que les "
            "domaines ont estimé.\n",
        ),
        ("dispositif", "Le conseil municipal, après en avoir délibéré, accepte la vente.\n"),
    ],
    "décision inside a sentence": [
        ("header", "DÉCISION n° 4\nLe Président,\n"),
        ("visas", "Vu la délibération du 3 mars 2021,\n"),
        ("dispositif", "DÉCIDE\n"),
        ("dispositif unique", "Article unique : Le marché est attribué.\n"),
    ],
    "who sat": [
        ("header", "Séance du 3 mars 2021\nPrésents : Léa PICQ, Jean ORVAL\nSecrétaire de séance : Léa PICQ\n")
    ],
}


@pytest.mark.parametrize("pieces", ACTS.values(), ids=ACTS)
def test_parts_of_an_act(pieces: list[tuple[str, str]]) -> None:
    text = "".join(words for _, words in pieces)
    found = [
        (f"{section.part} {section.label or ''}".strip(), text[section.start : section.end])
        for section in extract_sections(text)
    ]
    assert found == [piece for piece in pieces if piece[0]]


NO_PARTS = [
    "",
    "Avis d'enquête publique : le public est informé que le dossier est tenu à sa disposition en mairie.",
    "Règlement des cimetières\nArticle 1 : Objet\nLe présent règlement est revu avec l'association.",
]


@pytest.mark.parametrize("text", NO_PARTS)
def test_no_parts_where_nothing_tells_of_them(text: str) -> None:
    assert extract_sections(text) == ()


def test_stamps_lie_over_the_parts() -> None:
    text = f"Objet : Tarifs\nVu le code,\nVu l'avis,\n{STAMP}\nVu la loi,\nARRÊTE :\nArticle 1 : Oui.\n{STAMP}\nArticle 2 : Non.\n"
    sections = extract_sections(text)
    stamps = [text[section.start : section.end] for section in sections if section.part == "stamp"]
    assert stamps == [STAMP, STAMP]
    places = ("Objet", "Vu l'avis", "Reçu", "099-219900420", "Vu la loi", "Oui", "Non")
    parts = ("header", "visas", "stamp", "stamp", "visas", "dispositif", "dispositif")
    assert tuple(part_at(sections, text.index(place)) for place in places) == parts
    assert [section.label for section in sections if section.label] == ["1", "2"]
    assert part_at(sections, len(text)) is None
    assert part_at((), 0) is None


@pytest.mark.parametrize(
    "piece",
    ["Le Conseil ", "Monsieur le Maire ", "Vu le ", "\nArticle 1 : a", "Envoyé en préfecture le ", " ", "\n",
     "Publié le a b c ", "\n12 votes pour"],
)  # fmt: skip
def test_a_hostile_text_takes_time_in_proportion(piece: str, size: int) -> None:
    assert_grows_linearly(extract_sections, repeated(piece), size)


PIECES = [words for pieces in ACTS.values() for _, words in pieces]


@given(st.lists(st.sampled_from([*PIECES, STAMP, "\n", " ", "É"])))
@settings(max_examples=200, deadline=None)
def test_parts_follow_each_other_inside_the_text(pieces: list[str]) -> None:
    text = "".join(pieces)
    sections = extract_sections(text)
    assert all(0 <= section.start < section.end <= len(text) for section in sections)
    parts = [section for section in sections if section.part != "stamp"]
    assert all(one.end <= other.start for one, other in pairwise(parts))
