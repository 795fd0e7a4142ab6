"""A vector is made of the words that say what an act decides, of nothing that is masked, and of nobody's name."""

from __future__ import annotations

import csv
import hashlib
import math
from collections import Counter
from dataclasses import replace
from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.filing import make_act
from tests.private_act import HELPED, TEXT, act

from recueil.bodies.filing import NOT_FILED
from recueil.similar_acts.content import Content, _outside
from recueil.similar_acts.vector import DIMENSIONS, NORM, make_vector, multiply, to_matrix, to_percent, weigh
from recueil.store.acts.rows import act_to_row, entity_to_row
from recueil.store.index.build import IndexRows, build_index_rows
from recueil.text import content_words, index_key
from recueil.values import Act, Award, Person
from recueil.values.act import Section
from recueil.values.stated import RECORD


def rows_of(found: Act, text: str) -> IndexRows:
    record = act_to_row(found, 1, "a", 1, 1, NOT_FILED.columns, "1")
    entities = [entity_to_row(entity, 1, n, "1") for n, entity in enumerate(found.entities, start=1)]
    return build_index_rows(record, found.facts, found.findings, entities, text)


def content_of(text: str, title: str = "", *, body: str | None = None, date: str | None = "2023-03-14") -> Content:
    document, found = make_act(text, date)
    identity = replace(found.facts.identity, title=title or None, body=body)
    return rows_of(replace(found, facts=replace(found.facts, identity=identity)), document.text).content


def content(*words: str, title: tuple[str, ...] = ()) -> Content:
    return Content(title, tuple(content_words(" ".join(words))))


def words_of(found: Content) -> list[str]:
    return [word.form for word in found.words]


def test_synonyms_stand_for_one_concept() -> None:
    one, other = weigh(content("voiture")), weigh(content("véhicule", title=("automobil",)))
    assert one == {"voitur": 1280, "=véhicule": 1280}
    assert other == {"vehicul": 672, "automobil": 3840, "=véhicule": 3840}
    vectors = [make_vector(content(word)) for word in ("voiture", "véhicule", "bateau")]
    car, vehicle, boat = (np.frombuffer(vector or b"", np.int8) for vector in vectors)
    assert to_percent(int(multiply(car[None], vehicle)[0])) > 40
    assert to_percent(int(multiply(car[None], boat)[0])) < 25


def test_a_word_stands_for_one_concept() -> None:
    with files("recueil.similar_acts").joinpath("synonyms.csv").open(encoding="utf-8") as file:
        rows = [(index_key(row["word"]), row["concept"]) for row in csv.DictReader(file)]
    assert len(dict(rows)) == len(rows)
    assert min(Counter(concept for _, concept in rows).values()) > 1


def test_what_is_left_out_of_the_words() -> None:
    found = content_of(
        "Aide de <AMOUNT 300.00 EUR>300 €</AMOUNT> du <DATE 2023-03-14>14 mars 2023</DATE> à la chorale de Vornoy, présentée par "
        "<PERSON FARGUES, Odile>Odile FARGUES</PERSON>, vu la <REFERENCE loi 2013-595>loi n° 2013-595</REFERENCE>, chapitre 65",
        "Aide à la chorale de Vornoy en 2023, par Odile FARGUES",
        body="Vornoy",
    )
    assert words_of(found) == ["aide", "chorale", "presentee", "vu", "chapitre"]
    assert found.title == ("aid", "choral")


def test_parts_that_decide_nothing_are_left_out_unless_there_is_no_other() -> None:
    document, found = make_act("Présents au conseil. Vu le code. Décide une chorale.")
    cuts = [0, 20, 32, len(document.text)]
    for parts, expected in (
        (("header", "visas", "dispositif"), ["decide", "chorale"]),
        (("expose", "vote", "signature"), ["presents", "conseil"]),
        (("header", "visas", "annex"), ["presents", "conseil", "vu", "code", "decide", "chorale"]),
    ):
        sections = tuple(
            Section(part, first, last)  # type: ignore[arg-type]
            for part, first, last in zip(parts, cuts, cuts[1:], strict=False)
        )
        read = replace(found, facts=replace(found.facts, sections=sections))
        assert words_of(rows_of(read, document.text).content) == expected


@given(
    st.lists(st.sampled_from(("chorale", "de", "au", "crèche", "a1", "orgue")), max_size=12),
    st.lists(st.tuples(st.integers(-3, 60), st.integers(0, 20)), max_size=6),
)
def test_words_outside_spans_overlap_none(words: list[str], lengths: list[tuple[int, int]]) -> None:
    read = list(content_words(" ".join(words)))
    spans = [(start, start + length) for start, length in lengths]
    assert _outside(read, spans) == [
        word for word in read if not any(start < word.end and word.start < end for start, end in spans)
    ]


