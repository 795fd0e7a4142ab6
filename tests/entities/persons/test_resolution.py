"""One key for all mentions of one person in an act, and no key shared by two."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.growth import assert_grows_linearly
from tests.tables import each_row

from recueil.entities.persons.resolution import assign_person_keys
from recueil.values import Mention, Person

# What an act writes, and the key of each: (civility, given, family), key.
Row = tuple[str | None, str | None, str, str]
ACTS: list[list[Row]] = [
    # surname, both orders, all capitals, accents
    [
        ("M.", None, "SAUREY", "saurey philippe"),
        (None, "Philippe", "Saurey", "saurey philippe"),
        ("M.", "PHILIPPE", "SAUREY", "saurey philippe"),
    ],
    [("Mme", "Laëtitia", "DUVERNEY", "duverney laetitia"), (None, "Laetitia", "Duverney", "duverney laetitia")],
    # hyphens, particles
    [
        (None, "Cédric", "De SAINT-LOUP", "de saint loup cedric"),
        ("M.", None, "DE SAINT LOUP", "de saint loup cedric"),
        ("M.", None, "SAINT-LOUP", "de saint loup cedric"),
        (None, "Jean-Charles", "d’ORVAL", "d orval jean charles"),
        (None, "Jean Charles", "D'ORVAL", "d orval jean charles"),
    ],
    # initials
    [("Mme", "R.", "CLAIRVAL", "clairval rose"), ("Mme", "Rose", "CLAIRVAL", "clairval rose")],
    [("M.", "J.CL.", "BONNEAU", "bonneau jean claude"), (None, "Jean-Claude", "BONNEAU", "bonneau jean claude")],
    [
        (None, "MC", "MUSSET", "musset marie christine"),
        (None, "Marie-Christine", "MUSSET", "musset marie christine"),
    ],
    [("M.", "Ph.", "JARRIN", "jarrin philippe"), (None, "Philippe", "JARRIN", "jarrin philippe")],
    [(None, "F", "JARRIN", "jarrin f"), ("M.", None, "JARRIN", "jarrin f")],
    [
        (None, "F.", "JARRIN", "jarrin f"),
        (None, "Paul", "JARRIN", "jarrin paul"),
        (None, None, "JARRIN", "jarrin"),
    ],
    # names after marriage, compound names cut short
    [("Mme", None, "BRACHOT", "brachot convers lise"), ("Mme", "Lise", "BRACHOT-CONVERS", "brachot convers lise")],
    [(None, None, "CONVERS", "brachot convers lise"), ("Mme", "Lise", "BRACHOT-CONVERS", "brachot convers lise")],
    [("Mme", None, "BRACHOT-CONVERS", "brachot lise"), ("Mme", "Lise", "BRACHOT", "brachot lise")],
    [(None, "Anne", "TERRAL", "terral donteval anne"), (None, "Anne", "TERRAL DONTEVAL", "terral donteval anne")],
    [
        (None, None, "SICHEL CHOLIN", "sichel cholin"),
        (None, None, "SICHEL-CHOLIN", "sichel cholin"),
        (None, None, "SICHÉL-CHOLIN", "sichel cholin"),
        (None, None, "SICHEL", "sichel cholin"),
    ],
    # one letter misread; the words of the name the wrong way round
    [
        (None, "Louis", "MARETIER", "maretier louis"),
        (None, "Louis", "MARETIER", "maretier louis"),
        (None, "Louis", "MARETJER", "maretier louis"),
    ],
    [
        (None, "Luc", "THUILLOT", "thuillot luc"),
        ("M.", "Luc", "THUILLOT", "thuillot luc"),
        (None, "Luc", "THUILOT", "thuillot luc"),
        ("M.", None, "THUILOT", "thuillot luc"),
    ],
    [(None, "Paul", "ANDRÉ", "paul andre"), (None, "André", "PAUL", "paul andre")],
    # two people of one surname stay two; what fits both has the surname alone, what fits one is that one's
    [
        ("M.", "Paul", "MARCHAL", "marchal paul"),
        ("Mme", "Anne", "MARCHAL", "marchal anne"),
        (None, None, "MARCHAL", "marchal"),
        ("M.", None, "MARCHAL", "marchal paul"),
        ("Mme", None, "MARCHAL", "marchal anne"),
        (None, "A.", "MARCHAL", "marchal anne"),
    ],
    [
        ("M.", "Paul", "MARCHAL", "marchal paul"),
        ("M.", "Pierre", "MARCHAL", "marchal pierre"),
        ("M.", None, "MARCHAL", "marchal"),
        ("M.", "P.", "MARCHAL", "marchal p"),
    ],
    # a compound name that fits two people; a surname that is one person's own
    [
        (None, "Lise", "BRACHOT-CONVERS", "brachot convers lise"),
        (None, "Guy", "BRACHOT-LENOIR", "brachot lenoir guy"),
        (None, None, "BRACHOT", "brachot"),
    ],
    [
        (None, "Lise", "BRACHOT-CONVERS", "brachot convers lise"),
        (None, "Guy", "BRACHOT", "brachot guy"),
        (None, None, "BRACHOT", "brachot guy"),
    ],
    # the civility speaks against the only namesake
    [
        ("M.", "Philippe", "SAUREY", "saurey philippe"),
        ("Mme", None, "SAUREY", "saurey"),
        (None, None, "SAUREY", "saurey"),
    ],
    # Maître and Docteur are anybody's
    [("Me", None, "LAURENTY", "laurenty anne"), ("Mme", "Anne", "LAURENTY", "laurenty anne")],
    # short surnames are not misread; first names decide between neighbours
    [(None, "Jean", "LEROY", "leroy jean"), (None, "Jean", "LEROI", "leroi jean")],
    [(None, "Jean", "LEFEBVRE", "lefebvre jean"), (None, "Paul", "LEFEVRE", "lefevre paul")],
    [(None, None, "LEFEBVRE", "lefebvre"), (None, None, "LEFEVRE", "lefevre")],
]


@each_row("act", ACTS)
def test_each_mention_has_the_key_of_its_person(act: list[Row]) -> None:
    for rows in permutations(act) if len(act) < 5 else [act, act[::-1]]:
        found = assign_person_keys(_mentions(rows))
        assert [(mention.value.as_json()["key"], mention.start) for mention in found] == [
            (key, at) for at, (_, _, _, key) in enumerate(rows)
        ]


def test_nothing_but_the_key_is_added() -> None:
    (mention,) = assign_person_keys([Mention(3, 9, Person("Luc", "MARCHAL", "M."), "person.list")])
    assert mention == Mention(3, 9, Person("Luc", "MARCHAL", "M.", "marchal luc"), "person.list")


NAMES = st.builds(
    Person,
    st.sampled_from([None, "Jean", "Jean-Paul", "J.", "JP", "Anne", "É.", "."]),
    st.sampled_from(["MARCHAL", "MARCHALE", "MARCHAL-DUVAL", "DUVAL", "DE LA TOUR", "TOUR", "’", "JEAN", "d’"]),
    st.sampled_from([None, "M.", "Mme", "Me"]),
)


@given(st.lists(NAMES, max_size=12), st.randoms(use_true_random=False))
def test_order_changes_no_key(persons: list[Person], random: object) -> None:
    mentions = [Mention(at, at + 1, person, "gold") for at, person in enumerate(persons)]
    shuffled = list(mentions)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert sorted(assign_person_keys(shuffled), key=lambda mention: mention.start) == assign_person_keys(mentions)


@pytest.mark.parametrize("family", ["MARCHAL", "MARCHAL-{}", "{}-MARCHAL", "MARCHAL{}", "{}" + "-MARCHAL" * 300])
@pytest.mark.parametrize("first", [None, "J.", "Jean", "{}. J.", "Jean{}"])
def test_many_namesakes_take_time_in_proportion(family: str, first: str | None, size: int) -> None:
    def make(many: int) -> list[Mention]:
        names = ["".join(chr(97 + int(figure)) for figure in str(number)) for number in range(many)]
        persons = [Person(first and first.format(name), family.format(name.upper())) for name in names]
        return [Mention(at, at + 1, person, "gold") for at, person in enumerate(persons)]

    assert_grows_linearly(assign_person_keys, make, size // 50)


def _mentions(rows: tuple[Row, ...] | list[Row]) -> list[Mention]:
    return [
        Mention(at, at + 1, Person(first, family, civility), "gold")
        for at, (civility, first, family, _) in enumerate(rows)
    ]
