"""French keys: which words meet in search, and which stay apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.tables import each_row

from recueil.text import content_words, fold_words, index_keys

AWKWARD = st.text("aéEœŒ0129 ,.-’'_\u00a0\u202f\u0301²½ßİ\n\0\u037a", max_size=80)

MEET = [
    ("école", "ÉCOLES"),
    ("ecole", "écoles"),
    ("e\u0301cole", "école"),
    ("œuvre", "OEUVRES"),
    ("voté", "votée"),
    ("élu", "élus"),
    ("créé", "créées"),
    ("subvention", "Subventions"),
    ("communal", "communaux"),
    ("4 255,50", "4255,5"),
    ("4\u202f255,50", "4.255,50"),
    ("4 255,50", "4255.50"),
    ("4 255,50", "4 255.50"),
    ("65 748 000,00", "65748000"),
    ("65 748 000,00", "65748000.00"),
    ("ﬁnancement", "financement"),
]

APART = [
    ("commune", "communauté"),
    ("visite", "vise"),
    ("politique", "pôle"),
    ("4 255,50", "4 255,51"),
    ("1234 567", "1 234 567"),
    ("4255,50", "4255.5"),
    ("12.03.2024", "12,03 2024"),
    ("danse", "dans"),
]

KEYS = [
    ("Les aides à l’école de la Croix-Rousse", ["aid", "ecol", "croix", "rouss"]),
    ("danse, Sonia, née", ["dans", "soni", "ne"]),
    ("Total : 4 255,50 € (49 %)", ["total", "4255_50", "49"]),
    ("rez-de-\nchaussée", ["rez", "chauss"]),
    ("le 12.03.2024, article 7.1 du point 2.345", ["12", "03", "2024", "articl", "7", "1", "point", "2345"]),
    ("b" * 99, ["b" * 64]),
    ("l'un des_deux", ["deux"]),
    ("le la les de du", []),
    ("", []),
]


@each_row(("one", "other"), MEET)
def test_words_that_meet(one: str, other: str) -> None:
    assert index_keys(one) == index_keys(other) != []


@pytest.mark.parametrize(("one", "other"), APART)
def test_words_that_stay_apart(one: str, other: str) -> None:
    assert index_keys(one) != index_keys(other)


@pytest.mark.parametrize(("text", "expected"), KEYS)
def test_keys_of_a_text(text: str, expected: list[str]) -> None:
    assert index_keys(text) == expected


def test_words_of_a_name_are_not_stemmed() -> None:
    assert fold_words("De SAINT-Jouans, Hélène d'Œuf") == ["de", "saint", "jouans", "helene", "d", "oeuf"]


@given(AWKWARD | st.text(max_size=40))
def test_any_text_has_keys_of_letters_digits_and_underscores(text: str) -> None:
    found = [(word.start, word.end, word.key) for word in content_words(text)]
    assert [key for _, _, key in found] == index_keys(text)
    assert all(key.replace("_", "").isalnum() for _, _, key in found)
    ends = [0, *(place for start, end, _ in found for place in (start, end))]
    assert ends == sorted(ends)
    assert ends[-1] <= len(text)


@pytest.mark.parametrize("piece", ["1", "1 234 ", "123 ", "1,", "é", "e\u0301", "\u0301", " ", "A-"])
def test_long_texts_take_linear_time(piece: str) -> None:
    assert index_keys(piece * (200_000 // len(piece))) is not None