def test_nothing_of_a_masked_name_is_in_a_vector_or_a_digest() -> None:
    """Whoever is helped, the vector of the act and its digest are the same."""
    shown = rows_of(act(), TEXT)
    others = {"QUINQUELET": "OUDERKERKE", "Quinquelet": "Ouderkerke", "Zélie": "Marie"}

    def rename(words: str) -> str:
        for name, other in others.items():
            words = words.replace(name, other)
        return words

    found = act()
    other_person = Person("Marie", "OUDERKERKE", "Mme", "ouderkerke marie", "private")
    entities = tuple(
        replace(each, text=rename(each.text), value=other_person) if each.value == HELPED else each
        for each in found.entities
    )
    identity = replace(found.facts.identity, title=rename(found.facts.identity.title or ""))
    awards: tuple[Award, ...] = tuple(
        replace(each, beneficiary=rename(each.beneficiary)) for each in found.facts.awards
    )
    renamed = replace(found, entities=entities, facts=replace(found.facts, identity=identity, awards=awards))
    # « Zélie » and « Marie » are of one length, as are both family names: the places stay.
    other = rows_of(renamed, rename(TEXT))
    assert rename(TEXT) != TEXT
    assert other.vectors == shown.vectors != []
    assert "quinquelet" not in {word.form for word in shown.content.words}
    assert shown.content.title == ("secour", "mme")


@pytest.mark.parametrize(("kind", "informative"), [(RECORD, False), ("deliberation", True)])
def test_a_record_and_what_is_no_act_have_no_vector(kind: str, informative: bool) -> None:
    document, found = make_act("Aide à la chorale.")
    identity = replace(found.facts.identity, kind=kind, informative=informative)
    assert rows_of(replace(found, facts=replace(found.facts, identity=identity)), document.text).vectors == []


def test_an_act_without_words_has_no_vector() -> None:
    assert make_vector(Content()) is None
    assert make_vector(content("2023")) is None or content("2023").words


def test_a_vector_is_the_weighted_sum_of_signs() -> None:
    """Added up in Python, of the bits of a hash."""
    found = content("chorale", "chorale", "zzyzx", title=("choral",))
    weights = weigh(found)
    assert weights == {"choral": (27 + 48) * 80, "zzyzx": 16 * 80}
    total = [0] * DIMENSIONS
    for word, weight in weights.items():
        bits = int.from_bytes(hashlib.blake2b(word.encode(), digest_size=32, person=b"recueil").digest(), "big")
        for at in range(DIMENSIONS):
            total[at] += weight if bits >> (DIMENSIONS - 1 - at) & 1 else -weight
    length = math.sqrt(sum(each * each for each in total))
    assert list(np.frombuffer(make_vector(found) or b"", np.int8)) == [
        max(-127, min(127, round(each * NORM / length))) for each in total
    ]


def test_a_common_word_weighs_less_than_a_rare_one() -> None:
    weights = weigh(content("conseil", "administration", "pétanque"))
    assert weights["conseil"] < weights["petanqu"]
    assert weights["petanqu"] == 16 * 80


@given(
    st.lists(st.lists(st.integers(-127, 127), min_size=DIMENSIONS, max_size=DIMENSIONS), min_size=1, max_size=6)
)
def test_products_are_those_of_integers(vectors: list[list[int]]) -> None:
    matrix = to_matrix([np.array(each, np.int8).tobytes() for each in vectors])
    assert multiply(matrix, matrix[0]).tolist() == [
        sum(one * other for one, other in zip(each, vectors[0], strict=True)) for each in vectors
    ]


def test_the_largest_products_are_exact(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recueil.similar_acts.vector._ROWS_AT_ONCE", 2)
    matrix = np.full((5, DIMENSIONS), 127, np.int8)
    matrix[3] = -127
    most = 127 * 127 * DIMENSIONS
    assert multiply(matrix, matrix[0]).tolist() == [most, most, most, -most, most]


@pytest.mark.parametrize(
    ("product", "percent"),
    [
        (NORM * NORM, 100),
        (NORM * NORM + 999, 100),
        (-5, 0),
        (NORM * NORM // 2, 50),
        (NORM * NORM * 405 // 1000 + 1, 41),
    ],
)
def test_a_product_in_percent(product: int, percent: int) -> None:
    assert to_percent(product) == percent


def test_the_same_words_are_the_same_vector_in_any_order_but_not_the_same_digest() -> None:
    one, other = content_of("Aide à la chorale du bourg"), content_of("Du bourg à la chorale, aide")
    assert make_vector(one) == make_vector(other)
    assert one.digest != other.digest
    assert one.digest == content_of("Aide à la CHORALE, du  bourg !").digest
