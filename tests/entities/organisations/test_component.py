"""Organisations as acts name them: bodies, associations, companies, and words that only look like one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.growth import assert_grows_linearly, repeated
from tests.tables import each_row

from recueil.entities.component import Thresholds
from recueil.entities.organisations.component import Organisations, resolve_acronyms
from recueil.entities.tagger.evidence import load_evidence_reader
from recueil.entities.tagger.model import load_model
from recueil.entities.tagger.words import split_words
from recueil.evaluation.gold import render_tagged
from recueil.values import Mention, Organisation, Person

THRESHOLDS = Thresholds.of(0.85, 0.3)
TAGGER = Organisations(load_evidence_reader("fr_recueil"), load_model("fr_recueil", "organisations"), THRESHOLDS)
RULES = Organisations(load_evidence_reader("fr_recueil"), None, THRESHOLDS)

# The organisations of each sentence, in order, as the text writes them.
SENTENCES = {
    "Vu la demande de la commune de Valdoré et de la Communauté de communes du Val d'Ourlière ;": [
        "commune de Valdoré",
        "Communauté de communes du Val d'Ourlière",
    ],
    "une subvention de 500 € à l'association « Les Mille Voix »": ["association « Les Mille Voix »"],
    "avec la SARL Vasseur & Fils et la société TERRALIS": ["SARL Vasseur & Fils", "société TERRALIS"],
    "par la direction départementale des territoires et de la mer de la Vendée": [
        "direction départementale des territoires et de la mer de la Vendée"
    ],
    "le SIVALOR percevra la redevance": ["SIVALOR"],
    "avec Ourlière Agglomération et Brume Habitat, et l'ADEME": [
        "Ourlière Agglomération",
        "Brume Habitat",
        "ADEME",
    ],
    "l'agence de l'eau Loire-Bretagne et l'Agence régionale de santé des Pays de la Loire": [
        "agence de l'eau Loire-Bretagne",
        "Agence régionale de santé des Pays de la Loire",
    ],
    "le tribunal administratif de Rennes, la cour administrative d'appel de Nantes": [
        "tribunal administratif de Rennes",
        "cour administrative d'appel de Nantes",
    ],
    "le conseil départemental du Finistère et la Région Bretagne financent": [
        "conseil départemental du Finistère",
        "Région Bretagne",
    ],
    "le budget du CCAS est voté": ["CCAS"],
    "le président indique que le CCAS est en réflexion": ["CCAS"],
    "l'adhésion à la mission du CDG 37 et celle du SDIS 14 et de 12 agents": ["CDG 37", "SDIS 14"],
    "au Syndicat mixte de l'Ourlière (SMO), puis": ["Syndicat mixte de l'Ourlière", "SMO"],
    "le minibus du club de football de Valdoré et la micro-crèche de Valdoré": [
        "club de football de Valdoré",
        "micro-crèche de Valdoré",
    ],
    "le devis du cabinet d'avocats Vasseur et l'avis du groupement de gendarmerie du Finistère": [
        "cabinet d'avocats Vasseur",
        "groupement de gendarmerie du Finistère",
    ],
    "l'association foncière de remembrement de Valdoré et l'association syndicale autorisée des Prés Hauts": [
        "association foncière de remembrement de Valdoré",
        "association syndicale autorisée des Prés Hauts",
    ],
    "la direction régionale des douanes et droits indirects de Bretagne, le Trésor Public": [
        "direction régionale des douanes et droits indirects de Bretagne",
        "Trésor Public",
    ],
    "aux agents de la direction interdépartementale des routes Ouest, et au ministère des armées": [
        "direction interdépartementale des routes Ouest",
        "ministère des armées",
    ],
    "l'EHPAD Les Tilleuls, l'EHPAD de Valdoré et la maison de retraite L'Ormeraie; une place en EHPAD": [
        "EHPAD Les Tilleuls",
        "EHPAD de Valdoré",
        "maison de retraite L'Ormeraie",
    ],
    "sur désignation de la CFDT et de l'UNSA": ["CFDT", "UNSA"],
    "adhésion au contrat du CDG29 et rapport du SDIS35, article L35": ["CDG29", "SDIS35"],
    "la société TERRALIS retire les pièces de marque TERRALIS, et TERRALIS en rend compte": [
        "société TERRALIS",
        "TERRALIS",
        "TERRALIS",
    ],
    "la société Terralis, et les pièces Terralis": ["société Terralis"],
    "au conseil d'administration de Tours habitat et pour son habitat": ["Tours habitat"],
}

LONG_LINE = (
    "Le conseil municipal, après en avoir délibéré et entendu le rapport de la commission, décide ce qui suit."
)

# The same for lines and cells that a page laid out.
LAID_OUT = {
    "Participation de la ville de Valdoré\nUnanimité": ["ville de Valdoré"],
    "Syndicat mixte de l'Ourlière\nDirection départementale des territoires de la Vendée": [
        "Syndicat mixte de l'Ourlière",
        "Direction départementale des territoires de la Vendée",
    ],
    "| Travaux | commune | Aménagement |": [],
    "Recettes de la commune\nUnanimité": [],
    "Objet : Réfection de l'école\nTrois devis ont été reçus.": [],
    "Subvention à l'école Jean Vasseur\nDeux devis ont été reçus.": ["école Jean Vasseur"],
    "2025-08   Aide à un habitant de la commune   Unanimité": [],
    "2025-11   Végétalisation de la cour de l'école   Unanimité": [],
    f"{LONG_LINE}\nVille de Valdoré\nDRAC\n{LONG_LINE}": ["Ville de Valdoré", "DRAC"],
    "une aide au projet est demandée à la communauté de communes du Val\nd'Ourlière pour trois ans": [
        "communauté de communes du Val\nd'Ourlière"
    ],
    "après avis favorable de la Communauté de communes Brume\nOurlière, le conseil adopte ce qui suit :": [
        "Communauté de communes Brume\nOurlière"
    ],
}

LOOKALIKES = [
    "Le conseil municipal de la commune, réuni à la mairie, décide que le maire signera avec la préfecture",
    "le PLU, la TVA et le CGCT s'appliquent à la DSP",
    "Vu le code général des collectivités territoriales et la loi du 7 août 2015",
    "au titre du III de l'article, à l'unanimité",
    "Présents : Paul BREST, Marie PARIS, Luc MONNAIE",
    "le préfet du VAR, la sous-préfète de BREST et les services du FINISTERE",
    "l'association est priée de rendre compte, la société aussi",
]


def names(text: str, tagger: Organisations = TAGGER) -> list[str]:
    return [text[mention.start : mention.end] for mention in tagger.find(text, {})]


@pytest.mark.parametrize(("text", "expected"), LAID_OUT.items())
def test_a_name_ends_with_its_cell_or_short_line(text: str, expected: list[str]) -> None:
    assert names(text) == expected


@each_row("sentence", SENTENCES)
def test_organisations_are_found(sentence: str) -> None:
    assert names(sentence) == SENTENCES[sentence]


@pytest.mark.parametrize("sentence", LOOKALIKES)
def test_lookalikes_are_not_organisations(sentence: str) -> None:
    assert render_tagged(sentence, TAGGER.find(sentence, {})) == sentence


def test_a_mention_names_its_rule_and_its_value() -> None:
    text = "la commune de\n   Saint-\nAubrac"
    assert TAGGER.find(text, {}) == [
        Mention(3, len(text), Organisation("commune de Saint-Aubrac"), "organisation.of")
    ]


def test_a_name_found_once_is_found_everywhere() -> None:
    text = "le syndicat mixte du Pays de Brume (SYMBRU) ; vu la demande de SYMBRU ; SYMBRU paiera"
    assert names(text) == ["syndicat mixte du Pays de Brume", "SYMBRU", "SYMBRU", "SYMBRU"]


def test_a_person_is_no_organisation() -> None:
    text = "à la société de Luc VASSEUR, par le VASSEUR"
    person = Mention(16, 27, Person("Luc", "VASSEUR"), "person.list")
    assert [mention for mention in TAGGER.find(text, {"person": [person]}) if mention.overlaps(person)] == []


def test_rules_alone_find_what_a_head_tells() -> None:
    assert names("la commune de Valdoré et l'association Les Mille Voix", RULES) == [
        "commune de Valdoré",
        "association Les Mille Voix",
    ]


def test_a_place_in_brackets_is_no_acronym_unless_its_letters_are_initials() -> None:
    text = "la commune de Valdoré (ORNE) et l'Agence régionale de santé (ARS), le syndicat mixte du Val (DETR)"
    assert names(text, RULES) == [
        "commune de Valdoré",
        "Agence régionale de santé",
        "ARS",
        "syndicat mixte du Val",
    ]


@pytest.mark.slow
def test_weights_written_to_disk_are_read_back(tmp_path: Path) -> None:
    TAGGER.to_disk(tmp_path)
    again = Organisations(TAGGER.reader, None, THRESHOLDS).from_disk(tmp_path)
    assert again.model is not None
    assert again.model.to_bytes() == TAGGER.model.to_bytes() if TAGGER.model else False


AWKWARD = [
    *"0123456789 /.-,:;°'’«»()\n—", "commune de ", "association ", "« ", " »", "SARL ", "Vasseur ", "syndicat mixte ",
    "de la ", "et ", "CCAS ", "SIVU", "Agglomération ", "direction départementale ", "İ", "ſ", "e\u0301", "VILLE DE ",
]  # fmt: skip


@given(st.lists(st.sampled_from(AWKWARD), max_size=60).map("".join))
def test_any_text_gives_ordered_organisations_inside_it(text: str) -> None:
    end = 0
    for mention in TAGGER.find(text, {}):
        assert end <= mention.start < mention.end <= len(text)
        assert Organisation.parse(str(mention.value)) == mention.value
        end = mention.end


def names_afresh(text: str) -> list[str]:
    """Find names without what is kept of the last text."""
    TAGGER.reader.last = None
    split_words.cache_clear()
    return names(text)


PIECES = [
    "A", " ", "a ", "A ", "commune de ", "commune de A ", "association « a ", "« ", "SARL A et ", "Agglomération ",
    "A Agglomération ", "SIVU ", "syndicat de la mer et de la ", "direction départementale des territoires ", "e\u0301",
]  # fmt: skip


@pytest.mark.parametrize("piece", PIECES)
def test_a_hostile_text_takes_time_in_proportion(piece: str, size: int) -> None:
    assert_grows_linearly(names_afresh, repeated(piece), size)


ACRONYMS = {
    "la Communauté de communes du Val de Saulne (CCVS). La CCVS adhère.": "Communauté de communes du Val de Saulne",
    "le SMEV (Syndicat mixte des eaux du Val) ; au SMEV": "Syndicat mixte des eaux du Val",
    "le Syndicat mixte des eaux du Val, ci-après dénommé « SMEV », paie. Le SMEV règle.": "Syndicat mixte des eaux du Val",
    # other letters, or two names for one acronym
    "la Communauté de communes du Val de Saulne (CCAP). Le CCAP est joint.": None,
    "le Syndicat mixte des eaux du Val (SMEV), le Syndicat mixte des écoles de Vern (SMEV). Le SMEV paie.": None,
}


@pytest.mark.parametrize(("sentence", "full_name"), ACRONYMS.items())
def test_an_acronym_stands_for_the_name_that_the_act_states(sentence: str, full_name: str | None) -> None:
    found = list(re.finditer("(?:Communauté|Syndicat)[^(),;]*[^(),; ]|(?:SMEV|CCVS|CCAP)", sentence))
    mentions = [Mention(*match.span(), Organisation(match[0]), "organisation.of") for match in found]
    assert resolve_acronyms(sentence, mentions)[-1].value == Organisation(found[-1][0], full_name)


@pytest.mark.parametrize("piece", ["SMEV (", "Syndicat mixte (SM) ", "ci-après ", "(A"])
def test_acronyms_take_time_in_proportion(piece: str, size: int) -> None:
    def resolve(text: str) -> object:
        starts = range(0, len(text), len(piece))
        named = (Mention(at, at + len(piece) - 1, Organisation(text[at : at + 12]), "") for at in starts)
        return resolve_acronyms(text, list(named))

    assert_grows_linearly(resolve, repeated(piece), size)
