"""The persons near a word, and the words around a person."""

from __future__ import annotations

from recueil.facts.named_persons import NamedPerson, NamedPersons
from recueil.values import Mention, Person


def people(text: str) -> NamedPersons:
    """Whoever is called anne, paul or lea in a text of small letters."""
    found = sorted((text.index(name), name) for name in ("anne", "paul", "lea") if name in text)
    return NamedPersons(text, [Mention(at, at + len(name), Person(None, name), "test") for at, name in found])


def names(found: list[NamedPerson]) -> list[str]:
    return [str(person.mention.value) for person in found]


def test_who_stands_before_or_after_a_word_within_its_reach() -> None:
    read = people("anne" + " " * 421 + "paul, maire, lea, maire")
    assert names(list(read.before("maire"))) == ["paul", "lea"]
    assert names(list(read.after("maire"))) == ["lea"]
    assert names(list(read.near("maire"))) == ["paul", "lea"]
    assert names(list(read.near("maire", "prefet"))) == ["paul", "lea"]
    assert names(list(read.near("prefet"))) == []


def test_the_words_around_a_name_have_single_spaces() -> None:
    anne, paul = people("le  maire,\n anne   paul\n\n adjoint").all
    assert (anne.before, anne.since, anne.after) == ("le maire, ", "le maire, ", " paul adjoint")
    assert (paul.before, paul.since, paul.after) == ("le maire, anne ", " ", " adjoint")
    assert not anne.beside
    assert paul.beside


def test_as_many_words_follow_a_name_however_wide_the_gaps() -> None:
    (anne,) = people("anne" + " ab" * 100).all
    (wide,) = people("anne" + "  ab" * 100).all
    assert anne.after == wide.after == (" ab" * 100)[:140]
