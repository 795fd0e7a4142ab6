"""Days named by their distance from the day of the act or from the date before: what is read, and what is not."""

from __future__ import annotations

import pytest
from tests.growth import assert_grows_linearly, repeated

from recueil.entities.dates.component import Dates
from recueil.entities.dates.matches import find_in_letters
from recueil.values import Mention

HELD = "Le conseil municipal s'est réuni en séance le mardi 12 mars 2024. "

RELATIVE = [
    ("convoqué le 5 du mois courant", "5 du mois courant", "2024-03-05"),
    ("convocation du 5 courant", "5 courant", "2024-03-05"),
    ("affiché le 1er de ce mois", "1er de ce mois", "2024-03-01"),
    ("les travaux du 29 du mois dernier", "29 du mois dernier", "2024-02-29"),
    ("l'inauguration le 30 du mois prochain", "30 du mois prochain", "2024-04-30"),
    ("la commission se réunit lundi prochain", "lundi prochain", "2024-03-18"),
    ("la commission se réunit mardi prochain", "mardi prochain", "2024-03-19"),
    ("Dimanche dernier, la fête a eu lieu", "Dimanche dernier", "2024-03-10"),
    ("rencontré mardi dernier", "mardi dernier", "2024-03-05"),
    ("la réunion d'hier soir", "hier", "2024-03-11"),
    ("vu avant-hier matin, revu demain après-midi", "avant-hier", "2024-03-10"),
    ("sur le rapport présenté ce jour", "ce jour", "2024-03-12"),
    ("délibérant en séance de ce jour", "ce jour", "2024-03-12"),
    ("le bail du 3 mai 2023 et l'avenant du même jour", "même jour", "2023-05-03"),
]

NOT_RELATIVE = [
    "à ce jour, rien n'est décidé ; ce jour-là il pleuvait ; affiché ce jour",
    "la ville de demain, les élus d'hier et d'aujourd'hui",
    "le 31 du mois dernier ou le 15 courant mars, courant février",
    "elle a dit : « nous verrons lundi prochain et demain matin »",
    "ce jour, mardi 12 mars 2024",
    "Le bail est du 3 mai 2023. L'avenant a été signé le même jour.",
]


def relative(text: str) -> list[Mention]:
    return [mention for mention in Dates().find(text, {}) if mention.rule == "relative"]


@pytest.mark.parametrize(("sentence", "words", "day"), RELATIVE)
def test_a_relative_day_is_read(sentence: str, words: str, day: str) -> None:
    text = HELD + sentence
    first = relative(text)[0]
    assert (text[first.start : first.end], str(first.value)) == (words, f"{day} !inferred")


@pytest.mark.parametrize("sentence", NOT_RELATIVE)
def test_vague_and_quoted_words_are_no_day(sentence: str) -> None:
    assert relative(HELD + sentence) == []


@pytest.mark.parametrize(
    "head", ["", "Convocation du 3 mars 2024. ", HELD + "Le conseil s'est réuni en séance le jeudi 4 avril 2024. "]
)
def test_without_one_day_of_the_act_there_is_none(head: str) -> None:
    assert relative(head + "La commission se réunit lundi prochain.") == []


PIECES = [
    "le 5 du mois ",
    "lundi prochain ",
    "présenté ce jour ",
    "« ",
    "3 mai 2023 et le même jour ",
    "ce ",
    "hier soir ",
]


@pytest.mark.parametrize("piece", PIECES)
def test_a_hostile_text_takes_time_in_proportion(piece: str, size: int) -> None:
    def find(text: str) -> None:
        find_in_letters.cache_clear()
        relative(text)

    assert_grows_linearly(find, repeated(piece, HELD), size)
