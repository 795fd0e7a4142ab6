"""Places as acts name them: communes with their codes, territories, streets and sites, and lookalikes."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.growth import assert_grows_linearly, repeated

from recueil.entities.component import Thresholds
from recueil.entities.places.component import Places
from recueil.entities.tagger.evidence import load_evidence_reader
from recueil.entities.tagger.model import load_model
from recueil.entities.tagger.words import split_words
from recueil.evaluation.gold import parse_tagged, render_tagged
from recueil.values import Mention, Place

THRESHOLDS = Thresholds.of(0.85, 0.3)
TAGGER = Places(load_evidence_reader("fr_recueil"), load_model("fr_recueil", "places"), THRESHOLDS)

SENTENCES = [
    "les communes de <PLACE Brest #29019>Brest</PLACE>, <PLACE Morlaix #29151>Morlaix</PLACE> et <PLACE Landerneau #29103>Landerneau</PLACE>",
    "la direction départementale des territoires de la <PLACE Vendée>Vendée</PLACE>",
    "Vu la convention avec le département de la <PLACE Loire-Atlantique>Loire-Atlantique</PLACE> du 3 mai",
    "réunis à la <PLACE salle des fêtes de Rennes>salle des fêtes de Rennes</PLACE>, <PLACE avenue du Général Leclerc>avenue du Général Leclerc</PLACE>",
    "<PLACE ZAC des Tilleuls>ZAC des Tilleuls</PLACE>, <PLACE route de Brest>route de Brest</PLACE>, <PLACE place de l'Église>place de l'Église</PLACE>",
    "situé <PLACE 12 bis, rue des Lilas>12 bis, rue des Lilas</PLACE>, parcelle AB 12",
    "au <PLACE lieu-dit « Le Clos du Puits »>lieu-dit « Le Clos du Puits »</PLACE>, dans le <PLACE quartier des Acacias>quartier des Acacias</PLACE>",
    "fait à 93200 <PLACE Saint-Denis #93066>Saint-Denis</PLACE>, le 3 mars 2021",
    "la subvention demandée à <PLACE Saint-Denis>Saint-Denis</PLACE>",
]  # fmt: skip

LOOKALIKES = [
    "Présents : Paul BREST, Marie PARIS, Luc MONNAIE",
    "le maire de la ville, la salle du conseil, la rue et la place, le lot 12 du marché",
    "Le conseil municipal décide que le maire signera",
    "Vu le code général des collectivités territoriales",
    "Cher collègue, la séance du mois de mars est ouverte au centre",
]


def found(text: str) -> list[Mention]:
    return TAGGER.find(text, {})


@pytest.mark.parametrize("sentence", SENTENCES)
def test_places_are_read(sentence: str) -> None:
    text = parse_tagged(sentence).text
    assert render_tagged(text, found(text)) == sentence


@pytest.mark.parametrize("sentence", LOOKALIKES)
def test_lookalikes_are_not_places(sentence: str) -> None:
    assert render_tagged(sentence, found(sentence)) == sentence


def test_a_mention_names_its_rule() -> None:
    assert found("au 3, rue des Lilas") == [Mention(3, 19, Place("3, rue des Lilas"), "place.street")]


@pytest.mark.parametrize(("counted", "doubtful"), [(0, False), (1, True)])
def test_what_the_model_alone_finds_says_how_sure_it_is(counted: float, doubtful: bool) -> None:
    tagger = Places(TAGGER.reader, TAGGER.model, Thresholds.of(counted, 0))
    text = "la direction départementale des territoires de la Vendée"
    (mention,) = (each for each in tagger.find(text, {}) if text[each.start : each.end] == "Vendée")
    assert (mention.rule, mention.doubtful) == ("model.place", doubtful)
    assert mention.certainty is not None
    assert Decimal("0.50") <= mention.certainty <= Decimal("0.99")


def test_a_name_found_again_is_as_sure_as_where_it_is_surest() -> None:
    mentions = found("situé rue des Lilas. Le Lilas. Travaux Rue des Lilas")
    assert {
        (str(each.value).casefold(), each.rule, each.certainty) for each in mentions if "ue des" in str(each.value)
    } == {("rue des lilas", "place.street", None)}


def test_the_departement_of_the_act_tells_communes_of_one_name_apart() -> None:
    text = "ID : 093-219300662-20210303-DEL12-DE\nFait à la mairie de Saint-Denis"
    assert [str(mention.value) for mention in found(text)] == ["Saint-Denis #93066"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Fait à la mairie de Villefranche", ["Villefranche"]),
        ("ID : 089-218900868-20210303-DEL12-DE\nFait à la mairie de Villefranche", ["Villefranche #89454"]),
    ],
)
def test_a_former_commune_gets_a_code_in_its_departement_alone(text: str, expected: list[str]) -> None:
    assert [str(mention.value) for mention in found(text)] == expected


def test_a_departement_whose_name_is_abbreviated_is_counted_by_its_number() -> None:
    gazetteer = TAGGER.reader.gazetteer
    words = split_words("la préfecture de St-Martin, la collectivité de Saint-Martin")
    assert gazetteer.find_departements(words, gazetteer.find(words)) == {"978"}


AWKWARD = [
    *"0123456789 /.-,:;°'’«»()\n—", "rue ", "rue des ", "12 bis ", "Lilas ", "Saint-Denis", "Rennes ", "Le Mans ", "du ",
    "de la ", "et ", "ZAC ", "salle des fêtes ", "lieu-dit « ", "Vendée ", "İ", "ſ", "e\u0301", "93200 ", "BREST ", "St-Martin ",
]  # fmt: skip


@given(st.lists(st.sampled_from(AWKWARD), max_size=60).map("".join))
def test_any_text_gives_ordered_places_inside_it(text: str) -> None:
    end = 0
    for mention in found(text):
        assert end <= mention.start < mention.end <= len(text)
        assert Place.parse(str(mention.value)) == mention.value
        end = mention.end


def found_afresh(text: str) -> list[Mention]:
    """Find places without what is kept of the last text."""
    TAGGER.reader.last = None
    split_words.cache_clear()
    return found(text)


PIECES = [
    "A", " ", "A ", "Rennes ", "Saint-", "Saint ", "rue ", "rue des ", "12 rue A ", "12 bis ", "salle des fêtes ",
    "lieu-dit « a ", "Le Mans ", "93200 ", "093-219300662-", "e\u0301",
]  # fmt: skip


@pytest.mark.parametrize("piece", PIECES)
def test_a_hostile_text_takes_time_in_proportion(piece: str, size: int) -> None:
    assert_grows_linearly(found_afresh, repeated(piece), size)
