"""A document without somebody: its text, and every value that was read from it."""

from __future__ import annotations

import pytest

from recueil.evaluation import gold
from recueil.privacy.erasure.find_names import NameFinder, Span
from recueil.privacy.erasure.masking import ERASED, Eraser, mask_matches, mask_spans
from recueil.privacy.erasure.name_hashes import forms_of, parse_name
from recueil.values import Act, Attendance, Entity, Facts, Identity, Mention, Organisation, Person, Place, Value

KEY = b"a secret of the tests"
FINDER = NameFinder({7: forms_of(parse_name("Zoé KERMADEC"), KEY)}, KEY)
NOBODY = Person(None, ERASED, standing="public")


def act_of(tagged: str, body: str | None = None) -> tuple[str, Act]:
    read = gold.parse_tagged(tagged)
    entities = tuple(
        Entity(each.start, each.end, read.text[each.start : each.end], 1, each.value, each.rule)
        for each in read.mentions
    )
    present = tuple(Mention(each.start, each.end, each.value, each.rule) for each in read.mentions)
    facts = Facts(Identity(body=body), attendance=Attendance(present=present))
    return read.text, Act(0, len(read.text), facts, entities)


def test_letters_become_masks_and_blanks_stay() -> None:
    text = "de Zoé\n KERMADEC !"
    assert mask_spans(text, [Span(3, 16)]) == "de ███\n ████████ !"


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("Zoé Kermadec", ERASED),
        ("Mme KERMADEC Zoé", ERASED),
        ("prime de Zoé Kermadec", "prime de ███ ████████"),
        ("prime de Zoé", "prime de Zoé"),
        ("", ""),
    ],
)
def test_what_only_says_a_name_says_that_it_is_gone(words: str, left: str) -> None:
    assert mask_matches(words, FINDER.full(words)) == left


def test_values_of_somebody_are_of_nobody_and_others_stay() -> None:
    text, act = act_of(
        "<PERSON KERMADEC, Zoé>Zoé KERMADEC</PERSON>, <PERSON KERMADEC, Paul>Paul KERMADEC</PERSON>, "
        "<PERSON KERMADEC>Mme KERMADEC</PERSON>, <PERSON KERMADEC, Z.>Z. KERMADEC</PERSON>"
    )
    eraser = Eraser(FINDER, text, [act])
    assert eraser.text == "███ ████████, Paul KERMADEC, ███ ████████, ██ ████████"
    after = eraser.of(act)
    paul = Person("Paul", "KERMADEC")
    assert [entity.value for entity in after.entities] == [NOBODY, paul, NOBODY, NOBODY]
    assert [mention.value for mention in after.facts.attendance.present] == [NOBODY, paul, NOBODY, NOBODY]
    assert [entity.text for entity in after.entities] == [
        eraser.text[entity.start : entity.end] for entity in act.entities
    ]
    assert (dict(eraser.mentions), eraser.acts) == ({7: 3}, 1)


def test_a_family_name_alone_is_nobody_where_no_full_name_stands() -> None:
    text, act = act_of("<PERSON KERMADEC>Mme KERMADEC</PERSON> et Kermadec")
    eraser = Eraser(FINDER, text, [act])
    assert (eraser.hits, eraser.text, eraser.of(act)) == ((), text, act)


def test_one_whom_the_act_takes_for_the_same_is_the_same() -> None:
    text = "Zoé KERMADEC, puis Zoé KERMADEX"
    at = text.index("Zoé KERMADEX")
    known = Person("Zoé", "KERMADEC", key="kermadec zoe")
    misread = Person("Zoé", "KERMADEX", key="kermadec zoe")
    entities = (Entity(0, 12, text[:12], 1, known, "list"), Entity(at, len(text), text[at:], 1, misread, "list"))
    eraser = Eraser(FINDER, text, [Act(0, len(text), Facts(), entities)])
    assert eraser.text == "███ ████████, puis ███ ████████"


def test_a_body_keeps_its_name() -> None:
    text, act = act_of("Ville de Kermadec : Zoé KERMADEC, puis M. Kermadec, à Kermadec", body="KERMADEC")
    eraser = Eraser(FINDER, text, [act])
    assert eraser.text == "Ville de Kermadec : ███ ████████, puis M. ████████, à Kermadec"
    assert eraser.of(act).facts.identity.body == "KERMADEC"


@pytest.mark.parametrize(
    ("said", "words", "left"),
    [
        (Organisation("SARL Zoé KERMADEC"), "SARL Zoé\nKERMADEC", Organisation("SARL ███ ████████")),
        (Organisation("Zoé KERMADEC"), "Zoé KERMADEC", Organisation(ERASED)),
        (Place("rue Zoé Kermadec", "35352"), "rue Zoé Kermadec", Place("rue ███ ████████")),
        (Place("Vern", "35352"), "Vern", Place("Vern", "35352")),
        (Organisation("Amis de Zoé Kermadec"), "Amis", Organisation(ERASED)),
    ],
)
def test_a_name_that_holds_a_name_has_what_is_left_of_it(
    said: Organisation | Place, words: str, left: Value
) -> None:
    act = Act(0, len(words), Facts(), (Entity(0, len(words), words, 1, said, "gold"),))
    eraser = Eraser(FINDER, words, [act])
    assert eraser.of(act).entities[0].value == left
    assert bool(eraser.hits) == (left != said)


def test_an_acronym_loses_the_full_name_that_holds_a_name() -> None:
    text = "Amis de Zoé Kermadec (AZK), puis AZK"
    named = Organisation("AZK", "Amis de Zoé Kermadec"), Organisation("AZK", "Amis du Zinc de Kerlouan")
    entities = tuple(Entity(33, 36, "AZK", 1, value, "gold") for value in named)
    eraser = Eraser(FINDER, text, [act := Act(0, len(text), Facts(), entities)])
    assert [entity.value for entity in eraser.of(act).entities] == [Organisation("AZK"), named[1]]
