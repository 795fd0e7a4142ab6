"""Designations: who is designated to which organisation, and sentences that say no such thing."""

from __future__ import annotations

import pytest
from tests.growth import assert_grows_linearly, repeated

from recueil.evaluation import gold
from recueil.facts.designations import find_designations
from recueil.values import PartialDate

RE, BON = "<PERSON RÉ, Luc>Luc RÉ</PERSON>", "<PERSON BON, Ana>Ana BON</PERSON>"
CLUB = "<ORGANISATION association Judo-club>association Judo-club</ORGANISATION>"
SIVOM = "<ORGANISATION Syndicat des Eaux>Syndicat des Eaux</ORGANISATION>"
TOWN = "<ORGANISATION commune de Corvaz>commune de Corvaz</ORGANISATION>"
JUDO, EAUX = "association Judo-club", "Syndicat des Eaux"

Found = list[tuple[str, str, str | None]]


def found(tagged: str) -> Found:
    read = gold.parse_tagged(tagged)
    by_kind = {
        kind: [m for m in read.mentions if m.value.kind == kind] for kind in ("person", "organisation", "date")
    }
    return [
        (str(each.who.full_name), each.to, None if each.until is None else str(each.until))
        for each in find_designations(read.text, by_kind["person"], by_kind["organisation"], by_kind["date"])
    ]


@pytest.mark.parametrize(
    ("sentence", "designated"),
    [
        (f"désigne M. {RE} pour représenter la commune au conseil d'administration de l'{CLUB}.", [("Luc RÉ", JUDO)]),
        (f"Mme {BON} est désignée pour siéger au sein du {SIVOM}.", [("Ana BON", EAUX)]),
        (f"Sont désignés délégués au {SIVOM} :\n\n- {RE}, titulaire\n- {BON}", [("Luc RÉ", EAUX), ("Ana BON", EAUX)]),
        (f"désigne {RE} pour siéger au {SIVOM}-sur-Vèze", [("Luc RÉ", f"{EAUX}-sur-Vèze")]),
        (f"désigne {RE} pour représenter la {TOWN} au {SIVOM}", [("Luc RÉ", EAUX)]),
    ],
)  # fmt: skip
def test_a_sentence_says_who_and_where(sentence: str, designated: list[tuple[str, str]]) -> None:
    assert found(f"Le conseil :\n- {sentence}\n\nLe maire, {BON}") == [(*each, None) for each in designated]


def test_a_designation_may_end() -> None:
    until = "<DATE 2026-06-30>30 juin 2026</DATE>"
    assert found(f"Désigne {RE} pour siéger au {SIVOM} jusqu'au {until}.") == [("Luc RÉ", EAUX, "2026-06-30")]
    assert PartialDate.parse("2026-06-30").day == 30


@pytest.mark.parametrize(
    "sentence",
    [
        f"Il convient de désigner {RE} pour représenter la commune au {SIVOM}.",  # not yet
        f"Le conseil avait désigné {RE} pour représenter la commune au {SIVOM}.",  # then
        f"désigne {RE} secrétaire de séance. Le {SIVOM} siège à Corvaz.",
        f"désigne {RE} pour représenter la commune à la commission des travaux.",  # no organisation
        f"désigne {RE} pour siéger au {SIVOM} et à l'{CLUB}.",  # which?
        f"désigne {RE} rapporteur. Le {SIVOM} est représenté.",
        f"attribue à l'{CLUB}, représentée par {RE}, une aide.",
    ],
)
def test_other_sentences_say_nothing(sentence: str) -> None:
    assert found(sentence) == []


def test_time_grows_with_the_text() -> None:
    def read(text: str) -> None:
        list(find_designations(text, (), (), ()))

    for piece in ("désigne ", "est désigné ", "désigne M.", "\n\n:", "représente : \n\n", "a"):
        assert_grows_linearly(read, repeated(piece))
