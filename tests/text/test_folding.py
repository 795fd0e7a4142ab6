"""A whole text in small letters without accents."""

from __future__ import annotations

import pytest

from recueil.text import fold_accents


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("DÉLIBÉRÉ à l’unanimité", "delibere a l'unanimite"),
        ("Ÿ Œuvre ÇÀ Ñ", "y œuvre ca ñ"),
        ("İstanbul ‘cité’", "istanbul 'cite'"),
        ("", ""),
    ],
)
def test_small_letters_without_accents(text: str, folded: str) -> None:
    assert fold_accents(text) == folded
    assert len(folded) == len(text)


def test_a_letter_is_folded_alike_in_a_word_and_in_a_long_text() -> None:
    everything = "".join(map(chr, range(0x20, 0xD800)))
    assert fold_accents(everything) == "".join(map(fold_accents, everything))
